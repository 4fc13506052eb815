//! Identity providers that have no listener of their own: Shibboleth IdP and SimpleSAMLphp take over what the web server in front of
//! them, or the container that they run in, has asked for and accepted.
//!
//! Whom they let in is decided there; here is said that they do, and where. Shibboleth SP does not log in with certificates at all.

use std::path::{Path, PathBuf};

use super::jvm::{Start, hide_passwords, listener, spot_of_pair};
use super::service::{About, Asks, Note, Service, Setting, Unresolved, Why};
use super::spot::Spot;
use super::syntax::properties;
use super::syntax::xml::file_problem;
use super::{Configuration, Problem, Reading, Server};
use crate::places::{Found, Place, Search};

pub(crate) static SHIBBOLETH: Server = Server {
    word: "shibboleth",
    name: "Shibboleth",
    configurations: &["/opt/shibboleth-idp*/conf/idp.properties", "/etc/shibboleth-idp*/idp.properties"],
    read: read_shibboleth,
};

pub(crate) static SIMPLESAMLPHP: Server = Server {
    word: "simplesamlphp",
    name: "SimpleSAMLphp",
    configurations: &[
        "/etc/simplesamlphp*/authsources.php",
        "/var/www/simplesamlphp*/config/authsources.php",
        "/var/simplesamlphp*/config/authsources.php",
        "/opt/simplesamlphp*/config/authsources.php",
    ],
    read: read_simplesamlphp,
};

pub(crate) const SHIBBOLETH_PLACE: Place = Place { word: "shibboleth", on_every_host: true, find: find_shibboleth };
pub(crate) const SIMPLESAMLPHP_PLACE: Place =
    Place { word: "simplesamlphp", on_every_host: true, find: find_simplesamlphp };

fn find_shibboleth(search: &Search<'_>, path: Option<&Path>) -> Found {
    super::find(&SHIBBOLETH, search, path)
}

fn find_simplesamlphp(search: &Search<'_>, path: Option<&Path>) -> Found {
    super::find(&SIMPLESAMLPHP, search, path)
}

/// A part of an application that takes what the web server in front has accepted.
fn taken_over(server: &'static Server, within: &str, spot: &Spot, reading: &Reading<'_>) -> Service {
    let mut service = listener(server.word, String::new(), spot.clone(), &Start::default(), reading);
    service.listeners.clear();
    service.within = Some(within.to_owned());
    service.asks = Setting::written(Asks::Application, spot.clone());
    service.notes.push(Note::DecidedElsewhere(server.name, spot.clone()));
    for about in [About::Asks, About::Trusts, About::Announces] {
        service.unresolved.push(Unresolved { spot: spot.clone(), about, why: Why::InFront });
    }
    service
}

/// The IdP's flows `X509` and `X509Internal`, where `idp.authn.flows` has them.
fn read_shibboleth(reading: &Reading<'_>, main: &Path) -> Configuration {
    let mut to = Configuration::default();
    let tree = reading.tree;
    let conf = if tree.is_folder(main) {
        let inside = main.join("conf");
        if tree.is_folder(&inside) { inside } else { main.to_owned() }
    } else {
        main.parent().unwrap_or(main).to_owned()
    };
    // Until version 4 the flows stood in idp.properties; the last file that says so counts.
    let files = ["idp.properties", "authn/authn.properties"].map(|name| conf.join(name));
    let mut flows = None;
    for path in files.iter().filter(|path| tree.is_file(path)) {
        to.files.push(path.clone());
        match tree.read(path, super::MAX_BYTES) {
            Ok(bytes) => {
                let mut text = properties::decode(path, &bytes);
                let pairs = properties::read(&text);
                hide_passwords(&mut text, &pairs);
                if let Some(pair) = pairs.iter().rfind(|pair| pair.key == "idp.authn.flows") {
                    flows = Some((pair.value.clone(), spot_of_pair(&text, pair)));
                }
            }
            Err(error) => to.problems.push(unreadable(&SHIBBOLETH, path, error)),
        }
    }
    let Some((flows, spot)) = flows else { return to };
    // Flows are named by regular expressions: `X509|Password`, `.*`.
    let mut named =
        flows.split(['|', ',']).map(|name| name.trim().trim_matches(['(', ')']).trim_start_matches("authn/"));
    if named.any(|name| matches!(name, "X509" | "X509Internal" | ".*" | "X509.*")) {
        to.services.push(taken_over(&SHIBBOLETH, "/idp/Authn/X509", &spot, reading));
    }
    to
}

/// Sources of the module authX509.
fn read_simplesamlphp(reading: &Reading<'_>, main: &Path) -> Configuration {
    let mut to = Configuration::default();
    let path: PathBuf = if reading.tree.is_folder(main) {
        let inside = [main.join("authsources.php"), main.join("config/authsources.php")];
        inside.iter().find(|path| reading.tree.is_file(path)).unwrap_or(&inside[0]).clone()
    } else {
        main.to_owned()
    };
    to.files.push(path.clone());
    let text = match reading.text(&path) {
        Ok(text) => text,
        Err(error) => {
            let kind = file_problem(path.clone(), error);
            to.problems.push(Problem { server: SIMPLESAMLPHP.word, spot: Spot::file(&path), kind });
            return to;
        }
    };
    let code = without_comments(&text.content);
    for (at, word) in code.match_indices("authX509:X509userCert") {
        let spot = text.spot(at..at + word.len(), word);
        to.services.push(taken_over(&SIMPLESAMLPHP, word, &spot, reading));
    }
    to
}

fn unreadable(server: &'static Server, path: &Path, error: std::io::Error) -> Problem {
    let kind = file_problem(path.to_owned(), tillit_verifier::input::InputError::from_io(error));
    Problem { server: server.word, spot: Spot::file(path), kind }
}

/// PHP with blanks where its comments stand: every byte keeps its place.
fn without_comments(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    let mut quote = None;
    while let Some(c) = rest.chars().next() {
        let comment = if quote.is_some() {
            0
        } else if rest.starts_with("/*") {
            rest.get(2..).and_then(|rest| rest.find("*/")).map_or(rest.len(), |end| end + 4)
        } else if rest.starts_with("//") || (c == '#' && !rest.starts_with("#[")) {
            rest.find('\n').unwrap_or(rest.len())
        } else {
            0
        };
        if comment > 0 {
            let (gone, after) = rest.split_at(comment);
            out.extend(gone.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
            rest = after;
            continue;
        }
        let mut len = c.len_utf8();
        if c == '\\' && quote.is_some() {
            len += rest.get(1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        } else if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && matches!(c, '\'' | '"') {
            quote = Some(c);
        }
        let (kept, after) = rest.split_at(len);
        out.push_str(kept);
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_blank() {
        let code = "a # x\n'# \\' //' /* \u{e5}\n */ b // y\n#[A]";
        let blank = without_comments(code);
        assert_eq!(blank.len(), code.len());
        assert_eq!(blank, "a    \n'# \\' //'      \n    b     \n#[A]");
        assert_eq!(without_comments("/*"), "  ");
    }
}
