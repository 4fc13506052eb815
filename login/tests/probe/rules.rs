//! Rules of the diagnosis for what no program does on demand: nodes that differ, alerts of programs that are not known, ciphers, old versions,
//! clocks, and logins that end in the middle.

use std::io::{Read as _, Write as _};

use rustls::SignatureScheme;
use tillit_lab::certificate::Issued;
use tillit_login::attempt::{self, Choice, LoginAttempt, Outcome, Unreachable, log_in, matrix};
use tillit_login::browser;
use tillit_login::causes::{CauseId, Certainty, Diagnosis, Evidence, Family, Observations, diagnose};
use tillit_login::handshake::{Alert, End};
use tillit_login::key::{self, LoginKey};
use tillit_login::probe::{Asks, Look, Probe, probe};
use tillit_login::proxy::Proxies;
use tillit_login::server_chain::{Ground, ServerChain};
use tillit_login::trust::{self, Ca, Tells, ThrowAway, Trust, Trusted};
use tillit_login::wire::Version;
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::catalog::store::CaId;
use tillit_verifier::container::Passwords;
use tillit_verifier::verdict::GenerationId;
use time::{Duration, OffsetDateTime};

use crate::door::{Door, PEOPLE, Says, Shown, own, page};
use crate::server::Server;
use crate::{options, record};

fn card() -> LoginKey {
    let Issued { key, .. } = &PEOPLE.card;
    let passwords = Passwords::given(Vec::new());
    key::separate(PEOPLE.card.to_pem().as_bytes(), key.to_pem().as_bytes(), &passwords).unwrap()
}

/// The issuing CA of these cards.
fn issuing_ca() -> Ca {
    let certificate = Certificate::from_der(&PEOPLE.ca.der).unwrap();
    let generation = GenerationId { pki: "lab".to_owned(), generation: "one".to_owned() };
    Ca {
        id: CaId { generation, ca: "Test Person CA".to_owned() },
        subject: certificate.subject().clone(),
        key_id: certificate.extensions().subject_key_id.clone(),
        certificate: Some(certificate),
        has_sha1: false,
    }
}

/// What a server trusts, as it is tried.
fn tried(card: fn(&Shown) -> Says) -> (Probe, Trust) {
    let server = Door::new(card).open();
    let target = server.target();
    let seen = probe(&target, &options(), &OffsetDateTime::now_utc);
    let throw_away = ThrowAway::new(OffsetDateTime::now_utc()).unwrap();
    let limits = options().limits;
    let trust = trust::trust(&target, &seen.looks[0], &[issuing_ca()], &throw_away, &Proxies::default(), &limits);
    (seen, trust)
}

/// Its key is shorter than 2048 bits.
fn is_short(shown: &Shown) -> bool {
    !shown.der.windows(4).any(|head| head == [0x02, 0x82, 0x01, 0x01])
}

fn is_of_ours(shown: &Shown) -> bool {
    shown.der.windows(14).any(|name| name == b"Test Person CA")
}

/// What a server comes to that was looked at and, with a key, logged in to.
struct Seen {
    diagnosis: Diagnosis,
    attempts: Vec<LoginAttempt>,
    asks: Asks,
}

impl Seen {
    fn of(server: &Server, with_key: bool) -> Self {
        let (catalog, now) = (Catalog::default(), OffsetDateTime::now_utc());
        let target = server.target();
        let probe = probe(&target, &options(), &OffsetDateTime::now_utc);
        let roots = PEOPLE.above();
        let chain = probe
            .chains()
            .first()
            .map(|chain| ServerChain::judge(chain, &target.host(), &Ground { roots: Some(&roots), helpers: &[], now }));
        let card = card();
        let above = browser::above(card.certificate(), &PEOPLE.above(), &catalog, now);
        let logins = attempt::Options { limits: options().limits, ..attempt::Options::default() };
        let wanted = if with_key { matrix(&card, &above.certificates, &Choice::default()) } else { Vec::new() };
        let attempts: Vec<LoginAttempt> =
            wanted.into_iter().map(|way| log_in(&target, &card, &above, way, &logins, now, &|_, _| ())).collect();
        let diagnosis = diagnose(&Observations {
            probe: &probe,
            server_chain: chain.as_ref(),
            card: with_key.then_some((card.certificate(), &above)),
            attempts: &attempts,
            trust: &[],
            local: None,
            catalog: &catalog,
            now,
        });
        let asks = probe.looks.first().map_or(Asks::Unknown, Look::asks);
        Self { diagnosis, attempts, asks }
    }

