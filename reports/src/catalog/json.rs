//! For machines: `tillit/catalog/1`. Codes and keys are never translated; `text` is what stands beside them for people.

use schemars::JsonSchema;
use serde::Serialize;
use tillit_verifier::Certificate;
use tillit_verifier::catalog::store::CaState;
use tillit_verifier::catalog::{Address, CaEntry};
use tillit_verifier::certificate::to_hex;
use tillit_verifier::verdict::Severity;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::human::{check_text, held_word, outcome_text, refusal_word, role_word, status_word};
use super::{BadFile, CheckFinding, Exported, Outcome, Shelf, Transfer, Transfers};
use crate::codes;
use crate::finding::{Envelope, Finding, Tool};
use crate::i18n::{Texts, Value};

/// Name and version of this shape.
pub const SCHEMA: &str = "tillit/catalog/1";

/// What `tillit catalog ... --json` writes: CAs (`list`, `show`, `check`), transfers (`fetch`, `import`) or files (`export`), then the CAs
/// that are missing.
pub type Document = Envelope<Item>;

/// One result.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Item {
    /// A CA of the catalog and what is at hand of it.
    Ca(Ca),
    /// A certificate that was fetched or imported, or was not.
    Transfer(TransferItem),
    /// A file of an export.
    File(FileItem),
}

/// A CA of the catalog and what is at hand of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[allow(clippy::struct_field_names)] // the keys of the published shape
pub struct Ca {
    /// The PKI's id.
    pub pki: String,
    /// It is not for production.
    pub test_environment: bool,
    /// The generation's id.
    pub generation: String,
    /// The CA's name.
    pub ca: String,
    /// Its subject, as RFC 4514 writes it.
    pub subject: String,
    /// `root`, `person-hsa-id`, `person-identity`, `function`, `mobile`
    pub roles: Vec<String>,
    /// Assurance level of what it issues, where the CA alone decides it.
    pub loa: Option<u8>,
    /// The catalog's pin.
    pub sha256: Option<String>,
    /// The catalog's key identifier.
    pub key_id: Option<String>,
    /// RFC 3339; the certificate's own where one is at hand, otherwise the catalog's.
    pub not_before: Option<String>,
    /// RFC 3339; the certificate's own where one is at hand, otherwise the catalog's.
    pub not_after: Option<String>,
    /// It stopped issuing on this day.
    pub issues_until: Option<String>,
    /// `confirmed`, `reported`, `inferred`
    pub status: String,
    /// Where the facts come from.
    pub source: String,
    /// Where its certificate can be fetched.
    pub certificate_urls: Vec<Url>,
    /// Where its revocation list lies.
    pub crl_urls: Vec<Url>,
    /// Its OCSP responders.
    pub ocsp_urls: Vec<Url>,
    /// Its certificates at hand; none: missing.
    pub held: Vec<HeldItem>,
}

/// An address with how certain it is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Url {
    /// http or https
    pub url: String,
    /// `confirmed`, `reported`, `inferred`
    pub status: String,
}

/// A certificate at hand.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HeldItem {
    /// Of its DER bytes.
    pub sha256: String,
    /// `pinned`, `observed`, `renewed`
    pub held: String,
    /// RFC 3339
    pub not_after: String,
    /// Where it lies.
    pub files: Vec<String>,
}

/// A certificate that was fetched or imported, or was not.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TransferItem {
    /// Address or file.
    pub source: String,
    /// How certain the address is.
    pub status: Option<String>,
    /// The PKI's id.
    pub pki: Option<String>,
    /// The generation's id.
    pub generation: Option<String>,
    /// The CA's name.
    pub ca: Option<String>,
    /// The certificate's subject.
    pub subject: Option<String>,
    /// The certificate's SHA-256.
    pub sha256: Option<String>,
    /// `stored`, `already`, `refused`, `wrong-file`, `no-certificate`, `web-page`, `fetch-failed`, `no-address`, `strange-address`, `unknown-issuer`,
    /// `unreadable`, `not-saved`
    pub outcome: String,
    /// How it is held: `pinned`, `observed`, `renewed`.
    pub held: Option<String>,
    /// Where it was kept.
    pub file: Option<String>,
    /// The pin that was expected.
    pub expected: Option<String>,
    /// Why it was refused: `not-in-catalog`, `not-a-ca`, `look-alike`, `pin-mismatch`, ...
    pub refusal: Option<String>,
    /// What explains it: `tillit explain CODE`.
    pub code: Option<String>,
    /// For people.
    pub text: String,
}

