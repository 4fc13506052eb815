//! PEM bundles of any length, as a stream: memory is bounded by [`MAX_KEPT`], not by the file.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read as _};
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use tillit_verifier::container::pem::{Block, Reader};
use tillit_verifier::container::{self, ContainerError, Contents, Entry, PemText, Position, Quirk};
use tillit_verifier::input::InputError;

use super::openssl::{Reading, Watched};
use super::{Failure, Format, Options, Outcome, Source, WINDOW, from_contents};
use crate::observation::Observation;
use crate::store::{Consumer, Grant, Location, MAX_KEPT, StoreKind, Trust, TrustStore};

pub(super) const FORMAT: Format =
    Format { kinds: &[StoreKind::PemBundle, StoreKind::Pkcs7], recognises: container::is_pem_text, read };

/// Entries beyond [`MAX_KEPT`] that are kept because they matter, and because they cannot be read.
const MAX_INTERESTING: usize = MAX_KEPT;
const MAX_UNREADABLE: usize = 1_000;
/// Blocks that are handed to a thread at once, and the bytes of them.
const BATCH: usize = 128;
const BATCH_BYTES: usize = 1 << 20;
/// More threads than this wait for the one that reads.
const MAX_WORKERS: usize = 4;

fn read(source: Source<'_>, options: &Options<'_>) -> Outcome {
    let location = Location::path(&source.path);
    let kind = Some(StoreKind::PemBundle);
    match gather(source, options) {
        Ok((contents, passed_over, reading)) => {
            let mut store = from_contents(location, contents, options);
            store.passed_over = passed_over;
            as_openssl_reads(&mut store, &reading);
            if passed_over > 0 {
                store.observations.push(Observation::NotAllKept(MAX_KEPT as u64));
            }
            vec![Ok(store)]
        }
        Err(error @ (ContainerError::Unsupported(_) | ContainerError::NotRecognised)) => {
            vec![Err(Failure { location, place: "file", kind: None, error: error.into() })]
        }
        Err(error) => vec![Err(Failure { location, place: "file", kind, error: InputError::from(error) })],
    }
}

/// The entries that are kept, how many are not, and what OpenSSL makes of the file.
fn gather(source: Source<'_>, options: &Options<'_>) -> Result<(Contents, u64, Reading), ContainerError> {
    let limits = &options.limits;
    let is_small = (source.window.len() as u64) < WINDOW;
    let window = source.window.clone();
    let utf8_mark = window.starts_with(&[0xef, 0xbb, 0xbf]);
    let bytes = BufReader::with_capacity(256 << 10, Watched::new(source.reader()).take(limits.max_text_bytes));
    let mut blocks = Reader::new(bytes, usize::try_from(limits.max_binary_bytes).unwrap_or(usize::MAX));
    let mut text = PemText::default();
    let mut kept = Kept::default();
    let workers = if is_small { 0 } else { thread::available_parallelism().map_or(1, NonZero::get).min(MAX_WORKERS) };
    if workers == 0 {
        for block in blocks.by_ref() {
            let block = block?;
            text.see(&block);
            kept.add(entries(vec![block], options, kept.is_full())?);
        }
    } else {
        with_threads(workers, &mut blocks, &mut text, &mut kept, options)?;
    }
    let bytes = blocks.into_inner().into_inner();
    if bytes.limit() == 0 {
        return Err(ContainerError::TooLarge { limit: limits.max_text_bytes });
    }
    let reading = bytes.into_inner().finish();
    let mut contents = text.finish(kept.entries, &window)?;
    if utf8_mark {
        contents.quirks.insert(0, Quirk::Utf8Mark);
    }
    Ok((contents, kept.passed_over, reading))
}

/// What OpenSSL does not load is worth nothing to the servers that such a file is for.
fn as_openssl_reads(store: &mut TrustStore, reading: &Reading) {
    let broken = |entry: &crate::Entry| match (&entry.certificate, entry.position) {
        (Err(_), Position::Line(line)) if !reading.passes_over(line) => Some(line),
        _ => None,
    };
    // One block that cannot be decoded is enough.
    let refused_at = reading.refused_at.or_else(|| store.entries.iter().find_map(broken));
    let at = |entry: &crate::Entry| match entry.position {
        Position::Line(line) => line,
        Position::Index(_) => 0,
    };
    let readable = store.entries.iter().filter(|entry| entry.certificate.is_ok());
    let taken = readable.filter(|entry| !reading.passes_over(at(entry))).count() as u64;
    // Of what was not kept nobody knows where it stood.
    let others = if reading.stopped_at.is_none() { store.passed_over } else { 0 };
    // OpenSSL found fewer blocks than this reader, in a way that is not followed here: none of them is sure.
    let is_unsure = refused_at.is_none() && taken + others > reading.loaded;
    let mut skipped = Vec::new();
    for entry in &mut store.entries {
        let is_skipped = is_unsure || reading.passes_over(at(entry));
        if is_skipped {
            skipped.push(at(entry));
        }
        if is_skipped || refused_at.is_some() {
            // A whole file in another form is another matter than a block that is lost in it: see `as_it_is_loaded`.
            if store.kind != StoreKind::Pkcs7 {
                entry.trust = Trust::all(Grant::Ignored);
            }
            entry.ignored_by = vec![Consumer::OpenSsl];
        }
    }
    skipped.dedup();
    if refused_at.is_some() || !skipped.is_empty() {
        store.observations.push(Observation::NotLoadedByOpenSsl { refused_at, skipped, file: None });
    }
}

