//! The server: renders the shell's pages and serves a built site with the headers that a page needs.
//!
//! Deliberately absent: state, accounts and anything that a plain static host could not do as well.

mod files;
mod headers;
mod pages;
mod settings;
mod site;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use serving::{Counts, Limits, Log};

/// Serves a Layer-W site, or renders its pages into files.
#[derive(Debug, Parser)]
#[command(name = "server", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve a site (the default).
    Serve {
        /// The site's folder; else what Leptos.toml or LEPTOS_SITE_ROOT says.
        #[arg(long)]
        site: Option<PathBuf>,
        /// The address to listen on; else what Leptos.toml or LEPTOS_SITE_ADDR says.
        #[arg(long)]
        addr: Option<SocketAddr>,
        /// A folder of games that `layerw wrap` made, each served at its own host: its id before the site's.
        #[arg(long)]
        wrapped: Option<PathBuf>,
        /// A folder that `layerw publish` wrote: its games are served beside the site, whose own files come first.
        #[arg(long)]
        published: Option<PathBuf>,
    },
    /// Write every page of the shell into a site's folder, as described by its parts.txt.
    Render {
        /// The site's folder.
        #[arg(long)]
        site: PathBuf,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let command = Arguments::parse().command.unwrap_or(Command::Serve {
        site: None,
        addr: None,
        wrapped: None,
        published: None,
    });
    let done = match command {
        Command::Serve {
            site,
            addr,
            wrapped,
            published,
        } => serve(site, addr, wrapped, published).await,
        Command::Render { site } => pages::write_all(&site),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

async fn serve(
    site: Option<PathBuf>,
    addr: Option<SocketAddr>,
    wrapped: Option<PathBuf>,
    published: Option<PathBuf>,
) -> anyhow::Result<()> {
    let mut settings = settings::Settings::load()?;
    if let Some(site) = site {
        settings.site_root = site;
    }
    if let Some(addr) = addr {
        settings.addr = addr;
    }
    if let Some(folder) = &published
        && !folder.join("games").is_dir()
    {
        anyhow::bail!(
            "{} has no games/: `layerw publish my-game --to {}` puts a game there",
            folder.display(),
            folder.display()
        );
    }
    settings.published_root = published;
    let addr = settings.addr;
    let listener = tokio::net::TcpListener::bind(addr).await.with_context(|| {
        format!("cannot listen on {addr}: choose another address with --addr, or stop the program that uses it")
    })?;
    let bound = listener
        .local_addr()
        .context("the listener has no address")?;
    let counts = Counts::default();
    let app = serving::with_status(site::router(settings)?, counts.clone());
    let app = match wrapped {
        Some(folder) => serving::with_wrapped(app, folder),
        None => app,
    };
    let app = serving::watched(app, counts.clone(), Log::Failures);
    let stop = serving::stop_signal().context("signals cannot be heard")?;
    say(&format!("serving {}", serving::url_from_bound(bound)));
    serving::serve(listener, app, counts, Limits::default(), stop).await;
    Ok(())
}

/// The one line that people and tests wait for.
#[expect(clippy::print_stdout, reason = "the address is this program's output")]
fn say(line: &str) {
    println!("{line}");
}

/// One line with the cause at its end.
#[expect(clippy::print_stderr, reason = "the reason is this program's output")]
fn complain(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}
