//! The folders where installed servers keep their configuration, searched for trust stores.
//!
//! The configuration itself is not read: a store that is found here may be one that no server uses, and a store that lies elsewhere is
//! not found.

use std::path::Path;

use super::tree::{Seen, candidates, is_store_or_could_be};
use super::{Found, Place, Search, homes};
use crate::formats::{self, Outcome};
use crate::store::{StoreKind, TrustStore};

pub(super) const PLACE: Place = Place { word: "servers", on_every_host: true, find };

/// nginx, Apache httpd, HAProxy, Tomcat, Jetty, Keycloak, WildFly and EAP, Shibboleth, SimpleSAMLphp, Traefik, Caddy, Envoy: where
/// distributions' packages, vendors' archives and images put their configuration.
const FOLDERS: &[&str] = &[
    "/etc/nginx",
    "/usr/local/nginx/conf",
    "/opt/nginx*/conf",
    "/etc/apache2",
    "/etc/httpd",
    "/usr/local/apache2/conf",
    "/etc/haproxy",
    "/usr/local/etc/haproxy",
    "/etc/tomcat*",
    "/var/lib/tomcat*/conf",
    "/usr/share/tomcat*/conf",
    "/usr/local/tomcat*/conf",
    "/opt/tomcat*/conf",
    "/opt/apache-tomcat*/conf",
    "/etc/jetty*",
    "/opt/jetty*/etc",
    "/var/lib/jetty*/etc",
    "/etc/keycloak*",
    "/opt/keycloak*/conf",
    "/etc/wildfly*",
    "/opt/wildfly*/standalone/configuration",
    "/opt/jboss*/standalone/configuration",
    "/opt/eap*/standalone/configuration",
    "/opt/shibboleth-idp*/conf",
    "/opt/shibboleth-idp*/credentials",
    "/etc/shibboleth*",
    "/etc/simplesamlphp*",
    "/etc/traefik",
    "/etc/caddy",
    "/etc/envoy",
];

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    let mut found = Found::default();
    let tree = search.options.tree;
    let folders = match path {
        Some(path) => vec![path.to_owned()],
        None => homes::look(search, &mut found, PLACE.word, FOLDERS),
    };
    let mut seen = Seen::default();
    for folder in folders {
        let Ok(folder) = tree.real_path(&folder) else { continue };
        for candidate in candidates(tree, &folder, &seen) {
            seen.add(&candidate, tree);
            let outcome = formats::read(&candidate, &search.options).into_iter().filter(is_store_or_could_be);
            let outcome = outcome.filter(|read| !read.as_ref().is_ok_and(is_own_certificate));
            let mut outcome = outcome.collect::<Outcome>();
            // A folder with files of every sort is no folder of CAs.
            let files = outcome.iter_mut().flatten().filter(|store| store.kind != StoreKind::Folder);
            files.for_each(formats::as_it_is_loaded);
            found.add(PLACE.word, outcome);
        }
    }
    found
}

/// A certificate that the server shows, with or without its chain and key: such files lie beside the trust stores and are none.
fn is_own_certificate(store: &TrustStore) -> bool {
    store.certificates().next().is_some_and(|first| !first.is_ca())
}