    /// Causes of the first rank, with how sure they are.
    fn first(&self) -> (Option<Certainty>, Vec<CauseId>) {
        let first = self.diagnosis.causes.iter().filter(|cause| cause.rank == 1);
        (self.diagnosis.causes.first().map(|cause| cause.certainty), first.map(|cause| cause.id).collect())
    }

    fn has(&self, id: CauseId) -> Option<&[Evidence]> {
        self.diagnosis.causes.iter().find(|cause| cause.id == id).map(|cause| cause.evidence.as_slice())
    }

    fn excludes(&self, id: CauseId) -> bool {
        self.diagnosis.excluded.contains(&id)
    }
}

const BOTH: &[Version] = &[Version::Tls12, Version::Tls13];

#[test]
fn a_farm_of_which_one_node_lacks_the_issuing_ca() {
    // Every node lacks it: who sends it gets in, with either version.
    let all = Door { versions: BOTH, ..Door::new(|shown| if shown.cas == 0 { Says::Alert(48) } else { Says::In }) };
    let seen = Seen::of(&all.open(), true);
    assert_eq!(seen.first(), (Some(Certainty::Proved), vec![CauseId::IssuingCaMissing]), "{:?}", seen.diagnosis);

    // One of two lacks it: the same login is let in once and refused once. That the issuing CA is missing is not proved.
    let every_other = |shown: &Shown| match (shown.cas, shown.number % 4) {
        (0, 0) => Says::Alert(48),
        _ => Says::In,
    };
    let seen = Seen::of(&Door { versions: BOTH, ..Door::new(every_other) }.open(), true);
    let let_in: Vec<bool> = seen.attempts.iter().map(|attempt| attempt.came_to == Outcome::LoggedIn).collect();
    assert_eq!(let_in, [false, true, true, true]);
    assert_eq!(seen.first(), (Some(Certainty::Likely), vec![CauseId::FarmInconsistent]), "{:?}", seen.diagnosis);
    assert_eq!(seen.has(CauseId::FarmInconsistent), Some(&[Evidence::LoginsDiffer][..]));
    assert!(seen.has(CauseId::IssuingCaMissing).is_some() && !seen.diagnosis.lets_in);

    // The same where who sends it was refused once: neither is proved.
    let last_of_all = |shown: &Shown| match (shown.cas, shown.number) {
        (0, _) | (_, 3) => Says::Alert(48),
        _ => Says::In,
    };
    let seen = Seen::of(&Door { versions: BOTH, ..Door::new(last_of_all) }.open(), true);
    assert_eq!(seen.first(), (Some(Certainty::Likely), vec![CauseId::FarmInconsistent]), "{:?}", seen.diagnosis);

    // One node trusts nothing of it: who sends everything is refused as well, and that proves nothing of the issuing CA.
    let seen = Seen::of(
        &Door { versions: BOTH, ..Door::new(|shown| if shown.number % 2 == 0 { Says::In } else { Says::Alert(48) }) }
            .open(),
        true,
    );
    let let_in: Vec<bool> = seen.attempts.iter().map(|attempt| attempt.came_to == Outcome::LoggedIn).collect();
    assert_eq!(let_in, [true, false, true, false]);
    assert!(seen.has(CauseId::IssuingCaMissing).is_none() && !seen.diagnosis.lets_in, "{:?}", seen.diagnosis);
}

const OF_UNKNOWN: [CauseId; 9] = [
    CauseId::RootNotTrusted,
    CauseId::IssuingCaMissing,
    CauseId::IssuingCaOnlyAnchor,
    CauseId::VerifyDepth,
    CauseId::CaExpired,
    CauseId::Revoked,
    CauseId::CrlStale,
    CauseId::CrlMissing,
    CauseId::OcspUnreachable,
];

