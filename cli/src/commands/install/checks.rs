//! Programs and services of this machine: what checks a store, what uses it, what makes a change take effect.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tillit_reports::install::{EffectOn, EffectState, How};
use tillit_trust_stores::install::apply::CheckFailed;
use tillit_trust_stores::install::services::{self, Mentions, Service};
use tillit_trust_stores::install::{Change, Plan, Planned, PlannedTarget, Selection, judges};
use tillit_trust_stores::tree::{Folder, Tree as _};
use tillit_verifier::container::Passwords;

/// The services whose configuration is checked: what they are on this machine says nothing of a copy.
fn used(paths: &[PathBuf], tree: &Folder) -> Vec<services::Use> {
    // This machine's configurations are read once: where a step of ours changes what they name, they are changed themselves, which tells as
    // much.
    static HOST: OnceLock<Mentions> = OnceLock::new();
    if tree.is_host() { HOST.get_or_init(|| Mentions::read(tree)).users_of(paths) } else { Vec::new() }
}

fn paths_of<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<PathBuf> {
    changes.filter_map(|change| change.path().map(Path::to_owned)).collect()
}

/// What will check the result, by name.
pub(in crate::commands) fn names(plan: &Plan) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let programs = plan.targets.iter().filter(|target| matches!(target.planned, Planned::Edited(_)));
    for target in programs {
        names.extend(judges::name(target).map(str::to_owned));
    }
    for used in used(&paths_of(plan.changes()), &plan.tree) {
        names.extend(services::check_name(used.service).map(str::to_owned));
    }
    let mut told = std::collections::HashSet::new();
    names.retain(|name| told.insert(name.clone()));
    names
}

/// The services that use these files.
pub(in crate::commands) fn effects(paths: &[PathBuf], tree: &Folder) -> Vec<EffectOn> {
    let effect = |used: services::Use| {
        let service = used.service;
        let how = match service.takes_effect {
            services::How::Reload => How::Reload,
            services::How::Restart => How::Restart,
        };
        EffectOn {
            service: service.name.to_owned(),
            how,
            logs_out: how == How::Restart,
            command: services::command(service, service.takes_effect),
            state: if services::is_running(service) { EffectState::Due } else { EffectState::NotRunning },
        }
    };
    used(paths, tree).into_iter().map(effect).collect()
}

/// Reloads and restarts what was asked for.
pub(in crate::commands) fn take_effect(effects: Vec<EffectOn>, reload: bool, restart: bool) -> Vec<EffectOn> {
    let done = |mut effect: EffectOn| {
        let is_asked = match effect.how {
            How::Reload => reload || restart,
            How::Restart => restart,
        };
        if effect.state == EffectState::Due
            && is_asked
            && let Some(service) = by_name(&effect.service)
        {
            effect.state = match services::take_effect(service, service.takes_effect) {
                Ok(_) => EffectState::Done,
                Err(CheckFailed { said, .. }) => EffectState::Failed(said),
            };
        }
        effect
    };
    effects.into_iter().map(done).collect()
}

fn by_name(name: &str) -> Option<&'static Service> {
    services::SERVICES.iter().find(|service| service.name == name)
}

/// The consumer's own program reads the store, where it is installed: its name.
pub(in crate::commands) fn judged(
    target: &PlannedTarget,
    file: &Path,
    passwords: &Passwords,
    selection: &Selection,
) -> Result<Option<String>, CheckFailed> {
    judges::judge(target, file, passwords, selection).transpose().map(|by| by.map(str::to_owned))
}

/// Where a path of a tree lies on this machine; it has no links on the way.
pub(in crate::commands) fn on_this_machine(path: &Path, tree: &Folder) -> PathBuf {
    match (tree.root(), path.strip_prefix("/")) {
        (Some(root), Ok(inside)) => root.join(inside),
        _ => path.to_owned(),
    }
}

/// The services that use a target still find their configuration fine: what was asked.
pub(in crate::commands) fn configurations(target: &PlannedTarget, tree: &Folder) -> Result<Vec<String>, CheckFailed> {
    let paths = match &target.planned {
        Planned::Edited(edited) => paths_of(edited.changes.iter()),
        Planned::Unchanged | Planned::Refused(_) => Vec::new(),
    };
    let mut by = Vec::new();
    for used in used(&paths, tree) {
        by.extend(services::configuration_is_fine(used.service).transpose()?.map(str::to_owned));
    }
    Ok(by)
}
