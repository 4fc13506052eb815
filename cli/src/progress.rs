//! Progress on standard error: only on a terminal, and only for what takes over a second.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::context::Context;

/// Shorter work is done before anybody asks.
const PATIENCE: Duration = Duration::from_secs(1);

/// Progress over a known number of things.
pub(crate) struct Progress {
    started: Instant,
    total: usize,
    label: String,
    shown: bool,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// `label` is the id of what is being done.
    pub(crate) fn new(context: &Context, label: &str, total: usize) -> Self {
        let shown = !context.quiet && std::io::stderr().is_terminal();
        let label = if shown { context.texts.get(label) } else { String::new() };
        Self { started: Instant::now(), total, label, shown, bar: OnceLock::new() }
    }

    /// Progress over things whose number shows as they come.
    pub(crate) fn of_unknown(context: &Context, label: &str) -> Self {
        Self::new(context, label, 0)
    }

    /// This many are done.
    pub(crate) fn at(&self, done: usize) {
        if !self.shown || self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let bar = ProgressBar::new(self.total as u64).with_message(self.label.clone());
            let template = if self.total == 0 { "{msg} {pos}" } else { "{msg} {bar:30} {pos}/{len}" };
            match ProgressStyle::with_template(template) {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        bar.set_position(done as u64);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
