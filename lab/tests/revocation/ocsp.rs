//! OCSP responses before OpenSSL: what is sound is accepted, what is not is refused for its own reason.

use crate::support::{Answer, Desk, days, key, leaf, now, root};
use tillit_lab::encode::null;
use tillit_lab::{
    Algorithm, CertId, CertIdHash, CertStatus, CertificateBuilder, CrlReason, Dn, Extension, Issued, Key, KeyKind,
    KeyPool, OcspBuilder, OcspRequest, Oid, ResponderId, ResponseStatus, SingleResponse, oids,
};
use time::Duration;

/// An issuing CA under a root, a leaf under it, and who answers for it.
struct Cast {
    root: Issued,
    ca: Issued,
    leaf: Issued,
    responder: Issued,
}

fn delegated() -> CertificateBuilder {
    CertificateBuilder::ocsp_responder(Dn::cn("Responder")).key(&key("responder"))
}

fn cast() -> Cast {
    let root = root();
    let ca = CertificateBuilder::ca(Dn::cn("Issuing")).key(&key("issuing")).issue(&root).unwrap();
    let leaf = leaf().issue(&ca).unwrap();
    let responder = delegated().issue(&ca).unwrap();
    Cast { root, ca, leaf, responder }
}

impl Cast {
    fn single(&self, status: CertStatus) -> SingleResponse {
        let minute = Duration::minutes(1);
        SingleResponse::new(CertId::of(&self.leaf, &self.ca), status, now() - minute).next_update(now() + minute * 60)
    }
    fn response(&self, status: CertStatus) -> OcspBuilder {
        OcspBuilder::new(now()).single(self.single(status))
    }
    fn good(&self) -> OcspBuilder {
        self.response(CertStatus::Good)
    }
    fn judge(&self, response: &[u8], options: &[&str]) -> Answer {
        let desk = Desk::new();
        desk.certificates("root.pem", &[&self.root]);
        desk.certificates("ca.pem", &[&self.ca]);
        desk.certificates("leaf.pem", &[&self.leaf]);
        desk.put("response.der", response);
        let mut arguments = vec![
            "ocsp",
            "-respin",
            "response.der",
            "-CAfile",
            "root.pem",
            "-issuer",
            "ca.pem",
            "-verify_other",
            "ca.pem",
        ];
        arguments.extend_from_slice(options);
        arguments.extend(["-cert", "leaf.pem"]);
        desk.openssl(&arguments)
    }
    /// Verified, and the leaf has this status.
    fn assert(&self, response: &[u8], status: &str) {
        let answer = self.judge(response, &["-no_nonce"]);
        let fits = answer.text.contains("Response verify OK") && answer.text.contains(&format!("leaf.pem: {status}\n"));
        assert!(answer.ok && fits, "{status}: {}", answer.text);
        assert!(!answer.text.contains("WARNING"), "{}", answer.text);
    }
    fn refuse(&self, response: &[u8], words: &str, what: &str) {
        let answer = self.judge(response, &["-no_nonce"]);
        assert!(answer.text.contains(words), "{what}: {words} expected: {}", answer.text);
        assert!(!answer.text.contains("Response verify OK"), "{what}: {}", answer.text);
    }
}

#[test]
fn a_ca_answers_for_itself() {
    let cast = cast();
    let revoked = CertStatus::Revoked { at: now() - days(3), reason: Some(CrlReason::KeyCompromise) };
    for responder in [ResponderId::ByName, ResponderId::ByKey] {
        let sign = |builder: OcspBuilder| builder.responder(responder.clone()).sign(&cast.ca).unwrap();
        cast.assert(&sign(cast.good()), "good");
        cast.assert(&sign(cast.response(CertStatus::Unknown)), "unknown");
        cast.assert(&sign(cast.response(revoked)), "revoked");
    }
    let text = cast.judge(&cast.response(revoked).sign(&cast.ca).unwrap(), &["-no_nonce"]).text;
    assert!(text.contains("Reason: keyCompromise") && text.contains("Revocation Time: "), "{text}");
    let bare = CertStatus::Revoked { at: now() - days(3), reason: None };
    let text = cast.judge(&cast.response(bare).sign(&cast.ca).unwrap(), &["-no_nonce"]).text;
    assert!(!text.contains("Reason:") && text.contains("Revocation Time: "), "{text}");
}

