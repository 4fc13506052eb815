//! One X.509 certificate: its DER bytes with what was read from them, once.

pub(crate) mod reading;

use std::fmt;
use std::net::IpAddr;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use aws_lc_rs::digest;
use time::OffsetDateTime;
use x509_parser::certificate::X509CertificateParser;
use x509_parser::nom::Parser as _;

use self::reading::{Frame, Writing};
use crate::Oid;
use crate::der::Element;
use crate::name::Name;

/// The largest certificate that is read, in bytes. Real ones have 1 to 3 KiB; the limit keeps hostile input cheap.
pub const MAX_CERTIFICATE_BYTES: usize = 1 << 20;
/// The most attributes of a name that is read.
pub const MAX_ATTRIBUTES: usize = 128;
/// The most extensions of a certificate that is read.
pub const MAX_EXTENSIONS: usize = 256;

/// A SHA-256 hash of a certificate's DER encoding: what identifies it everywhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// The fingerprint of these bytes.
    pub fn of(der: &[u8]) -> Self {
        let mut out = [0; 32];
        out.copy_from_slice(digest::digest(&digest::SHA256, der).as_ref());
        Self(out)
    }

    /// Reads 64 hexadecimal digits; colons and spaces between them are allowed.
    pub fn parse(text: &str) -> Option<Self> {
        parse_hex(text)?.try_into().ok().map(Self)
    }
}
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02X}"))
    }
}
impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Bytes from hexadecimal text; colons and spaces between the digits are allowed.
pub fn parse_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .bytes()
        .filter(|b| !matches!(b, b':' | b' '))
        .map(|b| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect::<Option<_>>()?;
    digits.len().is_multiple_of(2).then(|| digits.chunks_exact(2).map(|p| p[0] << 4 | p[1]).collect())
}

/// Upper-case hexadecimal text of `bytes`, without separators.
pub fn to_hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut s, b| {
        let _ = write!(s, "{b:02X}");
        s
    })
}

/// Why bytes are not a certificate that can be judged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Longer than [`MAX_CERTIFICATE_BYTES`].
    #[error("certificate is larger than {MAX_CERTIFICATE_BYTES} bytes")]
    TooLarge,
    /// The DER structure does not hold; the text is the parser's, or the field that is not what RFC 5280 section 4.1 says.
    #[error("not a DER encoded X.509 certificate: {0}")]
    Malformed(String),
    /// The certificate is followed by this many other bytes.
    #[error("{0} bytes after the end of the certificate")]
    TrailingBytes(usize),
}

/// Key usage bits (RFC 5280 section 4.2.1.3), bit 0 is digitalSignature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage(pub(crate) u16);

impl KeyUsage {
    /// digitalSignature: login
    pub fn digital_signature(self) -> bool {
        self.0 & 1 != 0
    }
    /// nonRepudiation (contentCommitment): signatures of documents
    pub fn non_repudiation(self) -> bool {
        self.0 >> 1 & 1 != 0
    }
    /// keyEncipherment
    pub fn key_encipherment(self) -> bool {
        self.0 >> 2 & 1 != 0
    }
    /// keyAgreement
    pub fn key_agreement(self) -> bool {
        self.0 >> 4 & 1 != 0
    }
    /// keyCertSign: may sign certificates
    pub fn key_cert_sign(self) -> bool {
        self.0 >> 5 & 1 != 0
    }
    /// cRLSign: may sign revocation lists
    pub fn crl_sign(self) -> bool {
        self.0 >> 6 & 1 != 0
    }
    /// The names of the bits that are set, as RFC 5280 spells them.
    pub fn names(self) -> Vec<&'static str> {
        const NAMES: [&str; 9] = [
            "digitalSignature",
            "nonRepudiation",
            "keyEncipherment",
            "dataEncipherment",
            "keyAgreement",
            "keyCertSign",
            "cRLSign",
            "encipherOnly",
            "decipherOnly",
        ];
        NAMES.iter().enumerate().filter(|(i, _)| self.0 >> i & 1 != 0).map(|(_, n)| *n).collect()
    }
}

/// A name of another form than a directory name (RFC 5280 section 4.2.1.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GeneralName {
    /// dNSName
    Dns(String),
    /// rfc822Name
    Email(String),
    /// uniformResourceIdentifier
    Uri(String),
    /// iPAddress: 4 or 16 bytes in a certificate, 8 or 32 in a name constraint
    Ip(Vec<u8>),
    /// directoryName
    Directory(Name),
    /// registeredID
    RegisteredId(Oid),
    /// otherName with its type; the value as DER
    Other(Oid, Vec<u8>),
    /// x400Address, ediPartyName or a name whose bytes are not of its type; the number is the choice's tag
    Unreadable(u32),
}

