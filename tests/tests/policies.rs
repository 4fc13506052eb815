//! Certificate policies (RFC 5280 section 6.1) and path depth: `tillit verify` beside `openssl verify` on the same chains.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;

use tillit_lab::{CertificateBuilder, Dn, Extension, Issued, Oid};
use tillit_tests::{Home, Output, openssl_verify};

const GOLD: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.1.1");
const SILVER: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.1.2");
const OTHERS_GOLD: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.2.1");
const ANY: Oid = Oid::new_unwrap("2.5.29.32.0");

/// 2026-11-21 12:00 UTC
const AT: i64 = 1_795_262_400;

fn ca(name: &str, extensions: impl IntoIterator<Item = Extension>) -> CertificateBuilder {
    CertificateBuilder::ca(Dn::cn(name)).extensions(extensions)
}
fn card(extensions: impl IntoIterator<Item = Extension>) -> CertificateBuilder {
    CertificateBuilder::leaf(Dn::cn("Card (invented)")).extensions(extensions)
}
fn policies(policies: &[Oid]) -> Extension {
    Extension::policies(policies)
}

/// A chain in files: root, issuing CAs, card.
struct Chain {
    home: Home,
    root: PathBuf,
    authorities: Option<PathBuf>,
    card: PathBuf,
}

impl Chain {
    /// `authorities` from the root's side on.
    fn of(authorities: Vec<CertificateBuilder>, card: CertificateBuilder) -> Self {
        let home = Home::new();
        let write = |name: &str, pem: String| {
            let path = home.work().join(name);
            std::fs::write(&path, pem).unwrap();
            path
        };
        let root = CertificateBuilder::ca(Dn::cn("Root")).self_sign().unwrap();
        let mut issuer: Issued = root.clone();
        let mut pems = String::new();
        for authority in authorities {
            issuer = authority.issue(&issuer).unwrap();
            pems.push_str(&issuer.to_pem());
        }
        let card = card.issue(&issuer).unwrap();
        let root = write("root.pem", root.to_pem());
        let authorities = (!pems.is_empty()).then(|| write("authorities.pem", pems));
        let card = write("card.pem", card.to_pem());
        Self { home, root, authorities, card }
    }

    fn tillit(&self, options: &[&str]) -> Output {
        let mut args = vec!["verify", self.card.to_str().unwrap(), "--no-catalog", "--purpose", "any"];
        args.extend(["--at", "2026-11-21 12:00", "--lang", "en", "--anchor", self.root.to_str().unwrap()]);
        if let Some(path) = &self.authorities {
            args.extend(["--intermediates", path.to_str().unwrap()]);
        }
        self.home.tillit(args.into_iter().chain(options.iter().copied()))
    }

    /// Our answer, which must be OpenSSL's, and the policies.
    #[track_caller]
    fn asked(&self, options: &[&str]) -> (bool, Vec<String>) {
        let mut theirs = vec!["-policy_check"];
        let mut words = options.iter();
        while let Some(option) = words.next() {
            match *option {
                "--policy-oid" => theirs.extend(["-policy", words.next().unwrap()]),
                "--explicit-policy" => theirs.push("-explicit_policy"),
                "--inhibit-mapping" => theirs.push("-inhibit_map"),
                "--inhibit-any-policy" => theirs.push("-inhibit_any"),
                "--max-depth" => theirs.extend(["-verify_depth", words.next().unwrap()]),
                other => panic!("{other}"),
            }
        }
        // OpenSSL takes no policy for none acceptable, RFC 5280 for any-policy.
        if !options.contains(&"--policy-oid") {
            theirs.extend(["-policy", "2.5.29.32.0"]);
        }
        let errors = openssl_verify(&self.card, &self.root, self.authorities.as_deref(), AT, &theirs);
        let json: Vec<&str> = options.iter().copied().chain(["--json"]).collect();
        let report = self.tillit(&json).json();
        let verdict = &report["results"][0]["verdicts"][0];
        let trusted = verdict["trusted"].as_bool().unwrap();
        assert_eq!(trusted, errors.is_empty(), "{options:?}: openssl {errors:?}, tillit {verdict}");
        let policies = verdict["policies"].as_array().unwrap().iter().map(|p| p.as_str().unwrap().to_owned());
        (trusted, policies.collect())
    }

    #[track_caller]
    fn assert_trusted(&self, options: &[&str], valid_for: &[Oid]) {
        let valid_for: Vec<String> = valid_for.iter().map(ToString::to_string).collect();
        assert_eq!(self.asked(options), (true, valid_for), "{options:?}");
    }

    #[track_caller]
    fn assert_refused(&self, options: &[&str]) {
        assert_eq!(self.asked(options), (false, vec![]), "{options:?}");
    }
}

