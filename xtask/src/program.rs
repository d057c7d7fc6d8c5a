//! Other programs: run to the end with their output in a log, or read, or stopped when they take too long.
//!
//! A failure names the program, shows the end of what it said, and says where the rest is.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

/// How a program ended that was given limited time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It ended and was content.
    Success,
    /// It ended and was not.
    Failure,
    /// It was stopped.
    TooLate,
}

/// Where programs are looked for before `PATH`.
static PREFERRED: OnceLock<PathBuf> = OnceLock::new();

/// From now on every program is looked for in `folder` first, and its own programs too.
pub(crate) fn prefer(folder: PathBuf) {
    // Whoever came first asked for the same folder: there is one.
    let _ = PREFERRED.set(folder);
}

/// A program with its arguments.
pub(crate) struct Program {
    name: String,
    command: Command,
}

const SHOWN_LINES: usize = 30;

impl Program {
    /// The program at `path`, or called so in `PATH`.
    pub(crate) fn new(path: impl AsRef<OsStr>) -> Self {
        let path = path.as_ref();
        let name = Path::new(path).file_name().unwrap_or(path);
        let mut command = Command::new(path);
        if PREFERRED.get().is_some() {
            command.env("PATH", self::path());
        }
        Self {
            name: name.to_string_lossy().into_owned(),
            command,
        }
    }

    /// The program, free of what the cargo that started this one left in the environment.
    pub(crate) fn clean(path: impl AsRef<OsStr>) -> Self {
        let mut program = Self::new(path);
        for (name, _) in env::vars_os() {
            if is_from_cargo(&name.to_string_lossy()) {
                program.command.env_remove(name);
            }
        }
        program
    }

    /// Cargo of `toolchain`, or of the one in use.
    pub(crate) fn cargo(toolchain: Option<&str>) -> Self {
        Self::clean("cargo").args(toolchain.map(|name| format!("+{name}")))
    }

    /// The compiler of `toolchain`, or of the one in use.
    pub(crate) fn rustc(toolchain: Option<&str>) -> Self {
        Self::clean("rustc").args(toolchain.map(|name| format!("+{name}")))
    }