/// As people write it.
impl fmt::Display for GeneralName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(s) | Self::Email(s) | Self::Uri(s) => f.write_str(s),
            Self::Ip(bytes) => match (ip(bytes), bytes.split_at(bytes.len() / 2)) {
                (Some(address), _) => write!(f, "{address}"),
                (None, (network, mask)) => match (ip(network), ip(mask)) {
                    (Some(network), Some(mask)) => write!(f, "{network}/{mask}"),
                    _ => f.write_str(&to_hex(bytes)),
                },
            },
            Self::Directory(name) => write!(f, "{name}"),
            Self::RegisteredId(oid) | Self::Other(oid, _) => f.write_str(&oid.to_id_string()),
            Self::Unreadable(tag) => write!(f, "[{tag}]"),
        }
    }
}

/// The address of four or sixteen bytes.
pub(crate) fn ip(bytes: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(bytes).map(IpAddr::from).or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

/// basicConstraints (RFC 5280 section 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// The subject is a CA.
    pub ca: bool,
    /// How many non-self-issued CA certificates may follow.
    pub path_len: Option<u32>,
}

/// authorityKeyIdentifier (RFC 5280 section 4.2.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorityKeyId {
    /// The issuer's subject key identifier.
    pub key_id: Option<Vec<u8>>,
    /// The issuer certificate's own issuer, where it is given as a directory name.
    pub issuer: Option<Name>,
    /// The issuer certificate's serial number.
    pub serial: Option<Vec<u8>>,
}

/// nameConstraints (RFC 5280 section 4.2.1.10).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameConstraints {
    /// Subtrees that names must lie in.
    pub permitted: Vec<GeneralName>,
    /// Subtrees that names must not lie in.
    pub excluded: Vec<GeneralName>,
}

/// policyConstraints (RFC 5280 section 4.2.1.11), numbers of certificates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PolicyConstraints {
    /// requireExplicitPolicy
    pub require_explicit: Option<u32>,
    /// inhibitPolicyMapping
    pub inhibit_mapping: Option<u32>,
}

/// One extension as it was found.
#[derive(Clone, Debug)]
pub struct Extension {
    /// Its type.
    pub oid: Oid,
    /// A verifier that does not know it must refuse the certificate.
    pub critical: bool,
    /// Known by its type but with content that cannot be read.
    pub malformed: bool,
    value: Range<usize>,
}

/// What was read from the extensions that tillit knows. Absent extensions are `None` or empty.
#[derive(Clone, Debug, Default)]
pub struct Extensions {
    /// Every extension in order, known or not.
    pub all: Vec<Extension>,
    /// basicConstraints
    pub basic_constraints: Option<BasicConstraints>,
    /// keyUsage
    pub key_usage: Option<KeyUsage>,
    /// extKeyUsage: purposes in order
    pub extended_key_usage: Option<Vec<Oid>>,
    /// subjectKeyIdentifier
    pub subject_key_id: Option<Vec<u8>>,
    /// authorityKeyIdentifier
    pub authority_key_id: Option<AuthorityKeyId>,
    /// subjectAltName
    pub subject_alt_names: Vec<GeneralName>,
    /// certificatePolicies: the policy OIDs in order
    pub policies: Option<Vec<Oid>>,
    /// policyMappings: issuer domain policy, subject domain policy
    pub policy_mappings: Vec<(Oid, Oid)>,
    /// policyConstraints
    pub policy_constraints: Option<PolicyConstraints>,
    /// inhibitAnyPolicy
    pub inhibit_any_policy: Option<u32>,
    /// nameConstraints
    pub name_constraints: Option<NameConstraints>,
    /// URLs of cRLDistributionPoints
    pub crl_urls: Vec<String>,
    /// URLs of authorityInfoAccess, caIssuers
    pub ca_issuer_urls: Vec<String>,
    /// URLs of authorityInfoAccess, OCSP
    pub ocsp_urls: Vec<String>,
}

