//! Whether a list of ciphers leaves any that goes with a server's own key: OpenSSL's syntax (openssl-ciphers(1)), as `ssl_create_cipher_list`
//! reads it (ssl/ssl_ciph.c).
//!
//! TLS 1.3 has ciphers of its own, which go with every key.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tillit_verifier::Certificate;
use tillit_verifier::certificate::PublicKeyInfo;

use super::prediction::{Answer, any};
use super::service::{Fit, Floor, Setting};
use super::spot::Spot;
use crate::tree::Tree;

mod table;

/// A cipher of TLS 1.2 and before.
struct Cipher {
    name: &'static str,
    since: &'static str,
    exchange: &'static str,
    auth: &'static str,
    encryption: &'static str,
    bits: u32,
    check: &'static str,
}

static CIPHERS: LazyLock<Vec<Cipher>> = LazyLock::new(|| {
    let cipher = |line: &'static str| {
        let mut words = line.split(' ');
        Some(Cipher {
            name: words.next()?,
            since: words.next()?,
            exchange: words.next()?,
            auth: words.next()?,
            encryption: words.next()?,
            bits: words.next()?.parse().ok()?,
            check: words.next()?,
        })
    };
    table::CIPHERS.lines().filter_map(cipher).collect()
});

impl Cipher {
    /// `DEFAULT` has it.
    fn is_default(&self) -> bool {
        let is_of = |word: &str| self.encryption.starts_with(word);
        let is_old = matches!(self.auth, "None" | "DSS") || self.check == "MD5";
        !is_old && self.encryption != "NONE" && !is_of("AESCCM") && !is_of("ARIA") && !is_of("CAMELLIA")
    }

    /// It is one of those that a word stands for; `None`: the word is none that OpenSSL knows.
    fn is(&self, word: &str) -> Option<bool> {
        let is_open = self.auth == "None";
        let encryption = |name: &str, bits: u32| self.encryption.starts_with(name) && self.bits == bits;
        let is_aes = matches!(self.encryption, "AES" | "AESGCM" | "AESCCM" | "AESCCM8");
        Some(match word {
            "ALL" | "HIGH" => self.encryption != "NONE",
            "COMPLEMENTOFALL" | "eNULL" | "NULL" => self.encryption == "NONE",
            "COMPLEMENTOFDEFAULT" => self.encryption != "NONE" && !self.is_default(),
            "kRSA" | "RSA" => self.exchange == "RSA",
            "kDHE" | "kEDH" | "DH" => self.exchange == "DH",
            "DHE" | "EDH" => self.exchange == "DH" && !is_open,
            "ADH" => self.exchange == "DH" && is_open,
            "kECDHE" | "kEECDH" | "ECDH" => self.exchange == "ECDH",
            "ECDHE" | "EECDH" => self.exchange == "ECDH" && !is_open,
            "AECDH" => self.exchange == "ECDH" && is_open,
            "kPSK" => self.exchange == "PSK",
            "kRSAPSK" => self.exchange == "RSAPSK",
            "kDHEPSK" => self.exchange == "DHEPSK",
            "kECDHEPSK" => self.exchange == "ECDHEPSK",
            "PSK" => self.exchange.ends_with("PSK"),
            "kSRP" | "SRP" => self.exchange == "SRP",
            "aRSA" => self.auth == "RSA",
            "aECDSA" | "ECDSA" => self.auth == "ECDSA",
            "aDSS" | "DSS" => self.auth == "DSS",
            "aNULL" => is_open,
            "aPSK" => self.auth == "PSK",
            "aSRP" => self.auth == "SRP",
            "AES" => is_aes,
            "AES128" => is_aes && self.bits == 128,
            "AES256" => is_aes && self.bits == 256,
            "AESGCM" => self.encryption == "AESGCM",
            "AESCCM" => self.encryption.starts_with("AESCCM"),
            "AESCCM8" => self.encryption == "AESCCM8",
            "CAMELLIA" => self.encryption == "CAMELLIA",
            "CAMELLIA128" => encryption("CAMELLIA", 128),
            "CAMELLIA256" => encryption("CAMELLIA", 256),
            "ARIA" | "ARIAGCM" => self.encryption == "ARIAGCM",
            "ARIA128" => encryption("ARIA", 128),
            "ARIA256" => encryption("ARIA", 256),
            "CHACHA20" => self.encryption == "CHACHA20",
            "CBC" => matches!(self.encryption, "AES" | "CAMELLIA"),
            "MD5" => self.check == "MD5",
            "SHA" | "SHA1" => self.check == "SHA1",
            "SHA256" => self.check == "SHA256",
            "SHA384" => self.check == "SHA384",
            "SSLv3" => self.since == "SSLv3",
            "TLSv1" | "TLSv1.0" => self.since == "TLSv1",
            "TLSv1.2" => self.since == "TLSv1.2",
            // Of these a library of today has none.
            "LOW" | "MEDIUM" | "3DES" | "DES" | "RC4" | "RC2" | "IDEA" | "SEED" | "GOST89" | "GOST" | "EXP"
            | "EXPORT" => false,
            _ => return None,
        })
    }

