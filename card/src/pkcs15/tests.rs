#![allow(clippy::unwrap_used, clippy::panic)]
//! The parser on two layouts: files as a card's maker lays them out (DF 5016, local PINs), and as OpenSC's `pkcs15-init` does (DF 5015, an
//! issuer's PIN, public keys, everything padded). Each cut at every length, and changed at every byte.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tillit_lab::encode::{explicit, implicit, sequence, tlv};
use tillit_lab::{CertificateBuilder, Dn, KeyKind, KeyPool};

use super::*;
use crate::apdu::{Channel, Command, Link, Protocol};
use crate::readers::ReaderError;

type Tree = BTreeMap<Vec<u16>, Vec<u8>>;

/// Files without a card.
#[derive(Clone)]
struct Memory {
    files: Tree,
    reads: usize,
}

impl Files for Memory {
    fn read(&mut self, location: &Location, until: Until) -> Result<Vec<u8>, FileError> {
        self.reads += 1;
        let file =
            self.files.get(&location.ids).filter(|_| location.base == Base::Master).ok_or(FileError::NotFound)?;
        // As a card gives it: in parts, no more than is needed.
        let end = (0..file.len()).step_by(50).find(|end| until.is_reached(&file[..*end]));
        let read = &file[..end.unwrap_or(file.len())];
        if read.len() > MAX_FILE { Err(FileError::TooLarge) } else { Ok(read.to_vec()) }
    }
}

fn certificate(name: &str) -> Vec<u8> {
    let key = KeyPool::shared().get(KeyKind::P256, name).unwrap();
    CertificateBuilder::leaf(Dn::cn(name)).key(&key).self_sign().unwrap().der
}

fn path(path: &[u8]) -> Vec<u8> {
    sequence([tlv(0x04, path)])
}

fn object(label: &str, auth: Option<u8>, consent: bool, class: &[Vec<u8>], of_type: &[Vec<u8>]) -> Vec<u8> {
    let mut common = vec![tlv(0x0c, label.as_bytes()), tlv(0x03, &[0x06, 0xc0])];
    common.extend(auth.map(|auth| tlv(0x04, &[auth])));
    common.extend(consent.then(|| tlv(0x02, &[1])));
    sequence([sequence(&common), sequence(class), explicit(1, [sequence(of_type)])])
}

fn key(label: &str, id: u8, auth: u8, usage: &[u8], consent: bool) -> Vec<u8> {
    let class = [tlv(0x04, &[id]), tlv(0x03, usage), tlv(0x03, &[0x03, 0xb8]), tlv(0x02, &[1])];
    object(label, Some(auth), consent, &class, &[path(&[0x4b, 0x01]), tlv(0x02, &[0x08, 0x00])])
}

fn cert(label: &str, id: u8, authority: bool, value: Vec<u8>) -> Vec<u8> {
    let mut class = vec![tlv(0x04, &[id])];
    class.extend(authority.then(|| tlv(0x01, &[0xff])));
    object(label, None, false, &class, &[value])
}

fn pin(label: &str, auth: u8, flags: &[u8], reference: u8, at: Option<&[u8]>) -> Vec<u8> {
    let mut of_type = vec![
        tlv(0x03, flags),
        tlv(0x0a, &[1]),
        tlv(0x02, &[6]),
        tlv(0x02, &[12]),
        tlv(0x02, &[12]),
        implicit(0, &[reference]),
        tlv(0x04, &[0]),
    ];
    of_type.extend(at.map(path));
    object(label, None, false, &[tlv(0x04, &[auth])], &of_type)
}

fn padded(mut file: Vec<u8>, to: usize) -> Vec<u8> {
    file.resize(to.max(file.len()), 0);
    file
}