#[test]
fn a_delegated_responder() {
    let cast = cast();
    for responder in [ResponderId::ByName, ResponderId::ByKey] {
        let builder = cast.good().responder(responder).certificate(&cast.responder);
        cast.assert(&builder.sign(&cast.responder).unwrap(), "good");
    }
    let by = |responder: &Issued| cast.good().certificate(responder).sign(responder).unwrap();
    let lost = cast.good().sign(&cast.responder).unwrap();
    cast.refuse(&lost, "signer certificate not found", "not included");
    let without = delegated().without(oids::EXTENDED_KEY_USAGE).issue(&cast.ca).unwrap();
    cast.refuse(&by(&without), "root ca not trusted", "without the purpose");
    let other = delegated().replace(Extension::extended_key_usage(&[oids::CLIENT_AUTH])).issue(&cast.ca).unwrap();
    cast.refuse(&by(&other), "root ca not trusted", "another purpose");
    let expired = delegated().validity(now() - days(3), now() - days(2)).issue(&cast.ca).unwrap();
    cast.refuse(&by(&expired), "certificate has expired", "expired");
    let by_root = delegated().issue(&cast.root).unwrap();
    cast.refuse(&by(&by_root), "root ca not trusted", "issued by the root in the CA's place");
    let stranger = CertificateBuilder::ca(Dn::cn("Issuing")).key(&key("stranger")).self_sign().unwrap();
    let strange = delegated().issue(&stranger).unwrap();
    cast.refuse(&by(&strange), "certificate verify error", "issued by somebody else of the same name");
    let checked = delegated().without(oids::OCSP_NOCHECK).issue(&cast.ca).unwrap();
    cast.assert(&by(&checked), "good");

    let shown = |issued: &Issued| {
        let desk = Desk::new();
        desk.certificates("c.pem", &[issued]);
        desk.openssl(&["x509", "-in", "c.pem", "-noout", "-text"]).text
    };
    assert!(shown(&cast.responder).contains("OCSP No Check") && shown(&cast.responder).contains("OCSP Signing"));
    assert!(!shown(&checked).contains("OCSP No Check"));
}

#[test]
fn what_is_wrong_is_refused() {
    let cast = cast();
    let sign = |builder: OcspBuilder| builder.sign(&cast.ca).unwrap();
    cast.refuse(&sign(cast.good().corrupt_signature()), "signature failure", "corrupt");
    cast.refuse(&sign(cast.good().responder(ResponderId::Name(Dn::cn("X")))), "signer certificate not found", "name");
    cast.refuse(&sign(cast.good().responder(ResponderId::Key(vec![7; 20]))), "signer certificate not found", "key");
    let by_other = cast.good().sign_with_key(&key("leaf"), &cast.ca.subject, Algorithm::EcdsaSha256).unwrap();
    cast.refuse(&by_other, "signer certificate not found", "another key by its own hash");
    let by_other = cast.good().responder(ResponderId::ByName);
    let by_other = by_other.sign_with_key(&key("leaf"), &cast.ca.subject, Algorithm::EcdsaSha256).unwrap();
    cast.refuse(&by_other, "signature failure", "another key under the CA's name");
    let algorithm = cast.good().algorithm_identifier(Algorithm::EcdsaSha384.identifier());
    cast.refuse(&sign(algorithm), "signature failure", "another algorithm");
    cast.refuse(&sign(cast.good().kind(Oid::new_unwrap("1.2.3"))), "not basic response", "another kind");

    for (status, name) in [
        (ResponseStatus::MalformedRequest, "malformedrequest (1)"),
        (ResponseStatus::InternalError, "internalerror (2)"),
        (ResponseStatus::TryLater, "trylater (3)"),
        (ResponseStatus::SigRequired, "sigrequired (5)"),
        (ResponseStatus::Unauthorized, "unauthorized (6)"),
        (ResponseStatus::Other(4), "(UNKNOWN) (4)"),
    ] {
        cast.refuse(&status.response(), &format!("Responder Error: {name}"), name);
        cast.refuse(&sign(cast.good().status(status)), &format!("Responder Error: {name}"), name);
    }
    assert!(!cast.judge(&ResponseStatus::Successful.response(), &["-no_nonce"]).text.contains("verify OK"));
}