    /// A security level lets it be used (`ssl_security_default_callback`).
    fn passes(&self, level: u8) -> bool {
        let least = match level {
            0 => return true,
            1 => 80,
            2 => 112,
            3 => 128,
            4 => 192,
            _ => 256,
        };
        let is_ephemeral = matches!(self.exchange, "ECDH" | "DH");
        self.bits >= least
            && self.auth != "None"
            && self.check != "MD5"
            && (level < 3 || is_ephemeral)
            && (least <= 160 || self.check != "SHA1")
    }

    /// Browsers offer it, and servers need nothing but their certificate for it.
    fn is_common(&self) -> bool {
        let is_exchange = matches!(self.exchange, "ECDH" | "RSA");
        let is_encryption =
            matches!(self.encryption, "AESGCM" | "CHACHA20") || (self.encryption == "AES" && self.check == "SHA1");
        is_exchange && is_encryption
    }
}

/// What a list comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum List {
    /// These ciphers, by their numbers in the table.
    Some(Vec<usize>),
    /// None of TLS 1.2 and before: OpenSSL does not take the list.
    Empty,
    /// It has a mistake: OpenSSL does not take the list.
    Wrong,
    /// It stands for another one that is not known here: a policy of the system.
    Unknown,
}

/// The ciphers that are so.
fn list_of(is_so: fn(&Cipher) -> bool) -> Vec<usize> {
    CIPHERS.iter().enumerate().filter(|(_, cipher)| is_so(cipher)).map(|(number, _)| number).collect()
}

