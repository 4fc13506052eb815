//! `tillit catalog`: CA certificates fetched from a server on loopback, carried to another data directory, and changed behind its back.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use tillit_tests::{FileServer, Home, Output, Reply, assert_valid, openssl, shared};

const CA: &str =
    "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n";

/// A PKI that openssl made: a root, an issuing CA with a pin, one without, and a card certificate.
struct Pki {
    folder: PathBuf,
}

impl Pki {
    fn new(home: &Home) -> Self {
        let pki = Self { folder: home.work().join("pki") };
        fs::create_dir(&pki.folder).unwrap();
        pki.certificate("root", "Lab Root", None, CA);
        pki.certificate("pinned", "Lab Functions", Some("root"), CA);
        pki.certificate("open", "Lab Persons", Some("root"), CA);
        pki
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn certificate(&self, name: &str, cn: &str, signer: Option<&str>, extensions: &str) {
        let file = |end: &str| self.path(&format!("{name}.{end}")).to_str().unwrap().to_owned();
        openssl(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", &file("key")]);
        fs::write(file("ext"), extensions).unwrap();
        let subject = format!("/C=SE/O=Exempelregionen/CN={cn}");
        openssl(["req", "-new", "-utf8", "-key", &file("key"), "-subj", &subject, "-out", &file("csr")]);
        let (csr, ext, pem, key) = (file("csr"), file("ext"), file("pem"), file("key"));
        let mut args = vec!["x509", "-req", "-in", &csr, "-days", "400", "-extfile", &ext, "-sha256", "-out", &pem];
        let (ca, ca_key);
        if let Some(signer) = signer {
            ca = self.path(&format!("{signer}.pem")).to_str().unwrap().to_owned();
            ca_key = self.path(&format!("{signer}.key")).to_str().unwrap().to_owned();
            args.extend(["-CA", &ca, "-CAkey", &ca_key, "-CAcreateserial"]);
        } else {
            args.extend(["-signkey", &key]);
        }
        openssl(args);
        openssl(["x509", "-in", &pem, "-outform", "DER", "-out", &file("cer")]);
    }

    fn der(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(&format!("{name}.cer"))).unwrap()
    }

    fn pin(&self, name: &str) -> String {
        let file = self.path(&format!("{name}.pem"));
        let out = openssl(["x509", "-in", file.to_str().unwrap(), "-noout", "-fingerprint", "-sha256"]);
        String::from_utf8(out).unwrap().trim().split_once('=').unwrap().1.to_owned()
    }

    /// A catalog of it with these addresses for each CA.
    fn catalog(&self, home: &Home, root: &[String], pinned: &[String], open: &[String]) -> PathBuf {
        let aia = |list: &[String]| list.iter().map(|url| format!("{url:?}")).collect::<Vec<_>>().join(", ");
        let ca = |cn: &str, role: &str, pin: String, addresses: &[String]| {
            format!(
                "[[generations.cas]]\nroles = [\"{role}\"]\nsubject = [[\"C\", \"SE\"], [\"O\", \"Exempelregionen\"], [\"CN\", \"{cn}\"]]\n\
                 {pin}aia = [{}]\nsource = \"made for a test\"\n\n",
                aia(addresses)
            )
        };
        let pin = |name: &str| format!("sha256 = \"{}\"\n", self.pin(name));
        let text = format!(
            "format = 1\nid = \"lab\"\nname = {{ sv = \"Labb\", en = \"Lab\" }}\n\n[[generations]]\nid = \"g\"\nname = \"Lab G\"\n\
             source = \"made for a test\"\n\n{}{}{}",
            ca("Lab Root", "root", pin("root"), root),
            ca("Lab Functions", "function", pin("pinned"), pinned),
            ca("Lab Persons", "person-hsa-id", String::new(), open),
        );
        home.write("lab.toml", text)
    }
}

/// `tillit catalog ARGS` with the data directory in that home: root's own is the machine's.
#[track_caller]
fn catalog(home: &Home, args: &[&str], file: Option<&Path>) -> Output {
    let data = home.data();
    let mut all = vec!["catalog"];
    all.extend(args);
    all.extend(["--data", text(&data)]);
    if let Some(file) = file {
        all.extend(["--catalog", text(file)]);
    }
    home.tillit(all)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// CAs of the document with how they are held.
fn held(document: &Value) -> Vec<(String, String)> {
    let results = document["results"].as_array().unwrap();
    results
        .iter()
        .filter(|result| result["type"] == "ca")
        .map(|ca| {
            let held = ca["held"].get(0).map_or("missing", |held| held["held"].as_str().unwrap());
            (ca["ca"].as_str().unwrap().to_owned(), held.to_owned())
        })
        .collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

fn outcomes(document: &Value) -> Vec<&str> {
    let results = document["results"].as_array().unwrap();
    results.iter().filter(|r| r["type"] == "transfer").map(|r| r["outcome"].as_str().unwrap()).collect()
}

/// Every regular file under a folder with its content.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(files(&path));
        } else {
            out.push((path.clone(), fs::read(path).unwrap()));
        }
    }
    out.sort();
    out
}

