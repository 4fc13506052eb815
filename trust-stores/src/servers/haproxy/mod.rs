//! HAProxy: `bind` lines that speak TLS, and the host names of `crt-list` files with options of their own.
//!
//! `ca-file` is announced and trusted, `ca-verify-file` trusted alone; `verify` is `none` where nobody wrote it, whatever `ca-file` says
//! (`ssl_sock_prepare_ctx` in src/ssl_sock.c). There is no limit of depth.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tillit_verifier::certificate::GeneralName;

use super::ciphers::{self, Keys};
use super::openssl::{Library, Protocol};
use super::service::{
    About, Announces, Asks, Counts, Depth, Fit, Floor, Note, Overlooked, Revocation, RevocationBy, RevocationOf,
    Service, Setting, Source, SourcePlace, Unresolved, Versions, When,
};
use super::{Configuration, Problem, ProblemKind, Reading, Server, Spot, version};
use crate::places::{Found, Place, Search};
use crate::store::Consumer;

mod lists;
mod read;
mod started;

use read::{Bind, Named, Options, Reader, Verify};

const WORD: &str = "haproxy";

/// HAProxy.
pub(crate) static SERVER: Server = Server {
    word: WORD,
    name: "HAProxy",
    configurations: &["/etc/haproxy/haproxy.cfg", "/usr/local/etc/haproxy/haproxy.cfg"],
    read,
};

pub(crate) const PLACE: Place = Place { word: WORD, on_every_host: true, find };

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    super::find(&SERVER, search, path)
}

/// Services of one configuration.
const MAX_SERVICES: usize = 50_000;
/// Names of one certificate.
const MAX_NAMES: usize = 1_000;
/// Bytes of a file with a certificate.
const MAX_CERTIFICATE: u64 = 1 << 20;

fn read(reading: &Reading<'_>, path: &Path) -> Configuration {
    let version = version::of_package(reading.tree, &["haproxy"]);
    let started = started::read(reading.tree, path);
    let mut reader = Reader::new(reading, version.as_deref(), started.variables);
    for file in &started.files {
        reader.path(file);
    }
    let binds = std::mem::take(&mut reader.binds);
    let mut services = Services {
        reading,
        reader: &reader,
        version,
        library: Library::of(reading.tree, None),
        keys: Keys::of(reading.tree),
        problems: Vec::new(),
        lists: BTreeMap::new(),
    };
    let mut all = Vec::new();
    let mut files = Vec::new();
    for bind in &binds {
        services.bind(bind, &mut all, &mut files);
    }
    let problems = services.problems;
    let mut configuration = Configuration { services: all, problems: reader.problems, files: reader.files };
    configuration.problems.extend(problems);
    configuration.files.extend(files);
    for service in &mut configuration.services {
        service.unresolved.extend(reader.conditions.iter().cloned());
    }
    configuration
}

struct Services<'a> {
    reading: &'a Reading<'a>,
    reader: &'a Reader<'a>,
    version: Option<String>,
    library: Library,
    keys: Keys<'a>,
    problems: Vec<Problem>,
    /// Lists that were read, each once.
    lists: BTreeMap<PathBuf, Arc<Vec<lists::Line>>>,
}