#[test]
fn times_serials_and_nonces() {
    let cast = cast();
    let id = || CertId::of(&cast.leaf, &cast.ca);
    let told = |single: SingleResponse| {
        let response = OcspBuilder::new(now()).single(single).sign(&cast.ca).unwrap();
        cast.judge(&response, &["-no_nonce"]).text
    };
    let stale = SingleResponse::new(id(), CertStatus::Good, now() - days(3)).next_update(now() - days(2));
    assert!(told(stale).contains("status expired"));
    let early = SingleResponse::new(id(), CertStatus::Good, now() + days(2)).next_update(now() + days(3));
    assert!(told(early).contains("status not yet valid"));
    let open = told(SingleResponse::new(id(), CertStatus::Good, now() - days(3)));
    assert!(open.contains("leaf.pem: good") && !open.contains("Next Update"), "{open}");

    let other = |id: CertId| told(SingleResponse::new(id, CertStatus::Good, now() - Duration::minutes(1)));
    assert!(other(id().serial(&[0x55])).contains("No Status found"));
    assert!(other(CertId::of(&cast.leaf, &cast.root)).contains("No Status found"));
    // OpenSSL asks with SHA-1 unless told.
    assert!(other(CertId::new(CertIdHash::Sha256, &cast.ca, &cast.leaf.serial)).contains("No Status found"));
    for (hash, option) in
        [(CertIdHash::Sha256, "-sha256"), (CertIdHash::Sha384, "-sha384"), (CertIdHash::Sha512, "-sha512")]
    {
        let single = SingleResponse::new(CertId::new(hash, &cast.ca, &cast.leaf.serial), CertStatus::Good, now());
        let response = OcspBuilder::new(now()).single(single).sign(&cast.ca).unwrap();
        let answer = cast.judge(&response, &["-no_nonce", option]);
        assert!(answer.text.contains("leaf.pem: good"), "{}", answer.text);
    }
    let two = OcspBuilder::new(now())
        .single(SingleResponse::new(id().serial(&[0x55]), CertStatus::Unknown, now()))
        .single(cast.single(CertStatus::Good));
    cast.assert(&two.sign(&cast.ca).unwrap(), "good");

    let wrong = cast.judge(&cast.good().nonce(&[7; 16]).sign(&cast.ca).unwrap(), &[]);
    assert!(wrong.text.contains("Nonce Verify error"), "{}", wrong.text);
    let absent = cast.judge(&cast.good().sign(&cast.ca).unwrap(), &[]);
    assert!(absent.text.contains("WARNING: no nonce in response"), "{}", absent.text);
}

