//! The card's side of the conversation: files, PINs, signatures.

mod myeid;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::card::apdu::Command;
use crate::card::contents::{Contents, Pin, Slot};
use crate::card::files::{APPLICATION, FOLDER, Files, Node, ROOT, layout};
use crate::card::machine::myeid::MyEid;
use crate::card::sign;
use crate::encode::{constructed, tlv};

/// How the card and its reader talk (ISO/IEC 7816-3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// By bytes, as old SITHS cards did: answers are fetched (`61xx`), lengths have to fit (`6Cxx`).
    T0,
    /// By blocks
    #[default]
    T1,
}

/// The answer to reset of old SITHS cards ("Telia EID IP5a"): T=0.
const ATR_T0: &[u8] =
    &[0x3b, 0x7d, 0x96, 0x00, 0x00, 0x80, 0x31, 0x80, 0x65, 0xb0, 0xa3, 0x11, 0x01, 0xf3, 0x83, 0x00, 0x90, 0x00];
/// T=1 and thirteen historical bytes; the last byte makes the sum even.
const ATR_T1: &[u8] = b"\x3b\x8d\x01tillit e-id 1\xf8";

/// What a test makes the card do wrong.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // each is a fault of its own
pub struct Faults {
    /// Every answer is fetched, and there is always more of it (`61xx` without end).
    pub endless: bool,
    /// Answers are bytes that mean nothing, always the same ones for one seed.
    pub garbage: Option<u64>,
    /// Files with this content instead; paths from the root (`3F00`) on.
    pub files: Vec<(Vec<u16>, Vec<u8>)>,
    /// It is out after this many commands.
    pub pulled_after: Option<usize>,
    /// It is out when it is asked to sign.
    pub pulled_at_signature: bool,
    /// Files are reached from their own folder alone, not by their whole path from elsewhere.
    pub folder_first: bool,
    /// It takes the question how many tries are left for a wrong PIN, as some cards do.
    pub question_costs_a_try: bool,
    /// It thinks for this long before each answer.
    pub slow: Duration,
}

/// What was said: `> ` commands, `< ` answers in hexadecimal, and what the reader did. PINs are not in it: `<pin>` stands in their place.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Entries>>);

#[derive(Debug, Default)]
struct Entries {
    lines: Vec<String>,
    file: Option<File>,
}

impl Log {
    /// The lines so far.
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).lines.clone()
    }

    fn add(&self, line: String) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &mut entries.file {
            // A log that cannot be written ends no conversation.
            let _ = writeln!(file, "{line}");
        }
        entries.lines.push(line);
    }
}

/// What comes back for a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Data and the two status bytes.
    Bytes(Vec<u8>),
    /// Nothing: the card is out.
    Pulled,
}

/// Status bytes (ISO/IEC 7816-4 section 5.6).
type Status = u16;
const DONE: Status = 0x9000;
const WRONG_LENGTH: Status = 0x6700;
const NOT_ALLOWED: Status = 0x6982;
const BLOCKED: Status = 0x6983;
const NO_SUCH_THING_SELECTED: Status = 0x6985;
const WRONG_DATA: Status = 0x6a80;
const NO_FILE: Status = 0x6a82;
const WRONG_PARAMETERS: Status = 0x6a86;
const NO_REFERENCE: Status = 0x6a88;
const WRONG_OFFSET: Status = 0x6b00;
const NO_INSTRUCTION: Status = 0x6d00;

/// A virtual card.
#[derive(Debug)]
pub struct Card {
    protocol: Protocol,
    slots: Vec<Slot>,
    tries: [u8; 2],
    files: Files,
    faults: Faults,
    log: Log,
    commands: usize,
    noise: u64,
    /// Filled by its user's tool, not by us.
    myeid: Option<MyEid>,
    // What a reset forgets.
    folder: Vec<u16>,
    file: Option<Vec<u16>>,
    verified: BTreeSet<u8>,
    environment: Option<Environment>,
    chain: Vec<u8>,
    waiting: Vec<u8>,
}

/// What MANAGE SECURITY ENVIRONMENT has set.
#[derive(Clone, Debug)]
struct Environment {
    slot: usize,
    pads: bool,
}

impl Card {
    /// A card with these certificates, keys and PINs.
    pub fn new(contents: &Contents, protocol: Protocol) -> Self {
        Self::with_faults(contents, protocol, Faults::default())
    }

