//! Random chains from a grammar, for judges to be compared on: bytes in, certificates out, every certificate broken in no way or in a few.
//!
//! Bytes of zero, and those after the end, choose what is sound: a fuzzer that shortens an input takes faults away. The keys are made once for
//! each process, everything else comes from the bytes. The fuzz target `paths` uses them, too.

pub(crate) mod beside_openssl;
pub(crate) mod beside_webpki;

use tillit_lab::{
    Algorithm, Attribute, CertificateBuilder, Dn, Extension, GeneralName, Issued, Key, KeyId, KeyKind, KeyPool,
    KeyUsage, Oid, StringType, oids,
};
use tillit_verifier::Certificate;
use tillit_verifier::judge::Options;
use tillit_verifier::verdict::Purpose;
use time::OffsetDateTime;
use time::macros::datetime;

/// When all chains are judged.
pub(crate) const AT: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

/// What the judges get.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) anchors: Vec<Certificate>,
    /// Everything else that is at hand, of use or not.
    pub(crate) others: Vec<Certificate>,
    pub(crate) leaf: Certificate,
    pub(crate) options: Options,
}

/// The case of a number: the same one every time but for the keys.
pub(crate) fn of_seed(seed: u64) -> Case {
    // SplitMix64
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let bytes: Vec<u8> = (0..64).flat_map(|_| next().to_be_bytes()).collect();
    of_bytes(&bytes)
}

/// The case of these bytes.
pub(crate) fn of_bytes(bytes: &[u8]) -> Case {
    Grammar { dice: Dice(bytes), serial: 0 }.case()
}

struct Dice<'a>(&'a [u8]);

impl Dice<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }
    /// 0 to n-1.
    fn pick(&mut self, n: usize) -> usize {
        usize::from(self.byte()) % n
    }
    fn one_in(&mut self, n: usize) -> bool {
        self.pick(n) == n - 1
    }
    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.pick(all.len())].clone()
    }
    /// Up to `most` of them.
    fn some<T: Clone>(&mut self, all: &[T], most: usize) -> Vec<T> {
        (0..self.pick(most + 1)).map(|_| self.of(all)).collect()
    }
}

struct Grammar<'a> {
    dice: Dice<'a>,
    serial: u64,
}

const POLICIES: [Oid; 3] = [
    Oid::new_unwrap("1.3.6.1.4.1.32473.1.1"),
    Oid::new_unwrap("1.3.6.1.4.1.32473.1.2"),
    Oid::new_unwrap("1.3.6.1.4.1.32473.2.1"),
];
const UNKNOWN: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.9");

fn key(index: usize) -> Key {
    let kind = if index.is_multiple_of(2) { KeyKind::Ed25519 } else { KeyKind::P256 };
    KeyPool::shared().get(kind, &format!("chain {index}")).unwrap()
}

/// `O=..., CN=...` in one of the encodings that RFC 5280 section 7.1 holds equal.
fn name(organisation: &str, common: &str, form: usize) -> Dn {
    let string_type = match form {
        1 => StringType::Printable,
        2 => StringType::Bmp,
        _ => StringType::Utf8,
    };
    let change = |text: &str| match form {
        3 => text.to_uppercase(),
        4 => format!(" {} ", text.replace(' ', "  ")),
        _ => text.to_owned(),
    };
    Dn::new().with(oids::ORGANISATION, string_type, change(organisation)).with(
        oids::COMMON_NAME,
        string_type,
        change(common),
    )
}

