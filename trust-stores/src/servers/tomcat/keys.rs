//! Whether a host's ciphers go with the keys that it presents.

use std::path::PathBuf;

use roxmltree::Node;
use secrecy::SecretString;
use tillit_verifier::certificate::PublicKeyInfo;
use tillit_verifier::container::{self, ReadLimits, Role};

use super::super::ciphers::Keys;
use super::super::service::{Fit, Floor, Service, Setting};
use super::host::{CIPHERS, Form, Host};
use super::{Engine, children};
use crate::store::Consumer;

/// What protects a key store where nothing is said (`SSLHostConfigCertificate.DEFAULT_KEYSTORE_PASSWORD`).
const PASSWORD: &str = "changeit";

/// Bytes of a key store.
const MAX_STORE: u64 = 1 << 20;

pub(super) fn fit(host: &Host<'_, '_, '_>, engine: Engine, service: &Service) -> Fit {
    let tomcat = host.document.tomcat;
    // A list that is not known is told by those who read the versions.
    let ciphers = host.get(CIPHERS).filter(|ciphers| ciphers.unknown.is_none());
    let keys = Keys::of(tomcat.reading.tree);
    let own = || own_keys(host, &keys);
    if engine == Engine::OpenSsl {
        let level = match service.consumer {
            Consumer::OpenSsl => service.floor.clone(),
            _ => tomcat.library().floor(None),
        };
        return keys.fit_of(ciphers.as_ref().map(|ciphers| (ciphers.text.as_str(), &ciphers.spot)), &level, own);
    }
    let Some(ciphers) = ciphers.filter(|_| engine == Engine::Jsse) else { return Fit::YES };
    // Java has no levels: a cipher that is named is taken.
    let none = Setting::default(Floor { level: None, sha1: true, rsa_bits: 0, ec_bits: 0 });
    let names: Vec<String> = ciphers.text.split([':', ',']).map(|name| of_openssl(name.trim())).collect();
    keys.fit_of(Some((&names.join(":"), &ciphers.spot)), &none, own)
}

/// A cipher as OpenSSL names it: `TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384` is `ECDHE-RSA-AES256-GCM-SHA384`. Words that are no name of Java's
/// stay as they are: Tomcat reads OpenSSL's, too (`OpenSSLCipherConfigurationParser`).
fn of_openssl(name: &str) -> String {
    let Some((exchange, rest)) =
        name.strip_prefix("TLS_").or_else(|| name.strip_prefix("SSL_")).and_then(|name| name.split_once("_WITH_"))
    else {
        return name.to_owned();
    };
    let rest = rest.replace("AES_", "AES").replace("_CBC", "").replace("POLY1305_SHA256", "POLY1305");
    let whole = if exchange == "RSA" { rest } else { format!("{exchange}_{rest}") };
    whole.replace('_', "-")
}

/// The keys that the host presents; `None`: one of them cannot be read.
fn own_keys(host: &Host<'_, '_, '_>, keys: &Keys<'_>) -> Option<Vec<PublicKeyInfo>> {
    let mut certificates = children(host.node, "Certificate").peekable();
    if certificates.peek().is_none() {
        return of_node(host, host.node, keys);
    }
    let found: Option<Vec<_>> = certificates.map(|node| of_node(host, node, keys)).collect();
    found.map(|found| found.into_iter().flatten().collect())
}

fn of_node(host: &Host<'_, '_, '_>, node: Node<'_, '_>, keys: &Keys<'_>) -> Option<Vec<PublicKeyInfo>> {
    let (document, tomcat) = (host.document, host.document.tomcat);
    let of =
        |name: &str| document.attribute(node, name).filter(|value| value.unknown.is_none()).map(|value| value.text);
    let in_host = host.form == Form::Host;
    if let Some(file) = of(if in_host { "certificateFile" } else { "SSLCertificateFile" }) {
        return keys.key(&tomcat.path(&file)).map(|key| vec![key]);
    }
    let file = of(if in_host { "certificateKeystoreFile" } else { "keystoreFile" })?;
    let path: PathBuf = tomcat.path(file.strip_prefix("file:").unwrap_or(&file));
    let password = of(if in_host { "certificateKeystorePassword" } else { "keystorePass" });
    let password = SecretString::from(password.unwrap_or_else(|| PASSWORD.to_owned()));
    let bytes = tomcat.reading.tree.read(&path, MAX_STORE).ok()?;
    let contents = container::read(bytes.as_slice(), &[password], &ReadLimits::default()).ok()?;
    let alias = of(if in_host { "certificateKeyAlias" } else { "keyAlias" });
    let is_own = |entry: &&container::Entry| {
        let is_named =
            || entry.alias.as_deref().zip(alias.as_deref()).is_none_or(|(is, named)| is.eq_ignore_ascii_case(named));
        entry.role == Role::KeyChain(0) && is_named()
    };
    // Without an alias the first key is presented, and which that is, Java alone knows: all of them have to tell the same.
    let found: Vec<PublicKeyInfo> = contents
        .entries
        .iter()
        .filter(is_own)
        .map(|entry| entry.certificate.as_ref().ok().map(tillit_verifier::Certificate::key_info))
        .collect::<Option<_>>()?;
    let kind = |key: &PublicKeyInfo| matches!(key, PublicKeyInfo::Rsa { .. });
    let is_one_kind = found.windows(2).all(|two| matches!(two, [one, two] if kind(one) == kind(two)));
    (is_one_kind && !found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::of_openssl;

    #[test]
    fn names_of_java_are_those_of_openssl() {
        for (java, openssl) in [
            ("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"),
            ("TLS_RSA_WITH_AES_128_CBC_SHA", "AES128-SHA"),
            ("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305"),
            ("ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES128-SHA"),
            ("HIGH", "HIGH"),
        ] {
            assert_eq!(of_openssl(java), openssl);
        }
    }
}
