//! The configuration of IIS: `applicationHost.config`, `redirection.config`, a section in a file of its own and an export of the registry,
//! one after the other with a line of `%%` between; as copies in a folder, and as those of a computer that runs.
#![no_main]

use std::ffi::OsString;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use libfuzzer_sys::fuzz_target;
use tillit_trust_stores::servers::{self, Reading};
use tillit_trust_stores::tree::{FileKind, Metadata, Tree};
use tillit_trust_stores::windows::{Export, Registry};

const NAMES: [&str; 4] = ["applicationHost.config", "redirection.config", "section.config", "server.reg"];
const SERVER: &str = r"C:\Windows\System32\inetsrv\config\applicationHost.config";

struct Files<'a> {
    parts: Vec<&'a [u8]>,
    registry: Option<&'a Export>,
}

impl Files<'_> {
    /// A file by its name, in whatever folder.
    fn part(&self, path: &Path) -> io::Result<&[u8]> {
        let path = path.to_str().ok_or(io::ErrorKind::InvalidInput)?;
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let at = NAMES.iter().position(|known| known.eq_ignore_ascii_case(name)).ok_or(io::ErrorKind::NotFound)?;
        self.parts.get(at).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Tree for Files<'_> {
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let (kind, len) = match self.part(path) {
            Ok(part) => (FileKind::File, part.len() as u64),
            Err(_) if path == Path::new("/copies") => (FileKind::Folder, 0),
            Err(error) => return Err(error),
        };
        Ok(Metadata { kind, len, mode: None, owner: None, modified: None, changed: None, identity: (0, 0) })
    }

    fn link_metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.metadata(path)
    }

    fn read_link(&self, _: &Path) -> io::Result<PathBuf> {
        Err(io::ErrorKind::InvalidInput.into())
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }

    fn list(&self, _: &Path) -> io::Result<Vec<OsString>> {
        Ok(NAMES.iter().take(self.parts.len()).map(OsString::from).collect())
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(Cursor::new(self.part(path)?)))
    }

    fn is_host(&self) -> bool {
        false
    }

    fn registry(&self) -> Option<&dyn Registry> {
        self.registry.map(|registry| registry as &dyn Registry)
    }
}

/// The parts of an input.
fn parts(data: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = data;
    while parts.len() + 1 < NAMES.len() {
        let Some(at) = rest.windows(4).position(|window| window == b"\n%%\n") else { break };
        parts.push(&rest[..at]);
        rest = &rest[at + 4..];
    }
    parts.push(rest);
    parts
}

fuzz_target!(|data: &[u8]| {
    let Some(iis) = servers::server("iis") else { panic!("IIS is a server that is known") };
    let parts = parts(data);
    let export = parts.get(3).and_then(|part| Export::parse(part).ok()).unwrap_or_default();
    let variable = |name: &str| (name.len() % 2 == 0).then(|| name.to_lowercase());
    for (registry, main) in [(None, "/copies"), (Some(&export), SERVER)] {
        let tree = Files { parts: parts.clone(), registry };
        let configuration = (iis.read)(&Reading { tree: &tree, variable: &variable }, Path::new(main));
        for spot in configuration.services.iter().map(|service| &service.source) {
            assert!(!spot.file.as_os_str().is_empty(), "a service has a place");
        }
        let _ = format!("{configuration:?}");
    }
});