#[test]
fn alerts_of_programs_that_are_not_known_blame_nothing_in_particular() {
    let refusing: [fn(&Shown) -> Says; 2] = [|_| Says::Alert(40), |_| Says::Alert(80)];
    for (card, of_openssl) in refusing.into_iter().zip([CauseId::OcspUnreachable, CauseId::VerifyDepth]) {
        // It says to nobody what no program does that was measured.
        let seen = Seen::of(&Door { nobody: 116, ..Door::new(card) }.open(), true);
        let (certainty, mut first) = seen.first();
        // Sent along, the issuing CA did not help.
        let mut wanted: Vec<CauseId> = OF_UNKNOWN.into_iter().filter(|id| *id != CauseId::IssuingCaMissing).collect();
        first.sort();
        wanted.sort();
        assert_eq!((certainty, first), (Some(Certainty::Possible), wanted), "{:?}", seen.diagnosis);
        let evidence = seen.has(CauseId::RootNotTrusted).unwrap();
        assert!(!evidence.iter().any(|one| matches!(one, Evidence::Behaves(_))), "{evidence:?}");

        // What programs on OpenSSL say of one thing alone.
        let seen = Seen::of(&Door::new(card).open(), true);
        assert_eq!(seen.first(), (Some(Certainty::Likely), vec![of_openssl]), "{:?}", seen.diagnosis);
        assert!(seen.has(of_openssl).unwrap().contains(&Evidence::Behaves(Family::OpenSsl)));
    }
}

/// Says this to each first message, by its version and by the number of the connection.
fn answering(with: impl Fn(Version, usize) -> Option<Vec<u8>> + Send + Sync + 'static) -> Server {
    let number = std::sync::atomic::AtomicUsize::new(0);
    Server::start(move |mut stream, _| {
        let mut said = [0; 4096];
        let count = stream.read(&mut said).unwrap_or(0);
        let said = &said[..count];
        // supported_versions with TLS 1.3 alone; else the version of the message itself.
        let is_13 = said.windows(7).any(|seven| seven == [0, 43, 0, 3, 2, 3, 4]);
        let of_message = said.get(9..11).map_or(0, |two| u16::from_be_bytes([two[0], two[1]]));
        let version = if is_13 { Some(Version::Tls13) } else { Version::from_number(of_message) };
        let Some(version) = version else { return };
        if let Some(answer) = with(version, number.fetch_add(1, std::sync::atomic::Ordering::SeqCst)) {
            drop(stream.write_all(&answer));
            drop(stream.shutdown(std::net::Shutdown::Write));
            while stream.read(&mut [0; 1024]).is_ok_and(|count| count > 0) {}
        }
    })
}

/// A `ServerHello`, and that the server waits.
fn server_hello(version: Version) -> Vec<u8> {
    let [major, minor] = version.number().to_be_bytes();
    let mut hello = vec![2, 0, 0, 38, major, minor];
    hello.extend([7; 32]);
    hello.extend([0, 0xC0, 0x13, 0, 14, 0, 0, 0]);
    record(22, &hello)
}

fn alert(number: u8) -> Vec<u8> {
    record(21, &[2, number])
}

#[test]
fn no_cipher_in_common_is_proved_by_a_refusal_of_all_that_is_in_use() {
    for number in [40, 71] {
        let seen = Seen::of(&answering(move |_, _| Some(alert(number))), false);
        assert_eq!(seen.first(), (Some(Certainty::Proved), vec![CauseId::CipherMismatch]), "{:?}", seen.diagnosis);
        assert_eq!(seen.has(CauseId::CipherMismatch), Some(&[Evidence::AlertAtOnce(Alert(number))][..]));
    }
    // Versions that are not spoken are another matter, and leave the refusal of the others.
    let seen = Seen::of(&answering(|version, _| Some(alert(if version == Version::Tls12 { 40 } else { 70 }))), false);
    assert_eq!(seen.first(), (Some(Certainty::Proved), vec![CauseId::CipherMismatch]), "{:?}", seen.diagnosis);
    for (what, server) in [
        // It took none any more after the first few: what it would have said is not known.
        ("closes after two", answering(|_, number| (number < 2).then(|| alert(40)))),
        ("speaks of versions alone", answering(|_, _| Some(alert(70)))),
        // The raw message was answered: it is our own library that lacks something.
        (
            "goes on with another client",
            answering(|version, number| {
                Some(if version == Version::Tls12 && number > 2 { server_hello(version) } else { alert(40) })
            }),
        ),
    ] {
        let seen = Seen::of(&server, false);
        assert!(seen.has(CauseId::CipherMismatch).is_none(), "{what}: {:?}", seen.diagnosis);
        assert_eq!(seen.asks, Asks::Unknown);
    }
}

