//! Security properties (`java.security`), as far as they change which trust store is read.

use std::path::Path;

use crate::tree::Tree;

/// Bytes of a properties file; the one that comes with Java 25 has 64 KiB.
const MAX_BYTES: u64 = 4 << 20;

/// What a file of security properties says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SecurityProperties {
    /// `keystore.type`: the type of a store when no option says it.
    pub(super) store_type: Option<String>,
    /// `security.overridePropertiesFile`: the option `java.security.properties` is obeyed.
    pub(super) may_be_overridden: bool,
}

/// Reads a file; one that cannot be read says nothing.
pub(super) fn read(tree: &dyn Tree, file: &Path) -> SecurityProperties {
    of(&tree.read_text(file, MAX_BYTES).unwrap_or_default())
}

/// Lines of `name=value`, as `java.util.Properties` reads them; of a name that comes twice the last counts.
fn of(text: &str) -> SecurityProperties {
    let mut found = SecurityProperties { store_type: None, may_be_overridden: true };
    for line in text.lines().map(str::trim_start).filter(|line| !line.starts_with(['#', '!'])) {
        let Some((name, value)) = line.split_once(['=', ':']) else { continue };
        match name.trim_end() {
            "keystore.type" => found.store_type = Some(value.trim().to_owned()).filter(|value| !value.is_empty()),
            "security.overridePropertiesFile" => found.may_be_overridden = value.trim().eq_ignore_ascii_case("true"),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_counts() {
        let found = of(
            "# keystore.type=x\nkeystore.type=jks\r\n keystore.type = PKCS11 \nsecurity.overridePropertiesFile=false\n",
        );
        assert_eq!(found, SecurityProperties { store_type: Some("PKCS11".to_owned()), may_be_overridden: false });
        assert_eq!(of("keystore.type.compat=true"), SecurityProperties { store_type: None, may_be_overridden: true });
    }
}
