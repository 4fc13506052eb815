//! Folders with a file for each certificate.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

use tillit_trust_stores::install::{Planned, Refusal};

use super::{Desk, bundle, ca, change, plan, planned, print, refusal, slug, snapshot};

#[test]
fn a_file_for_each_and_back_again() {
    let desk = Desk::new();
    for (name, index) in [("cas/a.pem", 3), ("cas/sub/b.pem", 0)] {
        desk.write(name, ca(index).to_pem());
        std::fs::set_permissions(desk.path(name), std::fs::Permissions::from_mode(0o640)).unwrap();
    }
    desk.write("cas/README", "nothing\n");
    std::fs::set_permissions(desk.path("cas/README"), std::fs::Permissions::from_mode(0o640)).unwrap();
    let target = desk.target("cas");
    let before = snapshot(&desk.path("cas"));
    let made = change(&target, &[ca(1), ca(2), ca(0)], &[]);
    assert_eq!((made.changes.len(), made.added.len()), (2, 2));
    for index in [1, 2] {
        let file = desk.path("cas").join(format!("{}.pem", slug(ca(index))));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), ca(index).to_pem());
        assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o640);
        desk.says("openssl", &["x509", "-noout", "-in", file.to_str().unwrap()]);
    }
    change(&target, &[], &[ca(1), ca(2)]);
    assert_eq!(snapshot(&desk.path("cas")), before);
    // The files of others go, too, wherever in the folder they lie.
    change(&target, &[ca(1)], &[ca(0), ca(3)]);
    assert!(!desk.path("cas/a.pem").exists() && !desk.path("cas/sub/b.pem").exists());
    assert!(matches!(refusal(&plan(&target, &[], &[ca(1)])), Refusal::WouldBeEmpty));
}

#[test]
fn names_that_are_taken_and_names_that_are_usual() {
    let desk = Desk::new();
    desk.write("cas/a.crt", ca(3).to_pem());
    desk.write(&format!("cas/{}.crt", slug(ca(1))), ca(0).to_pem());
    let target = desk.target("cas");
    change(&target, &[ca(1)], &[]);
    assert_eq!(desk.read(&format!("cas/{}-2.crt", slug(ca(1)))), ca(1).to_pem());
    assert_eq!(desk.read(&format!("cas/{}.crt", slug(ca(1)))), ca(0).to_pem());
}

#[test]
fn several_in_one_file_and_several_names_of_one_file() {
    let desk = Desk::new();
    desk.write("cas/bundle.pem", bundle(&[ca(0), ca(1), ca(2)]));
    desk.write("cas/copy.pem", ca(1).to_pem());
    std::fs::hard_link(desk.path("cas/copy.pem"), desk.path("cas/second-name.pem")).unwrap();
    desk.link("cas/link.pem", "copy.pem");
    desk.link("cas/chain.pem", "link.pem");
    desk.link("cas/nowhere.pem", "gone.pem");
    let target = desk.target("cas");
    // What undo makes again would be two files.
    assert!(matches!(refusal(&plan(&target, &[], &[ca(1)])), Refusal::HardLinked(2)));
    std::fs::remove_file(desk.path("cas/second-name.pem")).unwrap();
    let made = change(&target, &[], &[ca(1)]);
    assert_eq!(made.removed, [print(ca(1))]);
    let names: Vec<String> = snapshot(&desk.path("cas"))
        .into_keys()
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    // A link of others that leads nowhere is left.
    assert_eq!(names, ["bundle.pem", "nowhere.pem"]);
    assert_eq!(desk.read("cas/bundle.pem"), bundle(&[ca(0), ca(2)]));
}

#[test]
fn what_lies_elsewhere_is_not_touched() {
    let desk = Desk::new();
    desk.write("cas/a.pem", ca(3).to_pem());
    desk.write("elsewhere/one.pem", ca(0).to_pem());
    desk.write("elsewhere/two.pem", bundle(&[ca(1), ca(2)]));
    desk.link("cas/one.pem", "../elsewhere/one.pem");
    let target = desk.target("cas");
    change(&target, &[], &[ca(0)]);
    assert!(desk.path("elsewhere/one.pem").exists() && desk.path("cas/one.pem").symlink_metadata().is_err());
    desk.link("cas/two.pem", "../elsewhere/two.pem");
    assert!(matches!(refusal(&plan(&target, &[], &[ca(1)])), Refusal::WouldLose(_)));
    desk.link("cas/all", "../elsewhere");
    std::fs::remove_file(desk.path("cas/two.pem")).unwrap();
    assert!(matches!(refusal(&plan(&target, &[], &[ca(0)])), Refusal::WouldLose(_)));
}

#[test]
fn files_that_hold_more_than_certificates_are_kept() {
    let desk = Desk::new();
    desk.write("cas/a.pem", ca(3).to_pem());
    let key = desk.says("openssl", &["genpkey", "-algorithm", "ed25519"]);
    desk.write("cas/server.pem", format!("{}{key}", ca(0).to_pem()));
    let target = desk.target("cas");
    assert!(matches!(refusal(&plan(&target, &[], &[ca(0)])), Refusal::PrivateKeyFile));
    std::fs::remove_file(desk.path("cas/server.pem")).unwrap();
    desk.write("cas/b.der", &ca(1).der);
    let parameters = desk.says("openssl", &["ecparam", "-name", "prime256v1"]);
    desk.write("cas/c.pem", format!("{}{parameters}", ca(1).to_pem()));
    change(&target, &[], &[ca(1)]);
    assert!(!desk.path("cas/b.der").exists());
    assert_eq!(desk.read("cas/c.pem"), parameters);
}

/// The kubelet writes there; what others write is gone with the next update.
#[test]
fn the_volume_of_a_config_map_is_not_written() {
    let desk = Desk::new();
    desk.write("cas/..2026_11_21/ca.crt", ca(0).to_pem());
    desk.link("cas/..data", "..2026_11_21");
    desk.link("cas/ca.crt", "..data/ca.crt");
    assert!(matches!(refusal(&plan(&desk.target("cas"), &[ca(1)], &[])), Refusal::Generated(_)));
    assert!(matches!(planned(&plan(&desk.target("cas"), &[ca(0)], &[])), Planned::Unchanged | Planned::Refused(_)));
}

#[test]
fn links_in_a_circle_and_other_things_in_the_way() {
    let desk = Desk::new();
    desk.write("cas/a.pem", ca(3).to_pem());
    desk.link("cas/one", "two");
    desk.link("cas/two", "one");
    desk.link("cas/self", ".");
    desk.says("mkfifo", &["cas/pipe.pem"]);
    std::fs::create_dir(desk.path("cas").join(format!("{}.pem", slug(ca(1))))).unwrap();
    let target = desk.target("cas");
    change(&target, &[ca(1)], &[]);
    assert_eq!(desk.read(&format!("cas/{}-2.pem", slug(ca(1)))), ca(1).to_pem());
    change(&target, &[], &[ca(3)]);
    assert!(desk.path("cas/one").symlink_metadata().is_ok() && !desk.path("cas/a.pem").exists());
}
