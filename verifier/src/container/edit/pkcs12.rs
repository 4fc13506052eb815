//! PKCS#12: safes as they stand, those with a bag that changes written anew, one more safe for what is new, the MAC.

use secrecy::zeroize::Zeroizing;

use super::super::der::{BMP_STRING, CONTEXT_0, Element, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, element};
use super::super::pkcs12::{Attributes, Bag, Budget, Opened, Password, Safe, bags, oid, open};
use super::super::{ANY_USE, ContainerError, Integrity, Passwords};
use super::seal::{self, Salts};
use super::{EditError, Edited, Edits, Names, would_lose};
use crate::der::encode;

/// Rounds for a safe that is the first with certificates: what Java 17 writes.
const ITERATIONS: [u8; 2] = 10_000_u16.to_be_bytes();

/// A file, opened.
struct File {
    /// The version's element.
    version: Vec<u8>,
    safes: Vec<OpenSafe>,
    /// `MacData` as it stands.
    mac: Option<Vec<u8>>,
    about: Opened,
}

struct OpenSafe {
    whole: Vec<u8>,
    bags: Vec<OpenBag>,
    /// Where it is encrypted.
    password: Option<Password>,
}

/// A bag of a safe itself, with all that is in it.
struct OpenBag {
    whole: Zeroizing<Vec<u8>>,
    /// The number of its certificate; without one, that of the next.
    index: usize,
    is_certificate: bool,
    trusted: bool,
    /// Friendly names of it and of the bags in it.
    names: Vec<String>,
    /// Certificates in bags inside it.
    nested: usize,
}

impl OpenBag {
    /// Its certificate has this number.
    fn is(&self, index: usize) -> bool {
        self.is_certificate && self.index == index
    }
}

impl File {
    fn open(data: &[u8], passwords: &Passwords) -> Result<Self, EditError> {
        let (pfx, _) = element(data).ok_or_else(|| would_lose("not DER"))?;
        let mut parts = pfx.children();
        let version = parts.tagged(INTEGER).ok_or_else(|| would_lose("no version"))?.whole.to_vec();
        parts.next();
        let mac = parts.next().map(|mac| mac.whole.to_vec());
        let mut safes = Vec::new();
        let mut count = 0;
        let about = open(&pfx, passwords, &mut |safe: Safe<'_>| {
            let mut found: Vec<OpenBag> = Vec::new();
            bags(safe.bags, &mut |bag: Bag<'_>| {
                let Attributes { alias, trusted, .. } = bag.attributes();
                let is_certificate = bag.is_certificate() && bag.certificate()?.is_some();
                let index = count;
                count += usize::from(is_certificate);
                match found.last_mut().filter(|_| bag.nested) {
                    Some(outer) => {
                        outer.names.extend(alias);
                        outer.nested += usize::from(is_certificate);
                    }
                    None => found.push(OpenBag {
                        whole: Zeroizing::new(bag.whole.to_vec()),
                        index,
                        is_certificate,
                        trusted,
                        names: alias.into_iter().collect(),
                        nested: 0,
                    }),
                }
                Ok(())
            })?;
            let password = safe.encryption.map(|(_, password)| password.clone());
            safes.push(OpenSafe { whole: safe.whole.to_vec(), bags: found, password });
            Ok(())
        })?;
        Ok(Self { version, safes, mac, about })
    }

    fn bags(&self) -> impl Iterator<Item = &OpenBag> {
        self.safes.iter().flat_map(|safe| &safe.bags)
    }

    /// The file of these safes. With the salt of the MAC and its value as they are, or with fresh ones.
    fn write(&self, safes: &[Vec<u8>], salts: Salts, budget: &mut Budget) -> Result<Vec<u8>, EditError> {
        let safes: Vec<&[u8]> = safes.iter().map(Vec::as_slice).collect();
        let list = encode(SEQUENCE, &safes);
        let mac = match &self.mac {
            None => Vec::new(),
            Some(mac) => {
                let password = self.about.mac_password.as_ref().ok_or(ContainerError::PasswordNeeded)?;
                seal::mac(mac, salts, |mac| Ok(mac.value(&list, password, budget)?.as_ref().to_vec()))?
            }
        };
        // A `ContentInfo` with data has the same form inside and outside.
        Ok(encode(SEQUENCE, &[&self.version, &seal::plain_safe(&list), &mac]))
    }
}

impl OpenSafe {
    fn write(&self, bags: &[&[u8]], salts: Salts, budget: &mut Budget) -> Result<Vec<u8>, EditError> {
        let contents = Zeroizing::new(encode(SEQUENCE, bags));
        match &self.password {
            None => Ok(seal::plain_safe(&contents)),
            Some(password) => {
                seal::encrypted_safe(&self.whole, salts, |scheme| seal::encrypt(scheme, &contents, password, budget))
            }
        }
    }
}

