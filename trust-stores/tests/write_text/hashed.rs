//! Hashed directories.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tillit_lab::{CertificateBuilder, Dn, Issued, Key, KeyKind};
use tillit_trust_stores::install::Refusal;

use super::{Desk, bundle, ca, change, plan, print, refusal, slug, snapshot};

/// A folder with these certificates, hashed by OpenSSL.
fn hashed(desk: &Desk, certificates: &[(&str, &Issued)]) -> String {
    for (name, issued) in certificates {
        desk.write(&format!("cas/{name}.pem"), issued.to_pem());
    }
    desk.says("openssl", &["rehash", "cas"]);
    desk.target("cas")
}

fn hash(desk: &Desk, issued: &Issued, which: &str) -> String {
    desk.write("hash.pem", issued.to_pem());
    desk.says("openssl", &["x509", "-noout", which, "-in", "hash.pem"]).trim().to_owned()
}

/// OpenSSL finds it as an anchor, and for a self-signed CA that is all.
fn is_found(desk: &Desk, issued: &Issued) -> bool {
    desk.write("leaf.pem", issued.to_pem());
    desk.run("openssl", &["verify", "-no-CAfile", "-no-CAstore", "-CApath", "cas", "leaf.pem"]).status.success()
}

/// Links of the folder with what they say.
fn links(folder: &Path) -> BTreeSet<(PathBuf, PathBuf)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let links = entries.filter(|path| path.symlink_metadata().unwrap().is_symlink());
    links.map(|path| (path.file_name().unwrap().into(), std::fs::read_link(&path).unwrap())).collect()
}

/// `openssl rehash` makes the same links of the same files.
fn as_rehash(desk: &Desk) {
    let ours = links(&desk.path("cas"));
    desk.says("sh", &["-c", "rm -rf copy && cp -a cas copy && find copy -type l -delete && openssl rehash copy"]);
    assert_eq!(ours, links(&desk.path("copy")));
}

#[test]
fn as_openssl_would_hash_it() {
    let desk = Desk::new();
    let target = hashed(&desk, &[("a", ca(3)), ("b", ca(0))]);
    let before = snapshot(&desk.path("cas"));
    let made = change(&target, &[ca(1), ca(2), ca(0)], &[]);
    assert_eq!((made.added.len(), made.changes.len()), (2, 4));
    assert!([0, 1, 2, 3].into_iter().all(|index| is_found(&desk, ca(index))));
    as_rehash(&desk);
    change(&target, &[], &[ca(1), ca(2)]);
    assert_eq!(snapshot(&desk.path("cas")), before);
    assert!(!is_found(&desk, ca(1)));
    as_rehash(&desk);
    change(&target, &[ca(2)], &[ca(3), ca(0)]);
    as_rehash(&desk);
    assert!(is_found(&desk, ca(2)) && !is_found(&desk, ca(0)));
    assert!(matches!(refusal(&plan(&target, &[], &[ca(2)])), Refusal::WouldBeEmpty));
}

/// OpenSSL stops at the first number that is not there.
#[test]
fn twins_move_down_when_the_first_goes() {
    let third =
        CertificateBuilder::ca(Dn::cn("Twin CA")).key(&Key::generate(KeyKind::P256).unwrap()).self_sign().unwrap();
    let desk = Desk::new();
    let target = hashed(&desk, &[("a", ca(4)), ("z", ca(3))]);
    let before = snapshot(&desk.path("cas"));
    change(&target, &[ca(5), &third], &[]);
    let hash = hash(&desk, ca(4), "-subject_hash");
    let link = |number: u32| std::fs::read_link(desk.path("cas").join(format!("{hash}.{number}"))).ok();
    assert_eq!(link(2), Some(format!("{}.pem", slug(&third)).into()));
    assert!([ca(4), ca(5), &third].into_iter().all(|twin| is_found(&desk, twin)));
    let full = snapshot(&desk.path("cas"));
    change(&target, &[], &[ca(4)]);
    assert_eq!((link(1), link(2)), (Some(format!("{}.pem", slug(&third)).into()), None));
    assert!(is_found(&desk, ca(5)) && is_found(&desk, &third) && !is_found(&desk, ca(4)));
    change(&target, &[ca(4)], &[ca(5), &third]);
    assert!(is_found(&desk, ca(4)) && !is_found(&desk, ca(5)));

    // The last ones that came are the first to go: as before.
    std::fs::remove_dir_all(desk.path("cas")).unwrap();
    hashed(&desk, &[("a", ca(4)), ("z", ca(3))]);
    assert_eq!(snapshot(&desk.path("cas")), before);
    change(&target, &[ca(5), &third], &[]);
    assert_eq!(snapshot(&desk.path("cas")), full);
    change(&target, &[], &[&third]);
    change(&target, &[], &[ca(5)]);
    assert_eq!(snapshot(&desk.path("cas")), before);
}

