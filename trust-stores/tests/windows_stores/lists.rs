//! Microsoft's own lists, as Windows keeps them in the registry. They are made here, and signed with OpenSSL; who names a certificate in them
//! by its hash is OpenSSL (on Windows, `crypt32`), too.

use tillit_lab::encode;
use time::OffsetDateTime;
use time::macros::datetime;

/// The algorithms of lists: SHA-1 of the certificate, and `szOID_DISALLOWED_HASH`.
const SHA1: &str = "1.3.14.3.2.26";
pub(super) const DISALLOWED_HASH: &str = "1.3.6.1.4.1.311.10.11.15";
const CTL: &str = "1.3.6.1.4.1.311.10.1";
pub(super) const MADE: OffsetDateTime = datetime!(2026-10-01 12:00 UTC);
pub(super) const KEY: &str = r"HKLM\SOFTWARE\Microsoft\SystemCertificates\AuthRoot\AutoUpdate";

/// A hash, and properties by number.
pub(super) type Subject<'a> = (Vec<u8>, &'a [(u32, &'a [u8])]);

fn oid(dotted: &str) -> Vec<u8> {
    encode::oid(tillit_lab::Oid::new_unwrap(dotted))
}

/// A list, not signed yet.
pub(super) fn list(algorithm: &str, subjects: &[Subject<'_>]) -> Vec<u8> {
    let attribute = |(number, value): &(u32, &[u8])| {
        let kind = oid(&format!("1.3.6.1.4.1.311.10.11.{number}"));
        encode::sequence([kind, encode::constructed(encode::SET, [encode::octets(value)])])
    };
    let subject = |(hash, properties): &Subject<'_>| {
        let attributes = encode::constructed(encode::SET, properties.iter().map(attribute));
        let parts = [Some(encode::octets(hash)), (!properties.is_empty()).then_some(attributes)];
        encode::sequence(parts.into_iter().flatten())
    };
    encode::sequence([
        encode::sequence([oid("1.3.6.1.4.1.311.10.3.30")]),
        encode::octets(b"D\0i\0s\0a\0l\0l\0o\0w\0e\0d\0\0\0"),
        encode::integer(0x01d0_f584_a9ad_12f7),
        encode::time(MADE),
        encode::sequence([oid(algorithm), encode::null()]),
        encode::sequence(subjects.iter().map(subject)),
    ])
}

/// PKCS#7 around it, as Microsoft's lists have it: the list as it stands, not in an octet string. Nobody has signed it.
#[cfg(windows)]
pub(super) fn message(list: &[u8]) -> Vec<u8> {
    let inner = encode::sequence([oid(CTL), encode::explicit(0, [list])]);
    let empty = || encode::constructed::<Vec<u8>>(encode::SET, []);
    let signed = encode::sequence([encode::integer(1), empty(), inner, empty()]);
    encode::sequence([oid("1.2.840.113549.1.7.2"), encode::explicit(0, [signed])])
}

/// Purposes as `CERT_ENHKEY_USAGE_PROP_ID` has them: server authentication alone.
const SERVERS_ALONE: &[u8] = &[0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1];

#[cfg(not(windows))]
fn sha1(der: &[u8]) -> Vec<u8> {
    let name = tillit_trust_stores::windows::element::key_name(der);
    (0..name.len()).step_by(2).map(|at| u8::from_str_radix(&name[at..at + 2], 16).unwrap()).collect()
}

#[cfg(not(windows))]
mod in_exports {
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use tillit_trust_stores::coverage::Effect;
    use tillit_trust_stores::windows::{List, Origin as From, Scope, StoreName};
    use tillit_trust_stores::{Grant, Observation};
    use tillit_verifier::Certificate;

    use super::*;
    use crate::exported::{HSA3, ROOT, Registry, ca, cover, has, new, one};

    /// OpenSSL at work in a folder.
    struct Desk(tempfile::TempDir);

    impl Desk {
        fn new() -> Self {
            let desk = Self(tempfile::tempdir().unwrap());
            let subject = ["-subj", "/CN=Not Microsoft", "-keyout", "key.pem", "-out", "signer.pem"];
            let key = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
            desk.openssl(&[&key[..], &subject].concat());
            desk
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        #[track_caller]
        fn openssl(&self, args: &[&str]) -> Vec<u8> {
            let output = Command::new("openssl").args(args).current_dir(self.0.path()).output().unwrap();
            assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
            output.stdout
        }

        fn signed(&self, list: &[u8]) -> Vec<u8> {
            std::fs::write(self.path("list"), list).unwrap();
            let form = ["-binary", "-nodetach", "-outform", "DER", "-econtent_type", CTL];
            let with = ["-signer", "signer.pem", "-inkey", "key.pem", "-in", "list", "-out", "signed"];
            self.openssl(&[&["cms", "-sign"], &form[..], &with].concat());
            let check = ["cms", "-verify", "-noverify", "-inform", "DER", "-in", "signed", "-out", "again"];
            self.openssl(&check);
            assert_eq!(std::fs::read(self.path("again")).unwrap(), list);
            std::fs::read(self.path("signed")).unwrap()
        }

        fn digest(&self, hash: &str, file: &str) -> Vec<u8> {
            self.openssl(&["dgst", hash, "-binary", file])
        }

        /// The hash of what of a certificate is signed.
        fn of_signed_part(&self, certificate: &Certificate, hash: &str) -> Vec<u8> {
            std::fs::write(self.path("cert"), certificate.der()).unwrap();
            // The first element inside the outermost sequence, whose tag and length have four octets.
            let args = ["asn1parse", "-inform", "DER", "-in", "cert", "-strparse", "4", "-noout", "-out", "tbs"];
            self.openssl(&args);
            self.digest(hash, "tbs")
        }

        /// The MD5 of what the bit string of the public key holds.
        fn of_key(&self, certificate: &Certificate) -> Vec<u8> {
            std::fs::write(self.path("cert"), certificate.der()).unwrap();
            self.openssl(&["x509", "-inform", "DER", "-in", "cert", "-noout", "-pubkey", "-out", "key.pub"]);
            self.openssl(&["pkey", "-pubin", "-in", "key.pub", "-outform", "DER", "-out", "key.der"]);
            let shown = String::from_utf8(self.openssl(&["asn1parse", "-inform", "DER", "-in", "key.der"])).unwrap();
            let line = shown.lines().find(|line| line.contains("BIT STRING")).unwrap();
            let at = line.split(':').next().unwrap().trim();
            self.openssl(&["asn1parse", "-inform", "DER", "-in", "key.der", "-strparse", at, "-noout", "-out", "bits"]);
            self.digest("-md5", "bits")
        }
    }

    /// A computer in which everything is in its place.
    fn computer() -> Registry {
        let (roots, issuing) = new();
        let mut registry = Registry::default();
        registry.put(Scope::Machine, From::Registry, StoreName::Root, &roots);
        registry.put(Scope::Machine, From::Registry, StoreName::Ca, &issuing);
        registry
    }

    fn unreadable(o: &Observation) -> bool {
        matches!(o, Observation::ListUnreadable(..))
    }

    #[test]
    fn what_microsoft_blocks_counts_as_disallowed_by_whatever_hash_it_is_listed() {
        let desk = Desk::new();
        let blocked = ca(HSA3);
        let key = desk.of_key(&blocked);
        assert_eq!(key.len(), 16);
        let other = vec![9; 32];
        for (algorithm, hash) in [
            (DISALLOWED_HASH, desk.of_signed_part(&blocked, "-sha256")),
            (DISALLOWED_HASH, key),
            (SHA1, desk.digest("-sha1", "cert")),
        ] {
            let filler = if algorithm == SHA1 { vec![9; 20] } else { other.clone() };
            let signed = desk.signed(&list(algorithm, &[(filler, &[]), (hash.clone(), &[])]));
            let mut registry = computer();
            registry.binary(KEY, "DisallowedCertEncodedCtl", &signed);
            let machine = one(registry.read());
            assert_ne!(cover(&machine).effect, Effect::LetsIn, "{hash:?}");
            let told = |o: &Observation| {
                matches!(o, Observation::Blocked(which, ca, of)
                    if which.certificate == blocked && ca.ca == HSA3 && *of == MADE)
            };
            assert!(has(&machine, told), "{hash:?}: {:?}", machine.observations);
            let listed = machine.store.entries.iter().filter(|entry| entry.listed.is_some()).count();
            assert_eq!(listed, 1);
        }
        // The same hashes mean nothing where the list is of something else, and nobody else is blocked.
        let mut registry = computer();
        let signed = desk.signed(&list(DISALLOWED_HASH, &[(desk.digest("-sha1", "cert"), &[]), (other, &[])]));
        registry.binary(KEY, "DisallowedCertEncodedCtl", &signed);
        let machine = one(registry.read());
        assert_eq!(cover(&machine).effect, Effect::LetsIn);
        assert!(machine.observations.is_empty(), "{:?}", machine.observations);
    }

    #[test]
    fn conditions_of_the_root_programme_hold_for_what_windows_fetches() {
        let desk = Desk::new();
        let (roots, issuing) = new();
        let hash = sha1(ca(ROOT).der());
        let read = |store, signed: &[u8]| {
            let mut registry = Registry::default();
            registry.put(Scope::Machine, From::Registry, store, &roots);
            registry.put(Scope::Machine, From::Registry, StoreName::Ca, &issuing);
            registry.binary(KEY, "EncodedCtl", signed);
            one(registry.read())
        };
        let barred = |o: &Observation| matches!(o, Observation::Barred(which, _, of) if which.certificate == ca(ROOT) && *of == MADE);
        let day: &[u8] = &[0; 8];
        for noted in [&[(9, SERVERS_ALONE)][..], &[(104, day)], &[(126, day)]] {
            let signed = desk.signed(&list(SHA1, &[(vec![7; 20], &[]), (hash.clone(), noted)]));
            let fetched = read(StoreName::AuthRoot, &signed);
            assert_eq!(cover(&fetched).effect, Effect::Refuses, "{noted:?}");
            assert!(has(&fetched, barred), "{noted:?}: {:?}", fetched.observations);
            let by_hand = read(StoreName::Root, &signed);
            assert_eq!(cover(&by_hand).effect, Effect::LetsIn, "{noted:?}");
            assert!(by_hand.observations.is_empty());
        }
        let signed = desk.signed(&list(SHA1, &[(hash, &[(122, SERVERS_ALONE), (11, b"S\0I\0\0\0")])]));
        let fetched = read(StoreName::AuthRoot, &signed);
        assert_eq!(cover(&fetched).effect, Effect::LetsIn);
        let entry = fetched.store.entries.iter().find(|entry| entry.listed.is_some()).unwrap();
        assert_eq!(entry.listed.unwrap().list, List::RootProgramme);
        assert_eq!((entry.trust.client, entry.trust.server), (Grant::Anchor, Grant::Ignored));
    }

    #[test]
    fn a_list_that_cannot_be_read_is_told_and_one_that_is_not_there_is_not() {
        let desk = Desk::new();
        let signed = desk.signed(&list(DISALLOWED_HASH, &[(desk.of_key(&ca(HSA3)), &[])]));
        let cut = &signed[..signed.len() - 1];
        for value in ["EncodedCtl", "DisallowedCertEncodedCtl"] {
            for damage in [&[][..], cut, b"no list"] {
                let mut registry = computer();
                registry.binary(KEY, value, damage);
                let machine = one(registry.read());
                assert!(has(&machine, unreadable), "{value} {damage:?}");
                assert_eq!(cover(&machine).effect, Effect::LetsIn);
            }
            let mut registry = computer();
            registry.value(KEY, format!("\"{value}\"=\"text\""));
            assert!(has(&one(registry.read()), unreadable), "{value}");
        }
        let mut registry = computer();
        registry.value(KEY, "\"SyncFromDirUrl\"=\"http://updates.example\"");
        assert!(one(registry.read()).observations.is_empty());
    }

    /// The list says what OpenSSL sees in it, and our reader is not the only one.
    #[test]
    fn openssl_sees_the_same_list() {
        let desk = Desk::new();
        desk.signed(&list(SHA1, &[(vec![0xab; 20], &[(104, &[1; 8])])]));
        let shown = desk.openssl(&["asn1parse", "-inform", "DER", "-in", "list"]);
        let shown = String::from_utf8(shown).unwrap();
        for part in ["ABABABABABABABABABABABABABABABABABABABAB", "1.3.6.1.4.1.311.10.11.104", "261001120000Z"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(Path::new(&desk.path("signed")).exists());
    }
}

#[cfg(windows)]
mod by_windows {
    #![allow(unsafe_code)] // asks crypt32

    use std::ptr::null_mut;

    use tillit_verifier::Certificate;
    use tillit_verifier::trust_list::TrustList;
    use windows_sys::Win32::Security::Cryptography::{
        CERT_SIGNATURE_HASH_PROP_ID, CERT_SUBJECT_PUBLIC_KEY_MD5_HASH_PROP_ID, CertCreateCTLContext,
        CertCreateCertificateContext, CertFreeCTLContext, CertFreeCertificateContext,
        CertGetCertificateContextProperty, PKCS_7_ASN_ENCODING, X509_ASN_ENCODING,
    };

    use super::*;

    const ENCODING: u32 = X509_ASN_ENCODING | PKCS_7_ASN_ENCODING;

    /// A property of a certificate that Windows computes.
    pub(in super::super) fn property(certificate: &Certificate, id: u32) -> Vec<u8> {
        let mut out = vec![0; 64];
        let mut length = u32::try_from(out.len()).unwrap();
        let der = certificate.der();
        // SAFETY: the bytes are as many as said, the context lives until it is freed, the buffer is as long as said.
        let done = unsafe {
            let context =
                CertCreateCertificateContext(X509_ASN_ENCODING, der.as_ptr(), u32::try_from(der.len()).unwrap());
            let done = CertGetCertificateContextProperty(context, id, out.as_mut_ptr().cast(), &raw mut length);
            CertFreeCertificateContext(context);
            done
        };
        assert_ne!(done, 0);
        out.truncate(length as usize);
        out
    }

    pub(in super::super) fn of_signed_part(certificate: &Certificate) -> Vec<u8> {
        property(certificate, CERT_SIGNATURE_HASH_PROP_ID)
    }

    pub(in super::super) fn of_key(certificate: &Certificate) -> Vec<u8> {
        property(certificate, CERT_SUBJECT_PUBLIC_KEY_MD5_HASH_PROP_ID)
    }

    /// Windows sees the list as we do.
    #[test]
    fn crypt32_sees_the_same_list() {
        let day: &[u8] = &[1, 2, 3, 4, 5, 6, 7, 8];
        // Wine's takes no entry of which nothing is noted.
        let plain = list(SHA1, &[(vec![7; 20], &[(126, day)]), (vec![8; 20], &[(104, day), (9, SERVERS_ALONE)])]);
        let whole = message(&plain);
        let ours = TrustList::parse(&whole).unwrap();
        let mut theirs = Vec::new();
        // SAFETY: the bytes are as many as said; the context and all that it points at live until it is freed.
        unsafe {
            let context = CertCreateCTLContext(ENCODING, whole.as_ptr(), u32::try_from(whole.len()).unwrap());
            assert_ne!(context, null_mut(), "{}", std::io::Error::last_os_error());
            let info = &*(*context).pCtlInfo;
            let text = |text: *const u8| std::ffi::CStr::from_ptr(text.cast()).to_str().unwrap().to_owned();
            assert_eq!(text(info.SubjectAlgorithm.pszObjId.cast_const()), SHA1);
            for entry in std::slice::from_raw_parts(info.rgCTLEntry, info.cCTLEntry as usize) {
                let bytes = |data: *const u8, length: u32| std::slice::from_raw_parts(data, length as usize).to_vec();
                let identifier = bytes(entry.SubjectIdentifier.pbData, entry.SubjectIdentifier.cbData);
                let count = entry.cAttribute as usize;
                let attributes = if count == 0 { &[] } else { std::slice::from_raw_parts(entry.rgAttribute, count) };
                let properties = attributes.iter().map(|attribute| {
                    let value = &*attribute.rgValue;
                    (text(attribute.pszObjId.cast_const()), bytes(value.pbData, value.cbData))
                });
                theirs.push((identifier, properties.collect::<Vec<_>>()));
            }
            CertFreeCTLContext(context);
        }
        let name = |(id, data): &(u32, &[u8])| (format!("1.3.6.1.4.1.311.10.11.{id}"), encode::octets(data));
        let ours: Vec<_> =
            ours.subjects.iter().map(|s| (s.identifier.to_vec(), s.properties.iter().map(name).collect())).collect();
        assert_eq!(ours, theirs);
    }
}
#[cfg(windows)]
pub(super) use by_windows::{of_key, of_signed_part};
