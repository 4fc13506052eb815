//! Reads the stores that a service names, as the server reads them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tillit_verifier::container::{Passwords, Position};
use tillit_verifier::input::InputError;
use tillit_verifier::{Certificate, Name};

use super::service::{Announces, Revocation, RevocationBy, Source, SourcePlace};
use super::{Configuration, Problem, ProblemKind, Server, Service, Spot, haproxy};
use crate::formats::{self, Failure, Options, Outcome};
use crate::observation::Cause;
use crate::places::{Found, Search, java};
use crate::store::{Consumer, Entry, Grant, Location, StoreKind, Trust, TrustStore};
use crate::tree::Tree;
use tillit_verifier::revocation::Crl;

/// Lists of one file or folder.
const MAX_LISTS: usize = 2_000;
/// Bytes of one list: the largest of public CAs have some tens of millions.
const MAX_LIST_BYTES: u64 = 128 << 20;

/// A service with what its sources hold.
#[derive(Debug)]
pub struct Gathered {
    /// What the configuration says.
    pub service: Service,
    /// For each of [`Service::sources`], in their order, what was read.
    pub stores: Vec<NamedStore>,
    /// For each of [`Service::revocation`], in their order, the lists that are there.
    pub lists: Vec<Arc<Lists>>,
    /// Files of the whole configuration: the same for all of its services.
    pub files: Arc<[PathBuf]>,
}

/// What one source gave.
#[derive(Clone, Debug)]
pub enum NamedStore {
    /// Its certificates.
    Read(Arc<TrustStore>),
    /// It cannot be read; the server does not start with it, or trusts nothing.
    Failed(Location, Cause),
    /// What it holds is not in this tree's files, or not known.
    Unknown,
}

/// Revocation lists.
#[derive(Debug, Default)]
pub struct Lists {
    /// Those that could be read.
    pub read: Vec<Crl>,
    /// What could not be read.
    pub failed: Option<(PathBuf, String)>,
}

impl Gathered {
    /// Files and folders of certificates and revocation lists that the service names.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let of_sources = self.service.sources.iter().filter_map(|source| source.place.path());
        let of_lists = self.service.revocation.iter().filter_map(|revocation| match &revocation.by {
            RevocationBy::ListFile(path) | RevocationBy::ListFolder(path) => Some(path.as_path()),
            RevocationBy::Ocsp | RevocationBy::Network => None,
        });
        of_sources.chain(of_lists)
    }

    /// Stores with their sources.
    pub fn named(&self) -> impl Iterator<Item = (&Source, &NamedStore)> {
        self.service.sources.iter().zip(&self.stores)
    }

    /// Names that are sent to a client, each once; `None`: it cannot be said.
    pub fn announced(&self) -> Option<Vec<Name>> {
        match self.service.announces {
            Announces::Nothing => return Some(Vec::new()),
            Announces::Unknown => return None,
            Announces::Sources => {}
        }
        let mut names: Vec<Name> = Vec::new();
        for (source, store) in self.named().filter(|(source, _)| source.announced) {
            match store {
                NamedStore::Read(store) => {
                    for certificate in visible(store, source, &self.service) {
                        if !names.contains(certificate.subject()) {
                            names.push(certificate.subject().clone());
                        }
                    }
                }
                NamedStore::Failed(..) | NamedStore::Unknown => return None,
            }
        }
        Some(names)
    }
}

