//! Debian's store, made by the real `update-ca-certificates`.

use std::fs;

use tillit_lab::certificate::CertificateBuilder;
use tillit_lab::name::Dn;
use tillit_trust_stores::Observation;
use tillit_trust_stores::places::Environment;
use tillit_trust_stores::store::StoreKind;
use tillit_trust_stores::tree::Folder;

use crate::kit::{Machine, ca, find, link, names, says};

/// Vendor's certificates A, B and C, of which C is switched off, and one of the administrator's.
fn machine() -> Machine {
    let machine = Machine::new("ID=ubuntu\nID_LIKE=debian\n");
    for name in ["A", "B", "C"] {
        machine.write(&format!("/usr/share/ca-certificates/mozilla/{name}.crt"), ca(name).to_pem());
    }
    machine.write("/etc/ca-certificates.conf", "# comment\nmozilla/A.crt\nmozilla/B.crt\n!mozilla/C.crt\n");
    machine.write("/usr/local/share/ca-certificates/below/Local one.crt", ca("Local").to_pem());
    machine.folder("/etc/ssl/certs");
    machine.folder("/etc/ca-certificates/update.d");
    update(&machine);
    machine
}

/// Runs Debian's command on the tree. Its links say where the tree lies in this machine; they are made to say where it would be if it ran.
fn update(machine: &Machine) {
    let path = |path: &str| machine.at(path).to_str().unwrap().to_owned();
    let arguments = [
        ("--certsconf", path("/etc/ca-certificates.conf")),
        ("--certsdir", path("/usr/share/ca-certificates")),
        ("--localcertsdir", path("/usr/local/share/ca-certificates")),
        ("--etccertsdir", path("/etc/ssl/certs")),
        ("--hooksdir", path("/etc/ca-certificates/update.d")),
    ];
    let root = path("/");
    let certs = machine.at("/etc/ssl/certs");
    let relink = |from: &dyn Fn(&str) -> Option<String>| {
        for entry in fs::read_dir(&certs).unwrap().map(|entry| entry.unwrap().path()) {
            let target = fs::read_link(&entry).ok().and_then(|target| from(target.to_str().unwrap()));
            if let Some(target) = target {
                fs::remove_file(&entry).unwrap();
                std::os::unix::fs::symlink(target, &entry).unwrap();
            }
        }
    };
    relink(&|target| target.starts_with("/usr").then(|| format!("{}{target}", root.trim_end_matches('/'))));
    let arguments: Vec<&str> = arguments.iter().flat_map(|(name, value)| [*name, value.as_str()]).collect();
    says("/usr/sbin/update-ca-certificates", &arguments);
    relink(&|target| target.strip_prefix(root.trim_end_matches('/')).map(str::to_owned));
}

#[test]
fn as_it_should_be() {
    let machine = machine();
    let found = machine.find("system");
    assert_eq!(found.stores.len(), 1, "{:?}", found.stores);
    let store = &found.stores[0];
    assert_eq!(store.location.path.to_str(), Some("/etc/ssl/certs/ca-certificates.crt"));
    assert_eq!((store.kind, store.place), (StoreKind::PemBundle, "system"));
    assert_eq!(names(store).0, ["A", "B", "Local"]);
    let switched_off = "SourceIgnored(\"/usr/share/ca-certificates/mozilla/C.crt\", SwitchedOff)";
    assert_eq!(Machine::told(store), [switched_off]);
    let looked: Vec<_> = found.looked.iter().map(|looked| (looked.path.to_str().unwrap(), looked.found)).collect();
    assert!(looked.contains(&("/etc/ssl/certs/java/cacerts", false)), "{looked:?}");
    assert!(looked.contains(&("/usr/local/share/ca-certificates", true)), "{looked:?}");
}

/// The package ssl-cert keeps a server's own certificate among the CAs, with a hash or without: the CAs are the same.
#[test]
fn a_servers_own_certificate_beside_the_cas() {
    let machine = machine();
    let path = |path: &str| machine.at(path).to_str().unwrap().to_owned();
    let (key, own) = (path("/snakeoil.key"), path("/etc/ssl/certs/ssl-cert-snakeoil.pem"));
    let request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", "-subj", "/CN=server"];
    let answer = ["-addext", "basicConstraints=CA:FALSE", "-keyout", &key, "-out", &own];
    says("openssl", &[&request[..], &answer].concat());
    let switched_off = "SourceIgnored(\"/usr/share/ca-certificates/mozilla/C.crt\", SwitchedOff)";
    let hash = says("openssl", &["x509", "-in", &own, "-noout", "-hash"]);
    for is_hashed in [false, true] {
        if is_hashed {
            link("ssl-cert-snakeoil.pem", &machine.at(&format!("/etc/ssl/certs/{}.0", hash.trim())));
        }
        let found = machine.find("system");
        assert_eq!(found.stores.len(), 1, "{:?}", found.stores);
        assert_eq!(Machine::told(&found.stores[0]), [switched_off]);
    }
    // A CA that is nowhere else is another matter.
    machine.write("/etc/ssl/certs/more.pem", ca("More").to_pem());
    let hash = says("openssl", &["x509", "-in", &path("/etc/ssl/certs/more.pem"), "-noout", "-hash"]);
    link("more.pem", &machine.at(&format!("/etc/ssl/certs/{}.0", hash.trim())));
    let found = machine.find("system");
    let told = Machine::told(&found.stores[0]);
    assert!(told.contains(&"DiffersFrom(\"/etc/ssl/certs\", 0, 1)".to_owned()), "{told:?}");
    assert_eq!(found.stores.len(), 2);
}

