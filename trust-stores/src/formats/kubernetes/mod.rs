//! Kubernetes objects that hold trust stores: ConfigMap, Secret, List, trust-manager's Bundle; YAML or JSON, several in one file, as
//! `kubectl get -o yaml`, kustomize and helm write them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::Cursor;
use std::path::Path;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;
use secrecy::SecretString;
use tillit_verifier::container::{ContainerError, Integrity, OtherFormat, Passwords, Position};
use tillit_verifier::input::InputError;

use self::yaml::{Scalar, Value};
use super::{FORMATS, Failure, Format, Options, Outcome, Source};
use crate::observation::{Cause, Observation};
use crate::store::{Grant, Location, Opened, StoreKind, Trust, TrustStore};

mod json;
pub(crate) mod write;
pub(crate) mod yaml;

pub(super) const FORMAT: Format = Format { kinds: &[StoreKind::ConfigMap, StoreKind::Secret], recognises, read };

/// Bytes of one file.
const MAX_FILE: u64 = 64 << 20;
/// Bytes of all values together: an alias can name one value many times.
const MAX_VALUES: usize = 256 << 20;
/// Objects of one file, and lists inside lists.
const MAX_OBJECTS: usize = 10_000;
const MAX_LISTS: usize = 8;
/// What all values of one ConfigMap or Secret may have together (`MaxSecretSize` in Kubernetes' `core/v1` types): 1 MiB.
const OBJECT_LIMIT: u64 = 1 << 20;
/// From here on the limit is near.
const NEAR_LIMIT: u64 = OBJECT_LIMIT / 10 * 9;
const UTF8_MARK: char = '\u{feff}';

/// Keys of an object; `kubectl` sorts them, so that `kind` may come after any amount of data.
fn recognises(window: &[u8]) -> bool {
    let text = decode(window);
    let has = |key: &str| {
        text.match_indices(key).any(|(at, _)| {
            let before = text[..at].trim_end_matches(['"', '\'']);
            let after = text[at + key.len()..].trim_start_matches(['"', '\'']);
            let begins = before.is_empty() || before.ends_with(['\n', '\r', ' ', '\t', '{', ',', UTF8_MARK]);
            begins && after.trim_start_matches([' ', '\t']).starts_with(':')
        })
    };
    let no_text = text.chars().take(512).any(|c| matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1a}'));
    !no_text && has("apiVersion") && ["kind", "data", "binaryData", "items"].into_iter().any(has)
}

/// YAML is UTF-8 or UTF-16 with a byte order mark (YAML 1.2.2 section 5.2). PowerShell's redirection writes the latter.
fn decode(bytes: &[u8]) -> String {
    let units = |of: fn([u8; 2]) -> u16| -> Vec<u16> {
        bytes[2..].chunks_exact(2).map(|pair| of([pair[0], pair[1]])).collect()
    };
    match bytes {
        [0xff, 0xfe, ..] => String::from_utf16_lossy(&units(u16::from_le_bytes)),
        [0xfe, 0xff, ..] => String::from_utf16_lossy(&units(u16::from_be_bytes)),
        _ => String::from_utf8_lossy(bytes).trim_start_matches(UTF8_MARK).to_owned(),
    }
}

fn read(source: Source<'_>, options: &Options<'_>) -> Outcome {
    let location = Location::path(&source.path);
    let failed =
        |error| Err(Failure { location: location.clone(), place: "file", kind: Some(StoreKind::ConfigMap), error });
    let data = match source.whole(MAX_FILE) {
        Ok(data) => data,
        Err(error) => return vec![failed(error)],
    };
    let (documents, error) = yaml::documents(&decode(&data));
    let mut reading = Reading { options, location: &location, outcome: Vec::new(), objects: 0, bytes: 0, sites: None };
    let walked = documents.iter().try_for_each(|document| reading.object(document, None, 0));
    let mut outcome = reading.outcome;
    let damaged = |detail| InputError::from(ContainerError::Damaged { kind: "Kubernetes", detail });
    if let Some(detail) = error {
        outcome.push(failed(damaged(detail)));
    }
    if let Err(Beyond(detail)) = walked {
        outcome.push(failed(damaged(detail.to_owned())));
    }
    // Every object says what it is, and `kubectl` writes that after the data: without it the end is lost.
    let is_cut_off = |object: &Value| {
        object.get("kind").is_none()
            && ["data", "binaryData", "stringData"].iter().any(|part| object.get(part).is_some())
    };
    if outcome.is_empty() && documents.iter().any(is_cut_off) {
        outcome.push(failed(damaged("an object with data and without kind: cut off".to_owned())));
    }
    if outcome.is_empty() {
        outcome.push(failed(ContainerError::NotRecognised.into()));
    }
    outcome
}