/// Reads a list.
pub fn list(text: &str) -> List {
    const POLICIES: [&str; 2] = ["PROFILE=", "SUITEB"];
    if POLICIES.iter().any(|word| text.contains(word)) {
        return List::Unknown;
    }
    let all = CIPHERS.len();
    let mut active = vec![false; all];
    let mut killed = vec![false; all];
    let mut rest = text;
    if let Some(after) = text.strip_prefix("DEFAULT") {
        active = CIPHERS.iter().map(Cipher::is_default).collect();
        rest = after;
    }
    let is_end = |c: char| matches!(c, ':' | ' ' | ';' | ',');
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=');
    while let Some(first) = rest.chars().next() {
        if is_end(first) {
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let rule = Some(first).filter(|first| matches!(first, '-' | '+' | '!' | '@'));
        rest = if rule.is_some() { rest.get(1..).unwrap_or_default() } else { rest };
        let mut chosen: Option<Vec<bool>> = Some(vec![true; all]);
        loop {
            let (word, after) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
            rest = after;
            if word.is_empty() {
                return List::Wrong;
            }
            if rule == Some('@') {
                let level =
                    word.strip_prefix("SECLEVEL=").filter(|level| matches!(*level, "0" | "1" | "2" | "3" | "4" | "5"));
                if word != "STRENGTH" && level.is_none() {
                    return List::Wrong;
                }
                chosen = None;
                break;
            }
            let more = rest.strip_prefix('+');
            rest = more.unwrap_or(rest);
            let are: Option<Vec<bool>> = match CIPHERS.iter().position(|cipher| cipher.name == word) {
                Some(own) => Some((0..all).map(|number| number == own).collect()),
                None => CIPHERS.iter().map(|cipher| cipher.is(word)).collect(),
            };
            chosen =
                chosen.zip(are).map(|(chosen, are)| chosen.iter().zip(are).map(|(one, two)| *one && two).collect());
            if chosen.is_none() || more.is_none() {
                break;
            }
        }
        let Some(chosen) = chosen else {
            // A word that is not known: it is passed over with all that hangs on it.
            rest = rest.get(rest.find(is_end).unwrap_or(rest.len())..).unwrap_or_default();
            continue;
        };
        for ((active, killed), chosen) in active.iter_mut().zip(&mut killed).zip(chosen) {
            match rule {
                None => *active |= chosen && !*killed,
                Some('-') => *active &= !chosen,
                Some('!') => {
                    *killed |= chosen;
                    *active &= !chosen;
                }
                _ => {}
            }
        }
    }
    let numbers: Vec<usize> = (0..all).filter(|number| active.get(*number) == Some(&true)).collect();
    if numbers.is_empty() { List::Empty } else { List::Some(numbers) }
}

/// The names of a list's ciphers.
#[cfg(test)]
#[cfg_attr(windows, allow(dead_code))]
fn names(list: &List) -> Vec<&'static str> {
    let List::Some(numbers) = list else { return Vec::new() };
    numbers.iter().filter_map(|number| CIPHERS.get(*number)).map(|cipher| cipher.name).collect()
}

/// The keys of a server, each asked for only where a list does not go with all.
pub(super) struct Keys<'a> {
    tree: &'a dyn Tree,
    read: RefCell<BTreeMap<PathBuf, Option<PublicKeyInfo>>>,
    /// Lists that were read: hosts have the same.
    lists: RefCell<BTreeMap<String, List>>,
}

/// Bytes of a file with a server's certificate.
const MAX_FILE: u64 = 1 << 20;

impl<'a> Keys<'a> {
    pub(super) fn of(tree: &'a dyn Tree) -> Self {
        Self { tree, read: RefCell::default(), lists: RefCell::default() }
    }

    fn list(&self, text: &str) -> List {
        if let Some(known) = self.lists.borrow().get(text) {
            return known.clone();
        }
        let read = list(text);
        self.lists.borrow_mut().insert(text.to_owned(), read.clone());
        read
    }

