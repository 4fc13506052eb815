//! `--search`: files in which CAs are named by hand.

use std::path::PathBuf;

use tillit_reports::audit::SearchedPath;
use tillit_trust_stores::servers::search;

use super::{Args, Audit, Job};
use crate::context::Context;
use crate::progress::Progress;

/// Nothing but a search is asked for: no store and no server is looked at.
pub(super) fn stands_alone(args: &Args) -> bool {
    !args.search.is_empty()
        && args.targets.is_empty()
        && args.require.is_empty()
        && args.inventory.is_none()
        && args.against.is_none()
}

/// Searches every path, as one of the tree that the other targets are in.
pub(super) fn run(paths: &[PathBuf], like: &Job, audit: &Audit<'_>, context: &Context) -> Vec<SearchedPath> {
    let progress = Progress::of_unknown(context, "progress-search");
    let mut before = 0;
    let one = |path: &PathBuf| {
        let told = |done: usize| progress.at(before + done);
        let searched = search::search(path, &like.tree, audit.catalog, &audit.at_hand, &told);
        before += searched.files;
        SearchedPath { path: path.display().to_string(), searched }
    };
    paths.iter().map(one).collect()
}
