//! How things are written in a record: hashes and bytes in hexadecimal, paths as text.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tillit_verifier::Fingerprint;

/// A hash in hexadecimal.
struct Hash(Fingerprint);

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_string().to_ascii_lowercase())
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Fingerprint::parse(&text).map(Self).ok_or_else(|| D::Error::custom("no SHA-256"))
    }
}

/// One hash.
pub(in crate::install) mod hash {
    use super::{Deserialize, Deserializer, Fingerprint, Hash, Serialize, Serializer};

    pub(in crate::install) fn serialize<S: Serializer>(hash: &Fingerprint, serializer: S) -> Result<S::Ok, S::Error> {
        Hash(*hash).serialize(serializer)
    }

    pub(in crate::install) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Fingerprint, D::Error> {
        Hash::deserialize(from).map(|hash| hash.0)
    }
}

/// One hash or none.
pub(in crate::install) mod maybe {
    use super::{Deserialize, Deserializer, Fingerprint, Hash, Serialize, Serializer};

    #[allow(clippy::ref_option)] // serde asks for it
    pub(in crate::install) fn serialize<S: Serializer>(hash: &Option<Fingerprint>, to: S) -> Result<S::Ok, S::Error> {
        hash.map(Hash).serialize(to)
    }

    pub(in crate::install) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Fingerprint>, D::Error> {
        Ok(Option::<Hash>::deserialize(from)?.map(|hash| hash.0))
    }
}

/// Several hashes.
pub(in crate::install) mod hashes {
    use super::{Deserialize, Deserializer, Fingerprint, Hash, Serializer};

    pub(in crate::install) fn serialize<S: Serializer>(hashes: &[Fingerprint], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(hashes.iter().map(|hash| Hash(*hash)))
    }

    pub(in crate::install) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Fingerprint>, D::Error> {
        Ok(Vec::<Hash>::deserialize(from)?.into_iter().map(|hash| hash.0).collect())
    }
}

/// Hashes with what is called so.
pub(in crate::install) mod named {
    use super::{Deserialize, Deserializer, Fingerprint, Hash, Serializer};

    pub(in crate::install) fn serialize<S: Serializer>(
        named: &[(Fingerprint, String)],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(named.iter().map(|(hash, name)| (Hash(*hash), name)))
    }

    pub(in crate::install) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<(Fingerprint, String)>, D::Error> {
        let named = Vec::<(Hash, String)>::deserialize(from)?;
        Ok(named.into_iter().map(|(hash, name)| (hash.0, name)).collect())
    }
}

/// Bytes in hexadecimal.
pub(in crate::install) mod hex {
    use super::{Deserialize, Deserializer, Serializer};
    use serde::de::Error as _;

    pub(in crate::install) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&tillit_verifier::certificate::to_hex(bytes).to_ascii_lowercase())
    }

    pub(in crate::install) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        tillit_verifier::certificate::parse_hex(&text).ok_or_else(|| D::Error::custom("no hexadecimal text"))
    }
}

/// A path: as text, or, if it is none, `{"hex": "..."}`.
pub(in crate::install) mod path {
    use crate::platform::{Here, Platform as _};
    use std::path::{Path, PathBuf};

    use super::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(PathBuf),
        Bytes {
            #[serde(with = "super::hex")]
            hex: Vec<u8>,
        },
    }

    pub(in crate::install) fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        let written = match path.to_str() {
            Some(_) => Written::Text(path.to_owned()),
            None => Written::Bytes { hex: path.as_os_str().as_encoded_bytes().to_vec() },
        };
        written.serialize(serializer)
    }

    pub(in crate::install) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
        match Written::deserialize(deserializer)? {
            Written::Text(path) => Ok(path),
            Written::Bytes { hex } => {
                Here::path_of_bytes(hex).ok_or_else(|| serde::de::Error::custom("a path of another system"))
            }
        }
    }
}

/// Several paths.
pub(in crate::install) mod paths {
    use std::path::PathBuf;

    use super::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Place(#[serde(with = "super::path")] PathBuf);

    pub(in crate::install) fn serialize<S: Serializer>(paths: &[PathBuf], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(paths.iter().cloned().map(Place))
    }

    pub(in crate::install) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<PathBuf>, D::Error> {
        Ok(Vec::<Place>::deserialize(from)?.into_iter().map(|place| place.0).collect())
    }
}
