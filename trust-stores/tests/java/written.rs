//! Stores that no tool here writes: by hand.

use sha1::{Digest as _, Sha1};
use tillit_lab::encode::{constructed, explicit, integer, null, octets, sequence, tlv};

use super::{pki, run};

const OID: u8 = 0x06;
const SET: u8 = 0x31;
const BMP_STRING: u8 = 0x1e;
/// 1.2.840.113549.1: RSA's PKCS numbers
const PKCS: [u8; 7] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01];

fn pkcs_oid(rest: &[u8]) -> Vec<u8> {
    constructed(OID, [&PKCS[..], rest])
}

/// `ContentInfo` with data.
fn data(content: &[u8]) -> Vec<u8> {
    sequence([pkcs_oid(&[7, 1]), explicit(0, [octets(content)])])
}

/// A PKCS#12 file without encryption: certificates with their friendly names and whether they have Java's attribute.
pub(super) fn pkcs12(certificates: &[(&[u8], Option<&str>, bool)], mac: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Vec<u8> {
    let bag = |(der, alias, trusted): &(&[u8], Option<&str>, bool)| {
        let certificate = sequence([pkcs_oid(&[9, 22, 1]), explicit(0, [octets(der)])]);
        let mut attributes = Vec::new();
        if let Some(alias) = alias {
            let utf16: Vec<u8> = alias.encode_utf16().flat_map(u16::to_be_bytes).collect();
            attributes.push(sequence([pkcs_oid(&[9, 20]), constructed(SET, [tlv(BMP_STRING, &utf16)])]));
        }
        if *trusted {
            // 2.16.840.1.113894.746875.1.1 with anyExtendedKeyUsage
            let oid = tlv(OID, &[0x60, 0x86, 0x48, 0x01, 0x86, 0xf9, 0x66, 0xad, 0xca, 0x7b, 0x01, 0x01]);
            let any = tlv(OID, &[0x55, 0x1d, 0x25, 0x00]);
            attributes.push(sequence([oid, constructed(SET, [any])]));
        }
        sequence([pkcs_oid(&[12, 10, 1, 3]), explicit(0, [certificate]), constructed(SET, attributes)])
    };
    let safe = sequence([data(&sequence(certificates.iter().map(bag)))]);
    let mac = mac(&safe);
    sequence([integer(3), data(&safe)].into_iter().chain(mac))
}

/// `MacData` of RFC 9579: PBMAC1 with PBKDF2. The arithmetic is OpenSSL's.
pub(super) fn pbmac1(content: &[u8], password: &str, hash: &str, hmac: u8) -> Vec<u8> {
    const SALT: &str = "0102030405060708";
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim().replace(':', "");
    let key = text(run(
        pki(),
        &format!(
            "openssl kdf -keylen 32 -kdfopt digest:{hash} -kdfopt pass:{password} -kdfopt hexsalt:{SALT} -kdfopt iter:2048 PBKDF2"
        ),
    ));
    let file = pki().join(format!("content-{hash}"));
    std::fs::write(&file, content).unwrap();
    let mac = text(run(pki(), &format!("openssl mac -digest {hash} -macopt hexkey:{key} -in {} HMAC", file.display())));
    let bytes = |hex: &str| -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    };
    let hmac = sequence([constructed(OID, [&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02][..], &[hmac]]), null()]);
    let function = sequence([octets(&bytes(SALT)), integer(2048), integer(32), hmac.clone()]);
    let parameters = sequence([sequence([pkcs_oid(&[5, 12]), function]), hmac]);
    let algorithm = sequence([pkcs_oid(&[5, 14]), parameters]);
    sequence([sequence([algorithm, octets(&bytes(&mac))]), octets(b"NOT USED"), integer(2048)])
}

/// A JKS or JCEKS file of trusted entries, with aliases as they are given: Java's own would fold them.
pub(super) fn java_store(magic: u32, entries: &[(&str, &[u8])], password: &str) -> Vec<u8> {
    let text = |out: &mut Vec<u8>, text: &str| {
        out.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
        out.extend(text.as_bytes());
    };
    let mut out: Vec<u8> =
        [magic, 2, u32::try_from(entries.len()).unwrap()].iter().flat_map(|n| n.to_be_bytes()).collect();
    for (alias, der) in entries {
        out.extend(2_u32.to_be_bytes());
        text(&mut out, alias);
        out.extend(0_u64.to_be_bytes());
        text(&mut out, "X.509");
        out.extend(u32::try_from(der.len()).unwrap().to_be_bytes());
        out.extend(*der);
    }
    let password: Vec<u8> = password.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let hash = Sha1::new().chain_update(password).chain_update("Mighty Aphrodite").chain_update(&out).finalize();
    out.extend(hash);
    out
}
