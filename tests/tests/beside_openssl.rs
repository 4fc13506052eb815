//! `tillit verify` beside `openssl verify` on the same files: chains that are sound, and chains that are broken in one way each.
//!
//! The table is `docs/beside-openssl.md`; to write it anew: `TILLIT_UPDATE=1 cargo test -p tillit-tests --test beside_openssl`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;

use tillit_lab::oids::{
    ANY_EXTENDED_KEY_USAGE, ANY_POLICY, BASIC_CONSTRAINTS, EMAIL_ADDRESS, EXTENDED_KEY_USAGE, SERVER_AUTH,
};
use tillit_lab::{
    Algorithm, CertificateBuilder, Dn, Extension, GeneralName, Issued, Key, KeyId, KeyKind, KeyPool, KeyUsage, Oid,
    StringType, oids,
};
use tillit_tests::{Home, openssl_verify, top};
use time::OffsetDateTime;
use time::macros::datetime;

const AT: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);
const GOLD: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.1.1");
const SILVER: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.1.2");
const OTHERS_GOLD: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.2.1");
const UNKNOWN: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.9");

/// Certificates and what is asked of them.
struct Row {
    what: &'static str,
    roots: Vec<Issued>,
    others: Vec<Issued>,
    card: Issued,
    purpose: &'static str,
    /// Ours, each with OpenSSL's.
    options: Vec<(&'static [&'static str], &'static [&'static str])>,
    /// Ours accepts it.
    trusted: bool,
    /// OpenSSL says something else, and why.
    differs: Option<&'static str>,
}

impl Row {
    fn purpose(self, purpose: &'static str) -> Self {
        Self { purpose, ..self }
    }
    fn option(mut self, ours: &'static [&'static str], theirs: &'static [&'static str]) -> Self {
        self.options.push((ours, theirs));
        self
    }
    fn demand(self) -> Self {
        self.option(&["--explicit-policy"], &["-explicit_policy"])
    }
    fn gold(self) -> Self {
        self.option(&["--policy-oid", "1.3.6.1.4.1.32473.1.1"], &["-policy", "1.3.6.1.4.1.32473.1.1"])
    }
    fn with(mut self, other: Issued) -> Self {
        self.others.push(other);
        self
    }
    fn differs(self, why: &'static str) -> Self {
        Self { differs: Some(why), ..self }
    }
}

fn key(label: &str) -> Key {
    KeyPool::shared().get(KeyKind::P256, label).unwrap()
}
fn ca(name: &str) -> CertificateBuilder {
    CertificateBuilder::ca(Dn::cn(name)).key(&key(name))
}
fn root() -> Issued {
    ca("Root").self_sign().unwrap()
}
fn card() -> CertificateBuilder {
    CertificateBuilder::leaf(Dn::new().organisation("Lab AB").common_name("Card (invented)")).key(&key("card"))
}
fn server() -> CertificateBuilder {
    let host = GeneralName::Dns("a.example".to_owned());
    card().replace(Extension::extended_key_usage(&[SERVER_AUTH])).extension(Extension::subject_alt_names(&[host]))
}

/// From a root down: the authorities, then the card.
fn chain(
    what: &'static str,
    trusted: bool,
    root: Issued,
    between: Vec<CertificateBuilder>,
    card: CertificateBuilder,
) -> Row {
    let mut issuer = root.clone();
    let mut others = Vec::new();
    for authority in between {
        issuer = authority.issue(&issuer).unwrap();
        others.push(issuer.clone());
    }
    let card = card.issue(&issuer).unwrap();
    Row { what, roots: vec![root], others, card, purpose: "login", options: Vec::new(), trusted, differs: None }
}
/// Root, issuing CA, card.
fn usual(what: &'static str, trusted: bool, issuing: CertificateBuilder, card: CertificateBuilder) -> Row {
    chain(what, trusted, root(), vec![issuing], card)
}
fn issuing() -> CertificateBuilder {
    ca("Issuing")
}
/// A card with this name, under an issuing CA that permits, or excludes, this base.
fn constrained(what: &'static str, trusted: bool, permitted: bool, base: GeneralName, name: GeneralName) -> Row {
    let base = [base];
    let constraints =
        if permitted { Extension::name_constraints(&base, &[]) } else { Extension::name_constraints(&[], &base) };
    usual(what, trusted, issuing().extension(constraints), card().extension(Extension::subject_alt_names(&[name])))
}
fn dns(text: &str) -> GeneralName {
    GeneralName::Dns(text.to_owned())
}
fn email(text: &str) -> GeneralName {
    GeneralName::Email(text.to_owned())
}
fn uri(text: &str) -> GeneralName {
    GeneralName::Uri(text.to_owned())
}
fn ip(bytes: &[u8]) -> GeneralName {
    GeneralName::Ip(bytes.to_vec())
}
fn policies(all: &[Oid]) -> Extension {
    Extension::policies(all)
}
fn years(from: i32, to: i32) -> (OffsetDateTime, OffsetDateTime) {
    let year = |y| datetime!(2000-01-01 00:00 UTC).replace_year(y).unwrap();
    (year(from), year(to))
}