#[test]
fn fetched_from_the_right_address_and_carried_to_another_computer() {
    let home = Home::new();
    let pki = Pki::new(&home);
    // One as DER, one as PEM, one in PKCS#7: what servers give.
    let p7 = openssl(["crl2pkcs7", "-nocrl", "-outform", "DER", "-certfile", text(&pki.path("open.pem"))]);
    let server = FileServer::start([
        ("/root.cer", Reply::File(pki.der("root"))),
        ("/pinned.pem", Reply::File(fs::read(pki.path("pinned.pem")).unwrap())),
        ("/open.p7c", Reply::File(p7)),
    ]);
    let moved = FileServer::start([("/open.p7c", Reply::Redirect(server.url("/open.p7c")))]);
    let file = pki.catalog(
        &home,
        &[server.url("/root.cer")],
        // The first address is gone; the second one is tried.
        &[server.url("/gone.cer"), server.url("/pinned.pem")],
        &[moved.url("/open.p7c")],
    );
    let run = |home: &Home, args: &[&str]| catalog(home, args, Some(&file));

    let before = run(&home, &["check", "lab", "--json"]);
    before.assert_code(3);
    assert_valid(&before.json(), "catalog-1.json");

    // Offline nothing is asked, and the addresses are told.
    let offline = run(&home, &["fetch", "lab", "--offline"]);
    offline.assert_code(3).assert_says(&server.url("/root.cer")).assert_says(&pki.pin("root").replace(':', ""));
    assert!(server.asked().is_empty());

    // The unpinned CA alone needs its root, which comes along.
    let one = run(&home, &["fetch", "Lab Persons", "--json"]);
    one.assert_code(0);
    assert_valid(&one.json(), "catalog-1.json");
    let listed = run(&home, &["list", "lab", "--json"]).json();
    assert_valid(&listed, "catalog-1.json");
    let expected = pairs(&[("Lab Root", "pinned"), ("Lab Functions", "missing"), ("Lab Persons", "observed")]);
    assert_eq!(held(&listed), expected);

    let rest = run(&home, &["fetch", "lab", "--json"]);
    rest.assert_code(0);
    assert_eq!(outcomes(&rest.json()), ["already", "fetch-failed", "stored", "already"]);
    run(&home, &["fetch", "lab"]).assert_code(0).assert_says("Nothing new");
    run(&home, &["check", "lab"]).assert_code(0);
    run(&home, &["check", "lab", "--days", "500"]).assert_code(1).assert_says("T-060");

    // Export and import on another computer, which has no network.
    let exported = run(&home, &["export", "lab", "-o", "ut", "--json"]);
    exported.assert_code(0);
    assert_valid(&exported.json(), "catalog-1.json");
    let out = home.work().join("ut");
    let written = files(&out);
    let names: Vec<_> = written.iter().map(|(path, _)| path.strip_prefix(&out).unwrap().to_owned()).collect();
    assert_eq!(names.len(), 3 * 2 + 4, "{names:?}");
    // OpenSSL reads the bundle: two issuing CAs, then the root that signed them.
    let bundle = out.join("bundle.pem");
    let subjects = openssl(["storeutl", "-noout", "-text", "-certs", text(&bundle)]);
    let subjects = String::from_utf8(subjects).unwrap();
    let order: Vec<_> = subjects.lines().filter_map(|line| line.trim().strip_prefix("Subject: ")).collect();
    assert!(order.len() == 3 && order[2].ends_with("Lab Root"), "{order:?}");
    let sums =
        std::process::Command::new("sha256sum").args(["--check", "SHA256SUMS"]).current_dir(&out).output().unwrap();
    assert!(sums.status.success(), "{}", String::from_utf8_lossy(&sums.stdout));
    let readme = fs::read_to_string(out.join("README.txt")).unwrap();
    assert!(readme.contains("CA-certifikat för Lab G") && readme.contains("CA certificates for Lab G"), "{readme}");

    let other = Home::new();
    let imported = run(&other, &["import", text(&out), "--offline", "--json"]);
    imported.assert_code(0);
    assert_valid(&imported.json(), "catalog-1.json");
    assert_eq!(
        files(&other.data()).iter().map(|(_, bytes)| bytes).collect::<Vec<_>>(),
        files(&home.data()).iter().map(|(_, bytes)| bytes).collect::<Vec<_>>()
    );
    run(&other, &["check", "lab"]).assert_code(0);

    // The same export again changes nothing; another one does not overwrite it.
    run(&home, &["export", "lab", "-o", "ut"]).assert_code(0).assert_says("nothing was written");
    run(&home, &["export", "Lab Root", "-o", "ut"]).assert_code(2).assert_complains("--force");
    assert_eq!(files(&out), written);
    // Nor does --force where something of somebody else's would be lost.
    fs::write(out.join("min.txt"), "min").unwrap();
    run(&home, &["export", "Lab Root", "-o", "ut", "--force"]).assert_code(2).assert_complains("min.txt");
    fs::remove_file(out.join("min.txt")).unwrap();
    run(&home, &["export", "Lab Root", "-o", "ut", "--force"]).assert_code(0);
    assert_eq!(files(&out).len(), 2 + 4);
    run(&home, &["export", "Lab Root", "-o", "root.pem"]).assert_code(0);
    assert_eq!(fs::read(home.work().join("root.pem")).unwrap(), files(&out.join("pem"))[0].1);
    let left: Vec<_> =
        fs::read_dir(home.work()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| !name.starts_with('.')), "{left:?}");
}

