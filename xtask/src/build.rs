//! `cargo xtask build`: from sources to a folder that any file server can serve.
//!
//! Compile, bind, optimise, name by content, render the pages, list everything as a release, compress, and only then
//! put the new folder in the place of the old one. Each result is kept under the digest of its inputs, so a second
//! run does only what changed. Deliberately absent: cargo-leptos (docs/decisions/0001-toolchain.md).

pub(crate) mod compile;
mod compress;
mod draft;
mod edges;
mod game;
mod guests;
mod headers;
mod optimise;
mod packed;
mod parts;
mod patches;
mod public;
mod publish;
pub(crate) mod sign;
mod style;
mod web;
mod worker;
mod wrapped;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, Result, anyhow};
use package::Region;

use crate::content;
use crate::setup::{self, Tools};
use crate::step::step;
use crate::workspace::Workspace;
pub(crate) use compile::{game_elsewhere, layerw, replay};
use draft::Draft;
use game::Game;
use parts::Parts;
use publish::Plan;
use sign::Signer;
use web::{Around, Glue};

/// Build the site: pages, wasm, service worker, release files.
#[derive(clap::Args, Default, Clone)]
pub(crate) struct Arguments {
    /// The release's number; without it one more than in the folder that is replaced, if anything differs.
    #[arg(long, alias = "number", value_name = "N", value_parser = clap::value_parser!(u64).range(1..=package::MAX_NUMBER))]
    pub(crate) release: Option<u64>,
    /// Write to target/static, for any static file server, instead of target/site.
    #[arg(long = "static")]
    pub(crate) is_static: bool,
    /// Write to DIR.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Offer patches from the releases of the site in DIR instead of the folder that is replaced.
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Option<PathBuf>,
    /// From how many releases before there are patches (8 unless told); their files stay in the folder.
    #[arg(long, value_name = "N")]
    pub(crate) patches: Option<usize>,
    /// Add the game in the packed file FILE, as `layerw pack` makes it.
    #[arg(long, value_name = "FILE")]
    pub(crate) with: Vec<PathBuf>,
    /// Take the module of the game ID from FILE, compiled before.
    #[arg(long, value_name = "ID=FILE", value_parser = compiled_game)]
    pub(crate) game: Vec<(String, PathBuf)>,
    /// List the games that `layerw wrap` put into FOLDER in the library.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) wrapped: Option<PathBuf>,
    /// Append a style sheet of your own to that of the site.
    #[arg(long, value_name = "FILE")]
    pub(crate) style: Option<PathBuf>,
    /// Another address that has the files under /c/ and /d/ of this site; each player fetches from the nearest. It may be
    /// said 8 times, as https://eu.example.com.
    #[arg(long, value_name = "URL", value_parser = edge)]
    pub(crate) edge: Vec<String>,
    #[command(flatten)]
    pub(crate) signing: sign::Arguments,
}

impl Arguments {
    /// Release `number` in `folder`, with `style` appended.
    pub(crate) fn for_tests(number: u64, folder: PathBuf) -> Self {
        Self {
            release: Some(number),
            out: Some(folder),
            ..Self::default()
        }
    }
}

fn compiled_game(text: &str) -> Result<(String, PathBuf), String> {
    let (id, file) = text.split_once('=').ok_or("it is written ID=FILE")?;
    Ok((id.to_owned(), file.into()))
}

fn edge(text: &str) -> Result<String, String> {
    let want = "want https://HOST or https://HOST/PATH, without a slash at the end";
    let base = package::is_base(text).then(|| text.to_owned());
    base.ok_or(want.to_owned())
}

/// Whoever comes back after so many releases still pays only for what changed.
const PATCHED_RELEASES: usize = 8;

/// A finished build.
pub(crate) struct Site {
    /// The folder to serve.
    pub(crate) folder: PathBuf,
    /// The server that serves it.
    pub(crate) server: PathBuf,
    number: u64,
}

/// Builds and says where.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let site = site(workspace, arguments)?;
    let folder = workspace.display(&site.folder);
    println!("release {} is in {folder}", site.number);
    Ok(())
}

/// The folder that `arguments` choose.
pub(crate) fn folder(workspace: &Workspace, arguments: &Arguments) -> Result<PathBuf> {
    match &arguments.out {
        Some(folder) => std::path::absolute(folder).context("the output folder has no path"),
        None if arguments.is_static => Ok(workspace.target("static")),
        None => Ok(workspace.target("site")),
    }
}