fn sound() -> Vec<Row> {
    let kind = |what, kind, algorithm| {
        let key = KeyPool::shared().get(kind, "kind").unwrap();
        let root = ca("Root").key(&key).self_sign_with(algorithm).unwrap();
        let mut row = chain(what, true, root.clone(), vec![], card());
        row.card = card().issue_with(&root, algorithm).unwrap();
        row
    };
    let renamed = |form| Dn::new().with(oids::COMMON_NAME, form, "Issuing");
    let cross = {
        let unknown = ca("Unknown root").self_sign().unwrap();
        issuing().issue(&unknown).unwrap()
    };
    let new_key = CertificateBuilder::ca(Dn::cn("Issuing")).key(&key("Issuing, new key"));
    let (from, to) = years(2010, 2020);
    vec![
        chain("root, card", true, root(), vec![], card()),
        usual("root, issuing CA, card", true, issuing(), card()),
        chain("three CAs between", true, root(), vec![ca("One"), ca("Two"), ca("Three")], card()),
        chain("nine CAs between", true, root(), (1..10).map(|i| ca(&format!("CA {i}"))).collect(), card()),
        kind("RSA, SHA-256", KeyKind::RSA_2048, Algorithm::RsaPkcs1Sha256),
        kind("RSA-PSS, SHA-384", KeyKind::RSA_2048, Algorithm::RsaPssSha384),
        kind("P-384", KeyKind::P384, Algorithm::EcdsaSha384),
        kind("Ed25519", KeyKind::Ed25519, Algorithm::Ed25519),
        usual("the issuing CA also cross-signed by an unknown root", true, issuing(), card()).with(cross),
        usual("an expired certificate of the issuing CA beside", true, issuing(), card())
            .with(issuing().validity(from, to).issue(&root()).unwrap()),
        chain(
            "a self-issued certificate (new key) under path length 0",
            true,
            root(),
            vec![issuing().replace(Extension::basic_constraints(true, Some(0))), new_key],
            card(),
        ),
        usual("issuer's name as PrintableString", true, issuing(), card().issuer(renamed(StringType::Printable))),
        usual("issuer's name in other case, with spaces", true, issuing(), card().issuer(Dn::cn(" ISSUING "))),
        usual("no authority key identifier", true, issuing(), card().authority_key_id(KeyId::Absent)),
        usual(
            "an unknown extension, not critical",
            true,
            issuing(),
            card().extension(Extension::new(UNKNOWN, false, vec![5, 0])),
        ),
        usual("no extended key usage", true, issuing(), card().without(EXTENDED_KEY_USAGE)),
        usual("a server", true, issuing(), server()).purpose("server"),
        constrained("DNS name, permitted", true, true, dns("example"), dns("a.example")),
        constrained("e-mail, permitted by host", true, true, email("a.example"), email("u@a.example")),
        constrained("e-mail, permitted by domain", true, true, email(".example"), email("u@a.example")),
        constrained("URI, permitted", true, true, uri(".example"), uri("https://a.example/x")),
        constrained("IP address, permitted", true, true, ip(&[10, 0, 0, 0, 255, 0, 0, 0]), ip(&[10, 1, 2, 3])),
        constrained(
            "directory name, permitted in other case",
            true,
            true,
            GeneralName::Directory(Dn::new().organisation("LAB ab")),
            dns("a.example"),
        ),
        usual(
            "a policy that is demanded",
            true,
            issuing().extension(policies(&[GOLD])),
            card().extension(policies(&[GOLD])),
        )
        .gold()
        .demand(),
        usual(
            "a policy under another name",
            true,
            issuing().extensions([policies(&[GOLD]), Extension::policy_mappings(&[(GOLD, OTHERS_GOLD)])]),
            card().extension(policies(&[OTHERS_GOLD])),
        )
        .gold()
        .demand(),
        usual("anyPolicy", true, issuing().extension(policies(&[ANY_POLICY])), card().extension(policies(&[GOLD])))
            .gold()
            .demand(),
    ]
}

