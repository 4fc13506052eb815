//! A card that comes empty and is filled by whoever has a tool for it: MyEID, as OpenSC's driver for it speaks.
//!
//! What the other mode refuses is done here: files and PINs are made, keys come in by their parts. Until it is activated everything is allowed;
//! from then on what a file's own attributes say holds, but for reading: nothing that is readable here is secret. Its keys are RSA of 2048 bits.

use std::collections::{BTreeMap, BTreeSet};

use rsa::pkcs8::EncodePrivateKey as _;
use rsa::{BigUint, RsaPrivateKey};

use crate::card::apdu::Command;
use crate::card::files::{Files, Node, ROOT};
use crate::card::machine::{
    BLOCKED, Card, Environment, NO_FILE, NO_INSTRUCTION, NO_REFERENCE, NO_SUCH_THING_SELECTED, NOT_ALLOWED, Status,
    WRONG_DATA, WRONG_LENGTH, WRONG_OFFSET, WRONG_PARAMETERS,
};
use crate::card::sign;
use crate::encode::tlv;

/// T=1, and "MyEID" in the historical bytes: by this OpenSC knows it.
pub(super) const ATR: &[u8] = b"\x3b\x85\x80\x01MyEID\x78";
/// The folder of the PKCS#15 application.
pub(super) const FOLDER: u16 = 0x5015;

const EXISTS: Status = 0x6a89;
/// The kinds of files in their descriptions (tag 82).
const PLAIN: u8 = 0x01;
const KEY: u8 = 0x11;
const DIRECTORY: u8 = 0x38;

/// What this kind of card knows besides its files.
#[derive(Debug, Default)]
pub(super) struct MyEid {
    is_active: bool,
    pins: BTreeMap<u8, Record>,
    about: BTreeMap<Vec<u16>, Description>,
    /// PKCS#8, by the number in [`Node::Key`].
    keys: Vec<Option<Vec<u8>>>,
    /// Parts of the key that is coming in, by their kind.
    parts: BTreeMap<u8, Vec<u8>>,
    /// The first half of a block that is too long for one command.
    half: Vec<u8>,
}

#[derive(Debug)]
struct Record {
    digits: Vec<u8>,
    unblocking: Vec<u8>,
    left: u8,
    most: u8,
}

#[derive(Clone, Debug)]
struct Description {
    kind: u8,
    size: u16,
    /// Six halves of bytes, each the reference of the PIN that it takes: 0 none, 15 never.
    security: [u8; 3],
}

impl Description {
    fn folder() -> Self {
        Self { kind: DIRECTORY, size: 0, security: [0; 3] }
    }

    /// The attribute at this place, from the left.
    fn attribute(&self, at: usize) -> u8 {
        let byte = self.security.get(at / 2).copied().unwrap_or(0xff);
        if at.is_multiple_of(2) { byte >> 4 } else { byte & 0x0f }
    }
}

// Where the attributes stand: of folders CREATE, of files UPDATE second; DELETE third; of keys their use first.
const USE: usize = 0;
const CREATE: usize = 0;
const UPDATE: usize = 1;
const DELETE: usize = 2;

impl MyEid {
    /// An empty card: the root and the application's folder.
    pub(super) fn blank() -> (Self, Files) {
        let paths = [vec![ROOT], vec![ROOT, FOLDER]];
        let about = paths.iter().map(|path| (path.clone(), Description::folder())).collect();
        let files = paths.into_iter().map(|path| (path, Node::Folder)).collect();
        (Self { about, ..Self::default() }, files)
    }

    /// What a reset forgets.
    pub(super) fn forget(&mut self) {
        self.parts.clear();
        self.half.clear();
    }

    /// Tries left of the PIN with this reference.
    pub(super) fn tries(&self, reference: u8) -> u8 {
        self.pins.get(&reference).map_or(0, |pin| pin.left)
    }