/// Certificates whose names a server announces: Java's are its trusted entries; programs on OpenSSL read all files of a folder, those
/// without hashes, too; HAProxy announces what it trusts.
fn visible<'a>(store: &'a TrustStore, source: &Source, service: &Service) -> impl Iterator<Item = &'a Certificate> {
    let consumer = service.consumer;
    let sees_all = consumer == Consumer::OpenSsl && !matches!(source.place, SourcePlace::FirstOfEach(_));
    let sees = move |ignored: &[Consumer]| sees_all || !ignored.contains(&consumer);
    // What stands as BEGIN TRUSTED CERTIFICATE is trusted by those who read the file for that, and passed over by SSL_load_client_CA_file.
    let plain_only = PASS_OVER_TRUSTED.contains(&service.server);
    let is_plain = |trust: Trust| trust == Trust::all(trust.client) && trust.client != Grant::Distrusted;
    let is_read = move |entry: &&Entry| !plain_only || is_plain(entry.trust);
    let seen = store.entries.iter().filter(move |entry| sees(&entry.ignored_by)).filter(is_read);
    seen.filter_map(|entry| entry.certificate.as_ref().ok())
}

/// Servers that read the names with `SSL_load_client_CA_file`; HAProxy takes those of what it trusts.
const PASS_OVER_TRUSTED: &[&str] = &["nginx", "apache"];

/// Reads what a configuration's services name, each file once, and adds all of it.
pub fn gather(server: &'static Server, configuration: Configuration, search: &Search<'_>, found: &mut Found) {
    let Configuration { services, problems, files } = configuration;
    found.problems.extend(problems);
    let files: Arc<[PathBuf]> = files.into();
    // By what leads to them: a configuration may name thousands.
    let mut read: HashMap<Option<PathBuf>, Vec<(Source, Consumer, NamedStore)>> = HashMap::new();
    let mut read_lists: Vec<(RevocationBy, Arc<Lists>)> = Vec::new();
    let mut known = KnownStores::default();
    for service in services {
        let mut stores = Vec::new();
        for source in &service.sources {
            let here = read.entry(source.place.path().map(Path::to_owned)).or_default();
            let same = here.iter().find(|(known, consumer, _)| {
                *consumer == service.consumer && known.place == source.place && known.is_opened_as(source)
            });
            let kept = if let Some((_, _, kept)) = same {
                kept.clone()
            } else {
                let kept = read_source(server, source, service.consumer, search, (found, &mut known));
                here.push((source.clone(), service.consumer, kept.clone()));
                kept
            };
            stores.push(kept);
        }
        let mut of = |revocation: &Revocation| {
            if let Some((_, known)) = read_lists.iter().find(|(by, _)| *by == revocation.by) {
                return known.clone();
            }
            let kept = Arc::new(lists(server, revocation, service.consumer, search, found));
            read_lists.push((revocation.by.clone(), kept.clone()));
            kept
        };
        let lists = service.revocation.iter().map(&mut of).collect();
        found.services.push(Gathered { service, stores, lists, files: files.clone() });
    }
}

/// Stores that were found, by where they really lie.
#[derive(Default)]
struct KnownStores {
    by_path: HashMap<PathBuf, Vec<usize>>,
    count: usize,
}

impl KnownStores {
    /// It is one of those that were found.
    fn has(&mut self, store: &TrustStore, found: &Found, tree: &dyn Tree) -> bool {
        let real = |path: &Path| tree.real_path(path).unwrap_or_else(|_| path.to_owned());
        for (number, known) in found.stores.iter().enumerate().skip(self.count) {
            self.by_path.entry(real(&known.location.path)).or_default().push(number);
        }
        self.count = found.stores.len();
        let here = self.by_path.get(&real(&store.location.path)).into_iter().flatten();
        here.filter_map(|number| found.stores.get(*number)).any(|known| known.is_read_as(store, tree))
    }
}

