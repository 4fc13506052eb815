//! Java key stores of the types JKS and JCEKS.
//!
//! The format is not published but stable since Java 1.2: `OpenJDK`, `sun.security.provider.JavaKeyStore` and
//! `com.sun.crypto.provider.JceKeyStore`. Certificates are not encrypted; the store ends with a hash over the password and all that goes before it.
//! Numbers are big endian, strings are `DataOutput.writeUTF`.

use aws_lc_rs::{constant_time, digest};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};

use super::{
    ContainerError, ContainerKind, Contents, Entry, EntryError, Integrity, Passwords, Position, ReadLimits, Role,
};
use crate::certificate::{Certificate, CertificateError};

pub(super) const JKS_MAGIC: &[u8] = &[0xfe, 0xed, 0xfe, 0xed];
pub(super) const JCEKS_MAGIC: &[u8] = &[0xce, 0xce, 0xce, 0xce];
/// SHA-1
pub(super) const DIGEST_BYTES: usize = 20;
/// Class descriptions and objects inside one another in a serialized secret key: real ones have two.
const MAX_NESTING: usize = 16;
/// Bytes of an alias that are repeated for each further certificate of a key's chain: a long one with many would take memory without end.
const MAX_REPEATED_ALIAS: usize = 256;

/// Reads a store that is in `data` as a whole.
pub(super) fn read(data: &[u8], passwords: &Passwords, limits: &ReadLimits) -> Result<Contents, ContainerError> {
    read_records(data, passwords, limits, &mut |_| {})
}

/// One entry of the key store as it is written.
pub(super) struct Record<'a> {
    /// All of it.
    pub(super) whole: &'a [u8],
    pub(super) alias: String,
    /// A trustedCertEntry.
    pub(super) trusted: bool,
    /// The number of its first certificate among [`Contents::entries`]; a key may have none.
    pub(super) first: usize,
}

/// As [`read`], and shows `each` record in its order.
pub(super) fn read_records<'a>(
    data: &'a [u8],
    passwords: &Passwords,
    limits: &ReadLimits,
    each: &mut dyn FnMut(Record<'a>),
) -> Result<Contents, ContainerError> {
    let kind = if data.starts_with(JCEKS_MAGIC) { ContainerKind::Jceks } else { ContainerKind::Jks };
    let damaged = |detail: &str| ContainerError::Damaged {
        kind: if kind == ContainerKind::Jks { "JKS" } else { "JCEKS" },
        detail: detail.to_owned(),
    };
    let split = data.len().checked_sub(DIGEST_BYTES).ok_or_else(|| damaged("cut off"))?;
    let (signed, hash) = data.split_at(split);

    let mut contents = Contents {
        kind,
        entries: Vec::new(),
        has_private_key: false,
        integrity: Integrity::NotChecked,
        password_index: None,
        schemes: Vec::new(),
        quirks: Vec::new(),
    };
    let mut input = Input(signed);
    entries(&mut input, &mut contents, limits, each).map_err(|problem| match problem {
        Problem::CutOff => damaged("cut off, or a length in it is wrong"),
        Problem::Unknown(what) => damaged(what),
        Problem::TooMany => ContainerError::TooMany { limit: limits.max_entries },
    })?;
    if !input.0.is_empty() {
        return Err(damaged("bytes between the last entry and the hash"));
    }

    contents.password_index = passwords.candidates().iter().position(|password| opens(password, signed, hash));
    if contents.password_index.is_some() {
        contents.integrity = Integrity::Checked;
    } else if passwords.insisted() {
        return Err(ContainerError::WrongPassword);
    }
    Ok(contents)
}

/// Whether the hash is the one over this password and the store.
fn opens(password: &SecretString, signed: &[u8], hash: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(integrity_hash(password, signed).as_ref(), hash).is_ok()
}

/// SHA-1 of the password as UTF-16, a fixed text, the store.
pub(super) fn integrity_hash(password: &SecretString, signed: &[u8]) -> digest::Digest {
    let password: Zeroizing<Vec<u8>> =
        Zeroizing::new(password.expose_secret().encode_utf16().flat_map(u16::to_be_bytes).collect());
    let mut context = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    context.update(&password);
    context.update(b"Mighty Aphrodite");
    context.update(signed);
    context.finish()
}

