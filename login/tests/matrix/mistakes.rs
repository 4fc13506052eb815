//! What is set up wrong, the card that meets it, and the true cause.

use tillit_login::causes::CauseId;
use tillit_login::key::Padding;
use tillit_login::local::{AtHand, KeyHere, KeyStore, Local, Module, Owner, Policy, Setting, Store};
use time::Duration;

use crate::ground::{Conf, Ground, HSA_3, ID_3, LAB, NEW, NEW_ROOT, OLD, Own, Special, Versions};

/// A mistake, the card that meets it, and its true cause; none: the server is sound.
pub(crate) struct Mistake {
    pub title: &'static str,
    pub card: &'static str,
    pub conf: fn(&Ground) -> Conf,
    pub cause: Option<CauseId>,
    /// Programs that have such a setting; empty: all but `not`.
    pub only: &'static [&'static str],
    /// Programs in which it is no mistake, or which have no such setting.
    pub not: &'static [&'static str],
    pub path: &'static str,
    /// Where the login goes, where it is not to the server.
    pub elsewhere: Option<fn(&Ground) -> String>,
    /// How often each address is looked at.
    pub repeat: u32,
    /// How far this computer's clock is ahead.
    pub ahead: Duration,
    /// What this computer is like.
    pub local: fn() -> Local,
    /// How the key signs.
    pub paddings: &'static [Padding],
    /// The server's root is not trusted on this computer.
    pub no_root: bool,
    /// It cannot be seen even with the key: our own library cannot speak with the server.
    pub beyond_us: bool,
}

pub(crate) const CARD: &str = "cards/upgraded/hsaid-login";

const SOUND: Mistake = Mistake {
    title: "sound",
    card: CARD,
    conf: |g| Conf::trusting(g, NEW),
    cause: None,
    only: &[],
    not: &[],
    path: "/",
    elsewhere: None,
    repeat: 1,
    ahead: Duration::ZERO,
    local: sound_computer,
    paddings: &[],
    no_root: false,
    beyond_us: false,
};

/// Java, Go and GnuTLS take an issuing CA for an anchor, and have no limit of depth.
const NOT_OPENSSL: &[&str] = &["java", "tomcat", "gnutls", "caddy"];
/// They send the names of what they trust, and no others.
const NAMES_ARE_TRUST: &[&str] = &["s_server", "gnutls", "java", "tomcat", "node", "caddy", "stunnel"];
/// One program each of those that refuse in their own way.
const SOME: &[&str] = &["nginx", "apache", "haproxy"];
/// s_server reads one list of a file; Caddy has none.
const NO_LISTS: &[&str] = &["s_server", "caddy"];

/// A computer with everything that it needs.
fn sound_computer() -> Local {
    let root = LAB.certificates(&[NEW_ROOT]);
    let cas = LAB.certificates(NEW);
    let store = |owner: Owner, place: &str| Store {
        owner,
        place: place.to_owned(),
        anchors: root.clone(),
        cas: cas.clone(),
        with_system: false,
    };
    Local {
        stores: vec![
            store(Owner::System, "/etc/ssl/certs"),
            store(Owner::Firefox, "~/.mozilla/firefox/a"),
            store(Owner::Chromium, "~/.pki/nssdb"),
        ],
        modules: Some(vec![Module {
            name: "Net iD".to_owned(),
            library: "/usr/lib/libiidp11.so".to_owned(),
            registered: Some("~/.pki/nssdb/pkcs11.txt".to_owned()),
            is_there: true,
        }]),
        ..Local::default()
    }
}

fn no_middleware() -> Local {
    Local { modules: Some(Vec::new()), ..sound_computer() }
}

/// A Windows without any PKCS#11 module, with the key of this card for its user.
fn windows(card: &str, is_at_hand: AtHand) -> Local {
    let certificate = LAB.key(card).certificate().clone();
    let keys = KeyStore::Read(vec![KeyHere { certificate, is_at_hand }]);
    Local { keys, modules: Some(Vec::new()), ..sound_computer() }
}

fn middleware_gone() -> Local {
    let mut local = sound_computer();
    local.modules.iter_mut().flatten().for_each(|module| module.is_there = false);
    local
}

fn browsers_without_cas() -> Local {
    let mut local = sound_computer();
    local.stores.iter_mut().for_each(|store| store.cas.truncate(1));
    local
}

