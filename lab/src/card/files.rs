//! The card's files as PKCS#15 (ISO/IEC 7816-15) has them.
//!
//! ```text
//! 3F00 ┬ 2F00 EF(DIR): which application, where
//!      └ 5016 ┬ 5031 EF(ODF): where the lists are      ┬ 4401 PINs (AODF)
//!             ├ 5032 EF(TokenInfo): label, serial      ├ 4402 private keys (PrKDF)
//!             └ 43xx certificates, 4Bxx keys           └ 4403 certificates (CDF)
//! ```

use std::collections::BTreeMap;

use crate::card::contents::{Contents, Pin, Slot};
use crate::encode::{
    BIT_STRING, boolean, constructed, explicit, implicit, integer, named_bits, octets, retag, sequence, tlv,
};

/// The PKCS#15 application's name (ISO/IEC 7816-15 section 6.2): `A000000063` and "PKCS-15".
pub(super) const APPLICATION: &[u8] = b"\xa0\x00\x00\x00\x63PKCS-15";

/// The root.
pub(super) const ROOT: u16 = 0x3f00;
/// The application's folder.
pub(super) const FOLDER: u16 = 0x5016;
const PINS: u16 = 0x4401;
const KEYS: u16 = 0x4402;
const CERTIFICATES: u16 = 0x4403;
const FIRST_CERTIFICATE: u16 = 0x4301;
const FIRST_KEY: u16 = 0x4b01;

/// What lies under a path.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Folder,
    File(Vec<u8>),
    /// The key of this slot: to be used, not read.
    Key(usize),
}

/// Paths from the root on.
pub(super) type Files = BTreeMap<Vec<u16>, Node>;

const UTF8: u8 = 0x0c;
const ENUMERATED: u8 = 0x0a;

fn utf8(text: &str) -> Vec<u8> {
    tlv(UTF8, text.as_bytes())
}

fn path(file: Option<u16>) -> Vec<u8> {
    let ids = [ROOT, FOLDER].into_iter().chain(file);
    octets(&ids.flat_map(u16::to_be_bytes).collect::<Vec<_>>())
}

/// The number of a file of the n-th slot.
fn numbered(first: u16, at: usize) -> u16 {
    first.saturating_add(u16::try_from(at).unwrap_or(u16::MAX))
}

/// Lays out a card.
pub(super) fn layout(contents: &Contents) -> Files {
    let mut files = Files::new();
    let mut put = |below: &[u16], node: Node| {
        files.insert([&[ROOT], below].concat(), node);
    };
    put(&[], Node::Folder);
    put(&[FOLDER], Node::Folder);
    let application =
        [tlv(0x4f, APPLICATION), tlv(0x50, contents.label.as_bytes()), tlv(0x51, &[0x3f, 0x00, 0x50, 0x16])];
    put(&[0x2f00], Node::File(constructed(0x61, application)));

    let list = |number: u8, file: u16| explicit(number, [sequence([path(Some(file))])]);
    let mut lists = [list(8, PINS), list(0, KEYS), list(4, CERTIFICATES)].concat();
    // Room for more, as cards have it: zeros end the list.
    lists.extend([0; 32]);
    put(&[FOLDER, 0x5031], Node::File(lists));
    put(&[FOLDER, 0x5032], Node::File(token_info(contents)));
    put(&[FOLDER, PINS], Node::File(Pin::ALL.iter().flat_map(|pin| pin_entry(*pin)).collect()));

    let (mut keys, mut certificates) = (Vec::new(), Vec::new());
    for (at, slot) in contents.slots.iter().enumerate() {
        let (certificate_file, key_file) = (numbered(FIRST_CERTIFICATE, at), numbered(FIRST_KEY, at));
        certificates.extend(certificate_entry(slot, certificate_file));
        put(&[FOLDER, certificate_file], Node::File(slot.der.clone()));
        if let Some((_, pin)) = &slot.key {
            keys.extend(key_entry(slot, *pin, key_file));
            put(&[FOLDER, key_file], Node::Key(at));
        }
    }
    put(&[FOLDER, KEYS], Node::File(keys));
    put(&[FOLDER, CERTIFICATES], Node::File(certificates));
    files
}

fn token_info(contents: &Contents) -> Vec<u8> {
    // readonly (0), loginRequired (1), eidCompliant (3)
    let flags = named_bits([0, 1, 3]);
    let parts = [
        integer(0),
        octets(&contents.serial),
        utf8(&contents.manufacturer),
        implicit(0, contents.label.as_bytes()),
        flags,
    ];
    sequence(parts)
}

fn pin_entry(pin: Pin) -> Vec<u8> {
    // private (0)
    let common = sequence([utf8(pin.label()), named_bits([0])]);
    let authentication = sequence([octets(&[pin.id()])]);
    // local (1), initialized (4), needs-padding (5)
    let flags = named_bits([1, 4, 5]);
    let ascii_numeric = tlv(ENUMERATED, &[1]);
    let attributes = sequence([
        flags,
        ascii_numeric,
        integer(6),
        integer(8),
        integer(8),
        retag(0x80, integer(u64::from(pin.reference()))),
        octets(&[0]),
        sequence([path(None)]),
    ]);
    sequence([common, authentication, explicit(1, [attributes])])
}

fn key_entry(slot: &Slot, pin: Pin, file: u16) -> Vec<u8> {
    // private (0)
    let mut common = vec![utf8(&slot.label), named_bits([0]), octets(&[pin.id()])];
    let usage = match pin {
        // decrypt (1), sign (2), unwrap (5)
        Pin::Login => named_bits([1, 2, 5]),
        // nonRepudiation (9); userConsent: one PIN for one signature
        Pin::Signature => {
            common.push(integer(1));
            named_bits([9])
        }
    };
    // sensitive (0), alwaysSensitive (2), neverExtractable (3), local (4)
    let access = named_bits([0, 2, 3, 4]);
    let key = sequence([octets(&[slot.id]), usage, boolean(true), access]);
    let bits = 2048;
    let attributes = sequence([sequence([path(Some(file))]), integer(bits)]);
    sequence([sequence(common), key, explicit(1, [attributes])])
}

fn certificate_entry(slot: &Slot, file: u16) -> Vec<u8> {
    let no_flags = tlv(BIT_STRING, &[0]);
    let common = sequence([utf8(&slot.label), no_flags]);
    let mut of_certificate = vec![octets(&[slot.id])];
    if slot.key.is_none() {
        of_certificate.push(boolean(true));
    }
    sequence([common, sequence(of_certificate), explicit(1, [sequence([sequence([path(Some(file))])])])])
}