pub(super) fn edit(data: &[u8], passwords: &Passwords, edits: &Edits<'_>) -> Result<(Edited, Vec<String>), EditError> {
    let file = File::open(data, passwords)?;
    if file.mac.is_some() && file.about.mac_password.is_none() {
        return Err(ContainerError::PasswordNeeded.into());
    }
    let mut budget = Budget::default();
    let safes: Vec<Vec<u8>> = file.safes.iter().map(|safe| safe.whole.clone()).collect();
    // One comparison for all that may be written in another form than this writes it: BER, bytes at the end, unknown parts.
    if file.write(&safes, Salts::Same, &mut budget)? != data {
        return Err(would_lose("not DER, or with more than RFC 7292 knows"));
    }

    let mut names = Names::default();
    // The names of entries that Java takes as such, or may: of keys, and of what it does not know.
    let mut taken = Names::default();
    for bag in file.bags() {
        bag.names.iter().for_each(|name| names.insert(name));
        if bag.trusted || !bag.is_certificate {
            bag.names.iter().for_each(|name| taken.insert(name));
        }
    }
    let mut amended = vec![false; edits.add.len()];
    let mut aliases = Vec::new();
    let mut changed: Vec<(usize, Vec<u8>)> = Vec::new();
    for (new, amended) in edits.add.iter().zip(&mut amended) {
        let bag = new.amend.and_then(|index| file.bags().find(|bag| bag.is(index)));
        if new.amend.is_some() && bag.is_none() {
            return Err(would_lose("a bag inside another"));
        }
        let mut alias = None;
        if let Some(bag) = bag.filter(|bag| !bag.names.iter().any(|name| taken.contains(name))) {
            let own = bag.names.first().cloned();
            let name = own.clone().unwrap_or_else(|| names.take(new.alias));
            taken.insert(&name);
            changed.push((bag.index, trusted(&bag.whole, own.is_none().then_some(name.as_str()))?));
            *amended = true;
            alias = Some(name);
        }
        aliases.push(alias.unwrap_or_else(|| names.take(new.alias)));
    }

    let mut safes = Vec::new();
    let mut expected: Vec<Vec<u8>> = Vec::new();
    let mut removed = 0;
    for safe in &file.safes {
        let mut out: Vec<&[u8]> = Vec::with_capacity(safe.bags.len());
        let mut is_touched = false;
        for bag in &safe.bags {
            let other = changed.iter().find(|(index, _)| bag.is(*index));
            if bag.is_certificate && edits.remove.contains(&bag.index) {
                (is_touched, removed) = (true, removed + 1);
            } else if let Some((_, other)) = other {
                is_touched = true;
                out.push(other);
            } else {
                out.push(&bag.whole);
            }
        }
        expected.extend(out.iter().map(|bag| bag.to_vec()));
        if !is_touched {
            safes.push(safe.whole.clone());
        } else if !out.is_empty() {
            is_kept_byte_for_byte(safe, &mut budget)?;
            safes.push(safe.write(&out, Salts::Fresh, &mut budget)?);
        }
    }
    if removed != edits.remove.len() {
        return Err(would_lose("a bag inside another"));
    }
    let new = edits.add.iter().zip(&aliases).zip(&amended).filter(|(_, amended)| !**amended);
    let new: Vec<Vec<u8>> = new.map(|((new, alias), _)| certificate_bag(new.certificate.der(), alias)).collect();
    if !new.is_empty() {
        let new: Vec<&[u8]> = new.iter().map(Vec::as_slice).collect();
        safes.push(file.new_safe(&new, &mut budget)?);
    }
    expected.extend(new);

    let bytes = file.write(&safes, Salts::Fresh, &mut budget)?;
    let after = File::open(&bytes, passwords)
        .map_err(|error| would_lose(format!("what was written does not read back: {error}")))?;
    if !after.bags().map(|bag| bag.whole.as_slice()).eq(expected.iter().map(Vec::as_slice)) {
        return Err(would_lose("bags read back changed"));
    }
    Ok((Edited { bytes, amended }, aliases))
}

/// A safe that is to be changed comes out as it is when nothing is changed.
fn is_kept_byte_for_byte(safe: &OpenSafe, budget: &mut Budget) -> Result<(), EditError> {
    let same: Vec<&[u8]> = safe.bags.iter().map(|bag| bag.whole.as_slice()).collect();
    if safe.write(&same, Salts::Same, budget)? == safe.whole {
        Ok(())
    } else {
        Err(would_lose("a safe that is not DER, or has more than RFC 7292 knows"))
    }
}

