//! What a server on Java is started with: system properties, its JVM, and what that JVM refuses.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::SecretString;

use super::Reading;
use super::service::{
    About, Announces, Asks, Counts, Depth, Fit, Floor, Service, Setting, Source, SourcePlace, Unresolved, Versions,
    When, Why,
};
use super::spot::{Spot, Text};
use super::syntax::properties;
use crate::places::java::{Installation, installation, options};
use crate::places::settings_files;
use crate::store::{Consumer, StoreKind};

/// Security properties: what is refused in chains, and in handshakes.
const DISABLED_IN_CHAINS: &str = "jdk.certpath.disabledAlgorithms";
const DISABLED_IN_TLS: &str = "jdk.tls.disabledAlgorithms";
/// Bytes of `java.security`.
const MAX_SECURITY: u64 = 4 << 20;
/// Red Hat's policy for all programs of a machine, where `java.security` says that it holds (`security.useSystemPropertiesFile`).
const SYSTEM_POLICY: &str = "/etc/crypto-policies/back-ends/java.config";

/// A system property or variable that somebody set.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// `None`: a variable of a script stands in it.
    pub(crate) value: Option<String>,
    pub(crate) spot: Spot,
}

/// What a program is started with, as far as files tell.
#[derive(Debug, Default)]
pub(crate) struct Start {
    /// System properties (`-D`).
    pub(crate) properties: HashMap<String, Known>,
    /// Variables of the environment.
    pub(crate) variables: HashMap<String, Known>,
    jvm: OnceCell<Option<Installation>>,
    security: OnceCell<HashMap<&'static str, (String, Spot)>>,
}

/// Where to look for what a program is started with.
pub(crate) struct Program<'a> {
    /// A word in the names of its units and of its files in `/etc/default` and `/etc/sysconfig`.
    pub(crate) word: &'a str,
    /// Scripts of its own.
    pub(crate) scripts: &'a [PathBuf],
    /// Variables that hold options of its JVM.
    pub(crate) options: &'a [&'a str],
    /// Further variables that matter.
    pub(crate) variables: &'a [&'a str],
    /// What stands for folders in such options: `$CATALINA_BASE`. A file that says that one of them is another folder is about another
    /// instance.
    pub(crate) folders: &'a [(&'a str, &'a Path)],
}

impl Start {
    /// Reads it.
    pub(crate) fn of(reading: &Reading<'_>, program: &Program<'_>) -> Self {
        let names: Vec<&str> =
            program.options.iter().chain(program.variables).copied().chain(["JAVA_HOME", "JRE_HOME"]).collect();
        let is_own = |path: &Path| {
            let mut parts = path.iter().filter_map(|part| part.to_str());
            parts.any(|part| part.to_ascii_lowercase().contains(program.word))
        };
        let mut settings = settings_files::variables(reading.tree, &names);
        settings.retain(|setting| is_own(&setting.file));
        let of_others: Vec<PathBuf> = settings
            .iter()
            .filter(|setting| {
                let folder = program.folders.iter().find(|(name, _)| *name == setting.name && name.ends_with("_BASE"));
                folder.is_some_and(|(_, folder)| setting.is_literal && Path::new(&setting.value) != *folder)
            })
            .map(|setting| setting.file.clone())
            .collect();
        settings.retain(|setting| !of_others.contains(&setting.file));
        for script in program.scripts {
            settings.extend(settings_files::of_script(reading.tree, script, &names));
        }
        let mut start = Self::default();
        for setting in settings {
            let name: Arc<str> = setting.name.as_str().into();
            let spot = Spot { line: setting.line, name, ..Spot::file(&setting.file) };
            if !program.options.contains(&setting.name.as_str()) {
                let value = setting.is_literal.then_some(setting.value);
                start.variables.insert(setting.name, Known { value, spot });
                continue;
            }
            for word in options::split(&setting.value) {
                let Some(property) = word.strip_prefix("-D") else { continue };
                let (name, value) = property.split_once('=').unwrap_or((property, ""));
                let mut value = value.to_owned();
                for (variable, folder) in program.folders {
                    value = value.replace(&format!("${{{variable}}}"), &folder.to_string_lossy());
                    value = value.replace(&format!("${variable}"), &folder.to_string_lossy());
                }
                let value = (!value.contains(['$', '`'])).then_some(value);
                start.properties.insert(name.to_owned(), Known { value, spot: spot.clone().named(name) });
            }
        }
        start
    }

