//! The facts of a reason, a flaw or a problem as data: what JSON carries as `detail`, and what the sentences are filled with.

use serde_json::{Map, Value, json};
use tillit_verifier::certificate::to_hex;
use tillit_verifier::container::{ContainerError, ContainerKind, EntryError, Quirk};
use tillit_verifier::flaws::{DerDeviation, Flaw};
use tillit_verifier::input::InputError;
use tillit_verifier::name::StringType;
use tillit_verifier::verdict::{OverruleFeature, ReasonKind};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{InputNoteKind, InputProblemKind, revocation};
use crate::catalog::refusal_word;
use crate::codes;

/// Named facts. Keys are stable and in English.
pub(crate) type Facts = Map<String, Value>;

pub(crate) fn facts<const N: usize>(pairs: [(&str, Value); N]) -> Facts {
    pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()
}

/// A moment as in RFC 3339, in UTC, to the second: X.509 knows no parts of one.
pub(crate) fn moment(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    at.replace_nanosecond(0).unwrap_or(at).format(&Rfc3339).unwrap_or_default()
}

/// A moment for people: `2030-01-01 00:00`, in UTC.
pub(crate) fn minute(at: OffsetDateTime) -> String {
    moment(at).get(..16).unwrap_or_default().replace('T', " ")
}

/// The facts of a reason.
pub(crate) fn of_reason(kind: &ReasonKind) -> Facts {
    match kind {
        ReasonKind::IssuerMissing(missing) => facts([
            ("issuer", json!(missing.subject.to_string())),
            ("ca", json!(missing.ca)),
            ("key_id", json!(missing.key_id.as_deref().map(to_hex))),
            ("sha256", json!(missing.sha256.map(|f| f.to_string()))),
            ("urls", json!(missing.urls)),
        ]),
        ReasonKind::GaveUp { paths, signatures } => facts([("paths", json!(paths)), ("signatures", json!(signatures))]),
        ReasonKind::UnknownRoot { sha256 } => facts([("sha256", json!(sha256.to_string()))]),
        ReasonKind::LookAlike { ca, sha256 } => facts([("ca", json!(ca)), ("sha256", json!(sha256.to_string()))]),
        ReasonKind::SignatureUnsupported { algorithm } => facts([("algorithm", json!(algorithm.to_id_string()))]),
        ReasonKind::WeakDigest { digest } => facts([("digest", json!(digest))]),
        ReasonKind::WeakKey { bits } => facts([("bits", json!(bits))]),
        ReasonKind::Expired { not_after } => facts([("not_after", json!(moment(*not_after)))]),
        ReasonKind::NotYetValid { not_before } => facts([("not_before", json!(moment(*not_before)))]),
        ReasonKind::PathTooLong { allowed } => facts([("allowed", json!(allowed))]),
        ReasonKind::TooDeep { limit } => facts([("limit", json!(limit))]),
        ReasonKind::UnknownCriticalExtension { extension }
        | ReasonKind::MalformedExtension { extension }
        | ReasonKind::RepeatedExtension { extension } => facts([("extension", json!(extension.to_id_string()))]),
        ReasonKind::NameConstraint { name, excluded } => facts([("name", json!(name)), ("excluded", json!(excluded))]),
        ReasonKind::KeyUsage { has, needs } => facts([("has", json!(has)), ("needs", json!(needs))]),
        ReasonKind::ExtendedKeyUsage { has, needs } => facts([("has", json!(has)), ("needs", json!(needs))]),
        ReasonKind::Revoked(revoked) => revocation::revoked_facts(revoked),
        ReasonKind::RevocationUnknown { problems } => revocation::unknown_facts(problems),
        ReasonKind::HostMismatch { host, names } => facts([("host", json!(host)), ("names", json!(names))]),
        ReasonKind::ObservedCa { sha256, listed } => {
            facts([("sha256", json!(sha256.to_string())), ("listed", json!(listed))])
        }
        ReasonKind::IssuedAfterEnd { end } => facts([("end", json!(end.to_string()))]),
        ReasonKind::StrictRule(flaw) => {
            facts([("flaw", json!(codes::of_flaw(flaw).code)), ("detail", Value::Object(of_flaw(flaw)))])
        }
        ReasonKind::OnlyUnderOlder { newest } => {
            facts([("newest", json!({"pki": newest.pki, "id": newest.generation}))])
        }
        ReasonKind::SecondJudge { error } => facts([("error", json!(error))]),
        ReasonKind::SecondJudgeOverruled { error, feature } => {
            facts([("error", json!(error)), ("feature", json!(feature_word(*feature)))])
        }
        _ => Facts::new(),
    }
}

