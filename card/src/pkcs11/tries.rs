//! Tries of a PIN: what a token says of them, what is remembered, and whether one more may be spent.
//!
//! What a token says is not enough. Measured with OpenSC and a card of its driver `setcos`, as old SITHS cards are: not one flag of CK_TOKEN_INFO
//! (PKCS#11 2.40 section 3.2) is set before a PIN was wrong *in the same process*, so three runs with a wrong PIN each would lock a card that has three
//! tries. And a token that does say `CKF_USER_PIN_COUNT_LOW` need not say when the final try has come: SoftHSM never does. So wrong PINs are remembered
//! from run to run, and the second one in a row is the last that is given without being told to.

use time::OffsetDateTime;

use super::module::PinState;
use super::unlock::UnlockError;

/// So many wrong PINs leave one try of the three that cards have.
const WRONG_AT_MOST: u32 = 2;

/// What is remembered of a token's PIN since it was right the last time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WrongPins {
    /// How often it was wrong, or was given and nobody learned what came of it.
    pub count: u32,
    /// When the last of them was given.
    pub last: Option<OffsetDateTime>,
    /// The token has said that one try is left.
    pub last_try: bool,
}

/// What came of a PIN that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It is right: the token has all its tries again.
    Right,
    /// It is wrong.
    Wrong {
        /// Whether only one try is left now, as far as the token says so.
        last_try_left: bool,
    },
    /// The PIN is locked: there is no try to be lost, and whoever unlocks it gives all of them back.
    Locked,
    /// It did not come to a try.
    NotTried,
    /// Nobody knows.
    Unknown,
}

/// Remembers what became of one token's PIN, from run to run.
pub trait PinMemory {
    /// What is remembered.
    fn recall(&self) -> WrongPins;

    /// The PIN goes to the token now: counted as wrong from here on, so that nothing that ends the program makes it forgotten. What was
    /// remembered before comes back; nobody else may count between the two.
    fn trying(&self) -> WrongPins;

    /// What came of it.
    fn came_to(&self, tried: Tried);
}

impl WrongPins {
    /// One more is being given.
    #[must_use]
    pub fn and_one(self, at: OffsetDateTime) -> Self {
        Self { count: self.count.saturating_add(1), last: Some(at), ..self }
    }

    /// What is to be remembered once it is known what became of it; it has been counted already ([`WrongPins::and_one`]).
    #[must_use]
    pub fn after(self, tried: Tried, before: Self, at: OffsetDateTime) -> Self {
        match tried {
            Tried::Right | Tried::Locked => Self::default(),
            // Another run may have been right in the meantime, and this one was wrong after it.
            Tried::Wrong { last_try_left } => Self {
                count: self.count.max(1),
                last: self.last.or(Some(at)),
                last_try: self.last_try || last_try_left,
            },
            Tried::NotTried if self.count <= 1 => Self::default(),
            Tried::NotTried => Self { count: self.count - 1, last: before.last, ..self },
            Tried::Unknown => self,
        }
    }
}

/// Whether a PIN may be given to a token that says this of itself. A user who insists may lose the last try; a locked PIN has none.
///
/// # Errors
/// [`UnlockError::Locked`], [`UnlockError::LastTry`], [`UnlockError::Remembered`]
pub fn may_try(state: PinState, remembered: WrongPins, risk_last_try: bool) -> Result<(), UnlockError> {
    if !state.required || risk_last_try && !state.locked {
        Ok(())
    } else if state.locked {
        Err(UnlockError::Locked)
    } else if state.final_try {
        Err(UnlockError::LastTry)
    } else if remembered.last_try || remembered.count >= WRONG_AT_MOST {
        Err(UnlockError::Remembered { wrong: remembered })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
    const SILENT: PinState =
        PinState { required: true, at_reader: false, count_low: false, final_try: false, locked: false };

    /// Runs with these outcomes, on a token that says nothing; how many of them gave the PIN.
    fn given(outcomes: &[Tried], risk: bool) -> usize {
        let (mut remembered, mut given) = (WrongPins::default(), 0);
        for tried in outcomes {
            if may_try(SILENT, remembered, risk).is_ok() {
                given += 1;
                remembered = remembered.and_one(NOW).after(*tried, remembered, NOW);
            }
        }
        given
    }

    #[test]
    fn three_tries_are_never_all_spent() {
        let wrong = Tried::Wrong { last_try_left: false };
        assert_eq!(given(&[wrong; 9], false), 2);
        assert_eq!(given(&[Tried::Unknown; 9], false), 2);
        assert_eq!(given(&[wrong, Tried::Unknown, wrong, wrong], false), 2);
        assert_eq!(given(&[wrong, wrong, wrong], true), 3);
        // A right one gives all tries back, and so does who unlocks a locked one; what was no try costs none.
        assert_eq!(given(&[wrong, Tried::Right, wrong, wrong, wrong], false), 4);
        assert_eq!(given(&[wrong, Tried::Locked, wrong, wrong, wrong], false), 4);
        assert_eq!(given(&[wrong, Tried::NotTried, Tried::NotTried, wrong, wrong], false), 4);
        // Somebody else has spent one before: the token says so once, and is believed from then on.
        assert_eq!(given(&[Tried::Wrong { last_try_left: true }, wrong, wrong], false), 1);
    }

    #[test]
    fn what_the_token_says_comes_first() {
        let none = WrongPins::default();
        let two = none.and_one(NOW).and_one(NOW);
        let locked = PinState { locked: true, ..SILENT };
        let last = PinState { final_try: true, ..SILENT };
        assert_eq!(may_try(locked, none, true), Err(UnlockError::Locked));
        assert_eq!(may_try(last, two, false), Err(UnlockError::LastTry));
        assert_eq!(may_try(last, two, true), Ok(()));
        assert_eq!(may_try(SILENT, two, false), Err(UnlockError::Remembered { wrong: two }));
        // A low count alone does not mean that the final try would be told.
        assert!(may_try(PinState { count_low: true, ..SILENT }, two, false).is_err());
        assert_eq!(may_try(PinState::default(), two, false), Ok(()));
    }

    #[test]
    fn runs_at_the_same_time_lose_nothing() {
        let none = WrongPins::default();
        // A is right while B, wrong, is still under way: B's is remembered.
        let forgotten = none.and_one(NOW).and_one(NOW).after(Tried::Right, none, NOW);
        assert_eq!(forgotten.after(Tried::Wrong { last_try_left: false }, none, NOW).count, 1);
    }
}