#[test]
fn old_versions_are_proved_where_the_server_says_so_of_the_new_ones() {
    let old = |version: Version, told: Option<Vec<u8>>| {
        if version <= Version::Tls11 { Some(server_hello(version)) } else { told }
    };
    for number in [70, 40] {
        let seen = Seen::of(&answering(move |version, _| old(version, Some(alert(number)))), false);
        assert_eq!(seen.first(), (Some(Certainty::Proved), vec![CauseId::ProtocolVersion]), "{:?}", seen.diagnosis);
    }
    // Who is cut off has not been told that it is the version: something in between may be at work.
    let seen = Seen::of(&answering(move |version, _| old(version, None)), false);
    assert_eq!(seen.first(), (Some(Certainty::Likely), vec![CauseId::ProtocolVersion]), "{:?}", seen.diagnosis);
    assert_eq!(seen.has(CauseId::ProtocolVersion), Some(&[Evidence::OnlyOld][..]));
    // Nothing is spoken at all.
    let seen = Seen::of(&answering(|_, _| None), false);
    assert_eq!(seen.first(), (None, vec![]), "{:?}", seen.diagnosis);
}

#[test]
fn a_clock_is_the_cause_where_it_explains_what_is_seen() {
    let ahead = |seconds: i64| {
        let at = OffsetDateTime::now_utc() + Duration::seconds(seconds);
        let date = at.format(&time::format_description::well_known::Rfc2822).unwrap().replace("+0000", "GMT");
        Door { page: page(&format!("Date: {date}\r\n")), versions: BOTH, optional: true, ..Door::new(|_| Says::In) }
    };
    let seen = Seen::of(&ahead(200).open(), true);
    assert!(seen.diagnosis.lets_in && seen.excludes(CauseId::Clock), "{:?}", seen.diagnosis);
    // A difference alone is no more than possible.
    for seconds in [400, -400] {
        let seen = Seen::of(&ahead(seconds).open(), false);
        assert_eq!(seen.first(), (Some(Certainty::Possible), vec![CauseId::Clock]), "{:?}", seen.diagnosis);
    }
    // By the server's clock its certificate is in time, by the one here it is not.
    let now = OffsetDateTime::now_utc();
    let valid = |from: i64, until: i64| {
        let (from, until) = (now + Duration::seconds(from), now + Duration::seconds(until));
        own().key(&PEOPLE.server.key).validity(from, until).issue(&PEOPLE.root).unwrap()
    };
    let (day, month) = (86_400, 2_592_000);
    for (clock, server) in [(400, valid(200, month)), (-400, valid(-month, -200))] {
        let seen = Seen::of(&Door { server, ..ahead(clock) }.open(), false);
        assert_eq!(seen.first(), (Some(Certainty::Proved), vec![CauseId::Clock]), "{:?}", seen.diagnosis);
    }
    // Another clock, which explains nothing: the certificate is over by either.
    for (clock, server) in [(400, valid(-month, -day)), (-400, valid(-month, -day)), (400, valid(day, month))] {
        let seen = Seen::of(&Door { server, ..ahead(clock) }.open(), false);
        let wanted = (Some(Certainty::Proved), vec![CauseId::ServerCertificateExpired]);
        assert_eq!(seen.first(), wanted, "{:?}", seen.diagnosis);
    }
}

#[test]
fn a_server_that_looks_at_the_use_first_says_nothing_of_revocation_lists() {
    /// id-kp-serverAuth, as it stands in a certificate.
    const FOR_SERVERS: [u8; 10] = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];
    fn is_for_servers(shown: &Shown) -> bool {
        shown.der.windows(10).any(|ten| ten == FOR_SERVERS)
    }
    // As OpenSSL: the chain before the use. That a list is missing shows in the use, which comes after the chain.
    let (_, openssl) = tried(|shown| match () {
        () if is_short(shown) => Says::Alert(42),
        () if is_of_ours(shown) && is_for_servers(shown) => Says::Alert(43),
        () => Says::Alert(48),
    });
    assert_eq!((&openssl.tells, openssl.cas[0].trusted), (&Tells::Yes, Trusted::NoList), "{openssl:?}");
    // The use before the chain, to anybody: the same answers of the CA, and they say nothing.
    let (_, other) = tried(|shown| match () {
        () if is_short(shown) => Says::Alert(42),
        () if is_for_servers(shown) => Says::Alert(43),
        () => Says::Alert(48),
    });
    assert_eq!((&other.tells, other.cas[0].trusted), (&Tells::Yes, Trusted::CannotSay), "{other:?}");
    // It says the same of everything: what it does not trust does not show.
    let (_, same) = tried(|_| Says::Alert(48));
    assert_eq!((&same.tells, same.cas[0].trusted), (&Tells::OnlyGood, Trusted::CannotSay), "{same:?}");
}