/// The stable word for a feature.
fn feature_word(feature: OverruleFeature) -> &'static str {
    match feature {
        OverruleFeature::NameEncoding => "name-encoding",
        OverruleFeature::NameConstraintForm => "name-constraint-form",
        OverruleFeature::PolicyExtensions => "policy-extensions",
        OverruleFeature::SelfIssued => "self-issued",
        OverruleFeature::Version1 => "version-1",
        OverruleFeature::LongPath => "long-path",
        OverruleFeature::EarlyDate => "early-date",
        OverruleFeature::UniqueId => "unique-id",
    }
}

/// The facts of a flaw.
pub(crate) fn of_flaw(flaw: &Flaw) -> Facts {
    match flaw {
        Flaw::PrintableString { attribute, character } => {
            facts([("attribute", json!(attribute)), ("character", json!(character.to_string()))])
        }
        Flaw::AttributeStringType { attribute, string_type } => {
            facts([("attribute", json!(attribute)), ("type", json!(string_type_name(*string_type)))])
        }
        Flaw::AttributeTooLong { attribute, characters, limit } => {
            facts([("attribute", json!(attribute)), ("characters", json!(characters)), ("limit", json!(limit))])
        }
        Flaw::DateEncoding { end } => facts([("end", json!(end))]),
        Flaw::NotDer { deviation } => facts([("deviation", json!(deviation_word(*deviation)))]),
        Flaw::Criticality { extension, critical } => {
            facts([("extension", json!(extension.to_id_string())), ("critical", json!(critical))])
        }
        Flaw::AltNameSyntax { name } | Flaw::NameConstraintSyntax { name } => facts([("name", json!(name))]),
        Flaw::RepeatedPolicy { policy } => facts([("policy", json!(policy.to_id_string()))]),
        Flaw::SmallExponent { exponent } => facts([("exponent", json!(exponent))]),
        Flaw::ShortKey { bits } => facts([("bits", json!(bits))]),
        Flaw::SerialTooLong { octets } => facts([("octets", json!(octets))]),
        Flaw::Country { value } => facts([("value", json!(value))]),
        Flaw::Version { version } | Flaw::ExtensionsInOldVersion { version } => facts([("version", json!(version))]),
        Flaw::RepeatedExtension { extension } | Flaw::MalformedExtension { extension } => {
            facts([("extension", json!(extension.to_id_string()))])
        }
        _ => Facts::new(),
    }
}

/// The stable word for an encoding that is not DER.
fn deviation_word(deviation: DerDeviation) -> &'static str {
    match deviation {
        DerDeviation::ExplicitDefault => "explicit-default",
        DerDeviation::SetOrder => "set-order",
        DerDeviation::TrailingZeroBits => "trailing-zero-bits",
        _ => "other",
    }
}

/// The ASN.1 name of a string type.
fn string_type_name(string_type: StringType) -> String {
    match string_type {
        StringType::Utf8 => "UTF8String".to_owned(),
        StringType::Printable => "PrintableString".to_owned(),
        StringType::Ia5 => "IA5String".to_owned(),
        StringType::Teletex => "TeletexString".to_owned(),
        StringType::Bmp => "BMPString".to_owned(),
        StringType::Universal => "UniversalString".to_owned(),
        StringType::Numeric => "NumericString".to_owned(),
        StringType::Visible => "VisibleString".to_owned(),
        StringType::Other(tag) => format!("tag {tag}"),
    }
}

