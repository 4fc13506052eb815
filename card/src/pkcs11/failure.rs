//! What a module says when it does not do what it was asked.

use cryptoki::error::{Error, RvError};

use crate::key::Failure;

impl Failure {
    pub(super) fn of(error: &Error) -> Self {
        match error {
            Error::Pkcs11(code, function) => Self { call: format!("C_{function:?}"), code: name(*code) },
            other => Self { call: "PKCS#11".to_owned(), code: other.to_string() },
        }
    }
}

/// The code of a call that failed.
pub(super) fn code(error: &Error) -> Option<RvError> {
    match error {
        Error::Pkcs11(code, _) => Some(*code),
        _ => None,
    }
}

/// The card or its reader went away.
pub(super) fn is_gone(error: &Error) -> bool {
    use RvError::{DeviceRemoved, SessionHandleInvalid, SlotIdInvalid, TokenNotPresent, TokenNotRecognized};
    matches!(
        code(error),
        Some(DeviceRemoved | TokenNotPresent | TokenNotRecognized | SlotIdInvalid | SessionHandleInvalid)
    )
}

/// `PinIncorrect` is `CKR_PIN_INCORRECT`.
fn name(code: RvError) -> String {
    if let RvError::VendorDefined(number) = code {
        return format!("CKR_VENDOR_DEFINED {number:#010x}");
    }
    let mut name = "CKR".to_owned();
    for c in format!("{code:?}").chars() {
        if c.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(c.to_ascii_uppercase());
    }
    name
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn codes_have_their_names() {
        assert_eq!(name(RvError::PinIncorrect), "CKR_PIN_INCORRECT");
        assert_eq!(name(RvError::UserNotLoggedIn), "CKR_USER_NOT_LOGGED_IN");
        assert_eq!(name(RvError::VendorDefined(0x8000_0001)), "CKR_VENDOR_DEFINED 0x80000001");
    }
}
