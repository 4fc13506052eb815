//! Trust stores of every kind that tillit reads, written from their documented layout: for tests, and for [`crate::damaged`].

use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use p12_keystore::{KeyStore, KeyStoreEntry};

use crate::encode::{self, SEQUENCE, SET};
use crate::{LabError, Oid};

/// PKCS#7 signed data without a signature, as a bag of certificates (RFC 5652 section 5.1).
pub fn pkcs7(certificates: &[&[u8]]) -> Vec<u8> {
    const DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.1");
    const SIGNED_DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.2");
    let bag = encode::retag(0xa0, encode::constructed(SET, certificates));
    let signed = encode::sequence([
        encode::integer(1),
        encode::tlv(SET, &[]),
        encode::sequence([encode::oid(DATA)]),
        bag,
        encode::tlv(SET, &[]),
    ]);
    encode::tlv(SEQUENCE, &[encode::oid(SIGNED_DATA), encode::explicit(0, [signed])].concat())
}

/// PKCS#12 with certificates that Java trusts.
///
/// # Errors
/// [`LabError::Pkcs12`]
pub fn pkcs12(certificates: &[(&str, &[u8])], password: &str) -> Result<Vec<u8>, LabError> {
    let failed = |error: p12_keystore::error::Error| LabError::Pkcs12(error.to_string());
    let mut store = KeyStore::new();
    for (alias, der) in certificates {
        let certificate = p12_keystore::Certificate::from_der(der).map_err(failed)?;
        store.add_entry(alias, KeyStoreEntry::Certificate(certificate));
    }
    store.writer(password).encryption_iterations(2048).mac_iterations(2048).write().map_err(failed)
}

/// Which of Java's own formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Java {
    /// JKS
    Jks,
    /// JCEKS
    Jceks,
}

/// A Java key store with trusted certificates (`sun.security.provider.JavaKeyStore`). Aliases are ASCII.
pub fn java(kind: Java, certificates: &[(&str, &[u8])], password: &str) -> Vec<u8> {
    let mut out = match kind {
        Java::Jks => 0xfeed_feed_u32,
        Java::Jceks => 0xcece_cece,
    }
    .to_be_bytes()
    .to_vec();
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes();
    let text =
        |text: &str| [&u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes()[..], text.as_bytes()].concat();
    out.extend(2_u32.to_be_bytes());
    out.extend(number(certificates.len()));
    for (alias, der) in certificates {
        out.extend(2_u32.to_be_bytes());
        out.extend(text(alias));
        out.extend(0_u64.to_be_bytes());
        out.extend(text("X.509"));
        out.extend(number(der.len()));
        out.extend(*der);
    }
    let mut digest = Sha1::new();
    password.encode_utf16().for_each(|unit| digest.update(unit.to_be_bytes()));
    digest.update(b"Mighty Aphrodite");
    digest.update(&out);
    out.extend(digest.finalize());
    out
}

/// One certificate of a serialized store.
#[derive(Clone, Copy, Debug, Default)]
pub struct Serialized<'a> {
    /// The certificate.
    pub der: &'a [u8],
    /// Its friendly name.
    pub name: Option<&'a str>,
    /// DER of the purposes that it is restricted to: a `SEQUENCE` of object identifiers.
    pub purposes: Option<&'a [u8]>,
    /// Its SHA-1 hash is written with it, as Windows does once it was asked for.
    pub hash: bool,
}

/// Microsoft's serialized certificate store (`.sst`), as `CertSaveStore` writes it.
pub fn sst(certificates: &[Serialized<'_>]) -> Vec<u8> {
    let mut out = b"\0\0\0\0CERT".to_vec();
    let mut record = |id: u32, encoding: u32, data: &[u8]| {
        out.extend(id.to_le_bytes());
        out.extend(encoding.to_le_bytes());
        out.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
        out.extend(data);
    };
    for certificate in certificates {
        if certificate.hash {
            record(3, 1, &Sha1::digest(certificate.der));
        }
        if let Some(name) = certificate.name {
            record(11, 1, &name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect::<Vec<_>>());
        }
        if let Some(purposes) = certificate.purposes {
            record(9, 1, purposes);
        }
        record(32, 1, certificate.der);
    }
    record(0, 0, &[]);
    out
}

/// A ConfigMap with PEM under one key, as `kubectl get -o yaml` shows it.
pub fn config_map(namespace: &str, name: &str, key: &str, pem: &str) -> String {
    let mut lines = String::new();
    for line in pem.lines() {
        lines.push_str("    ");
        lines.push_str(line);
        lines.push('\n');
    }
    format!(
        "apiVersion: v1\ndata:\n  {key}: |\n{lines}kind: ConfigMap\nmetadata:\n  name: {name}\n  namespace: {namespace}\n"
    )
}

/// A tar archive (POSIX.1-1988 ustar) of files with short names.
pub fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, content) in files {
        let mut header = [0; 512];
        let mut put = |at: usize, text: &[u8]| header[at..at + text.len()].copy_from_slice(text);
        put(0, &name.as_bytes()[..name.len().min(100)]);
        put(100, b"0000644\0");
        put(108, b"0000000\0");
        put(116, b"0000000\0");
        put(124, format!("{:011o}\0", content.len()).as_bytes());
        put(136, b"00000000000\0");
        put(148, b"        ");
        put(156, b"0");
        put(257, b"ustar\x0000");
        let sum: u32 = header.iter().map(|b| u32::from(*b)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.extend(header);
        out.extend(*content);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

/// A container image as `docker save` writes it: layers, each a tar archive, lowest first, and the variables that its programs get.
pub fn docker_image(name: &str, layers: &[Vec<u8>], variables: &[&str]) -> Vec<u8> {
    let quoted = |texts: Vec<String>| texts.iter().map(|text| format!("\"{text}\"")).collect::<Vec<_>>().join(",");
    let digests: Vec<String> = layers.iter().map(|layer| hex(&Sha256::digest(layer))).collect();
    let config = format!(
        "{{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{{\"Env\":[{}]}},\"rootfs\":{{\"type\":\"layers\",\"diff_ids\":[{}]}}}}",
        quoted(variables.iter().map(|&variable| variable.to_owned()).collect()),
        quoted(digests.iter().map(|digest| format!("sha256:{digest}")).collect()),
    );
    let config_name = format!("{}.json", hex(&Sha256::digest(config.as_bytes())));
    let names: Vec<String> = digests.iter().map(|digest| format!("{digest}/layer.tar")).collect();
    let manifest =
        format!("[{{\"Config\":\"{config_name}\",\"RepoTags\":[\"{name}\"],\"Layers\":[{}]}}]", quoted(names.clone()));
    let mut files: Vec<(&str, &[u8])> = vec![(&config_name, config.as_bytes())];
    files.extend(names.iter().map(String::as_str).zip(layers.iter().map(Vec::as_slice)));
    files.push(("manifest.json", manifest.as_bytes()));
    tar(&files)
}

fn hex(bytes: &[u8]) -> String {
    crate::catalog::hex(bytes).to_ascii_lowercase()
}