struct Inner {
    der: Vec<u8>,
    fingerprint: Fingerprint,
    tbs: Range<usize>,
    signature_algorithm: Range<usize>,
    tbs_signature_algorithm: Range<usize>,
    signature: Range<usize>,
    spki: Range<usize>,
    spki_algorithm: Range<usize>,
    public_key: Range<usize>,
    version: u32,
    serial: Range<usize>,
    subject: Name,
    issuer: Name,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
    extensions: Extensions,
    key: PublicKeyInfo,
    signature_oid: Oid,
    /// Self-signed and of a version without basicConstraints: asked often, and it costs a signature.
    old_root: OnceLock<bool>,
    writing: Writing,
}

/// What kind of key a certificate holds and how strong it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicKeyInfo {
    /// RSA: bits of the modulus; the public exponent where it fits (3 and 65537 are the ones that exist)
    Rsa {
        /// Bits of the modulus.
        bits: usize,
        /// The public exponent; `None` where it has more than 64 bits.
        exponent: Option<u64>,
    },
    /// RSA key restricted to PSS signatures (id-RSASSA-PSS)
    RsaPss {
        /// Bits of the modulus.
        bits: usize,
    },
    /// Elliptic curve key: bits of the curve; 0 for a curve that is not known
    Ec {
        /// Bits of the curve.
        bits: usize,
    },
    /// Ed25519
    Ed25519,
    /// DSA, Ed448 or anything else; not supported
    Other,
}

/// A certificate. Cheap to clone; two are equal when their DER bytes are.
#[derive(Clone)]
pub struct Certificate(Arc<Inner>);

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.0.fingerprint == other.0.fingerprint
    }
}
impl Eq for Certificate {}
impl std::hash::Hash for Certificate {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.fingerprint.hash(state);
    }
}
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({}, {})", crate::identity::masked_subject(self), self.fingerprint())
    }
}