/// As a card's maker lays it out.
static FIXED: LazyLock<Tree> = LazyLock::new(|| {
    let aid = b"\xa0\x00\x00\x00\x63PKCS-15";
    let dir = tlv(0x61, &[tlv(0x4f, aid), tlv(0x50, b"SITHS"), tlv(0x51, &[0x3f, 0, 0x50, 0x16])].concat());
    let odf = [
        explicit(0, [path(&[0x44, 0x01])]),
        explicit(4, [path(&[0x44, 0x02])]),
        explicit(5, [path(&[0x3f, 0, 0x50, 0x16, 0x44, 0x03])]),
        explicit(8, [path(&[0x3f, 0xff, 0x44, 0x04])]),
    ];
    let token = [
        tlv(0x02, &[0]),
        tlv(0x04, &[0x97, 0x52, 0x26]),
        tlv(0x0c, b"Telia"),
        implicit(0, b"SITHS e-id kort"),
        tlv(0x03, &[0x04, 0x50]),
    ];
    // Two certificates in one file, of which each has its part.
    let (login, sign) = (certificate("login"), certificate("sign"));
    let part = |index: usize, length: usize| {
        let [.., high, low] = index.to_be_bytes();
        let [.., size_high, size_low] = length.to_be_bytes();
        sequence([tlv(0x04, &[0x45, 0x01]), tlv(0x02, &[high, low]), implicit(0, &[size_high, size_low])])
    };
    let cdf = [
        cert("Test Person, Region Test", 0x45, false, part(0, login.len())),
        cert("Test Person, underskrift", 0x46, false, part(login.len(), sign.len())),
    ];
    let trusted = [cert("TEST CA", 0x47, true, explicit(0, [certificate("ca")]))];
    let prkdf =
        [key("Legitimering", 0x45, 1, &[0x05, 0x20], false), key("Underskrift", 0x46, 2, &[0x06, 0x00, 0x40], true)];
    // Flags: local, initialized, needs-padding.
    let aodf = [
        pin("Legitimering", 1, &[0x02, 0x4c], 0x81, Some(&[0x3f, 0x00, 0x50, 0x16])),
        pin("Underskrift", 2, &[0x02, 0x4c], 0x82, None),
        pin("PUK", 3, &[0x01, 0x4e], 0x83, None),
    ];
    Tree::from([
        (vec![0x2f00], dir),
        (vec![0x5016, 0x5031], padded(odf.concat(), 256)),
        (vec![0x5016, 0x5032], sequence(&token)),
        (vec![0x5016, 0x4401], prkdf.concat()),
        (vec![0x5016, 0x4402], cdf.concat()),
        (vec![0x5016, 0x4403], trusted.concat()),
        (vec![0x5016, 0x4404], aodf.concat()),
        (vec![0x5016, 0x4501], [login, sign].concat()),
    ])
});

/// As `pkcs15-init` lays it out.
static MADE: LazyLock<Tree> = LazyLock::new(|| {
    let at = |id: u8| path(&[0x3f, 0, 0x50, 0x15, 0x44, id]);
    let aid = b"\xa0\x00\x00\x00\x63PKCS-15";
    let dir = tlv(0x61, &[tlv(0x4f, aid), tlv(0x51, &[0x3f, 0, 0x50, 0x15])].concat());
    let odf =
        [explicit(8, [at(1)]), explicit(0, [at(2)]), explicit(1, [at(4)]), explicit(4, [at(5)]), explicit(7, [at(6)])];
    let token = [
        tlv(0x02, &[0]),
        tlv(0x04, &[0x12]),
        tlv(0x0c, b"Aventra Ltd."),
        implicit(0, b"SITHS e-id kort"),
        tlv(0x03, &[0x05, 0x60]),
        explicit(1, [sequence([tlv(0x02, &[1])])]),
        tlv(0x18, b"20260101120000Z"),
    ];
    let aodf = [
        pin("Security Officer PIN", 0xff, &[0x00, 0x35], 3, Some(&[0x3f, 0x00, 0x50, 0x15])),
        pin("Legitimering", 1, &[0x02, 0x0c], 1, Some(&[0x3f, 0x00, 0x50, 0x15])),
        pin("Underskrift", 2, &[0x02, 0x0c], 2, Some(&[0x3f, 0x00, 0x50, 0x15])),
    ];
    Tree::from([
        (vec![0x2f00], padded(dir, 128)),
        (vec![0x5015, 0x5031], padded(odf.concat(), 256)),
        (vec![0x5015, 0x5032], padded(sequence(&token), 128)),
        (vec![0x5015, 0x4401], padded(aodf.concat(), 1530)),
        (vec![0x5015, 0x4402], padded(key("Legitimering", 0x45, 1, &[0x05, 0x20], false), 1530)),
        (vec![0x5015, 0x4404], padded(key("Legitimering", 0x45, 1, &[0x06, 0x02], false), 1530)),
        (vec![0x5015, 0x4405], padded(cert("Legitimering", 0x45, false, path(&[0x3f, 0, 0x50, 0x15, 0x43, 1])), 1530)),
        (vec![0x5015, 0x4301], padded(certificate("login"), 1530)),
    ])
});

