//! A folder of damaged trust stores: what an audit must survive, and say.

use std::fs;
use std::path::{Path, PathBuf};

use crate::certificate::Issued;
use crate::store::{self, Java, Serialized};
use crate::{LabError, write};

type Damage = fn(&mut Vec<u8>);

/// What was done to a store.
const DAMAGES: [(&str, Damage); 4] = [
    // Not where one of two certificates of a size ends: what is left would be a sound store.
    ("cut-off", |data| data.truncate(data.len() * 3 / 7)),
    ("end-lost", |data| data.truncate(data.len() - data.len() / 5)),
    ("bit-flipped", |data| {
        let at = data.len() * 2 / 5;
        if let Some(byte) = data.get_mut(at) {
            *byte ^= 0x80;
        }
    }),
    ("hole", |data| {
        let at = data.len() / 3;
        data.iter_mut().skip(at).take(96).for_each(|b| *b = 0);
    }),
];

/// Writes forty damaged stores into an empty folder: ten formats, each damaged in four ways. Gives their paths. The stores hold the
/// certificates handed in; one or two are enough.
///
/// # Errors
/// [`LabError::Pkcs12`], [`LabError::Write`]
pub fn damaged_stores(folder: &Path, certificates: &[&Issued]) -> Result<Vec<PathBuf>, LabError> {
    let mut written = Vec::new();
    for (name, sound) in sound_stores(certificates)? {
        let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
        for (damage, apply) in DAMAGES {
            let mut data = sound.clone();
            apply(&mut data);
            let path = folder.join(format!("{stem}-{damage}.{extension}"));
            fs::write(&path, data).map_err(|cause| LabError::Write { path: path.clone(), cause })?;
            written.push(path);
        }
    }
    Ok(written)
}

/// One small store of every format, with the name of its file. The NSS database is only the beginning of one: SQLite writes the others.
///
/// # Errors
/// [`LabError::Pkcs12`]
pub fn sound_stores(certificates: &[&Issued]) -> Result<Vec<(&'static str, Vec<u8>)>, LabError> {
    let ders: Vec<&[u8]> = certificates.iter().map(|issued| issued.der.as_slice()).collect();
    let aliases: Vec<String> = (1..=ders.len()).map(|number| format!("ca-{number}")).collect();
    let named: Vec<(&str, &[u8])> = aliases.iter().map(String::as_str).zip(ders.iter().copied()).collect();
    let serialized: Vec<Serialized<'_>> =
        named.iter().map(|(name, der)| Serialized { der, name: Some(name), purposes: None, hash: true }).collect();
    let pem: String = certificates.iter().map(|issued| issued.to_pem()).collect();
    let layer = store::tar(&[("etc/ssl/certs/ca-certificates.crt", pem.as_bytes())]);
    let mut database = b"SQLite format 3\0".to_vec();
    // Page size 4096, and the other fields of a header as SQLite writes them (its file format, section 1.3).
    database.extend([16, 0, 1, 1, 0, 64, 32, 32]);
    database.resize(4096, 0);
    Ok(vec![
        ("bundle.pem", pem.clone().into_bytes()),
        ("certificate.der", ders.concat()),
        ("bag.p7b", store::pkcs7(&ders)),
        ("store.p12", store::pkcs12(&named, write::PASSWORD)?),
        ("store.jks", store::java(Java::Jks, &named, write::PASSWORD)),
        ("store.jceks", store::java(Java::Jceks, &named, write::PASSWORD)),
        ("store.sst", store::sst(&serialized)),
        ("configmap.yaml", store::config_map("auth", "client-ca", "ca.crt", &pem).into_bytes()),
        ("image.tar", store::docker_image("lab/app:1", &[layer], &["PATH=/usr/bin"])),
        ("cert9.db", database),
    ])
}
