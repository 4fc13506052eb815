//! The same of Windows, where group policies and settings lie in the registry.

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::{Browser, MOST, Module, Policy, Proxy, Says, auto_select, proxy};
use crate::tree::Tree;
use crate::windows::Registry;

/// For the machine, and for this user; the machine's goes first.
const HIVES: [&str; 2] = ["HKLM", "HKCU"];
/// Where Chromium and what is built on it has its policies (chromeenterprise.google/policies; learn.microsoft.com/deployedge).
const CHROMIUM: [&str; 4] = [
    r"SOFTWARE\Policies\Google\Chrome",
    r"SOFTWARE\Policies\Microsoft\Edge",
    r"SOFTWARE\Policies\Chromium",
    r"SOFTWARE\Policies\BraveSoftware\Brave",
];
/// Where Firefox has them (mozilla.github.io/policy-templates).
const FIREFOX: &str = r"SOFTWARE\Policies\Mozilla\Firefox";
/// What programs of Windows take their proxy from: a policy, else what the user has set.
const PROXIES: [&str; 2] = [
    r"HKCU\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings",
    r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings",
];
/// Where middleware is usually put.
const USUAL: [&str; 6] = [
    r"C:\Program Files\Net iD\Client\netid.dll",
    r"C:\Windows\System32\iidp11.dll",
    r"C:\Windows\System32\eTPKCS11.dll",
    r"C:\Windows\System32\IDPrimePKCS11.dll",
    r"C:\Program Files\OpenSC Project\OpenSC\pkcs11\onepin-opensc-pkcs11.dll",
    r"C:\Program Files\OpenSC Project\OpenSC\pkcs11\opensc-pkcs11.dll",
];

/// Modules that lie where they are put; Firefox takes those that somebody has registered.
pub(super) fn modules(tree: &dyn Tree) -> Vec<Module> {
    let there = USUAL.iter().filter(|path| tree.is_file(Path::new(path)));
    let name = |path: &str| path.rsplit('\\').next().unwrap_or(path).to_owned();
    there
        .map(|path| Module { name: name(path), library: (*path).to_owned(), registered: None, is_there: true })
        .collect()
}

/// Policies that decide about logins.
pub(super) fn policies(registry: &dyn Registry) -> Vec<Policy> {
    let mut found = Vec::new();
    for hive in HIVES {
        for place in CHROMIUM {
            // A list is a key whose values are called 1, 2, 3.
            let key = format!(r"{hive}\{place}\AutoSelectCertificateForUrls");
            for (_, value) in registry.values(&key).unwrap_or_default().into_iter().take(MOST) {
                let says = value.as_text().and_then(auto_select);
                found.extend(says.map(|says| Policy { browser: Browser::Chromium, file: PathBuf::from(&key), says }));
            }
        }
        let of_firefox = |says, key: &str| Policy { browser: Browser::Firefox, file: PathBuf::from(key), says };
        let key = format!(r"{hive}\{FIREFOX}\Certificates");
        let roots = registry.value(&key, "ImportEnterpriseRoots").ok().flatten().and_then(|value| value.as_number());
        found.extend(roots.map(|on| of_firefox(Says::ImportEnterpriseRoots(on != 0), &key)));
        // Preferences are one text of JSON.
        let key = format!(r"{hive}\{FIREFOX}");
        let preferences = registry.value(&key, "Preferences").ok().flatten();
        let text =
            preferences.as_ref().and_then(|value| value.as_text().map(str::to_owned).or_else(|| value.as_lines()));
        let json = text.and_then(|text| serde_json::from_str::<Json>(&text).ok());
        let set = json.as_ref().and_then(|json| json.get("security.osclientcerts.autoload"));
        let on = set.map(|set| set.get("Value").unwrap_or(set)).and_then(Json::as_bool);
        found.extend(on.map(|on| of_firefox(Says::OsClientCerts(on), &key)));
    }
    found
}

/// Proxies of this user.
pub(super) fn proxies(registry: &dyn Registry) -> Vec<Proxy> {
    let mut found = Vec::new();
    for key in PROXIES {
        let value = |name: &str| registry.value(key, name).ok().flatten();
        let text = |name: &str| value(name).and_then(|value| value.as_text().map(str::to_owned));
        let is_on = value("ProxyEnable").and_then(|value| value.as_number()).is_some_and(|on| on != 0);
        if let Some(all) = text("ProxyServer").filter(|_| is_on) {
            // One for everything, or one for each kind: `http=proxy:80;https=proxy:443`.
            let https = all.split(';').find_map(|one| one.trim().strip_prefix("https="));
            let one = https.or_else(|| (!all.contains('=')).then_some(all.as_str()));
            found.extend(one.and_then(|one| proxy(Path::new(key), one)));
        }
        found.extend(text("AutoConfigURL").and_then(|script| proxy(Path::new(key), &script)));
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::windows::Export;

    #[test]
    fn policies_and_proxies_of_a_registry() {
        let text = concat!(
            "Windows Registry Editor Version 5.00\r\n\r\n",
            "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Edge\\AutoSelectCertificateForUrls]\r\n",
            "\"1\"=\"{\\\"pattern\\\":\\\"https://[*.]region.example\\\",\\\"filter\\\":{\\\"ISSUER\\\":{\\\"CN\\\":\\\"Old CA\\\"}}}\"\r\n",
            "\"2\"=\"no rule\"\r\n\r\n",
            "[HKEY_CURRENT_USER\\SOFTWARE\\Policies\\Mozilla\\Firefox\\Certificates]\r\n",
            "\"ImportEnterpriseRoots\"=dword:00000001\r\n\r\n",
            "[HKEY_CURRENT_USER\\SOFTWARE\\Policies\\Mozilla\\Firefox]\r\n",
            "\"Preferences\"=\"{\\\"security.osclientcerts.autoload\\\":{\\\"Value\\\":false}}\"\r\n\r\n",
            "[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings]\r\n",
            "\"ProxyEnable\"=dword:00000001\r\n\"ProxyServer\"=\"http=a:80;https=me:secret@b:443\"\r\n",
            "\"AutoConfigURL\"=\"http://wpad.region.example/wpad.dat\"\r\n",
        );
        let registry = Export::parse(text.as_bytes()).unwrap();
        let policies = policies(&registry);
        let says: Vec<&Says> = policies.iter().map(|policy| &policy.says).collect();
        let issuer = vec![("CN".to_owned(), "Old CA".to_owned())];
        let chosen = Says::AutoSelect { pattern: "https://[*.]region.example".to_owned(), issuer };
        assert_eq!(says, [&chosen, &Says::ImportEnterpriseRoots(true), &Says::OsClientCerts(false)]);
        let proxies: Vec<String> = proxies(&registry).into_iter().map(|proxy| proxy.proxy).collect();
        assert_eq!(proxies, ["b:443", "http://wpad.region.example/wpad.dat"]);
        assert!(super::policies(&Export::default()).is_empty());
    }
}
