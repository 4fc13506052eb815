//! Random sets of certificates in, added, removed.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use tillit_trust_stores::install::Addition;
use tillit_trust_stores::install::selection::Removal;
use tillit_trust_stores::install::writers::java::edit_bytes;
use tillit_verifier::Certificate;
use tillit_verifier::container::{self, ReadLimits, Role};
use time::OffsetDateTime;

use super::written::pkcs12;
use super::{NAMES, PASSWORD, certificate, given};

static ALL: LazyLock<Vec<Certificate>> = LazyLock::new(|| NAMES.iter().map(|name| certificate(name)).collect());

fn some() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(0..NAMES.len(), 0..NAMES.len())
}

/// A store of these certificates, in one of the formats.
fn store(format: usize, of: &[(usize, bool)]) -> Vec<u8> {
    use tillit_lab::store::{self, Java};
    let names: Vec<String> = (0..of.len()).map(|at| format!("ca {at}")).collect();
    let named: Vec<(&str, &[u8])> =
        of.iter().zip(&names).map(|((at, _), name)| (name.as_str(), ALL[*at].der())).collect();
    match format {
        0 => store::java(Java::Jks, &named, PASSWORD),
        1 => store::java(Java::Jceks, &named, PASSWORD),
        2 => store::pkcs12(&named, PASSWORD).unwrap(),
        _ => {
            let all: Vec<_> =
                of.iter().zip(&named).map(|((_, java), (name, der))| (*der, Some(*name), *java)).collect();
            pkcs12(&all, |_| None)
        }
    }
}

/// Trusted by Java, in the order of the store; and the others.
fn entries(data: &[u8]) -> (Vec<Certificate>, Vec<Certificate>) {
    let contents = container::read_with(data, &given(PASSWORD), &ReadLimits::default()).unwrap();
    let (trusted, others): (Vec<_>, Vec<_>) =
        contents.entries.into_iter().partition(|entry| entry.role == Role::Trusted);
    let certificates =
        |entries: Vec<container::Entry>| entries.into_iter().map(|entry| entry.certificate.unwrap()).collect();
    (certificates(trusted), certificates(others))
}

proptest! {
    #[test]
    fn what_is_wanted_and_nothing_else(
        format in 0..4_usize,
        before in proptest::collection::vec((0..NAMES.len(), any::<bool>()), 0..9),
        add in some(),
        remove in some(),
    ) {
        let data = store(format, &before);
        let additions: Vec<Addition> = add.iter().map(|at| Addition::given(ALL[*at].clone())).collect();
        let remove: Vec<usize> = remove.into_iter().filter(|at| !add.contains(at)).collect();
        let removals: Vec<Removal> = remove.iter().map(|at| Removal { fingerprint: ALL[*at].fingerprint(), ca: None }).collect();
        let edit = |data: &[u8], add: &[Addition], remove: &[Removal]| {
            edit_bytes(data, &given(PASSWORD), add, remove, OffsetDateTime::now_utc()).unwrap()
        };
        let ((was, others), (edited, after)) = (entries(&data), edit(&data, &additions, &removals));
        let bytes = after.as_ref().map_or(&data[..], |after| after.bytes());
        let (is, left) = entries(bytes);
        let set = |of: &[Certificate]| of.iter().map(Certificate::fingerprint).collect::<BTreeSet<_>>();
        let mut expected = set(&was);
        expected.extend(additions.iter().map(|addition| addition.certificate.fingerprint()));
        for removal in &removals {
            expected.remove(&removal.fingerprint);
        }
        prop_assert_eq!(set(&is), expected);
        let goes = |of: &Certificate| removals.iter().any(|removal| removal.fingerprint == of.fingerprint());
        // Nothing that was there and is not to go has gone, copies included.
        let kept = was.iter().chain(&others).filter(|of| !goes(of)).count();
        prop_assert_eq!(is.len() + left.len(), kept + edited.added.len());
        prop_assert!(edit(bytes, &additions, &removals).0.is_nothing());
        // What was added goes out again, and what was there is as it was.
        let back: Vec<Removal> = edited.added.iter().map(|of| Removal { fingerprint: *of, ca: None }).collect();
        if edited.amended.is_empty() && edited.removed.is_empty() {
            let (_, after) = edit(bytes, &[], &back);
            let (again, rest) = entries(after.as_ref().map_or(bytes, |after| after.bytes()));
            prop_assert_eq!((again, rest), (was, others));
        }
    }
}
