//! `cargo xtask serve`: everything from a fresh checkout to a page in the browser.

use std::io::{self, BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use crate::build;
use crate::program::Program;
use crate::workspace::Workspace;

/// Set up what is missing, build, and serve.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Open the page in the browser.
    #[arg(long)]
    open: bool,
    /// The port to serve on.
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Serve the games that `layerw publish` wrote into FOLDER beside the site.
    #[arg(long, value_name = "FOLDER")]
    published: Option<PathBuf>,
    #[command(flatten)]
    build: build::Arguments,
}

/// Serves until it is stopped.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let start = Instant::now();
    // Asked first: nobody should wait minutes for this answer.
    check_port(arguments.port)?;
    // A developer goes from one build to the next; older ones have no players.
    let mut build = arguments.build.clone();
    build.patches = build.patches.or(Some(1));
    let site = build::site(workspace, &build)?;
    let server = Program::new(&site.server).folder(workspace.root());
    let server = server.args(["serve", "--site"]).arg(&site.folder);
    let server = server.args(["--addr", &format!("127.0.0.1:{}", arguments.port)]);
    let server = match &arguments.build.wrapped {
        Some(folder) => server.arg("--wrapped").arg(std::path::absolute(folder)?),
        None => server,
    };
    let server = match &arguments.published {
        Some(folder) => server.arg("--published").arg(std::path::absolute(folder)?),
        None => server,
    };
    let url = format!("http://localhost:{}/", arguments.port);
    println!(
        "{url} after {:.1} s; Ctrl-C ends it",
        start.elapsed().as_secs_f64()
    );
    if arguments.open {
        open_when_ready(server, &url)
    } else {
        // From here on this process is the server, so whoever stops it leaves nothing behind.
        server.become_it()
    }
}

/// Runs the server, and opens the page once it says that it serves.
fn open_when_ready(server: Program, url: &str) -> Result<()> {
    let mut child = server.start()?;
    let output = child.stdout.take().context("the server has no output")?;
    let mut lines = BufReader::new(output).lines();
    if lines.next().transpose()?.is_some() {
        open(url)?;
    }
    for line in lines {
        println!("{}", line?);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("the server ended: {status}");
    }
    Ok(())
}

fn check_port(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let free =
                TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr());
            let free = free.map_or(port.saturating_add(1), |address| address.port());
            bail!("port {port} is taken: run `cargo xtask serve --port {free}`")
        }
        Err(error) => {
            bail!("port {port} cannot be used ({error}): run `cargo xtask serve --port 8080`")
        }
    }
}

fn open(url: &str) -> Result<()> {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    if Program::new(opener).args([url]).succeeds() {
        Ok(())
    } else {
        bail!("{opener} cannot open a browser here: open {url} yourself, without --open")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_told_with_the_command_that_mends_it() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let message = check_port(port).unwrap_err().to_string();
        let want = format!("port {port} is taken: run `cargo xtask serve --port ");
        assert!(message.starts_with(&want), "{message}");
        drop(taken);
        assert!(check_port(port).is_ok());
    }
}
