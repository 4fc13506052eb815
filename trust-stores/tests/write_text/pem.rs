//! PEM bundles.

use tillit_lab::Issued;
use tillit_trust_stores::install::{Planned, Refusal};

use super::{Desk, addition, bundle, ca, change, edited, plan, planned, print, refusal};

/// The certificates that OpenSSL finds in a file, in order, as SHA-256.
fn by_openssl(desk: &Desk, name: &str) -> Vec<String> {
    desk.says("openssl", &["crl2pkcs7", "-nocrl", "-certfile", name, "-out", "found.p7"]);
    let said = desk.says("openssl", &["pkcs7", "-print_certs", "-in", "found.p7"]);
    let mut found = Vec::new();
    for block in said.split("-----BEGIN CERTIFICATE-----").skip(1) {
        let body = block.split("-----END").next().unwrap();
        desk.write("one.pem", format!("-----BEGIN CERTIFICATE-----{body}-----END CERTIFICATE-----\n"));
        let said = desk.says("openssl", &["x509", "-in", "one.pem", "-noout", "-fingerprint", "-sha256"]);
        found.push(said.trim().rsplit('=').next().unwrap().replace(':', ""));
    }
    found
}

fn prints(issued: &[&Issued]) -> Vec<String> {
    issued.iter().map(|issued| print(issued).to_string().replace(':', "").to_uppercase()).collect()
}

/// The programs that read such a file see these certificates.
fn judged(desk: &Desk, name: &str, expected: &[&Issued], keytool_too: bool) {
    assert_eq!(by_openssl(desk, name), prints(expected));
    let said = desk.says("certtool", &["--certificate-info", "--infile", name]);
    assert_eq!(said.matches("X.509 Certificate Information").count(), expected.len(), "{said}");
    if keytool_too {
        let said = desk.says("keytool", &["-printcert", "-rfc", "-file", name]);
        assert_eq!(said.matches("-----BEGIN CERTIFICATE-----").count(), expected.len(), "{said}");
    }
    let configuration = format!(
        "daemon off; pid nginx.pid; error_log stderr; events {{}}\nhttp {{ access_log off; client_body_temp_path t; proxy_temp_path t; \
         fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t; server {{ listen 127.0.0.1:1 ssl; ssl_certificate server.pem; \
         ssl_certificate_key server.key; ssl_verify_client on; ssl_client_certificate {name}; }} }}\n"
    );
    if !desk.path("server.key").exists() {
        let subject = ["-subj", "/CN=made-up.example.se", "-keyout", "server.key", "-out", "server.pem"];
        let new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
        desk.says("openssl", &[&new[..], &subject[..]].concat());
    }
    desk.write("nginx.conf", configuration);
    let prefix = desk.target("");
    desk.says("/usr/sbin/nginx", &["-t", "-p", &prefix, "-c", "nginx.conf"]);
}

#[test]
fn every_layout_is_read_afterwards_and_comes_back() {
    let [root, first, second, other] = [ca(0), ca(1), ca(2), ca(3)];
    let plain = bundle(&[other, root]);
    let explained = format!(
        "Certificate:\n    Data:\n        Version: 3 (0x2)\n{}\nMade-up CA\n==========\n{}\n# the end\n",
        other.to_pem(),
        root.to_pem()
    );
    for (name, text, comes_back, keytool_too) in [
        ("plain.pem", plain.clone(), true, true),
        ("no-end.pem", plain.trim_end().to_owned(), false, true),
        ("crlf.pem", plain.replace('\n', "\r\n"), true, true),
        ("crlf-no-end.pem", plain.trim_end().replace('\n', "\r\n"), false, true),
        ("comments.pem", format!("# Client CAs, do not change\n{plain}\n\n# end\n"), true, false),
        ("mark.pem", format!("\u{feff}{plain}"), true, false),
        ("explained.pem", explained, true, false),
        ("wide.pem", format!("\n\n{plain}\n\n\n"), true, true),
    ] {
        let desk = Desk::new();
        let target = desk.write(name, &text);
        let made = change(&target, &[first, second], &[]);
        assert_eq!((made.added.len(), made.changes.len()), (2, 1));
        let after = desk.read(name);
        assert!(after.starts_with(text.trim_end()), "{name}");
        judged(&desk, name, &[other, root, first, second], keytool_too);
        if name.starts_with("crlf") {
            assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
        }
        change(&target, &[], &[first, second]);
        let back = desk.read(name);
        if comes_back {
            assert_eq!(back, text, "{name}");
        } else {
            assert_eq!(back.trim_end(), text, "{name}");
        }
        // The first goes, with a mark and what is said above it left in place.
        change(&target, &[], &[other]);
        judged(&desk, name, &[root], false);
        assert_eq!(desk.read(name).starts_with('\u{feff}'), text.starts_with('\u{feff}'));
        assert!(matches!(refusal(&plan(&target, &[], &[root])), Refusal::WouldBeEmpty));
        // Another in its place.
        change(&target, &[first], &[root]);
        judged(&desk, name, &[first], false);
    }
}

#[test]
fn only_the_comment_of_its_own_goes() {
    let desk = Desk::new();
    let text = format!("# Kept by the operations team\n{}# Other CA\n{}", ca(0).to_pem(), ca(3).to_pem());
    let target = desk.write("ca.pem", text);
    change(&target, &[ca(1)], &[ca(0), ca(3)]);
    let name = addition(ca(1)).name();
    assert_eq!(desk.read("ca.pem"), format!("# Kept by the operations team\n# {name}\n{}", ca(1).to_pem()));
}