impl Certificate {
    /// Reads one DER encoded certificate that fills `der` completely.
    ///
    /// # Errors
    /// [`CertificateError`] when the bytes are too many, no certificate, or followed by others. Content that a
    /// strict reader would refuse but real certificates have (an underscore in a `PrintableString`) is accepted here and
    /// found by [`crate::flaws`].
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        if der.len() > MAX_CERTIFICATE_BYTES {
            return Err(CertificateError::TooLarge);
        }
        let der = der.to_vec();
        // Two readers: what the library does not take for a certificate is none, whatever ours says. Its values are not used, because
        // it passes over what it does not understand.
        let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
        let (rest, _) = parser.parse(&der).map_err(|e| CertificateError::Malformed(e.to_string()))?;
        if !rest.is_empty() {
            return Err(CertificateError::TrailingBytes(rest.len()));
        }
        let whole = Element::only(&der).filter(|element| element.tag == crate::der::SEQUENCE).ok_or("not DER");
        let frame = whole.and_then(Frame::read).map_err(|field| CertificateError::Malformed(field.to_owned()))?;
        let base = der.as_ptr() as usize;
        let range = |part: &[u8]| {
            let start = part.as_ptr() as usize - base;
            start..start + part.len()
        };
        let mut extensions = Extensions::default();
        let mut writing = frame.writing;
        for extension in &frame.extensions {
            extensions.add(extension, range(extension.value), &mut writing);
        }
        let inner = Inner {
            fingerprint: Fingerprint::of(&der),
            tbs: range(frame.tbs),
            signature_algorithm: range(frame.signature_algorithm.whole),
            tbs_signature_algorithm: range(frame.tbs_signature_algorithm.whole),
            signature: range(frame.signature),
            spki: range(frame.spki),
            spki_algorithm: range(frame.spki_algorithm.whole),
            public_key: range(frame.public_key),
            version: frame.version,
            serial: range(frame.serial),
            subject: frame.subject,
            issuer: frame.issuer,
            not_before: frame.not_before,
            not_after: frame.not_after,
            key: reading::key_info(&frame.spki_algorithm, frame.public_key),
            signature_oid: frame.signature_algorithm.oid,
            extensions,
            old_root: OnceLock::new(),
            writing,
            der: Vec::new(),
        };
        Ok(Self(Arc::new(Inner { der, ..inner })))
    }

    /// The DER bytes.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }
    /// The certificate as one PEM block (RFC 7468), lines of 64 characters.
    pub fn to_pem(&self) -> String {
        let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, self.der());
        let mut out = String::with_capacity(text.len() + text.len() / 64 + 64);
        out.push_str("-----BEGIN CERTIFICATE-----\n");
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (line, more) = rest.split_at(rest.len().min(64));
            out.push_str(line);
            out.push('\n');
            rest = more;
        }
        out.push_str("-----END CERTIFICATE-----\n");
        out
    }
    /// SHA-256 of the DER bytes.
    pub fn fingerprint(&self) -> Fingerprint {
        self.0.fingerprint
    }
    /// The signed part (TBSCertificate) as it was encoded.
    pub fn tbs(&self) -> &[u8] {
        &self.0.der[self.0.tbs.clone()]
    }
    /// The outer AlgorithmIdentifier, DER encoded with its tag.
    pub fn signature_algorithm(&self) -> &[u8] {
        &self.0.der[self.0.signature_algorithm.clone()]
    }
    /// The AlgorithmIdentifier inside the signed part; must equal the outer one (RFC 5280 section 4.1.1.2).
    pub fn tbs_signature_algorithm(&self) -> &[u8] {
        &self.0.der[self.0.tbs_signature_algorithm.clone()]
    }
    /// The object identifier of the outer signature algorithm.
    pub fn signature_oid(&self) -> &Oid {
        &self.0.signature_oid
    }
    /// The signature's bits.
    pub fn signature(&self) -> &[u8] {
        &self.0.der[self.0.signature.clone()]
    }
    /// The SubjectPublicKeyInfo, DER encoded.
    pub fn spki(&self) -> &[u8] {
        &self.0.der[self.0.spki.clone()]
    }
    /// The key's AlgorithmIdentifier, DER encoded with its tag.
    pub fn spki_algorithm(&self) -> &[u8] {
        &self.0.der[self.0.spki_algorithm.clone()]
    }
    /// The bits of the public key (for RSA an `RSAPublicKey`, for EC the point).
    pub fn public_key(&self) -> &[u8] {
        &self.0.der[self.0.public_key.clone()]
    }
    /// A key identifier as most CAs make it: SHA-1 of the public key's bits (RFC 5280 section 4.2.1.2, method 1). What the
    /// certificate itself states is in its extensions and may be something else.
    pub fn computed_key_id(&self) -> Vec<u8> {
        digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, self.public_key()).as_ref().to_vec()
    }
    /// Kind and strength of the key.
    pub fn key_info(&self) -> PublicKeyInfo {
        self.0.key
    }
    /// X.509 version: 1, 2 or 3.
    pub fn version(&self) -> u32 {
        self.0.version
    }
    /// The serial number's content octets (two's complement, big endian).
    pub fn serial(&self) -> &[u8] {
        &self.0.der[self.0.serial.clone()]
    }
    /// Who the certificate is for.
    pub fn subject(&self) -> &Name {
        &self.0.subject
    }
    /// Who issued it.
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }
    /// Valid from this second on.
    pub fn not_before(&self) -> OffsetDateTime {
        self.0.not_before
    }
    /// Valid up to and including this second.
    pub fn not_after(&self) -> OffsetDateTime {
        self.0.not_after
    }
    /// The extensions.
    pub fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }
    /// The DER value of one extension of this certificate.
    pub fn extension_value(&self, extension: &Extension) -> &[u8] {
        self.0.der.get(extension.value.clone()).unwrap_or(&[])
    }
    /// The value of the first extension with this dotted OID.
    pub fn extension(&self, oid: &str) -> Option<&[u8]> {
        let found = self.0.extensions.all.iter().find(|e| e.oid.to_id_string() == oid)?;
        Some(self.extension_value(found))
    }
    /// Issuer and subject are the same name (RFC 5280 section 6.1): says nothing of who signed it.
    pub fn is_self_issued(&self) -> bool {
        self.0.subject == self.0.issuer
    }
    /// basicConstraints says that the subject is a CA, or, in a version 1 certificate, that it is self-issued.
    pub fn is_ca(&self) -> bool {
        match self.0.extensions.basic_constraints {
            Some(constraints) => constraints.ca,
            // Old roots; a certificate that only bears its issuer's name is none.
            None => *self.0.old_root.get_or_init(|| {
                self.0.version < 3 && self.is_self_issued() && crate::judge::signature::check(self, self).is_ok()
            }),
        }
    }
    /// How it was written, beyond what it says.
    pub(crate) fn writing(&self) -> &Writing {
        &self.0.writing
    }
    /// The validity holds this moment.
    pub fn is_valid_at(&self, time: OffsetDateTime) -> bool {
        self.0.not_before <= time && time <= self.0.not_after
    }
}