enum Problem {
    CutOff,
    Unknown(&'static str),
    TooMany,
}

/// A secret key that is something else than Java's own key store writes.
const NOT_SEALED: Problem = Problem::Unknown("a secret key that is no sealed Java object");

fn entries<'a>(
    input: &mut Input<'a>,
    contents: &mut Contents,
    limits: &ReadLimits,
    each: &mut dyn FnMut(Record<'a>),
) -> Result<(), Problem> {
    input.take(4)?; // magic
    let version = input.u32()?;
    if !matches!(version, 1 | 2) {
        return Err(Problem::Unknown("version is neither 1 nor 2"));
    }
    for _ in 0..input.u32()? {
        let (start, first) = (input.0, contents.entries.len());
        let tag = input.u32()?;
        let alias = modified_utf8(input.string()?);
        input.take(8)?; // date of the entry, in ms
        match tag {
            1 => {
                contents.has_private_key = true;
                input.block()?; // the protected key
                for place in 0..input.u32()? {
                    let certificate = input.certificate(version)?;
                    let place = usize::try_from(place).unwrap_or(usize::MAX);
                    push(contents, certificate, &alias, Role::KeyChain(place), limits)?;
                }
            }
            2 => {
                let certificate = input.certificate(version)?;
                push(contents, certificate, &alias, Role::Trusted, limits)?;
            }
            3 if contents.kind == ContainerKind::Jceks => input.skip_secret_key()?,
            _ => return Err(Problem::Unknown("an entry of an unknown type")),
        }
        let whole = &start[..start.len() - input.0.len()];
        each(Record { whole, alias, trusted: tag == 2, first });
    }
    Ok(())
}

fn push(
    contents: &mut Contents,
    certificate: Result<Certificate, EntryError>,
    alias: &str,
    role: Role,
    limits: &ReadLimits,
) -> Result<(), Problem> {
    if contents.entries.len() >= limits.max_entries {
        return Err(Problem::TooMany);
    }
    let position = Position::Index(contents.entries.len());
    let repeated = matches!(role, Role::KeyChain(place) if place > 0);
    let alias = (!repeated || alias.len() <= MAX_REPEATED_ALIAS).then(|| alias.to_owned());
    contents.entries.push(Entry { certificate, alias, position, role, encrypted: false, trusted_uses: None });
    Ok(())
}

/// What is left of the store. Lengths that it claims are only ever used to look at bytes that are there.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Problem> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Problem::CutOff)?;
        self.0 = rest;
        Ok(taken)
    }
    fn u8(&mut self) -> Result<u8, Problem> {
        self.take(1).map(|b| b[0])
    }
    fn u16(&mut self) -> Result<u16, Problem> {
        self.take(2).map(|b| u16::from_be_bytes([b[0], b[1]]))
    }
    fn u32(&mut self) -> Result<u32, Problem> {
        self.take(4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
    }
    /// Bytes after their number in four bytes.
    fn block(&mut self) -> Result<&'a [u8], Problem> {
        let length = self.u32()?;
        self.take(usize::try_from(length).map_err(|_| Problem::CutOff)?)
    }
    /// The bytes of a string after their number in two bytes.
    fn string(&mut self) -> Result<&'a [u8], Problem> {
        let length = self.u16()?;
        self.take(usize::from(length))
    }
    fn certificate(&mut self, version: u32) -> Result<Result<Certificate, EntryError>, Problem> {
        // Version 1 stores have X.509 certificates only and do not say so.
        let kind = if version == 1 { &b"X.509"[..] } else { self.string()? };
        let der = self.block()?;
        Ok(if matches!(kind, b"X.509" | b"X509") {
            Certificate::from_der(der).map_err(EntryError::from)
        } else {
            let kind = modified_utf8(kind);
            Err(EntryError::Certificate(CertificateError::Malformed(format!("a certificate of the type {kind:?}"))))
        })
    }

    /// Passes over a secret key: a serialized Java object, and those have no length. The grammar is that of the Java Object Serialization
    /// Specification, section 6.4.2; only what a `SealedObject` needs is understood: objects, class descriptions, byte arrays, strings.
    fn skip_secret_key(&mut self) -> Result<(), Problem> {
        if self.take(4)? != [0xac, 0xed, 0, 5] {
            return Err(NOT_SEALED);
        }
        self.object(&mut Vec::new(), MAX_NESTING)
    }

    /// One object, array, string, reference or null. What was described is looked up again through `handles`, in the order of its appearance.
    fn object(&mut self, handles: &mut Vec<Handle>, depth: usize) -> Result<(), Problem> {
        let depth = depth.checked_sub(1).ok_or(NOT_SEALED)?;
        match self.u8()? {
            0x70 => {} // TC_NULL
            0x71 => {
                self.take(4)?; // TC_REFERENCE
            }
            0x74 => {
                self.string()?; // TC_STRING
                handles.push(Handle::Other);
            }
            0x75 => {
                // TC_ARRAY: of bytes only
                let class = self.class(handles, depth)?.and_then(|class| handles.get(class));
                if !matches!(class, Some(Handle::Class { bytes: true, .. })) {
                    return Err(NOT_SEALED);
                }
                handles.push(Handle::Other);
                self.block()?;
            }
            0x73 => {
                // TC_OBJECT: the fields of the topmost class come first
                let mut next = self.class(handles, depth)?;
                handles.push(Handle::Other);
                let mut lineage = Vec::new();
                while let Some(index) = next {
                    let Some(Handle::Class { fields, parent, .. }) = handles.get(index) else { return Err(NOT_SEALED) };
                    if lineage.len() >= MAX_NESTING {
                        return Err(NOT_SEALED);
                    }
                    lineage.push(fields.clone());
                    next = *parent;
                }
                for kind in lineage.into_iter().rev().flatten() {
                    match kind {
                        b'B' | b'Z' => self.take(1)?,
                        b'C' | b'S' => self.take(2)?,
                        b'F' | b'I' => self.take(4)?,
                        b'D' | b'J' => self.take(8)?,
                        _ => {
                            self.object(handles, depth)?;
                            &[]
                        }
                    };
                }
            }
            _ => return Err(NOT_SEALED),
        }
        Ok(())
    }

    /// A class description: the handle where it is, `None` for null.
    fn class(&mut self, handles: &mut Vec<Handle>, depth: usize) -> Result<Option<usize>, Problem> {
        let depth = depth.checked_sub(1).ok_or(NOT_SEALED)?;
        match self.u8()? {
            0x70 => Ok(None),
            0x71 => {
                let handle = usize::try_from(self.u32()?.wrapping_sub(0x7e_0000)).map_err(|_| NOT_SEALED)?;
                handles.get(handle).ok_or(NOT_SEALED).map(|_| Some(handle))
            }
            0x72 => {
                let name = self.string()?;
                self.take(8)?; // serialVersionUID
                let index = handles.len();
                handles.push(Handle::Other);
                // SC_SERIALIZABLE alone: no class in question writes data of its own.
                if self.u8()? != 2 {
                    return Err(NOT_SEALED);
                }
                let mut fields = Vec::new();
                for _ in 0..self.u16()? {
                    let kind = self.u8()?;
                    self.string()?;
                    if matches!(kind, b'[' | b'L') {
                        self.object(handles, depth)?;
                    }
                    fields.push(kind);
                }
                if self.u8()? != 0x78 {
                    return Err(NOT_SEALED); // annotations
                }
                let parent = self.class(handles, depth)?;
                handles[index] = Handle::Class { bytes: name == b"[B", fields, parent };
                Ok(Some(index))
            }
            _ => Err(NOT_SEALED),
        }
    }
}

