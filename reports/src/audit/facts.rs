//! The facts of what was noticed about a store as data: what JSON carries as `detail`, and what the sentences are filled with.

use std::path::Path;

use serde_json::{Value, json};
use tillit_trust_stores::Observation;
use tillit_trust_stores::observation::{NotTaken, OtherForm, SourceFault, Which};
use tillit_verifier::catalog::store::CaId;
use tillit_verifier::verdict::GenerationId;

use crate::catalog::refusal_word;
use crate::verify::facts::{Facts, facts, moment, of_entry, of_input, of_quirk};

/// Names of certificates that stand in one finding; a finding may be about all of a large store.
const NAMED: usize = 50;

fn path(path: &Path) -> Value {
    json!(path.display().to_string())
}

fn file(file: Option<&std::path::PathBuf>) -> Value {
    file.map_or(Value::Null, |file| path(file))
}

/// What a certificate is called: its common name, else its whole subject.
pub(super) fn name_of(which: &Which) -> String {
    let subject = which.certificate.subject();
    let common = subject.common_name();
    if common.is_empty() { subject.to_string() } else { common.to_owned() }
}

fn of_which(which: &Which) -> Facts {
    facts([
        ("name", json!(name_of(which))),
        ("sha256", json!(which.certificate.fingerprint().to_string())),
        ("alias", json!(which.alias)),
        ("file", file(which.file.as_ref())),
    ])
}

fn of_ca(which: &Which, ca: &CaId) -> Facts {
    with(of_which(which), [("ca", ca_value(ca))])
}

fn with<const N: usize>(mut facts: Facts, more: [(&str, Value); N]) -> Facts {
    facts.extend(more.into_iter().map(|(key, value)| (key.to_owned(), value)));
    facts
}

/// A CA's place in the catalog.
fn ca_value(ca: &CaId) -> Value {
    json!({"pki": ca.generation.pki, "generation": ca.generation.generation, "name": ca.ca})
}

/// A generation's place in the catalog.
pub(super) fn generation_value(id: &GenerationId) -> Value {
    json!({"pki": id.pki, "id": id.generation})
}

/// The stable word for what is wrong with a source of the system's store.
pub(super) fn source_word(fault: SourceFault) -> &'static str {
    match fault {
        SourceFault::Extension => "extension",
        SourceFault::DerBytes => "der-bytes",
        SourceFault::Several => "several",
        SourceFault::NoCertificate => "no-certificate",
        SourceFault::SwitchedOff => "switched-off",
        SourceFault::OtherSystem => "other-system",
        SourceFault::Blocklisted => "blocklisted",
        SourceFault::NotTrusted => "not-trusted",
    }
}

/// Why certificates of a folder are not taken, in one word.
pub(super) fn not_taken_word(why: NotTaken) -> &'static str {
    match why {
        NotTaken::Further => "further",
        NotTaken::Name => "name",
        NotTaken::Form => "form",
    }
}

/// The stable word for a form of certificates that OpenSSL does not load.
pub(super) fn form_word(form: OtherForm) -> &'static str {
    match form {
        OtherForm::Der => "der",
        OtherForm::Pkcs7 => "pkcs7",
        OtherForm::Pkcs7Text => "pkcs7-pem",
    }
}

/// The certificate that an observation is about.
pub(super) fn which(observation: &Observation) -> Option<&Which> {
    match observation {
        Observation::TestInProduction(which, _)
        | Observation::ProductionInTest(which, _)
        | Observation::SystemTest(which)
        | Observation::FalseCa(which, _)
        | Observation::DamagedOrFalse(which, _)
        | Observation::Unconfirmed(which, _)
        | Observation::Renewed(which, _)
        | Observation::Distrusted(which, _)
        | Observation::RootNotAnchor(which, _)
        | Observation::IssuingAsRoot(which, _)
        | Observation::SwitchedOff(which, _)
        | Observation::Blocked(which, ..)
        | Observation::Barred(which, ..)
        | Observation::NotARootInRoot(which)
        | Observation::Expired(which, _)
        | Observation::NotYetValid(which, _)
        | Observation::Duplicate(which, _)
        | Observation::EndEntity(which)
        | Observation::NotMarkedAsCa(which)
        | Observation::WeakKey(which, _)
        | Observation::WeakSignature(which)
        | Observation::NegativeLifetime(which)
        | Observation::Leftover(which, _)
        | Observation::TrustedCertificateBlock(which)
        | Observation::NotExtracted(which)
        | Observation::WithoutSource(which)
        | Observation::ServerTrustOnly(which)
        | Observation::ForbiddenPresent { which, .. }
        | Observation::NotAllowed(which) => Some(which),
        _ => None,
    }
}