    /// A file's description, as SELECT answers.
    pub(super) fn description(&self, path: &[u16]) -> Vec<Vec<u8>> {
        let about = self.about.get(path).cloned().unwrap_or_else(Description::folder);
        let size = if about.kind == PLAIN { 0x80 } else { 0x81 };
        vec![
            tlv(size, &about.size.to_be_bytes()),
            tlv(0x82, &[about.kind]),
            tlv(0x86, &about.security),
            tlv(0x85, &[0, 0]),
            // In creation, or operational.
            tlv(0x8a, &[if self.is_active { 7 } else { 1 }]),
        ]
    }

    fn allows(&self, path: &[u16], attribute: usize, verified: &BTreeSet<u8>) -> Result<(), Status> {
        let needed = self.about.get(path).map_or(0x0f, |about| about.attribute(attribute));
        let is_allowed = !self.is_active || needed == 0 || verified.contains(&needed);
        if is_allowed { Ok(()) } else { Err(NOT_ALLOWED) }
    }

    /// A PIN, compared without its padding; the right one gives all tries back.
    fn compare(record: &mut Record, data: &[u8]) -> Result<(), Status> {
        if record.left == 0 {
            return Err(BLOCKED);
        }
        if unpadded(data) == record.digits {
            record.left = record.most;
            return Ok(());
        }
        record.left -= 1;
        Err(if record.left == 0 { BLOCKED } else { 0x63c0 | u16::from(record.left) })
    }

    /// The parts of a key, put together when the last one is there.
    fn load(&mut self, kind: u8, data: &[u8]) -> Result<Option<Vec<u8>>, Status> {
        self.parts.insert(kind, data.to_vec());
        // The public exponent comes last.
        if kind != 0x81 {
            return Ok(None);
        }
        let parts = std::mem::take(&mut self.parts);
        let part = |kind: u8| parts.get(&kind).map(Vec::as_slice).ok_or(WRONG_DATA);
        let [p, q, exponent] = [part(0x83)?, part(0x84)?, data].map(BigUint::from_bytes_be);
        let modulus = BigUint::from_bytes_be(&[part(0x88)?, part(0x89)?].concat());
        if &p * &q != modulus {
            return Err(WRONG_DATA);
        }
        let key = RsaPrivateKey::from_p_q(p, q, exponent).map_err(|_| WRONG_DATA)?;
        Ok(Some(key.to_pkcs8_der().map_err(|_| WRONG_DATA)?.as_bytes().to_vec()))
    }
}

fn unpadded(data: &[u8]) -> &[u8] {
    let end = data.iter().rposition(|byte| !matches!(byte, 0 | 0xff)).map_or(0, |at| at + 1);
    data.get(..end).unwrap_or_default()
}

/// Tags of one byte and their values, for as long as they hold.
fn values(mut bytes: &[u8]) -> BTreeMap<u8, &[u8]> {
    let mut found = BTreeMap::new();
    while let Some(([tag, length], rest)) = bytes.split_first_chunk::<2>() {
        let Some((value, rest)) = rest.split_at_checked(usize::from(*length)) else { break };
        found.insert(*tag, value);
        bytes = rest;
    }
    found
}

