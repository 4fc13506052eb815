//! The files of a real card, through SELECT and READ.

use super::{Base, FileError, Files, Location, MASTER, MAX_FILE, Until};
use crate::apdu::{Channel, Command, Response, Status};

/// The most records that a file of records is read for.
const MAX_RECORDS: u8 = 64;

/// A card's files.
pub struct OnCard<'a, 'l> {
    channel: &'a mut Channel<'l>,
    /// Where the card stands.
    at: Option<Location>,
    /// How it takes paths, once that is known.
    way: Way,
    /// The application that is selected.
    application: Option<Vec<u8>>,
}

/// How a card takes paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Whole, in one command.
    Whole,
    /// One identifier after the other.
    Steps,
}

impl<'a, 'l> OnCard<'a, 'l> {
    /// Of the card at the other end.
    pub fn new(channel: &'a mut Channel<'l>) -> Self {
        Self { channel, at: None, way: Way::Whole, application: None }
    }

    /// Goes to a file or folder; the file's size where the card tells it.
    ///
    /// # Errors
    /// [`FileError`]
    pub fn select(&mut self, location: &Location) -> Result<Option<usize>, FileError> {
        self.at = None;
        let below = match &location.base {
            Base::Master => {
                // A path from the master file leaves the application.
                self.application = None;
                false
            }
            Base::Application(aid) => {
                if self.application.as_ref() != Some(aid) || location.ids.is_empty() || self.way == Way::Steps {
                    self.application = None;
                    self.done(&Command::SelectApplication(aid.clone()))?;
                    self.application = Some(aid.clone());
                }
                true
            }
        };
        let response = self.path(&location.ids, below)?;
        self.at = Some(location.clone());
        Ok(response.and_then(|response| size(&response.data)))
    }

    /// `None`: there is nothing below an application to go to.
    fn path(&mut self, ids: &[u16], below: bool) -> Result<Option<Response>, FileError> {
        if self.way == Way::Whole {
            let command = match ids {
                [] if below => return Ok(None),
                [] => Command::SelectFile(MASTER),
                ids if below => Command::SelectBelow(ids.to_vec()),
                ids => Command::SelectPath(ids.to_vec()),
            };
            let response = self.channel.send(&command)?;
            if !response.status.is_unsupported() {
                return answered(&command, response).map(Some);
            }
            self.way = Way::Steps;
        }
        let mut last = None;
        if !below {
            last = Some(self.done(&Command::SelectFile(MASTER))?);
        }
        for id in ids {
            last = Some(self.done(&Command::SelectFile(*id))?);
        }
        Ok(last)
    }

    fn done(&mut self, command: &Command) -> Result<Response, FileError> {
        let response = self.channel.send(command)?;
        answered(command, response)
    }

    fn transparent(&mut self, size: Option<usize>, until: Until) -> Result<Vec<u8>, FileError> {
        let longest = self.channel.longest();
        let mut read = Vec::new();
        while !until.is_reached(&read) {
            if read.len() >= MAX_FILE {
                return Err(FileError::TooLarge);
            }
            // A size that the card tells ends the file; one that it tells wrongly does not make it longer than what is read.
            let left = size.map(|size| size.saturating_sub(read.len()));
            if left == Some(0) {
                break;
            }
            let length = left.and_then(|left| u32::try_from(left).ok()).map_or(longest, |left| left.min(longest));
            let offset = u32::try_from(read.len()).unwrap_or(u32::MAX);
            let command = Command::ReadBinary { offset, length };
            let response = self.channel.send(&command)?;
            let is_end = matches!(response.status.0, 0x6282 | 0x6b00);
            // Beyond the end some cards say 6Axx or 6700 instead.
            let is_refused = !response.status.is_ok() && !is_end;
            if is_refused && (read.is_empty() || response.status.is_denied()) {
                return answered(&command, response).map(|_| read);
            }
            let data = if offset >= 0x8000 { unwrapped(&response.data) } else { &response.data };
            let is_empty = data.is_empty();
            read.extend_from_slice(data);
            if is_end || is_refused || is_empty {
                break;
            }
        }
        read.truncate(MAX_FILE);
        Ok(read)
    }

    fn records(&mut self) -> Result<Vec<u8>, FileError> {
        let mut read = Vec::new();
        for number in 1..=MAX_RECORDS {
            let command = Command::ReadRecord { number };
            let response = self.channel.send(&command)?;
            match response.status {
                status if status.is_ok() => read.extend_from_slice(&response.data),
                _ if number > 1 => break,
                _ => return answered(&command, response).map(|_| read),
            }
        }
        read.truncate(MAX_FILE);
        Ok(read)
    }
}

impl Files for OnCard<'_, '_> {
    fn read(&mut self, location: &Location, until: Until) -> Result<Vec<u8>, FileError> {
        let size = self.select(location)?;
        match self.transparent(size, until) {
            // The command is not for files of this structure.
            Err(FileError::Status { status: Status(0x6981), .. }) => self.records(),
            outcome => outcome,
        }
    }
}

fn answered(command: &Command, response: Response) -> Result<Response, FileError> {
    let status = response.status;
    if status.is_ok() {
        Ok(response)
    } else if status.is_not_found() {
        Err(FileError::NotFound)
    } else if status.is_denied() {
        Err(FileError::Denied)
    } else {
        Err(FileError::Status { instruction: command.instruction(), status })
    }
}

/// The size of a file, from what SELECT answers (FCI or FCP, ISO/IEC 7816-4 section 5.3.3): tag 80, else 81.
fn size(template: &[u8]) -> Option<usize> {
    let mut reader = crate::der::Reader::new(template);
    let outer = reader.next().ok()??;
    if !matches!(outer.tag, 0x62 | 0x64 | 0x6f) {
        return None;
    }
    let mut inside = outer.inside();
    while let Ok(Some(element)) = inside.next() {
        if matches!(element.tag, 0x80 | 0x81) && element.content.len() <= 4 {
            let size = element.content.iter().fold(0_usize, |n, &b| n << 8 | usize::from(b));
            // Nothing is known of a file of no size: reading it tells.
            return Some(size).filter(|size| *size > 0);
        }
    }
    None
}

/// READ BINARY with instruction B1 puts a data object (tag 53) around what it gives.
fn unwrapped(data: &[u8]) -> &[u8] {
    match crate::der::Reader::new(data).next() {
        Ok(Some(element)) if element.tag == 0x53 => element.content,
        _ => data,
    }
}