/// The facts of an observation.
pub(super) fn of(observation: &Observation) -> Facts {
    match observation {
        Observation::TestInProduction(which, ca)
        | Observation::ProductionInTest(which, ca)
        | Observation::Unconfirmed(which, ca)
        | Observation::Renewed(which, ca)
        | Observation::Distrusted(which, ca)
        | Observation::RootNotAnchor(which, ca)
        | Observation::IssuingAsRoot(which, ca)
        | Observation::SwitchedOff(which, ca) => of_ca(which, ca),
        Observation::Blocked(which, ca, of) | Observation::Barred(which, ca, of) => {
            with(of_ca(which, ca), [("listed", json!(of.to_offset(time::UtcOffset::UTC).date().to_string()))])
        }
        Observation::ListUnreadable(list, problem) => {
            facts([("value", json!(list.value())), ("error", json!(problem))])
        }
        Observation::FalseCa(which, refusal) | Observation::DamagedOrFalse(which, refusal) => {
            with(of_which(which), [("refusal", json!(refusal_word(refusal)))])
        }
        Observation::MixedEnvironments { production, test } => {
            facts([("production", json!(production)), ("test", json!(test))])
        }
        Observation::Expired(which, end) => with(of_which(which), [("not_after", json!(moment(*end)))]),
        Observation::NotYetValid(which, begin) => with(of_which(which), [("not_before", json!(moment(*begin)))]),
        Observation::Duplicate(which, times) => with(of_which(which), [("times", json!(times))]),
        Observation::WeakKey(which, bits) => with(of_which(which), [("bits", json!(bits))]),
        Observation::Leftover(which, tool) => with(of_which(which), [("tool", json!(tool.0))]),
        Observation::LongNameList { bytes, names, limit } => {
            facts([("bytes", json!(bytes)), ("names", json!(names)), ("limit", json!(limit))])
        }
        Observation::ClientCaInSystemStore(cas)
        | Observation::OnlyThisUser(cas)
        | Observation::ByPolicy(cas)
        | Observation::NotInNtAuth(cas) => {
            facts([("cas", cas.iter().map(|ca| ca.ca.clone()).collect()), ("count", json!(cas.len()))])
        }
        Observation::UnreadableEntry { index, alias, file: at, error } => {
            with(of_entry(error), [("number", json!(index + 1)), ("alias", json!(alias)), ("file", file(at.as_ref()))])
        }
        Observation::Quirk(quirk, at) => with(of_quirk(quirk), [("file", file(at.as_ref()))]),
        Observation::PrivateKey(at) | Observation::IntegrityNotChecked(at) => facts([("file", file(at.as_ref()))]),
        Observation::WorldWritable(at, mode) => facts([("path", path(at)), ("mode", json!(format!("{mode:04o}")))]),
        Observation::CustomaryPassword(password, at) => {
            facts([("password", json!(password)), ("file", file(at.as_ref()))])
        }
        Observation::LegacyEncryption(algorithms) => facts([("algorithms", json!(algorithms))]),
        Observation::MisleadingName(named, actual) => facts([("named", json!(named)), ("actual", json!(actual))]),
        Observation::IgnoredByJava(entries) | Observation::HiddenByAlias(entries) => {
            let names: Value = entries.iter().take(NAMED).map(name_of).collect();
            facts([("names", names), ("count", json!(entries.len()))])
        }
        Observation::NotLoadedByOpenSsl { refused_at, skipped, file: at } => {
            let lines: Vec<String> = skipped.iter().take(NAMED).map(u64::to_string).collect();
            facts([
                ("line", json!(refused_at)),
                ("lines", json!(lines.join(", "))),
                ("count", json!(skipped.len())),
                ("file", file(at.as_ref())),
            ])
        }
        Observation::OtherFormForOpenSsl(form) => facts([("form", json!(form_word(*form)))]),
        Observation::EmptyFor(consumer) => facts([("consumer", json!(consumer.word()))]),
        Observation::KeyChainEntries(count)
        | Observation::OrphanedTrust(count)
        | Observation::EncryptedWithoutPassword(count)
        | Observation::UnsignedTrust(count) => facts([("count", json!(count))]),
        Observation::NotHashed(at)
        | Observation::HashGap(at)
        | Observation::OldStyleHash(at)
        | Observation::DanglingLink(at)
        | Observation::ManagedBySystem(at)
        | Observation::Replaced(at)
        | Observation::OldDatabase(at)
        | Observation::UnfinishedWrite(at)
        | Observation::KeyDatabaseMissing(at)
        | Observation::PolicyFileMissing(at) => facts([("path", path(at))]),
        Observation::StaleHash(at, right) => facts([("path", path(at)), ("right", json!(right))]),
        Observation::SeveralInOneFile(at, count) => facts([("path", path(at)), ("count", json!(count))]),
        Observation::NotTaken(at, count, why) => {
            facts([("path", path(at)), ("count", json!(count)), ("why", json!(not_taken_word(*why)))])
        }
        Observation::PassedOver(at, cause) => with(of_input(&cause.0), [("path", path(at))]),
        Observation::SourceIgnored(at, fault) => facts([("path", path(at)), ("fault", json!(source_word(*fault)))]),
        Observation::RawBytes(line, source) => facts([("line", json!(line)), ("path", file(source.as_ref()))]),
        Observation::DiffersFrom(other, here, there) => {
            facts([("path", path(other)), ("here", json!(here)), ("there", json!(there))])
        }
        Observation::Redirected { by, to, set_in }
        | Observation::RedirectedToNothing { by, to, set_in }
        | Observation::WrongJvmPassword { by, to, set_in }
        | Observation::RedirectionNotFollowed { by, to, set_in } => {
            facts([("by", json!(by)), ("to", json!(to)), ("set_in", file(set_in.as_ref()))])
        }
        Observation::NearSizeLimit(bytes) => facts([("bytes", json!(bytes))]),
        Observation::KeyUnreadable(key, cause) => with(of_input(&cause.0), [("key", json!(key))]),
        Observation::NotAllKept(count) | Observation::OthersNotAllowed(count) => facts([("count", json!(count))]),
        Observation::RequiredMissing { what, comment } => facts([("what", json!(what)), ("comment", json!(comment))]),
        Observation::RequiredGenerationIncomplete { generation, missing, comment } => facts([
            ("generation", generation_value(generation)),
            ("missing", json!(missing)),
            ("count", json!(missing.len())),
            ("comment", json!(comment)),
        ]),
        Observation::ForbiddenPresent { which, rule, comment } => {
            with(of_which(which), [("rule", json!(rule)), ("comment", json!(comment))])
        }
        other => which(other).map(of_which).unwrap_or_default(),
    }
}