impl Services<'_> {
    /// The services of a line: for each name with options of its own one, and one for all others.
    fn bind(&mut self, bind: &Bind, services: &mut Vec<Service>, files: &mut Vec<PathBuf>) {
        let mut open = Vec::new();
        let mut lines = Vec::new();
        for list in &bind.options.lists {
            match list {
                Ok((read::Place::Path(path), spot)) => {
                    if let Some(known) = self.lists.get(path) {
                        lines.push(known.clone());
                        continue;
                    }
                    let read = lists::read(self.reading, path, spot).unwrap_or_else(|problem| {
                        self.problems.push(problem);
                        Vec::new()
                    });
                    let read = Arc::new(read);
                    files.push(path.clone());
                    self.lists.insert(path.clone(), read.clone());
                    lines.push(read);
                }
                Ok(_) => {}
                Err(unknown) => open.push(unknown.clone()),
            }
        }
        let mut named = Vec::new();
        // Without a certificate on the line itself, that of the first in a list is everybody's.
        let mut first: Option<(Options, Spot)> = None;
        for (number, line) in lines.iter().flat_map(|list| list.iter()).enumerate() {
            if services.len() + named.len() >= MAX_SERVICES {
                let kind = ProblemKind::TooMuch;
                self.problems.push(Problem { server: WORD, spot: line.spot.clone(), kind });
                break;
            }
            let mut options = Options::default();
            options.certificates.push(self.reader.certificate(&line.file, line.spot.clone()));
            let mut words = line.options.iter();
            while let Some((word, spot)) = words.next() {
                let value = if read::takes_value(&word.value) { words.next() } else { None };
                let spot = value.map_or(spot, |(_, spot)| spot).clone().named(&word.value);
                if let Err((spot, kind)) =
                    self.reader.option(&word.value, value.map(|(word, _)| word), spot, &mut options)
                {
                    self.problems.push(Problem { server: WORD, spot, kind });
                }
            }
            if number == 0 && !bind.options.has_certificate {
                first = Some((options.clone(), line.spot.clone()));
            }
            let names: Vec<String> = line.names.iter().filter(|name| !name.starts_with('!')).cloned().collect();
            let names = if names.is_empty() { self.names_of(&line.file) } else { names };
            if !line.options.is_empty() {
                named.push((options, names, line.spot.clone()));
            }
        }
        if !bind.options.strict_sni || named.is_empty() {
            let (own, spot) = first.unwrap_or_else(|| (Options::default(), bind.spot.clone()));
            let mut service = self.service(bind, &own, Vec::new(), spot);
            service.source = bind.spot.clone();
            services.push(service);
        }
        for (options, names, spot) in named {
            services.push(self.service(bind, &options, names, spot));
        }
        if let Some(begin) = services.len().checked_sub(1).and_then(|last| services.get_mut(last)) {
            begin.unresolved.extend(open);
        }
    }

    fn service(&mut self, bind: &Bind, own: &Options, names: Vec<String>, source: Spot) -> Service {
        let line = &bind.options;
        let mut unresolved: Vec<Unresolved> = line.strange.iter().chain(&own.strange).cloned().collect();
        let rules = self.reader.rules.iter().filter(|(section, ..)| *section == bind.section);
        let mut notes: Vec<Note> =
            rules.map(|(_, spot, words)| Note::IssuerRule(spot.clone(), words.clone())).collect();
        let verify = match own.verify.as_ref().or(line.verify.as_ref()) {
            Some(Ok(verify)) => verify.clone(),
            Some(Err(unknown)) => {
                unresolved.push(unknown.clone());
                Setting::default(Verify::None)
            }
            None => Setting::default(Verify::None),
        };
        let ca_file = own.ca_file.as_ref().or(line.ca_file.as_ref());
        let ca_verify_file = own.ca_verify_file.as_ref().or(line.ca_verify_file.as_ref());
        if verify.value != Verify::None
            && ca_file.or(ca_verify_file).is_none()
            && let Some(spot) = &verify.written
        {
            let what = "verify is enabled but no CA file specified".to_owned();
            self.problem(spot.clone(), what);
        }
        let mut sources = Vec::new();
        for (named, announced) in [(ca_file, true), (ca_verify_file, false)] {
            let Some(named) = named else { continue };
            self.sources(named, announced, &mut sources, &mut unresolved);
        }
        let mut announces = Announces::Sources;
        if own.no_ca_names.is_some() || line.no_ca_names.is_some() {
            announces = Announces::Nothing;
        }
        let revocation = match own.crl_file.as_ref().or(line.crl_file.as_ref()) {
            Some(Ok((read::Place::Path(path), written))) => self.lists(path, written),
            Some(Ok(_)) | None => Vec::new(),
            Some(Err(unknown)) => {
                unresolved.push(unknown.clone());
                Vec::new()
            }
        };
        let mut asks = match verify.value {
            Verify::None => Asks::Off,
            Verify::Optional => Asks::Optional,
            Verify::Required => Asks::Required,
        };
        let ignored = line.ca_ignore.as_ref().or(line.crt_ignore.as_ref());
        if let Some(Setting { written: Some(spot), .. }) = ignored {
            let nothing = || Overlooked::Codes(Vec::new());
            let of =
                |setting: &Option<Setting<Overlooked>>| setting.as_ref().map_or_else(nothing, |set| set.value.clone());
            let (cas, crt) = (of(&line.ca_ignore), of(&line.crt_ignore));
            // Without the certificate of its issuing CA, and with it: nobody is turned away for an unknown CA.
            let decides = asks != Asks::Off && cas.has(20) && crt.has(20) && crt.has(21);
            notes.push(Note::Overlooks(cas, crt, spot.clone()));
            if decides {
                asks = Asks::Application;
            }
        }
        let floor = self.floor(line, own);
        let fit = self.fit(line, own, &floor);
        Service {
            server: WORD,
            version: self.version.clone(),
            listeners: bind.addresses.clone(),
            names,
            within: None,
            source,
            asks: Setting { value: asks, written: verify.written },
            when: When::Handshake,
            sources,
            announces,
            depth: Setting::default(Depth { limit: None, counts: Counts::Intermediates }),
            revocation,
            versions: versions(line, own),
            floor,
            fit,
            consumer: Consumer::OpenSsl,
            notes,
            unresolved,
        }
    }

    fn floor(&self, line: &Options, own: &Options) -> Setting<Floor> {
        let level = own.level.as_ref().or(line.level.as_ref());
        let level = level.and_then(|level| Some(Setting { value: level.value?, written: level.written.clone() }));
        self.library.floor(level)
    }

    /// Whether ciphers and level go with the certificates that may be shown: which one it is hangs on the name that is asked for.
    fn fit(&mut self, line: &Options, own: &Options, floor: &Setting<Floor>) -> Fit {
        let ciphers = own.ciphers.as_ref().or(line.ciphers.as_ref());
        let ciphers = ciphers.and_then(|list| Some((list.value.as_str(), list.written.as_ref()?)));
        let is_known = self.library.version.is_some() && self.library.numbers() >= vec![1, 1, 1];
        if let Some((list, spot)) = ciphers.filter(|(list, _)| is_known && self.keys.refusal(list).is_some()) {
            self.problem(spot.clone(), format!("unable to set SSL cipher list to '{list}'"));
        }
        let certificates = if own.certificates.is_empty() { &line.certificates } else { &own.certificates };
        let fit = |file: Option<&PathBuf>| {
            self.keys.fit(
                ciphers,
                floor,
                file.filter(|file| !self.reading.tree.is_folder(file)).map(std::slice::from_ref),
            )
        };
        let mut fits = certificates.iter().map(|file| fit(file.as_ref()));
        let first = fits.next().unwrap_or_else(|| fit(None));
        fits.fold(first, |one, two| {
            let same = |one: Option<bool>, two: Option<bool>| if one == two { one } else { None };
            Fit { tls12: same(one.tls12, two.tls12), tls13: same(one.tls13, two.tls13), ..one }
        })
    }

    /// A file, the first certificate of each file of a folder, or the system's.
    fn sources(&self, named: &Named, announced: bool, sources: &mut Vec<Source>, unresolved: &mut Vec<Unresolved>) {
        let tree = self.reading.tree;
        let mut add = |place: SourcePlace, spot: &Spot| {
            sources.push(Source { announced, ..Source::new(place, spot.clone()) });
        };
        match named {
            Ok((read::Place::Path(path), spot)) if tree.is_folder(path) => {
                add(SourcePlace::FirstOfEach(path.clone()), spot);
            }
            Ok((read::Place::Path(path), spot)) => add(SourcePlace::File(path.clone()), spot),
            Ok((read::Place::System, spot)) => {
                // The folder of OpenSSL: where the distributions have their bundle.
                const BUNDLES: &[&str] = &["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];
                let bundle = BUNDLES.iter().map(Path::new).find(|bundle| tree.is_file(bundle));
                let place = bundle.map_or(SourcePlace::System, |bundle| SourcePlace::File(bundle.to_owned()));
                add(place, spot);
            }
            Err(unknown) => {
                unresolved.push(unknown.clone());
                if announced {
                    unresolved.push(Unresolved { about: About::Announces, ..unknown.clone() });
                }
            }
        }
    }

    fn lists(&self, path: &Path, written: &Spot) -> Vec<Revocation> {
        let is_folder = self.reading.tree.is_folder(path);
        let by = if is_folder { RevocationBy::ListFolder } else { RevocationBy::ListFile }(path.to_owned());
        vec![Revocation { written: written.clone(), by, of: RevocationOf::Chain, missing_is_fine: false }]
    }

    /// The names of a certificate by which a client is led to it.
    fn names_of(&self, file: &str) -> Vec<String> {
        let spot = Spot::file(Path::new(file));
        let path = self.reader.certificate(file, spot);
        let bytes = path.and_then(|path| self.reading.tree.read(&path, MAX_CERTIFICATE).ok()).unwrap_or_default();
        let Some(certificate) = ciphers::first_certificate(&bytes) else { return Vec::new() };
        let dns = |name: &GeneralName| match name {
            GeneralName::Dns(name) => Some(name.clone()),
            _ => None,
        };
        let names = certificate.extensions().subject_alt_names.iter().filter_map(dns).take(MAX_NAMES);
        let mut names: Vec<String> = names.collect();
        let own = certificate.subject().common_name();
        if names.is_empty() && !own.is_empty() {
            names.push(own.to_owned());
        }
        names
    }

    fn problem(&mut self, spot: Spot, what: String) {
        if !self.problems.iter().any(|problem| problem.spot == spot) {
            self.problems.push(Problem { server: WORD, spot, kind: ProblemKind::Value(what) });
        }
    }
}

