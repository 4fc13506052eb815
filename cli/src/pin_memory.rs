//! Wrong PINs, remembered from run to run: `DATA/pins/PSEUDONYM.json`, one small file for each token whose PIN was wrong and not right since. It says how
//! often and when, and neither the PIN nor the card's number. What follows from it is decided in `tillit_card::pkcs11::may_try`.

use std::cell::{Cell, RefCell};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tillit_card::pkcs11::{PinMemory, Token, Tried, WrongPins};
use tillit_reports::i18n::Value;
use time::OffsetDateTime;

use crate::context::Context;
use crate::error::io_cause;
use crate::{data, files};

const FOLDER: &str = "pins";
/// A file has three numbers.
const MAX_BYTES: u64 = 4096;
/// As many as a file system takes for the smallest one.
const TRIED_OUT: [u8; 4096] = [b' '; 4096];

/// What is remembered of one token's PIN.
pub(crate) struct Kept<'a> {
    data: PathBuf,
    name: String,
    context: &'a Context,
    /// What was remembered before this run gave the PIN.
    before: RefCell<WrongPins>,
    /// That it cannot be read or written was said.
    has_complained: Cell<bool>,
}

/// As it stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    wrong: u32,
    #[serde(with = "time::serde::timestamp::option")]
    last: Option<OffsetDateTime>,
    last_try: bool,
}

impl<'a> Kept<'a> {
    pub(crate) fn of(token: &Token, context: &'a Context) -> Self {
        Self {
            data: context.data_folders().write,
            name: format!("{}.json", token.pseudonym()),
            context,
            before: RefCell::default(),
            has_complained: Cell::default(),
        }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.data.join(FOLDER).join(&self.name)
    }

    /// Whether a wrong PIN can be counted: a file like that of a token is written, and gone again.
    pub(crate) fn try_out(&self) -> io::Result<()> {
        let folder = data::make_private(&self.data, FOLDER)?;
        let mut file = tempfile::Builder::new().prefix(".tillit-").tempfile_in(folder)?;
        file.write_all(&TRIED_OUT)?;
        file.as_file().sync_all()?;
        file.close()
    }

    /// Without it logins go on, and every run has to be told that nobody counts.
    fn complain(&self, cause: &io::Error) {
        if !self.has_complained.replace(true) {
            let values = [
                ("path", Value::from(self.file().display().to_string())),
                ("cause", Value::from(io_cause(cause, &self.context.texts))),
            ];
            self.context.note(&self.context.texts.format("note-token-not-remembered", &values));
        }
    }

    /// What cannot be read may have said anything: it counts for one wrong PIN.
    fn read(&self) -> WrongPins {
        let text = match files::text(&self.file(), MAX_BYTES) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return WrongPins::default(),
            Err(error) => {
                self.complain(&error);
                return WrongPins { count: 1, ..WrongPins::default() };
            }
        };
        match serde_json::from_str::<Written>(&text) {
            Ok(written) => WrongPins { count: written.wrong, last: written.last, last_try: written.last_try },
            Err(error) => {
                self.complain(&error.into());
                WrongPins { count: 1, ..WrongPins::default() }
            }
        }
    }

    fn write(&self, wrong: WrongPins) {
        let file = self.file();
        let done = if wrong == WrongPins::default() {
            match fs::remove_file(&file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            }
        } else {
            let written = Written { wrong: wrong.count, last: wrong.last, last_try: wrong.last_try };
            serde_json::to_vec(&written)
                .map_err(io::Error::from)
                .and_then(|content| data::write_private(&self.data, FOLDER, &self.name, &content))
        };
        if let Err(error) = done {
            self.complain(&error);
        }
    }

    /// Reads and writes with nobody between; where the file system has no locks, runs at the same time may count one too few.
    fn change(&self, how: impl FnOnce(WrongPins) -> WrongPins) -> WrongPins {
        let turn = File::open(self.data.join(FOLDER)).and_then(|folder| folder.lock().map(|()| folder));
        let found = self.read();
        self.write(how(found));
        drop(turn);
        found
    }
}

impl PinMemory for Kept<'_> {
    fn recall(&self) -> WrongPins {
        self.read()
    }

    fn trying(&self) -> WrongPins {
        // The first writer makes the folder that is locked.
        if let Err(error) = data::make_private(&self.data, FOLDER) {
            self.complain(&error);
        }
        let found = self.change(|wrong| wrong.and_one(self.context.now));
        *self.before.borrow_mut() = found;
        found
    }

    fn came_to(&self, tried: Tried) {
        self.change(|wrong| wrong.after(tried, *self.before.borrow(), self.context.now));
    }
}