fn read_source(
    server: &'static Server,
    source: &Source,
    consumer: Consumer,
    search: &Search<'_>,
    (found, known): (&mut Found, &mut KnownStores),
) -> NamedStore {
    let given = source.password.as_ref().map(|password| Passwords::given(vec![password.clone()]));
    let options = Options {
        passwords: given.as_ref().unwrap_or(search.options.passwords),
        kind: source.kind.or(match source.place {
            SourcePlace::HashedFolder(_) => Some(StoreKind::HashedDirectory),
            SourcePlace::Folder(_) | SourcePlace::FirstOfEach(_) => Some(StoreKind::Folder),
            _ => None,
        }),
        ..search.options
    };
    let (path, mut outcome) = match &source.place {
        // Without a password Java passes over what is encrypted.
        SourcePlace::File(path) if consumer == Consumer::Java && source.password.is_none() => {
            (path.clone(), java::read(path, &options, None))
        }
        SourcePlace::File(path)
        | SourcePlace::HashedFolder(path)
        | SourcePlace::Folder(path)
        | SourcePlace::FirstOfEach(path) => (path.clone(), formats::read(path, &options)),
        SourcePlace::Inline(text) => {
            let file = source.written.as_ref().map_or(Path::new("-"), |spot| &*spot.file).to_owned();
            let within = source.written.as_ref().map(|spot| spot.name.to_string()).unwrap_or_default();
            (file.clone(), inline(&file, &within, text, &options))
        }
        SourcePlace::JavaDefault | SourcePlace::System => return NamedStore::Unknown,
    };
    let mut hidden = Vec::new();
    for store in outcome.iter_mut().flatten() {
        store.consumer = consumer;
        if matches!(source.place, SourcePlace::FirstOfEach(_)) {
            hidden.extend(formats::as_first_of_each(store, haproxy::takes, search.options.tree).err());
        } else if consumer == Consumer::OpenSsl {
            formats::as_it_is_loaded(store);
        }
    }
    // What cannot be read goes first: what there is beside it does not tell what is trusted.
    outcome.splice(0..0, hidden.into_iter().map(Err));
    let mut kept = NamedStore::Unknown;
    let mut stores = Vec::new();
    for read in outcome {
        match read {
            Ok(store) => {
                if matches!(kept, NamedStore::Unknown) {
                    kept = NamedStore::Read(Arc::new(store.clone()));
                }
                let is_new = !known.has(&store, found, search.options.tree);
                // Of one source there may be several.
                if is_new
                    && !stores.iter().flatten().any(|other: &TrustStore| other.is_read_as(&store, search.options.tree))
                {
                    stores.push(Ok(store));
                }
            }
            Err(Failure { location, error, .. }) => {
                let cause = Cause::from(error);
                // It is told at the line that names it.
                if let Some(spot) = source.written.clone() {
                    let kind = ProblemKind::File(path.clone(), cause.clone());
                    found.problems.push(Problem { server: server.word, spot, kind });
                }
                if matches!(kept, NamedStore::Unknown) {
                    kept = NamedStore::Failed(location, cause);
                }
            }
        }
    }
    if let (NamedStore::Read(store), SourcePlace::File(file), Some(spot)) = (&kept, &source.place, &source.written)
        && consumer == Consumer::OpenSsl
        && let Some(says) = not_loaded(store, file, source.announced, search)
    {
        let kind = ProblemKind::Value(says);
        found.problems.push(Problem { server: server.word, spot: spot.clone(), kind });
        // What the server has of it is nothing.
        let damaged = InputError::Io(std::io::ErrorKind::InvalidData.into());
        kept = NamedStore::Failed(store.location.clone(), Cause::from(damaged));
    }
    found.add(server.word, stores);
    kept
}

/// Why OpenSSL does not load a file of which we read something: a server that names it does not start.
fn not_loaded(store: &TrustStore, file: &Path, announced: bool, search: &Search<'_>) -> Option<String> {
    let Ok(bytes) = search.options.tree.read(file, MAX_LIST_BYTES) else {
        return search.options.tree.is_folder(file).then(|| "no certificate or crl found".to_owned());
    };
    let has = |mark: &str| memchr::memmem::find(&bytes, mark.as_bytes()).is_some();
    formats::refusal(&bytes).or_else(|| {
        let damaged = store.entries.iter().any(|entry| entry.certificate.is_err());
        // Names are read of plain certificates alone (SSL_load_client_CA_file).
        let nameless = announced && !has("-----BEGIN CERTIFICATE-----") && !has("-----BEGIN X509 CERTIFICATE-----");
        let says =
            if damaged { "ASN1 lib: a certificate cannot be read" } else { "no start line: Expecting: CERTIFICATE" };
        (damaged || nameless).then(|| says.to_owned())
    })
}

