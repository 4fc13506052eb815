//! Turns reasons, flaws and problems into sentences: the code's message, filled with the facts.

use fluent_bundle::FluentValue;
use serde_json::Value;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::flaws::Flaw;
use tillit_verifier::identity::Kind;
use tillit_verifier::input::InputError;
use tillit_verifier::name::Name;
use tillit_verifier::revocation::RevocationReason;
use tillit_verifier::verdict::{GenerationId, Judgement, Reason, ReasonKind, Severity, Verdict};

use super::facts::{self, Facts};
use super::revocation::{is_beside_a_refusal, primary};
use super::{InputNote, InputProblem, InputProblemKind, VerifyReport};
use crate::codes::{self, Code};
use crate::i18n::Texts;
use crate::plain;

/// Something that was found, in words.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) code: &'static Code,
    pub(crate) severity: Severity,
    pub(crate) detail: Facts,
    pub(crate) text: String,
    pub(crate) remedy: String,
}

/// Speaks about one report.
#[derive(Clone, Copy)]
pub(crate) struct Speaker<'a> {
    pub(crate) report: &'a VerifyReport,
    pub(crate) catalog: &'a Catalog,
    pub(crate) texts: &'a Texts,
}

impl Speaker<'_> {
    /// Text from outside with personal numbers masked where they are to be.
    pub(crate) fn masked(&self, text: &str) -> String {
        if self.report.show_personal_id { text.to_owned() } else { plain::mask_personal_numbers(text) }
    }

    /// The same, safe to show.
    pub(crate) fn shown(&self, text: &str) -> String {
        plain::clean(&self.masked(text))
    }

    /// What people call a generation.
    pub(crate) fn generation_name(&self, id: &GenerationId) -> String {
        if *id == GenerationId::given() {
            return self.texts.get("verify-given");
        }
        let found = self.catalog.pki(&id.pki).and_then(|pki| pki.generations.iter().find(|g| g.id == id.generation));
        found.map_or_else(|| format!("{}/{}", id.pki, id.generation), |g| self.shown(&g.name))
    }

    /// One reason of a verdict.
    pub(crate) fn reason(&self, judgement: &Judgement, verdict: &Verdict, reason: &Reason) -> Said {
        let link = verdict.chain.links.get(reason.link);
        let of_ca = link.map_or(reason.link > 0, |l| l.certificate.is_ca());
        let code = codes::of_reason(&reason.kind, of_ca);
        let detail = self.mask_facts(facts::of_reason(&reason.kind));
        let issuer = link.map_or_else(|| judgement.certificate.issuer(), |l| l.certificate.issuer());
        let mut more: Vec<(&str, String)> =
            vec![("who", self.who(reason, "verify-the-certificate")), ("it", self.it(reason))];
        match &reason.kind {
            ReasonKind::IssuerMissing(missing) => more.push(("issuer_name", self.name(&missing.subject))),
            ReasonKind::SignatureInvalid => more.push(("issuer_name", self.name(issuer))),
            ReasonKind::OnlyUnderOlder { newest } => {
                more.push(("older", self.generation_name(&verdict.under)));
                more.push(("newest", self.generation_name(newest)));
            }
            ReasonKind::StrictRule(flaw) => more.push(("rule", self.flaw(flaw).text)),
            ReasonKind::Revoked(revoked) => {
                more.extend(self.revocation_reason(revoked).map(|because| ("because", because)));
            }
            ReasonKind::RevocationUnknown { problems } => {
                let problem = primary(problems).map(|problem| self.revocation_problem(verdict, reason.link, problem));
                more.push(("problem", problem.unwrap_or_else(|| self.texts.get("verify-nothing"))));
            }
            ReasonKind::SecondJudgeOverruled { .. } => {
                let feature = detail.get("feature").and_then(Value::as_str).unwrap_or_default();
                more.push(("feature", self.texts.get(&format!("verify-feature-{feature}"))));
            }
            _ => {}
        }
        let variant = self.variant(verdict, reason);
        // Whose certificate is to be got again: a CA's is not on the card.
        let owner = if of_ca && reason.kind == ReasonKind::SignatureInvalid { "ca" } else { owner(judgement) };
        let mut text = sentence(code, variant, &detail, more, self.report.at.date(), self.texts);
        if let Some(listed) = self.listed(reason) {
            text = format!("{text} {listed}");
        }
        let remedy = match &reason.kind {
            ReasonKind::OnlyUnderOlder { newest } => self.migration_advice(judgement, verdict, newest),
            ReasonKind::RevocationUnknown { .. } => {
                Some(self.remedy_of_unknown(verdict, reason, owner, variant == "beside"))
            }
            _ => None,
        };
        Said {
            code,
            severity: reason.kind.severity(),
            text,
            remedy: remedy.unwrap_or_else(|| code.remedy_for(self.texts, variant, owner)),
            detail,
        }
    }

    /// Which of a reason's sentences fits, where it has more than one; empty for the ordinary one.
    fn variant(&self, verdict: &Verdict, reason: &Reason) -> &'static str {
        let beside = || is_beside_a_refusal(verdict, reason);
        match &reason.kind {
            ReasonKind::IssuerMissing(missing) if missing.ca.is_some() && beside() => "beside",
            ReasonKind::RevocationUnknown { .. } if beside() => "beside",
            ReasonKind::Revoked(revoked) => match revoked.reason {
                Some(RevocationReason::CertificateHold) => "hold",
                Some(
                    RevocationReason::KeyCompromise | RevocationReason::CaCompromise | RevocationReason::AaCompromise,
                ) => "key",
                Some(RevocationReason::Superseded) => "superseded",
                Some(
                    RevocationReason::AffiliationChanged
                    | RevocationReason::PrivilegeWithdrawn
                    | RevocationReason::CessationOfOperation,
                ) => "ended",
                Some(_) => "",
                None => "unsaid",
            },
            ReasonKind::NotYetValid { .. } if self.report.at_is_set => "at",
            ReasonKind::HostMismatch { names, .. } if names.is_empty() => "nameless",
            _ => "",
        }
    }

    /// `Judged as of 2030-01-01 00:00 UTC (--at)`
    pub(crate) fn judged_at(&self) -> String {
        self.texts.format("verify-at", &[("moment", facts::minute(self.report.at).into())])
    }

    /// A flaw.
    pub(crate) fn flaw(&self, flaw: &Flaw) -> Said {
        let code = codes::of_flaw(flaw);
        let detail = self.mask_facts(facts::of_flaw(flaw));
        Said {
            code,
            severity: code.severity,
            text: self.sentence(code, &detail, Vec::new()),
            remedy: code.remedy(self.texts, "other"),
            detail,
        }
    }

    /// An input that could not be read.
    pub(crate) fn problem(&self, problem: &InputProblem) -> Said {
        let code = codes::of_problem(&problem.kind);
        self.of_input(code, code.severity, facts::of_problem(&problem.kind))
    }

    /// A note on an input.
    pub(crate) fn note(&self, note: &InputNote) -> Said {
        self.of_input(codes::of_note(&note.kind), Severity::Info, facts::of_note(&note.kind))
    }

    fn of_input(&self, code: &'static Code, severity: Severity, detail: Facts) -> Said {
        let detail = self.mask_facts(detail);
        let variant = detail.get("format").and_then(Value::as_str).map_or("", format_variant);
        Said {
            code,
            severity,
            text: self.sentence(code, &detail, Vec::new()),
            remedy: code.remedy_for(self.texts, variant, "other"),
            detail,
        }
    }

    /// A certificate of none of the generations asked for.
    pub(crate) fn of_no_generation(&self, judgement: &Judgement) -> Said {
        let code = &codes::OTHER_GENERATION;
        let issuer = judgement.certificate.issuer();
        let detail = Facts::from_iter([("issuer".to_owned(), Value::String(self.masked(&issuer.to_string())))]);
        Said {
            code,
            severity: code.severity,
            text: self.sentence(code, &detail, vec![("issuer_name", self.name(issuer))]),
            remedy: code.remedy(self.texts, owner(judgement)),
            detail,
        }
    }

    /// A name as people would say it.
    pub(crate) fn name(&self, name: &Name) -> String {
        let common = name.common_name();
        if common.is_empty() { self.texts.get("verify-unnamed") } else { self.shown(common) }
    }

    /// The certificate at a link: "The certificate" (at the beginning of a sentence or inside it), or a CA's name.
    fn who(&self, reason: &Reason, id: &str) -> String {
        if reason.link == 0 { self.texts.get(id) } else { self.name(&reason.subject) }
    }

    /// The same inside a sentence.
    pub(crate) fn it(&self, reason: &Reason) -> String {
        // "Revoked" has a gender in Swedish, and a CA's name has none: it is the certificate that is revoked.
        if reason.link > 0 && matches!(reason.kind, ReasonKind::RevocationUnknown { .. }) {
            return self.texts.format("verify-certificate-of", &[("name", self.name(&reason.subject).into())]);
        }
        self.who(reason, "verify-leaf")
    }

    /// What the catalog's migration table advises on the day, for a person's card.
    fn migration_advice(&self, judgement: &Judgement, verdict: &Verdict, newest: &GenerationId) -> Option<String> {
        if owner(judgement) != "person" {
            return None;
        }
        let migration = self.catalog.pki(&verdict.under.pki)?.migration.as_ref()?;
        (migration.to == newest.generation)
            .then(|| self.shown(self.texts.pick(migration.advice(self.report.at.date()))))
            .filter(|advice| !advice.is_empty())
    }

    pub(crate) fn mask_facts(&self, facts: Facts) -> Facts {
        mask_facts(facts, &|text| self.masked(text))
    }

    /// The sentence of a code with its facts.
    fn sentence(&self, code: &Code, facts: &Facts, more: Vec<(&str, String)>) -> String {
        sentence(code, "", facts, more, self.report.at.date(), self.texts)
    }
}