    pub(crate) fn args(mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn arg(self, arg: impl AsRef<OsStr>) -> Self {
        self.args([arg])
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Whether it starts and is content, whatever it says.
    pub(crate) fn succeeds(mut self) -> bool {
        let quiet = self.command.stdin(Stdio::null()).stdout(Stdio::null());
        quiet
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// What it prints.
    pub(crate) fn read(mut self) -> Result<String> {
        let output = self.command.stdin(Stdio::null()).output();
        let output = output.with_context(|| format!("cannot start {}", self.name))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("{} failed:\n{}", self.name, last_lines(&said, SHOWN_LINES));
        }
        Ok(text)
    }

    /// Runs it with the terminal as its own.
    pub(crate) fn show(mut self) -> Result<ExitStatus> {
        let status = self.command.status();
        status.with_context(|| format!("cannot start {}", self.name))
    }

    /// Puts it in the place of this program. Returns only where it cannot be started.
    pub(crate) fn become_it(mut self) -> Result<()> {
        let error = self.command.exec();
        Err(error).with_context(|| format!("cannot start {}", self.name))
    }

    /// Starts it with the terminal for its errors and a pipe for its output.
    pub(crate) fn start(mut self) -> Result<Child> {
        let child = self.command.stdin(Stdio::null()).stdout(Stdio::piped());
        child
            .spawn()
            .with_context(|| format!("cannot start {}", self.name))
    }

    /// Runs it with everything it says going to `log`, for as long as it takes.
    pub(crate) fn logged(mut self, log: &Path) -> Result<()> {
        let file = open_log(log)?;
        let command = self
            .command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file);
        let status = command
            .status()
            .with_context(|| format!("cannot start {}", self.name))?;
        if status.success() {
            return Ok(());
        }
        bail!("{} failed; {}", self.name, log_end(log));
    }

    /// Runs it with everything it says going to `log`, and stops it when `limit` is over.
    pub(crate) fn logged_within(mut self, log: &Path, limit: Duration) -> Result<End> {
        let (reader, writer) = io::pipe().context("cannot make a pipe")?;
        let mut file = open_log(log)?;
        let command = self.command.stdin(Stdio::null());
        let command = command.stdout(writer.try_clone()?).stderr(writer);
        let child = command.spawn();
        let mut child = child.with_context(|| format!("cannot start {}", self.name))?;
        // The command holds the pipe's other end; without it gone, the reader would never see the end.
        drop(self.command);
        let (done, is_done) = mpsc::channel();
        thread::spawn(move || {
            let mut reader = reader;
            let copied = io::copy(&mut reader, &mut file).and_then(|_| file.flush());
            // Nobody listens any more where the program was stopped.
            let _ = done.send(copied);
        });
        if is_done.recv_timeout(limit).is_err() {
            child
                .kill()
                .with_context(|| format!("cannot stop {}", self.name))?;
            child.wait()?;
            return Ok(End::TooLate);
        }
        Ok(if child.wait()?.success() {
            End::Success
        } else {
            End::Failure
        })
    }
}

/// The end of the log, with its name, as the second half of a sentence.
pub(crate) fn log_end(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    format!(
        "its last words, all of which are in {}:\n{}",
        log.display(),
        last_lines(&text, SHOWN_LINES)
    )
}

fn open_log(log: &Path) -> Result<File> {
    File::create(log).with_context(|| format!("cannot write {}", log.display()))
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let first = lines.len().saturating_sub(count);
    lines[first..]
        .iter()
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Variables that `cargo run` and rustup set for this program and that would mislead another toolchain's cargo.
/// Where programs are looked for.
pub(crate) fn path() -> OsString {
    let own = env::var_os("PATH").unwrap_or_default();
    let folders = PREFERRED.get().cloned().into_iter();
    let joined = env::join_paths(folders.chain(env::split_paths(&own)));
    // A cache whose path has a colon in it cannot be in `PATH`.
    joined.unwrap_or(own)
}

fn is_from_cargo(name: &str) -> bool {
    const NAMES: [&str; 7] = [
        "CARGO",
        "LD_LIBRARY_PATH",
        "DYLD_FALLBACK_LIBRARY_PATH",
        "RUSTC",
        "RUSTDOC",
        "RUSTUP_TOOLCHAIN",
        "RUST_RECURSION_COUNT",
    ];
    const PREFIXES: [&str; 4] = [
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_BIN_",
        "CARGO_CRATE_",
    ];
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(name: &str) -> PathBuf {
        env::temp_dir().join(format!("xtask-{name}-{}.log", std::process::id()))
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        let log = log("hangs");
        let program = Program::new("tail").args(["-f", "/dev/null"]);
        let end = program.logged_within(&log, Duration::from_millis(50));
        assert_eq!(end.unwrap(), End::TooLate);
        fs::remove_file(log).unwrap();
    }

    #[test]
    fn a_program_in_time_tells_success_from_failure() {
        let log = log("in-time");
        let end = |code: &str| {
            let program = Program::new("sh").args(["-c", code]);
            program
                .logged_within(&log, Duration::from_secs(60))
                .unwrap()
        };
        assert_eq!(end("echo said; exit 0"), End::Success);
        assert_eq!(fs::read_to_string(&log).unwrap(), "said\n");
        assert_eq!(end("exit 3"), End::Failure);
        fs::remove_file(&log).unwrap();
    }

    #[test]
    fn a_failure_shows_the_last_words_and_names_the_log() {
        let log = log("fails");
        let program = Program::new("sh").args(["-c", "echo the reason >&2; exit 1"]);
        let message = program.logged(&log).unwrap_err().to_string();
        assert!(message.starts_with("sh failed"), "{message}");
        assert!(message.contains("    the reason"), "{message}");
        assert!(message.contains(&log.display().to_string()), "{message}");
        fs::remove_file(log).unwrap();
    }

    #[test]
    fn only_the_end_of_a_long_log_is_shown() {
        assert_eq!(last_lines("a\nb\n\nc\n", 2), "    b\n    c");
        assert_eq!(last_lines("", 2), "");
    }

    #[test]
    fn what_the_outer_cargo_set_is_told_from_what_the_user_set() {
        assert!(is_from_cargo("CARGO_PKG_NAME"));
        assert!(is_from_cargo("RUSTUP_TOOLCHAIN"));
        assert!(!is_from_cargo("CARGO_TARGET_DIR"));
        assert!(!is_from_cargo("CARGO_HOME"));
    }
}
