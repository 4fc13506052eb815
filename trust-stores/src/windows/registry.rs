//! A registry to read from: keys, their subkeys and values. Names have no case.

use std::io;

/// A value of a key, with its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `REG_SZ`
    Text(String),
    /// `REG_EXPAND_SZ`: text with variables (`%SystemRoot%`), as it stands.
    Expand(String),
    /// `REG_MULTI_SZ`
    Texts(Vec<String>),
    /// `REG_DWORD`
    Number(u32),
    /// `REG_QWORD`
    Long(u64),
    /// `REG_BINARY`
    Binary(Vec<u8>),
    /// Any other type: its number, and the bytes.
    Other(u32, Vec<u8>),
}

impl Value {
    /// The value of this type, as `winnt.h` numbers them, with these bytes.
    pub fn of(kind: u32, bytes: Vec<u8>) -> Self {
        match (kind, bytes.as_slice()) {
            (1, _) => Self::Text(text(&bytes)),
            (2, _) => Self::Expand(text(&bytes)),
            (3, _) => Self::Binary(bytes),
            (7, _) => Self::Texts(texts(&bytes)),
            (4, number) if let Ok(number) = number.try_into() => Self::Number(u32::from_le_bytes(number)),
            (11, number) if let Ok(number) = number.try_into() => Self::Long(u64::from_le_bytes(number)),
            (other, _) => Self::Other(other, bytes),
        }
    }

    /// It is a number.
    pub fn as_number(&self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(u64::from(*number)),
            Self::Long(number) => Some(*number),
            _ => None,
        }
    }

    /// It is one text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Expand(text) => Some(text),
            _ => None,
        }
    }

    /// It is several texts: one after the other, with line ends between.
    pub fn as_lines(&self) -> Option<String> {
        match self {
            Self::Texts(texts) => Some(texts.join("\n")),
            _ => None,
        }
    }

    /// It is bytes without a meaning of their own.
    pub fn as_binary(&self) -> Option<&[u8]> {
        match self {
            Self::Binary(bytes) => Some(bytes),
            _ => None,
        }
    }
}

/// A registry. A key is named by its whole path, `HKLM\SOFTWARE\Microsoft`; the hives by their short names.
pub trait Registry: Sync {
    /// The names of the keys in a key.
    ///
    /// # Errors
    /// Those of the operating system, of the same kinds as for files: [`io::ErrorKind::NotFound`], [`io::ErrorKind::PermissionDenied`].
    fn subkeys(&self, key: &str) -> io::Result<Vec<String>>;

    /// The values of a key, with their names; the unnamed one has an empty name.
    ///
    /// # Errors
    /// As [`Registry::subkeys`].
    fn values(&self, key: &str) -> io::Result<Vec<(String, Value)>>;

    /// One value of a key; `None` where the key has none of this name.
    ///
    /// # Errors
    /// As [`Registry::subkeys`].
    fn value(&self, key: &str, name: &str) -> io::Result<Option<Value>> {
        let values = self.values(key)?;
        Ok(values.into_iter().find(|(of, _)| of.eq_ignore_ascii_case(name)).map(|(_, value)| value))
    }
}

/// The long names of the hives, and the short ones.
const HIVES: [(&str, &str); 5] = [
    ("HKEY_LOCAL_MACHINE", "HKLM"),
    ("HKEY_CURRENT_USER", "HKCU"),
    ("HKEY_USERS", "HKU"),
    ("HKEY_CLASSES_ROOT", "HKCR"),
    ("HKEY_CURRENT_CONFIG", "HKCC"),
];

/// A hive and what comes after it, of a path with the long name or the short one. `None`: no such hive.
pub fn hive(path: &str) -> Option<(&'static str, &str)> {
    let (first, rest) = path.split_once('\\').unwrap_or((path, ""));
    let known =
        HIVES.iter().find(|(long, short)| first.eq_ignore_ascii_case(long) || first.eq_ignore_ascii_case(short));
    known.map(|(_, short)| (*short, rest))
}

/// UTF-16, little endian, up to the first zero.
pub(super) fn text(bytes: &[u8]) -> String {
    let units = units(bytes);
    let end = units.iter().position(|unit| *unit == 0).unwrap_or(units.len());
    String::from_utf16_lossy(&units[..end])
}

fn texts(bytes: &[u8]) -> Vec<String> {
    let units = units(bytes);
    units.split(|unit| *unit == 0).filter(|text| !text.is_empty()).map(String::from_utf16_lossy).collect()
}

fn units(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_type_that_their_number_says() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        assert_eq!(Value::of(1, wide("SITHS\0rest")), Value::Text("SITHS".to_owned()));
        assert_eq!(Value::of(7, wide("a\0b\0\0")), Value::Texts(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(Value::of(4, vec![1, 0, 0, 0]).as_number(), Some(1));
        // A number of another length than its type has is none.
        assert_eq!(Value::of(4, vec![1]), Value::Other(4, vec![1]));
        assert_eq!(hive(r"hkey_local_machine\SOFTWARE\X"), Some(("HKLM", r"SOFTWARE\X")));
        assert_eq!(hive(r"C:\x"), None);
    }
}