/// Alternative names and the bases of their constraints, of one form each.
fn names(form: usize) -> (Vec<GeneralName>, Vec<GeneralName>) {
    let all = |make: fn(String) -> GeneralName, texts: &[&str]| texts.iter().map(|t| make((*t).to_owned())).collect();
    let ips = |all: &[&[u8]]| all.iter().map(|b| GeneralName::Ip(b.to_vec())).collect();
    let mut v6 = vec![0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    let v6_name = v6.clone();
    v6.extend([255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let directory = |o: &str, form| GeneralName::Directory(Dn::new().with(oids::ORGANISATION, form, o));
    match form {
        0 => (
            all(
                GeneralName::Dns,
                &["a.example", "b.a.example", "A.EXAMPLE", "x.other", "*.a.example", "example", "b_c.a.example"],
            ),
            all(GeneralName::Dns, &["example", "a.example", ".example", "other", "A.Example", "b.a.example", ""]),
        ),
        1 => (
            ips(&[&[10, 1, 2, 3], &[10, 9, 9, 9], &[192, 0, 2, 1], &v6_name]),
            ips(&[
                &[10, 0, 0, 0, 255, 0, 0, 0],
                &[10, 1, 0, 0, 255, 255, 0, 0],
                &[0; 8],
                &[192, 0, 2, 0, 255, 255, 255, 0],
                &v6,
                &[10, 0, 0, 3, 255, 0, 0, 255],
            ]),
        ),
        2 => (
            all(GeneralName::Email, &["u@a.example", "U@a.example", "u@b.a.example", "u@A.EXAMPLE", "u@other"]),
            all(GeneralName::Email, &["a.example", ".example", "u@a.example", "example", ".a.example", "other"]),
        ),
        3 => (
            all(
                GeneralName::Uri,
                &[
                    "https://a.example/x",
                    "https://b.a.example:8443/",
                    "ldap://u@a.example",
                    "https://A.EXAMPLE",
                    "urn:x",
                    "https://10.0.0.1/",
                ],
            ),
            all(GeneralName::Uri, &["a.example", ".example", "example", ".a.example", "other"]),
        ),
        4 => (
            vec![directory("Lab AB", StringType::Utf8), directory("Other AB", StringType::Utf8)],
            vec![
                directory("Lab AB", StringType::Utf8),
                directory("lab  ab", StringType::Printable),
                directory("Other AB", StringType::Utf8),
                GeneralName::Directory(Dn::new()),
            ],
        ),
        _ => (
            vec![
                GeneralName::RegisteredId(UNKNOWN),
                GeneralName::Other(oids::USER_PRINCIPAL_NAME, "u@a.example".to_owned()),
            ],
            vec![
                GeneralName::RegisteredId(UNKNOWN),
                GeneralName::Other(oids::USER_PRINCIPAL_NAME, "a.example".to_owned()),
            ],
        ),
    }
}

impl Grammar<'_> {
    fn case(mut self) -> Case {
        let policied = self.dice.one_in(3);
        let constrained = self.dice.one_in(3);
        let depth = if self.dice.one_in(12) { 5 + self.dice.pick(4) } else { self.dice.pick(4) };
        let root = self.authority(0, None, policied, constrained);
        let mut chain = vec![root.clone()];
        for i in 1..=depth {
            let issuer = chain[i - 1].clone();
            chain.push(self.authority(i, Some(&issuer), policied, constrained));
        }
        let issuer = chain[depth].clone();
        let leaf = self.leaf(&issuer, policied);
        let mut anchors = vec![root];
        let mut others: Vec<Issued> = chain[1..].to_vec();
        for _ in 0..self.dice.pick(3) {
            self.extra(&chain, &mut anchors, &mut others, policied);
        }
        if self.dice.one_in(4) {
            others.reverse();
        }
        let read = |issued: &Issued| Certificate::from_der(&issued.der).unwrap();
        Case {
            anchors: anchors.iter().map(read).collect(),
            others: others.iter().map(read).collect(),
            leaf: read(&leaf),
            options: self.options(policied),
        }
    }

    fn options(&mut self, policied: bool) -> Options {
        let mut options = Options::login(AT);
        options.purpose = self.dice.of(&[Purpose::Login, Purpose::Any, Purpose::Server { host: None }]);
        if policied {
            options.policies.explicit = self.dice.one_in(3);
            options.policies.inhibit_mapping = self.dice.one_in(6);
            options.policies.inhibit_any = self.dice.one_in(6);
            options.policies.acceptable = self.dice.some(&POLICIES, 2).iter().map(ToString::to_string).collect();
        }
        options
    }

    /// Something that is at hand beside the chain.
    fn extra(&mut self, chain: &[Issued], anchors: &mut Vec<Issued>, others: &mut Vec<Issued>, policied: bool) {
        let i = self.dice.pick(chain.len());
        let ca = chain[i].clone();
        let other_root = || {
            CertificateBuilder::ca(name("Lab AB", "Other root", 0))
                .key(&key(20))
                .serial([0x40, 20])
                .self_sign()
                .unwrap()
        };
        match self.dice.pick(6) {
            // Cross-signed by a root that is trusted, or is not.
            0 => {
                let root = other_root();
                let cross = CertificateBuilder::ca(ca.subject.clone()).key(&ca.key);
                let cross = self.policies(cross, policied, true).serial(self.serial()).issue(&root).unwrap();
                others.push(cross);
                if self.dice.one_in(2) { anchors.push(root) } else { others.push(root) }
            }
            // The same CA, expired.
            1 => {
                let old = CertificateBuilder::ca(ca.subject.clone()).key(&ca.key).serial(self.serial());
                let old = old.validity(datetime!(2010-01-01 00:00 UTC), datetime!(2020-01-01 00:00 UTC));
                others.push(old.issue(&chain[i.saturating_sub(1)]).unwrap());
            }
            // Its name, another key.
            2 => others.push(
                CertificateBuilder::ca(ca.subject.clone()).key(&key(21)).serial(self.serial()).self_sign().unwrap(),
            ),
            // Trusted, and of no use.
            3 => anchors.push(
                CertificateBuilder::ca(ca.subject.clone()).key(&key(22)).serial(self.serial()).self_sign().unwrap(),
            ),
            // A CA of the chain that is an anchor itself.
            4 if i > 0 && self.dice.one_in(2) => {
                let old = CertificateBuilder::ca(ca.subject.clone()).key(&ca.key).serial(self.serial());
                anchors.push(old.self_sign().unwrap());
            }
            _ => others.push(other_root()),
        }
    }

    fn serial(&mut self) -> Vec<u8> {
        self.serial += 1;
        (0x4000_0000_0000_0000 | self.serial).to_be_bytes().to_vec()
    }

    fn authority(&mut self, i: usize, issuer: Option<&Issued>, policied: bool, constrained: bool) -> Issued {
        let organisation = if self.dice.one_in(12) { "Other AB" } else { "Lab AB" };
        let form = if self.dice.one_in(8) { self.dice.pick(5) } else { 0 };
        let subject = match issuer {
            Some(issuer) if self.dice.one_in(8) => issuer.subject.clone(),
            _ => name(organisation, &format!("CA {i}"), form),
        };
        let mut builder = CertificateBuilder::ca(subject).key(&key(i));
        if self.dice.one_in(3) {
            builder = match self.dice.pick(12) {
                0 | 1 => {
                    let length = self.dice.pick(4) as u64;
                    builder.replace(Extension::basic_constraints(true, Some(length)))
                }
                2 => builder.without(oids::BASIC_CONSTRAINTS),
                3 => builder.replace(Extension::basic_constraints(false, None)),
                4 => builder.replace(Extension::basic_constraints(true, None).critical(false)),
                5 => builder.without(oids::KEY_USAGE),
                6 => builder.replace(Extension::key_usage(&[KeyUsage::DigitalSignature, KeyUsage::CrlSign])),
                7 | 8 => {
                    let usages = self.usages();
                    builder.extension(usages)
                }
                9 if issuer.is_none() => {
                    let bare = CertificateBuilder::new(name(organisation, "CA 0", form)).key(&key(i)).version(1);
                    return bare.serial(self.serial()).self_sign().unwrap();
                }
                _ => builder,
            };
        }
        if constrained && self.dice.one_in(2) {
            let constraints = self.constraints();
            builder = builder.extension(constraints);
        }
        if self.dice.one_in(10) {
            let names = self.alternative_names();
            builder = builder.extension(names);
        }
        builder = self.policies(builder, policied, true);
        self.finish(builder, issuer)
    }

    fn leaf(&mut self, issuer: &Issued, policied: bool) -> Issued {
        let organisation = if self.dice.one_in(8) { "Other AB" } else { "Lab AB" };
        let mut subject = name(organisation, "Card (invented)", self.dice.pick(5));
        if self.dice.one_in(6) {
            subject = subject.with_rdn(vec![Attribute::new(
                oids::EMAIL_ADDRESS,
                StringType::Ia5,
                self.dice.of(&["u@a.example", "u@other"]),
            )]);
        }
        if self.dice.one_in(24) {
            subject = issuer.subject.clone();
        }
        let mut builder =
            CertificateBuilder::new(subject).key(&key(10)).subject_key_id(KeyId::Right).authority_key_id(KeyId::Right);
        if self.dice.one_in(24) {
            let bare = builder.version(1).subject_key_id(KeyId::Absent).authority_key_id(KeyId::Absent);
            return bare.serial(self.serial()).issue(issuer).unwrap();
        }
        if !self.dice.one_in(4) {
            use KeyUsage::{DigitalSignature, KeyAgreement, KeyCertSign, KeyEncipherment, NonRepudiation};
            let usage: &[KeyUsage] = self.dice.of(&[
                &[DigitalSignature] as &[_],
                &[DigitalSignature, KeyEncipherment],
                &[DigitalSignature, NonRepudiation],
                &[NonRepudiation],
                &[KeyEncipherment],
                &[KeyAgreement],
                &[DigitalSignature, KeyCertSign],
            ]);
            builder = builder.extension(Extension::key_usage(usage));
        }
        if self.dice.one_in(2) {
            let usages = self.usages();
            builder = builder.extension(usages);
        }
        if self.dice.one_in(4) {
            let constraints =
                self.dice.of(&[(false, None), (false, None), (false, None), (true, None), (true, Some(0))]);
            builder = builder.extension(Extension::basic_constraints(constraints.0, constraints.1));
        }
        if self.dice.one_in(2) {
            let names = self.alternative_names();
            builder = builder.extension(names);
        }
        builder = self.policies(builder, policied, false);
        self.finish(builder, Some(issuer))
    }

    fn usages(&mut self) -> Extension {
        let usages: &[Oid] = self.dice.of(&[
            &[oids::CLIENT_AUTH, oids::SERVER_AUTH] as &[_],
            &[oids::CLIENT_AUTH],
            &[oids::SERVER_AUTH],
            &[oids::ANY_EXTENDED_KEY_USAGE],
            &[oids::EMAIL_PROTECTION],
            &[oids::EMAIL_PROTECTION, oids::CLIENT_AUTH],
        ]);
        Extension::extended_key_usage(usages).critical(self.dice.one_in(6))
    }

    fn form(&mut self) -> usize {
        if self.dice.one_in(16) { 5 } else { self.dice.pick(5) }
    }

    fn alternative_names(&mut self) -> Extension {
        let mut chosen = Vec::new();
        for _ in 0..=self.dice.pick(3) {
            let (all, _) = names(self.form());
            chosen.push(self.dice.of(&all));
        }
        Extension::subject_alt_names(&chosen)
    }

    fn constraints(&mut self) -> Extension {
        let (mut permitted, mut excluded) = (Vec::new(), Vec::new());
        for _ in 0..=self.dice.pick(2) {
            let (_, bases) = names(self.form());
            if self.dice.one_in(3) {
                excluded.extend(self.dice.some(&bases, 1));
            } else {
                permitted.extend([self.dice.of(&bases), self.dice.of(&bases)]);
            }
        }
        if permitted.is_empty() && excluded.is_empty() {
            excluded = vec![GeneralName::Dns("nobody.invalid".to_owned())];
        }
        Extension::name_constraints(&permitted, &excluded).critical(!self.dice.one_in(6))
    }

    fn policies(&mut self, mut builder: CertificateBuilder, policied: bool, is_ca: bool) -> CertificateBuilder {
        if !policied {
            return builder;
        }
        if !self.dice.one_in(10) {
            let mut chosen: Vec<Oid> = POLICIES.iter().filter(|_| !self.dice.one_in(3)).copied().collect();
            if chosen.is_empty() || self.dice.one_in(4) {
                chosen.push(oids::ANY_POLICY);
            }
            builder = builder.extension(Extension::policies(&chosen).critical(self.dice.one_in(8)));
        }
        if is_ca && self.dice.one_in(4) {
            let mappings: Vec<(Oid, Oid)> =
                (0..=self.dice.pick(2)).map(|_| (self.dice.of(&POLICIES), self.dice.of(&POLICIES))).collect();
            builder = builder.extension(Extension::policy_mappings(&mappings).critical(!self.dice.one_in(4)));
        }
        if self.dice.one_in(6) {
            let number = |dice: &mut Dice<'_>| (!dice.one_in(3)).then(|| dice.pick(3) as u64);
            let (explicit, inhibit) = (number(&mut self.dice), number(&mut self.dice));
            if explicit.is_some() || inhibit.is_some() {
                let constraints = Extension::policy_constraints(explicit, inhibit);
                builder = builder.extension(constraints.critical(!self.dice.one_in(6)));
            }
        }
        if is_ca && self.dice.one_in(6) {
            let inhibit = Extension::inhibit_any_policy(self.dice.pick(3) as u64);
            builder = builder.extension(inhibit.critical(!self.dice.one_in(6)));
        }
        builder
    }

    /// What may be wrong with any certificate, and the signature.
    fn finish(&mut self, mut builder: CertificateBuilder, issuer: Option<&Issued>) -> Issued {
        builder = builder.serial(self.serial());
        if self.dice.one_in(4) {
            let past = datetime!(2010-01-01 00:00 UTC);
            builder = match self.dice.pick(16) {
                0 => builder.validity(past, datetime!(2026-11-21 11:59:59 UTC)),
                1 => builder.validity(datetime!(2026-11-21 12:00:01 UTC), datetime!(2040-01-01 00:00 UTC)),
                2 => builder.validity(past, AT),
                3 => builder.validity(AT, datetime!(2060-01-01 00:00 UTC)),
                4 => builder.extension(Extension::new(UNKNOWN, true, vec![5, 0])),
                5 => builder.extension(Extension::new(UNKNOWN, false, vec![5, 0])),
                6 => builder.authority_key_id(KeyId::Absent),
                7 => builder.authority_key_id(KeyId::Given(vec![1; 20])),
                8 => builder.subject_key_id(KeyId::Absent),
                9 => builder.subject_key_id(KeyId::Given(vec![2; 20])),
                10 => builder.corrupt_signature(),
                11 => builder.inner_algorithm(Algorithm::EcdsaSha384.identifier()),
                12 => builder.extension(Extension::new(UNKNOWN, false, vec![5, 0])).extension(Extension::new(
                    UNKNOWN,
                    false,
                    vec![5, 0],
                )),
                13 => match issuer {
                    Some(issuer) => {
                        let algorithm = key(23).default_algorithm();
                        return builder.issuer(issuer.subject.clone()).sign(&key(23), algorithm).unwrap();
                    }
                    None => builder,
                },
                // The issuer's name as somebody else would encode it.
                _ => match issuer {
                    Some(issuer) => {
                        let form = self.dice.pick(5);
                        let value = |oid| issuer.subject.get(oid).unwrap_or_default().to_owned();
                        builder.issuer(name(&value(oids::ORGANISATION), &value(oids::COMMON_NAME), form))
                    }
                    None => builder,
                },
            };
        }
        match issuer {
            Some(issuer) => builder.issue(issuer).unwrap(),
            None => builder.self_sign().unwrap(),
        }
    }
}