/// A file of an export.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileItem {
    /// Its name in the folder, or the file's path.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The export holds CA certificates of a test environment: never for production.
    pub test_environment: bool,
}

fn moment(time: OffsetDateTime) -> String {
    time.to_offset(time::UtcOffset::UTC).replace_nanosecond(0).unwrap_or(time).format(&Rfc3339).unwrap_or_default()
}

fn document(version: &str, at: OffsetDateTime, results: Vec<Item>, findings: Vec<Finding>) -> Document {
    Document {
        schema: SCHEMA.to_owned(),
        tool: Tool { name: "tillit".to_owned(), version: version.to_owned() },
        at: moment(at),
        results,
        findings,
    }
}

fn urls<'a>(list: impl IntoIterator<Item = &'a Address>) -> Vec<Url> {
    list.into_iter().map(|known| Url { url: known.url.clone(), status: status_word(known.status).to_owned() }).collect()
}

fn ca(state: &CaState<'_>, files: &[(tillit_verifier::Fingerprint, std::path::PathBuf)]) -> Item {
    Item::Ca(ca_of(state, files))
}

/// A CA of which no certificate is at hand, and that something needs.
pub(crate) fn missing(state: &CaState<'_>, texts: &Texts) -> (Ca, Finding) {
    let name = state.found.ca.name.clone();
    let text = texts.get("catalog-check-missing");
    (ca_of(state, &[]), finding(&codes::CA_NOT_HERE, Severity::Error, (name, ""), text, texts))
}

fn ca_of(state: &CaState<'_>, files: &[(tillit_verifier::Fingerprint, std::path::PathBuf)]) -> Ca {
    let entry: &CaEntry = state.found.ca;
    let first = state.held.first().map(|held| &held.certificate);
    Ca {
        pki: state.found.pki.id.clone(),
        test_environment: state.found.pki.test_environment,
        generation: state.found.generation.id.clone(),
        ca: entry.name.clone(),
        subject: entry.subject.to_string(),
        roles: entry.roles.iter().map(|role| role_word(*role).to_owned()).collect(),
        loa: entry.loa,
        sha256: entry.sha256.map(|pin| pin.to_string()),
        key_id: entry.key_id.as_deref().map(to_hex),
        not_before: first.map(Certificate::not_before).or(entry.not_before).map(moment),
        not_after: state.not_after().map(moment),
        issues_until: entry.issues_until.map(|date| date.to_string()),
        status: status_word(entry.status).to_owned(),
        source: entry.source.clone(),
        certificate_urls: urls(state.addresses()),
        crl_urls: urls(&entry.crl),
        ocsp_urls: urls(&entry.ocsp),
        held: state
            .held
            .iter()
            .map(|held| {
                let fingerprint = held.certificate.fingerprint();
                HeldItem {
                    sha256: fingerprint.to_string(),
                    held: held_word(held.pinned, held.renewed).to_owned(),
                    not_after: moment(held.certificate.not_after()),
                    files: files
                        .iter()
                        .filter(|(known, _)| *known == fingerprint)
                        .map(|(_, file)| file.display().to_string())
                        .collect(),
                }
            })
            .collect(),
    }
}

fn finding(
    code: &codes::Code,
    weight: Severity,
    (subject, input): (String, &str),
    text: String,
    texts: &Texts,
) -> Finding {
    Finding {
        code: code.code.to_owned(),
        severity: weight.into(),
        subject: Some(subject),
        input: input.to_owned(),
        index: None,
        source: None,
        text,
        remedy: code.remedy(texts, "other"),
    }
}

fn bad_files(bad: &[BadFile], texts: &Texts) -> Vec<Finding> {
    bad.iter()
        .map(|file| {
            let code = file.code();
            let text = super::bad_file_text(&file.kind, texts);
            let path = file.path.display().to_string();
            finding(code, Severity::Error, (path.clone(), &path), text, texts)
        })
        .collect()
}

/// `list` and `show`.
pub fn list_json(shelf: &Shelf<'_>, texts: &Texts) -> Document {
    let results = shelf.states.iter().map(|state| ca(state, &shelf.files)).collect();
    document(&shelf.version, shelf.at, results, bad_files(&shelf.bad, texts))
}

/// `check`.
pub fn check_json(shelf: &Shelf<'_>, found: &[CheckFinding], texts: &Texts) -> Document {
    let results = shelf.states.iter().map(|state| ca(state, &shelf.files)).collect();
    let findings = found
        .iter()
        .map(|one| {
            let (subject, text) = check_text(shelf, one, texts);
            finding(one.code, one.severity, (subject, ""), text, texts)
        })
        .collect();
    document(&shelf.version, shelf.at, results, findings)
}