    /// The same, with something wrong with it.
    pub fn with_faults(contents: &Contents, protocol: Protocol, faults: Faults) -> Self {
        let mut files = layout(contents);
        for (path, content) in &faults.files {
            files.insert(path.clone(), Node::File(content.clone()));
        }
        Self {
            protocol,
            slots: contents.slots.clone(),
            tries: contents.tries,
            files,
            log: Log::default(),
            commands: 0,
            noise: faults.garbage.unwrap_or(0),
            faults,
            myeid: None,
            folder: vec![ROOT],
            file: None,
            verified: BTreeSet::new(),
            environment: None,
            chain: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// An empty card of another kind, MyEID, for OpenSC's `pkcs15-init` to fill. It talks T=1.
    pub fn blank() -> Self {
        let nothing = Contents {
            label: String::new(),
            manufacturer: String::new(),
            serial: Vec::new(),
            slots: Vec::new(),
            tries: [0, 0],
        };
        let (myeid, files) = MyEid::blank();
        Self { files, myeid: Some(myeid), ..Self::new(&nothing, Protocol::T1) }
    }

    /// Writes the log into a file too.
    ///
    /// # Errors
    /// What the system says where it cannot be made.
    pub fn log_to(self, path: &Path) -> io::Result<Self> {
        let file = File::create(path)?;
        self.log.0.lock().unwrap_or_else(PoisonError::into_inner).file = Some(file);
        Ok(self)
    }

    /// What was said.
    pub fn log(&self) -> Log {
        self.log.clone()
    }

    /// Tries left of a PIN.
    pub fn tries(&self, pin: Pin) -> u8 {
        if let Some(myeid) = &self.myeid {
            return myeid.tries(pin.id());
        }
        let [login, signature] = self.tries;
        match pin {
            Pin::Login => login,
            Pin::Signature => signature,
        }
    }

    /// The answer to reset.
    pub fn atr(&self) -> &'static [u8] {
        match self.protocol {
            _ if self.myeid.is_some() => myeid::ATR,
            Protocol::T0 => ATR_T0,
            Protocol::T1 => ATR_T1,
        }
    }

    /// It gets power.
    pub fn power_on(&mut self) {
        self.log.add("power on".to_owned());
        self.forget();
    }

    /// It loses power.
    pub fn power_off(&mut self) {
        self.log.add("power off".to_owned());
        self.forget();
    }

    /// Its reader starts it anew.
    pub fn reset(&mut self) {
        self.log.add("reset".to_owned());
        self.forget();
    }

    fn forget(&mut self) {
        self.folder = vec![ROOT];
        self.file = None;
        self.verified.clear();
        self.environment = None;
        self.chain.clear();
        self.waiting.clear();
        if let Some(myeid) = &mut self.myeid {
            myeid.forget();
        }
    }

    /// Answers a command.
    pub fn transmit(&mut self, bytes: &[u8]) -> Answer {
        self.log.add(format!("> {}", shown(bytes)));
        self.commands += 1;
        if !self.faults.slow.is_zero() {
            std::thread::sleep(self.faults.slow);
        }
        let is_signature = matches!(bytes, [_, 0x2a, 0x9e, ..]);
        let over = self.faults.pulled_after.is_some_and(|after| self.commands > after);
        if over || (is_signature && self.faults.pulled_at_signature) {
            self.log.add("pulled".to_owned());
            return Answer::Pulled;
        }
        let answer = if self.faults.garbage.is_some() { self.garbage() } else { self.answer(bytes) };
        self.log.add(format!("< {}", hex(&answer)));
        Answer::Bytes(answer)
    }

    fn answer(&mut self, bytes: &[u8]) -> Vec<u8> {
        let Some(command) = Command::parse(bytes) else { return status(WRONG_LENGTH) };
        let is_delete = self.myeid.is_some() && (command.class, command.instruction) == (0xa0, 0xe4);
        if command.class & 0xef != 0 && !is_delete {
            return status(0x6e00);
        }
        if self.faults.endless && matches!(command.instruction, 0xb0 | 0xc0) {
            let mut more = vec![0x30; command.expected.unwrap_or(0).min(0xff)];
            more.extend([0x61, 0xff]);
            return more;
        }
        if command.instruction == 0xc0 {
            return self.fetch(command.expected.unwrap_or(256));
        }
        self.waiting.clear();
        if command.is_chained() {
            // Longer than any command that this card understands: no card has room for it.
            if self.chain.len() + command.data.len() > 4096 {
                self.chain.clear();
                return status(WRONG_LENGTH);
            }
            self.chain.extend_from_slice(&command.data);
            return status(DONE);
        }
        let mut data = std::mem::take(&mut self.chain);
        data.extend_from_slice(&command.data);
        match self.run(&command, &data) {
            Ok(answer) => self.deliver(&command, answer),
            Err(code) => status(code),
        }
    }

    /// Data goes out as the protocol wants it.
    fn deliver(&mut self, command: &Command, answer: Vec<u8>) -> Vec<u8> {
        if answer.is_empty() {
            return status(DONE);
        }
        let carries_data = !command.data.is_empty();
        let fits = command.expected.unwrap_or(0);
        match self.protocol {
            // Data went in: the answer has to be fetched.
            Protocol::T0 if carries_data => {
                self.waiting = answer;
                self.more()
            }
            Protocol::T0 if answer.len() < fits => status(0x6c00 | low_byte(answer.len())),
            // A command without a length wants no data; a card has it all the same.
            Protocol::T1 if command.expected.is_none() => with_status(answer),
            Protocol::T0 | Protocol::T1 => {
                self.waiting = answer;
                self.fetch(fits)
            }
        }
    }

    /// Says that more is to be fetched.
    fn more(&self) -> Vec<u8> {
        let length = if self.waiting.len() >= 256 { 0 } else { low_byte(self.waiting.len()) };
        status(0x6100 | length)
    }

    /// GET RESPONSE
    fn fetch(&mut self, wanted: usize) -> Vec<u8> {
        if self.waiting.is_empty() {
            return status(NO_SUCH_THING_SELECTED);
        }
        let length = wanted.min(self.waiting.len());
        let rest = self.waiting.split_off(length);
        let mut out = std::mem::replace(&mut self.waiting, rest);
        out.extend(if self.waiting.is_empty() { status(DONE) } else { self.more() });
        out
    }

    fn run(&mut self, command: &Command, data: &[u8]) -> Result<Vec<u8>, Status> {
        if let Some(done) = self.run_myeid(command, data) {
            return done;
        }
        match command.instruction {
            0xa4 => self.select(command, data),
            0xb0 => self.read(command),
            // GET DATA: the version that makes OpenSC take it for an old SITHS card.
            0xca if (command.p1, command.p2) == (0xdf, 0x30) => Ok(b"v2.0\0".to_vec()),
            0xca => Err(NO_REFERENCE),
            0x20 => self.verify(command, data),
            0x22 => self.prepare(command, data),
            0x2a if (command.p1, command.p2) == (0x9e, 0x9a) => self.sign(data),
            0x2a => Err(WRONG_PARAMETERS),
            // Whatever would change the card: other PINs, other contents.
            0x24 | 0x2c | 0xd0 | 0xd6 | 0xdc | 0xe0 | 0xe2 | 0xe4 | 0x0e | 0x46 | 0xda | 0xdb => Err(NOT_ALLOWED),
            _ => Err(NO_INSTRUCTION),
        }
    }

    fn select(&mut self, command: &Command, data: &[u8]) -> Result<Vec<u8>, Status> {
        let ids: Vec<u16> =
            data.chunks_exact(2).map(|pair| pair.iter().fold(0, |id, b| (id << 8) | u16::from(*b))).collect();
        let home = if self.myeid.is_some() { myeid::FOLDER } else { FOLDER };
        let below = |folder: &[u16]| [folder, &ids].concat();
        let parent =
            || self.folder.split_last().filter(|(_, above)| !above.is_empty()).map(|(_, above)| above.to_vec());
        let target = match (command.p1, ids.as_slice()) {
            (4, _) => (data.len() >= 5 && APPLICATION.starts_with(data)).then(|| vec![ROOT, home]),
            (0, [] | [ROOT]) => Some(vec![ROOT]),
            (0, [id]) if self.folder.last() == Some(id) => Some(self.folder.clone()),
            (0, [id]) => Some(below(&self.folder))
                .filter(|path| self.files.contains_key(path))
                .or_else(|| parent().map(|above| below(&above)))
                .or_else(|| (*id == home).then(|| vec![ROOT, home])),
            (1 | 2, [_]) | (9, [_, ..]) => Some(below(&self.folder)),
            (3, []) => parent(),
            (8, [ROOT, ..]) => Some(ids.clone()),
            (8, [_, ..]) => Some(below(&[ROOT])),
            _ => return Err(WRONG_PARAMETERS),
        };
        let target = target.ok_or(NO_FILE)?;
        if self.faults.folder_first
            && ids.len() > 1
            && target.split_last().map(|(_, above)| above) != Some(&self.folder)
        {
            return Err(NOT_ALLOWED);
        }
        let node = self.files.get(&target).ok_or(NO_FILE)?;
        let id = target.last().copied().unwrap_or(ROOT).to_be_bytes();
        let (is_folder, size) = match node {
            Node::Folder => (true, 0),
            Node::File(content) => (false, content.len()),
            Node::Key(_) => (false, 256),
        };
        let mut about = if let Some(myeid) = &self.myeid {
            myeid.description(&target)
        } else if is_folder {
            vec![tlv(0x82, &[0x38])]
        } else {
            // A file of 64 KiB or more cannot say so in two bytes.
            let size = u16::try_from(size).unwrap_or(u16::MAX).to_be_bytes();
            vec![tlv(0x80, &size), tlv(0x82, &[0x01])]
        };
        about.push(tlv(0x83, &id));
        if target == [ROOT, home] {
            about.push(tlv(0x84, APPLICATION));
        }
        if is_folder {
            self.folder = target;
            self.file = None;
        } else {
            self.folder = target.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default();
            self.file = Some(target);
        }
        match command.p2 & 0x0c {
            0x00 => Ok(constructed(0x6f, about)),
            0x04 => Ok(constructed(0x62, about)),
            _ => Ok(Vec::new()),
        }
    }

    fn read(&self, command: &Command) -> Result<Vec<u8>, Status> {
        if command.p1 & 0x80 != 0 {
            return Err(WRONG_PARAMETERS);
        }
        let file = self.file.as_ref().ok_or(NO_SUCH_THING_SELECTED)?;
        let content = match self.files.get(file) {
            Some(Node::File(content)) => content,
            Some(Node::Key(_)) => return Err(NOT_ALLOWED),
            _ => return Err(NO_SUCH_THING_SELECTED),
        };
        let offset = usize::from(u16::from_be_bytes([command.p1, command.p2]));
        let rest = content.get(offset..).filter(|rest| !rest.is_empty()).ok_or(WRONG_OFFSET)?;
        let wanted = command.expected.ok_or(WRONG_LENGTH)?;
        Ok(rest.iter().take(wanted).copied().collect())
    }

    fn verify(&mut self, command: &Command, data: &[u8]) -> Result<Vec<u8>, Status> {
        let pin = Pin::ALL.into_iter().find(|pin| pin.reference() == command.p2).ok_or(NO_REFERENCE)?;
        let reference = pin.reference();
        let [login, signature] = &mut self.tries;
        let tries = match pin {
            Pin::Login => login,
            Pin::Signature => signature,
        };
        let is_question = data.is_empty();
        if is_question && self.verified.contains(&reference) {
            return Ok(Vec::new());
        }
        if *tries == 0 {
            return Err(BLOCKED);
        }
        if is_question && !self.faults.question_costs_a_try {
            return Err(0x63c0 | u16::from(*tries));
        }
        let end = data.iter().rposition(|byte| !matches!(byte, 0 | 0xff)).map_or(0, |at| at + 1);
        if data.get(..end) == Some(pin.digits().as_bytes()) {
            *tries = 3;
            self.verified.insert(reference);
            return Ok(Vec::new());
        }
        *tries -= 1;
        self.verified.remove(&reference);
        Err(if *tries == 0 { BLOCKED } else { 0x63c0 | u16::from(*tries) })
    }

    /// MANAGE SECURITY ENVIRONMENT: which key, and whether the card pads.
    fn prepare(&mut self, command: &Command, data: &[u8]) -> Result<Vec<u8>, Status> {
        match (command.p1, command.p2) {
            (0x41 | 0x81 | 0xc1, 0xb6) => {}
            // RESTORE: there is one environment only.
            (0xf3, _) => return Ok(Vec::new()),
            _ => return Err(WRONG_PARAMETERS),
        }
        let (mut key, mut pads) = (None, false);
        let mut rest = data;
        while let Some(([tag, length], after)) = rest.split_first_chunk::<2>() {
            let (value, after) = after.split_at_checked(usize::from(*length)).ok_or(WRONG_DATA)?;
            match (tag, value) {
                (0x80, [algorithm]) => pads = algorithm & 0x02 != 0,
                (0x81, [.., high, low]) => key = Some(u16::from_be_bytes([*high, *low])),
                _ => {}
            }
            rest = after;
        }
        let path = key.map(|file| vec![ROOT, FOLDER, file]).or_else(|| self.file.clone()).ok_or(NO_REFERENCE)?;
        let Some(Node::Key(slot)) = self.files.get(&path) else { return Err(NO_REFERENCE) };
        self.environment = Some(Environment { slot: *slot, pads });
        Ok(Vec::new())
    }

    /// PERFORM SECURITY OPERATION: COMPUTE DIGITAL SIGNATURE
    fn sign(&mut self, data: &[u8]) -> Result<Vec<u8>, Status> {
        let Environment { slot, pads } = self.environment.clone().ok_or(NO_SUCH_THING_SELECTED)?;
        let (key, pin) = self.slots.get(slot).and_then(|slot| slot.key.as_ref()).ok_or(NO_REFERENCE)?;
        if !self.verified.contains(&pin.reference()) {
            return Err(NOT_ALLOWED);
        }
        let block = if pads { sign::pkcs1(data, 256) } else { Some(data.to_vec()) };
        let signature = block.and_then(|block| sign::raw(key, &block)).ok_or(WRONG_DATA)?;
        if *pin == Pin::Signature {
            self.verified.remove(&pin.reference());
        }
        self.log.add(format!("signed with {:?} {:02x}", pin, self.slots.get(slot).map_or(0, |slot| slot.id)));
        Ok(signature)
    }

    /// Up to three hundred bytes of xorshift.
    fn garbage(&mut self) -> Vec<u8> {
        let mut next = || {
            self.noise = self.noise.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut x = self.noise;
            x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            x ^ (x >> 31)
        };
        let length = next() % 300;
        (0..length).map(|_| next().to_le_bytes()).map(|[byte, ..]| byte).collect()
    }
}

fn low_byte(length: usize) -> u16 {
    u16::try_from(length & 0xff).unwrap_or(0)
}

fn status(code: Status) -> Vec<u8> {
    code.to_be_bytes().to_vec()
}

fn with_status(mut answer: Vec<u8>) -> Vec<u8> {
    answer.extend(status(DONE));
    answer
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A command without the PIN in it, where it has one.
fn shown(bytes: &[u8]) -> String {
    match bytes {
        // Five bytes are a question with a length: no PIN.
        [_, 0x20 | 0x24 | 0x2c, _, _, _, _, ..] => {
            let header = bytes.get(..5).unwrap_or_default();
            format!("{}<pin>", hex(header))
        }
        // PINs and parts of keys, as they come in.
        [_, 0xda, 0x01, ..] => format!("{}<secret>", hex(bytes.get(..5).unwrap_or_default())),
        _ => hex(bytes),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::{KeyKind, KeyPool};

    fn contents() -> Contents {
        let slot = |id: u8, pin: Pin| {
            let key = KeyPool::shared().get(KeyKind::RSA_2048, "a card's").unwrap();
            Slot { label: "Test".to_owned(), id, der: vec![0x30; 700], key: Some((key.pkcs8().to_vec(), pin)) }
        };
        Contents {
            label: "card".to_owned(),
            manufacturer: "lab".to_owned(),
            serial: vec![1],
            slots: vec![slot(0x45, Pin::Login), slot(0x46, Pin::Signature)],
            tries: [3, 3],
        }
    }

    pub(super) fn say(card: &mut Card, command: &str) -> String {
        let bytes: Vec<u8> =
            (0..command.len()).step_by(2).map(|at| u8::from_str_radix(&command[at..at + 2], 16).unwrap()).collect();
        match card.transmit(&bytes) {
            Answer::Bytes(bytes) => hex(&bytes),
            Answer::Pulled => "pulled".to_owned(),
        }
    }

    const LOGIN: &str = "00200081083132333435360000";

    #[test]
    fn a_signature_takes_its_pin_and_a_wrong_one_a_try() {
        let mut card = Card::new(&contents(), Protocol::T1);
        let sign = "002a9e9a03010203";
        assert_eq!(say(&mut card, "002281b60481024b01"), "9000");
        assert_eq!(say(&mut card, sign), "6982");
        assert_eq!(say(&mut card, "002000810431323334"), "63c2");
        assert_eq!(say(&mut card, "00200081"), "63c2");
        assert_eq!(say(&mut card, LOGIN), "9000");
        assert_eq!(say(&mut card, "00200081"), "9000");
        assert_eq!(say(&mut card, "002281b603800501"), "6a80");
        assert_eq!(say(&mut card, "002281b60780010281024b01"), "9000");
        assert_eq!(say(&mut card, sign).len(), 2 * 258);
        // The signature key needs its own.
        assert_eq!(say(&mut card, "002281b60780010281024b02"), "9000");
        assert_eq!(say(&mut card, sign), "6982");
        card.reset();
        assert_eq!(say(&mut card, "00200081"), "63c3");
        for left in ["63c2", "63c1", "6983", "6983"] {
            assert_eq!(say(&mut card, "002000810431323334"), left);
        }
        assert_eq!(say(&mut card, LOGIN), "6983");
        assert_eq!(card.tries(Pin::Login), 0);
        let log = card.log().lines().join("\n");
        assert!(log.contains("> 0020008108<pin>") && !log.contains("313233"), "{log}");
    }

    #[test]
    fn keys_are_not_read_and_nothing_is_written() {
        let mut card = Card::new(&contents(), Protocol::T1);
        assert_eq!(say(&mut card, "00a4080c0450164b01"), "9000");
        assert_eq!(say(&mut card, "00b0000000"), "6982");
        assert_eq!(say(&mut card, LOGIN), "9000");
        assert_eq!(say(&mut card, "00b0000000"), "6982");
        assert_eq!(say(&mut card, "00d600000101"), "6982");
        assert_eq!(say(&mut card, "00a4080c0450164c01"), "6a82");
    }

    #[test]
    fn answers_are_fetched_and_lengths_fit_with_t0() {
        let mut card = Card::new(&contents(), Protocol::T0);
        assert_eq!(say(&mut card, "00a40800022f00"), "610d");
        let about = say(&mut card, "00c000000d");
        assert!(about.starts_with("6f0b") && about.ends_with("9000"), "{about}");
        let length = say(&mut card, "00b00000ff");
        assert!(length.starts_with("6c"), "{length}");
        let all = say(&mut card, &format!("00b00000{}", &length[2..]));
        assert!(all.starts_with("61") && all.ends_with("9000"), "{all}");
        assert_eq!(say(&mut card, "00c0000010"), "6985");
    }

    #[test]
    fn faults_are_what_they_are_called() {
        let of = |faults| Card::with_faults(&contents(), Protocol::T1, faults);
        let mut card = of(Faults { pulled_after: Some(1), ..Faults::default() });
        assert_eq!(say(&mut card, "00a40000023f00"), say(&mut of(Faults::default()), "00a40000023f00"));
        assert_eq!(say(&mut card, "00a40000023f00"), "pulled");
        let mut card = of(Faults { question_costs_a_try: true, ..Faults::default() });
        assert_eq!(say(&mut card, "00200081"), "63c2");
        let mut card = of(Faults { endless: true, ..Faults::default() });
        assert!(say(&mut card, "00b0000010").ends_with("61ff"));
        let mut card = of(Faults { files: vec![(vec![0x3f00, 0x2f00], vec![7; 70_000])], ..Faults::default() });
        assert_eq!(say(&mut card, "00a4000c022f00"), "9000");
        assert_eq!(say(&mut card, "00b07fff000000").len(), 2 * (70_000 - 32767 + 2));
        let seen: Vec<_> =
            (0..2).map(|_| say(&mut of(Faults { garbage: Some(7), ..Faults::default() }), "00a4")).collect();
        assert_eq!(seen[0], seen[1]);
    }

    #[test]
    fn the_answer_to_reset_adds_up() {
        assert_eq!(ATR_T1[1..].iter().fold(0, |sum, byte| sum ^ byte), 0);
    }
}
