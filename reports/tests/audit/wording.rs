//! What single findings say, and whether their next step fits the store.

use tillit_reports::audit::{AuditReport, text};
use tillit_reports::i18n::Language;
use tillit_trust_stores::Observation as O;
use tillit_trust_stores::store::{Consumer, Location, StoreKind, TrustStore};

use crate::{examined, report, target, texts};

/// Both languages of what is said about a store with these observations.
fn said(store: TrustStore, observations: Vec<O>) -> [String; 2] {
    let mut examined = examined(store);
    examined.observations = observations;
    in_both(&report(vec![target(vec![examined])]))
}

/// With its lines joined: where a line breaks is no matter here.
fn in_both(report: &AuditReport) -> [String; 2] {
    [Language::En, Language::Sv].map(|language| {
        text(report, &crate::CATALOG, &texts(language)).split_whitespace().collect::<Vec<_>>().join(" ")
    })
}

fn empty(path: &str, kind: StoreKind, consumer: Consumer) -> TrustStore {
    TrustStore::new(Location::path(path), kind, consumer)
}

#[test]
fn jssecacerts_is_what_java_reads() {
    let store = empty("/jdk/lib/security/jssecacerts", StoreKind::Jks, Consumer::Java);
    let [en, sv] = said(store, vec![O::Replaced("/jdk/lib/security/cacerts".into())]);
    assert!(en.contains("read instead of /jdk/lib/security/cacerts"), "{en}");
    assert!(sv.contains("läses i stället för /jdk/lib/security/cacerts"), "{sv}");
}

#[test]
fn what_a_policy_lacks_is_exported_and_nothing_else() {
    let id = tillit_verifier::verdict::GenerationId { pki: "lab".to_owned(), generation: "e-id".to_owned() };
    let missing = vec!["LAB SITHS e-id Function CA v1".to_owned()];
    for kind in [StoreKind::PemBundle, StoreKind::Folder, StoreKind::Der, StoreKind::Jks, StoreKind::Secret] {
        let lacks = O::RequiredGenerationIncomplete { generation: id.clone(), missing: missing.clone(), comment: None };
        for text in said(empty("/srv/store", kind, Consumer::OpenSsl), vec![lacks]) {
            assert!(text.contains("catalog export 'LAB SITHS e-id Function CA v1' -o new"), "{kind:?}: {text}");
            assert_eq!(text.contains("kubectl apply -f /srv/store"), kind == StoreKind::Secret, "{kind:?}: {text}");
        }
    }
}