/// Something in a serialized object that can be referred to later.
enum Handle {
    Class {
        /// An array of bytes.
        bytes: bool,
        /// Type codes.
        fields: Vec<u8>,
        parent: Option<usize>,
    },
    Other,
}

/// `DataInput.readUTF`: UTF-8, but NUL has two bytes and characters beyond the BMP are two surrogates of three bytes each.
fn modified_utf8(bytes: &[u8]) -> String {
    let mut units = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(&first) = rest.first() {
        let low = |i: usize| rest.get(i).filter(|b| *b & 0xc0 == 0x80).map(|b| u16::from(b & 0x3f));
        let (unit, length) = match (first, low(1), low(2)) {
            (0..=0x7f, ..) => (u16::from(first), 1),
            (0xc0..=0xdf, Some(a), _) => (u16::from(first & 0x1f) << 6 | a, 2),
            (0xe0..=0xef, Some(a), Some(b)) => (u16::from(first & 0x0f) << 12 | a << 6 | b, 3),
            _ => (0xfffd, 1),
        };
        units.push(unit);
        rest = &rest[length..];
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_as_java_writes_them() {
        assert_eq!(modified_utf8(b"abc"), "abc");
        assert_eq!(modified_utf8("Åsa Öst".as_bytes()), "Åsa Öst");
        assert_eq!(modified_utf8(b"a\xc0\x80b"), "a\0b");
        assert_eq!(modified_utf8(b"\xed\xa0\xbd\xed\xb8\x80"), "\u{1f600}");
        assert_eq!(modified_utf8(b"\xed\xa0\xbdx\xff\xc3"), "\u{fffd}x\u{fffd}\u{fffd}");
    }
}