/// Facts with every text in them masked.
pub(crate) fn mask_facts(facts: Facts, mask: &dyn Fn(&str) -> String) -> Facts {
    fn walk(value: Value, mask: &dyn Fn(&str) -> String) -> Value {
        match value {
            Value::String(text) => Value::String(mask(&text)),
            Value::Array(list) => list.into_iter().map(|v| walk(v, mask)).collect(),
            Value::Object(map) => map.into_iter().map(|(key, value)| (key, walk(value, mask))).collect(),
            other => other,
        }
    }
    facts.into_iter().map(|(key, value)| (key, walk(value, mask))).collect()
}

/// The sentence of a code with its facts; `day` is what "days ago" counts from.
/// `variant` is the sentence to prefer, where the code has one of that name: `T-124.say-nameless`.
pub(crate) fn sentence(
    code: &Code,
    variant: &str,
    facts: &Facts,
    more: Vec<(&str, String)>,
    day: time::Date,
    texts: &Texts,
) -> String {
    let mut values: Vec<(&str, FluentValue<'_>)> = Vec::new();
    for (key, value) in facts {
        let value = match (key.as_str(), value) {
            ("format", Value::String(name)) => format_name(name, texts).into(),
            ("attribute" | "extension", Value::String(oid)) => known_name(oid).to_owned().into(),
            ("not_after" | "not_before" | "revoked_at", Value::String(moment)) => {
                let date = moment.split('T').next().unwrap_or(moment);
                let parsed = time::Date::parse(date, &time::format_description::well_known::Iso8601::DATE);
                if let Ok(parsed) = parsed {
                    values.push(("ago", ago((day - parsed).whole_days(), texts).into()));
                }
                date.to_owned().into()
            }
            ("needs", Value::String(text)) => purpose_name(text, texts).into(),
            (_, Value::String(text)) => plain::clean(text).into(),
            (_, Value::Number(number)) => number.as_f64().unwrap_or_default().into(),
            (_, Value::Bool(truth)) => truth.to_string().into(),
            (_, Value::Array(list)) => list_of(list, texts).into(),
            (_, Value::Null | Value::Object(_)) => continue,
        };
        values.push((key, value));
    }
    values.extend(more.into_iter().map(|(key, value)| (key, value.into())));
    let own = (!variant.is_empty()).then(|| texts.try_format(&format!("{code}.say-{variant}"), &values)).flatten();
    own.or_else(|| texts.try_format(&format!("{code}.say"), &values)).unwrap_or_else(|| code.title(texts))
}

/// "3 days ago", "almost 12 years ago".
pub(crate) fn ago(days: i64, texts: &Texts) -> String {
    /// Days in a hundred years of the Gregorian calendar, to divide without fractions.
    const CENTURY: i64 = 36_524;
    const TWO_YEARS: i64 = 730;
    let days = days.abs();
    if days <= TWO_YEARS {
        return texts.format("verify-days-ago", &[("days", days.into())]);
    }
    let (years, rest) = (days * 100 / CENTURY, days * 100 % CENTURY);
    if rest >= CENTURY * 3 / 4 {
        texts.format("verify-almost-years-ago", &[("years", (years + 1).into())])
    } else {
        texts.format("verify-years-ago", &[("years", years.into())])
    }
}

/// Which advice fits a file of a format that is not read; empty for the ordinary one.
pub(crate) fn format_variant(name: &str) -> &'static str {
    match name {
        "HTML page" => "page",
        "private key" | "encrypted private key" | "OpenSSH key" => "key",
        "certificate request" => "request",
        "certificate revocation list" => "crl",
        "public key" | "key parameters" | "attribute certificate" | "OpenPGP" => "other-thing",
        "ZIP archive" | "gzip file" => "archive",
        "PDF document" | "XML document" => "document",
        _ => "",
    }
}