fn broken() -> Vec<Row> {
    let (from, to) = years(2010, 2020);
    let (later, end) = years(2030, 2040);
    let other_key =
        |b: CertificateBuilder| b.issuer(Dn::cn("Issuing")).sign(&key("nobody"), Algorithm::EcdsaSha256).unwrap();
    let mut forged = usual("signed with another key", false, issuing(), card());
    forged.card = other_key(card().authority_key_id(KeyId::Given(key("Issuing").id())));
    let mut alone = usual("the issuing CA is not at hand", false, issuing(), card());
    alone.others.clear();
    let mut other_root = usual("another root of the same name", false, issuing(), card());
    other_root.roots = vec![CertificateBuilder::ca(Dn::cn("Root")).key(&key("Other root")).self_sign().unwrap()];
    let gold_issuing = || issuing().extension(policies(&[GOLD]));
    let mapping = || issuing().extensions([policies(&[GOLD]), Extension::policy_mappings(&[(GOLD, OTHERS_GOLD)])]);
    let unknown = || Extension::new(UNKNOWN, true, vec![5, 0]);
    vec![
        usual("the card has expired", false, issuing(), card().validity(from, to)),
        usual("the card is not valid yet", false, issuing(), card().validity(later, end)),
        usual("the issuing CA has expired", false, issuing().validity(from, to), card()),
        chain(
            "the root has expired",
            false,
            ca("Root").validity(from, to).self_sign().unwrap(),
            vec![issuing()],
            card(),
        ),
        forged,
        usual("one bit of the signature turned", false, issuing(), card().corrupt_signature()),
        usual(
            "the two signature algorithms differ",
            false,
            issuing(),
            card().inner_algorithm(Algorithm::EcdsaSha384.identifier()),
        ),
        alone,
        other_root,
        chain(
            "path length 0 and one CA more",
            false,
            root(),
            vec![ca("One").replace(Extension::basic_constraints(true, Some(0))), ca("Two")],
            card(),
        ),
        chain(
            "the root's path length 0",
            false,
            ca("Root").replace(Extension::basic_constraints(true, Some(0))).self_sign().unwrap(),
            vec![issuing()],
            card(),
        ),
        chain("more CAs than asked for", false, root(), vec![ca("One"), ca("Two")], card())
            .option(&["--max-depth", "1"], &["-verify_depth", "1"]),
        usual("an issuer that is no CA", false, issuing().replace(Extension::basic_constraints(false, None)), card()),
        usual("a CA without basicConstraints", false, issuing().without(BASIC_CONSTRAINTS), card()),
        usual(
            "an issuer without keyCertSign",
            false,
            issuing().replace(Extension::key_usage(&[KeyUsage::CrlSign])),
            card(),
        ),
        usual("unknown critical extension, card", false, issuing(), card().extension(unknown())),
        usual("unknown critical extension, issuing CA", false, issuing().extension(unknown()), card()),
        constrained("DNS name, excluded", false, false, dns("example"), dns("a.example")),
        constrained("DNS name, not permitted", false, true, dns("b.example"), dns("a.example")),
        constrained("e-mail, excluded", false, false, email("u@a.example"), email("u@a.example")),
        constrained("e-mail, not permitted", false, true, email("example"), email("u@a.example")),
        constrained("URI, excluded", false, false, uri("a.example"), uri("https://a.example:8443/")),
        constrained(
            "URI of an address, where hosts are constrained",
            false,
            true,
            uri(".example"),
            uri("https://10.0.0.1/"),
        ),
        constrained("IP address, not permitted", false, true, ip(&[10, 0, 0, 0, 255, 0, 0, 0]), ip(&[192, 0, 2, 1])),
        constrained(
            "directory name, not permitted",
            false,
            true,
            GeneralName::Directory(Dn::new().organisation("Other AB")),
            dns("a.example"),
        ),
        usual(
            "e-mail in the subject, not permitted",
            false,
            issuing().extension(Extension::name_constraints(&[email("b.example")], &[])),
            card().subject(Dn::cn("Card (invented)").with(EMAIL_ADDRESS, StringType::Ia5, "u@a.example")),
        ),
        usual("no policy where one is demanded", false, gold_issuing(), card()).demand(),
        usual("another policy", false, gold_issuing(), card().extension(policies(&[SILVER]))).gold().demand(),
        usual(
            "a CA demands a policy",
            false,
            gold_issuing().extension(Extension::policy_constraints(Some(0), None)),
            card(),
        ),
        usual("mapping forbidden", false, mapping(), card().extension(policies(&[OTHERS_GOLD])))
            .gold()
            .demand()
            .option(&["--inhibit-mapping"], &["-inhibit_map"]),
        usual(
            "anyPolicy forbidden",
            false,
            issuing().extension(policies(&[ANY_POLICY])),
            card().extension(policies(&[GOLD])),
        )
        .gold()
        .demand()
        .option(&["--inhibit-any-policy"], &["-inhibit_any"]),
        usual("anyPolicy forbidden by a CA", false, gold_issuing().extension(Extension::inhibit_any_policy(0)), {
            card().extension(policies(&[ANY_POLICY]))
        })
        .gold()
        .demand(),
        usual("a server's certificate for login", false, issuing(), server()),
        usual("a card's certificate for a server", false, issuing(), card()).purpose("server"),
        usual(
            "a signature certificate for login",
            false,
            issuing(),
            card().replace(Extension::key_usage(&[KeyUsage::NonRepudiation])),
        ),
        usual(
            "a CA for servers only",
            false,
            issuing().extension(Extension::extended_key_usage(&[SERVER_AUTH])),
            card(),
        ),
    ]
}