#[test]
fn wrong_slow_and_huge_answers_are_refused() {
    let home = Home::new();
    let pki = Pki::new(&home);
    pki.certificate("evil", "Lab Root", None, CA);
    pki.certificate("forged", "Lab Persons", Some("evil"), CA);
    let server = FileServer::start([
        ("/evil.cer", Reply::File(pki.der("evil"))),
        ("/forged.cer", Reply::File(pki.der("forged"))),
        ("/root.cer", Reply::File(pki.der("root"))),
        ("/slow.cer", Reply::Slow(pki.der("root"), Duration::from_millis(100))),
        ("/huge.cer", Reply::Endless(1 << 34)),
        ("/page.cer", Reply::File(b"<html>Logga in</html>".to_vec())),
        ("/loop.cer", Reply::Redirect("/loop.cer".to_owned())),
        ("/file.cer", Reply::Redirect("file:///etc/hostname".to_owned())),
    ]);
    let bad = ["/evil.cer", "/slow.cer", "/huge.cer", "/page.cer", "/loop.cer", "/file.cer", "/none.cer"];
    let mut urls: Vec<String> = bad.iter().map(|path| server.url(path)).collect();
    let run = |file: &Path, args: &[&str]| {
        let args: Vec<&str> = args.iter().copied().chain(["--timeout", "2"]).collect();
        catalog(&home, &args, Some(file))
    };
    let file = pki.catalog(&home, &urls, &[], &[]);
    let failed = run(&file, &["fetch", "Lab Root", "--json"]);
    failed.assert_code(3);
    let document = failed.json();
    assert_valid(&document, "catalog-1.json");
    let codes: Vec<_> = document["results"].as_array().unwrap().iter().filter_map(|r| r["code"].as_str()).collect();
    assert_eq!(codes, ["T-051", "T-034", "T-035", "T-051", "T-036", "T-036", "T-037"]);
    let wrong = &document["results"][0];
    assert_eq!(wrong["expected"].as_str().unwrap(), pki.pin("root").replace(':', ""));
    assert_eq!(wrong["sha256"].as_str().unwrap(), pki.pin("evil").replace(':', ""));
    assert!(files(&home.data()).is_empty());
    // Both fingerprints are told to people too, in both languages.
    for lang in ["sv", "en"] {
        let told = run(&file, &["fetch", "Lab Root", "--lang", lang]);
        told.assert_code(3)
            .assert_says(&pki.pin("root").replace(':', ""))
            .assert_says(&pki.pin("evil").replace(':', ""));
    }

    // A forged issuing CA is not kept, with the true root at hand or not.
    let file = pki.catalog(&home, &[server.url("/root.cer")], &[], &[server.url("/forged.cer")]);
    let failed = run(&file, &["fetch", "Lab Persons", "--json"]).json();
    assert_eq!(outcomes(&failed), ["stored", "wrong-file"]);
    assert_eq!(failed["results"][1]["refusal"], "signature-invalid");
    let listed = run(&file, &["list", "lab", "--json"]).json();
    assert_eq!(
        held(&listed),
        pairs(&[("Lab Root", "pinned"), ("Lab Functions", "missing"), ("Lab Persons", "missing")])
    );

    // One good address among bad ones is enough.
    fs::remove_dir_all(home.data()).unwrap();
    urls.push(server.url("/root.cer"));
    let file = pki.catalog(&home, &urls, &[], &[]);
    run(&file, &["fetch", "Lab Root"]).assert_code(0);
}

