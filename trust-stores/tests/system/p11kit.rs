//! p11-kit's format and the stores that `trust extract` makes: Red Hat's, SUSE's and Arch's.

use std::fs;

use tillit_lab::certificate::CertificateBuilder;
use tillit_lab::encode::{OCTET_STRING, oid, sequence, tlv};
use tillit_lab::name::Dn;
use tillit_lab::oids;
use tillit_trust_stores::formats;
use tillit_trust_stores::store::{Grant, StoreKind};
use tillit_trust_stores::tree::Folder;

use crate::kit::{Machine, ca, link, names, options, store};

fn percent(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("%{byte:02X}"))
}

fn object(name: &str, attributes: &str) -> String {
    format!(
        "[p11-kit-object-v1]\nlabel: \"{name}%20%C3%A5\"\nclass: certificate\n{attributes}\n{}\n",
        ca(name).to_pem()
    )
}

/// What a certificate is trusted for, stapled to its key as Fedora ships it.
fn usage(name: &str, purposes: &[tillit_lab::Oid]) -> String {
    let value = sequence(purposes.iter().map(|purpose| oid(*purpose)));
    let extension = sequence([oid(oids::EXTENDED_KEY_USAGE), tlv(OCTET_STRING, &value)]);
    let issued = ca(name);
    format!(
        "[p11-kit-object-v1]\nlabel: \"{name}\"\nclass: x-certificate-extension\nobject-id: 2.5.29.37\nvalue: \"{}\"\n\
         public-key-info: \"{}\"\n\n",
        percent(&extension),
        percent(issued.key.spki())
    )
}

fn vendor() -> String {
    let email = tillit_lab::Oid::new_unwrap("1.3.6.1.5.5.7.3.4");
    [
        "# the vendor's\n".to_owned(),
        object("All", "trusted: true"),
        object("Server", "trusted: true"),
        usage("Server", &[oids::SERVER_AUTH]),
        object("Client and mail", "trusted: true"),
        usage("Client and mail", &[oids::CLIENT_AUTH, email]),
        object("Distrusted", "trusted: false\nx-distrusted: true"),
        object("Neither", "trusted: false"),
        format!(
            "[p11-kit-object-v1]\nclass: certificate\ncertificate-type: x-509\ntrusted: true\nvalue: \"{}\"\n",
            percent(&ca("As value").der)
        ),
    ]
    .concat()
}

/// A machine of the family, extracted by the real `trust extract`.
fn machine(release: &str, local: &str, shipped: &str, bundle: &str) -> Machine {
    let machine = Machine::new(release);
    machine.write(&format!("{shipped}/ca-bundle.trust.p11-kit"), vendor());
    machine.write(&format!("{local}/anchors/admin.crt"), ca("Admin").der);
    machine.write(&format!("{local}/anchors/blocked.pem"), ca("Blocked").to_pem());
    machine.write(&format!("{local}/blocklist/blocked.pem"), ca("Blocked").to_pem());
    extract(&machine, local, shipped, bundle);
    machine
}

fn extract(machine: &Machine, local: &str, shipped: &str, bundle: &str) {
    let out = machine.at("/out/bundle.pem");
    let arguments = [
        "extract",
        "--overwrite",
        "--filter=ca-anchors",
        "--purpose=server-auth",
        "--format=pem-bundle",
        out.to_str().unwrap(),
    ];
    machine.trust(&[local, shipped], &arguments);
    machine.write(bundle, fs::read(out).unwrap());
}

#[test]
fn the_format_as_trust_reads_it() {
    let machine = Machine::new("ID=fedora\n");
    machine.write("/source/all.p11-kit", vendor());
    let tree = Folder::host();
    let read = store(formats::read(&machine.at("/source/all.p11-kit"), &options(&tree, None)));
    assert_eq!(read.kind, StoreKind::P11Kit);
    assert_eq!(read.entries[0].alias.as_deref(), Some("All å"));
    for (purpose, grant) in [
        ("server-auth", (|trust| trust.server) as fn(tillit_trust_stores::Trust) -> Grant),
        ("client-auth", |trust| trust.client),
        ("email", |trust| trust.email),
    ] {
        let out = machine.at(&format!("/out/{purpose}.pem"));
        let limit = format!("--purpose={purpose}");
        machine.trust(
            &["/source"],
            &["extract", "--filter=ca-anchors", &limit, "--format=pem-bundle", out.to_str().unwrap()],
        );
        let mut theirs = names(&store(formats::read(&out, &options(&tree, None)))).0;
        let anchors = read.entries.iter().filter(|entry| grant(entry.trust) == Grant::Anchor);
        let mut ours: Vec<_> =
            anchors.map(|entry| entry.certificate.as_ref().unwrap().subject().common_name().to_owned()).collect();
        theirs.sort();
        ours.sort();
        assert_eq!(ours, theirs, "{purpose}");
    }
    let listed = machine.trust(&["/source"], &["list", "--filter=blocklist"]);
    let distrusted: Vec<_> = read.entries.iter().filter(|entry| entry.trust.client == Grant::Distrusted).collect();
    assert_eq!((listed.matches("trust: distrusted").count(), distrusted.len()), (1, 1));
}

#[test]
fn cut_off_and_damaged() {
    let whole = vendor();
    let sound: Vec<Vec<u8>> =
        ["All", "Server", "Client and mail", "Distrusted", "Neither", "As value"].map(|n| ca(n).der).to_vec();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("damaged.p11-kit");
    for end in (0..whole.len()).step_by(37) {
        fs::write(&file, &whole.as_bytes()[..end]).unwrap();
        for read in formats::read(&file, &options(&Folder::host(), None)).into_iter().flatten() {
            assert!(read.certificates().all(|found| sound.iter().any(|der| found.der() == der.as_slice())), "{end}");
        }
    }
}

