//! The private operation of RSA, as a card computes it.

use rsa::pkcs8::DecodePrivateKey as _;
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
use rsa::{BigUint, RsaPrivateKey};

/// RSADP/RSASP1 (RFC 8017 section 5.2) over a block as long as the modulus, in not even nearly constant time: the key is a lab's.
/// Nothing where the block is not below the modulus.
pub(super) fn raw(pkcs8: &[u8], block: &[u8]) -> Option<Vec<u8>> {
    let key = RsaPrivateKey::from_pkcs8_der(pkcs8).ok()?;
    let message = BigUint::from_bytes_be(block);
    if block.len() != key.size() || &message >= key.n() {
        return None;
    }
    let [p, q, ..] = key.primes() else { return None };
    let one = BigUint::from(1_u8);
    let first = message.modpow(&(key.d() % (p - &one)), p);
    let second = message.modpow(&(key.d() % (q - &one)), q);
    // Garner: with the factors it takes a quarter of the time.
    let difference = (&first + p - (&second % p)) % p;
    let signature = second + q * ((difference * key.crt_coefficient()?) % p);
    let bytes = signature.to_bytes_be();
    let mut out = vec![0; key.size().checked_sub(bytes.len())?];
    out.extend(bytes);
    Some(out)
}

/// The block of PKCS#1 v1.5 (RFC 8017 section 9.2) around a DigestInfo. Nothing where it is too long.
pub(super) fn pkcs1(info: &[u8], length: usize) -> Option<Vec<u8>> {
    let padding = length.checked_sub(info.len() + 3).filter(|padding| *padding >= 8)?;
    let mut block = vec![0, 1];
    block.resize(padding + 2, 0xff);
    block.push(0);
    block.extend_from_slice(info);
    Some(block)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use rsa::Pkcs1v15Sign;

    use super::*;
    use crate::{KeyKind, KeyPool};

    #[test]
    fn it_signs_as_the_library_does() {
        let key = KeyPool::shared().get(KeyKind::RSA_2048, "a card's").unwrap();
        let block = pkcs1(b"digest info", 256).unwrap();
        let theirs = RsaPrivateKey::from_pkcs8_der(key.pkcs8()).unwrap();
        let theirs = theirs.sign(Pkcs1v15Sign::new_unprefixed(), b"digest info").unwrap();
        assert_eq!(raw(key.pkcs8(), &block).unwrap(), theirs);
        assert_eq!(raw(key.pkcs8(), &[0xff; 256]), None);
        assert_eq!(raw(key.pkcs8(), &[1; 255]), None);
        assert_eq!(pkcs1(&[0; 250], 256), None);
    }
}