#[test]
fn a_file_that_was_changed_is_reported_and_not_used() {
    let home = Home::new();
    let pki = Pki::new(&home);
    pki.certificate("evil", "Lab Root", None, CA);
    let file = pki.catalog(&home, &[], &[], &[]);
    let run = |args: &[&str]| catalog(&home, args, Some(&file));
    let inputs = ["root.pem", "pinned.pem", "open.pem"].map(|name| pki.path(name));
    run(&["import", text(&inputs[0]), text(&inputs[1]), text(&inputs[2])]).assert_code(0);
    run(&["check", "lab"]).assert_code(0);
    let root = files(&home.data()).into_iter().find(|(path, _)| text(path).contains("lab-root")).unwrap().0;

    fs::write(&root, fs::read(pki.path("evil.pem")).unwrap()).unwrap();
    let found = run(&["check", "lab", "--json"]);
    found.assert_code(3);
    let document = found.json();
    assert_valid(&document, "catalog-1.json");
    assert!(
        document["findings"].as_array().unwrap().iter().any(|f| f["code"] == "T-055" && f["subject"] == text(&root))
    );
    // Without its root the observed CA proves nothing either; the pinned one stands alone.
    assert_eq!(
        held(&document),
        pairs(&[("Lab Root", "missing"), ("Lab Functions", "pinned"), ("Lab Persons", "missing")])
    );
    run(&["list", "lab"]).assert_code(1).assert_says("catalog check");

    // Anything at all in a file is survived.
    for content in [&b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"[..], b"", &[0x30; 5000]] {
        fs::write(&root, content).unwrap();
        run(&["check", "lab"]).assert_code(3).assert_says(text(&root));
    }
    // What is named and cannot be read is said, in both languages.
    for lang in ["sv", "en"] {
        let broken = run(&["import", text(&root), "no-such-file.pem", "--lang", lang]);
        broken.assert_code(3).assert_says("no-such-file.pem").assert_says("T-001").assert_says("T-010");
    }
    // Importing the right file makes it good.
    run(&["import", text(&inputs[0])]).assert_code(0);
    run(&["check", "lab"]).assert_code(0);
    // Files that nobody else can write are what root believes.
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        fs::set_permissions(&root, fs::Permissions::from_mode(0o666)).unwrap();
        let as_root = fs::metadata("/proc/self").unwrap().uid() == 0;
        run(&["check", "lab"]).assert_code(if as_root { 3 } else { 0 });
        fs::set_permissions(&root, fs::Permissions::from_mode(0o644)).unwrap();
        fs::set_permissions(home.data(), fs::Permissions::from_mode(0o777)).unwrap();
        run(&["check", "lab"]).assert_code(if as_root { 3 } else { 0 });
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_links() {
    let home = Home::new();
    let pki = Pki::new(&home);
    let file = pki.catalog(&home, &[], &[], &[]);
    let run = |args: &[&str]| catalog(&home, args, Some(&file));
    let root = pki.path("root.pem");
    run(&["import", text(&root)]).assert_code(0);
    let kept = files(&home.data())[0].0.clone();
    let elsewhere = home.write("elsewhere", "untouched");
    fs::remove_file(&kept).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &kept).unwrap();
    run(&["import", text(&root)]).assert_code(3).assert_says(text(&kept));
    // The folder itself led somewhere else.
    let folder = kept.parent().unwrap();
    fs::remove_dir_all(folder).unwrap();
    fs::create_dir(home.work().join("target")).unwrap();
    std::os::unix::fs::symlink(home.work().join("target"), folder).unwrap();
    run(&["import", text(&root)]).assert_code(3);
    assert_eq!(fs::read_to_string(elsewhere).unwrap(), "untouched");
    assert!(files(&home.work().join("target")).is_empty());
}

