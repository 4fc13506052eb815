//! Whose configuration names a store, and what its program says of it.

use std::path::{Path, PathBuf};

use tillit_trust_stores::install::services::{How, SERVICES, Service, configuration_is_fine, take_effect, users_of};
use tillit_trust_stores::tree::Folder;

struct Machine(tempfile::TempDir);

impl Machine {
    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.path().join(&path[1..]);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// The names of the services that use each of these files.
    fn users(&self, path: &str) -> Vec<&'static str> {
        let used = users_of(&[PathBuf::from(path)], &Folder::at(self.0.path()));
        assert!(used.iter().all(|used| used.paths == [Path::new(path)]));
        used.iter().map(|used| used.service.name).collect()
    }
}

#[test]
fn whose_configuration_names_a_store() {
    let machine = Machine(tempfile::tempdir().unwrap());
    for file in ["/etc/nginx/ca.pem", "/srv/ca/clients.pem", "/srv/ca/other.pem", "/var/lib/tomcat10/conf/trust.p12"] {
        machine.write(file, "x");
    }
    machine.write("/etc/apache2/cas/root.pem", "x");
    machine.write("/etc/haproxy/cas/root.pem", "x");
    machine
        .write("/etc/nginx/sites-enabled/a", "server {\n  ssl_client_certificate ca.pem;\n  # /srv/ca/other.pem\n}\n");
    machine.write(
        "/etc/apache2/sites-enabled/a.conf",
        "SSLCACertificatePath \"/etc/apache2/cas\"\nSSLCACertificateFile /etc/ssl/link.pem\n",
    );
    machine.write(
        "/etc/haproxy/haproxy.cfg",
        "global\n  ca-base /etc/haproxy\nfrontend f\n  bind :443 ssl crt x.pem ca-file cas/root.pem verify required\n",
    );
    machine.write(
        "/var/lib/tomcat10/conf/server.xml",
        "<SSLHostConfig truststoreFile=\"${catalina.base}/conf/trust.p12\"/>\n",
    );
    machine.write("/etc/keycloak/keycloak.conf", "https-trust-store-file=/srv/ca/clients.pem\nbinary=\u{0}\n");
    machine.write("/etc/ssl/x", "x");
    std::os::unix::fs::symlink("/srv/ca/clients.pem", machine.0.path().join("etc/ssl/link.pem")).unwrap();
    assert_eq!(machine.users("/etc/nginx/ca.pem"), ["nginx"]);
    // By a link; what holds zeros is no text.
    assert_eq!(machine.users("/srv/ca/clients.pem"), ["Apache"]);
    assert_eq!(machine.users("/srv/ca/other.pem"), [""; 0]);
    assert_eq!(machine.users("/etc/apache2/cas/root.pem"), ["Apache"]);
    assert_eq!(machine.users("/etc/haproxy/cas/root.pem"), ["HAProxy"]);
    assert_eq!(machine.users("/var/lib/tomcat10/conf/trust.p12"), ["Tomcat"]);
    // A part of a configuration, itself; not a bundle that lies there and that nobody names.
    assert_eq!(machine.users("/etc/nginx/sites-enabled/a"), ["nginx"]);
    assert_eq!(machine.users("/etc/haproxy/haproxy.cfg"), ["HAProxy"]);
    machine.write("/etc/nginx/unused.pem", "-----BEGIN CERTIFICATE-----\n");
    assert_eq!(machine.users("/etc/nginx/unused.pem"), [""; 0]);
}

/// A configuration that goes in circles, and one of very many files, come to an end.
#[test]
fn a_search_is_bounded() {
    let machine = Machine(tempfile::tempdir().unwrap());
    machine.write("/etc/nginx/nginx.conf", "include /etc/nginx/loop/*;\n");
    std::os::unix::fs::symlink("/etc/nginx", machine.0.path().join("etc/nginx/loop")).unwrap();
    machine.write("/etc/nginx/big.conf", vec![b'a'; 5 << 20]);
    assert_eq!(machine.users("/etc/nginx/ca.pem"), [""; 0]);
}

fn service(name: &str) -> &'static Service {
    SERVICES.iter().find(|service| service.name == name).unwrap()
}

#[test]
fn the_programs_own_checks() {
    let said = configuration_is_fine(service("Apache")).expect("apache2 is needed");
    assert_eq!(said, Ok("apachectl configtest"));
    // As it is packaged, HAProxy has nothing to listen to, which is fine.
    let said = configuration_is_fine(service("HAProxy")).expect("haproxy is needed");
    assert_eq!(said, Ok("haproxy -c"));
    assert!(configuration_is_fine(service("nginx")).is_some(), "nginx is needed");
    assert_eq!(configuration_is_fine(service("Tomcat")), None);
}

#[test]
fn what_does_not_run_is_told_to_a_person() {
    let failed = take_effect(service("WildFly"), How::Restart).unwrap_err();
    assert_eq!((failed.by.as_str(), failed.said.as_str()), ("WildFly", "systemctl restart wildfly"));
}
