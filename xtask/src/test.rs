//! `cargo xtask test`: every check of the project, one after the other, whatever the ones before said.
//!
//! Its last line is `N passed, N failed`: each check counts as one, and so does each test that a check ran.

mod tally;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};

use crate::bench::kill;
use crate::build::compile::{ALONE, SHELLS};
use crate::e2e;
use crate::program::Program;
use crate::report;
use crate::setup::{self, Tools};
use crate::size;
use crate::step::Running;
use crate::tidy;
use crate::workspace::Workspace;
use tally::Tally;

/// Set up what is missing and run every check.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Leave out browsers, and servers of others: everything else, in a fraction of the time.
    #[arg(long)]
    quick: bool,
    /// Only the tests against servers and tools of others.
    #[arg(long, conflicts_with = "quick")]
    servers: bool,
}

/// Runs the checks.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    if arguments.servers {
        let tally = servers(workspace)?;
        println!("{tally}");
        return ended(tally);
    }
    let tools = setup::for_build(workspace)?;
    if !arguments.quick {
        setup::for_browsers(workspace)?;
    }
    let mut total = Tally::default();
    let mut failed = Vec::new();
    let mut check = |name: &str, work: &mut dyn FnMut() -> Result<Tally>| {
        let running = Running::start(name);
        let (tally, why) = match work() {
            Ok(tally) => (tally, String::new()),
            Err(error) => (Tally::failed(), format!("{error:#}")),
        };
        if !why.is_empty() {
            eprintln!("{why}");
        }
        running.finish(&format!("{name}: {tally}"), tally.is_good());
        total = total + tally;
        if !tally.is_good() {
            let why = why.lines().next().unwrap_or("see above");
            failed.push(format!("{name}: {tally}: {why}"));
        }
    };
    check("fmt", &mut || gate(fmt(workspace)));
    check("clippy", &mut || gate(clippy(workspace)));
    check("clippy for wasm", &mut || {
        gate(clippy_wasm(workspace, &tools))
    });
    check("tidy", &mut || gate(tidy::check(workspace)));
    check("native tests", &mut || native(workspace));
    if !arguments.quick {
        check("servers of others", &mut || servers(workspace));
        let mut sites = None;
        check("two releases", &mut || {
            sites = Some(e2e::sites(workspace)?);
            Ok(Tally::passed())
        });
        check("wasm tests", &mut || {
            let sites = sites.as_ref().context("there is no game to test")?;
            shipped(workspace, &sites.first)
        });
        check("size", &mut || {
            let sites = sites.as_ref().context("there is no site to weigh")?;
            gate(sizes(workspace, &sites.first))
        });
        check("types of the browser tests", &mut || gate(types(workspace)));
        check("browser tests", &mut || {
            let sites = sites.as_ref().context("there is no site to test")?;
            browsers(workspace, sites)
        });
        check("browsers that are killed", &mut || {
            let sites = sites.as_ref().context("there is no site to install")?;
            gate(kill::check(workspace, sites))
        });
    }
    // Whoever comes back after three quarters of an hour looks here first.
    for check in failed {
        println!("{check}");
    }
    println!("{total}");
    ended(total)
}

fn ended(total: Tally) -> Result<()> {
    if total.is_good() {
        Ok(())
    } else {
        // The line before is the last one and says it.
        std::process::exit(1);
    }
}

fn gate(result: Result<()>) -> Result<Tally> {
    result.map(|()| Tally::passed())
}

fn fmt(workspace: &Workspace) -> Result<()> {
    let cargo = Program::cargo(None).folder(workspace.root());
    cargo
        .args(["fmt", "--all", "--check"])
        .logged(&workspace.log("fmt")?)
}

fn clippy(workspace: &Workspace) -> Result<()> {
    let cargo = Program::cargo(None).folder(workspace.root());
    let cargo = cargo.args(["clippy", "--locked", "--workspace", "--all-targets"]);
    cargo
        .args(["--", "-D", "warnings"])
        .logged(&workspace.log("clippy")?)
}

fn clippy_wasm(workspace: &Workspace, tools: &Tools) -> Result<()> {
    let cargo = Program::cargo(tools.toolchain.name()).folder(workspace.root());
    let cargo = cargo.args(["clippy", "--locked", "--target", "wasm32-unknown-unknown"]);
    let packages = SHELLS.into_iter().chain(["emberfall"]);
    let cargo = cargo.args(packages.map(|package| format!("--package={package}")));
    let cargo = cargo.args(["--features", "app/hydrate", "--", "-D", "warnings"]);
    cargo.logged(&workspace.log("clippy-wasm")?)?;
    ALONE.iter().try_for_each(|(name, arguments)| {
        let cargo = Program::cargo(tools.toolchain.name()).folder(workspace.root());
        let cargo = cargo.args(["clippy", "--locked", "--target", "wasm32-unknown-unknown"]);
        let cargo = cargo.args(*arguments).args(["--", "-D", "warnings"]);
        cargo.logged(&workspace.log(&format!("clippy-{name}"))?)
    })
}