/// The name of a file format that is not read, where the language has one of its own.
fn format_name(name: &str, texts: &Texts) -> String {
    let word: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    texts.try_format(&format!("errors-format-{word}"), &[]).unwrap_or_else(|| name.to_owned())
}

/// A few of a list's words; a certificate may hold hundreds of names.
fn list_of(list: &[Value], texts: &Texts) -> String {
    const SHOWN: usize = 5;
    let words: Vec<String> = list.iter().filter_map(Value::as_str).map(|w| purpose_name(w, texts)).collect();
    match words.len() {
        0 => texts.get("verify-nothing"),
        n if n > SHOWN => format!("{}, … ({n})", words[..SHOWN].join(", ")),
        _ => words.join(", "),
    }
}

/// A purpose of an extended key usage in words, with the name that RFC 5280 (section 4.2.1.12) and others have for it: "servers
/// (serverAuth)". Anything else stays as it is.
fn purpose_name(purpose: &str, texts: &Texts) -> String {
    let (name, id) = match purpose {
        "2.5.29.37.0" => ("anyExtendedKeyUsage", "verify-for-anything"),
        "1.3.6.1.5.5.7.3.1" | "serverAuth" => ("serverAuth", "verify-for-servers"),
        "1.3.6.1.5.5.7.3.2" | "clientAuth" => ("clientAuth", "verify-for-clients"),
        "1.3.6.1.5.5.7.3.3" => ("codeSigning", "verify-for-code"),
        "1.3.6.1.5.5.7.3.4" => ("emailProtection", "verify-for-mail"),
        "1.3.6.1.5.5.7.3.8" => ("timeStamping", "verify-for-time-stamps"),
        "1.3.6.1.5.5.7.3.9" => ("OCSPSigning", "verify-for-ocsp"),
        "1.3.6.1.4.1.311.20.2.2" => ("smartcardLogon", "verify-for-windows-login"),
        other => return plain::clean(other),
    };
    format!("{} ({name})", texts.get(id))
}

