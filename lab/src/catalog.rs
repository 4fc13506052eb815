//! The lab's catalog file: the same format as the shipped ones, so that tillit knows the lab as it knows SITHS.
//!
//! As with SITHS, neither pin nor key identifier is known of the CAs for persons: they are accepted under their exact name with a signature
//! of the pinned root.

use std::fmt::Write as _;

use time::{Date, Duration, OffsetDateTime};

use crate::name::Dn;
use crate::siths::{Authority, Generation, ORGANISATION, Pki, Role, policy};
use crate::{Oid, oids};

/// The id of the lab's PKI.
pub const PKI_ID: &str = "lab";

/// The catalog file of a PKI.
pub fn catalog_toml(pki: &Pki) -> String {
    let today = pki.now.date();
    let mut out = String::new();
    let _ = writeln!(
        out,
        "# Invented from beginning to end: a PKI with the shape of SITHS, made by `tillit lab write` or `tillit demo`.\n"
    );
    let _ = writeln!(
        out,
        "format = 1\nid = \"{PKI_ID}\"\nname = {{ sv = \"Lab (påhittad PKI)\", en = \"Lab (invented PKI)\" }}"
    );
    let _ = writeln!(out, "test_environment = true\nupdated = {}\n", day(today));
    let _ = writeln!(out, "[identity]\ncard_number_extension = \"{}\"\npolicies = [", oids::CARD_NUMBER);
    let policies: [(Oid, &str); 7] = [
        (policy::PERSON_LOA_3, "loa = 3"),
        (policy::PERSON_LOA_2, "loa = 2"),
        (policy::MOBILE_LOA_3, "role = \"mobile\", loa = 3"),
        (policy::FUNCTION, "role = \"function\""),
        (policy::FUNCTION_CLIENT, "role = \"function\""),
        (policy::OLD_PERSON, "loa = 3"),
        (policy::OLD_FUNCTION, "role = \"function\""),
    ];
    for (oid, meaning) in policies {
        let _ = writeln!(out, "  {{ oid = \"{oid}\", {meaning}, source = \"lab\" }},");
    }
    out.push_str(
        "]\ncard_lifetimes = [\n  { kind = \"reserve\", min_days = 1, max_days = 35, loa = 2 },\n  \
         { kind = \"short-term\", min_days = 36, max_days = 190 },\n  \
         { kind = \"ordinary\", min_days = 191, max_days = 1860 },\n]\n",
    );
    for generation in Generation::ALL {
        let old = generation == Generation::Old;
        let name = if old { "LAB SITHS Root CA v1" } else { "LAB SITHS e-id" };
        let _ = writeln!(out, "\n[[generations]]\nid = \"{}\"\nname = \"{name}\"\nallow_sha1 = {old}", generation.id());
        if old {
            let _ = writeln!(out, "issues_until = {}", day(today - Duration::days(10)));
        }
        out.push_str("source = \"lab\"\n");
        for ca in pki.generation(generation) {
            authority(&mut out, ca, &pki.ocsp_url);
        }
    }
    migration(&mut out, today);
    out
}

fn authority(out: &mut String, ca: &Authority, ocsp: &str) {
    let role = match ca.role {
        Role::Root => "root",
        Role::PersonHsaId => "person-hsa-id",
        Role::PersonIdentity => "person-identity",
        Role::Function => "function",
        Role::Mobile => "mobile",
    };
    let _ = writeln!(out, "\n[[generations.cas]]\nroles = [\"{role}\"]");
    if let Some(loa) = ca.loa {
        let _ = writeln!(out, "loa = {loa}");
    }
    let _ = writeln!(out, "subject = {}", subject(&ca.issued.subject));
    if matches!(ca.role, Role::Root | Role::Function) {
        let _ = writeln!(out, "sha256 = \"{}\"", hex(&ca.issued.sha256()));
        if let Some(id) = &ca.issued.key_id {
            let _ = writeln!(out, "key_id = \"{}\"", hex(id));
        }
        let (begin, end) = (moment(ca.issued.not_before), moment(ca.issued.not_after));
        let _ = writeln!(out, "not_before = {begin}\nnot_after = {end}");
    }
    for (key, url) in [("aia", ca.aia_url.as_str()), ("crl", &ca.crl_url), ("ocsp", ocsp)] {
        let _ = writeln!(out, "{key} = [{}]", quoted(url));
    }
    out.push_str("source = \"lab\"\n");
}

/// A migration that goes on today.
fn migration(out: &mut String, today: Date) {
    let _ = writeln!(
        out,
        r#"
[migration]
from = "{from}"
to = "{to}"
delivered_certificates = 2
max_certificates = 6

[migration.advice_open]
sv = "Uppgradera kortet (i labbet: använd cards/upgraded i stället för cards/old)."
en = "Upgrade the card (in the lab: use cards/upgraded in place of cards/old)."

[migration.advice_closed]
sv = "Beställ ett nytt kort."
en = "Order a new card."

[[migration.milestones]]
date = {opens}
id = "upgrade-opens"
sv = "Labbkort kan uppgraderas."
en = "Lab cards can be upgraded."
source = "lab"

[[migration.milestones]]
date = {last}
id = "last-upgrade"
sv = "Sista dag för uppgradering av labbkort."
en = "Last day for upgrading lab cards."
source = "lab"

[[migration.cards]]
id = "ordinary"
sv = "Ordinarie labbkort"
en = "Ordinary lab card"
upgradable = true
source = "lab"

[[migration.cards]]
id = "reserve"
sv = "Reservkort i labbet"
en = "Reserve card of the lab"
upgradable = false
source = "lab""#,
        from = Generation::Old.id(),
        to = Generation::New.id(),
        opens = day(today - Duration::days(100)),
        last = day(today + Duration::days(365)),
    );
}

fn subject(name: &Dn) -> String {
    let attribute = |oid| quoted(name.get(oid).unwrap_or_default());
    debug_assert_eq!(name.get(oids::ORGANISATION), Some(ORGANISATION));
    format!(
        "[[\"C\", {}], [\"O\", {}], [\"CN\", {}]]",
        attribute(oids::COUNTRY),
        attribute(oids::ORGANISATION),
        attribute(oids::COMMON_NAME)
    )
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02X}");
        out
    })
}

fn day(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

fn moment(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    format!("{}T{:02}:{:02}:{:02}Z", day(at.date()), at.hour(), at.minute(), at.second())
}