fn native(workspace: &Workspace) -> Result<Tally> {
    let cargo = Program::cargo(None).folder(workspace.root());
    let cargo = cargo.args(["test", "--locked", "--workspace", "--no-fail-fast"]);
    counted(cargo, &workspace.log("native-tests")?)
}

/// The origin before an S3, a registry and the tools of registries, which are brought where they are missing.
fn servers(workspace: &Workspace) -> Result<Tally> {
    let servers = setup::for_servers(workspace)?;
    let cargo = Program::cargo(None).folder(workspace.root());
    let cargo = cargo.args(["test", "--locked", "--package", "cli", "--test", "servers"]);
    let cargo = cargo.args(["--features", "server-tests"]);
    let cargo = cargo
        .env("LAYERW_WEED", &servers.weed)
        .env("LAYERW_REGISTRY", &servers.registry)
        .env("LAYERW_SKOPEO", &servers.skopeo)
        .env("LAYERW_WKG", &servers.wkg);
    counted(cargo, &workspace.log("servers")?)
}

/// The games as they are shipped, beside the same games as this machine's own code.
fn shipped(workspace: &Workspace, site: &Path) -> Result<Tally> {
    let parts = fs::read_to_string(site.join("parts.txt")).context("the site has no parts.txt")?;
    let mut tally = Tally::default();
    let games = parts.lines().filter_map(|line| line.strip_prefix("game "));
    for game in games {
        let mut words = game.split(' ');
        let (Some(id), Some(url)) = (words.next(), words.next()) else {
            bail!("parts.txt has a game without an address: {game}");
        };
        let cargo = Program::cargo(None).folder(workspace.root());
        let cargo = cargo.args(["test", "--locked", "--package", id, "--test", "module"]);
        let cargo = cargo.args(["--features", "module-tests"]);
        let module = site.join(url.trim_start_matches('/'));
        let log = workspace.log(&format!("wasm-tests-{id}"))?;
        tally = tally + counted(cargo.env("LAYERW_MODULE", module), &log)?;
    }
    Ok(tally)
}

/// Runs cargo's tests and counts them.
fn counted(cargo: Program, log: &Path) -> Result<Tally> {
    let ended = cargo.logged(log);
    let text = fs::read_to_string(log)?;
    let failures = tally::failures(&text);
    // What each failed test said is worth more than the log's end, where other tests pass.
    let ended = match ended {
        Err(_) if !failures.is_empty() => Err(anyhow!(
            "{}\nall of it is in {}",
            failures.join("\n"),
            log.display()
        )),
        ended => ended,
    };
    ended_as_counted(ended, Tally::from_cargo(&text))
}

fn sizes(workspace: &Workspace, site: &Path) -> Result<()> {
    let measures = size::measures(workspace, site)?;
    let missed = report::missed(&measures);
    if !missed.is_empty() {
        bail!(
            "too large: {}; `cargo xtask size` shows all",
            missed.join(", ")
        );
    }
    Ok(())
}

fn types(workspace: &Workspace) -> Result<()> {
    let npx = Program::new("npx").folder(&workspace.path("end2end"));
    npx.args(["--no-install", "tsc"])
        .logged(&workspace.log("tsc")?)
}

fn browsers(workspace: &Workspace, sites: &e2e::Sites) -> Result<Tally> {
    let json = workspace.kept("logs/playwright.json");
    remove_if_there(&json)?;
    let status = e2e::playwright(workspace, sites, &[], Some(&json))?;
    let text = fs::read_to_string(&json).context("Playwright wrote no findings")?;
    let tally = Tally::from_playwright(&text)?;
    let ended = if status.success() {
        Ok(())
    } else {
        Err(anyhow!("Playwright ended: {status}"))
    };
    ended_as_counted(ended, tally)
}

/// A run that failed although every test in it passed, or in which nothing ran, has failed itself.
fn ended_as_counted(ended: Result<()>, tally: Tally) -> Result<Tally> {
    match ended {
        Err(error) => {
            eprintln!("{error:#}");
            let itself = if tally.is_good() {
                Tally::failed()
            } else {
                Tally::default()
            };
            Ok(tally + itself)
        }
        Ok(()) if tally.is_empty() => bail!("no test ran"),
        Ok(()) => Ok(tally),
    }
}

fn remove_if_there(path: &Path) -> Result<()> {
    if path.exists() {
        fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_without_tests_has_failed() {
        assert!(ended_as_counted(Ok(()), Tally::default()).is_err());
        assert!(ended_as_counted(Ok(()), Tally::passed()).is_ok());
    }

    #[test]
    fn a_failed_run_counts_its_failures_or_itself() {
        let counted = |tally| ended_as_counted(Err(anyhow!("ended with 1")), tally).unwrap();
        assert_eq!(counted(Tally::passed()), Tally::passed() + Tally::failed());
        assert_eq!(counted(Tally::failed()), Tally::failed());
    }
}