fn read_all(tree: &Tree) -> Result<CardContents, ReadError> {
    read(&mut Memory { files: tree.clone(), reads: 0 })
}

#[test]
fn a_card_as_its_maker_lays_it_out() {
    let contents = read_all(&FIXED).unwrap();
    assert_eq!(contents.problems, []);
    let token = contents.token.as_ref().unwrap();
    assert_eq!((token.label.as_deref(), token.serial.as_deref()), (Some("SITHS e-id kort"), Some("975226")));
    assert_eq!((token.manufacturer.as_deref(), token.is_eid, token.is_read_only), (Some("Telia"), true, false));
    let names: Vec<_> = contents.certificates.iter().map(|one| one.certificate.subject().common_name()).collect();
    assert_eq!(names, ["login", "sign", "ca"]);
    let [login, sign, ca] = contents.certificates.as_slice() else { panic!() };
    assert_eq!((login.label.as_str(), login.id.as_slice()), ("Test Person, Region Test", &[0x45][..]));
    assert_eq!(login.location.as_ref().unwrap().to_string(), "3F00/5016/4501");
    assert_eq!((ca.authority, ca.list, &ca.location), (true, List::Trusted, &None));
    assert!(contents.key_of(ca).is_none());
    let key = contents.key_of(login).unwrap();
    assert_eq!((key.sign, key.is_for_signatures(), key.bits), (true, false, Some(2048)));
    let pin = contents.pin_of(key).unwrap();
    assert_eq!((pin.label.as_str(), pin.reference, pin.local, pin.initialized), ("Legitimering", 0x81, true, true));
    assert_eq!(pin.folder.as_ref().unwrap().to_string(), "3F00/5016");
    let key = contents.key_of(sign).unwrap();
    assert!(key.is_for_signatures() && key.non_repudiation && key.user_consent == Some(1));
    let pin = contents.pin_of(key).unwrap();
    assert_eq!((pin.label.as_str(), pin.reference), ("Underskrift", 0x82));
    // A local PIN without a path is one of the application's folder.
    assert_eq!(pin.folder.as_ref().unwrap().to_string(), "3F00/5016");
    assert_eq!(contents.user_pins().count(), 2);
    assert_eq!(contents.distinct_certificates(), 3);
}

#[test]
fn a_card_as_opensc_makes_it() {
    let contents = read_all(&MADE).unwrap();
    assert_eq!(contents.problems, []);
    let [login] = contents.certificates.as_slice() else { panic!() };
    let pin = contents.pin_of(contents.key_of(login).unwrap()).unwrap();
    assert_eq!((pin.label.as_str(), pin.reference, pin.role), ("Legitimering", 1, PinRole::User));
    assert_eq!(contents.pins[0].role, PinRole::Issuer);
    assert_eq!(contents.user_pins().count(), 2);
}

#[test]
fn without_ef_dir_the_usual_folder_is_tried() {
    let mut tree = MADE.clone();
    tree.remove(&vec![0x2f00]);
    assert_eq!(read_all(&tree).unwrap().certificates.len(), 1);
    let mut tree = FIXED.clone();
    tree.insert(vec![0x2f00], tlv(0x61, &tlv(0x4f, b"\xa0\x00\x00\x03\x08")));
    let Err(ReadError::NotPkcs15 { applications }) = read_all(&tree) else { panic!() };
    assert_eq!(applications[0].aid, b"\xa0\x00\x00\x03\x08");
    assert_eq!(read_all(&Tree::new()).unwrap_err(), ReadError::NotPkcs15 { applications: Vec::new() });
}

