//! Microsoft's serialized stores. The layout that `tillit_lab::store::sst` writes was held against a file that `CertSaveStore` of Wine 8
//! wrote: header, records, property ids, encodings and the last record are the same.

use tillit_lab::encode;
use tillit_lab::store::{Serialized, sst};
use tillit_trust_stores::store::{Consumer, Grant, StoreKind};

use super::{CERTIFICATES, Desk, one, print, prints};

#[test]
fn names_purposes_and_order() {
    let [root, first, second] = &*CERTIFICATES;
    let purposes = |oids: &[&str]| encode::sequence(oids.iter().map(|oid| encode::oid(oid.parse().unwrap())));
    let (client, none) = (purposes(&["1.3.6.1.5.5.7.3.2"]), purposes(&[]));
    let data = sst(&[
        Serialized { der: &root.der, name: Some("Rot åäö 𝄞"), hash: true, ..Serialized::default() },
        Serialized { der: &first.der, purposes: Some(&client), ..Serialized::default() },
        Serialized { der: &second.der, purposes: Some(&none), ..Serialized::default() },
    ]);
    let desk = Desk::new();
    let store = one(&desk.write("store.sst", &data));
    assert_eq!((store.kind, store.consumer), (StoreKind::SerializedStore, Consumer::Windows));
    assert_eq!(prints(&store), CERTIFICATES.each_ref().map(print));
    assert_eq!(store.entries[0].alias.as_deref(), Some("Rot åäö 𝄞"));
    let grants = store.entries.iter().map(|entry| (entry.trust.client, entry.trust.server)).collect::<Vec<_>>();
    assert_eq!(
        grants,
        [(Grant::Anchor, Grant::Anchor), (Grant::Anchor, Grant::Ignored), (Grant::Ignored, Grant::Ignored)]
    );
}

#[test]
fn a_certificate_does_not_vanish_behind_a_wrong_id() {
    let [root, first, _] = &*CERTIFICATES;
    let hashed = |issued| Serialized { der: issued, hash: true, ..Serialized::default() };
    let sound = sst(&[hashed(&root.der), hashed(&first.der)]);
    let desk = Desk::new();
    let at = 8 + 12 + 20;
    assert_eq!(sound[at], 32);
    for id in (0..=255).filter(|id| *id != 32) {
        let mut data = sound.clone();
        data[at] = id;
        let outcome = super::read(&desk.write("wrong.sst", &data));
        let seen = outcome
            .iter()
            .all(|read| read.as_ref().is_ok_and(|store| store.entries.iter().all(|entry| entry.certificate.is_ok())));
        assert!(!seen, "id {id}: {outcome:?}");
    }
}
