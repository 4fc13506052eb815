//! The registry of this machine, in the view of 64-bit programs.

use std::io;

use windows_registry::{CLASSES_ROOT, CURRENT_CONFIG, CURRENT_USER, Key, LOCAL_MACHINE, USERS};

use super::registry::{Registry, Value, hive};

/// `KEY_READ | KEY_WOW64_64KEY`: a 32-bit program would be shown a registry of its own.
const READ_64: u32 = 0x2_0019 | 0x100;

/// See the module.
pub(super) struct Live;

/// `KEY_READ | KEY_WRITE | KEY_WOW64_64KEY`
const WRITE_64: u32 = READ_64 | 0x2_0006;

/// Opens a key for reading.
fn open(path: &str) -> io::Result<Key> {
    open_for(path, READ_64)
}

/// Whether this process may write a key, or make it where it is not there; changes nothing.
///
/// # Errors
/// Why not.
pub(super) fn may_write_below(path: &str) -> io::Result<()> {
    let mut path = path;
    loop {
        match (open_for(path, WRITE_64), path.rsplit_once('\\')) {
            (Ok(_), _) => return Ok(()),
            (Err(error), Some((above, _))) if error.kind() == io::ErrorKind::NotFound => path = above,
            (Err(error), _) => return Err(error),
        }
    }
}

fn open_for(path: &str, access: u32) -> io::Result<Key> {
    let (hive, rest) = hive(path).ok_or(io::ErrorKind::NotFound)?;
    let hive: &Key = match hive {
        "HKLM" => LOCAL_MACHINE,
        "HKCU" => CURRENT_USER,
        "HKU" => USERS,
        "HKCR" => CLASSES_ROOT,
        _ => CURRENT_CONFIG,
    };
    told(hive.options().access(access).open(rest))
}

/// With the error of the operating system that Windows' newer functions wrap (`HRESULT_FROM_WIN32`).
pub(super) fn told<T>(result: windows_registry::Result<T>) -> io::Result<T> {
    result.map_err(|error| {
        let code = error.code().0;
        let is_wrapped = code & !0xffff == 0x8007_0000_u32.cast_signed();
        io::Error::from_raw_os_error(if is_wrapped { code & 0xffff } else { code })
    })
}

impl Registry for Live {
    fn subkeys(&self, key: &str) -> io::Result<Vec<String>> {
        Ok(told(open(key)?.keys())?.collect())
    }

    fn values(&self, key: &str) -> io::Result<Vec<(String, Value)>> {
        let key = open(key)?;
        let values = told(key.values())?;
        Ok(values.map(|(name, value)| (name, Value::of(value.ty().into(), value.to_vec()))).collect())
    }
}
