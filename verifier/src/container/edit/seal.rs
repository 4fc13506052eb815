//! The cryptography of PKCS#12 in the other direction: safes are encrypted and MACs made as those that are there, with fresh salts.

use aws_lc_rs::cipher::{EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rand;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherEncrypt, BlockModeEncrypt as _, KeyInit, KeyIvInit as _};

use super::super::der::{CONTEXT_0, Element, INTEGER, OCTET_STRING, OID, SEQUENCE, element};
use super::super::pkcs12::{Budget, Encrypted, Mac, Password, Pbes2, oid, pkcs12_pbe_key};
use super::{EditError, would_lose};
use crate::der::encode;

/// Salts and initialisation vectors are never shorter.
const MIN_SALT: usize = 8;
/// `[0]`, primitive: the content of `EncryptedContentInfo`.
const CONTEXT_0_PRIMITIVE: u8 = 0x80;

const UNREADABLE: &str = "unreadable encryption parameters";

/// What takes the place of a salt or an initialisation vector.
#[derive(Clone, Copy)]
pub(super) enum Salts {
    /// The one that is there: what is written shall be what was read.
    Same,
    /// A new one of the same length.
    Fresh,
}

impl Salts {
    fn of(self, old: &[u8]) -> Result<Vec<u8>, EditError> {
        match self {
            Self::Same => Ok(old.to_vec()),
            Self::Fresh => {
                let mut new = vec![0; old.len().max(MIN_SALT)];
                rand::fill(&mut new).map_err(|_| would_lose("no random numbers"))?;
                Ok(new)
            }
        }
    }

    /// A sequence that begins with `before` and an octet string, which is exchanged.
    fn in_sequence(self, sequence: &Element<'_>, before: &[u8]) -> Result<Vec<u8>, EditError> {
        let mut parts = sequence.children();
        for tag in before {
            parts.tagged(*tag).ok_or_else(|| would_lose(UNREADABLE))?;
        }
        let head = &sequence.content[..sequence.content.len() - parts.0.len()];
        let salt = parts.tagged(OCTET_STRING).ok_or_else(|| would_lose(UNREADABLE))?;
        let salt = encode(OCTET_STRING, &[&self.of(salt.content)?]);
        Ok(encode(SEQUENCE, &[head, &salt, parts.0]))
    }

    /// An `AlgorithmIdentifier` of PBKDF2 (RFC 8018 appendix A.2).
    fn in_pbkdf2(self, algorithm: &Element<'_>) -> Result<Vec<u8>, EditError> {
        let mut parts = algorithm.children();
        let (kind, parameters) = parts.tagged(OID).zip(parts.tagged(SEQUENCE)).ok_or_else(|| would_lose(UNREADABLE))?;
        Ok(encode(SEQUENCE, &[kind.whole, &self.in_sequence(&parameters, &[])?, parts.0]))
    }

    /// The parameters of an encryption scheme.
    fn in_parameters(self, scheme: &[u8], parameters: &Element<'_>) -> Result<Vec<u8>, EditError> {
        if scheme != oid::PBES2 {
            return self.in_sequence(parameters, &[]); // pkcs-12PbeParams
        }
        let mut parts = parameters.children();
        let (kdf, cipher) = parts.tagged(SEQUENCE).zip(parts.tagged(SEQUENCE)).ok_or_else(|| would_lose(UNREADABLE))?;
        Ok(encode(SEQUENCE, &[&self.in_pbkdf2(&kdf)?, &self.in_sequence(&cipher, &[OID])?, parts.0]))
    }
}

/// The `ContentInfo` of a plain safe.
pub(super) fn plain_safe(contents: &[u8]) -> Vec<u8> {
    let octets = encode(OCTET_STRING, &[contents]);
    encode(SEQUENCE, &[&encode(OID, &[oid::DATA]), &encode(CONTEXT_0, &[&octets])])
}

