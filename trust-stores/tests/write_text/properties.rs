//! What is put in and taken out again leaves nothing behind.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::{CERTIFICATES, Desk, ca, change, plan, snapshot};
use tillit_lab::Issued;

/// Pieces of which a bundle is made: a certificate, or something between.
fn pieces() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..4_usize, 0..7_usize), 1..6)
}

fn text(pieces: &[(usize, usize)], crlf: bool) -> String {
    let between =
        ["", "\n", "# Made-up Issuing CA 1\n", "# a comment\n\n", "Subject: CN=x\nIssuer: CN=y\n", "====\n", " \t\n"];
    let mut text = String::new();
    for (index, gap) in pieces {
        text.push_str(between[*gap]);
        text.push_str(&ca(*index).to_pem());
    }
    if crlf { text.replace('\n', "\r\n") } else { text }
}

/// A ConfigMap with a bundle in a block of some layout among other things.
fn config_map(pieces: &[(usize, usize)], indent: usize, layout: (usize, usize), crlf: bool) -> String {
    let mut block = String::new();
    for line in text(pieces, false).trim().lines() {
        // White space at the end of a line is not what is tried here.
        let line = line.trim_end();
        let gap = if line.is_empty() { 0 } else { indent };
        let _ = writeln!(block, "{:gap$}{line}", "");
    }
    let chomping = ["", "-", "+", " # å"][layout.0];
    let after = ["", "\n\n", "  # a comment\n", "  z: \"y\"\n", "...\n", "---\nkind: Other\n"][layout.1];
    let text =
        format!("kind: ConfigMap\n# åäö\napiVersion: v1\ndata:\n  a: 'b'\n  ca.crt: |{chomping}\n{block}{after}");
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
    fn a_config_map_comes_back(
        pieces in pieces(), indent in 3..12_usize, layout in (0..4_usize, 0..6_usize), crlf: bool,
    ) {
        let desk = Desk::new();
        let text = config_map(&pieces, indent, layout, crlf);
        let target = desk.write("map.yaml", &text);
        let there: Vec<usize> = pieces.iter().map(|(index, _)| *index).collect();
        let new = absent(&there);
        change(&target, &new, &[]);
        let after = desk.read("map.yaml");
        let mut lines = after.lines();
        prop_assert!(text.lines().all(|line| lines.any(|kept| kept == line)));
        change(&target, &[], &new);
        prop_assert_eq!(desk.read("map.yaml"), text);
    }

    /// Whatever is wrong with a file: a plan that is made is sound, or there is none.
    #[test]
    fn damage(pieces in pieces(), layout in (0..4_usize, 0..6_usize), at in 0.0..1.0_f64, byte: u8, cut: bool) {
        let desk = Desk::new();
        let object = config_map(&pieces, 4, layout, false);
        let json = serde_json::json!({"apiVersion": "v1", "kind": "ConfigMap", "data": {"ca.crt": text(&pieces, false)}});
        for (name, text) in [("map.yaml", object), ("map.json", json.to_string()), ("ca.pem", text(&pieces, false))] {
            let mut bytes = text.into_bytes();
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
            let at = (at * bytes.len() as f64) as usize;
            if cut { bytes.truncate(at) } else { bytes[at] = byte }
            let target = desk.write(name, &bytes);
            let made = plan(&target, &[ca(4)], &[]);
            if made.can_be_applied() {
                change(&target, &[ca(4)], &[]);
            }
        }
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