/// What one batch gave.
#[derive(Default)]
struct Parsed {
    /// In order; `true` for one that matters or cannot be read.
    entries: Vec<(Entry, bool)>,
    /// How many were found to be of no interest when there was no more room for such.
    passed_over: u64,
}

/// The certificates of some blocks. When the store is full, those that do not matter are only counted.
fn entries(blocks: Vec<Block>, options: &Options<'_>, full: bool) -> Result<Parsed, ContainerError> {
    let mut parsed = Parsed::default();
    let limit = options.limits.max_entries;
    for block in blocks {
        container::entries(block, |entry| {
            // One block may be a PKCS#7 container of many.
            if parsed.entries.len() >= limit {
                return Err(ContainerError::TooMany { limit });
            }
            let matters = entry.certificate.as_ref().map_or(true, options.interest);
            if full && !matters {
                parsed.passed_over += 1;
            } else {
                parsed.entries.push((entry, matters));
            }
            Ok(())
        })?;
    }
    Ok(parsed)
}

/// What is kept of the whole file, in order.
#[derive(Default)]
struct Kept {
    entries: Vec<Entry>,
    interesting: usize,
    unreadable: usize,
    passed_over: u64,
}

impl Kept {
    fn is_full(&self) -> bool {
        self.entries.len() >= MAX_KEPT
    }

    fn add(&mut self, parsed: Parsed) {
        self.passed_over += parsed.passed_over;
        for (entry, matters) in parsed.entries {
            if self.is_full() {
                let (count, limit) = match &entry.certificate {
                    Ok(_) => (&mut self.interesting, if matters { MAX_INTERESTING } else { 0 }),
                    Err(_) => (&mut self.unreadable, MAX_UNREADABLE),
                };
                if *count >= limit {
                    self.passed_over += 1;
                    continue;
                }
                *count += 1;
            }
            self.entries.push(entry);
        }
    }
}

type Job = (u64, Vec<Block>);
type Answer = (u64, Result<Parsed, ContainerError>);

/// Reads blocks here and certificates in other threads, and puts them together in order.
fn with_threads(
    workers: usize,
    blocks: &mut impl Iterator<Item = io::Result<Block>>,
    text: &mut PemText,
    kept: &mut Kept,
    options: &Options<'_>,
) -> Result<(), ContainerError> {
    let full = AtomicBool::new(false);
    let (jobs, queue) = mpsc::sync_channel::<Job>(workers);
    let queue = Mutex::new(queue);
    let (answer, answers) = mpsc::channel::<Answer>();
    thread::scope(|scope| {
        for _ in 0..workers {
            let (queue, full, answer) = (&queue, &full, answer.clone());
            scope.spawn(move || work(queue, full, &answer, options));
        }
        drop(answer);
        let mut merge = Merge { answers, waiting: BTreeMap::new(), next: 0, sent: 0, full: &full, kept };
        // The threads end when nobody sends any more, however this ends.
        let jobs = jobs;
        let most_waiting = 16 * workers as u64;
        let mut batch = Vec::with_capacity(BATCH);
        let mut bytes = 0;
        for block in blocks {
            let block = block?;
            text.see(&block);
            bytes += block.content.as_ref().map_or(0, Vec::len);
            batch.push(block);
            if batch.len() >= BATCH || bytes >= BATCH_BYTES {
                bytes = 0;
                merge.send(&jobs, std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))?;
                // One that takes long must not let the others pile up behind it.
                merge.settle(most_waiting)?;
            }
        }
        merge.send(&jobs, batch)?;
        merge.settle(0)
    })
}

/// What one thread does until there is nothing left to do.
fn work(queue: &Mutex<Receiver<Job>>, full: &AtomicBool, answer: &Sender<Answer>, options: &Options<'_>) {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, blocks)) = job else { return };
        // Set when the entries before some earlier batch filled the store: then it is full for this one, too.
        let parsed = entries(blocks, options, full.load(Ordering::Relaxed));
        if answer.send((number, parsed)).is_err() {
            return;
        }
    }
}

/// Brings what the threads found into the order of the file.
struct Merge<'a> {
    answers: Receiver<Answer>,
    waiting: BTreeMap<u64, Parsed>,
    /// The batch that is to be added next.
    next: u64,
    sent: u64,
    full: &'a AtomicBool,
    kept: &'a mut Kept,
}

impl Merge<'_> {
    fn send(&mut self, jobs: &SyncSender<Job>, batch: Vec<Block>) -> Result<(), ContainerError> {
        jobs.send((self.sent, batch)).map_err(|_| thread_ended())?;
        self.sent += 1;
        Ok(())
    }

    /// Adds what is there, and waits until no more than so many batches are under way.
    fn settle(&mut self, most: u64) -> Result<(), ContainerError> {
        loop {
            let answer = if self.sent - self.next > most {
                self.answers.recv().map_err(|_| thread_ended())?
            } else {
                match self.answers.try_recv() {
                    Ok(answer) => answer,
                    Err(_) => return Ok(()),
                }
            };
            self.waiting.insert(answer.0, answer.1?);
            while let Some(parsed) = self.waiting.remove(&self.next) {
                self.kept.add(parsed);
                self.next += 1;
            }
            self.full.store(self.kept.is_full(), Ordering::Relaxed);
        }
    }
}

fn thread_ended() -> ContainerError {
    io::Error::other("a thread that reads certificates ended early").into()
}