/// HAProxy takes a file of a folder, by its name.
pub(crate) fn takes(name: &str) -> bool {
    !name.starts_with('.') && [".pem", ".crt", ".cer", ".crl"].iter().any(|end| name.ends_with(end))
}

/// Versions between the limits, which are TLS 1.2 and none where nobody set them; what is switched off counts only where there is no limit.
fn versions(line: &Options, own: &Options) -> Setting<Versions> {
    let pick = |of: fn(&Options) -> &Option<Setting<Protocol>>| of(own).as_ref().or(of(line).as_ref()).cloned();
    let (min, max) = (pick(|options| &options.methods.min), pick(|options| &options.methods.max));
    let has_limit = line.methods.min.is_some() || line.methods.max.is_some();
    let off: Vec<&Setting<Protocol>> = line.methods.off.iter().filter(|_| !has_limit).collect();
    let written = min.iter().chain(&max).chain(off.iter().copied()).find_map(|setting| setting.written.clone());
    let oldest = min.map_or(Protocol::Tls12, |min| min.value);
    let newest = max.map_or(Protocol::Tls13, |max| max.value);
    let speaks = |protocol: Protocol| {
        oldest <= protocol && protocol <= newest && !off.iter().any(|setting| setting.value == protocol)
    };
    let value = Versions {
        old: speaks(Protocol::Tls10) || speaks(Protocol::Tls11),
        tls12: speaks(Protocol::Tls12),
        tls13: speaks(Protocol::Tls13),
    };
    Setting { value, written }
}