impl File {
    /// A safe for new certificates, protected as those that are there: as the one with most trusted certificates, with most certificates,
    /// the first of these.
    fn new_safe(&self, bags: &[&[u8]], budget: &mut Budget) -> Result<Vec<u8>, EditError> {
        let count = |safe: &OpenSafe| {
            let trusted = safe.bags.iter().filter(|bag| bag.is_certificate && bag.trusted).count();
            let all: usize = safe.bags.iter().map(|bag| usize::from(bag.is_certificate) + bag.nested).sum();
            (trusted, all)
        };
        let with_certificates = self.safes.iter().rev().filter(|safe| count(safe).1 > 0);
        if let Some(like) = with_certificates.max_by_key(|safe| count(safe)) {
            return like.write(bags, Salts::Fresh, budget);
        }
        let password = self.about.mac_password.as_ref().filter(|password| !password.is_empty());
        match password.filter(|_| self.about.integrity == Integrity::Checked && !self.about.has_legacy_mac()) {
            Some(password) => {
                let safe = OpenSafe { whole: current_scheme(), bags: Vec::new(), password: Some(password.clone()) };
                safe.write(bags, Salts::Fresh, budget)
            }
            // Certificates are no secret, and old programs would read nothing but old ciphers.
            None => Ok(seal::plain_safe(&encode(SEQUENCE, bags))),
        }
    }
}

/// An empty encrypted safe with AES-256 and PBKDF2 with HMAC-SHA-256, as Java 17 and OpenSSL 3 write them.
fn current_scheme() -> Vec<u8> {
    const NULL: &[u8] = &[5, 0];
    let algorithm = |oid: &[&[u8]], parameters: &[u8]| encode(SEQUENCE, &[&encode(OID, oid), parameters]);
    let salt = encode(OCTET_STRING, &[&[0; 16]]);
    let rounds = encode(INTEGER, &[&ITERATIONS]);
    let function = encode(SEQUENCE, &[&salt, &rounds, &algorithm(&[oid::HMAC, &[9]], NULL)]);
    let scheme = encode(SEQUENCE, &[&algorithm(&[oid::PBKDF2], &function), &algorithm(&[oid::AES, &[42]], &salt)]);
    let content = encode(0x80, &[]);
    let info = encode(SEQUENCE, &[&encode(OID, &[oid::DATA]), &algorithm(&[oid::PBES2], &scheme), &content]);
    let data = encode(SEQUENCE, &[&encode(INTEGER, &[&[0]]), &info]);
    encode(SEQUENCE, &[&encode(OID, &[oid::ENCRYPTED_DATA]), &encode(CONTEXT_0, &[&data])])
}

/// A `CertBag` that Java trusts (RFC 7292 section 4.2.3).
fn certificate_bag(der: &[u8], alias: &str) -> Vec<u8> {
    let certificate = encode(CONTEXT_0, &[&encode(OCTET_STRING, &[der])]);
    let value = encode(SEQUENCE, &[&encode(OID, &[oid::X509]), &certificate]);
    let kind = encode(OID, &[oid::BAGS, &[3]]);
    encode(SEQUENCE, &[&kind, &encode(CONTEXT_0, &[&value]), &set(vec![friendly_name(alias), trust_attribute()])])
}

/// The bag with Java's attribute, and a friendly name where one is given; everything else in it as it is.
fn trusted(bag: &[u8], alias: Option<&str>) -> Result<Vec<u8>, EditError> {
    let unreadable = || would_lose("a bag that is not DER, or has more than RFC 7292 knows");
    let (whole, _) = element(bag).ok_or_else(unreadable)?;
    let mut parts = whole.children();
    let (kind, value) = parts.tagged(OID).zip(parts.tagged(CONTEXT_0)).ok_or_else(unreadable)?;
    let attributes: Vec<Element<'_>> = parts.tagged(SET).iter().flat_map(Element::children).collect();
    let mut attributes: Vec<Vec<u8>> = attributes.iter().map(|attribute| attribute.whole.to_vec()).collect();
    let write = |attributes: &[Vec<u8>], set: &dyn Fn(Vec<Vec<u8>>) -> Vec<u8>| {
        let set = if attributes.is_empty() { Vec::new() } else { set(attributes.to_vec()) };
        encode(SEQUENCE, &[kind.whole, value.whole, &set])
    };
    let as_they_are = |attributes: Vec<Vec<u8>>| encode(SET, &[&attributes.concat()]);
    // An empty set may stand there, too.
    let empty = encode(SEQUENCE, &[kind.whole, value.whole, &encode(SET, &[])]);
    if write(&attributes, &as_they_are) != bag && empty != bag {
        return Err(unreadable());
    }
    let is_sorted = attributes.is_sorted();
    attributes.extend(alias.map(friendly_name));
    attributes.push(trust_attribute());
    Ok(if is_sorted { write(&attributes, &set) } else { write(&attributes, &as_they_are) })
}

/// `SET OF` in the order of DER (X.690 section 11.6).
fn set(mut members: Vec<Vec<u8>>) -> Vec<u8> {
    members.sort();
    encode(SET, &[&members.concat()])
}

fn attribute(kind: &[u8], value: &[u8]) -> Vec<u8> {
    encode(SEQUENCE, &[&encode(OID, &[kind]), &encode(SET, &[value])])
}

fn friendly_name(name: &str) -> Vec<u8> {
    let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    attribute(oid::FRIENDLY_NAME, &encode(BMP_STRING, &[&utf16]))
}

fn trust_attribute() -> Vec<u8> {
    attribute(oid::TRUSTED, &encode(OID, &[ANY_USE]))
}