/// What DDO says of paths, with and without a SEQUENCE around it.
#[test]
fn ef_dir_may_name_the_files() {
    let ddo = [tlv(0x06, &[0x2a]), path(&[0x50, 0x41]), implicit(0, &[0])].concat();
    for ddo in [ddo.clone(), sequence([ddo])] {
        let mut tree = FIXED.clone();
        let aid = tlv(0x4f, b"\xe8\x28\xbd\x08\x0f\x01");
        tree.insert(vec![0x2f00], tlv(0x61, &[aid, tlv(0x51, &[0x3f, 0, 0x50, 0x16]), tlv(0x73, &ddo)].concat()));
        let odf = tree.remove(&vec![0x5016, 0x5031]).unwrap();
        tree.insert(vec![0x5016, 0x5041], odf);
        assert_eq!(read_all(&tree).unwrap().certificates.len(), 3);
    }
}

#[test]
fn one_bad_object_hides_no_other() {
    let mut tree = FIXED.clone();
    let bad = cert("bad", 0x50, false, path(&[0x45]));
    let gone = cert("gone", 0x51, false, path(&[0x45, 0x77]));
    let far = cert("far", 0x52, false, tlv(0x16, b"http://x/"));
    let junk = cert("junk", 0x53, false, explicit(0, [sequence([tlv(0x02, &[1])])]));
    let good = tree[&vec![0x5016, 0x4402]].clone();
    let start = bad.len();
    let second = start + gone.len();
    tree.insert(vec![0x5016, 0x4402], [bad, gone, far, junk, good].concat());
    let contents = read_all(&tree).unwrap();
    assert_eq!(contents.certificates.len(), 3);
    let told: Vec<_> = contents.problems.iter().map(|problem| (problem.location.to_string(), &problem.kind)).collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert_eq!(told[0], ("3F00/5016/4402".to_owned(), &ProblemKind::NotAnObject));
    assert_eq!(told[1], ("3F00/5016/4577".to_owned(), &ProblemKind::File(FileError::NotFound)));
    assert_eq!(told[2].1, &ProblemKind::Elsewhere);
    assert_eq!(contents.problems[2].offset, second);
    assert!(matches!(told[3].1, ProblemKind::Certificate(_)));
}

/// Nothing that a card holds makes the reader fall, and what stands before the damage is read.
#[test]
fn every_file_cut_and_changed_everywhere() {
    let judged = |tree: &Tree| {
        let mut files = Memory { files: tree.clone(), reads: 0 };
        let _ = read(&mut files);
        assert!(files.reads < 400, "{}", files.reads);
    };
    for layout in [&*FIXED, &*MADE] {
        for (name, file) in layout {
            // Certificates have their own such tests.
            if matches!(name.last(), Some(0x4501 | 0x4301)) {
                continue;
            }
            let mut tree = layout.clone();
            let end = file.len().min(700);
            for cut in 0..end {
                tree.insert(name.clone(), file[..cut].to_vec());
                judged(&tree);
            }
            for at in 0..end {
                for value in [0x00, 0x30, 0x7f, 0x80, 0x84, 0xff] {
                    let mut changed = file.clone();
                    changed[at] = value;
                    tree.insert(name.clone(), changed);
                    judged(&tree);
                }
            }
        }
    }
}

#[test]
fn lists_that_name_themselves_or_never_end_are_bounded() {
    let mut tree = FIXED.clone();
    // The ODF is a list of certificates, and of itself, a hundred times.
    let itself = explicit(4, [path(&[0x50, 0x31])]);
    tree.insert(vec![0x5016, 0x5031], itself.repeat(100));
    let mut files = Memory { files: tree.clone(), reads: 0 };
    let contents = read(&mut files).unwrap();
    assert!(contents.certificates.is_empty() && files.reads < 5);

    // Thousands of certificates in one file.
    tree.insert(vec![0x5016, 0x5031], explicit(4, [path(&[0x44, 0x02])]));
    let one = cert("x", 1, false, path(&[0x45, 0x01]));
    tree.insert(vec![0x5016, 0x4402], one.repeat(MAX_FILE / one.len()));
    let mut files = Memory { files: tree.clone(), reads: 0 };
    let contents = read(&mut files).unwrap();
    assert!(files.reads < MAX_OBJECTS + 10);
    assert!(contents.problems.iter().any(|problem| problem.kind == ProblemKind::TooMuch));

    // Large files, again and again.
    tree.insert(vec![0x5016, 0x4501], sequence([tlv(0x04, &vec![7; MAX_FILE - 100])]));
    let contents = read_all(&tree).unwrap();
    assert!(contents.problems.iter().any(|problem| problem.kind == ProblemKind::TooMuch));
}