/// Announced by Apache, and trusted by nobody: the link is all that is missing.
#[test]
fn what_lies_there_unhashed_gets_its_link() {
    let desk = Desk::new();
    let target = hashed(&desk, &[("a", ca(3))]);
    desk.write("cas/root.pem", ca(0).to_pem());
    desk.write("cas/several.pem", bundle(&[ca(1), ca(2)]));
    assert!(!is_found(&desk, ca(0)));
    let made = change(&target, &[ca(0), ca(1)], &[]);
    assert_eq!((made.added.len(), made.amended), (0, vec![print(ca(0)), print(ca(1))]));
    let link = desk.path("cas").join(format!("{}.0", hash(&desk, ca(0), "-subject_hash")));
    assert_eq!(std::fs::read_link(link).unwrap(), Path::new("root.pem"));
    assert!(is_found(&desk, ca(0)) && is_found(&desk, ca(1)) && !is_found(&desk, ca(2)));
    // A certificate among several goes out of its file, and its own file goes.
    change(&target, &[], &[ca(1)]);
    assert_eq!(desk.read("cas/several.pem"), bundle(&[ca(2)]));
    assert!(!desk.path("cas").join(format!("{}.pem", slug(ca(1)))).exists());
}

#[test]
fn old_style_links_are_kept_up() {
    let desk = Desk::new();
    for (name, issued) in [("a", ca(3)), ("b", ca(0))] {
        desk.write(&format!("cas/{name}.pem"), issued.to_pem());
    }
    desk.says("openssl", &["rehash", "-compat", "cas"]);
    let target = desk.target("cas");
    let before = snapshot(&desk.path("cas"));
    change(&target, &[ca(1)], &[]);
    for which in ["-subject_hash", "-subject_hash_old"] {
        assert!(desk.path("cas").join(format!("{}.0", hash(&desk, ca(1), which))).exists(), "{which}");
    }
    assert!(is_found(&desk, ca(1)));
    change(&target, &[], &[ca(1)]);
    assert_eq!(snapshot(&desk.path("cas")), before);
}

#[test]
fn copies_where_copies_are_kept() {
    let desk = Desk::new();
    desk.write("cas/a.pem", ca(4).to_pem());
    desk.write("cas/b.pem", ca(3).to_pem());
    // As systems without links have it.
    desk.says("openssl", &["rehash", "cas"]);
    for (name, _) in links(&desk.path("cas")) {
        let path = desk.path("cas").join(name);
        let content = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, content).unwrap();
    }
    let target = desk.target("cas");
    let before = snapshot(&desk.path("cas"));
    change(&target, &[ca(5)], &[]);
    assert!(links(&desk.path("cas")).is_empty() && is_found(&desk, ca(5)));
    let both = snapshot(&desk.path("cas"));
    change(&target, &[], &[ca(5)]);
    assert_eq!(snapshot(&desk.path("cas")), before);
    change(&target, &[ca(5)], &[]);
    assert_eq!(snapshot(&desk.path("cas")), both);
    change(&target, &[], &[ca(4)]);
    assert!(is_found(&desk, ca(5)) && !is_found(&desk, ca(4)));
    let hash = hash(&desk, ca(5), "-subject_hash");
    assert_eq!(desk.read(&format!("cas/{hash}.0")), ca(5).to_pem());
    assert!(!desk.path("cas").join(format!("{hash}.1")).exists());
}

#[test]
fn links_that_lead_nowhere_are_left_and_not_stepped_over() {
    let desk = Desk::new();
    let target = hashed(&desk, &[("a", ca(3))]);
    desk.link("cas/0badcafe.0", "gone.pem");
    let before = snapshot(&desk.path("cas"));
    change(&target, &[ca(1)], &[]);
    change(&target, &[], &[ca(1)]);
    assert_eq!(snapshot(&desk.path("cas")), before);
    // OpenSSL stops at a link that leads nowhere: whatever comes after it is not found.
    let link = format!("cas/{}.0", hash(&desk, ca(0), "-subject_hash"));
    desk.link(&link, "gone.pem");
    assert!(matches!(refusal(&plan(&target, &[ca(0)], &[])), Refusal::WouldLose(_)));
    // One of ours, of which the file was taken away by hand, leads somewhere again.
    std::fs::remove_file(desk.path(&link)).unwrap();
    change(&target, &[ca(0)], &[]);
    let full = snapshot(&desk.path("cas"));
    std::fs::remove_file(desk.path(&format!("cas/{}.pem", slug(ca(0))))).unwrap();
    change(&target, &[ca(0)], &[]);
    assert_eq!(snapshot(&desk.path("cas")), full);
}

/// Filling a gap would make OpenSSL find what it has not found until now.
#[test]
fn a_gap_is_not_filled_in_silence() {
    let desk = Desk::new();
    let target = hashed(&desk, &[("a", ca(3)), ("twin", ca(4))]);
    let hash = hash(&desk, ca(4), "-subject_hash");
    std::fs::rename(desk.path(&format!("cas/{hash}.0")), desk.path(&format!("cas/{hash}.1"))).unwrap();
    assert!(!is_found(&desk, ca(4)));
    assert!(matches!(refusal(&plan(&target, &[ca(5)], &[])), Refusal::WouldLose(_)));
    change(&target, &[ca(4)], &[]);
    assert!(is_found(&desk, ca(4)));
}

#[test]
fn what_the_system_makes_is_not_written() {
    let plan = plan("/etc/ssl/certs", &[ca(0)], &[]);
    assert!(matches!(refusal(&plan), Refusal::Generated(_)), "{plan:?}");
}