    /// OpenSSL's own words about a list that it does not take.
    pub(super) fn refusal(&self, text: &str) -> Option<&'static str> {
        match self.list(text) {
            List::Empty => Some("no cipher match"),
            List::Wrong => Some("invalid command"),
            List::Some(_) | List::Unknown => None,
        }
    }

    /// The key of the first certificate in a PEM file.
    pub(super) fn key(&self, path: &Path) -> Option<PublicKeyInfo> {
        if let Some(known) = self.read.borrow().get(path) {
            return *known;
        }
        let key = self.tree.read(path, MAX_FILE).ok().and_then(|bytes| first_certificate(&bytes));
        let key = key.map(|certificate| certificate.key_info());
        self.read.borrow_mut().insert(path.to_owned(), key);
        key
    }

    /// Whether anybody comes to a handshake with a list of ciphers and a level. `certificates`: the files of those that the server has; `None`:
    /// it is not known which.
    pub(super) fn fit(
        &self,
        ciphers: Option<(&str, &Spot)>,
        level: &Setting<Floor>,
        certificates: Option<&[PathBuf]>,
    ) -> Fit {
        let files = certificates.filter(|files| !files.is_empty());
        self.fit_of(ciphers, level, || files.and_then(|files| files.iter().map(|file| self.key(file)).collect()))
    }

    /// As [`Keys::fit`], with keys that are found elsewhere than in PEM files, and only where the list does not go with all.
    pub(super) fn fit_of(
        &self,
        ciphers: Option<(&str, &Spot)>,
        level: &Setting<Floor>,
        keys: impl FnOnce() -> Option<Vec<PublicKeyInfo>>,
    ) -> Fit {
        let security = level.value.level.unwrap_or_default();
        let written = ciphers.map(|(_, spot)| spot.clone()).or_else(|| level.written.clone());
        let numbers = match ciphers.map_or(List::Unknown, |(text, _)| self.list(text)) {
            List::Some(numbers) => numbers,
            // Where it is known that the server does not take it, that is told, and nothing of the service.
            List::Empty | List::Wrong => return Fit { tls12: None, tls13: Some(true), written },
            List::Unknown => list_of(Cipher::is_default),
        };
        let go_with = |auth: &str| -> Answer {
            let all = numbers.iter().filter_map(|number| CIPHERS.get(*number));
            let mut own = all.filter(|cipher| cipher.auth == auth && cipher.passes(security)).peekable();
            match own.peek() {
                None => Some(false),
                // Others may take parameters that the server lacks, and no browser may offer them.
                Some(_) => {
                    if own.any(Cipher::is_common) {
                        Some(true)
                    } else {
                        None
                    }
                }
            }
        };
        let (rsa, ec) = (go_with("RSA"), go_with("ECDSA"));
        // Up to a level of 112 bits every key of today is strong enough.
        let is_low = security <= 2;
        if is_low && rsa == ec && rsa.is_some() {
            return Fit { tls12: rsa, tls13: Some(true), written };
        }
        let Some(keys) = keys() else {
            let neither = rsa == Some(false) && ec == Some(false);
            return Fit { tls12: if neither { Some(false) } else { None }, tls13: is_low.then_some(true), written };
        };
        let strong: Vec<&PublicKeyInfo> = keys.iter().filter(|key| is_strong(key, &level.value)).collect();
        let answers = strong.iter().map(|key| match key {
            PublicKeyInfo::Rsa { .. } => rsa,
            PublicKeyInfo::Ec { .. } | PublicKeyInfo::Ed25519 => ec,
            PublicKeyInfo::RsaPss { .. } | PublicKeyInfo::Other => None,
        });
        Fit { tls12: any(answers), tls13: Some(!strong.is_empty()), written }
    }

    /// The first certificate whose key a level does not let be used: a server that looks does not start.
    pub(super) fn too_weak<'p>(&self, level: &Floor, certificates: &'p [PathBuf]) -> Option<&'p Path> {
        // Below, every key of today is strong enough.
        if level.level.is_none_or(|level| level <= 2) {
            return None;
        }
        let is_weak = |path: &&PathBuf| self.key(path).is_some_and(|key| !is_strong(&key, level));
        certificates.iter().find(is_weak).map(PathBuf::as_path)
    }
}

fn is_strong(key: &PublicKeyInfo, floor: &Floor) -> bool {
    match key {
        PublicKeyInfo::Rsa { bits, .. } | PublicKeyInfo::RsaPss { bits } => *bits >= floor.rsa_bits,
        PublicKeyInfo::Ec { bits } => *bits >= floor.ec_bits,
        PublicKeyInfo::Ed25519 => floor.ec_bits <= 256,
        PublicKeyInfo::Other => true,
    }
}

/// The first certificate in PEM, as `PEM_read_bio_X509_AUX` finds it.
pub(super) fn first_certificate(bytes: &[u8]) -> Option<Certificate> {
    let text = String::from_utf8_lossy(bytes);
    let marks =
        ["-----BEGIN CERTIFICATE-----", "-----BEGIN X509 CERTIFICATE-----", "-----BEGIN TRUSTED CERTIFICATE-----"];
    let begin = marks.iter().filter_map(|mark| Some((text.find(mark)?, mark.len()))).min()?;
    let inner = text.get(begin.0 + begin.1..)?.split_once("-----END")?.0;
    let base64: String = inner.split_ascii_whitespace().collect();
    let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, base64).ok()?;
    // Something of OpenSSL's own may follow the certificate.
    Certificate::from_der(&der).ok().or_else(|| {
        let length = match *der.get(..4)? {
            [0x30, 0x82, high, low] => 4 + usize::from(u16::from_be_bytes([high, low])),
            _ => return None,
        };
        Certificate::from_der(der.get(..length)?).ok()
    })
}