#[test]
fn a_login_that_ends_in_the_middle_is_no_refusal() {
    let ended = |seen: &Seen, end: &End| {
        seen.attempts
            .iter()
            .filter(|attempt| attempt.wanted.version == Version::Tls12)
            .all(|attempt| attempt.came_to == Outcome::Unreachable(Unreachable::Ended(end.clone())))
    };
    let open = [CauseId::HttpRefused, CauseId::SigningFailed];

    // It takes the certificate, and nothing comes any more.
    let seen = Seen::of(&Door::new(|_| Says::Silence).open(), true);
    assert!(ended(&seen, &End::TimedOut), "{:?}", seen.attempts);
    assert_eq!(seen.first(), (None, vec![]), "{:?}", seen.diagnosis);
    assert!(!seen.excludes(CauseId::HttpRefused) && seen.excludes(CauseId::SigningFailed));

    // It ends before it waits for the certificate: none was sent, and none was refused.
    let seen = Seen::of(&Door { breaks_off: true, ..Door::new(|_| Says::In) }.open(), true);
    assert!(ended(&seen, &End::Closed), "{:?}", seen.attempts);
    assert!(seen.attempts[0].last().unwrap().handshake.asked.is_some());
    assert!(!seen.attempts[0].last().unwrap().handshake.sent_certificate);
    assert_eq!(seen.first(), (None, vec![]), "{:?}", seen.diagnosis);
    assert!(open.iter().all(|id| !seen.excludes(*id)), "{:?}", seen.diagnosis.excluded);

    // The same, and the key would have had nothing to sign with: that is known however it ended.
    let schemes = vec![SignatureScheme::RSA_PKCS1_SHA256];
    for breaks_off in [true, false] {
        let door = Door { breaks_off, schemes: schemes.clone(), ..Door::new(|_| Says::In) };
        let seen = Seen::of(&door.open(), true);
        assert_eq!(seen.attempts[0].came_to, Outcome::NoCommonAlgorithm, "{:?}", seen.attempts);
        assert_eq!(seen.first(), (Some(Certainty::Proved), vec![CauseId::NoCommonAlgorithm]), "{:?}", seen.diagnosis);
    }

    // Closed after the certificate, as Node does it: a refusal.
    let seen = Seen::of(&Door::new(|_| Says::Close).open(), true);
    assert_eq!(seen.attempts[0].came_to, Outcome::RefusedInHandshake { alert: None, late: false });
    assert_eq!(
        seen.has(CauseId::RootNotTrusted),
        Some(&[Evidence::Refused(None), Evidence::Behaves(Family::OpenSsl)][..])
    );
}

#[test]
fn of_several_addresses_the_one_counts_that_does_not_trust_the_card() {
    let trusting = |shown: &Shown| match () {
        () if is_short(shown) => Says::Alert(42),
        () if is_of_ours(shown) => Says::Alert(51),
        () => Says::Alert(48),
    };
    let distrusting = |shown: &Shown| if is_short(shown) { Says::Alert(42) } else { Says::Alert(48) };
    let (probe, good) = tried(trusting);
    let (_, bad) = tried(distrusting);
    assert_eq!((good.cas[0].trusted, bad.cas[0].trusted), (Trusted::Yes, Trusted::NoRoot));
    let (card, catalog, now) = (card(), Catalog::default(), OffsetDateTime::now_utc());
    let above = browser::above(card.certificate(), &PEOPLE.above(), &catalog, now);
    let first = |trust: &[Trust]| {
        let diagnosis = diagnose(&Observations {
            probe: &probe,
            server_chain: None,
            card: Some((card.certificate(), &above)),
            attempts: &[],
            trust,
            local: None,
            catalog: &catalog,
            now,
        });
        let causes: Vec<CauseId> = diagnosis.causes.iter().map(|cause| cause.id).collect();
        (causes, diagnosis.excluded.contains(&CauseId::RootNotTrusted))
    };
    assert_eq!(first(std::slice::from_ref(&good)), (vec![], true));
    // No names are sent: the issuing CA may be there without its root.
    let refused = [CauseId::RootNotTrusted, CauseId::IssuingCaOnlyAnchor];
    assert_eq!(first(std::slice::from_ref(&bad)), (refused.to_vec(), false));
    for trust in [[good.clone(), bad.clone()], [bad, good]] {
        let (causes, is_excluded) = first(&trust);
        assert_eq!((causes.as_slice(), is_excluded), (&[CauseId::FarmInconsistent][..], false));
    }
}
