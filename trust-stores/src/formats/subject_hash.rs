//! The hashes of a subject under which OpenSSL looks a certificate up in a folder (`-CApath`): `openssl x509 -subject_hash`.

use md5::{Digest as _, Md5};
use sha1::Sha1;
use tillit_verifier::Name;

/// The hash since OpenSSL 1.0 (`X509_NAME_hash_ex`): SHA-1 over the canonical encoding of the name, its first four bytes as a
/// little-endian number. `None` for a name that OpenSSL cannot put into that form; it refuses such a certificate.
pub fn subject_hash(name: &Name) -> Option<u32> {
    Some(first_four(&Sha1::digest(canonical(name.as_der())?)))
}

/// The hash before OpenSSL 1.0 (`X509_NAME_hash_old`): MD5 over the name as it is encoded.
pub fn old_subject_hash(name: &Name) -> u32 {
    first_four(&Md5::digest(name.as_der()))
}

fn first_four(digest: &[u8]) -> u32 {
    digest.iter().take(4).rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

const BIT_STRING: u8 = 0x03;
const UTF8_STRING: u8 = 0x0c;
const NUMERIC_STRING: u8 = 0x12;
const PRINTABLE_STRING: u8 = 0x13;
const T61_STRING: u8 = 0x14;
const IA5_STRING: u8 = 0x16;
const UNIVERSAL_STRING: u8 = 0x1c;
const BMP_STRING: u8 = 0x1e;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;

/// `x509_name_canon` of OpenSSL's crypto/x509/x_name.c: the RDNs one after the other, without the sequence around them; each value as a
/// UTF8String in lower case, without spaces around it and with one where there were several.
fn canonical(name: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(name.len());
    let (_, mut rdns, _) = element(name)?;
    while !rdns.is_empty() {
        let (_, mut set, rest) = element(rdns)?;
        rdns = rest;
        let mut attributes = Vec::new();
        while !set.is_empty() {
            let (_, attribute, rest) = element(set)?;
            set = rest;
            let (_, _, value) = element(attribute)?;
            let oid = &attribute[..attribute.len() - value.len()];
            let (tag, content, _) = element(value)?;
            let mut pair = oid.to_vec();
            if let Some(text) = text(tag, content)? {
                encode(UTF8_STRING, &fold(&text), &mut pair);
            } else {
                pair.extend_from_slice(value);
                // Reading a BIT STRING, OpenSSL clears the bits that it says are unused.
                if let (BIT_STRING, [unused, _, ..], Some(last)) = (tag, content, pair.last_mut()) {
                    *last &= 0xff << unused;
                }
            }
            let mut encoded = Vec::new();
            encode(SEQUENCE, &pair, &mut encoded);
            attributes.push(encoded);
        }
        attributes.sort();
        encode(SET, &attributes.concat(), &mut out);
    }
    Some(out)
}

/// The first element: its tag, its content, what comes after it. Names have been read by the verifier, so tags have one byte and lengths
/// are definite.
fn element(data: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = data.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (length, rest) =
            rest.split_at_checked(usize::from(first & 0x7f)).filter(|(length, _)| length.len() <= 4)?;
        (length.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)), rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

fn encode(tag: u8, content: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    let length = content.len();
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let bytes = length.to_be_bytes();
            let bytes = &bytes[bytes.iter().take_while(|b| **b == 0).count()..];
            // No length has more than eight bytes.
            out.push(0x80 | bytes.len().to_le_bytes()[0]);
            out.extend_from_slice(bytes);
        }
    }
    out.extend_from_slice(content);
}

/// `ASN1_STRING_to_UTF8` for the types of `ASN1_MASK_CANON`. Inner `None`: another type, which is taken as it is (NumericString is one of
/// those). Outer `None`: bytes that are no text of their type, and types that OpenSSL does not take in a name (`B_ASN1_PRINTABLE`).
#[allow(clippy::option_option)] // a name without canonical form is another thing than a value that stays as it is
fn text(tag: u8, content: &[u8]) -> Option<Option<String>> {
    match tag {
        UTF8_STRING => std::str::from_utf8(content).ok().map(|text| Some(text.to_owned())),
        // One byte, one character, whatever the type allows.
        PRINTABLE_STRING | T61_STRING | IA5_STRING => Some(Some(content.iter().map(|b| char::from(*b)).collect())),
        BMP_STRING => wide::<2>(content).map(Some),
        UNIVERSAL_STRING => wide::<4>(content).map(Some),
        BIT_STRING => content.first().filter(|unused| **unused < 8).map(|_| None),
        NUMERIC_STRING | SEQUENCE | 7..=9 | 11 | 13..=15 | 29 => Some(None),
        _ => None,
    }
}

fn wide<const BYTES: usize>(content: &[u8]) -> Option<String> {
    let (characters, rest) = content.as_chunks::<BYTES>();
    let character = |bytes: &[u8; BYTES]| char::from_u32(bytes.iter().fold(0, |n, b| n << 8 | u32::from(*b)));
    if rest.is_empty() { characters.iter().map(character).collect() } else { None }
}

/// `asn1_string_canon`: only ASCII letters are folded, only ASCII spaces collapsed.
fn fold(text: &str) -> Vec<u8> {
    let is_space = |c: char| matches!(c, ' ' | '\t'..='\r');
    let mut out = String::with_capacity(text.len());
    for c in text.trim_matches(is_space).chars() {
        if !is_space(c) {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.into_bytes()
}