#[test]
fn fields_are_read_as_they_were_meant() {
    let cast = cast();
    let unknown = || Extension::new(Oid::new_unwrap("1.2.3.4"), true, null());
    let response = OcspBuilder::new(time::macros::datetime!(2026-01-02 03:04:05 UTC))
        .version_field(1)
        .single(cast.single(CertStatus::Good).extension(unknown()))
        .nonce(&[0xaa; 8])
        .extension(unknown())
        .sign(&cast.ca)
        .unwrap();
    let text = cast.judge(&response, &["-no_nonce", "-resp_text"]).text;
    for wanted in
        ["Version: 2 (0x1)", "Produced At: Jan  2 03:04:05 2026 GMT", "0408AAAAAAAAAAAAAAAA", "1.2.3.4: critical"]
    {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert_eq!(text.matches("1.2.3.4: critical").count(), 2, "{text}");
}

#[test]
fn every_kind_of_signature() {
    use Algorithm::*;
    let rsa = [RsaPkcs1Sha1, RsaPkcs1Sha256, RsaPkcs1Sha384, RsaPkcs1Sha512, RsaPssSha256, RsaPssSha384, RsaPssSha512];
    let kinds: [(KeyKind, &[Algorithm]); 5] = [
        (KeyKind::RSA_2048, &rsa),
        (KeyKind::P256, &[EcdsaSha256]),
        (KeyKind::P384, &[EcdsaSha384]),
        (KeyKind::P521, &[EcdsaSha512]),
        (KeyKind::Ed25519, &[Ed25519]),
    ];
    let cast = cast();
    for (kind, algorithms) in kinds {
        let key: Key = KeyPool::shared().get(kind, "responder").unwrap();
        let responder = delegated().key(&key).issue(&cast.ca).unwrap();
        for &algorithm in algorithms {
            let response = cast.good().certificate(&responder).sign_with(&responder, algorithm).unwrap();
            let answer = cast.judge(&response, &["-no_nonce"]);
            assert!(answer.text.contains("Response verify OK"), "{algorithm:?}: {}", answer.text);
        }
    }
}

#[test]
fn requests_of_openssl_are_read_and_ours_are_read_by_it() {
    let cast = cast();
    let desk = Desk::new();
    desk.certificates("ca.pem", &[&cast.ca]);
    desk.certificates("leaf.pem", &[&cast.leaf]);
    let ask = |options: &[&str]| {
        let mut arguments = vec!["ocsp", "-reqout", "request.der"];
        arguments.extend_from_slice(options);
        let answer = desk.openssl(&arguments);
        assert!(answer.ok, "{}", answer.text);
        OcspRequest::from_der(&std::fs::read(desk.path().join("request.der")).unwrap()).unwrap()
    };
    let read = ask(&["-issuer", "ca.pem", "-cert", "leaf.pem", "-serial", "0x5500", "-no_nonce"]);
    assert_eq!(read.certificates[0], CertId::of(&cast.leaf, &cast.ca));
    assert_eq!(read.certificates[1], CertId::of(&cast.leaf, &cast.ca).serial(&[0x55, 0]));
    assert!(read.nonce.is_none() && read.certificates.iter().all(|id| id.is_from(&cast.ca)));
    assert!(!read.certificates[0].is_from(&cast.root));
    let read = ask(&["-sha256", "-issuer", "ca.pem", "-cert", "leaf.pem"]);
    assert_eq!(read.certificates, [CertId::new(CertIdHash::Sha256, &cast.ca, &cast.leaf.serial)]);
    assert_eq!(read.nonce.as_ref().map(Vec::len), Some(16));
    // One that is signed, by somebody with a name.
    std::fs::write(desk.path().join("leaf.key"), cast.leaf.key.to_pem()).unwrap();
    let signed = ask(&["-issuer", "ca.pem", "-cert", "leaf.pem", "-signer", "leaf.pem", "-signkey", "leaf.key"]);
    assert_eq!(signed.certificates, [CertId::of(&cast.leaf, &cast.ca)]);

    desk.put("ours.der", read.to_der());
    let shown = desk.openssl(&["ocsp", "-reqin", "ours.der", "-req_text", "-noverify"]).text;
    assert!(shown.contains("Hash Algorithm: sha256") && shown.contains("Serial Number: 1122"), "{shown}");
    assert!(shown.contains("OCSP Nonce"), "{shown}");
    assert_eq!(OcspRequest::from_der(&read.to_der()).unwrap(), read);

    // Nothing that is cut short or turned is anything but an error or another question.
    let der = read.to_der();
    for end in 0..der.len() {
        assert!(OcspRequest::from_der(&der[..end]).is_err(), "{end}");
    }
    for place in 0..der.len() {
        let mut turned = der.clone();
        turned[place] ^= 0x81;
        let _ = OcspRequest::from_der(&turned);
    }
}
