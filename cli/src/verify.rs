//! `layerw verify`: every signature, digest and length of a packed file or of an origin's folder. It goes on after a
//! fault, so that one run names all that is wrong.

mod site;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use package::{Archive, MAX_ARCHIVE_BYTES, Refusal, Trust};
use serde_json::json;

use crate::files;
use crate::report::Report;

/// Check every signature, digest and length; exit code 1 names what is wrong.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  layerw verify my-game-1.0.0.lwpkg
  layerw verify site")]
pub(crate) struct Arguments {
    /// A packed file, or a folder that games were published to.
    what: PathBuf,
}

const HINT: &str = "of a folder, `layerw publish --repair` writes the files of the present release anew; of a packed file, pack again";

/// What a check went through and found.
#[derive(Default)]
struct Findings {
    checked: usize,
    notes: Vec<String>,
    faults: Vec<Fault>,
}

/// Something wrong.
struct Fault {
    path: String,
    what: String,
}

impl Findings {
    /// Counts `path` as checked, and as wrong where `result` says so.
    fn check<T>(&mut self, path: &str, result: Result<T>) -> Option<T> {
        self.checked += 1;
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(path, format!("{error:#}"));
                None
            }
        }
    }

    fn fault(&mut self, path: &str, what: String) {
        let is_known = |fault: &Fault| fault.path == path && fault.what == what;
        if !self.faults.iter().any(is_known) {
            self.faults.push(Fault {
                path: path.to_owned(),
                what,
            });
        }
    }
}

/// Checks.
pub(crate) fn run(arguments: &Arguments) -> Result<Report> {
    let path = &arguments.what;
    let mut findings = Findings::default();
    if path.is_dir() {
        site::check(path, &mut findings)?;
    } else {
        check_file(path, &mut findings)?;
    }
    Ok(report(&findings))
}

fn check_file(path: &Path, findings: &mut Findings) -> Result<()> {
    let bytes = files::read(path, MAX_ARCHIVE_BYTES)?;
    let name = path.display().to_string();
    let archive = Archive::from_bytes(&bytes).map_err(named);
    let Some(archive) = findings.check(&name, archive) else {
        return Ok(());
    };
    match (archive.root(), archive.signed()) {
        (Some(root), Some(signed)) => {
            let judged = Trust::new("", root).and_then(|trust| {
                let envelope = package::Envelope::from_bytes(signed, package::MAX_MANIFEST_BYTES)?;
                trust.root().payload(&envelope).map(|_| ())
            });
            findings.check(&name, judged.map_err(named));
        }
        (None, Some(_)) => findings
            .notes
            .push("signed, but no root came along to judge it".to_owned()),
        (_, None) => findings.notes.push("not signed".to_owned()),
    }
    for object in archive.objects() {
        findings.check(&name, object.map_err(named));
    }
    Ok(())
}

fn named(refusal: Refusal) -> anyhow::Error {
    anyhow::anyhow!("{}: {refusal}", refusal.id())
}

fn report(findings: &Findings) -> Report {
    let faults = findings
        .faults
        .iter()
        .map(|fault| json!({ "path": fault.path, "what": fault.what }));
    let json = json!({
        "good": findings.faults.is_empty(), "checked": findings.checked, "notes": findings.notes,
        "faults": faults.collect::<Vec<_>>(),
    });
    let mut lines: Vec<String> = findings
        .faults
        .iter()
        .map(|fault| format!("wrong: {}: {}", fault.path, fault.what))
        .collect();
    lines.extend(findings.notes.iter().map(|note| format!("note: {note}")));
    if !findings.faults.is_empty() {
        lines.push(HINT.to_owned());
    }
    lines.push(format!(
        "{} checked, {} wrong",
        findings.checked,
        findings.faults.len()
    ));
    let text = lines.join("\n");
    if findings.faults.is_empty() {
        Report::good(text, json)
    } else {
        Report::wrong(text, json)
    }
}

/// The games that were published to the folder `site`, by id.
pub(crate) fn games(site: &Path) -> Result<Vec<String>> {
    let mut games = Vec::new();
    let folder = site.join("games");
    if !folder.is_dir() {
        bail!(
            "{} is not a folder that games were published to: it has no games/",
            site.display()
        );
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        // The list of games lies beside their folders.
        if entry.file_type()?.is_dir() {
            games.extend(entry.file_name().to_str().map(str::to_owned));
        }
    }
    games.sort();
    Ok(games)
}
