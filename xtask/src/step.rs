//! One line for each step of a command, with the time it took.
//!
//! On a terminal the running step is shown too and then replaced; in a log there is only the finished line.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::{Duration, Instant};

use anyhow::Result;

/// Runs `work` as the step called `name`.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let running = Running::start(name);
    let result = work();
    running.finish(name, result.is_ok());
    result
}

/// A step that has begun.
pub(crate) struct Running {
    start: Instant,
}

impl Running {
    /// Begins the step called `name`.
    pub(crate) fn start(name: &str) -> Self {
        if stderr().is_terminal() {
            eprint!("\r\x1b[2K       …  {name}");
            // Nothing is lost where a terminal cannot be flushed: the finished line follows.
            let _ = stderr().flush();
        }
        Self {
            start: Instant::now(),
        }
    }

    /// Ends it, under a name that may say more than the first one.
    pub(crate) fn finish(self, name: &str, is_ok: bool) {
        let clear = if stderr().is_terminal() {
            "\r\x1b[2K"
        } else {
            ""
        };
        let mark = if is_ok { ' ' } else { '✗' };
        eprintln!("{clear}{} {mark} {name}", seconds(self.start.elapsed()));
    }
}

fn seconds(time: Duration) -> String {
    format!("{:6.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_stand_below_each_other() {
        assert_eq!(seconds(Duration::from_millis(1234)), "   1.2 s");
        assert_eq!(seconds(Duration::from_secs(600)), " 600.0 s");
    }
}