impl Card {
    /// What this kind of card does in its own way; nothing for what it has in common with the other one.
    pub(super) fn run_myeid(&mut self, command: &Command, data: &[u8]) -> Option<Result<Vec<u8>, Status>> {
        let card = self.myeid.as_mut()?;
        Some(match (command.instruction, command.p1, command.p2) {
            (0xa4 | 0xb0, ..) => return None,
            (0xca, 0x01, 0xa0) => {
                // Applet 3.3.3, a serial number of ten bytes, a counter of changes.
                let mut information = vec![0, 0, 0, 0, 0, 3, 3, 3];
                information.extend(b"tillit lab\0\0");
                Ok(information)
            }
            (0xca, ..) => Err(NO_REFERENCE),
            (0x20, 0, reference) => self.verify_myeid(reference, data),
            (0x24, 0, reference) => match (card.pins.get_mut(&reference), data.split_at_checked(8)) {
                (None, _) => Err(NO_REFERENCE),
                (_, None) => Err(WRONG_LENGTH),
                (Some(record), Some((old, new))) => MyEid::compare(record, old).map(|()| {
                    record.digits = unpadded(new).to_vec();
                    Vec::new()
                }),
            },
            (0x2c, 0, reference) => match (card.pins.get_mut(&reference), data.split_at_checked(8)) {
                (None, _) => Err(NO_REFERENCE),
                (Some(record), Some((code, new))) if unpadded(code) == record.unblocking => {
                    record.digits = unpadded(new).to_vec();
                    record.left = record.most;
                    Ok(Vec::new())
                }
                _ => Err(NOT_ALLOWED),
            },
            // Log out.
            (0x2e, ..) => {
                self.verified.clear();
                Ok(Vec::new())
            }
            (0x44, ..) => {
                card.is_active = true;
                Ok(Vec::new())
            }
            (0xe0, ..) => self.create(data),
            (0xe4, ..) => self.delete(),
            (0xd6, high, low) => self.update(usize::from(u16::from_be_bytes([high, low])), data),
            (0xda, 1, kind) => self.put(kind, data),
            (0x22, 0x41, 0xb6 | 0xb8) => self.prepare_myeid(data),
            (0x2a, 0x9e, 0x9a) => {
                let pads = self.environment.as_ref().is_some_and(|environment| environment.pads);
                let block = if pads { sign::pkcs1(data, 256) } else { Some(data.to_vec()) };
                block.ok_or(WRONG_DATA).and_then(|block| self.compute(&block))
            }
            // It deciphers what is too long to sign: in two halves.
            (0x2a, 0x80, 0x86) => match data.split_first() {
                Some((0x81, first)) => {
                    card.half = first.to_vec();
                    Ok(Vec::new())
                }
                Some((0x82, second)) => {
                    let block = [&std::mem::take(&mut card.half), second].concat();
                    self.compute(&block)
                }
                Some((0, whole)) => self.compute(whole),
                _ => Err(WRONG_DATA),
            },
            (0x20 | 0x22 | 0x24 | 0x2a | 0x2c | 0xda, ..) => Err(WRONG_PARAMETERS),
            _ => Err(NO_INSTRUCTION),
        })
    }

    fn verify_myeid(&mut self, reference: u8, data: &[u8]) -> Result<Vec<u8>, Status> {
        let record = self.myeid.as_mut().and_then(|card| card.pins.get_mut(&reference)).ok_or(NO_REFERENCE)?;
        if data.is_empty() {
            return match record.left {
                _ if self.verified.contains(&reference) => Ok(Vec::new()),
                0 => Err(BLOCKED),
                left => Err(0x63c0 | u16::from(left)),
            };
        }
        self.verified.remove(&reference);
        MyEid::compare(record, data)?;
        self.verified.insert(reference);
        Ok(Vec::new())
    }

    fn create(&mut self, data: &[u8]) -> Result<Vec<u8>, Status> {
        let card = self.myeid.as_mut().ok_or(NO_INSTRUCTION)?;
        card.allows(&self.folder, CREATE, &self.verified)?;
        let whole = values(data);
        let template = values(whole.get(&0x62).copied().ok_or(WRONG_DATA)?);
        let number = |tag: u8| match template.get(&tag) {
            Some(&&[high, low]) => Some(u16::from_be_bytes([high, low])),
            _ => None,
        };
        let kind = template.get(&0x82).and_then(|kind| kind.first()).copied().ok_or(WRONG_DATA)?;
        let security = template.get(&0x86).and_then(|bytes| <[u8; 3]>::try_from(*bytes).ok()).ok_or(WRONG_DATA)?;
        let size = number(0x80).or_else(|| number(0x81)).unwrap_or(0);
        let node = match kind {
            DIRECTORY => Node::Folder,
            PLAIN => Node::File(vec![0; usize::from(size)]),
            KEY => Node::Key(card.keys.len()),
            _ => return Err(WRONG_DATA),
        };
        let path = [self.folder.as_slice(), &[number(0x83).ok_or(WRONG_DATA)?]].concat();
        if self.files.contains_key(&path) {
            return Err(EXISTS);
        }
        match kind {
            DIRECTORY => self.folder.clone_from(&path),
            _ => self.file = Some(path.clone()),
        }
        if kind == KEY {
            card.keys.push(None);
        }
        card.about.insert(path.clone(), Description { kind, size, security });
        self.files.insert(path, node);
        Ok(Vec::new())
    }

