//! CA certificates that pretend: handed in, or judged themselves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use tillit_tests::Home;

#[test]
fn a_false_issuing_ca_is_told_and_changes_no_answer() {
    let home = Home::new();
    home.tillit(["lab", "write", "lab"]).assert_code(0);
    let common = ["verify", "--catalog", "lab/catalog.toml", "--json"];
    let verify = |more: &[&str]| home.tillit(common.iter().chain(more).copied());
    let card = "lab/cards/upgraded/hsaid-login.pem";
    let answer = |output: &tillit_tests::Output| output.json()["results"][0]["answer"].clone();
    let codes = |output: &tillit_tests::Output| -> Vec<String> {
        let findings = output.json()["findings"].as_array().unwrap().clone();
        findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
    };

    let good = verify(&[card, "--ca", "lab/ca"]);
    good.assert_code(0);
    assert_eq!(answer(&good), "trusted");

    // Beside the right ones, in any order: told as not genuine, not used, and the run is not a clean one.
    for handed in [
        &["--ca", "lab/ca", "--ca", "lab/broken/look-alike-ca.pem"][..],
        &["--ca", "lab/broken/look-alike-ca.pem", "--ca", "lab/ca"],
        &["--ca", "lab/ca", "--intermediates", "lab/broken/look-alike-ca.pem"],
    ] {
        let output = verify(&[&[card], handed].concat());
        output.assert_code(3);
        assert_eq!(answer(&output), "trusted", "{handed:?}");
        assert!(codes(&output).contains(&"T-026".to_owned()), "{handed:?}: {:?}", codes(&output));
        let false_card = verify(&[&["lab/broken/look-alike.pem"], handed].concat());
        assert_eq!(answer(&false_card), "not-trusted", "{handed:?}");
    }

    // Judged itself: somebody else's, which is more than a wrong signature.
    let itself = verify(&["lab/broken/look-alike-ca.pem", "--ca", "lab/ca"]);
    itself.assert_code(1);
    assert_eq!(itself.json()["results"][0]["verdicts"][0]["reasons"][0]["code"], "T-105");
    // With its card in one input, it does not turn the answer into "cannot say".
    let together = home.write("together.pem", {
        let mut both = std::fs::read(home.work().join("lab/broken/look-alike.pem")).unwrap();
        both.extend(std::fs::read(home.work().join("lab/broken/look-alike-ca.pem")).unwrap());
        both
    });
    let output = verify(&[together.to_str().unwrap(), "--ca", "lab/ca"]);
    assert_eq!(answer(&output), "not-trusted", "{}", output.stdout);
}
