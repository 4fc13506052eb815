//! What programs of the operating system leave behind when they run again without what was put in.

use super::super::journal::{Journal, Record, Step};
use super::{ApplyError, Hands, Hooks, Preparing, puts};

/// Puts away what the programs of a change have left behind. It is in the record before it is done, so that a run that is killed meanwhile
/// leaves nothing of it that the next one does not know.
pub(in crate::install) fn put_away(
    journal: &Journal,
    hands: &mut Hands<'_>,
    record: &mut Record,
    hooks: &mut Hooks<'_>,
) -> Result<(), ApplyError> {
    let mut changes = Vec::new();
    for target in &record.targets {
        if target.steps.iter().any(|step| matches!(step, Step::Run { .. })) {
            changes.extend((hooks.left_behind)(target)?);
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    let mut preparing = Preparing::new(&format!("{}-l", record.id), "left-");
    let mut steps: Vec<Step> = Vec::new();
    for change in &changes {
        let mut before: Vec<&mut Step> = steps.iter_mut().collect();
        let step = preparing.step(hands, change, &mut before)?;
        steps.extend(step);
    }
    journal.keep(&record.id, &preparing.contents)?;
    record.undoing.extend(steps.iter().cloned());
    journal.save(record)?;
    for put in puts(steps.iter()) {
        let staged = hands.stage(&record.id, put)?;
        hands.put(&record.id, put, &staged, false)?;
    }
    Ok(())
}
