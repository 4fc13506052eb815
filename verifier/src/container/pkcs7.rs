//! PKCS#7 / CMS signed data (RFC 5652 section 5.1) as a bag of certificates: what `.p7b` and `.p7c` files are.

use super::der::{CONTEXT_0, Element, INTEGER, OID, SEQUENCE, SET};
use super::{ContainerError, OtherFormat};

/// 1.2.840.113549.1.7.2
pub(super) const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// 1.2.840.113549.1.7: the other content types
pub(super) const CONTENT_TYPES: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];

/// The certificates in a `ContentInfo`, as they are encoded, in order. Signatures are not looked at: a bag of certificates has none.
pub(super) fn certificates<'a>(content_info: &Element<'a>) -> Result<Vec<&'a [u8]>, ContainerError> {
    let damaged = |detail: &str| ContainerError::Damaged { kind: "PKCS#7", detail: detail.to_owned() };
    let mut parts = content_info.children();
    let kind = parts.tagged(OID).ok_or_else(|| damaged("no content type"))?;
    if kind.content != SIGNED_DATA {
        return Err(ContainerError::Unsupported(OtherFormat::Cms));
    }
    let signed_data =
        parts.tagged(CONTEXT_0).and_then(|e| e.children().tagged(SEQUENCE)).ok_or_else(|| damaged("no SignedData"))?;
    let mut parts = signed_data.children();
    // version, digestAlgorithms, encapContentInfo, certificates [0] IMPLICIT
    let head = parts.tagged(INTEGER).and(parts.tagged(SET)).and(parts.tagged(SEQUENCE));
    head.ok_or_else(|| damaged("SignedData does not begin as it should"))?;
    let Some(set) = parts.tagged(CONTEXT_0) else {
        return Ok(Vec::new());
    };
    let mut members = set.children();
    // Other choices than a certificate (attribute certificates and others) have context tags.
    let found = members.by_ref().filter(|e| e.tag == SEQUENCE).map(|e| e.whole).collect();
    if members.is_empty() { Ok(found) } else { Err(damaged("the set of certificates ends in the middle of one")) }
}