/// A limit was reached: which.
struct Beyond(&'static str);

struct Reading<'a> {
    options: &'a Options<'a>,
    location: &'a Location,
    outcome: Outcome,
    objects: usize,
    bytes: usize,
    /// Where the stores stand, if that is asked for: one for each store of the outcome.
    sites: Option<Vec<Site>>,
}

/// Where a store stands in its file.
#[derive(Clone)]
pub(crate) struct Site {
    /// What was read there.
    pub(crate) store: TrustStore,
    /// The format of the value.
    pub(crate) format: StoreKind,
    /// The value as a pod would see it.
    pub(crate) bytes: Vec<u8>,
    /// It is written in Base64.
    pub(crate) is_base64: bool,
    /// The passwords beside it, if one of these opened it.
    pub(crate) beside: Option<Rc<Passwords>>,
    /// The scalar.
    text: Rc<Scalar>,
    /// The object, counted from the beginning of the file.
    pub(crate) object: usize,
    /// Bytes of all values of the object.
    pub(crate) size: u64,
    /// Kubernetes takes no change of the object's values.
    pub(crate) is_immutable: bool,
}

/// One value of an object.
struct Item<'a> {
    key: String,
    /// As a pod would see it; `None` where that cannot be said, because it is not Base64.
    bytes: Option<Vec<u8>>,
    text: &'a Rc<Scalar>,
    is_base64: bool,
    /// Not text by its place in the object.
    is_binary: bool,
}

