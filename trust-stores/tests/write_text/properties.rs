//! What is put in and taken out again leaves nothing behind.

use proptest::prelude::*;

use super::{CERTIFICATES, Desk, ca, change, snapshot};
use tillit_lab::Issued;

/// Pieces of which a bundle is made: a certificate, or something between.
fn pieces() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..4_usize, 0..7_usize), 1..6)
}

fn text(pieces: &[(usize, usize)], crlf: bool) -> String {
    let between =
        ["", "\n", "# Made-up Issuing CA 1\n", "# a comment\n\n", "Subject: CN=x\nIssuer: CN=y\n", "====\n", " \t\n"];
    let text: String = pieces.iter().map(|(index, gap)| format!("{}{}", between[*gap], ca(*index).to_pem())).collect();
    if crlf { text.replace('\n', "\r\n") } else { text }
}

/// Certificates that are not among those with these numbers.
fn absent(there: &[usize]) -> Vec<&'static Issued> {
    (0..CERTIFICATES.len()).filter(|index| !there.contains(index)).map(ca).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn a_bundle_comes_back(pieces in pieces(), crlf: bool, tail in 0..3_usize) {
        let desk = Desk::new();
        let text = text(&pieces, crlf) + ["", "\n", "# end\n"][tail];
        let target = desk.write("ca.pem", &text);
        let there: Vec<usize> = pieces.iter().map(|(index, _)| *index).collect();
        let new = absent(&there);
        change(&target, &new, &[]);
        prop_assert!(desk.read("ca.pem").starts_with(&text));
        change(&target, &[], &new);
        prop_assert_eq!(desk.read("ca.pem"), text);
    }

    #[test]
    fn a_folder_comes_back(files in prop::collection::vec(pieces(), 1..4), rehash: bool) {
        let desk = Desk::new();
        for (number, pieces) in files.iter().enumerate() {
            desk.write(&format!("cas/{number}.pem"), text(pieces, false));
        }
        let mut there: Vec<usize> = files.iter().flatten().map(|(index, _)| *index).collect();
        if rehash {
            desk.write("cas/own.pem", ca(3).to_pem());
            desk.says("openssl", &["rehash", "cas"]);
            there.push(3);
        }
        let target = desk.target("cas");
        let before = snapshot(&desk.path("cas"));
        let new = absent(&there);
        change(&target, &new, &[]);
        change(&target, &[], &new);
        prop_assert_eq!(snapshot(&desk.path("cas")), before);
    }
}
