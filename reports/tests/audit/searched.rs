//! What is said of files in which CAs are named by hand: really searched, in folders that are made here.

use tillit_lab::Issued;
use tillit_reports::audit::SearchedPath;
use tillit_trust_stores::servers::search::search;
use tillit_trust_stores::tree::Folder;
use tillit_verifier::certificate::to_hex;

use super::*;

const PERSONS: &str = "LAB SITHS Type 1 CA v1";
const FUNCTIONS: &str = "LAB SITHS Type 3 CA v1";
const NEW_PERSONS: &str = "LAB SITHS e-id Person HSA-id 3 CA v1";
const NEW_FUNCTION: &str = "LAB SITHS e-id Function CA v1";

/// Files below `/conf`, searched there, with the new CAs' certificates at hand.
fn of(files: &[(&str, String)]) -> SearchedPath {
    let folder = tempfile::tempdir().unwrap();
    let conf = folder.path().join("conf");
    fs::create_dir(&conf).unwrap();
    for (name, content) in files {
        fs::write(conf.join(name), content).unwrap();
    }
    let tree = Folder::at(folder.path());
    let searched = search(Path::new("/conf"), &tree, &CATALOG, &all_of(Generation::New), &|_| ());
    SearchedPath { path: "/conf".to_owned(), searched }
}

fn report_of(searched: Vec<SearchedPath>) -> AuditReport {
    AuditReport { searched, ..report(Vec::new()) }
}

fn exit(report: &AuditReport, threshold: Severity) -> u8 {
    exit_code(report, &CATALOG, threshold)
}

/// The Base64 of a certificate, as metadata has it.
fn base64(certificate: &Issued) -> String {
    certificate.to_pem().lines().filter(|line| !line.starts_with('-')).collect()
}

/// One file of every kind.
pub(super) fn everything() -> Vec<SearchedPath> {
    let ca = &PKI.authority(PERSONS).unwrap().issued;
    let leaf = &PKI.holders[0].certificates[0].issued;
    let root = CATALOG.pkis[0].generations[0].cas[0].sha256.unwrap();
    let mut found = of(&[
        ("a.php", format!("// 191212121212 {HOSTILE}\n'#^CN={PERSONS},O=Lab#', // {HOSTILE}\n")),
        ("191212121212 \u{1b}[31m.xml", format!("<a>{}</a>\n<b>{}</b>", base64(ca), base64(leaf))),
        ("both.conf", format!("~CN={PERSONS}\n~CN={NEW_PERSONS}\n")),
        ("new.conf", format!("{NEW_PERSONS}\n")),
        ("partial.conf", format!("{PERSONS}; {FUNCTIONS}; {NEW_PERSONS}\n")),
        ("pin.properties", format!("ca.sha256={root}\n")),
        ("secret.ini", format!("password=hunter2 issuer='CN={FUNCTIONS}' token=hunter2\n")),
        ("many.txt", format!("{PERSONS}\n").repeat(300)),
        ("nothing.txt", "nothing".to_owned()),
    ]);
    for error in [InputError::PermissionDenied, InputError::TooDeep { limit: 64 }, InputError::NotFound] {
        let path = PathBuf::from(format!("/conf/{error}"));
        found.searched.failed.push((path, error.into()));
    }
    vec![found, of(&[("nothing.txt", "nothing".to_owned())])]
}

#[test]
fn a_file_with_old_names_alone_is_a_warning_with_its_lines_and_what_to_add() {
    let report = report_of(vec![of(&[
        ("resolver.xml", format!("<x>\n  <Issuer>C=SE,CN={PERSONS}</Issuer>\n")),
        ("other.txt", "nothing\n".to_owned()),
    ])]);
    let out = english(&report);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "One file names old CAs without those that stand in for them: /conf/resolver.xml.", "{out}");
    assert!(out.contains("/conf     2 files searched, 1 names CAs\n"), "{out}");
    let at = lines.iter().position(|line| line.starts_with("    /conf/resolver.xml:2:19   ")).unwrap();
    assert!(lines[at].ends_with(&format!("{PERSONS} (LAB SITHS Root CA v1), in a distinguished name")), "{out}");
    assert_eq!(lines[at + 1], format!("    2 | <Issuer>C=SE,CN={PERSONS}</Issuer>"), "{out}");
    assert_eq!(lines[at + 2], format!("      |                 {}", "^".repeat(PERSONS.len())), "{out}");
    // Those of the same role, and no others; names as they are to be copied.
    assert!(out.contains("\n      CN=LAB SITHS e-id Person HSA-id 3 CA v1,O="), "{out}");
    assert!(out.contains("\n      CN=LAB SITHS e-id Person HSA-id 2 CA v1,O="), "{out}");
    assert!(!out.contains("e-id Function CA") && !out.contains("Mobile"), "{out}");
    assert_eq!((exit(&report, Severity::Warning), exit(&report, Severity::Error)), (1, 0));
    let swedish = human(&report, &CATALOG, &texts(Language::Sv), &Style::default());
    assert!(swedish.starts_with("En fil namnger gamla utfärdare utan dem som ersätter dem: /conf/resolver.xml."));
    assert!(swedish.contains("2 filer genomsökta, 1 namnger utfärdare") && swedish.contains("Varning:"), "{swedish}");
}