/// The facts of an input that gives nothing.
pub(crate) fn of_input(error: &InputError) -> Facts {
    match error {
        InputError::PipeWithoutWriter { seconds } => facts([("seconds", json!(seconds))]),
        InputError::TooDeep { limit } => facts([("limit", json!(limit))]),
        InputError::NoCertificates { kind, has_private_key } => {
            facts([("container", json!(container_name(*kind))), ("has_private_key", json!(has_private_key))])
        }
        InputError::Io(error) => facts([("error", json!(error.to_string()))]),
        InputError::Container(error) => of_container(error),
        _ => Facts::new(),
    }
}

/// The facts of an input problem.
pub(crate) fn of_problem(kind: &InputProblemKind) -> Facts {
    match kind {
        InputProblemKind::Input(error) => of_input(error),
        InputProblemKind::Entry(error) => of_entry(error),
        InputProblemKind::FalseCa(subject, refusal) => facts([
            ("subject", json!(subject.to_string())),
            ("name", json!(subject.common_name())),
            ("refusal", json!(refusal_word(refusal))),
        ]),
    }
}

/// The facts of a note on an input.
pub(crate) fn of_note(kind: &InputNoteKind) -> Facts {
    match kind {
        InputNoteKind::Quirk(quirk) => of_quirk(quirk),
        InputNoteKind::PassedOver(error) => of_input(error),
        InputNoteKind::CustomaryPassword(password) => facts([("password", json!(password))]),
        InputNoteKind::IntegrityNotChecked => Facts::new(),
    }
}

/// The facts of something that other programs stumble over.
pub(crate) fn of_quirk(quirk: &Quirk) -> Facts {
    match quirk {
        Quirk::Glued { line } => facts([("line", json!(line))]),
        Quirk::TrailingBytes(bytes) => facts([("bytes", json!(bytes))]),
        _ => Facts::new(),
    }
}

/// What people call a kind of container: a proper name in all languages.
pub(crate) fn container_name(kind: ContainerKind) -> &'static str {
    match kind {
        ContainerKind::Pem => "PEM",
        ContainerKind::Der => "DER",
        ContainerKind::Pkcs7 => "PKCS#7",
        ContainerKind::Pkcs12 => "PKCS#12",
        ContainerKind::Jks => "JKS",
        ContainerKind::Jceks => "JCEKS",
    }
}

/// The facts of a container that cannot be read.
pub(crate) fn of_container(error: &ContainerError) -> Facts {
    match error {
        ContainerError::Unsupported(format) => facts([("format", json!(format.name()))]),
        ContainerError::TooLarge { limit } => facts([("limit", json!(limit))]),
        ContainerError::TooMany { limit } => facts([("limit", json!(limit))]),
        ContainerError::Repeated { what } => facts([("key", json!(what))]),
        ContainerError::TooExpensive { iterations } => facts([("iterations", json!(iterations))]),
        ContainerError::Damaged { kind, detail } => facts([("container", json!(kind)), ("error", json!(detail))]),
        other => facts([("error", json!(other.to_string()))]),
    }
}

/// The facts of an entry that cannot be read.
pub(crate) fn of_entry(error: &EntryError) -> Facts {
    use tillit_verifier::certificate::CertificateError;
    match error {
        EntryError::Certificate(CertificateError::TrailingBytes(bytes)) => facts([("bytes", json!(bytes))]),
        EntryError::Certificate(CertificateError::Malformed(error)) => facts([("error", json!(error))]),
        EntryError::Damaged { kind, detail } => facts([("container", json!(kind)), ("error", json!(detail))]),
        other => facts([("error", json!(other.to_string()))]),
    }
}
