//! `cargo xtask build`: from sources to a folder that any file server can serve.
//!
//! Compile, bind, optimise, name by content, render the pages, list everything as a release, compress, and only then
//! put the new folder in the place of the old one. Each result is kept under the digest of its inputs, so a second
//! run does only what changed. Deliberately absent: cargo-leptos (docs/decisions/0001-toolchain.md).

mod compile;
mod compress;
mod draft;
mod game;
mod headers;
mod optimise;
mod parts;
mod publish;
mod style;
mod web;
mod worker;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, Result, anyhow};
use package::Region;

use crate::content;
use crate::setup::{self, Tools};
use crate::step::step;
use crate::workspace::Workspace;
pub(crate) use compile::replay;
use draft::Draft;
use game::Game;
use parts::Parts;
use web::Glue;

/// Build the site: pages, wasm, service worker, release files.
#[derive(clap::Args, Default, Clone)]
pub(crate) struct Arguments {
    /// The release's number; without it one more than in the folder that is replaced, if anything differs.
    #[arg(long, alias = "number", value_name = "N", value_parser = clap::value_parser!(u64).range(1..=package::MAX_NUMBER))]
    release: Option<u64>,
    /// Write to target/static, for any static file server, instead of target/site.
    #[arg(long = "static")]
    is_static: bool,
    /// Write to DIR.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Append a style sheet of your own to that of the site.
    #[arg(long, value_name = "FILE")]
    style: Option<PathBuf>,
}

impl Arguments {
    /// Release `number` in `folder`, with `style` appended.
    pub(crate) fn for_tests(number: u64, folder: PathBuf, style: Option<PathBuf>) -> Self {
        Self {
            release: Some(number),
            is_static: false,
            out: Some(folder),
            style,
        }
    }
}

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
    let _lock = workspace.lock()?;
    // The server needs nothing that setup brings, so on a fresh machine both go on at once.
    let (server, compiled) = thread::scope(|scope| {
        let server = scope.spawn(|| compile::server(workspace));
        let compiled = setup::for_build(workspace).and_then(|tools| {
            let games = game::all(workspace)?;
            let modules = compile::wasm(workspace, &tools, &games)?;
            Ok((tools, games, modules))
        });
        (server.join(), compiled)
    });
    let (tools, games, modules) = compiled?;
    let server = server.map_err(|_| anyhow!("the server's build broke down"))??;

    let mut draft = Draft::beside(&folder)?;
    let parts = add_code(workspace, &tools, &modules, arguments, &mut draft)?;
    let parts = game::add(workspace, &tools, &games, &modules.games, parts, &mut draft)?;
    add_public(workspace, &mut draft)?;
    let number = publish::finish(
        workspace,
        &server,
        arguments.release,
        &parts,
        draft,
        &folder,
    )?;
    Ok(Site {
        folder,
        server,
        number,
    })
}

/// The style sheet then shows the sentence that waits in every page.
const NOT_STARTED: &str =
    r#"document.documentElement.dataset.start = "failed"; console.warn(error);"#;
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
    let (app, engine, worker, keeper) = step("glue and wasm-opt", || {
        Ok((
            web::bind(workspace, tools, "app", &modules.app, Glue::Module)?,
            web::bind(workspace, tools, "engine", &modules.engine, Glue::Module)?,
            worker::script(workspace, tools, "Worker", &modules.worker)?,
            worker::script(workspace, tools, "Keeper", &modules.keeper)?,
        ))
    })?;
    let style = style::sheet(workspace, tools, arguments.style.as_deref())?;
    let (app, app_wasm) = web::add(workspace, tools, &app, Region::Shell, draft, NOT_STARTED)?;
    let (engine, engine_wasm) =
        web::add(workspace, tools, &engine, Region::Engine, draft, NO_ENGINE)?;
    Ok(Parts {
        app,
        app_wasm,
        style: draft.add_object(&style, "css", Region::Shell)?,
        engine,
        engine_wasm,
        worker: draft.add_unlisted_object(&worker, "js")?,
        keeper: draft.add_unlisted_object(&keeper, "js")?,
        games: Vec::new(),
    })
}

/// Copies `public/` but for the worker's template, which `publish` fills in.
fn add_public(workspace: &Workspace, draft: &mut Draft) -> Result<()> {
    let folder = workspace.path("public");
    for file in content::files_below(&folder)? {
        if file == publish::WORKER_TEMPLATE {
            continue;
        }
        let bytes = content::read(&folder.join(&file))?;
        // Install dialogs show screenshots and robots read robots.txt: no player needs either offline.
        if file.starts_with("screenshots/") || file == "robots.txt" {
            draft.add_unlisted(&file, &bytes)?;
        } else {
            draft.add(&file, &bytes, Region::Shell)?;
        }
    }
    Ok(())
}

/// Removes a folder if it is there.
fn remove_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}
