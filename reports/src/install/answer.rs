//! What an installation or an undo comes to: the exit code.

use super::{ChangeState, ChangesReport, EffectOn, EffectState, InstallReport, PutBack, Stage, UndoReport, UndoStage};

/// The exit code of `tillit install`. 0: what was asked for is done, is planned, or is so already. 3: a target refuses, a saved plan does not
/// fit any more, nothing was begun, it was put back or interrupted, the user said no, or a service could not be told.
pub fn exit_code(report: &InstallReport) -> u8 {
    let is_fine = match &report.stage {
        _ if report.is_done_already() => true,
        Stage::Planned { .. } | Stage::Applied { .. } => !report.plan.is_refused() && told(&report.effects),
        Stage::Differs(_) | Stage::Declined | Stage::NotBegun(_) | Stage::RolledBack(_) | Stage::Interrupted { .. } => {
            false
        }
    };
    code(is_fine)
}

/// The exit code of `tillit undo`. 0: everything is as it was, or will be. 3: something was left alone, the user said no, it failed, or a
/// service could not be told.
pub fn undo_exit_code(report: &UndoReport) -> u8 {
    let is_fine = match &report.stage {
        UndoStage::Planned | UndoStage::Done | UndoStage::Nothing => {
            let left = report.targets.iter().any(|target| matches!(target, PutBack::Left(_)));
            !left && told(&report.effects)
        }
        UndoStage::Declined | UndoStage::NotBegun(_) | UndoStage::Failed(_) => false,
    };
    code(is_fine)
}

/// The exit code of `tillit undo --list`: 3 where a change is interrupted or a record cannot be read.
pub fn changes_exit_code(report: &ChangesReport) -> u8 {
    let interrupted = report.changes.iter().any(|change| change.state == ChangeState::Interrupted);
    code(!interrupted && report.damaged.is_empty())
}

fn code(is_fine: bool) -> u8 {
    if is_fine { 0 } else { 3 }
}

fn told(effects: &[EffectOn]) -> bool {
    !effects.iter().any(|effect| matches!(effect.state, EffectState::Failed(_)))
}
