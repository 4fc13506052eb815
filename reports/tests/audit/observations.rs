//! One of every kind of observation.

use std::path::PathBuf;

use tillit_trust_stores::observation::{Cause, NotTaken, Observation, OtherForm, SourceFault, Tool, Which};
use tillit_trust_stores::store::Consumer;
use tillit_trust_stores::windows::List;
use tillit_verifier::catalog::store::{CaId, Refusal};
use tillit_verifier::container::{ContainerError, EntryError, OtherFormat, Quirk};
use tillit_verifier::input::InputError;
use tillit_verifier::verdict::GenerationId;
use time::macros::datetime;

use crate::PERSON;

/// An entry with a hostile name.
pub(crate) fn which() -> Which {
    Which { certificate: PERSON.clone(), alias: Some(crate::HOSTILE.to_owned()), index: 0, file: None }
}

fn ca() -> CaId {
    CaId { generation: generation(), ca: "LAB SITHS e-id Root CA v2".to_owned() }
}

fn generation() -> GenerationId {
    GenerationId { pki: "lab".to_owned(), generation: "e-id".to_owned() }
}

fn cause() -> Cause {
    Cause::from(InputError::from(ContainerError::Unsupported(OtherFormat::Html)))
}

/// All of them; a test holds that none is left out.
pub(crate) fn all() -> Vec<Observation> {
    use Observation as O;
    let path = || PathBuf::from("/etc/ssl/certs/x y.pem");
    let in_file = || Which { file: Some(path()), ..which() };
    let comment = || Some(format!("asked for by {}", crate::HOSTILE));
    let pin = PERSON.fingerprint();
    let words = || vec!["lab".to_owned(), "unknown".to_owned()];
    let mut all = vec![
        O::TestInProduction(which(), ca()),
        O::ProductionInTest(which(), ca()),
        O::MixedEnvironments { production: words(), test: words() },
        O::SystemTest(in_file()),
        O::FalseCa(which(), Refusal::LookAlike { ca: ca(), expected: pin, actual: pin }),
        O::FalseCa(which(), Refusal::PinMismatch { ca: ca(), expected: pin, actual: pin }),
        O::DamagedOrFalse(which(), Refusal::PinMismatch { ca: ca(), expected: pin, actual: pin }),
        O::FalseCa(which(), Refusal::NotACa(PERSON.subject().clone())),
        O::FalseCa(which(), Refusal::OtherIssuer { ca: ca(), issuer: PERSON.issuer().clone() }),
        O::FalseCa(which(), Refusal::WeakSignature { ca: ca(), digest: "SHA-1" }),
        O::Unconfirmed(which(), ca()),
        O::Renewed(which(), ca()),
        O::Distrusted(which(), ca()),
        O::RootNotAnchor(which(), ca()),
        O::IssuingAsRoot(which(), ca()),
        O::SwitchedOff(in_file(), ca()),
        O::Blocked(in_file(), ca(), datetime!(2026-10-01 12:00 UTC)),
        O::Barred(in_file(), ca(), datetime!(2026-10-01 12:00 UTC)),
        O::ListUnreadable(List::Blocked, crate::HOSTILE.to_owned()),
        O::ListUnreadable(List::RootProgramme, "no certificate trust list".to_owned()),
        O::NotARootInRoot(in_file()),
        O::OnlyThisUser(vec![ca()]),
        O::ByPolicy(vec![ca(), ca()]),
        O::NotInNtAuth(vec![ca()]),
        O::MachineNotExported,
        O::Expired(which(), datetime!(2020-01-01 00:00 UTC)),
        O::NotYetValid(which(), datetime!(2090-01-01 00:00 UTC)),
        O::Duplicate(which(), 2),
        O::EndEntity(which()),
        O::NotMarkedAsCa(which()),
        O::WeakKey(which(), 1024),
        O::WeakSignature(which()),
        O::NegativeLifetime(which()),
        O::LongNameList { bytes: 70_000, names: 900, limit: 65_535 },
        O::Leftover(which(), Tool("mkcert")),
        O::ClientCaInSystemStore(vec![ca(), ca()]),
        O::UnreadableEntry { index: 3, alias: Some(crate::HOSTILE.to_owned()), file: None, error: EntryError::Base64 },
        O::UnreadableEntry { index: 4, alias: None, file: Some(path()), error: EntryError::Unterminated },
        O::Quirk(Quirk::Glued { line: 7 }, None),
        O::Quirk(Quirk::Utf8Mark, Some(path())),
        O::Quirk(Quirk::Utf16, None),
        O::Quirk(Quirk::BareBase64, None),
        O::Quirk(Quirk::TrailingBytes(3), None),
        O::TrustedCertificateBlock(which()),
        O::PrivateKey(None),
        O::WorldWritable(path(), 0o666),
        O::CustomaryPassword("changeit".to_owned(), None),
        O::CustomaryPassword(String::new(), Some(path())),
        O::IntegrityNotChecked(None),
        O::IntegrityNotChecked(Some(path())),
        O::NoIntegrity,
        O::LegacyEncryption(vec!["pbeWithSHAAnd40BitRC2-CBC"]),
        O::MisleadingName("JKS", "PKCS#12"),
        O::IgnoredByJava(vec![which(), which()]),
        O::HiddenByAlias(vec![which()]),
        O::EncryptedWithoutPassword(2),
        O::KeyChainEntries(1),
        O::NotHashed(path()),
        O::StaleHash(path(), "0123abcd.0".to_owned()),
        O::HashGap(path()),
        O::OldStyleHash(path()),
        O::DanglingLink(path()),
        O::SeveralInOneFile(path(), 3),
        O::NotTaken(path(), 3, NotTaken::Further),
        O::NotTaken(path(), 1, NotTaken::Name),
        O::NotTaken(path(), 1, NotTaken::Form),
        O::PassedOver(path(), Box::new(cause())),
        O::NotExtracted(which()),
        O::WithoutSource(which()),
        O::RawBytes(4711, None),
        O::RawBytes(4711, Some(path())),
        O::DiffersFrom(path(), 1, 2),
        O::ManagedBySystem(path()),
        O::Replaced(path()),
        O::ServerTrustOnly(which()),
        O::NotLoadedByOpenSsl { refused_at: Some(7), skipped: Vec::new(), file: None },
        O::NotLoadedByOpenSsl { refused_at: None, skipped: vec![1, 30], file: Some(path()) },
        O::OtherFormForOpenSsl(OtherForm::Der),
        O::OtherFormForOpenSsl(OtherForm::Pkcs7),
        O::OtherFormForOpenSsl(OtherForm::Pkcs7Text),
        O::UnhashedFolder,
        O::OldDatabase(path()),
        O::UnfinishedWrite(path()),
        O::OrphanedTrust(2),
        O::UnsignedTrust(2),
        O::KeyDatabaseMissing(path()),
        O::AlsoUsesSystem,
        O::PolicyFileMissing(path()),
        O::NearSizeLimit(1_000_000),
        O::KeyUnreadable("ca.crt".to_owned(), Box::new(cause())),
        O::NotAllKept(20_000),
        O::RequiredMissing { what: "LAB SITHS e-id Root CA v2".to_owned(), comment: comment() },
        O::RequiredMissing { what: "LAB SITHS e-id Root CA v2".to_owned(), comment: None },
        O::RequiredGenerationIncomplete {
            generation: generation(),
            missing: vec!["LAB SITHS e-id Function CA v1".to_owned()],
            comment: comment(),
        },
        O::ForbiddenPresent { which: which(), rule: "lab/root-v1".to_owned(), comment: None },
        O::NotAllowed(which()),
        O::OthersNotAllowed(12),
    ];
    all.extend([Consumer::OpenSsl, Consumer::Java, Consumer::Nss, Consumer::Windows].map(O::EmptyFor));
    let faults = [
        SourceFault::Extension,
        SourceFault::DerBytes,
        SourceFault::Several,
        SourceFault::NoCertificate,
        SourceFault::SwitchedOff,
        SourceFault::OtherSystem,
        SourceFault::Blocklisted,
        SourceFault::NotTrusted,
    ];
    all.extend(faults.map(|fault| O::SourceIgnored(path(), fault)));
    for set_in in [None, Some(path())] {
        let (by, to) = (|| "SSL_CERT_FILE".to_owned(), || "/a/$X".to_owned());
        all.push(O::Redirected { by: by(), to: to(), set_in: set_in.clone() });
        all.push(O::RedirectedToNothing { by: by(), to: to(), set_in: set_in.clone() });
        all.push(O::WrongJvmPassword { by: by(), to: to(), set_in: set_in.clone() });
        for to in [to(), "NONE".to_owned(), "Windows-ROOT".to_owned(), "conf/trust.p12".to_owned()] {
            all.push(O::RedirectionNotFollowed { by: by(), to, set_in: set_in.clone() });
        }
    }
    all
}

#[test]
fn every_kind_of_observation_is_here() {
    let here =
        std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit/observations.rs"));
    let here = here.unwrap();
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../trust-stores/src/observation.rs");
    let source = std::fs::read_to_string(source).unwrap();
    let body = source.split("pub enum Observation {").nth(1).unwrap().split("\n}").next().unwrap();
    let names = body
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    let names: Vec<&str> = names.map(|line| line.split(|c: char| !c.is_alphanumeric()).next().unwrap()).collect();
    assert!(names.len() > 50);
    let missing: Vec<&&str> = names.iter().filter(|name| !here.contains(&format!("O::{name}"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