/// A certificate whose bytes, as the command copies them raw into the bundle, end the file for OpenSSL, or do not: it reads lines in
/// pieces of 254 bytes, and one that begins with a NUL is empty to it.
fn raw_that_stops(stops: bool) -> Vec<u8> {
    let is_stop =
        |der: &[u8]| der.split_inclusive(|b| *b == b'\n').flat_map(|line| line.chunks(254)).any(|p| p[0] == 0);
    let serial = if stops { vec![1, b'\n', 0, 1] } else { vec![1] };
    // The name differs each time: the same name under the same key would be the same certificate for ever.
    let made = (0..1000).map(|n| CertificateBuilder::ca(Dn::cn(format!("Binary {n}"))).serial(&serial[..]).self_sign());
    made.map(|made| made.unwrap().der).find(|der| is_stop(der) == stops).unwrap()
}

/// Where OpenSSL stops at the raw bytes, what comes after them is lost to it, and said to be.
#[test]
fn raw_bytes_that_end_the_bundle() {
    let machine = machine();
    let local = "/usr/local/share/ca-certificates";
    machine.write(&format!("{local}/binary.crt"), raw_that_stops(true));
    machine.write(&format!("{local}/after.crt"), ca("After").to_pem());
    machine.write(&format!("{local}/zulu.crt"), ca("Zulu").to_pem());
    update(&machine);
    let bundle = machine.at("/etc/ssl/certs/ca-certificates.crt");
    let read = |order: &[&str]| {
        let parts = order.iter().map(|name| fs::read(machine.at(&format!("{local}/{name}.crt"))).unwrap());
        let parts: Vec<Vec<u8>> = parts.map(|part| [part, b"\n".to_vec()].concat()).collect();
        fs::write(&bundle, parts.concat()).unwrap();
        let store = machine.system();
        let told = store.observations.iter().any(|seen| matches!(seen, Observation::NotLoadedByOpenSsl { .. }));
        assert_eq!(told, !names(&store).1.is_empty(), "{:?}", store.observations);
        assert_eq!(names(&store).0, openssl_reads(bundle.to_str().unwrap()));
        names(&store)
    };
    let store = machine.system();
    assert_eq!(names(&store).0, openssl_reads(bundle.to_str().unwrap()));
    assert!(!names(&store).1.is_empty());
    let lists = |seen: &[&str], lost: &[&str]| {
        let owned = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        (owned(seen), owned(lost))
    };
    assert_eq!(read(&["after", "binary", "zulu"]), lists(&["After"], &["Zulu"]));
    assert_eq!(read(&["after", "zulu", "binary"]), lists(&["After", "Zulu"], &[]));
    assert_eq!(read(&["zulu", "after", "binary"]), lists(&["Zulu", "After"], &[]));
}

#[test]
fn what_the_command_passes_over_or_spoils() {
    let machine = machine();
    let local = "/usr/local/share/ca-certificates";
    machine.write(&format!("{local}/wrong-name.pem"), ca("Wrong name").to_pem());
    machine.write(&format!("{local}/binary.crt"), raw_that_stops(false));
    machine.write(&format!("{local}/two.crt"), ca("First").to_pem() + &ca("Second").to_pem());
    machine.write(&format!("{local}/nothing.crt"), "nothing\n");
    machine.write(&format!("{local}/README"), "nothing\n");
    link("/nowhere.crt", &machine.at(&format!("{local}/dangling.crt")));
    machine.write("/etc/ca-certificates.conf", "mozilla/A.crt\nmozilla/B.crt\nmozilla/Gone.crt\n");
    update(&machine);
    // After that, by hand, without the command.
    machine.write(&format!("{local}/later.crt"), ca("Later").to_pem());
    let bundle = machine.at("/etc/ssl/certs/ca-certificates.crt");
    let before = fs::read(&bundle).unwrap();
    fs::write(&bundle, [before.as_slice(), ca("By hand").to_pem().as_bytes()].concat()).unwrap();
    machine.write("/etc/pki/ca-trust/source/anchors/redhat.pem", ca("Elsewhere").to_pem());

    let found = machine.find("system");
    let store = &found.stores[0];
    let raw = before.split(|b| *b == b'\n').position(|line| line.contains(&0)).unwrap() + 1;
    let mut want = [
        format!("DanglingLink(\"{local}/dangling.crt\")"),
        // The bundle has the two certificates that are not hashed and the one by hand.
        "DiffersFrom(\"/etc/ssl/certs\", 3, 0)".to_owned(),
        format!("NotExtracted Later {local}/later.crt"),
        "PassedOver(\"/usr/share/ca-certificates/mozilla/Gone.crt\", Cause(NotFound))".to_owned(),
        format!("RawBytes({raw}, Some(\"{local}/binary.crt\"))"),
        "SourceIgnored(\"/etc/pki/ca-trust/source/anchors/redhat.pem\", OtherSystem)".to_owned(),
        format!("SourceIgnored(\"{local}/binary.crt\", DerBytes)"),
        format!("SourceIgnored(\"{local}/nothing.crt\", NoCertificate)"),
        format!("SourceIgnored(\"{local}/two.crt\", Several)"),
        format!("SourceIgnored(\"{local}/wrong-name.pem\", Extension)"),
        "WithoutSource By hand".to_owned(),
    ];
    want.sort();
    assert_eq!(Machine::told(store), want);
    // What OpenSSL reads in the bundle is what ours reads.
    assert_eq!(names(store).0, openssl_reads(bundle.to_str().unwrap()));
    let [_, hashed] = found.stores.as_slice() else { panic!("{:?}", found.stores) };
    assert_eq!(hashed.kind, StoreKind::HashedDirectory);
    assert!(Machine::told(hashed).contains(&"SeveralInOneFile(\"/etc/ssl/certs/two.pem\", 2)".to_owned()));
}