#[test]
fn issuers_are_fetched_for_a_card_and_its_certificate_steers_nothing() {
    let home = Home::new();
    let pki = Pki::new(&home);
    let stranger = FileServer::start([("/open.cer", Reply::File(pki.der("open")))]);
    let server = FileServer::start([
        ("/root.cer", Reply::File(pki.der("root"))),
        ("/hidden/open.cer", Reply::File(pki.der("open"))),
        ("/moved/open.cer", Reply::Redirect(stranger.url("/open.cer"))),
    ]);
    // The catalog has no address of the issuing CA, only the root's.
    let file = pki.catalog(&home, &[server.url("/root.cer")], &[], &[]);
    let run = |args: &[&str]| catalog(&home, args, Some(&file));
    let leaf = |name: &str, issuer: &str, url: &str| {
        let aia =
            format!("basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nauthorityInfoAccess=caIssuers;URI:{url}\n");
        pki.certificate(name, "Testperson", Some(issuer), &aia);
        pki.path(&format!("{name}.pem"))
    };
    // An address on a host that is not in the catalog is not asked, whatever else is done.
    let card = leaf("card1", "open", &stranger.url("/open.cer"));
    let refused = run(&["import", "--from", text(&card), "--json"]);
    refused.assert_code(3);
    assert_valid(&refused.json(), "catalog-1.json");
    assert!(outcomes(&refused.json()).contains(&"strange-address"));
    assert!(stranger.asked().is_empty());
    let disguised = stranger.url("/open.cer").replace("http://", &format!("{}@", server.url("")));
    let card = leaf("card2", "open", &disguised);
    run(&["import", "--from", text(&card)]).assert_code(3);
    assert!(stranger.asked().is_empty());
    // Nor where a host of the catalog sends us on to it.
    let card = leaf("card5", "open", &server.url("/moved/open.cer"));
    run(&["import", "--from", text(&card)]).assert_code(3);
    assert!(server.asked().contains(&"/moved/open.cer".to_owned()));
    assert!(stranger.asked().is_empty());
    // An address on a host of the catalog is.
    let card = leaf("card3", "open", &server.url("/hidden/open.cer"));
    run(&["import", "--from", text(&card), "--offline"]).assert_code(3);
    let asked = server.asked().len();
    run(&["import", "--from", text(&card)]).assert_code(0);
    assert_eq!(server.asked()[asked..], ["/hidden/open.cer"]);
    let listed = run(&["list", "lab", "--json"]).json();
    assert_eq!(
        held(&listed),
        pairs(&[("Lab Root", "pinned"), ("Lab Functions", "missing"), ("Lab Persons", "observed")])
    );
    // A card of another PKI: nothing is asked.
    pki.certificate("other", "Other", None, CA);
    let card = leaf("card4", "other", &server.url("/other.cer"));
    let asked = server.asked().len();
    run(&["import", "--from", text(&card)]).assert_code(3).assert_says("T-059");
    assert_eq!(server.asked().len(), asked);
    // What a container has already needs no network.
    let fresh = Home::new();
    let chain = [
        &fs::read(pki.path("card1.pem")).unwrap()[..],
        &fs::read(pki.path("open.pem")).unwrap(),
        &fs::read(pki.path("root.pem")).unwrap(),
    ]
    .concat();
    let chain = fresh.write("chain.pem", chain);
    let alone = catalog(&fresh, &["import", "--from", text(&chain), "--offline"], Some(&file));
    alone.assert_code(0).assert_says("2 CA certificates kept");
}