    /// A variable's value.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name)?.value.as_deref()
    }

    /// Its JVM: what `JAVA_HOME` says, else the machine's. `None`: it is not known.
    pub(crate) fn jvm(&self, reading: &Reading<'_>) -> Option<&Installation> {
        let found = self.jvm.get_or_init(|| {
            let home = self.variables.get("JRE_HOME").or_else(|| self.variables.get("JAVA_HOME"));
            match home {
                Some(home) => installation(reading.tree, Some(Path::new(home.value.as_deref()?))),
                None => installation(reading.tree, None),
            }
        });
        found.as_ref()
    }

    /// The trust store of a program that names none: `javax.net.ssl.trustStore`, else the JVM's own.
    pub(crate) fn default_source(&self, reading: &Reading<'_>) -> Source {
        let property = |name: &str| self.properties.get(name);
        let own = || match self.jvm(reading) {
            Some(jvm) => SourcePlace::File(jvm.store.clone()),
            None => SourcePlace::JavaDefault,
        };
        let mut source = Source {
            written: None,
            place: SourcePlace::JavaDefault,
            trusted: true,
            announced: true,
            password: None,
            kind: None,
        };
        let named = property("javax.net.ssl.trustStore");
        source.place = match named {
            Some(known) => match &known.value {
                // One that is not there is passed over in silence.
                Some(path) if Path::new(path).is_absolute() && reading.tree.is_file(Path::new(path)) => {
                    source.written = Some(known.spot.clone());
                    SourcePlace::File(path.into())
                }
                Some(path) if Path::new(path).is_absolute() => own(),
                _ => SourcePlace::JavaDefault,
            },
            None => own(),
        };
        let password = property("javax.net.ssl.trustStorePassword").and_then(|known| known.value.clone());
        source.password = password.map(SecretString::from);
        if let SourcePlace::File(path) = &source.place {
            source.kind = store_kind(reading, path, None);
        }
        source
    }

    /// What the JVM refuses in chains.
    pub(crate) fn floor(&self, reading: &Reading<'_>) -> Setting<Floor> {
        let Some((value, spot)) = self.security(reading, DISABLED_IN_CHAINS) else {
            return Setting::default(Floor::JAVA);
        };
        let mut floor = Floor { level: None, sha1: true, rsa_bits: 0, ec_bits: 0 };
        for rule in value.split(',') {
            let words: Vec<&str> = rule.split_whitespace().collect();
            let below = |bits: &mut usize, rest: &[&str]| match rest {
                [] => *bits = usize::MAX,
                ["keySize", "<", number, ..] => *bits = number.parse().unwrap_or(*bits).max(*bits),
                _ => {}
            };
            match words.as_slice() {
                ["SHA1"] => floor.sha1 = false,
                ["RSA", rest @ ..] => below(&mut floor.rsa_bits, rest),
                ["EC", rest @ ..] => below(&mut floor.ec_bits, rest),
                _ => {}
            }
        }
        if floor == Floor::JAVA { Setting::default(floor) } else { Setting::written(floor, spot.clone()) }
    }

    /// The versions that the JVM speaks: what `jdk.tls.disabledAlgorithms` leaves.
    pub(crate) fn versions(&self, reading: &Reading<'_>) -> Versions {
        let disabled = self.security(reading, DISABLED_IN_TLS);
        let disabled = disabled.map_or("TLSv1, TLSv1.1", |(value, _)| value);
        let speaks = |version: &str| !disabled.split(',').any(|rule| rule.trim() == version);
        Versions { old: speaks("TLSv1.1"), tls12: speaks("TLSv1.2"), tls13: speaks("TLSv1.3") }
    }

    /// A security property of the JVM.
    fn security(&self, reading: &Reading<'_>, key: &str) -> Option<&(String, Spot)> {
        self.security.get_or_init(|| self.read_security(reading).unwrap_or_default()).get(key)
    }

    fn read_security(&self, reading: &Reading<'_>) -> Option<HashMap<&'static str, (String, Spot)>> {
        let mut said = HashMap::new();
        let mut read = |path: &Path| {
            let text = properties::decode(path, &reading.tree.read(path, MAX_SECURITY).ok()?);
            let pairs = properties::read(&text);
            for key in [DISABLED_IN_CHAINS, DISABLED_IN_TLS] {
                if let Some(pair) = pairs.iter().rfind(|pair| pair.key == key) {
                    said.insert(key, (pair.value.clone(), text.spot(pair.at.clone(), key)));
                }
            }
            Some(pairs)
        };
        let own = read(self.jvm(reading)?.security.as_deref()?)?;
        let says = |key: &str| own.iter().any(|pair| pair.key == key && pair.value == "true");
        let off = self.properties.get("java.security.disableSystemPropertiesFile");
        if says("security.useSystemPropertiesFile") && off.and_then(|off| off.value.as_deref()) != Some("true") {
            read(Path::new(SYSTEM_POLICY));
        }
        let more = self.properties.get("java.security.properties").and_then(|known| known.value.as_deref());
        if let Some(more) = more.filter(|_| says("security.overridePropertiesFile")) {
            read(Path::new(more.trim_start_matches('=')));
        }
        Some(said)
    }
}