#[test]
fn old_beside_new_is_information_and_a_missing_role_a_warning() {
    let both = report_of(vec![of(&[("a", format!("{PERSONS}\n{NEW_PERSONS}"))])]);
    let out = english(&both);
    assert!(out.starts_with("1 of 1 searched file names CAs, and no file old ones alone."), "{out}");
    assert!(out.contains("Note: /conf/a names") && out.contains("[T-232]") && !out.contains("→"), "{out}");
    assert_eq!((exit(&both, Severity::Warning), exit(&both, Severity::Info)), (0, 1));
    let partial = report_of(vec![of(&[("a", format!("{PERSONS}\n{NEW_PERSONS}\n{FUNCTIONS}"))])]);
    let value = json(&partial, &CATALOG, &texts(Language::En));
    let finding = &value["searched"][0]["findings"][0];
    assert_eq!((&finding["names"], &finding["severity"]), (&"partial".into(), &"warning".into()));
    assert_eq!(finding["missing"].as_array().unwrap().len(), 1);
    assert_eq!(finding["missing"][0]["ca"], NEW_FUNCTION);
    assert_eq!(exit(&partial, Severity::Warning), 1);
}

#[test]
fn what_is_named_by_fingerprints_is_mended_by_fingerprints() {
    let old = PKI.authority(FUNCTIONS).unwrap().issued.sha256();
    let hex: Vec<String> = old.iter().map(|byte| format!("{byte:02x}")).collect();
    let report = report_of(vec![of(&[("a.properties", format!("pin={}\n", hex.join(":")))])]);
    let out = english(&report);
    let new = to_hex(&PKI.authority(NEW_FUNCTION).unwrap().issued.sha256());
    assert!(out.contains("/conf/a.properties:1:5 "), "{out}");
    assert!(out.contains(&format!("        SHA-256: {new}\n")), "{out}");
    // Where it is known by its certificate alone, that is where it comes from.
    let ca = PKI.authority(PERSONS).unwrap();
    let report = report_of(vec![of(&[("a.xml", format!("<X509Certificate>{}</x>", base64(&ca.issued)))])]);
    let out = english(&report);
    assert!(out.contains("its certificate\n") && out.contains("tillit catalog export -o"), "{out}");
    // Random letters may come to "key" or "pwd"; then what stands around the certificate is not shown.
    let is_shown = |line: &str| line.contains("1 | <X509Certificate>MII") || line.contains("1 | … MII");
    assert!(out.lines().any(is_shown), "{out}");
}

#[test]
fn a_certificate_that_an_old_ca_issued_keeps_nobody_out() {
    let leaf = PKI.holders.iter().flat_map(|holder| &holder.certificates).find(|held| held.issuer == PERSONS);
    let leaf = base64(&leaf.unwrap().issued);
    let report = report_of(vec![of(&[("metadata.xml", format!("<X509Certificate>{leaf}</X509Certificate>"))])]);
    let value = json(&report, &CATALOG, &texts(Language::En));
    let finding = &value["searched"][0]["findings"][0];
    assert_eq!((&finding["names"], &finding["severity"]), (&"only-issued".into(), &"info".into()));
    assert_eq!(value["searched"][0]["mentions"][0]["written"], "issued");
    assert_eq!(exit(&report, Severity::Warning), 0);
}