/// A card that answers commands, with these files. It counts what it is asked.
struct Chip {
    files: Tree,
    protocol: Protocol,
    long: bool,
    /// Takes paths in one command.
    paths: bool,
    /// Tells no sizes.
    shy: bool,
    at: Vec<u16>,
    left: Vec<u8>,
    asked: Vec<Command>,
}

impl Chip {
    fn new(files: &Tree, protocol: Protocol) -> Self {
        let files = files.clone();
        let (at, left, asked) = (Vec::new(), Vec::new(), Vec::new());
        Self { files, protocol, long: false, paths: true, shy: false, at, left, asked }
    }

    fn go(&mut self, to: Vec<u16>) -> Vec<u8> {
        let is_folder = to.is_empty() || self.files.keys().any(|file| file.len() > to.len() && file.starts_with(&to));
        let size = self.files.get(&to).map(Vec::len);
        if !is_folder && size.is_none() {
            return vec![0x6a, 0x82];
        }
        self.at = to;
        let [.., high, low] = size.unwrap_or(0).to_be_bytes();
        let answer = if self.shy { Vec::new() } else { tlv(0x6f, &tlv(0x80, &[high, low])) };
        self.given(answer)
    }

    fn given(&mut self, mut answer: Vec<u8>) -> Vec<u8> {
        if self.protocol == Protocol::T0 && !answer.is_empty() {
            let length = u8::try_from(answer.len()).unwrap_or(0);
            self.left = answer;
            return vec![0x61, length];
        }
        answer.extend([0x90, 0x00]);
        answer
    }
}

impl Link for Chip {
    fn protocol(&self) -> Protocol {
        self.protocol
    }

    fn takes_long(&self) -> bool {
        self.long
    }

    fn transmit(&mut self, command: &Command) -> Result<Vec<u8>, ReaderError> {
        self.asked.push(command.clone());
        Ok(match command {
            Command::SelectFile(MASTER) => self.go(Vec::new()),
            Command::SelectFile(id) => {
                let mut to = self.at.clone();
                // From a file one goes to its neighbour.
                if self.files.contains_key(&to) {
                    to.pop();
                }
                to.push(*id);
                self.go(to)
            }
            Command::SelectPath(ids) if self.paths => self.go(ids.clone()),
            Command::ReadBinary { offset, length } => {
                let file = self.files.get(&self.at).cloned().unwrap_or_default();
                let offset = usize::try_from(*offset).unwrap();
                let Some(rest) = file.get(offset..) else { return Ok(vec![0x6b, 0x00]) };
                let wanted = usize::try_from(*length).unwrap();
                if self.protocol == Protocol::T0 && rest.len() < wanted && !rest.is_empty() {
                    return Ok(vec![0x6c, u8::try_from(rest.len()).unwrap()]);
                }
                let part = rest[..rest.len().min(wanted)].to_vec();
                let short = part.len() < wanted;
                let mut answer = if offset >= 0x8000 { tlv(0x53, &part) } else { part };
                answer.extend(if short { [0x62, 0x82] } else { [0x90, 0x00] });
                answer
            }
            Command::GetResponse { length } => {
                let length = usize::try_from(*length).unwrap().min(self.left.len());
                let mut answer: Vec<u8> = self.left.drain(..length).collect();
                answer.extend([0x90, 0x00]);
                answer
            }
            _ => vec![0x6a, 0x86],
        })
    }
}

fn through(chip: &mut Chip) -> Result<CardContents, ReadError> {
    read(&mut files::OnCard::new(&mut Channel::new(chip)))
}