/// What a Java program that is told a type of key store reads a file as. JKS and PKCS#12 are one to it (`keystore.type.compat`); of
/// another type only that is read.
pub(crate) fn store_kind(reading: &Reading<'_>, path: &Path, told: Option<&str>) -> Option<StoreKind> {
    let told = told.unwrap_or("PKCS12").to_ascii_uppercase();
    if told == "JCEKS" {
        return Some(StoreKind::Jceks);
    }
    let mut head = Vec::new();
    let open = reading.tree.is_file(path).then(|| reading.tree.open(path).ok()).flatten();
    std::io::Read::read_to_end(&mut std::io::Read::take(open?, 4), &mut head).ok()?;
    Some(match head.as_slice() {
        [0xFE, 0xED, 0xFE, 0xED] => StoreKind::Jks,
        _ => StoreKind::Pkcs12,
    })
}

/// A listener that nothing is said of yet, with the rules of Java.
pub(crate) fn listener(
    server: &'static str,
    listener: String,
    source: Spot,
    start: &Start,
    reading: &Reading<'_>,
) -> Service {
    Service {
        server,
        version: None,
        listeners: vec![listener],
        names: Vec::new(),
        within: None,
        source,
        asks: Setting::default(Asks::Off),
        when: When::Handshake,
        sources: Vec::new(),
        announces: Announces::Sources,
        depth: Setting::default(Depth { limit: None, counts: Counts::Intermediates }),
        revocation: Vec::new(),
        versions: Setting::default(Versions { old: false, ..start.versions(reading) }),
        floor: start.floor(reading),
        fit: Fit::YES,
        consumer: Consumer::Java,
        notes: Vec::new(),
        unresolved: Vec::new(),
    }
}

/// What would decide whom a service trusts is not known.
pub(crate) fn unsure(service: &mut Service, spot: &Spot, why: &Why) {
    for about in [About::Trusts, About::Announces] {
        service.unresolved.push(Unresolved { spot: spot.clone(), about, why: why.clone() });
    }
}

