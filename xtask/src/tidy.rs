//! `cargo xtask tidy`: the rules of this project that no compiler checks.
//!
//! Each rule takes text and gives sentences, and has a test that shows it can fail. Deliberately absent: taste; what
//! rustfmt and clippy can say is theirs.

mod leptos;
mod manifest;
mod purity;
mod source;

use anyhow::{Context as _, Result, bail};

use crate::content;
use crate::program::Program;
use crate::size::Budget;
use crate::workspace::Workspace;

/// Check the rules that no compiler checks.
#[derive(clap::Args)]
pub(crate) struct Arguments {}

/// A file of the checkout.
pub(crate) struct Source {
    /// Relative to the checkout, with `/` between.
    path: String,
    text: String,
}

/// Checks, and says that all is well.
pub(crate) fn run(workspace: &Workspace, _: &Arguments) -> Result<()> {
    check(workspace)?;
    println!("tidy");
    Ok(())
}

/// Fails with every rule that is broken.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let sources = sources(workspace)?;
    let mut problems: Vec<String> = sources.iter().flat_map(source::problems).collect();
    let limit = Budget::read(workspace)?.limit("script_lines");
    problems.extend(source::script_problem(&sources, limit));
    problems.extend(sources.iter().flat_map(manifest::problems));
    problems.extend(leptos::problems(&sources)?);
    problems.extend(purity::problems(workspace)?);
    if !problems.is_empty() {
        bail!(
            "{} rules are broken:\n{}",
            problems.len(),
            problems.join("\n")
        );
    }
    Ok(())
}

/// Every text file that git knows or would take.
fn sources(workspace: &Workspace) -> Result<Vec<Source>> {
    let git = Program::new("git").folder(workspace.root());
    let git = git.args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let names = git
        .read()
        .context("tidy asks git which files belong to the project")?;
    let mut sources = Vec::new();
    for name in names.split('\0').filter(|name| !name.is_empty()) {
        let path = workspace.path(name);
        // Gone from the folder but still in git's index, or a link to a folder.
        if !path.is_file() {
            continue;
        }
        if let Ok(text) = String::from_utf8(content::read(&path)?) {
            sources.push(Source {
                path: name.to_owned(),
                text,
            });
        }
    }
    Ok(sources)
}
