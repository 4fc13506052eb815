//! Options of a JVM that say which trust store it uses.

use secrecy::SecretString;

/// What the options of one JVM say of its trust store. Of an option that is given twice the last counts.
#[derive(Clone, Debug, Default)]
pub(super) struct JvmOptions {
    /// `javax.net.ssl.trustStore`
    pub(super) store: Option<String>,
    /// `javax.net.ssl.trustStorePassword`
    pub(super) password: Option<SecretString>,
    /// `javax.net.ssl.trustStoreType`
    pub(super) kind: Option<String>,
    /// `java.security.properties`: a file of security properties beside the installation's own.
    pub(super) security_properties: Option<String>,
}

impl JvmOptions {
    /// From single arguments.
    pub(super) fn of<S: AsRef<str>>(arguments: impl IntoIterator<Item = S>) -> Self {
        let mut found = Self::default();
        for argument in arguments {
            let Some(property) = argument.as_ref().strip_prefix("-D") else { continue };
            let (name, value) = property.split_once('=').unwrap_or((property, ""));
            // To Java an empty value is none.
            let value = (!value.is_empty()).then(|| value.to_owned());
            match name {
                "javax.net.ssl.trustStore" => found.store = value,
                "javax.net.ssl.trustStorePassword" => found.password = value.map(SecretString::from),
                "javax.net.ssl.trustStoreType" => found.kind = value,
                // With `==` the file replaces the installation's own.
                "java.security.properties" => {
                    found.security_properties = value.map(|value| value.trim_start_matches('=').to_owned());
                }
                _ => {}
            }
        }
        found
    }

    /// From a variable, as JVMs split one: at spaces that are not quoted (JVM Tool Interface, `JAVA_TOOL_OPTIONS`).
    pub(super) fn of_variable(value: &str) -> Self {
        Self::of(split(value))
    }

    /// They change nothing about the trust store.
    pub(super) fn is_empty(&self) -> bool {
        self.store.is_none() && self.kind.is_none() && self.security_properties.is_none()
    }

    /// The store is no file: `NONE`, or a type whose certificates are kept elsewhere (`Windows-ROOT`, `KeychainStore`, `PKCS11`).
    pub(super) fn elsewhere(&self) -> Option<&str> {
        let kind = self.kind.as_deref().filter(|kind| !is_file_type(kind));
        kind.or(self.store.as_deref().filter(|store| *store == "NONE"))
    }
}

/// A key store of this type is a file.
pub(super) fn is_file_type(kind: &str) -> bool {
    ["JKS", "PKCS12", "JCEKS", "CASEEXACTJKS", "DKS", "BKS", "BCPKCS12", "BCFKS", "UBER"]
        .iter()
        .any(|known| kind.eq_ignore_ascii_case(known))
}

/// Words of a variable with options, as JVMs and shells split them.
pub(crate) fn split(value: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in value.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn options_as_java_reads_them() {
        let of = JvmOptions::of_variable;
        let found =
            of("-Xmx1g '-Djavax.net.ssl.trustStore=/etc/my store.p12' \"-Djavax.net.ssl.trustStorePassword=a b\"");
        assert_eq!(found.store.as_deref(), Some("/etc/my store.p12"));
        assert_eq!(found.password.unwrap().expose_secret(), "a b");
        let twice = of("-Djavax.net.ssl.trustStore=/a -Djavax.net.ssl.trustStore=/b");
        assert_eq!(twice.store.as_deref(), Some("/b"));
        assert!(of("-Djavax.net.ssl.trustStore= -Djavax.net.ssl.keyStore=/k -DjavaXnet").is_empty());
        assert_eq!(of("-Djavax.net.ssl.trustStoreType=Windows-ROOT").elsewhere(), Some("Windows-ROOT"));
        assert_eq!(of("-Djavax.net.ssl.trustStore=NONE").elsewhere(), Some("NONE"));
        assert_eq!(of("-Djavax.net.ssl.trustStore=/x -Djavax.net.ssl.trustStoreType=jks").elsewhere(), None);
        assert_eq!(of("-Djava.security.properties==/x").security_properties.as_deref(), Some("/x"));
    }

    #[test]
    fn a_password_is_not_shown() {
        let found = JvmOptions::of_variable("-Djavax.net.ssl.trustStorePassword=s3cret");
        assert!(!format!("{found:?}").contains("s3cret"));
    }
}
