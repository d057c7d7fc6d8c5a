//! A bar on standard error, where that is a terminal and nobody asked for quiet.

use std::time::Duration;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Compressing one large file takes minutes, and the clock beside the bar shows that something goes on.
const TICK: Duration = Duration::from_millis(200);

/// How far something is.
pub(crate) struct Progress {
    quiet: bool,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    /// A bar of `bytes` to go through, called `name`.
    pub(crate) fn bar(&self, name: &'static str, bytes: u64) -> Result<ProgressBar> {
        // indicatif itself draws nothing where standard error is no terminal.
        let target = if self.quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(Some(bytes), target);
        bar.set_style(ProgressStyle::with_template(
            "{msg:8} {bar:30} {bytes} of {total_bytes}, {elapsed}",
        )?);
        bar.set_message(name);
        if !bar.is_hidden() {
            bar.enable_steady_tick(TICK);
        }
        Ok(bar)
    }
}