/// A production PKI and a test environment of the same shape, both complete.
#[test]
fn a_generation_without_its_pki_never_means_a_test_environment() {
    let home = Home::new();
    let production = Pki::new(&home);
    let production_file = production.catalog(&home, &[], &[], &[]);
    let elsewhere = Home::new();
    let test = Pki::new(&elsewhere);
    let text_of_test = fs::read_to_string(test.catalog(&elsewhere, &[], &[], &[])).unwrap();
    let text_of_test = text_of_test.replace("id = \"lab\"", "id = \"lab-test\"\ntest_environment = true");
    let test_file = home.write("lab-test.toml", text_of_test);
    let run = |args: &[&str]| {
        let mut all = args.to_vec();
        all.extend(["--catalog", text(&test_file)]);
        catalog(&home, &all, Some(&production_file))
    };
    for pki in [&production, &test] {
        for name in ["root", "pinned", "open"] {
            run(&["import", text(&pki.path(&format!("{name}.pem")))]).assert_code(0);
        }
    }
    let holds = |folder: &str, pki: &Pki| {
        let names: Vec<_> = files(&home.work().join(folder)).into_iter().map(|(_, content)| content).collect();
        names.contains(&pki.der("root"))
    };
    for (folder, args, real, tests) in [
        ("g", &["--generation", "g"][..], true, false),
        ("new", &["--generation", "new", "--partial"], true, false),
        ("bare", &["--partial"], true, false),
        ("word", &["g"], true, false),
        ("named", &["--generation", "lab-test/g"], false, true),
        ("whole", &["lab-test"], false, true),
        ("both", &["lab", "lab-test"], true, true),
    ] {
        let mut all = vec!["export", "-o", folder];
        all.extend(args);
        let said = run(&all);
        said.assert_code(0);
        assert_eq!((holds(folder, &production), holds(folder, &test)), (real, tests), "{folder}");
        let readme = fs::read_to_string(home.work().join(folder).join("README.txt")).unwrap();
        for first in [said.stdout.lines().next(), readme.lines().next()] {
            assert_eq!(first.unwrap().contains("TEST"), tests, "{folder}: {first:?}");
        }
    }
    for command in ["list", "check"] {
        let document = run(&[command, "g", "--json"]).json();
        assert_valid(&document, "catalog-1.json");
        let results = document["results"].as_array().unwrap();
        assert!(!results.is_empty() && results.iter().all(|ca| ca["pki"] == "lab"), "{document:#}");
    }
    let bundle = run(&["export", "lab-test", "-o", "-"]);
    bundle.assert_code(0).assert_complains("TEST");
    assert!(bundle.stdout.starts_with("-----BEGIN CERTIFICATE-----"));
    // Where only a test environment has it, the answer is how to name it.
    let alone = catalog(&home, &["fetch", "g", "--offline"], Some(&test_file));
    alone.assert_code(2).assert_complains("lab-test/g");
}