/// The name of an attribute type or an extension that occurs in practice.
pub(crate) fn known_name(oid: &str) -> &str {
    match oid {
        "2.5.4.3" => "commonName",
        "2.5.4.4" => "surname",
        "2.5.4.5" => "serialNumber",
        "2.5.4.6" => "countryName",
        "2.5.4.7" => "localityName",
        "2.5.4.8" => "stateOrProvinceName",
        "2.5.4.10" => "organizationName",
        "2.5.4.11" => "organizationalUnitName",
        "2.5.4.12" => "title",
        "2.5.4.42" => "givenName",
        "2.5.29.9" => "subjectDirectoryAttributes",
        "2.5.29.14" => "subjectKeyIdentifier",
        "2.5.29.15" => "keyUsage",
        "2.5.29.16" => "privateKeyUsagePeriod",
        "2.5.29.17" => "subjectAltName",
        "2.5.29.18" => "issuerAltName",
        "2.5.29.19" => "basicConstraints",
        "2.5.29.30" => "nameConstraints",
        "2.5.29.31" => "cRLDistributionPoints",
        "2.5.29.32" => "certificatePolicies",
        "2.5.29.33" => "policyMappings",
        "2.5.29.35" => "authorityKeyIdentifier",
        "2.5.29.36" => "policyConstraints",
        "2.5.29.37" => "extKeyUsage",
        "2.5.29.46" => "freshestCRL",
        "2.5.29.54" => "inhibitAnyPolicy",
        "1.3.6.1.5.5.7.1.1" => "authorityInfoAccess",
        "1.3.6.1.5.5.7.1.3" => "qcStatements",
        other => other,
    }
}