    fn delete(&mut self) -> Result<Vec<u8>, Status> {
        let card = self.myeid.as_mut().ok_or(NO_INSTRUCTION)?;
        let path = self.file.clone().unwrap_or_else(|| self.folder.clone());
        card.allows(&path, DELETE, &self.verified)?;
        if path == [ROOT] {
            return Err(NOT_ALLOWED);
        }
        self.files.retain(|file, _| !file.starts_with(&path));
        card.about.retain(|file, _| !file.starts_with(&path));
        self.file = None;
        self.folder = path.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default();
        Ok(Vec::new())
    }

    fn update(&mut self, offset: usize, data: &[u8]) -> Result<Vec<u8>, Status> {
        let path = self.file.as_ref().ok_or(NO_SUCH_THING_SELECTED)?;
        self.myeid.as_ref().ok_or(NO_INSTRUCTION)?.allows(path, UPDATE, &self.verified)?;
        let Some(Node::File(content)) = self.files.get_mut(path) else { return Err(NO_SUCH_THING_SELECTED) };
        let place = content.get_mut(offset..).and_then(|rest| rest.get_mut(..data.len())).ok_or(WRONG_OFFSET)?;
        place.copy_from_slice(data);
        Ok(Vec::new())
    }

    /// PUT DATA: the card made empty, a PIN, or a part of a key.
    fn put(&mut self, kind: u8, data: &[u8]) -> Result<Vec<u8>, Status> {
        let card = self.myeid.as_mut().ok_or(NO_INSTRUCTION)?;
        match (kind, data) {
            (0xe0, _) => {
                card.allows(&[ROOT], DELETE, &self.verified)?;
                let (blank, files) = MyEid::blank();
                self.files = files;
                self.myeid = Some(blank);
                self.forget();
            }
            // Eight bytes of PIN, eight that unblock it, tries of both.
            (1..=14, [digits @ .., most, _, _]) if digits.len() == 16 => {
                if card.is_active && card.pins.contains_key(&kind) {
                    return Err(NOT_ALLOWED);
                }
                let (digits, code) = digits.split_at_checked(8).ok_or(WRONG_LENGTH)?;
                let (digits, unblocking) = (unpadded(digits).to_vec(), unpadded(code).to_vec());
                card.pins.insert(kind, Record { digits, unblocking, left: *most, most: *most });
            }
            (0x81 | 0x83..=0x89, _) => {
                let path = self.file.as_ref().ok_or(NO_SUCH_THING_SELECTED)?;
                card.allows(path, UPDATE, &self.verified)?;
                let Some(Node::Key(number)) = self.files.get(path) else { return Err(NO_SUCH_THING_SELECTED) };
                if let Some(key) = card.load(kind, data)? {
                    *card.keys.get_mut(*number).ok_or(NO_REFERENCE)? = Some(key);
                }
            }
            _ => return Err(WRONG_PARAMETERS),
        }
        Ok(Vec::new())
    }

    /// MANAGE SECURITY ENVIRONMENT: which key, and whether the card pads.
    fn prepare_myeid(&mut self, data: &[u8]) -> Result<Vec<u8>, Status> {
        let set = values(data);
        if let Some(&[high, low]) = set.get(&0x81) {
            let path = vec![ROOT, FOLDER, u16::from_be_bytes([*high, *low])];
            self.files.get(&path).ok_or(NO_FILE)?;
            self.file = Some(path);
        }
        let path = self.file.as_ref().ok_or(NO_REFERENCE)?;
        let Some(Node::Key(slot)) = self.files.get(path) else { return Err(NO_REFERENCE) };
        let pads = matches!(set.get(&0x80), Some([algorithm]) if algorithm & 0x02 != 0);
        self.environment = Some(Environment { slot: *slot, pads });
        Ok(Vec::new())
    }