fn browser_without_root() -> Local {
    let mut local = sound_computer();
    local.stores.iter_mut().filter(|store| store.owner == Owner::Firefox).for_each(|store| store.anchors.clear());
    local
}

fn chooses_old() -> Local {
    let says = Setting::AutoSelect {
        pattern: "https://localhost".to_owned(),
        issuer: vec![("CN".to_owned(), "LAB SITHS Type 1 CA v1".to_owned())],
    };
    let place = "/etc/chromium/policies/managed/cards.json".to_owned();
    Local { policies: vec![Policy { owner: Owner::Chromium, place, says }], ..sound_computer() }
}

pub(crate) const MISTAKES: &[Mistake] = &[
    SOUND,
    Mistake {
        title: "sound, certificate optional",
        conf: |g| Conf { required: false, ..Conf::trusting(g, NEW) },
        not: &["stunnel"],
        ..SOUND
    },
    Mistake {
        title: "sound, both generations",
        conf: |g| Conf::trusting(g, &[OLD, NEW].concat()),
        only: &["nginx", "apache", "haproxy", "caddy", "java"],
        ..SOUND
    },
    Mistake {
        title: "sound, with revocation lists",
        conf: |g| Conf { lists: Some(g.lists("crl.pem", NEW)), ..Conf::trusting(g, NEW) },
        not: NO_LISTS,
        ..SOUND
    },
    Mistake {
        title: "sound, TLS 1.2 alone",
        conf: |g| Conf { versions: Versions::Only12, ..Conf::trusting(g, NEW) },
        ..SOUND
    },
    Mistake {
        title: "sound, TLS 1.3 alone",
        conf: |g| Conf { versions: Versions::Only13, ..Conf::trusting(g, NEW) },
        ..SOUND
    },
    Mistake {
        title: "sound, every CA let through",
        conf: |g| Conf { special: Special::AnyCa, ..Conf::trusting(g, NEW) },
        only: &["nginx", "apache"],
        ..SOUND
    },
    Mistake {
        title: "sound, no names sent",
        conf: |g| Conf { special: Special::NoNames, ..Conf::trusting(g, NEW) },
        only: &["haproxy"],
        ..SOUND
    },
    Mistake {
        title: "sound, with ciphers that our own library lacks",
        conf: |g| Conf { special: Special::OldCiphers, versions: Versions::Only12, ..Conf::trusting(g, NEW) },
        only: &["nginx", "apache", "haproxy", "s_server"],
        beyond_us: true,
        ..SOUND
    },
    Mistake {
        title: "the name leads nowhere",
        elsewhere: Some(|_| "no-such-host.invalid".to_owned()),
        cause: Some(CauseId::Dns),
        only: &["nginx"],
        ..SOUND
    },
    Mistake {
        title: "nobody listens at the port",
        elsewhere: Some(|g| format!("localhost:{}", g.other_port)),
        cause: Some(CauseId::Unreachable),
        only: &["nginx"],
        ..SOUND
    },
    Mistake {
        title: "the old generation alone is trusted and announced",
        conf: |g| Conf::trusting(g, OLD),
        cause: Some(CauseId::CaNotAnnounced),
        ..SOUND
    },
    Mistake {
        title: "trusted, and the old names announced",
        conf: |g| Conf { names: Some(g.bundle("names.pem", OLD)), ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::CaNotAnnounced),
        not: NAMES_ARE_TRUST,
        ..SOUND
    },
    Mistake {
        title: "announced, and the old generation trusted",
        conf: |g| Conf { names: Some(g.bundle("names.pem", NEW)), ..Conf::trusting(g, OLD) },
        cause: Some(CauseId::RootNotTrusted),
        // nginx and HAProxy trust what they announce.
        only: &["apache"],
        ..SOUND
    },
    Mistake {
        title: "no names sent, and the old generation trusted",
        conf: |g| Conf { special: Special::NoNames, ..Conf::trusting(g, OLD) },
        cause: Some(CauseId::RootNotTrusted),
        only: &["haproxy"],
        ..SOUND
    },
    Mistake {
        title: "the new root without issuing CAs",
        conf: |g| Conf::trusting(g, &[NEW_ROOT]),
        cause: Some(CauseId::IssuingCaMissing),
        ..SOUND
    },
    Mistake {
        title: "the new root without issuing CAs, TLS 1.3 alone",
        conf: |g| Conf { versions: Versions::Only13, ..Conf::trusting(g, &[NEW_ROOT]) },
        cause: Some(CauseId::IssuingCaMissing),
        only: SOME,
        ..SOUND
    },
    Mistake {
        title: "issuing CAs without their root",
        conf: |g| Conf::trusting(g, &[HSA_3, ID_3]),
        cause: Some(CauseId::IssuingCaOnlyAnchor),
        not: NOT_OPENSSL,
        ..SOUND
    },
    Mistake {
        title: "a chain too long for the limit",
        conf: |g| Conf { depth: Some(0), ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::VerifyDepth),
        only: &["nginx", "apache"],
        ..SOUND
    },
    Mistake {
        title: "the card has ended",
        card: "cards/expired/hsaid-login",
        cause: Some(CauseId::LeafExpired),
        ..SOUND
    },
    Mistake {
        title: "the card's signature certificate",
        card: "cards/upgraded/hsaid-signature",
        cause: Some(CauseId::WrongCertificateUse),
        ..SOUND
    },
    Mistake {
        title: "the card is revoked",
        card: "cards/revoked/hsaid-login",
        conf: |g| Conf { lists: Some(g.lists("crl.pem", NEW)), ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::Revoked),
        not: NO_LISTS,
        ..SOUND
    },
    Mistake {
        title: "a revocation list that is over",
        conf: |g| Conf { lists: Some(g.lists_over("crl.pem", NEW)), ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::CrlStale),
        // GnuTLS does not mind.
        not: &["s_server", "caddy", "gnutls"],
        ..SOUND
    },
    Mistake {
        title: "a revocation list that is over, TLS 1.3 alone",
        conf: |g| Conf {
            lists: Some(g.lists_over("crl.pem", NEW)),
            versions: Versions::Only13,
            ..Conf::trusting(g, NEW)
        },
        cause: Some(CauseId::CrlStale),
        only: &["nginx", "apache", "haproxy", "java"],
        ..SOUND
    },
    Mistake {
        title: "no revocation list of the issuing CA",
        conf: |g| Conf { lists: Some(g.lists("crl.pem", OLD)), ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::CrlMissing),
        not: &["s_server", "caddy", "gnutls"],
        ..SOUND
    },
    Mistake {
        title: "nobody answers about revocation",
        conf: |g| Conf { special: Special::Ocsp, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::OcspUnreachable),
        only: &["nginx", "apache"],
        ..SOUND
    },
    Mistake {
        title: "SHA-1 in the old chain",
        card: "cards/old/hsaid-login",
        conf: |g| Conf::trusting(g, &[OLD, NEW].concat()),
        cause: Some(CauseId::Sha1Refused),
        not: &["java", "tomcat"],
        ..SOUND
    },
    Mistake {
        title: "sound for SHA-1",
        card: "cards/old/hsaid-login",
        conf: |g| Conf { special: Special::LevelZero, ..Conf::trusting(g, &[OLD, NEW].concat()) },
        only: &["nginx", "apache", "haproxy", "s_server"],
        ..SOUND
    },
    Mistake {
        title: "an issuing CA whose time is over",
        conf: |g| Conf { trust: g.over("over.pem"), ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::CaExpired),
        not: NOT_OPENSSL,
        ..SOUND
    },
    Mistake {
        title: "nothing is asked",
        conf: |g| Conf { asks: false, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::NotAsked),
        ..SOUND
    },
    Mistake {
        title: "asked for after the request",
        conf: |g| Conf { special: Special::Late, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::AskedLate),
        only: &["apache"],
        path: "/cards/",
        ..SOUND
    },
    Mistake {
        title: "asked for after the request, TLS 1.2 alone",
        conf: |g| Conf { special: Special::Late, versions: Versions::Only12, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::AskedLate),
        only: &["apache"],
        path: "/cards/",
        ..SOUND
    },
    Mistake {
        title: "a proxy in front asks for nothing",
        conf: |g| Conf { special: Special::InFront, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::ProxyInFront),
        only: &["nginx"],
        ..SOUND
    },
    Mistake {
        title: "a node of two is not prepared",
        conf: |g| Conf { special: Special::Farm, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::FarmInconsistent),
        only: &["haproxy"],
        repeat: 4,
        ..SOUND
    },
    Mistake {
        title: "the application refuses",
        conf: |g| Conf { special: Special::Forbidden, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::HttpRefused),
        only: &["nginx", "apache", "haproxy", "caddy", "node"],
        ..SOUND
    },
    Mistake {
        title: "TLS 1.0 alone",
        conf: |g| Conf { versions: Versions::Only10, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::ProtocolVersion),
        only: &["nginx", "apache", "haproxy", "s_server", "gnutls"],
        ..SOUND
    },
    Mistake {
        title: "ciphers that do not fit the server's key",
        conf: |g| Conf { special: Special::OtherCiphers, versions: Versions::Only12, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::CipherMismatch),
        only: &["nginx", "apache", "haproxy", "s_server"],
        ..SOUND
    },
    Mistake {
        title: "a host name that the server does not know",
        conf: |g| Conf { special: Special::UnknownName, own: Own::OfAnother, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::SniUnknown),
        only: &["nginx", "haproxy", "caddy"],
        ..SOUND
    },
    Mistake {
        title: "a thousand names",
        conf: |g| Conf { trust: g.many("many.pem", 1000), ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::CaListTooLong),
        only: &["nginx", "apache", "haproxy", "s_server"],
        ..SOUND
    },
    Mistake {
        title: "plain HTTP",
        conf: |g| Conf { special: Special::NotTls, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::NotTls),
        only: &["nginx"],
        ..SOUND
    },
    Mistake {
        title: "the server's issuing CA is not sent",
        conf: |g| Conf { own: Own::Alone, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::ServerChainIncomplete),
        // Others complete their own chain from what they trust.
        only: &["nginx", "haproxy", "caddy"],
        ..SOUND
    },
    Mistake {
        title: "the server's certificate has ended",
        conf: |g| Conf { own: Own::Over, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::ServerCertificateExpired),
        only: SOME,
        ..SOUND
    },
    Mistake {
        title: "the server's certificate is another host's",
        conf: |g| Conf { own: Own::OfAnother, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::ServerNameMismatch),
        only: SOME,
        ..SOUND
    },
    Mistake {
        title: "the server's root is not trusted here",
        cause: Some(CauseId::ServerRootUnknown),
        only: SOME,
        no_root: true,
        ..SOUND
    },
    Mistake {
        title: "this computer's clock is years ahead",
        cause: Some(CauseId::Clock),
        only: &["nginx"],
        conf: |g| Conf { required: false, ..Conf::trusting(g, NEW) },
        ahead: Duration::days(3000),
        ..SOUND
    },
    Mistake {
        title: "a card that makes no PSS",
        cause: Some(CauseId::NoPss),
        only: SOME,
        paddings: &[Padding::Pkcs1],
        ..SOUND
    },
    Mistake {
        title: "no module for cards on this computer",
        cause: Some(CauseId::MiddlewareMissing),
        only: SOME,
        local: no_middleware,
        ..SOUND
    },
    Mistake {
        title: "sound, the card is in Windows' own store and no module is there",
        only: SOME,
        local: || windows(CARD, AtHand::Yes),
        ..SOUND
    },
    Mistake {
        title: "Windows has other keys than the card's",
        cause: Some(CauseId::MiddlewareMissing),
        only: SOME,
        local: || windows("cards/reserve/hsaid-login", AtHand::Yes),
        ..SOUND
    },
    Mistake {
        title: "Windows has the card's certificate, and what has its key is not installed",
        cause: Some(CauseId::MiddlewareMissing),
        only: SOME,
        local: || windows(CARD, AtHand::NoProvider("Invented middleware CSP".to_owned())),
        ..SOUND
    },
    Mistake {
        title: "the module for cards is registered and gone",
        cause: Some(CauseId::MiddlewareMissing),
        only: SOME,
        local: middleware_gone,
        ..SOUND
    },
    Mistake {
        title: "the root alone is named, and this computer's browsers lack the issuing CA",
        conf: |g| Conf { names: Some(g.bundle("names.pem", &[NEW_ROOT])), ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::IssuingCaNotHere),
        only: SOME,
        local: browsers_without_cas,
        ..SOUND
    },
    Mistake {
        title: "a browser here does not trust the server's root",
        cause: Some(CauseId::ServerRootUnknown),
        only: SOME,
        local: browser_without_root,
        ..SOUND
    },
    Mistake {
        title: "a policy here chooses the old card",
        cause: Some(CauseId::OtherCertificateChosen),
        only: SOME,
        local: chooses_old,
        ..SOUND
    },
];