/// Whose certificate it is: who takes the next step differs.
pub(crate) fn owner(judgement: &Judgement) -> &'static str {
    match judgement.identity.kind {
        Kind::PersonHsaId | Kind::PersonIdentity | Kind::Person => "person",
        Kind::Function => "function",
        Kind::Ca => "ca",
        Kind::Unknown => "other",
    }
}

/// Why an input gives nothing, in a sentence with its code.
pub fn input_problem(error: &InputError, texts: &Texts) -> String {
    let code = codes::of_input(error);
    let today = time::OffsetDateTime::UNIX_EPOCH.date(); // no fact of an input counts days
    format!("{} [{code}]", sentence(code, "", &facts::of_input(error), Vec::new(), today, texts))
}

/// What is wrong with an input, in a sentence with its code: for an input that is not judged itself, such as `--ca`.
pub fn problem(kind: &InputProblemKind, texts: &Texts) -> String {
    let code = codes::of_problem(kind);
    let today = time::OffsetDateTime::UNIX_EPOCH.date(); // no fact of an input counts days
    format!("{} [{code}]", sentence(code, "", &facts::of_problem(kind), Vec::new(), today, texts))
}

/// Why a card is refused by the anchors that it was judged under, in one paragraph.
pub fn card_refused(judgement: &Judgement, catalog: &Catalog, at: time::OffsetDateTime, texts: &Texts) -> String {
    let report = VerifyReport {
        version: String::new(),
        at,
        at_is_set: false,
        purpose: tillit_verifier::verdict::Purpose::Login,
        certificates: Vec::new(),
        problems: Vec::new(),
        notes: Vec::new(),
        show_personal_id: false,
        generations: None,
        revocation: tillit_verifier::revocation::Mode::Off,
    };
    let speaker = Speaker { report: &report, catalog, texts };
    let verdict = judgement.verdicts.iter().find(|verdict| verdict.under == GenerationId::given());
    let reason = verdict.and_then(|verdict| Some((verdict, verdict.reasons.first()?)));
    let why = reason.map(|(verdict, reason)| speaker.reason(judgement, verdict, reason).text).unwrap_or_default();
    let name = judgement.certificate.subject().common_name();
    texts.format("verify-card-refused", &[("card", speaker.shown(name).into()), ("why", why.into())])
}
