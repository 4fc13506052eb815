//! Applications that ask for a certificate themselves: `<auth-method>CLIENT-CERT</auth-method>` in their `web.xml`.
//!
//! Tomcat then asks after it has read the request, by renegotiation in TLS 1.2; Java has no such thing in TLS 1.3.

use std::path::Path;

use roxmltree::Node;

use super::super::Configuration;
use super::super::service::{Asks, Note, Service, Setting, When};
use super::super::spot::Spot;
use super::super::syntax::xml::Xml;
use super::{Document, SERVER, children};
use crate::store::Consumer;

/// Applications that are looked at.
const MAX_APPLICATIONS: usize = 1_000;

/// An application that asks.
pub(super) struct Application {
    /// The path that it answers at: `/shop`; `/` for the one without a name.
    path: String,
    spot: Spot,
}

/// Applications of a service's hosts that ask.
pub(super) fn that_ask(document: &Document<'_>, service: Node<'_, '_>, to: &mut Configuration) -> Vec<Application> {
    let tomcat = document.tomcat;
    let tree = tomcat.reading.tree;
    let mut found = Vec::new();
    let hosts = service.descendants().filter(|node| node.has_tag_name("Host"));
    for host in hosts {
        let base = document.attribute(host, "appBase").filter(|value| value.unknown.is_none());
        let folder = tomcat.path(base.as_ref().map_or("webapps", |value| value.text.as_str()));
        let names = tree.list(&folder).unwrap_or_default();
        let mut applications: Vec<(String, std::path::PathBuf)> = names
            .into_iter()
            .filter_map(|name| {
                let name = name.into_string().ok()?;
                // `a#b##3` is the third version of what answers at /a/b.
                let path = name.split("##").next().unwrap_or_default().replace('#', "/");
                Some((if path == "ROOT" { "/".to_owned() } else { format!("/{path}") }, folder.join(name)))
            })
            .collect();
        for context in children(host, "Context") {
            let value = |name: &str| document.attribute(context, name).filter(|value| value.unknown.is_none());
            if let (Some(path), Some(files)) = (value("path"), value("docBase")) {
                let path = if path.text.is_empty() { "/".to_owned() } else { path.text };
                applications.push((path, folder.join(files.text)));
            }
        }
        for (path, folder) in applications.into_iter().take(MAX_APPLICATIONS) {
            found.extend(asks(document, &folder.join("WEB-INF/web.xml"), to).map(|spot| Application { path, spot }));
        }
    }
    // What holds for all applications that do not say otherwise.
    let common = tomcat.base.join("conf/web.xml");
    found.extend(asks(document, &common, to).map(|spot| Application { path: "/".to_owned(), spot }));
    found
}

/// Where a `web.xml` says that its application asks.
fn asks(document: &Document<'_>, path: &Path, to: &mut Configuration) -> Option<Spot> {
    let reading = document.tomcat.reading;
    if !reading.tree.is_file(path) {
        return None;
    }
    let text = reading.text(path).ok().filter(|text| text.content.contains("CLIENT-CERT"))?;
    let mut own = Configuration::default();
    let xml = Xml::new(text, reading, SERVER.word, &mut own);
    let parsed = xml.parse(SERVER.word, &mut own);
    to.problems.append(&mut own.problems);
    let parsed = parsed?;
    let method = parsed.descendants().find(|node| node.tag_name().name() == "auth-method")?;
    let is_asked = method.text().is_some_and(|text| text.trim() == "CLIENT-CERT");
    to.files.extend(is_asked.then(|| path.to_owned()));
    is_asked.then(|| xml.of_element(method))
}

/// The parts of services that ask only for an application.
pub(super) fn services(document: &Document<'_>, all: &[Service], applications: &[Application]) -> Vec<Service> {
    let mut parts = Vec::new();
    for service in all.iter().filter(|service| service.asks.value == Asks::Off && service.within.is_none()) {
        for application in applications {
            let mut part = service.clone();
            part.within = Some(application.path.clone());
            part.source = application.spot.clone();
            part.asks = Setting::written(Asks::Required, application.spot.clone());
            part.when = When::AfterRequest;
            if part.sources.is_empty() && part.consumer == Consumer::Java {
                part.sources.push(document.tomcat.start.default_source(document.tomcat.reading));
            }
            part.notes.push(Note::DecidedElsewhere("web.xml", application.spot.clone()));
            parts.push(part);
        }
    }
    parts
}