    /// The private operation, for whoever has given the key's PIN.
    fn compute(&mut self, block: &[u8]) -> Result<Vec<u8>, Status> {
        let Environment { slot, .. } = self.environment.clone().ok_or(NO_SUCH_THING_SELECTED)?;
        let card = self.myeid.as_ref().ok_or(NO_INSTRUCTION)?;
        let of_key = |node: &Node| matches!(node, Node::Key(number) if *number == slot);
        let path = self.files.iter().find(|(_, node)| of_key(node)).map(|(path, _)| path).ok_or(NO_REFERENCE)?;
        card.allows(path, USE, &self.verified)?;
        let key = card.keys.get(slot).and_then(Option::as_ref).ok_or(NO_REFERENCE)?;
        let signature = sign::raw(key, block).ok_or(WRONG_DATA)?;
        self.log.add(format!("signed with key {:04x}", path.last().copied().unwrap_or_default()));
        Ok(signature)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use crate::card::machine::tests::say;
    use crate::card::{Card, Pin};

    /// A PIN, 123456, with three tries; eight other digits unblock it.
    const PIN: &str = "00da010113313233343536ffff3837363534333231030a00";

    #[test]
    fn what_the_attributes_say_holds_from_activation_on() {
        let mut card = Card::blank();
        assert_eq!(say(&mut card, PIN), "9000");
        assert_eq!(say(&mut card, "00a4080c025015"), "9000");
        let file = "00e0000019621780020004820101830243018603012fff850200008a0100";
        assert_eq!(say(&mut card, file), "9000");
        assert_eq!(say(&mut card, file), "6a89");
        assert_eq!(say(&mut card, "00d600000401020304"), "9000");
        assert_eq!(say(&mut card, "00d600010401020304"), "6b00");
        assert!(say(&mut card, "00a408000450154301").contains("8a0101"));
        assert_eq!(say(&mut card, "0044040000"), "9000");
        assert!(say(&mut card, "00a408000450154301").contains("8a0107"));
        assert_eq!(say(&mut card, "00d600000109"), "6982");
        assert_eq!(say(&mut card, PIN), "6982");
        assert_eq!(say(&mut card, "00200001083030303030303030"), "63c2");
        assert_eq!(say(&mut card, "0020000108313233343536ffff"), "9000");
        assert_eq!(card.tries(Pin::Login), 3);
        assert_eq!(say(&mut card, "00d600000109"), "9000");
        assert_eq!(say(&mut card, "00b0000000"), "090203049000");
        // Deleting takes another PIN, which nobody has made.
        assert_eq!(say(&mut card, "a0e40000"), "6982");
        assert_eq!(say(&mut card, "002e0000"), "9000");
        assert_eq!(say(&mut card, "00d600000109"), "6982");
        let log = card.log().lines().join("\n");
        assert!(!log.contains("313233343536") && log.contains("> 00da010113<secret>"), "{log}");
    }

    #[test]
    fn what_is_no_key_is_not_taken_for_one() {
        let mut card = Card::blank();
        assert_eq!(say(&mut card, "00a4080c025015"), "9000");
        assert_eq!(say(&mut card, "00e000001962178102080082011183024b018603111fff850200008a0100"), "9000");
        for part in ["83", "84", "88", "89"] {
            assert_eq!(say(&mut card, &format!("00da01{part}0103")), "9000");
        }
        assert_eq!(say(&mut card, "00da018103010001"), "6a80");
        assert_eq!(say(&mut card, "002241b60481024b01"), "9000");
        assert_eq!(say(&mut card, "002a9e9a0101"), "6a88");
        assert_eq!(say(&mut card, "002241b604810243ff"), "6a82");
        assert_eq!(say(&mut card, "00e000000462020000"), "6a80");
    }
}