/// Java's place holders: `${name}`, and what stands for them. `default`: what comes between a name and what is taken where nobody set it.
///
/// # Errors
/// The name of one that nobody set.
pub(crate) fn expand(
    value: &str,
    default: Option<&str>,
    look: &dyn Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let mut said = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("${") {
        said.push_str(before);
        let Some((name, next)) = after.split_once('}') else {
            said.push_str("${");
            rest = after;
            continue;
        };
        let (bare, fallback) = match default.and_then(|mark| name.split_once(mark)) {
            Some((bare, fallback)) => (bare, Some(fallback)),
            None => (name, None),
        };
        match look(name).or_else(|| look(bare)).or_else(|| fallback.map(str::to_owned)) {
            Some(value) => said.push_str(&value),
            None => return Err(bare.to_owned()),
        }
        rest = next;
    }
    said.push_str(rest);
    Ok(said)
}

/// A place in a text that a key's value stands at; a password is not shown with it.
pub(crate) fn spot_of_pair(text: &Text, pair: &properties::Pair) -> Spot {
    text.spot(pair.at.start..pair.value_at.end.max(pair.at.end), &pair.key)
}

/// Values of keys that speak of passwords are not shown.
pub(crate) fn hide_passwords(text: &mut Text, pairs: &[properties::Pair]) {
    for pair in pairs {
        let key = pair.key.to_ascii_lowercase();
        if ["pass", "secret", "credential"].iter().any(|word| key.contains(word)) {
            text.hide(pair.value_at.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::tree::Folder;

    #[test]
    fn place_holders() {
        let look = |name: &str| (name == "a").then(|| "1".to_owned());
        assert_eq!(expand("x${a}y${b:-2}${a:-3}$${", Some(":-"), &look).unwrap(), "x1y21$${");
        assert_eq!(expand("${b}", Some(":-"), &look).unwrap_err(), "b");
        assert_eq!(expand("${b:2}", Some(":"), &look).unwrap(), "2");
    }

    #[test]
    fn what_a_program_is_started_with() {
        let root = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("etc/default/tomcat10", "JAVA_OPTS=\"-Da=1 -Db=$X/2\"\nJAVA_HOME=/jvm\n");
        write("etc/default/other", "JAVA_OPTS=\"-Da=2\"\n");
        write("b/bin/setenv.sh", "CATALINA_OPTS=\"$CATALINA_OPTS -Dc='$CATALINA_BASE/x y'\"\nexport CATALINA_OPTS\n");
        write("jvm/bin/java", "");
        write("jvm/lib/security/cacerts", "");
        let policy = "jdk.certpath.disabledAlgorithms=MD2, RSA keySize < 2048, \\\n  SHA1, EC keySize < 224, SHA1 usage SignedJAR\n";
        write("jvm/conf/security/java.security", policy);
        let tree = Folder::at(root.path());
        let reading = Reading { tree: &tree, variable: &|_| None };
        let program = Program {
            word: "tomcat",
            scripts: &["/b/bin/setenv.sh".into()],
            options: &["JAVA_OPTS", "CATALINA_OPTS"],
            variables: &[],
            folders: &[("CATALINA_BASE", Path::new("/b"))],
        };
        let start = Start::of(&reading, &program);
        let value = |name: &str| start.properties.get(name).map(|known| known.value.clone());
        assert_eq!(value("a"), Some(Some("1".to_owned())));
        assert_eq!(value("b"), Some(None));
        assert_eq!(value("c"), Some(Some("/b/x y".to_owned())));
        assert_eq!(start.default_source(&reading).place, SourcePlace::File("/jvm/lib/security/cacerts".into()));
        let floor = start.floor(&reading);
        assert_eq!(floor.value, Floor { level: None, sha1: false, rsa_bits: 2048, ec_bits: 224 });
        assert_eq!(floor.written.map(|spot| spot.line), Some(1));
    }
}