#[cfg(all(test, unix))] // the judge is not on Windows
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use std::process::Command;

    use super::*;

    /// What OpenSSL itself makes of a list: names in their order; `None`: it does not take it.
    fn by_openssl(text: &str) -> Option<Vec<String>> {
        let output = Command::new("openssl").args(["ciphers", "-stdname", text]).output().expect("openssl is here");
        let said = String::from_utf8(output.stdout).unwrap();
        let names =
            said.lines().filter(|line| !line.contains(" TLSv1.3 ")).filter_map(|line| line.split_whitespace().nth(2));
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort_unstable();
        output.status.success().then_some(names)
    }

    fn by_us(text: &str) -> Option<Vec<String>> {
        let list = list(text);
        let mut names: Vec<String> = names(&list).into_iter().map(str::to_owned).collect();
        names.sort_unstable();
        matches!(list, List::Some(_)).then_some(names)
    }

    #[test]
    fn lists_come_to_what_openssl_makes_of_them() {
        let words = "ALL COMPLEMENTOFALL COMPLEMENTOFDEFAULT kRSA kEDH kDHE DH kEECDH kECDHE ECDH kPSK kRSAPSK kECDHEPSK kDHEPSK kSRP \
            aRSA aDSS DSS aNULL aECDSA ECDSA aPSK aSRP EDH DHE EECDH ECDHE NULL RSA ADH AECDH PSK SRP eNULL AES128 AES256 AES AESGCM \
            AESCCM AESCCM8 CAMELLIA128 CAMELLIA256 CAMELLIA CHACHA20 ARIA ARIAGCM ARIA128 ARIA256 CBC MD5 SHA1 SHA SHA256 SHA384 SSLv3 \
            TLSv1 TLSv1.0 TLSv1.2 LOW MEDIUM HIGH 3DES RC4 IDEA SEED NOPE AES128-SHA ECDHE-RSA-AES128-GCM-SHA256 TLS_AES_128_GCM_SHA256";
        let words: Vec<&str> = words.split_whitespace().collect();
        let mut lists: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let more = "HIGH:!aNULL:!MD5|DEFAULT|DEFAULTX|DEFAULT:!RSA|!kRSA:DEFAULT|AES128-SHA DEFAULT|AES128-SHA:@FOO|AES128-SHA@SECLEVEL=9|\
            AES128-SHA@SECLEVEL=1:AES256-SHA|ALL+kRSA+AES128:-AES128-SHA:+HIGH:AES128-SHA|:AES128-SHA,AES256-SHA;|AES128-SHA+NOPE|\
            NOPE+kRSA|AES128-SHA:!|AES128-SHA:+|AES128-SHA+|HIGH:*|AES128-SHA!kRSA|ALL:!kRSA:kRSA|ALL:-kRSA:AES128-SHA|kRSA+kDHE|\
            EECDH+AESGCM:EDH+AESGCM|ECDHE+AESGCM:ECDHE+CHACHA20:!aECDSA|@STRENGTH|DEFAULT@SECLEVEL=0|nonsense";
        lists.extend(more.split('|').map(str::to_owned));
        // Words put together, the same at each run.
        let mut state = 1_u32;
        let mut next = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            usize::try_from(state >> 8).unwrap() % below
        };
        for _ in 0..120 {
            let mut text = String::new();
            for _ in 0..2 + next(4) {
                text.push_str([":", ":", ":!", ":-", ":+", "+", ",", " "][next(8)]);
                text.push_str(words[next(words.len())]);
            }
            // What begins with a hyphen is an option to the program.
            lists.push(text.trim_start_matches([':', '+', ' ', ',', '-']).to_owned());
        }
        for text in &lists {
            assert_eq!(by_us(text), by_openssl(text), "{text}");
        }
        assert_eq!(list("PROFILE=SYSTEM"), List::Unknown);
    }
}
