//! `cargo xtask e2e`: the built site in real browsers.
//!
//! The tests get two releases of their own, 1 and 2, which differ in the style sheet alone.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use anyhow::{Result, bail};

use crate::build;
use crate::content;
use crate::program::Program;
use crate::setup;
use crate::workspace::Workspace;

/// Run the browser tests.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What Playwright is told, for example: offline.spec.ts --project chromium
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// What the tests run against.
pub(crate) struct Sites {
    server: PathBuf,
    /// The program that replays a recording without a browser.
    replay: PathBuf,
    pub(crate) first: PathBuf,
    second: PathBuf,
}

const SECOND_STYLE: &str = "body { outline: 3px solid rebeccapurple; outline-offset: -3px; }\n";

/// Sets up, builds both releases and runs Playwright.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    setup::for_browsers(workspace)?;
    let sites = sites(workspace)?;
    let status = playwright(workspace, &sites, &arguments.arguments, None)?;
    if !status.success() {
        bail!("browser tests failed");
    }
    Ok(())
}

/// Builds both releases.
pub(crate) fn sites(workspace: &Workspace) -> Result<Sites> {
    let style = workspace.target("end2end/second.css");
    content::write(&style, SECOND_STYLE.as_bytes())?;
    let folder = |number: u64| workspace.target(format!("end2end/release-{number}"));
    let first = build::site(workspace, &build::Arguments::for_tests(1, folder(1), None))?;
    let second = build::site(
        workspace,
        &build::Arguments::for_tests(2, folder(2), Some(style)),
    )?;
    Ok(Sites {
        server: first.server,
        replay: build::replay(workspace)?,
        first: first.folder,
        second: second.folder,
    })
}

/// Runs Playwright over `sites`, with its findings also as JSON in the file `json`.
pub(crate) fn playwright(
    workspace: &Workspace,
    sites: &Sites,
    arguments: &[OsString],
    json: Option<&Path>,
) -> Result<ExitStatus> {
    let mut npx = Program::clean("npx").folder(&workspace.path("end2end"));
    npx = npx
        .args(["--no-install", "playwright", "test"])
        .args(arguments);
    if let Some(json) = json {
        npx = npx
            .args(["--reporter=list,json"])
            .env("PLAYWRIGHT_JSON_OUTPUT_NAME", json);
    }
    npx.env("LAYERW_SERVER", &sites.server)
        .env("LAYERW_REPLAY", &sites.replay)
        .env("LAYERW_SITE", &sites.first)
        .env("LAYERW_SITE_NEXT", &sites.second)
        .show()
}