#[test]
fn every_copy_of_what_is_removed_goes() {
    let desk = Desk::new();
    let target = desk.write("ca.pem", bundle(&[ca(0), ca(1), ca(0), ca(2), ca(0)]));
    let made = change(&target, &[], &[ca(0)]);
    assert_eq!((made.removed, desk.read("ca.pem")), (vec![print(ca(0))], bundle(&[ca(1), ca(2)])));
    // Two copies of what stays stay.
    let target = desk.write("ca.pem", bundle(&[ca(0), ca(1), ca(0)]));
    assert!(matches!(planned(&plan(&target, &[ca(0)], &[])), Planned::Unchanged));
}

#[test]
fn a_link_stays_a_link() {
    let desk = Desk::new();
    desk.write("real/ca.pem", bundle(&[ca(0)]));
    desk.link("ca.pem", "real/ca.pem");
    let made = change(&desk.target("ca.pem"), &[ca(1)], &[]);
    assert_eq!(made.changes[0].path().unwrap(), desk.path("real/ca.pem").canonicalize().unwrap());
    assert!(desk.path("ca.pem").symlink_metadata().unwrap().is_symlink());
    judged(&desk, "ca.pem", &[ca(0), ca(1)], true);
}

/// What cannot be taken out, and what would be loaded no better afterwards.
#[test]
fn refused_with_the_reason() {
    let [root, first] = [ca(0), ca(1)];
    let desk = Desk::new();
    desk.write("two.pem", bundle(&[root, first]));
    desk.write("one.pem", bundle(&[root]));
    let pkcs7 = |name: &str| desk.says("openssl", &["crl2pkcs7", "-nocrl", "-certfile", name]);
    let (two, one) = (pkcs7("two.pem"), pkcs7("one.pem"));
    let would_lose = |text: String, add: &[&Issued], remove: &[&Issued]| {
        let target = desk.write("ca.pem", text);
        let plan = plan(&target, add, remove);
        matches!(refusal(&plan), Refusal::WouldLose(_))
    };
    assert!(would_lose(format!("{}{two}", ca(3).to_pem()), &[], &[root]));
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(bundle(&[root]).encode_utf16().flat_map(u16::to_le_bytes)).collect();
    desk.write("ca.pem", utf16);
    assert!(matches!(refusal(&plan(&desk.target("ca.pem"), &[first], &[])), Refusal::WouldLose(_)));
    let body: String = root.to_pem().lines().filter(|line| !line.starts_with("-----")).collect();
    let target = desk.write("ca.pem", body);
    assert!(matches!(refusal(&plan(&target, &[first], &[])), Refusal::KindNotWritten(_)));

    // All of a block goes: the block does.
    let target = desk.write("ca.pem", format!("{}{one}{}", ca(3).to_pem(), ca(2).to_pem()));
    change(&target, &[], &[root]);
    assert_eq!(desk.read("ca.pem"), bundle(&[ca(3), ca(2)]));
    // OpenSSL passes over PKCS#7 in such a file: what is there alone is put in.
    let target = desk.write("ca.pem", format!("{}{two}", ca(3).to_pem()));
    let made = change(&target, &[root, first], &[]);
    assert_eq!((made.added.len(), made.amended.len()), (0, 2));
    judged(&desk, "ca.pem", &[ca(3), root, first], false);

    let not_loaded = |text: String| {
        let target = desk.write("ca.pem", text);
        let plan = plan(&target, &[ca(2)], &[]);
        matches!(refusal(&plan), Refusal::NotLoadedByItsConsumer)
    };
    assert!(not_loaded(bundle(&[root, first]).replace('\n', "\r")));
    assert!(not_loaded(format!("{}{}", root.to_pem().trim_end(), first.to_pem())));
    assert!(not_loaded(root.to_pem().replace("-----END", "!\n-----END")));

    let key = desk.says("openssl", &["genpkey", "-algorithm", "ed25519"]);
    let target = desk.write("ca.pem", format!("{key}{}", root.to_pem()));
    assert!(matches!(refusal(&plan(&target, &[first], &[])), Refusal::PrivateKeyFile));
}

#[test]
fn trusted_certificate_blocks() {
    let desk = Desk::new();
    desk.write("root.pem", ca(0).to_pem());
    let server_only = desk.says(
        "openssl",
        &["x509", "-in", "root.pem", "-trustout", "-addtrust", "serverAuth", "-addreject", "clientAuth"],
    );
    let target = desk.write("ca.pem", format!("{server_only}{}", ca(1).to_pem()));
    let before = desk.read("ca.pem");
    // Beside it another is put in, and it stays as it is.
    change(&target, &[ca(2)], &[]);
    assert!(desk.read("ca.pem").starts_with(&before));
    // A second copy would not help: OpenSSL keeps the first.
    assert!(matches!(refusal(&plan(&target, &[ca(0)], &[])), Refusal::WouldLose(_)));
    change(&target, &[], &[ca(0)]);
    judged(&desk, "ca.pem", &[ca(1), ca(2)], true);
}

#[test]
fn a_plan_says_what_is_new() {
    let desk = Desk::new();
    let target = desk.write("ca.pem", bundle(&[ca(0)]));
    let made = plan(&target, &[ca(1), ca(0)], &[]);
    assert_eq!((edited(&made).added.as_slice(), edited(&made).removed.len()), (&[print(ca(1))][..], 0));
    assert_eq!(desk.read("ca.pem"), bundle(&[ca(0)]));
}
