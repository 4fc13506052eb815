//! What answers come to: the rows were measured with real servers, which are tried again in `tests/matrix`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use tillit_lab::siths::{Options, Pki};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::{Catalog, Origin, parse};
use tillit_verifier::verdict::GenerationId;

use super::*;

fn ca(certificate: Option<Certificate>, has_sha1: bool) -> Ca {
    let generation = GenerationId { pki: "lab".to_owned(), generation: "e-id".to_owned() };
    let subject = Name::from_der(&common_name("CA")).unwrap();
    Ca { id: CaId { generation, ca: "CA".to_owned() }, subject, key_id: None, certificate, has_sha1 }
}

/// A server that answers so to: alone, with the CA, alone for a wrong use, with the CA for a wrong use.
fn comes_to(ca: &Ca, answers: [u8; 4], tells: bool) -> (Trusted, usize) {
    let [alone, with_ca, alone_wrong, with_ca_wrong] = answers;
    let mut tries: Vec<Try> = Vec::new();
    while let Some((with, wrong_use)) = next(&tries, ca.certificate.is_some()) {
        let alert = match (with, wrong_use) {
            (false, false) => alone,
            (true, false) => with_ca,
            (false, true) => alone_wrong,
            (true, true) => with_ca_wrong,
        };
        tries.push(Try { with_ca: with, wrong_use, said: Said::Alert(Alert(alert)) });
    }
    (trusted(&tries, ca, tells), tries.len())
}

#[test]
fn answers_of_openssl() {
    let pki = Pki::siths_shaped(&Options::new(OffsetDateTime::now_utc()), &|_, _| ()).unwrap();
    let certificate = Certificate::from_der(&pki.authorities[0].issued.der).unwrap();
    let here = ca(Some(certificate.clone()), false);
    let old = ca(Some(certificate), true);
    for (ca, answers, wanted) in [
        (&here, [51, 51, 43, 43], (Trusted::Yes, 1)),
        (&here, [48, 51, 48, 43], (Trusted::OnlyRoot, 2)),
        (&here, [48, 45, 48, 43], (Trusted::OnlyRoot, 2)),
        (&here, [48, 48, 48, 48], (Trusted::NoRoot, 3)),
        (&here, [48, 48, 43, 43], (Trusted::NoList, 3)),
        (&here, [45, 45, 43, 43], (Trusted::Over { or_ca: true }, 1)),
        (&here, [46, 46, 43, 43], (Trusted::Over { or_ca: false }, 1)),
        (&here, [80, 80, 43, 43], (Trusted::TooDeep, 1)),
        (&old, [42, 42, 43, 43], (Trusted::Sha1, 1)),
        // Not known to be signed with SHA-1: something else.
        (&here, [42, 42, 43, 43], (Trusted::CannotSay, 1)),
    ] {
        assert_eq!(comes_to(ca, answers, true), wanted, "{answers:?}");
    }
    // Without the CA's certificate.
    let absent = ca(None, false);
    for (answers, wanted) in [
        ([51, 0, 43, 0], (Trusted::Yes, 1)),
        ([48, 0, 48, 0], (Trusted::Incomplete, 2)),
        ([48, 0, 43, 0], (Trusted::NoList, 2)),
    ] {
        assert_eq!(comes_to(&absent, answers, true), wanted, "{answers:?}");
    }
    // Of a server that says the same of everything, what is good counts alone.
    assert_eq!(comes_to(&here, [48, 48, 48, 48], false).0, Trusted::CannotSay);
    assert_eq!(comes_to(&here, [51, 51, 43, 43], false).0, Trusted::Yes);
}

#[test]
fn a_certificate_that_nobody_signed() {
    let now = OffsetDateTime::now_utc();
    let pki = Pki::siths_shaped(&Options::new(now), &|_, _| ()).unwrap();
    let catalog = Catalog { pkis: vec![parse(&tillit_lab::catalog::catalog_toml(&pki), &Origin::Embedded).unwrap()] };
    let at_hand: Vec<Certificate> =
        pki.authorities.iter().map(|ca| Certificate::from_der(&ca.issued.der).unwrap()).collect();
    // The lab is a test environment: it is tried where a server names it.
    assert!(cas(&catalog, &[], &at_hand, now).is_empty());
    let named = [at_hand[0].subject().clone()];
    let all = cas(&catalog, &named, &at_hand, now);
    assert!(all.len() > 4 && all.iter().all(|ca| ca.certificate.is_some() && ca.key_id.is_some()), "{all:?}");
    assert_eq!(all[0].id.generation.generation, "e-id", "the newest first");
    let throw_away = ThrowAway::new(now).unwrap();
    for ca in &all {
        let made = Certificate::from_der(&throw_away.of(ca, false)).unwrap();
        let own = ca.certificate.as_ref().unwrap();
        assert_eq!((made.issuer(), made.is_valid_at(now), made.is_ca()), (own.subject(), true, false));
        assert_eq!(made.extensions().authority_key_id.as_ref().unwrap().key_id, own.extensions().subject_key_id);
        assert_eq!(catalog.issuer_of(&made).unwrap().ca.name, ca.id.ca);
        assert_eq!(crate::browser::fault(&made, now), None);
        assert!(crate::browser::fault(&Certificate::from_der(&throw_away.of(ca, true)).unwrap(), now).is_some());
    }
    for nobody in [throw_away.of_nobody(false), throw_away.of_short_key()] {
        assert!(catalog.issuer_of(&Certificate::from_der(&nobody).unwrap()).is_none());
    }
}
