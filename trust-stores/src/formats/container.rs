//! Containers that the verifier reads: PEM, DER, PKCS#7, PKCS#12, JKS and JCEKS.

use tillit_verifier::container::{self, Contents, Integrity, TrustedUses, Use};

use super::{Failure, Format, Options, Outcome, Source, java, no_certificates, opened};
use crate::observation::{Observation, Which};
use crate::store::{Consumer, Entry, Grant, Location, Opened, StoreKind, Trust, TrustStore};

/// Last in the table: whatever no other format recognises is tried as one of these, and its error is the one that is told.
pub(super) const FORMAT: Format = Format {
    kinds: &[
        StoreKind::PemBundle,
        StoreKind::Der,
        StoreKind::Pkcs7,
        StoreKind::Pkcs12,
        StoreKind::Jks,
        StoreKind::Jceks,
    ],
    recognises: |_| true,
    read,
};

fn read(source: Source<'_>, options: &Options<'_>) -> Outcome {
    let location = Location::path(&source.path);
    let contents = match container::read_with(source.reader(), options.passwords, &options.limits) {
        Ok(contents) => contents,
        Err(error) => {
            return vec![Err(Failure {
                error: error.into(),
                ..Failure::of(&location.path, container::ContainerError::Empty)
            })];
        }
    };
    // A trust store without a single entry is worth an answer of its own where its format has room for none; text without a PEM block
    // is no store at all.
    if contents.entries.is_empty() && matches!(StoreKind::from(contents.kind), StoreKind::PemBundle | StoreKind::Der) {
        let error = no_certificates(contents.kind, contents.has_private_key);
        return vec![Err(Failure { location, place: "file", kind: Some(contents.kind.into()), error })];
    }
    vec![Ok(from_contents(location, contents, options))]
}

/// A store from what the verifier read.
pub fn from_contents(location: Location, mut contents: Contents, options: &Options<'_>) -> TrustStore {
    let kind = StoreKind::from(contents.kind);
    let is_java = matches!(kind, StoreKind::Pkcs12 | StoreKind::Jks | StoreKind::Jceks);
    let misleading = java::named(&location).and_then(|name| java::misleading_name(name, kind));
    let mut store = TrustStore::new(location, kind, if is_java { Consumer::Java } else { Consumer::OpenSsl });
    store.integrity = contents.integrity;
    store.opened = opened(contents.password_index, options.passwords);
    store.has_private_key = contents.has_private_key;
    store.observations.extend(misleading);
    store.observations.extend(contents.quirks.drain(..).map(|quirk| Observation::Quirk(quirk, None)));
    if contents.has_private_key {
        store.observations.push(Observation::PrivateKey(None));
    }
    if let Opened::Customary(password) = &store.opened {
        store.observations.push(Observation::CustomaryPassword(password.clone(), None));
    } else if contents.integrity == Integrity::NotChecked {
        store.observations.push(Observation::IntegrityNotChecked(None));
    }
    if is_java {
        java::fill(&mut store, contents, options);
    } else {
        let mut block = None;
        for (index, read) in contents.entries.into_iter().enumerate() {
            let trust = read.trusted_uses.map_or(Trust::all(Grant::Anchor), trust);
            let entry = Entry { alias: read.alias, trust, ..Entry::anchor(read.certificate, read.position) };
            if let (Some(_), None, Ok(certificate)) = (read.trusted_uses, &block, &entry.certificate) {
                block = Some(Which::of(index, &entry, certificate));
            }
            store.entries.push(entry);
        }
        // One is enough to make other programs refuse the file.
        store.observations.extend(block.map(Observation::TrustedCertificateBlock));
    }
    store
}

/// What OpenSSL makes of a `TRUSTED CERTIFICATE`.
fn trust(uses: TrustedUses) -> Trust {
    let grant = |said: Use| match said {
        Use::NotSaid | Use::Trusted => Grant::Anchor,
        Use::NotTrusted => Grant::Ignored,
        Use::Rejected => Grant::Distrusted,
    };
    Trust { client: grant(uses.client), server: grant(uses.server), email: grant(uses.email) }
}
