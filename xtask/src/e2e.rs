//! `cargo xtask e2e`: the built site in real browsers.
//!
//! The tests get five releases of their own. 2 differs from 1 in the style sheet alone and knows nothing of it, as one
//! that comes from another machine; 3 is 1 with one function of the game changed, and has patches; 4 has a second game,
//! which came packed, and lists a wrapped one; the game of 5 fails in a way that its seed chooses. Beside them are four
//! folders of games that `layerw` published: before and after a new release, and after one that fails and the one that mends it.

/// Rust that draws a scene of one colour: black, seen from far above.
macro_rules! black_scene {
    () => {
        "
    let (eye, target) = ([0.0, 1e6, 0.0], [1.0, 0.0, 0.0]);
    let (near, far) = (0.5, 1.0);
    let camera = component::draw::Camera { eye, target, near, far, fov_y_radians: 1.0 };
    component::draw::camera(commands, &camera);
    component::draw::sun(commands, &component::draw::Sun {
        direction: [0.0, 1.0, 0.0],
        colour: [0.0; 3],
        sky: [0.0; 3],
        horizon: [0.0; 3],
        ground: [0.0; 3],
        fog_per_metre: 0.0,
        time_secs: 0.0,
        shadow_centre: [0.0; 3],
        shadow_radius: 22.0,
    });
"
    };
}

mod changed;
mod keys;
mod packed;
mod published;
mod wrapped;

use std::ffi::OsString;
use std::io::{IsTerminal as _, stdout};
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
    /// The program that wraps games.
    layerw: PathBuf,
    /// What it made, which the fourth release lists.
    wrapped: PathBuf,
    /// Games that it published: before and after a new release, after one that fails, and after the mended one.
    published: [PathBuf; 4],
    pub(crate) first: PathBuf,
    second: PathBuf,
    third: PathBuf,
    fourth: PathBuf,
    fifth: PathBuf,
}

impl Sites {
    /// `program` with what end2end/fixtures/site.ts reads in its environment.
    pub(crate) fn known_to(&self, program: Program) -> Program {
        program
            .env("LAYERW_SERVER", &self.server)
            .env("LAYERW_REPLAY", &self.replay)
            .env("LAYERW_CLI", &self.layerw)
            .env("LAYERW_WRAPPED", &self.wrapped)
            .env("LAYERW_PUBLISHED", &self.published[0])
            .env("LAYERW_PUBLISHED_NEXT", &self.published[1])
            .env("LAYERW_PUBLISHED_BROKEN", &self.published[2])
            .env("LAYERW_PUBLISHED_MENDED", &self.published[3])
            .env("LAYERW_SITE", &self.first)
            .env("LAYERW_SITE_NEXT", &self.second)
            .env("LAYERW_SITE_PATCHED", &self.third)
            .env("LAYERW_SITE_PACKED", &self.fourth)
            .env("LAYERW_SITE_BROKEN", &self.fifth)
    }
}

const SECOND_STYLE: &str = "body { outline: 3px solid rebeccapurple; outline-offset: -3px; }\n";

/// Sets up, builds the releases and runs Playwright.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    setup::for_browsers(workspace)?;
    let sites = sites(workspace)?;
    let status = playwright(workspace, &sites, &arguments.arguments, None)?;
    if !status.success() {
        bail!("browser tests failed");
    }
    Ok(())
}

/// Builds the releases.
pub(crate) fn sites(workspace: &Workspace) -> Result<Sites> {
    let style = workspace.target("end2end/second.css");
    content::write(&style, SECOND_STYLE.as_bytes())?;
    let folder = |number: u64| workspace.target(format!("end2end/release-{number}"));
    let signing = keys::signing(workspace)?;
    let arguments = |number| build::Arguments {
        signing: signing.clone(),
        ..build::Arguments::for_tests(number, folder(number))
    };
    let first = build::site(workspace, &arguments(1))?;
    let second = build::Arguments {
        style: Some(style),
        ..arguments(2)
    };
    let second = build::site(workspace, &second)?;
    let third = build::Arguments {
        from: Some(first.folder.clone()),
        game: vec![changed::game(workspace, &changed::FIXED)?],
        ..arguments(3)
    };
    let third = build::site(workspace, &third)?;
    let layerw = build::layerw(workspace)?;
    let wrapped = wrapped::game(workspace, &layerw, &first.folder)?;
    let fourth = build::Arguments {
        wrapped: Some(wrapped.clone()),
        with: vec![packed::game(workspace)?],
        ..arguments(4)
    };
    let fourth = build::site(workspace, &fourth)?;
    let fifth = build::Arguments {
        from: Some(first.folder.clone()),
        game: vec![changed::game(workspace, &changed::BROKEN)?],
        ..arguments(5)
    };
    let fifth = build::site(workspace, &fifth)?;
    Ok(Sites {
        server: first.server,
        replay: build::replay(workspace)?,
        published: published::origins(workspace, &layerw, &keys::folder(workspace))?,
        layerw,
        wrapped,
        first: first.folder,
        second: second.folder,
        third: third.folder,
        fourth: fourth.folder,
        fifth: fifth.folder,
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
        // In a log, a line for each test that passed hides the ones that did not.
        let shown = if stdout().is_terminal() {
            "list"
        } else {
            "dot"
        };
        npx = npx
            .arg(format!("--reporter={shown},json"))
            .env("PLAYWRIGHT_JSON_OUTPUT_NAME", json);
    }
    sites.known_to(npx).show()
}