/// Whatever a card is like, the same stands in what is read.
#[test]
fn every_kind_of_card_shows_the_same() {
    for layout in [&*FIXED, &*MADE] {
        let expected = format!("{:?}", read_all(layout).unwrap());
        for protocol in [Protocol::T0, Protocol::T1] {
            for (long, paths, shy) in
                [(false, true, false), (true, true, false), (false, false, false), (false, true, true)]
            {
                let mut chip = Chip { long, paths, shy, ..Chip::new(layout, protocol) };
                let contents = through(&mut chip).unwrap();
                assert_eq!(format!("{contents:?}"), expected, "{protocol:?} {long} {paths} {shy}");
                assert!(chip.asked.len() < 90, "{}", chip.asked.len());
            }
        }
    }
}

/// Files are padded to 1,530 bytes: what fills them is not read.
#[test]
fn padding_is_not_read() {
    let mut chip = Chip::new(&MADE, Protocol::T1);
    through(&mut chip).unwrap();
    let reads = chip.asked.iter().filter(|command| matches!(command, Command::ReadBinary { .. })).count();
    assert!(reads <= 12, "{reads}: {:?}", chip.asked);
}

#[test]
fn files_beyond_32_kib_are_read_whole() {
    let mut tree = FIXED.clone();
    let mut file = vec![0_u8; 40_000];
    let certificate = certificate("far");
    file.extend(&certificate);
    tree.insert(vec![0x5016, 0x4501], file);
    let index = sequence([tlv(0x04, &[0x45, 0x01]), tlv(0x02, &[0, 0x9c, 0x40])]);
    tree.insert(vec![0x5016, 0x4402], cert("far", 1, false, index));
    let contents = through(&mut Chip::new(&tree, Protocol::T1)).unwrap();
    assert_eq!(contents.certificates[0].certificate.der(), certificate);
}

/// Cards that mean harm: each answers everything in one way.
#[test]
fn a_hostile_card_is_left() {
    struct Hostile(fn(usize) -> Vec<u8>, usize);
    impl Link for Hostile {
        fn protocol(&self) -> Protocol {
            Protocol::T0
        }
        fn takes_long(&self) -> bool {
            true
        }
        fn transmit(&mut self, _: &Command) -> Result<Vec<u8>, ReaderError> {
            self.1 += 1;
            Ok((self.0)(self.1))
        }
    }
    let kinds: [fn(usize) -> Vec<u8>; 7] = [
        |_| vec![0x61, 0x00],
        |_| vec![0x6c, 0x00],
        |_| vec![0x90, 0x00],
        |_| [vec![0x30; 254], vec![0x90, 0x00]].concat(),
        |_| [vec![0x61, 0x84, 0xff, 0xff, 0xff, 0xff], vec![0x90, 0x00]].concat(),
        |_| vec![0x31, 0x90, 0x00],
        |n| [vec![u8::try_from(n % 251).unwrap(); 200], vec![0x90, 0x00]].concat(),
    ];
    for (kind, answer) in kinds.into_iter().enumerate() {
        let mut card = Hostile(answer, 0);
        let outcome = read(&mut files::OnCard::new(&mut Channel::new(&mut card)));
        assert!(card.1 <= 8_000, "{kind}: {} commands, {outcome:?}", card.1);
    }
}

#[test]
fn a_card_that_is_pulled_ends_the_reading() {
    struct Pulled(Chip, usize);
    impl Link for Pulled {
        fn protocol(&self) -> Protocol {
            self.0.protocol
        }
        fn takes_long(&self) -> bool {
            false
        }
        fn transmit(&mut self, command: &Command) -> Result<Vec<u8>, ReaderError> {
            self.1 = self.1.checked_sub(1).ok_or(ReaderError::Removed)?;
            self.0.transmit(command)
        }
    }
    let mut whole = Chip::new(&FIXED, Protocol::T0);
    through(&mut whole).unwrap();
    for commands in 0..whole.asked.len() {
        let mut card = Pulled(Chip::new(&FIXED, Protocol::T0), commands);
        let outcome = read(&mut files::OnCard::new(&mut Channel::new(&mut card)));
        assert_eq!(outcome.unwrap_err(), ReadError::Channel(ChannelError::Reader(ReaderError::Removed)), "{commands}");
    }
}