/// The common names that OpenSSL reads in a file as servers do (`PEM_X509_INFO_read_bio`), in order.
fn openssl_reads(file: &str) -> Vec<String> {
    let script = "openssl crl2pkcs7 -nocrl -certfile \"$1\" | openssl pkcs7 -print_certs -noout";
    let said = says("sh", &["-c", script, "sh", file]);
    let subjects = said.lines().filter(|line| line.starts_with("subject="));
    subjects.filter_map(|line| Some(line.rsplit_once("CN")?.1.trim_start_matches([' ', '=']).to_owned())).collect()
}

/// Fact B10: what is left after a certificate was deleted and the command was run.
#[test]
fn leftovers_of_a_deleted_certificate() {
    let machine = machine();
    let java = machine.at("/etc/ssl/certs/java/cacerts");
    fs::create_dir_all(java.parent().unwrap()).unwrap();
    for name in ["A", "B", "Local"] {
        let file = machine.at("/one.pem");
        fs::write(&file, ca(name).to_pem()).unwrap();
        let (java, file) = (java.to_str().unwrap(), file.to_str().unwrap());
        let password = ["-storepass", "changeit", "-noprompt"];
        says("keytool", &[&["-importcert", "-alias", name, "-file", file, "-keystore", java], &password[..]].concat());
    }
    assert_eq!(machine.find("system").stores.len(), 1);
    fs::remove_file(machine.at("/usr/local/share/ca-certificates/below/Local one.crt")).unwrap();
    update(&machine);
    let found = machine.find("system");
    let told = Machine::told(&found.stores[0]);
    assert!(told.contains(&"DiffersFrom(\"/etc/ssl/certs/java/cacerts\", 0, 1)".to_owned()), "{told:?}");
    assert!(told.contains(&"DanglingLink(\"/etc/ssl/certs/Local_one.pem\")".to_owned()), "{told:?}");
    assert_eq!(found.stores.len(), 2);
    assert_eq!(found.stores[1].kind, StoreKind::Pkcs12);
}

/// Fact B19: told before the command copies it, and also of a certificate that another source has in the right form.
#[test]
fn a_der_file_is_told_at_the_source() {
    let machine = machine();
    machine.write("/usr/local/share/ca-certificates/new.crt", ca("New").der);
    machine.write("/usr/local/share/ca-certificates/again.crt", ca("A").der);
    let told = Machine::told(&machine.system());
    for name in ["new", "again"] {
        let want = format!("SourceIgnored(\"/usr/local/share/ca-certificates/{name}.crt\", DerBytes)");
        assert!(told.contains(&want), "{name}: {told:?}");
    }
}

#[test]
fn an_image_with_the_bundle_alone() {
    let machine = Machine::new("ID=debian\n");
    assert!(machine.find("system").stores.is_empty());
    machine.write("/etc/ssl/certs/ca-certificates.crt", ca("A").to_pem());
    assert_eq!(Machine::told(&machine.system()), [""; 0]);
    // Sources and no bundle: the command was never run.
    let machine = Machine::new("ID=debian\n");
    machine.write("/usr/local/share/ca-certificates/a.crt", ca("A").to_pem());
    let found = machine.find("system");
    assert_eq!((found.stores.len(), found.failures.len()), (0, 1));
}

#[test]
fn this_machine() {
    let found = find(&Folder::host(), "system", &Environment::default());
    let bundle = found.stores.iter().find(|store| store.kind == StoreKind::PemBundle).expect("a bundle");
    let path = bundle.location.path.to_str().unwrap();
    let theirs = says("openssl", &["storeutl", "-certs", "-noout", path]);
    assert!(theirs.contains(&format!("Total found: {}", bundle.len())), "{theirs}");
}
