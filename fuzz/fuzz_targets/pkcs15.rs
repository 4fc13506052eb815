//! What is on a card: files of any content laid out anywhere, and a card that answers its commands with anything.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use tillit_card::apdu::{Channel, Command, Link, Protocol};
use tillit_card::atr::Atr;
use tillit_card::pkcs15::files::OnCard;
use tillit_card::pkcs15::{self, Base, CardContents, FileError, Files, Location, MAX_FILE, MAX_OBJECTS, Until};
use tillit_card::readers::ReaderError;

/// Files by their places. Each file of the input: how many identifiers, the identifiers, two bytes for its size, its bytes.
struct Memory(BTreeMap<Vec<u16>, Vec<u8>>);

impl Memory {
    fn of(mut data: &[u8]) -> Self {
        let mut files = BTreeMap::new();
        while let Some((&count, rest)) = data.split_first() {
            let count = usize::from(count % 4);
            let Some((ids, rest)) = rest.split_at_checked(2 * count) else { break };
            let Some((&[high, low], rest)) = rest.split_first_chunk() else { break };
            let size = usize::from(u16::from_be_bytes([high, low])).min(rest.len());
            let (file, rest) = rest.split_at(size);
            files.insert(ids.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect(), file.to_vec());
            data = rest;
        }
        Self(files)
    }
}

impl Files for Memory {
    fn read(&mut self, location: &Location, until: Until) -> Result<Vec<u8>, FileError> {
        let file = self.0.get(&location.ids).filter(|_| location.base == Base::Master).ok_or(FileError::NotFound)?;
        let end = (0..file.len()).step_by(100).find(|end| until.is_reached(&file[..*end]));
        Ok(file[..end.unwrap_or(file.len())].to_vec())
    }
}

/// Answers from the input, one after the other; at its end there is no card any more.
struct Chip<'a>(&'a [u8], Protocol);

impl Link for Chip<'_> {
    fn protocol(&self) -> Protocol {
        self.1
    }
    fn takes_long(&self) -> bool {
        true
    }
    fn transmit(&mut self, command: &Command) -> Result<Vec<u8>, ReaderError> {
        assert!(!matches!(command, Command::QueryPin { .. }));
        let (&size, rest) = self.0.split_first().ok_or(ReaderError::Removed)?;
        let (answer, rest) = rest.split_at(usize::from(size).min(rest.len()));
        self.0 = rest;
        Ok([answer, if size % 3 == 0 { &[][..] } else { &[0x90, 0x00] }].concat())
    }
}

fn look(contents: &CardContents) {
    assert!(contents.certificates.len() <= MAX_OBJECTS && contents.problems.len() <= MAX_OBJECTS);
    for one in &contents.certificates {
        assert!(one.certificate.der().len() <= MAX_FILE);
        let _ = contents.key_of(one).and_then(|key| contents.pin_of(key));
    }
    let _ = (contents.distinct_certificates(), contents.user_pins().count(), format!("{contents:?}"));
}

fuzz_target!(|data: &[u8]| {
    let Some((&kind, rest)) = data.split_first() else { return };
    let atr = Atr::new(rest);
    let _ = (atr.known(), atr.takes_long(), atr.text(), atr.to_string());
    let outcome = match kind % 3 {
        0 => pkcs15::read(&mut Memory::of(rest)),
        1 => pkcs15::read(&mut OnCard::new(&mut Channel::new(&mut Chip(rest, Protocol::T0)))),
        _ => pkcs15::read(&mut OnCard::new(&mut Channel::new(&mut Chip(rest, Protocol::T1)))),
    };
    match outcome {
        Ok(contents) => look(&contents),
        Err(error) => drop(error.to_string()),
    }
});