/// Where the two are known to differ: each with its reason.
fn different() -> Vec<Row> {
    let any = Extension::extended_key_usage(&[ANY_EXTENDED_KEY_USAGE]);
    vec![
        usual("the card ends this second", true, issuing(), card().validity(datetime!(2020-01-01 00:00 UTC), AT))
            .differs("RFC 5280 section 4.1.2.5: the validity includes notAfter; OpenSSL takes it for expired"),
        usual("another key identifier", true, issuing(), card().authority_key_id(KeyId::Given(vec![1; 20])))
            .differs("RFC 5280 section 4.2.1.1: key identifiers help to find an issuer; OpenSSL passes over one with another"),
        usual("anyExtendedKeyUsage", true, issuing(), card().replace(any))
            .differs("RFC 5280 section 4.2.1.12: a purpose may be covered by it; OpenSSL wants clientAuth itself"),
        usual(
            "e-mail in the subject, not permitted, beside a subjectAltName",
            true,
            issuing().extension(Extension::name_constraints(&[email("b.example")], &[])),
            card()
                .subject(Dn::cn("Card (invented)").with(EMAIL_ADDRESS, StringType::Ia5, "u@a.example"))
                .extension(Extension::subject_alt_names(&[email("u@b.example")])),
        )
        .differs("RFC 5280 section 4.2.1.10: the subject's address counts where there is no subjectAltName; OpenSSL always counts it"),
        constrained("a wildcard above an excluded name", false, false, dns("b.a.example"), dns("*.a.example"))
            .differs("the wildcard stands for b.a.example, too (CVE-2025-61727); OpenSSL compares the text"),
        usual("keyAgreement for login", false, issuing(), card().replace(Extension::key_usage(&[KeyUsage::KeyAgreement])))
            .differs("a TLS client signs (RFC 8446 section 4.4.2.2 asks for digitalSignature); OpenSSL lets keyAgreement pass"),
    ]
}