const GOLD_ONLY: &[&str] = &["--policy-oid", "1.3.6.1.4.1.32473.1.1", "--explicit-policy"];
const SILVER_ONLY: &[&str] = &["--policy-oid", "1.3.6.1.4.1.32473.1.2", "--explicit-policy"];
const EITHER: &[&str] =
    &["--policy-oid", "1.3.6.1.4.1.32473.1.1", "--policy-oid", "1.3.6.1.4.1.32473.1.2", "--explicit-policy"];

#[test]
fn a_policy_holds_from_the_root_to_the_card() {
    let chain = Chain::of(vec![ca("Issuing", [policies(&[GOLD, SILVER])])], card([policies(&[GOLD])]));
    chain.assert_trusted(&[], &[GOLD]);
    chain.assert_trusted(&["--explicit-policy"], &[GOLD]);
    chain.assert_trusted(GOLD_ONLY, &[GOLD]);
    chain.assert_trusted(EITHER, &[GOLD]);
    chain.assert_refused(SILVER_ONLY);
}

#[test]
fn a_policy_that_the_ca_does_not_have_is_worth_nothing() {
    let chain = Chain::of(vec![ca("Issuing", [policies(&[SILVER])])], card([policies(&[GOLD])]));
    chain.assert_trusted(&[], &[]);
    chain.assert_refused(&["--explicit-policy"]);
    let chain = Chain::of(vec![ca("Issuing", [policies(&[GOLD])])], card([]));
    chain.assert_trusted(&[], &[]);
    chain.assert_refused(GOLD_ONLY);
}

#[test]
fn any_policy_stands_for_each_unless_it_may_not() {
    let chain = Chain::of(vec![ca("Issuing", [policies(&[ANY])])], card([policies(&[GOLD])]));
    chain.assert_trusted(GOLD_ONLY, &[GOLD]);
    chain.assert_refused(&[GOLD_ONLY, &["--inhibit-any-policy"]].concat());
    let inhibited = ca("Issuing", [policies(&[GOLD]), Extension::inhibit_any_policy(0)]);
    let chain = Chain::of(vec![inhibited], card([policies(&[ANY])]));
    chain.assert_refused(GOLD_ONLY);
    let chain = Chain::of(vec![ca("Issuing", [policies(&[ANY])])], card([policies(&[ANY])]));
    chain.assert_trusted(&["--explicit-policy"], &[ANY]);
}

#[test]
fn a_policy_may_be_mapped_unless_it_may_not() {
    let mapping = Extension::policy_mappings(&[(GOLD, OTHERS_GOLD)]);
    let chain = Chain::of(vec![ca("Cross", [policies(&[GOLD]), mapping])], card([policies(&[OTHERS_GOLD])]));
    // In the words of the root's side.
    chain.assert_trusted(GOLD_ONLY, &[GOLD]);
    chain.assert_refused(&[GOLD_ONLY, &["--inhibit-mapping"]].concat());
    chain.assert_refused(&["--policy-oid", "1.3.6.1.4.1.32473.2.1", "--explicit-policy"]);
}

#[test]
fn a_ca_may_demand_a_policy() {
    let demanding = || ca("Issuing", [policies(&[GOLD]), Extension::policy_constraints(Some(0), None)]);
    let chain = Chain::of(vec![demanding()], card([policies(&[GOLD])]));
    chain.assert_trusted(&[], &[GOLD]);
    chain.assert_trusted(&["--policy-oid", "1.3.6.1.4.1.32473.1.1"], &[GOLD]);
    chain.assert_refused(&["--policy-oid", "1.3.6.1.4.1.32473.1.2"]);
    Chain::of(vec![demanding()], card([])).assert_refused(&[]);
}

#[test]
fn no_more_authorities_than_asked_for() {
    let chain = Chain::of(vec![ca("One", []), ca("Two", [])], card([]));
    chain.assert_trusted(&["--max-depth", "2"], &[]);
    chain.assert_refused(&["--max-depth", "1"]);
    chain.assert_refused(&["--max-depth", "0"]);
    let said = chain.tillit(&["--max-depth", "1"]);
    said.assert_code(1).assert_says("--max-depth");
    Chain::of(vec![], card([])).assert_trusted(&["--max-depth", "0"], &[]);
}

#[test]
fn people_see_the_policies_when_they_ask_for_more() {
    let chain = Chain::of(vec![ca("Issuing", [policies(&[GOLD])])], card([policies(&[GOLD])]));
    chain.tillit(&["-v"]).assert_code(0).assert_says("Valid for the policies: 1.3.6.1.4.1.32473.1.1");
    let short = chain.tillit(&[]);
    assert!(!short.stdout.contains("Valid for"), "{}", short.stdout);
    for wrong in ["gold", "1", "1.02.3", "3.1", ""] {
        chain.tillit(&["--policy-oid", wrong]).assert_code(2).assert_complains("1.2.752.74.6.1");
    }
    chain.tillit(&["--max-depth", "65"]).assert_code(2).assert_complains("0 to 64");
}