#[test]
fn the_real_certificates_round_trip() {
    let Some(real) = shared("siths-pki") else { return };
    let home = Home::new();
    let all = catalog(&home, &["import", text(&real.join("ca")), text(&real.join("end-entity")), "--json"], None);
    all.assert_code(0);
    let document = all.json();
    assert_eq!(outcomes(&document).iter().filter(|outcome| **outcome == "stored").count(), 14);
    assert_eq!(outcomes(&document).iter().filter(|outcome| **outcome == "refused").count(), 8);

    // Person CAs are missing: no export of the whole generation, and the reason.
    let refused = catalog(&home, &["export", "--generation", "siths/e-id", "-o", "eid"], None);
    refused.assert_code(3).assert_complains("SITHS e-id Person HSA-id 3 CA v1").assert_complains("aia.siths.se");
    assert!(!home.work().join("eid").exists());
    catalog(&home, &["export", "-o", "eid", "--partial"], None).assert_code(0);

    let other = Home::new();
    catalog(&other, &["import", text(&home.work().join("eid")), "--offline"], None).assert_code(0);
    let listed = catalog(&other, &["list", "siths", "--json"], None).json();
    assert_valid(&listed, "catalog-1.json");
    let pinned: Vec<_> = held(&listed).into_iter().filter(|(_, held)| held == "pinned").map(|(ca, _)| ca).collect();
    assert_eq!(
        pinned,
        [
            "SITHS CA v3",
            "SITHS CA v4",
            "SITHS Root CA v1",
            "SITHS Type 2 CA v1",
            "SITHS Type 3 CA v1",
            "SITHS e-id Root CA v2",
            "SITHS e-id Function CA v1"
        ]
    );
    // One CA removed: named, with its address.
    let function = files(&other.data()).into_iter().find(|(path, _)| text(path).contains("e-id-function")).unwrap().0;
    fs::remove_file(function).unwrap();
    let checked = catalog(&other, &["check", "siths/e-id"], None);
    checked.assert_code(3).assert_says("http://aia.siths.se/sithseidfunctioncav1.cer");
    // From a trust store, too.
    let store = real.join("truststores/mtls-opentest-truststore.jks");
    let taken = catalog(&Home::new(), &["import", text(&store), "--json"], None).json();
    assert!(outcomes(&taken).contains(&"stored"), "{taken:#}");
}

#[test]
fn shown_with_certainty_sources_and_todays_advice() {
    let home = Home::new();
    let english = catalog(&home, &["show", "siths", "--lang", "en"], None);
    english.assert_code(0).assert_says("Order a new card").assert_says("not confirmed");
    catalog(&home, &["show", "siths", "--lang", "sv"], None).assert_says("inte bekräftad");
    let then = catalog(&home, &["show", "siths", "--lang", "en", "--at", "2020-06-01"], None);
    assert!(!then.stdout.contains("Order a new card"), "{}", then.stdout);
    let pin = "8767260AC829D833C30AF23857CBF8A2304BFDA445303DFCE5043AFA73E584C1";
    catalog(&home, &["show", "SITHS e-id Root CA v2"], None).assert_code(0).assert_says(pin);
    catalog(&home, &["show", "siths-e-id-root-ca-v2"], None).assert_says(pin);
    catalog(&home, &["show", "SITHS e-id Rot CA v2"], None).assert_code(2).assert_complains("SITHS e-id Root CA v2");
    catalog(&home, &["export", "-o", "x"], None).assert_code(3);
}
