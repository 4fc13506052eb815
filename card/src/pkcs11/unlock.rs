//! Opens a token with its PIN: one try.

use std::sync::mpsc;
use std::time::Duration;

use cryptoki::context::Pkcs11;
use cryptoki::error::{Error, RvError};
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use secrecy::{ExposeSecret as _, SecretString};
use tillit_verifier::Certificate;

use super::failure::{code, is_gone};
use super::key::{AfterEnd, OnToken};
use super::module::{Candidate, Module, Token, pin_state};
use super::tries::{PinMemory, Tried, WrongPins, may_try};
use crate::choose::may_log_in;
use crate::key::{CardKey, Failure};

/// Keys of one token that are looked at.
const MAX_KEYS: usize = 100;

/// How a token is opened.
pub struct How<'a> {
    /// The PIN; unused where it is typed at the reader.
    pub pin: Option<SecretString>,
    /// Also where a wrong PIN would be the last one.
    pub risk_last_try: bool,
    /// What is remembered of the token's PIN.
    pub memory: &'a dyn PinMemory,
    /// How long a person may take at the reader, and the module else.
    pub within: Duration,
    /// The PIN is to be typed at the reader now.
    pub at_reader: &'a dyn Fn(),
    /// Done when the key is no longer needed and the module has ended: a reset of the card.
    pub after: Option<AfterEnd>,
}

impl std::fmt::Debug for How<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("How").field("risk_last_try", &self.risk_last_try).finish_non_exhaustive()
    }
}

/// Why a token was not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnlockError {
    /// The key is for signing documents, or a CA's: not tried.
    #[error("not a key to log in with")]
    NotForLogin,
    /// The PIN is locked: not tried.
    #[error("the PIN is locked")]
    Locked,
    /// Only one try is left: not tried.
    #[error("only one try is left")]
    LastTry,
    /// It was wrong too often since it was right the last time, and the token does not say how many tries are left: not tried.
    #[error("the PIN was wrong before")]
    Remembered {
        /// What is remembered.
        wrong: WrongPins,
    },
    /// No PIN was given, and it is not typed at the reader: not tried.
    #[error("a PIN is needed")]
    PinNeeded,
    /// The PIN cannot be right: not tried.
    #[error("the PIN has {least} to {most} digits")]
    PinLength {
        /// Least.
        least: usize,
        /// Most.
        most: usize,
    },
    /// Wrong; one try less.
    #[error("wrong PIN")]
    WrongPin {
        /// Whether only one try is left now, as far as the token says so.
        last_try_left: bool,
    },
    /// Wrong, and that was the last try.
    #[error("wrong PIN, and it is locked now")]
    LockedNow,
    /// Cancelled at the reader.
    #[error("cancelled")]
    Cancelled,
    /// The card or the reader is gone.
    #[error("the card is gone")]
    Gone,
    /// The module has not answered.
    #[error("no answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// The PIN has to be changed first.
    #[error("the PIN has to be changed first")]
    PinExpired,
    /// The token has no key for this certificate.
    #[error("the token has no key for this certificate")]
    NoKey,
    /// The module failed otherwise.
    #[error(transparent)]
    Failed(Failure),
}

fn failed(error: &Error) -> UnlockError {
    if is_gone(error) { UnlockError::Gone } else { UnlockError::Failed(Failure::of(error)) }
}

/// Opens the token and finds the certificate's key. The module is the key's from now on, and ends with it.
///
/// # Errors
/// [`UnlockError`]; the module has then ended.
pub fn unlock(module: Module, candidate: &Candidate, how: How<'_>) -> Result<CardKey, UnlockError> {
    let certificate = &candidate.on_token.certificate;
    if !may_log_in(certificate) {
        return Err(UnlockError::NotForLogin);
    }
    let context = module.context().map_err(UnlockError::Failed)?;
    let token = &candidate.token;
    // As it stands now: somebody else may have tried in the meantime.
    let state = pin_state(context, token.slot).map_err(|error| failed(&error))?;
    let session = context.open_ro_session(token.slot).map_err(|error| failed(&error))?;
    let session = if state.required {
        let pin = if state.at_reader { None } else { Some(how.pin.ok_or(UnlockError::PinNeeded)?) };
        if let Some(pin) = &pin {
            fits(pin, token.pin_length)?;
        }
        if let Err(error) = may_try(state, how.memory.trying(), how.risk_last_try) {
            how.memory.came_to(Tried::NotTried);
            return Err(error);
        }
        if pin.is_none() {
            (how.at_reader)();
        }
        match log_in(session, pin, how.within) {
            Ok((session, Ok(tried))) => {
                how.memory.came_to(tried);
                session
            }
            Ok((_, Err(error))) => {
                let (tried, why) = refused(&error, context, token);
                how.memory.came_to(tried);
                return Err(why);
            }
            Err(()) => {
                how.memory.came_to(Tried::Unknown);
                // A call into it is still under way: ending it now would pull the floor away from under that.
                module.leave_running();
                return Err(UnlockError::TimedOut(how.within));
            }
        }
    } else {
        session
    };
    match find_key(&session, certificate, &candidate.on_token.id) {
        Ok(Some(handle)) => {
            let holder = OnToken { session: Some(session), module: Some(module), after: how.after, handle };
            Ok(CardKey::new(Box::new(holder), certificate.clone(), token.signs))
        }
        other => {
            let _ = session.logout();
            drop(session);
            drop(module);
            // It was opened: closed as after any login.
            if let Some(after) = how.after {
                after();
            }
            Err(match other {
                Err(FindError::PinEachTime) => UnlockError::NotForLogin,
                Err(FindError::Failed(error)) => failed(&error),
                Ok(_) => UnlockError::NoKey,
            })
        }
    }
}