/// `fetch` and `import`: the transfers, then the CAs that are still missing.
pub fn transfers_json(done: &Transfers<'_>, texts: &Texts) -> Document {
    let mut results: Vec<Item> = done.items.iter().map(|item| Item::Transfer(transfer(item, texts))).collect();
    let (missing, not_here): (Vec<_>, Vec<_>) = done.missing.iter().map(|state| missing(state, texts)).unzip();
    results.extend(missing.into_iter().map(Item::Ca));
    let mut findings = bad_files(&done.bad, texts);
    findings.extend(done.items.iter().filter_map(|item| {
        let code = item.outcome.code()?;
        let subject = item.ca.as_ref().map_or_else(|| item.source.clone(), |ca| ca.ca.clone());
        Some(finding(code, code.severity, (subject, &item.source), outcome_text(item, texts), texts))
    }));
    findings.extend(not_here);
    document(&done.version, done.at, results, findings)
}

fn transfer(item: &Transfer, texts: &Texts) -> TransferItem {
    let (mut held, mut file, mut expected, mut refusal) = (None, None, None, None);
    match &item.outcome {
        Outcome::Stored { pinned, renewed, path } => {
            held = Some(held_word(*pinned, *renewed).to_owned());
            file = Some(path.display().to_string());
        }
        Outcome::Already { pinned } => held = Some(held_word(*pinned, false).to_owned()),
        Outcome::Refused(why) => refusal = Some(refusal_word(why).to_owned()),
        Outcome::WrongFile { expected: pin, refusal: why } => {
            expected = pin.map(|pin| pin.to_string());
            refusal = why.as_ref().map(|why| refusal_word(why).to_owned());
        }
        _ => {}
    }
    TransferItem {
        source: item.source.clone(),
        status: item.status.map(|status| status_word(status).to_owned()),
        pki: item.ca.as_ref().map(|ca| ca.generation.pki.clone()),
        generation: item.ca.as_ref().map(|ca| ca.generation.generation.clone()),
        ca: item.ca.as_ref().map(|ca| ca.ca.clone()),
        subject: item.subject.as_ref().map(|name| crate::plain::mask_personal_numbers(&name.to_string())),
        sha256: item.sha256.map(|sha256| sha256.to_string()),
        outcome: item.outcome.word().to_owned(),
        held,
        file,
        expected,
        refusal,
        code: item.outcome.code().map(|code| code.code.to_owned()),
        text: outcome_text(item, texts),
    }
}

/// `export`: the files, then the CAs that are missing in them.
pub fn exported_json(done: &Exported<'_>, texts: &Texts) -> Document {
    let file = |(name, sha256): &(String, tillit_verifier::Fingerprint)| {
        Item::File(FileItem { file: name.clone(), sha256: sha256.to_string(), test_environment: !done.test.is_empty() })
    };
    let mut results: Vec<Item> = done.files.iter().map(file).collect();
    results.extend(done.missing.iter().map(|state| ca(state, &[])));
    let missing = |state: &CaState<'_>| {
        let text = texts.format("T-050.say", &[("ca", Value::from(state.found.ca.name.clone()))]);
        finding(&codes::CA_NOT_HERE, Severity::Warning, (state.found.ca.name.clone(), ""), text, texts)
    };
    document(&done.version, done.at, results, done.missing.iter().map(missing).collect())
}

/// As JSON text with a line break at its end.
pub fn to_text(document: &Document) -> String {
    serde_json::to_string_pretty(document).map(|text| text + "\n").unwrap_or_default()
}

/// The JSON schema of the document, as it stands in `docs/schema/catalog-1.json`.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Document).to_value();
    schema["$id"] = SCHEMA.into();
    schema["title"] = "tillit catalog".into();
    schema["properties"]["schema"]["const"] = SCHEMA.into();
    schema
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    /// To write it anew: `TILLIT_UPDATE=1 cargo test -p tillit-reports schema`
    #[test]
    fn the_published_schema_is_this_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/schema/catalog-1.json");
        let text = serde_json::to_string_pretty(&super::json_schema()).unwrap() + "\n";
        if std::env::var_os("TILLIT_UPDATE").is_some() {
            std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
            std::fs::write(path, &text).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), text, "docs/schema/catalog-1.json is not up to date");
    }
}