/// Sets up what a build needs, and builds.
pub(crate) fn site(workspace: &Workspace, arguments: &Arguments) -> Result<Site> {
    let folder = folder(workspace, arguments)?;
    // Asked first: nobody should wait minutes to hear that a key is missing.
    let signer = Signer::read(&arguments.signing)?;
    let _lock = workspace.lock()?;
    // The server needs nothing that setup brings, so on a fresh machine both go on at once.
    let (server, compiled) = thread::scope(|scope| {
        let server = scope.spawn(|| compile::server(workspace));
        let compiled = setup::for_build(workspace).and_then(|tools| {
            let games = game::all(workspace, &arguments.with)?;
            let mut modules = compile::wasm(workspace, &tools, &games)?;
            for (id, file) in &arguments.game {
                let index = games.iter().position(|game| game.id == *id);
                let index = index.with_context(|| format!("there is no game {id}"))?;
                modules.games[index] = content::read(file)?;
            }
            Ok((tools, games, modules))
        });
        (server.join(), compiled)
    });
    let (tools, games, modules) = compiled?;
    let server = server.map_err(|_| anyhow!("the server's build broke down"))??;

    let mut draft = Draft::beside(&folder)?;
    let parts = add_code(workspace, &tools, &modules, arguments, &mut draft)?;
    let mut parts = game::add(workspace, &tools, &games, &modules.games, parts, &mut draft)?;
    parts.wrapped = arguments
        .wrapped
        .as_deref()
        .map_or(Ok(Vec::new()), wrapped::all)?;
    public::add(workspace, &mut draft)?;
    let plan = Plan {
        folder: &folder,
        from: arguments.from.as_deref().unwrap_or(&folder),
        number: arguments.release,
        patches: arguments.patches.unwrap_or(PATCHED_RELEASES),
        signer: signer.as_ref(),
        edges: edges::list(&arguments.edge, signer.as_ref())?,
    };
    let number = publish::finish(workspace, &server, &plan, &parts, draft)?;
    Ok(Site {
        folder,
        server,
        number,
    })
}

/// The style sheet then shows the sentence that waits in every page.
const NOT_STARTED: &str = r#"document.documentElement.dataset.start = "failed"; console.warn(error); self.layerwTrial?.fail?.();"#;
/// Runs on every page before anything else of ours.
const TRIAL: &str = include_str!("../../app/src/trial.js");
/// A rejected promise tells a worker's owner nothing; an error made here and thrown from a task does, with this script's
/// address in every browser.
const NO_ENGINE: &str = "setTimeout(() => { throw new Error(error); });";

fn add_code(
    workspace: &Workspace,
    tools: &Tools,
    modules: &compile::Modules,
    arguments: &Arguments,
    draft: &mut Draft,
) -> Result<Parts> {
    let (app, engine, worker, keeper, patcher, decoder, predictor) =
        step("glue and wasm-opt", || {
            Ok((
                web::bind(workspace, tools, "app", &modules.app, Glue::Module)?,
                web::bind(workspace, tools, "engine", &modules.engine, Glue::Module)?,
                worker::script(workspace, tools, "Worker", &modules.worker)?,
                worker::script(workspace, tools, "Keeper", &modules.keeper)?,
                worker::script(workspace, tools, "Patcher", &modules.patcher)?,
                worker::script_and_module(workspace, tools, "Decoder", &modules.decoder)?,
                worker::script_and_module(workspace, tools, "Predictor", &modules.predictor)?,
            ))
        })?;
    let style = style::sheet(workspace, tools, arguments.style.as_deref())?;
    let around = Around {
        before: TRIAL,
        failed: NOT_STARTED,
    };
    let (app, app_wasm) = web::add(workspace, tools, &app, Region::Shell, draft, around)?;
    let around = Around {
        before: "",
        failed: NO_ENGINE,
    };
    let (engine, engine_wasm) = web::add(workspace, tools, &engine, Region::Engine, draft, around)?;
    Ok(Parts {
        app,
        app_wasm,
        style: draft.add_object(&style, "css", Region::Shell)?,
        engine,
        engine_wasm,
        worker: draft.add_unlisted_object(&worker, "js")?,
        keeper: draft.add_unlisted_object(&keeper, "js")?,
        patcher: draft.add_unlisted_object(&[patcher, decoder.0, predictor.0].concat(), "js")?,
        decoder: draft.add_unlisted_object(&decoder.1, "wasm")?,
        predictor: draft.add_unlisted_object(&predictor.1, "wasm")?,
        ..add_launcher(workspace, tools, modules, draft)?
    })
}

/// Adds what `layerw wrap` puts around a game of another engine, which no page of this site loads.
fn add_launcher(
    workspace: &Workspace,
    tools: &Tools,
    modules: &compile::Modules,
    draft: &Draft,
) -> Result<Parts> {
    let bound = web::bind(
        workspace,
        tools,
        "launcher",
        &modules.launcher,
        Glue::Module,
    )?;
    // The game's code is not ours to judge, so nothing is on trial there.
    let around = Around {
        before: "",
        failed: NOT_STARTED,
    };
    let (launcher, launcher_wasm) = web::add_unlisted(workspace, tools, &bound, draft, around)?;
    let read = |name| content::read(&workspace.path("launcher").join(name));
    Ok(Parts {
        launcher,
        launcher_wasm,
        launcher_page: draft.add_unlisted_object(&read("page.html")?, "html")?,
        launcher_style: draft.add_unlisted_object(&read("page.css")?, "css")?,
        ..Parts::default()
    })
}

/// Removes a folder if it is there.
fn remove_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}