/// Certificates that stand in the configuration itself.
fn inline(file: &Path, within: &str, text: &[u8], options: &Options<'_>) -> Outcome {
    let source = formats::Source::new(file, Box::new(std::io::Cursor::new(text.to_vec())));
    let outcome = match source {
        Ok(source) => formats::read_source(source, options),
        Err(error) => vec![Err(Failure::of(file, InputError::from_io(error)))],
    };
    let location = Location::within(file, within);
    let placed = |store: TrustStore| TrustStore { location: location.clone(), ..store };
    outcome.into_iter().map(|read| read.map(placed)).collect()
}

/// The lists that a setting leads to.
fn lists(
    server: &'static Server,
    revocation: &Revocation,
    consumer: Consumer,
    search: &Search<'_>,
    found: &mut Found,
) -> Lists {
    let tree = search.options.tree;
    let files = match &revocation.by {
        RevocationBy::ListFile(path) => vec![path.clone()],
        // It takes certificates alone from a folder (`PEM_read_bio_X509_AUX`): no list, so that every card is refused.
        RevocationBy::ListFolder(_) if server.word == haproxy::SERVER.word => Vec::new(),
        // Only names of hashes are looked up: `0a1b2c3d.r0`.
        RevocationBy::ListFolder(folder) => {
            let names = tree.list(folder).unwrap_or_default().into_iter();
            let hashed = names.filter(|name| name.to_str().is_some_and(is_list_hash));
            hashed.take(MAX_LISTS).map(|name| folder.join(name)).collect()
        }
        RevocationBy::Ocsp | RevocationBy::Network => return Lists::default(),
    };
    let mut lists = Lists::default();
    for file in files {
        let read = match tree.read(&file, MAX_LIST_BYTES) {
            Ok(bytes) => read_lists(&bytes, consumer).map_err(|says| (says.clone(), ProblemKind::Value(says))),
            Err(error) => {
                let says = error.to_string();
                let cause = Cause::from(InputError::from_io(error));
                Err((says, ProblemKind::File(file.clone(), cause)))
            }
        };
        match read {
            Ok(read) => lists.read.extend(read),
            Err((says, kind)) => {
                // It is told at the line that names it.
                found.problems.push(Problem { server: server.word, spot: revocation.written.clone(), kind });
                lists.failed = Some((file, says));
            }
        }
    }
    lists
}

/// The lists of a file. OpenSSL's programs read PEM alone here, in which certificates may stand, too (`X509_load_cert_crl_file`).
fn read_lists(bytes: &[u8], consumer: Consumer) -> Result<Vec<Crl>, String> {
    let has = |mark: &str| memchr::memmem::find(bytes, mark.as_bytes()).is_some();
    if consumer == Consumer::OpenSsl && !has("-----BEGIN X509 CRL-----") {
        return if has("-----BEGIN CERTIFICATE-----") {
            Ok(Vec::new())
        } else {
            Err("no PEM of a revocation list".to_owned())
        };
    }
    Crl::read(bytes).map_err(|error| error.to_string())
}

fn is_list_hash(name: &str) -> bool {
    let (hash, rest) = name.split_once('.').unwrap_or_default();
    let number = rest.strip_prefix('r').unwrap_or_default();
    hash.len() == 8
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Where an entry of a store stands, as a place in a file.
pub fn spot_of(store: &TrustStore, position: Position) -> Spot {
    let mut spot = Spot::file(&store.location.path);
    if let Position::Line(line) = position {
        spot.line = line;
    }
    spot
}
