//! `peers SCRATCH OLD NEW [OLD NEW ...]`: what each way of sending NEW to who has OLD costs, a line for each.
//!
//! `cargo xtask bench delta` runs it, built for speed and with a feature of its own. Every patch is applied in a process
//! of its own, which tells how long it took and the most memory that it ever held. Deliberately absent: fetching the
//! files, and judging.

#[path = "peers/chunks.rs"]
mod chunks;
#[path = "peers/ways.rs"]
mod ways;

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};

use ways::Way;

/// How often a patch is applied; the fastest counts.
const REPEATS: usize = 3;

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [first, rest @ ..] = &arguments[..] else {
        bail!("usage: peers SCRATCH OLD NEW [OLD NEW ...]");
    };
    match rest {
        [way, old, patch, new] if first == "--apply" => apply(Way::of_name(way)?, old, patch, new),
        pairs => {
            for pair in pairs.chunks_exact(2) {
                measure(Path::new(first), &pair[0], &pair[1])?;
            }
            Ok(())
        }
    }
}

/// Makes a patch in every way; prints NEW, the way, bytes, milliseconds to make and to apply, and KiB to apply.
fn measure(scratch: &Path, old: &str, new: &str) -> Result<()> {
    let (old_bytes, new_bytes) = (read(old)?, read(new)?);
    for way in Way::ALL {
        let begin = Instant::now();
        let patch = way.make(&old_bytes, &new_bytes)?;
        let encode_millis = begin.elapsed().as_millis();
        let file = scratch.join(way.name());
        fs::write(&file, &patch).with_context(|| format!("cannot write {}", file.display()))?;
        let itself = env::current_exe()?;
        let child = Command::new(&itself)
            .args(["--apply", way.name(), old])
            .args([file.as_os_str(), new.as_ref()])
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("cannot start {}", itself.display()))?;
        ensure!(child.status.success(), "{} of {new} failed", way.name());
        let said = String::from_utf8(child.stdout)?;
        println!(
            "{new}\t{}\t{}\t{encode_millis}\t{}",
            way.name(),
            patch.len(),
            said.trim()
        );
    }
    Ok(())
}

/// Applies a patch; prints milliseconds, and KiB where the system tells.
fn apply(way: Way, old: &str, patch: &str, new: &str) -> Result<()> {
    let (old, patch) = (read(old)?, read(patch)?);
    let new_bytes = usize::try_from(fs::metadata(new)?.len())?;
    let (mut best_millis, mut peak_kib) = (f64::INFINITY, String::new());
    for repeat in 0..REPEATS {
        let begin = Instant::now();
        let made = way.apply(&old, &patch, new_bytes)?;
        best_millis = best_millis.min(begin.elapsed().as_secs_f64() * 1000.0);
        if repeat == 0 {
            peak_kib = self::peak_kib().unwrap_or_default();
        }
        if repeat + 1 == REPEATS {
            ensure!(made == read(new)?, "{} made another file", way.name());
        }
    }
    println!("{best_millis:.1}\t{peak_kib}");
    Ok(())
}

/// The most memory that this process ever held, as Linux tells it.
fn peak_kib() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1).map(str::to_owned)
}

fn read(path: &str) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| path.to_owned())
}