impl Reading<'_> {
    /// Reads an object, or those of a list. The items of a `ConfigMapList` do not say what they are.
    fn object(&mut self, object: &Value, item_of: Option<&str>, lists: usize) -> Result<(), Beyond> {
        self.objects += 1;
        if self.objects > MAX_OBJECTS || lists > MAX_LISTS {
            return Err(Beyond("more objects than are read"));
        }
        let Some(kind) = object.word("kind").or(item_of) else { return Ok(()) };
        let items = match kind {
            "ConfigMap" => self.values(object, &[("data", false), ("binaryData", true)])?,
            // The API server takes `stringData` over `data`.
            "Secret" => self.values(object, &[("data", true), ("stringData", false)])?,
            "Bundle" | "ClusterBundle" => self.inline_sources(object)?,
            _ => {
                let of = kind.strip_suffix("List").filter(|of| !of.is_empty());
                return match (of.is_some() || kind == "List", object.get("items")) {
                    (true, Some(items)) => items.items().iter().try_for_each(|item| self.object(item, of, lists + 1)),
                    _ => Ok(()),
                };
            }
        };
        let name =
            |of: &str| object.get("metadata").and_then(|metadata| metadata.word(of)).filter(|name| !name.is_empty());
        let own = name("name").or_else(|| name("generateName")).unwrap_or("?");
        let title = name("namespace").map_or_else(|| format!("{kind} {own}"), |space| format!("{kind} {space}/{own}"));
        let kind = if kind == "Secret" { StoreKind::Secret } else { StoreKind::ConfigMap };
        self.stores(&title, kind, &items, object.word("immutable") == Some("true"));
        Ok(())
    }

    /// The values of an object under some of its keys; later ones replace earlier ones of the same name.
    fn values<'v>(&mut self, object: &'v Value, under: &[(&str, bool)]) -> Result<Vec<Item<'v>>, Beyond> {
        let mut items: Vec<Item<'v>> = Vec::new();
        let mut places: HashMap<&'v str, usize> = HashMap::new();
        for &(part, is_base64) in under {
            for (key, value) in object.get(part).map(Value::pairs).unwrap_or_default() {
                let Some(text) = value.text() else { continue };
                let bytes = if is_base64 { self.base64(text)? } else { Some(self.plain(text)?) };
                let is_binary = is_base64 && bytes.as_ref().is_some_and(|bytes| std::str::from_utf8(bytes).is_err());
                let item = Item { key: key.text.clone(), bytes, text, is_base64, is_binary };
                match places.entry(&key.text) {
                    Entry::Occupied(place) => items[*place.get()] = item,
                    Entry::Vacant(place) => {
                        place.insert(items.len());
                        items.push(item);
                    }
                }
            }
        }
        Ok(items)
    }

    /// What trust-manager is given in the object itself; what it takes from other objects is audited there.
    fn inline_sources<'v>(&mut self, object: &'v Value) -> Result<Vec<Item<'v>>, Beyond> {
        let Some(spec) = object.get("spec") else { return Ok(Vec::new()) };
        let mut found: Vec<(String, &Value)> = Vec::new();
        for (index, source) in spec.get("sources").map(Value::items).unwrap_or_default().iter().enumerate() {
            found.extend(source.get("inLine").map(|value| (format!("sources[{index}].inLine"), value)));
        }
        found.extend(spec.get("inLineCAs").map(|value| ("inLineCAs".to_owned(), value)));
        let mut items = Vec::new();
        for (key, value) in found {
            let Some(text) = value.text() else { continue };
            items.push(Item { key, bytes: Some(self.plain(text)?), text, is_base64: false, is_binary: false });
        }
        Ok(items)
    }

    fn plain(&mut self, text: &Scalar) -> Result<Vec<u8>, Beyond> {
        self.bytes += text.text.len();
        if self.bytes > MAX_VALUES { Err(Beyond("more data than is read")) } else { Ok(text.text.clone().into_bytes()) }
    }

    fn base64(&mut self, text: &Scalar) -> Result<Option<Vec<u8>>, Beyond> {
        let mut bytes = self.plain(text)?;
        bytes.retain(|b| !b.is_ascii_whitespace());
        Ok(STANDARD.decode(bytes).ok())
    }

    /// One store for each value that is one.
    fn stores(&mut self, title: &str, kind: StoreKind, items: &[Item<'_>], is_immutable: bool) {
        let own_key = items.iter().any(|item| item.key == "tls.key");
        let size: u64 =
            items.iter().map(|item| item.bytes.as_ref().map_or(item.text.text.len(), Vec::len) as u64).sum();
        let mut stores: Vec<TrustStore> = Vec::new();
        let mut unreadable: Vec<(&Item<'_>, InputError)> = Vec::new();
        let mut key_in_map = false;
        for item in items {
            let Some(bytes) = &item.bytes else {
                let detail = "the value is not Base64".to_owned();
                let error = ContainerError::Damaged { kind: "Kubernetes", detail };
                if suggests_certificates(&item.key) || has_pem(item.text.text.as_bytes()) {
                    unreadable.push((item, error.into()));
                }
                continue;
            };
            let suggested = suggests_certificates(&item.key);
            let begins_as_pem = bytes.trim_ascii_start().starts_with(b"-----BEGIN ");
            if !suggested && !item.is_binary && !has_pem(bytes) {
                continue;
            }
            let (outcomes, beside) = self.value(&item.key, bytes, items);
            for outcome in outcomes {
                match outcome {
                    // A file of another kind with something like a certificate in it.
                    Ok(store) if !suggested && !begins_as_pem && store.certificates().next().is_none() => {}
                    Ok(store) => {
                        let within = format!("{title}, {}", item.key);
                        let format = store.kind;
                        let mut store = TrustStore { location: self.part(within), kind, ..store };
                        for entry in &mut store.entries {
                            if let (Position::Line(line), Some(first)) = (&mut entry.position, item.text.first_line) {
                                *line += first - 1;
                            }
                        }
                        if item.key == "tls.crt" && own_key {
                            is_a_servers_own(&mut store);
                        }
                        if let Some(sites) = &mut self.sites {
                            sites.push(Site {
                                store: store.clone(),
                                format,
                                bytes: bytes.clone(),
                                is_base64: item.is_base64,
                                beside: beside.clone(),
                                text: Rc::clone(item.text),
                                object: self.objects,
                                size,
                                is_immutable,
                            });
                        }
                        stores.push(store);
                    }
                    Err(failure) => {
                        key_in_map |= kind == StoreKind::ConfigMap && is_private_key(&failure.error);
                        if is_worth_telling(&failure.error, suggested || begins_as_pem) {
                            unreadable.push((item, failure.error));
                        }
                    }
                }
            }
        }
        match stores.first_mut() {
            Some(first) => {
                if size >= NEAR_LIMIT {
                    first.observations.push(Observation::NearSizeLimit(size));
                }
                if key_in_map {
                    first.observations.push(Observation::PrivateKey(None));
                }
                first.observations.extend(
                    unreadable.into_iter().map(|(item, error)| {
                        Observation::KeyUnreadable(item.key.clone(), Box::new(Cause::from(error)))
                    }),
                );
            }
            // Without a store there is nothing to say it of, and "absent" would be wrong.
            None => {
                for (item, error) in unreadable {
                    let location = self.part(format!("{title}, {}", item.key));
                    self.outcome.push(Err(Failure { location, place: "file", kind: Some(kind), error }));
                }
            }
        }
        self.outcome.extend(stores.into_iter().map(Ok));
    }

    fn part(&self, within: String) -> Location {
        Location::within(&self.location.path, within)
    }

    /// Reads a value as any format but this one. A store whose password lies beside it, as operators that make such stores put it, is
    /// opened with that, which is given back.
    fn value(&self, key: &str, bytes: &[u8], items: &[Item<'_>]) -> (Outcome, Option<Rc<Passwords>>) {
        let outcome = Self::value_with(key, bytes, self.options);
        let is_open = |outcome: &Outcome| {
            outcome.iter().all(|read| match read {
                Ok(store) => store.integrity != Integrity::NotChecked,
                Err(failure) => !matches!(failure.error, InputError::Container(ContainerError::PasswordNeeded)),
            })
        };
        if is_open(&outcome) {
            return (outcome, None);
        }
        let beside: Vec<SecretString> = items
            .iter()
            .filter(|item| item.key.to_ascii_lowercase().ends_with("password"))
            .filter_map(|item| std::str::from_utf8(item.bytes.as_ref()?).ok())
            .map(|password| SecretString::from(password.trim_end_matches(['\r', '\n'])))
            .take(4)
            .collect();
        if beside.is_empty() {
            return (outcome, None);
        }
        let passwords = Passwords::given(beside);
        let second = Self::value_with(key, bytes, &Options { passwords: &passwords, ..*self.options });
        let opened = second.iter().all(|read| read.as_ref().is_ok_and(|store| store.opened == Opened::Given));
        if opened { (second, Some(Rc::new(passwords))) } else { (outcome, None) }
    }

    /// A pod sees the value as a file with the key's name: that is the name which may mislead.
    fn value_with(key: &str, bytes: &[u8], options: &Options<'_>) -> Outcome {
        let path = Path::new(key);
        let source = match Source::new(path, Box::new(Cursor::new(bytes.to_vec()))) {
            Ok(source) => source,
            Err(error) => return vec![Err(Failure::of(path, InputError::from_io(error)))],
        };
        let format = FORMATS
            .iter()
            .filter(|format| !format.kinds.contains(&StoreKind::ConfigMap))
            .find(|format| (format.recognises)(&source.window));
        match format {
            Some(format) => (format.read)(source, &Options { kind: None, ..*options }),
            None => vec![Err(Failure::of(path, ContainerError::NotRecognised))],
        }
    }
}

/// `tls.crt` beside `tls.key` is what a server shows of itself: nobody is judged by it, and its key is in its place.
fn is_a_servers_own(store: &mut TrustStore) {
    store.has_private_key = true;
    store.observations.retain(|observation| !matches!(observation, Observation::PrivateKey(_)));
    for entry in &mut store.entries {
        entry.trust = Trust::all(Grant::Ignored);
    }
}

fn has_pem(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"-----BEGIN ").is_some()
}

/// The key's name says that certificates are in it.
fn suggests_certificates(key: &str) -> bool {
    const ENDS: [&str; 14] = [
        ".crt", ".cer", ".der", ".pem", ".p7b", ".p7c", ".p12", ".pfx", ".jks", ".jceks", ".bks", ".bcfks", ".sst",
        "cacerts",
    ];
    const PARTS: [&str; 5] = ["truststore", "trust-store", "ca-bundle", "cabundle", "ca-cert"];
    let key = key.to_ascii_lowercase();
    let is_key = key.contains("key") && !key.contains("store");
    !is_key
        && !key.ends_with("password")
        && (ENDS.iter().any(|end| key.ends_with(end)) || PARTS.iter().any(|part| key.contains(part)))
}

fn is_private_key(error: &InputError) -> bool {
    matches!(
        error,
        InputError::Container(ContainerError::Unsupported(
            OtherFormat::PrivateKey | OtherFormat::EncryptedPrivateKey | OtherFormat::OpenSshKey
        ))
    )
}

/// Whether a value that cannot be read should be told. Values of any kind lie beside each other: keys, pages, archives.
fn is_worth_telling(error: &InputError, suggested: bool) -> bool {
    match error {
        InputError::Container(ContainerError::Unsupported(format)) => match format {
            OtherFormat::Bks
            | OtherFormat::Bcfks
            | OtherFormat::Sqlite
            | OtherFormat::SerializedStore
            | OtherFormat::Pkcs12Pbmac1
            | OtherFormat::Pkcs12PublicKey
            | OtherFormat::Pkcs12Scheme => true,
            OtherFormat::Html | OtherFormat::Xml | OtherFormat::Zip | OtherFormat::Gzip | OtherFormat::Pdf => suggested,
            _ => false,
        },
        InputError::Container(ContainerError::NotRecognised | ContainerError::Empty) => suggested,
        _ => true,
    }
}
