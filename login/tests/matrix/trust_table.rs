//! What trying a server's trust comes to, held against real servers: the table that the method was found with.

use tillit_login::Target;
use tillit_login::handshake::Alert;
use tillit_login::pages::Page;
use tillit_login::probe::{self, probe};
use tillit_login::proxy::Proxies;
use tillit_login::trust::{self, Said, Tells, ThrowAway, Trust, Trusted};
use time::OffsetDateTime;

use crate::ground::{Conf, Ground, HSA_3, ID_3, LAB, NEW, NEW_ROOT, OLD, Versions};
use crate::limits;
use crate::servers::{self, PROGRAMS};

/// Tries a server that is set up so; `at_hand`: the CAs' certificates are on this computer.
fn tried(program: &str, conf: &dyn Fn(&Ground) -> Conf, at_hand: bool) -> Trust {
    let program = PROGRAMS.iter().find(|one| one.word == program).unwrap();
    let ground = Ground::new();
    let conf = conf(&ground);
    let _running = servers::start(program, &ground, &conf);
    let target = Target::parse(&format!("localhost:{}", ground.port)).unwrap();
    let now = OffsetDateTime::now_utc();
    let options = probe::Options { limits: limits(), ..probe::Options::default() };
    let seen = probe(&target, &options, &OffsetDateTime::now_utc);
    let all = LAB.certificates(&[OLD, NEW].concat());
    let cas = trust::cas(&LAB.catalog, &[all[0].subject().clone()], if at_hand { &all } else { &[] }, now);
    // One of each generation: the others are alike.
    let wanted = |name: &str| name.ends_with(HSA_3) || name.ends_with("Type 1 CA v1");
    let cas: Vec<_> = cas.into_iter().filter(|ca| wanted(&ca.id.ca)).collect();
    assert_eq!(cas.len(), 2);
    trust::trust(&target, &seen.looks[0], &cas, &ThrowAway::new(now).unwrap(), &Proxies::default(), &limits())
}

/// What it says of the new generation, and of the old one.
fn answers(trust: &Trust) -> [Trusted; 2] {
    let of = |name: &str| trust.cas.iter().find(|of| of.ca.id.ca.ends_with(name)).unwrap().trusted;
    [of(HSA_3), of("Type 1 CA v1")]
}

const BOTH: &[&str] = &[
    NEW_ROOT,
    HSA_3,
    ID_3,
    "Person HSA-id 2 CA v1",
    "Person ID 2 CA v1",
    "e-id Function CA v1",
    "Mobile CA v1",
    OLD[0],
    OLD[1],
    OLD[2],
    OLD[3],
];

#[test]
fn programs_on_openssl_tell_what_they_trust() {
    use Trusted::{NoList, NoRoot, OnlyRoot, Over, Sha1, TooDeep, Yes};
    type Setting = fn(&Ground) -> Conf;
    let settings: [(&str, Setting, [Trusted; 2]); 8] = [
        ("old", |g| Conf::trusting(g, OLD), [NoRoot, Sha1]),
        ("both", |g| Conf::trusting(g, BOTH), [Yes, Sha1]),
        ("both, TLS 1.3", |g| Conf { versions: Versions::Only13, ..Conf::trusting(g, BOTH) }, [Yes, Sha1]),
        ("new root only", |g| Conf::trusting(g, &[NEW_ROOT]), [OnlyRoot, NoRoot]),
        ("issuing CA only", |g| Conf::trusting(g, &[HSA_3]), [NoRoot, NoRoot]),
        (
            "both, lists of the old only",
            |g| Conf { lists: Some(g.lists("crl.pem", OLD)), ..Conf::trusting(g, BOTH) },
            [NoList, Sha1],
        ),
        (
            "both, lists over",
            |g| Conf { lists: Some(g.lists_over("crl.pem", BOTH)), ..Conf::trusting(g, BOTH) },
            [Over { or_ca: true }, Sha1],
        ),
        ("both, depth", |g| Conf { depth: Some(0), ..Conf::trusting(g, BOTH) }, [TooDeep, Sha1]),
    ];
    let mut wrong = Vec::new();
    for program in ["apache", "haproxy", "stunnel", "s_server"] {
        for (title, conf, mut wanted) in settings {
            let has = match title {
                "both, depth" => program == "apache",
                title if title.contains("lists") => program != "s_server",
                _ => true,
            };
            if !has {
                continue;
            }
            // Apache has an alert of its own for lists that are over.
            if program == "apache" && wanted[0] == (Over { or_ca: true }) {
                wanted[0] = Over { or_ca: false };
            }
            let trust = tried(program, &conf, true);
            if trust.tells != Tells::Yes || answers(&trust) != wanted {
                wrong.push(format!("{program}, {title}: wanted {wanted:?}, {trust:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));

    // Without the CAs' certificates less is told.
    let trust = tried("haproxy", &|g| Conf::trusting(g, &[NEW_ROOT]), false);
    assert_eq!(answers(&trust), [Trusted::Incomplete, Trusted::Incomplete]);
    assert_eq!(answers(&tried("haproxy", &|g| Conf::trusting(g, NEW), false))[0], Yes);
}

#[test]
fn others_tell_nothing() {
    let alert = |number: u8| Tells::No(Said::Alert(Alert(number)));
    for (program, wanted) in [
        ("nginx", Tells::No(Said::Page(Page::CertificateRefused))),
        ("gnutls", alert(49)),
        ("java", alert(46)),
        ("tomcat", alert(46)),
        ("caddy", alert(42)),
        ("node", Tells::No(Said::Closed)),
    ] {
        let trust = tried(program, &|g| Conf::trusting(g, BOTH), true);
        assert_eq!((&trust.tells, trust.logins, trust.cas.len()), (&wanted, 1, 0), "{program}: {trust:?}");
    }
    let trust = tried("apache", &|g| Conf { asks: false, ..Conf::trusting(g, NEW) }, true);
    assert_eq!((&trust.tells, trust.logins), (&Tells::No(Said::NotAsked), 0));
}