/// What a refused PIN means for its tries, and for who gave it.
fn refused(error: &Error, context: &Pkcs11, token: &Token) -> (Tried, UnlockError) {
    match code(error) {
        Some(RvError::PinIncorrect) => {
            let now = pin_state(context, token.slot).unwrap_or_default();
            if now.locked {
                (Tried::Locked, UnlockError::LockedNow)
            } else {
                let last_try_left = now.final_try;
                (Tried::Wrong { last_try_left }, UnlockError::WrongPin { last_try_left })
            }
        }
        // Measured with OpenSC: the wrong PIN that takes the last try is answered with this.
        Some(RvError::PinLocked) => (Tried::Locked, UnlockError::LockedNow),
        Some(RvError::FunctionCanceled | RvError::Cancel | RvError::FunctionRejected) => {
            (Tried::NotTried, UnlockError::Cancelled)
        }
        Some(RvError::PinExpired) => (Tried::NotTried, UnlockError::PinExpired),
        Some(RvError::PinLenRange | RvError::PinInvalid) => {
            let (least, most) = token.pin_length;
            (Tried::NotTried, UnlockError::PinLength { least, most })
        }
        // It may have come to the card, and the answer been lost.
        _ => (Tried::Unknown, failed(error)),
    }
}

/// What cannot be right is not tried. Some modules say nothing sensible of the lengths.
fn fits(pin: &SecretString, (least, most): (usize, usize)) -> Result<(), UnlockError> {
    let length = pin.expose_secret().len();
    if length == 0 || (most >= least && most > 0 && !(least..=most).contains(&length)) {
        return Err(UnlockError::PinLength { least, most });
    }
    Ok(())
}

/// Logs in, in a thread that is left behind where the module does not come back.
#[allow(clippy::type_complexity)] // the session comes back whatever came of it
fn log_in(
    session: Session,
    pin: Option<SecretString>,
    within: Duration,
) -> Result<(Session, Result<Tried, Error>), ()> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let result = match session.login(UserType::User, pin.as_ref()) {
            Ok(()) => Ok(Tried::Right),
            // By another session of this program.
            Err(error) if code(&error) == Some(RvError::UserAlreadyLoggedIn) => Ok(Tried::NotTried),
            Err(error) => Err(error),
        };
        drop(pin);
        // Nobody waits any more: the session ends here.
        drop(sender.send((session, result)));
    });
    receiver.recv_timeout(within).map_err(|_| ())
}

enum FindError {
    PinEachTime,
    Failed(Error),
}

impl From<Error> for FindError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// The private key by the certificate's id, else by its modulus.
fn find_key(session: &Session, certificate: &Certificate, id: &[u8]) -> Result<Option<ObjectHandle>, FindError> {
    let mut wanted = vec![Attribute::Class(ObjectClass::PRIVATE_KEY)];
    let all = session.find_objects(&wanted)?;
    wanted.push(Attribute::Id(id.to_vec()));
    let by_id = if id.is_empty() { None } else { session.find_objects(&wanted)?.first().copied() };
    let handle = match by_id {
        Some(handle) => Some(handle),
        None => all.into_iter().take(MAX_KEYS).find(|handle| has_modulus_of(session, *handle, certificate)),
    };
    if let Some(handle) = handle
        && let Ok(attributes) = session.get_attributes(handle, &[AttributeType::AlwaysAuthenticate])
        && attributes.iter().any(|attribute| matches!(attribute, Attribute::AlwaysAuthenticate(true)))
    {
        return Err(FindError::PinEachTime);
    }
    Ok(handle)
}

fn has_modulus_of(session: &Session, handle: ObjectHandle, certificate: &Certificate) -> bool {
    let Ok(attributes) = session.get_attributes(handle, &[AttributeType::Modulus]) else { return false };
    attributes.iter().any(|attribute| match attribute {
        Attribute::Modulus(modulus) => {
            // Shorter ones are no keys, and would be found anywhere.
            modulus.len() >= 64 && certificate.public_key().windows(modulus.len()).any(|window| window == modulus)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn a_pin_that_cannot_be_right_is_not_tried() {
        let fits = |pin: &str, lengths| fits(&SecretString::from(pin), lengths).is_ok();
        assert!(fits("123456", (6, 8)) && fits("12345678", (6, 8)) && fits("1234", (0, 0)) && fits("1", (8, 4)));
        assert!(!fits("12345", (6, 8)) && !fits("123456789", (6, 8)) && !fits("", (0, 0)));
    }
}