#[test]
fn families() {
    for (release, local, shipped, bundle) in [
        (
            "ID=\"almalinux\"\nID_LIKE=\"rhel centos fedora\"\n",
            "/etc/pki/ca-trust/source",
            "/usr/share/pki/ca-trust-source",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        ),
        (
            "ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n",
            "/etc/pki/trust",
            "/usr/share/pki/trust",
            "/var/lib/ca-certificates/ca-bundle.pem",
        ),
        (
            "ID=arch\n",
            "/etc/ca-certificates/trust-source",
            "/usr/share/ca-certificates/trust-source",
            "/etc/ca-certificates/extracted/tls-ca-bundle.pem",
        ),
    ] {
        let machine = machine(release, local, shipped, bundle);
        let store = machine.system();
        assert_eq!(store.location.path.to_str(), Some(bundle));
        let mut held = names(&store).0;
        held.sort();
        assert_eq!(held, ["Admin", "All", "As value", "Server"], "{release}");
        let blocked = format!("SourceIgnored(\"{local}/anchors/blocked.pem\", Blocklisted)");
        assert_eq!(Machine::told(&store), [blocked.as_str()], "{release}");

        // Changed, and not extracted again.
        fs::remove_file(machine.at(&format!("{local}/anchors/admin.crt"))).unwrap();
        machine.write(&format!("{local}/anchors/new.pem"), ca("New").to_pem() + &ca("New too").to_pem());
        machine.write(&format!("{local}/blocklist/server.pem"), ca("Server").to_pem());
        machine.write(&format!("{local}/beside.pem"), ca("Beside").to_pem());
        machine.write(&format!("{local}/anchors/README"), "nothing");
        let want = [
            format!("NotExtracted New too {local}/anchors/new.pem"),
            format!("NotExtracted New {local}/anchors/new.pem"),
            blocked.clone(),
            format!("SourceIgnored(\"{local}/beside.pem\", NotTrusted)"),
            "WithoutSource Admin".to_owned(),
            "WithoutSource Server".to_owned(),
        ];
        let mut told = Machine::told(&machine.system());
        told.sort_by_key(|line| want.iter().position(|want| want == line));
        assert_eq!(told, want, "{release}");

        extract(&machine, local, shipped, bundle);
        let ignored = format!("SourceIgnored(\"{local}/beside.pem\", NotTrusted)");
        assert_eq!(Machine::told(&machine.system()), [blocked, ignored], "{release}");
    }
}

/// The names under which programs know Red Hat's bundle are links; somebody replaced one by a file.
#[test]
fn a_link_that_became_a_file() {
    let bundle = "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem";
    let machine = machine("ID=fedora\n", "/etc/pki/ca-trust/source", "/usr/share/pki/ca-trust-source", bundle);
    link(bundle, &machine.at("/etc/pki/tls/certs/ca-bundle.crt"));
    link("/etc/pki/tls/certs", &machine.at("/etc/ssl/certs"));
    link(bundle, &machine.at("/etc/pki/tls/cert.pem"));
    assert_eq!(machine.find("system").stores.len(), 1);
    fs::remove_file(machine.at("/etc/pki/tls/cert.pem")).unwrap();
    machine.write("/etc/pki/tls/cert.pem", ca("All").to_pem() + &ca("Other").to_pem());
    let found = machine.find("system");
    assert_eq!(found.stores.len(), 2);
    let blocked = "SourceIgnored(\"/etc/pki/ca-trust/source/anchors/blocked.pem\", Blocklisted)";
    assert_eq!(Machine::told(&found.stores[0]), ["DiffersFrom(\"/etc/pki/tls/cert.pem\", 3, 1)", blocked]);
}

#[test]
fn nixos_and_what_has_no_name() {
    let machine = Machine::new("ID=nixos\n");
    machine.write("/nix/store/x-nss-cacert/ca-bundle.crt", ca("A").to_pem());
    link("/nix/store/x-nss-cacert/ca-bundle.crt", &machine.at("/etc/ssl/certs/ca-bundle.crt"));
    link("ca-bundle.crt", &machine.at("/etc/ssl/certs/ca-certificates.crt"));
    let found = machine.find("system");
    assert_eq!(found.stores.len(), 1);
    assert_eq!(Machine::told(&found.stores[0]), [""; 0]);
    // Without os-release the paths speak.
    let unnamed = Machine::new("");
    unnamed.write("/var/lib/ca-certificates/ca-bundle.pem", ca("A").to_pem());
    assert_eq!(unnamed.system().location.path.to_str(), Some("/var/lib/ca-certificates/ca-bundle.pem"));
}

/// p11-kit takes CAs alone into the bundle.
#[test]
fn a_leaf_among_the_anchors_is_not_extracted() {
    let bundle = "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem";
    let (local, shipped) = ("/etc/pki/ca-trust/source", "/usr/share/pki/ca-trust-source");
    let machine = machine("ID=rhel\n", local, shipped, bundle);
    let leaf = CertificateBuilder::leaf(Dn::cn("Leaf")).self_sign().unwrap();
    machine.write(&format!("{local}/anchors/leaf.pem"), leaf.to_pem());
    extract(&machine, local, shipped, bundle);
    let blocked = format!("SourceIgnored(\"{local}/anchors/blocked.pem\", Blocklisted)");
    let want = [format!("NotExtracted Leaf {local}/anchors/leaf.pem"), blocked];
    assert_eq!(Machine::told(&machine.system()), want);
}