/// What each says: ours as a word, OpenSSL's errors.
fn ask(row: &Row) -> (&'static str, Vec<u32>) {
    let home = Home::new();
    let write = |name: &str, all: &[Issued]| home.write(name, all.iter().map(Issued::to_pem).collect::<String>());
    let (roots, card) = (write("roots.pem", &row.roots), write("card.pem", std::slice::from_ref(&row.card)));
    let others = (!row.others.is_empty()).then(|| write("others.pem", &row.others));
    let mut ours = vec![
        "verify",
        card.to_str().unwrap(),
        "--no-catalog",
        "--json",
        "--at",
        "2026-11-21 12:00",
        "--purpose",
        row.purpose,
    ];
    ours.extend(["--anchor", roots.to_str().unwrap()]);
    if let Some(others) = &others {
        ours.extend(["--intermediates", others.to_str().unwrap()]);
    }
    let purpose = if row.purpose == "server" { "sslserver" } else { "sslclient" };
    let mut theirs = vec!["-policy_check", "-purpose", purpose];
    for (o, t) in &row.options {
        ours.extend(o.iter());
        theirs.extend(t.iter());
    }
    // OpenSSL takes no policy for none acceptable, RFC 5280 for any-policy.
    if !theirs.contains(&"-policy") {
        theirs.extend(["-policy", "2.5.29.32.0"]);
    }
    let report = home.tillit(ours).json();
    let word = match report["results"][0]["verdicts"][0]["trusted"].as_bool() {
        Some(true) => "trusted",
        Some(false) => "not trusted",
        None => "cannot say",
    };
    let mut errors: Vec<u32> = openssl_verify(&card, &roots, others.as_deref(), AT.unix_timestamp(), &theirs)
        .into_iter()
        .map(|error| error.number)
        .collect();
    errors.dedup();
    (word, errors)
}

#[test]
fn both_say_the_same_but_where_it_is_told() {
    let rows: Vec<Row> = [sound(), broken(), different()].into_iter().flatten().collect();
    assert!(rows.len() >= 50, "{}", rows.len());
    let mut page = String::from(
        "# Beside OpenSSL\n\n\
         `tillit verify --no-catalog --anchor ROOTS --intermediates OTHERS` beside `openssl verify -CAfile ROOTS -untrusted OTHERS -policy_check`\n\
         on the same certificates, made by the lab, at the same time and for the same purpose: chains that are sound, and chains with one thing\n\
         wrong. Generated by `TILLIT_UPDATE=1 cargo test -p tillit-tests --test beside_openssl`. OpenSSL's numbers are its `X509_V_ERR_...`.\n\n\
         | Chain | Options | tillit | OpenSSL |\n|---|---|---|---|\n",
    );
    let mut differences = String::new();
    let mut wrong = Vec::new();
    for row in &rows {
        let (ours, theirs) = ask(row);
        let mut options: Vec<String> = row.options.iter().map(|(o, _)| format!("`{}`", o.join(" "))).collect();
        if row.purpose != "login" {
            options.insert(0, format!("`--purpose {}`", row.purpose));
        }
        let said = if theirs.is_empty() {
            "OK".to_owned()
        } else {
            theirs.iter().map(|e| format!("error {e}")).collect::<Vec<_>>().join(", ")
        };
        writeln!(page, "| {} | {} | {ours} | {said} |", row.what, options.join(" ")).unwrap();
        if (ours == "trusted") != row.trusted {
            wrong.push(format!("{}: tillit says {ours}", row.what));
        }
        match ((ours == "trusted") == theirs.is_empty(), row.differs) {
            (true, None) => {}
            (false, Some(why)) => writeln!(differences, "- **{}**: {why}.", row.what).unwrap(),
            (true, Some(_)) => wrong.push(format!("{}: listed, but no difference: {ours}, OpenSSL {said}", row.what)),
            (false, None) => wrong.push(format!("{}: {ours}, OpenSSL {said}", row.what)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    writeln!(page, "\n## Where they differ\n\n{differences}").unwrap();
    let page = page.trim_end().to_owned()
        + "\n\nThousands of random chains are compared in the same way by `verifier/tests/second_judge/differential.rs`, with a closed list of its own.\n";
    let path = top().join("docs/beside-openssl.md");
    if std::env::var_os("TILLIT_UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let on_disk = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(on_disk == page, "{} is out of date: run the test once with TILLIT_UPDATE=1", path.display());
}