/// The `ContentInfo` of an encrypted safe with the scheme of the one in `like`, whose rounds and lengths of salts stay. `content` makes
/// the encrypted content from the scheme and its parameters.
pub(super) fn encrypted_safe(
    like: &[u8],
    salts: Salts,
    content: impl FnOnce(&Encrypted<'_>) -> Result<Vec<u8>, EditError>,
) -> Result<Vec<u8>, EditError> {
    let unreadable = || would_lose("unreadable encrypted part");
    let mut outer = element(like).ok_or_else(unreadable)?.0.children();
    let kind = outer.tagged(OID).ok_or_else(unreadable)?;
    let data = outer.tagged(CONTEXT_0).and_then(|e| e.children().tagged(SEQUENCE)).ok_or_else(unreadable)?;
    let mut parts = data.children();
    let (version, info) = parts.tagged(INTEGER).zip(parts.tagged(SEQUENCE)).ok_or_else(unreadable)?;
    let mut fields = info.children();
    let (of, algorithm) = fields.tagged(OID).zip(fields.tagged(SEQUENCE)).ok_or_else(unreadable)?;
    fields.next().ok_or_else(unreadable)?; // the content
    let mut algorithm = algorithm.children();
    let (scheme, parameters) = algorithm.tagged(OID).zip(algorithm.tagged(SEQUENCE)).ok_or_else(unreadable)?;

    let parameters = salts.in_parameters(scheme.content, &parameters)?;
    let write = |content: &[u8]| {
        let algorithm = encode(SEQUENCE, &[scheme.whole, &parameters, algorithm.0]);
        let content = encode(CONTEXT_0_PRIMITIVE, &[content]);
        let info = encode(SEQUENCE, &[of.whole, &algorithm, &content, fields.0]);
        let data = encode(SEQUENCE, &[version.whole, &info, parts.0]);
        encode(SEQUENCE, &[kind.whole, &encode(CONTEXT_0, &[&data]), outer.0])
    };
    // The reader says what the parameters mean, here as there.
    let (parameters, _) = element(&parameters).ok_or_else(unreadable)?;
    Ok(write(&content(&Encrypted::new(scheme.content, parameters))?))
}

/// Encrypts with the scheme and parameters of `as_in`.
pub(super) fn encrypt(
    as_in: &Encrypted<'_>,
    plain: &[u8],
    password: &Password,
    budget: &mut Budget,
) -> Result<Vec<u8>, EditError> {
    let failed = || would_lose("encryption failed");
    if as_in.scheme == oid::PBES2 {
        let scheme = Pbes2::read(&as_in.parameters)?;
        let key = scheme.key(password, budget)?;
        let Some((algorithm, _)) = scheme.aes else {
            return cbc_encrypt::<des::TdesEde3>(&key, scheme.iv, plain).ok_or_else(failed);
        };
        let iv = <[u8; 16]>::try_from(scheme.iv).map_err(|_| would_lose(UNREADABLE))?;
        let key = UnboundCipherKey::new(algorithm, &key).and_then(PaddedBlockEncryptingKey::cbc_pkcs7);
        let mut data = plain.to_vec();
        let context = EncryptionContext::Iv128(FixedLength::<16>::from(iv));
        key.and_then(|key| key.less_safe_encrypt(&mut data, context)).map_err(|_| failed())?;
        return Ok(data);
    }
    let scheme = as_in.scheme.strip_prefix(oid::PKCS12_PBE).ok_or_else(failed)?;
    let (key, iv) = pkcs12_pbe_key(scheme, &as_in.parameters, password, budget)?;
    match scheme {
        [3 | 4] => cbc_encrypt::<des::TdesEde3>(&key, &iv, plain),
        _ => cbc_encrypt::<rc2::Rc2>(&key, &iv, plain),
    }
    .ok_or_else(failed)
}

fn cbc_encrypt<C: KeyInit + BlockCipherEncrypt>(key: &[u8], iv: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
    Some(cbc::Encryptor::<C>::new_from_slices(key, iv).ok()?.encrypt_padded_vec::<Pkcs7>(plain))
}

/// `MacData` as `like`, with another value, which `value` makes with the new salt.
pub(super) fn mac(
    like: &[u8],
    salts: Salts,
    value: impl FnOnce(&Mac) -> Result<Vec<u8>, EditError>,
) -> Result<Vec<u8>, EditError> {
    let unreadable = || would_lose("unreadable MAC");
    let (data, _) = element(like).ok_or_else(unreadable)?;
    let mut parts = data.children();
    let mut info = parts.tagged(SEQUENCE).ok_or_else(unreadable)?.children();
    let algorithm = info.tagged(SEQUENCE).ok_or_else(unreadable)?;
    info.tagged(OCTET_STRING).ok_or_else(unreadable)?; // the value
    let mut fields = algorithm.children();
    let kind = fields.tagged(OID).ok_or_else(unreadable)?;
    let (algorithm, rest) = if kind.content == oid::PBMAC1 {
        let parameters = fields.tagged(SEQUENCE).ok_or_else(unreadable)?;
        let mut inner = parameters.children();
        let kdf = salts.in_pbkdf2(&inner.tagged(SEQUENCE).ok_or_else(unreadable)?)?;
        let parameters = encode(SEQUENCE, &[&kdf, inner.0]);
        (encode(SEQUENCE, &[kind.whole, &parameters, fields.0]), parts.0.to_vec())
    } else {
        let salt = parts.tagged(OCTET_STRING).ok_or_else(unreadable)?;
        let salt = encode(OCTET_STRING, &[&salts.of(salt.content)?]);
        (algorithm.whole.to_vec(), [&salt, parts.0].concat())
    };
    let write = |value: &[u8]| {
        let info = encode(SEQUENCE, &[&algorithm, &encode(OCTET_STRING, &[value]), info.0]);
        encode(SEQUENCE, &[&info, &rest])
    };
    let salted = write(&[]);
    let salted = Mac::read(&element(&salted).ok_or_else(unreadable)?.0)?;
    Ok(write(&value(&salted)?))
}