#[test]
fn nothing_found_and_what_cannot_be_read_are_said() {
    let nothing = report_of(vec![of(&[("a", "x".to_owned()), ("b", "y".to_owned())])]);
    assert_eq!(
        english(&nothing),
        "Searched 2 files: no CA is named by hand.\n\n/conf     2 files searched: no CA is named by hand\n"
    );
    assert_eq!(exit(&nothing, Severity::Info), 0);
    let rows = csv(&nothing, &CATALOG, &texts(Language::En));
    assert!(rows.contains("2 files searched: no CA is named by hand"), "{rows}");
    let mut failed = of(&[("a", "x".to_owned())]);
    for n in 0..9 {
        failed.searched.failed.push((format!("/conf/{n}").into(), InputError::PermissionDenied.into()));
    }
    let failed = report_of(vec![failed]);
    let out = english(&failed);
    assert!(out.lines().next().unwrap().ends_with("9 files or folders could not be searched."), "{out}");
    assert!(out.contains("Error: /conf/2: ") && !out.contains("/conf/3: ") && out.contains("6 more"), "{out}");
    assert_eq!(exit(&failed, Severity::Error), 3);
    assert_eq!(json(&failed, &CATALOG, &texts(Language::En))["searched"][0]["failures"][8]["code"], "T-002");
}

#[test]
fn many_files_and_many_places_are_counted() {
    let mut files: Vec<(String, String)> = (0..14).map(|n| (format!("{n:02}"), PERSONS.to_owned())).collect();
    files[0].1 = format!("{PERSONS}\n").repeat(300);
    let files: Vec<(&str, String)> = files.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
    let report = report_of(vec![of(&files)]);
    let out = english(&report);
    let first = out.split("\n\n").next().unwrap().replace("\n ", "");
    assert_eq!(
        first,
        "14 files name old CAs without those that stand in for them: /conf/00, /conf/01, /conf/02 and 11 more."
    );
    assert!(out.contains("/conf/00:3:1") && !out.contains("/conf/00:4:1"), "{out}");
    assert!(out.contains("... and 297 more places in this file"), "{out}");
    assert!(out.contains("/conf/09 names") && !out.contains("/conf/10 names"), "{out}");
    assert!(out.contains("... and 4 more files (-v shows all) [T-232]"), "{out}");
    // The next step is the same, and told once.
    assert_eq!(out.matches("Whoever looks after").count(), 1, "{out}");
    let value = json(&report, &CATALOG, &texts(Language::En));
    assert_eq!(value["searched"][0]["findings"].as_array().unwrap().len(), 14);
    assert_eq!((&value["searched"][0]["passed_over"], &value["searched"][0]["naming"]), (&100.into(), &14.into()));
    let brief = Style { detail: Detail::Brief, ..Style::default() };
    let out = human(&report, &CATALOG, &texts(Language::En), &brief);
    assert_eq!(out.matches("  ONLY OLD CAs  /conf/").count(), 14, "{out}");
}

#[test]
fn secrets_are_cut_off() {
    let report = report_of(everything());
    for language in Language::ALL {
        let texts = texts(language);
        let full = Style { detail: Detail::Full, width: 400, ..Style::default() };
        for out in [
            human(&report, &CATALOG, &texts, &full),
            json(&report, &CATALOG, &texts).to_string(),
            ndjson(&report, &CATALOG, &texts),
            markdown(&report, &CATALOG, &texts),
            csv(&report, &CATALOG, &texts),
        ] {
            assert!(!out.contains("hunter2") && out.contains("secret.ini"), "{out}");
        }
        assert!(human(&report, &CATALOG, &texts, &full).contains(&format!("1 | … {FUNCTIONS} …\n")));
    }
    // However long it is, and however far ahead or behind in the line what tells that it is one.
    let many = "hunter2 ".repeat(200);
    for line in [format!("token={many} CN={PERSONS}"), format!("CN={PERSONS} {many} is the passphrase")] {
        let value = json(&report_of(vec![of(&[("a.xml", line.clone())])]), &CATALOG, &texts(Language::En));
        let mention = &value["searched"][0]["mentions"][0];
        assert_eq!(mention["excerpt"], serde_json::json!({"line": format!("… {PERSONS} …"), "before": 2, "marks": 22}));
        assert_eq!(mention["column"], line.find(PERSONS).unwrap() + 1);
    }
}

#[test]
fn a_search_stands_beside_targets() {
    let old = of(&[("a", PERSONS.to_owned())]);
    let report = AuditReport { searched: vec![old], ..report(vec![target(vec![both("/srv/c.pem")])]) };
    let out = english(&report);
    assert!(out.starts_with("/srv/c.pem is ready for LAB SITHS e-id; one file names old CAs"), "{out}");
    assert_eq!(exit(&report, Severity::Warning), 1);
    let table = markdown(&report, &CATALOG, &texts(Language::En));
    assert!(table.contains("| Place | CA |") && table.contains("| /conf/a:1:1 | "), "{table}");
}
