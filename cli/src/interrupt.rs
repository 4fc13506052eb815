//! Ctrl-C, and being told to end, while something must not be left as it is: a card that is open to every program, a terminal that shows nothing of what
//! is typed.
//!
//! Signals are looked at from the first such moment on. Then a thread closes the card, puts the terminal right, and ends the program as the signal would
//! have: a shell sees 130 or 143. Whoever sends a second one is not kept waiting.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tillit_card::key::Closer;

use crate::platform::{Here, Platform};

type Terminal = <Here as Platform>::Terminal;

/// A module that is asked to log out may be busy with the card for as long as a signature takes.
const CLOSED_WITHIN: Duration = Duration::from_secs(5);

/// Whoever asks notices Ctrl-C by itself; of other signals it learns nothing.
const ASKING_ENDS_WITHIN: Duration = Duration::from_millis(300);

/// What has to be put right before the program may end.
struct Held {
    is_watching: bool,
    is_ending: bool,
    terminal: Option<Terminal>,
    card: Option<Card>,
}

/// A card whose PIN is being given, or was.
struct Card {
    reader: String,
    /// Of the key, once it is open.
    closer: Option<Closer>,
}

static HELD: Mutex<Held> = Mutex::new(Held { is_watching: false, is_ending: false, terminal: None, card: None });
static CHANGED: Condvar = Condvar::new();

fn held() -> MutexGuard<'static, Held> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the program is ending, nothing more happens here: no PIN is given, no answer is written.
pub(crate) fn checkpoint() {
    if held().is_ending {
        stand_still();
    }
}

/// The signal is on its way: nothing goes on before it has done its work.
pub(crate) fn wait_for_the_end() {
    let (held, _) = CHANGED
        .wait_timeout_while(held(), CLOSED_WITHIN, |held| !held.is_ending)
        .unwrap_or_else(PoisonError::into_inner);
    drop(held);
    checkpoint();
}

/// The thread that ends the program is at work; it does not take long.
fn stand_still() -> ! {
    loop {
        std::thread::park();
    }
}

/// The PIN goes to the card in this reader now.
pub(crate) fn card_opens(reader: &str) {
    let mut held = held();
    watch(&mut held);
    if held.is_ending {
        drop(held);
        stand_still();
    }
    held.card = Some(Card { reader: reader.to_owned(), closer: None });
}

/// The card is open, and this closes it.
pub(crate) fn card_is_open(reader: &str, closer: Closer) {
    let mut held = held();
    watch(&mut held);
    if held.is_ending {
        drop(held);
        closer.close();
        stand_still();
    }
    held.card = Some(Card { reader: reader.to_owned(), closer: Some(closer) });
}

/// The card is closed, or was not opened.
pub(crate) fn card_is_closed() {
    held().card = None;
    CHANGED.notify_all();
}

/// Closes the card with its own module, so that nothing is cut off; what does not come back in time is reset over PC/SC.
fn close_card() {
    let held = held();
    let Some(card) = &held.card else { return };
    let reader = card.reader.clone();
    if let Some(closer) = card.closer.clone() {
        std::thread::spawn(move || closer.close());
    }
    // Without one its PIN is on the way: whoever gave it closes the card as soon as it is open.
    let (held, _) = CHANGED
        .wait_timeout_while(held, CLOSED_WITHIN, |held| held.card.is_some())
        .unwrap_or_else(PoisonError::into_inner);
    if held.card.is_some() {
        drop(held);
        tillit_card::readers::reset(&reader);
    }
}

/// While it lives, what is typed is not shown, from before the question on: who asks hides it only afterwards, and some have typed by then. However the
/// program ends, the terminal is as it was.
#[derive(Debug)]
pub(crate) struct Unseen(());

impl Unseen {
    pub(crate) fn begin() -> Self {
        let mut held = held();
        watch(&mut held);
        held.terminal = Here::hide_typing();
        Self(())
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        if let Some(terminal) = held().terminal.take() {
            Here::put_right(&terminal);
        }
        CHANGED.notify_all();
    }
}

fn watch(held: &mut Held) {
    if !std::mem::replace(&mut held.is_watching, true) {
        Here::before_the_end(put_everything_right);
    }
}

fn put_everything_right() {
    let mut held = held();
    held.is_ending = true;
    CHANGED.notify_all();
    // After Ctrl-C whoever asked puts right what it has changed itself, and must not do so last.
    let (mut held, _) = CHANGED
        .wait_timeout_while(held, ASKING_ENDS_WITHIN, |held| held.terminal.is_some())
        .unwrap_or_else(PoisonError::into_inner);
    if let Some(terminal) = held.terminal.take() {
        Here::put_right(&terminal);
    }
    drop(held);
    close_card();
}
