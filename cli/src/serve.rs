//! `layerw serve`: a place of games or of a whole site over HTTP, as a static host should send it, until it is told to stop.
//!
//! Deliberately absent: TLS and anything that changes the place.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use axum::Router;
use serde_json::json;
use serving::{Counts, Limits, Log, Memory, Mirrored, Token};
use tokio::net::TcpListener;

use crate::report::Report;
use crate::{project, store};

/// Serve a place that games were published to, a built site, or what another server has, until it is stopped.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  layerw serve site
  layerw serve s3://my-bucket/games --addr 0.0.0.0:8080 --log
  layerw serve --mirror https://games.example.com --cache mirror --cache-bytes 20000000000
  layerw serve site --wrapped wrapped        a wrapped game is at http://ID.localhost:3000/

Beside the place's files it answers at /healthz, /metrics (Prometheus) and /probe (204, for whoever measures the way).
Ctrl-C or SIGTERM stops it: what is under way is answered first.")]
pub(crate) struct Arguments {
    /// A folder, or s3://BUCKET/PATH, gs://…, az://… (keys come from the environment).
    #[arg(required_unless_present = "origin", conflicts_with = "origin")]
    place: Option<String>,
    /// Where to listen, or the port alone; port 0 is any that is free.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000", value_parser = address)]
    addr: SocketAddr,
    /// Also serve the games that `layerw wrap` put into this folder, each at its own host, ID. before the site's.
    #[arg(long, value_name = "FOLDER")]
    wrapped: Option<PathBuf>,
    /// Let whoever shows the token in this file push with tools of OCI registries (wkg, skopeo); everybody may pull.
    #[arg(long, value_name = "FILE", conflicts_with = "origin")]
    push_token_file: Option<PathBuf>,
    #[command(flatten)]
    mirror: Mirror,
    #[command(flatten)]
    manner: Manner,
}

/// What is mirrored instead of a place.
#[derive(clap::Args)]
struct Mirror {
    /// Answer what the server at this address answers, and keep it: each object is fetched once and checked.
    #[arg(id = "origin", long = "mirror", value_name = "URL", requires = "cache")]
    origin: Option<String>,
    /// The folder that a mirror keeps it in, which nothing else uses.
    #[arg(long, value_name = "FOLDER", requires = "origin")]
    cache: Option<PathBuf>,
    /// Keep at most so many bytes there; what was not asked for longest goes first.
    #[arg(long, value_name = "BYTES", requires = "origin", default_value_t = 10 << 30)]
    cache_bytes: u64,
    /// Give heads, lists and pages for so long without asking the origin.
    #[arg(long, value_name = "SECONDS", requires = "origin", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=3600))]
    fresh_secs: u64,
}

/// How it serves, whatever it serves.
#[derive(clap::Args)]
struct Manner {
    /// A line of JSON on standard error for each request; otherwise only for those that failed here.
    #[arg(long)]
    log: bool,
    /// Keep at most so many bytes of objects in memory.
    #[arg(long, value_name = "BYTES", default_value_t = Memory::default().max_bytes)]
    memory_bytes: u64,
    /// Take at most so many connections at once; the next ones wait.
    #[arg(long, value_name = "COUNT", default_value_t = Limits::default().most_connections)]
    max_connections: usize,
    /// Hang up where a request's head, or the other end's taking of an answer, takes longer.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout_secs: u64,
}

impl Manner {
    fn limits(&self) -> Limits {
        let timeout = Duration::from_secs(self.timeout_secs);
        Limits {
            most_connections: self.max_connections.max(1),
            head_timeout: timeout,
            write_timeout: timeout,
            ..Limits::default()
        }
    }

    fn log(&self) -> Log {
        match self.log {
            true => Log::Requests,
            false => Log::Failures,
        }
    }
}

/// Reads `127.0.0.1:8080`, or the port alone, which is one of this machine.
fn address(text: &str) -> Result<SocketAddr, String> {
    let port = text.parse().map(|port| (Ipv4Addr::LOCALHOST, port).into());
    port.or_else(|_| text.parse())
        .map_err(|_| "write it as 127.0.0.1:8080, or the port alone".to_owned())
}

/// Serves; `say` is given the address once requests are answered.
pub(crate) fn run(arguments: &Arguments, say: impl Fn(Report)) -> Result<Report> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let counts = Counts::default();
        arguments
            .wrapped
            .as_deref()
            .map_or(Ok(()), refuse_wrapped)?;
        let (router, what) = files(arguments, &counts).await?;
        let router = around(arguments, router, &counts);
        listen(arguments, router, what, counts, say).await
    })?;
    Ok(Report::raw(Vec::new()))
}

/// What answers for the files, and its name.
async fn files<'a>(arguments: &'a Arguments, counts: &Counts) -> Result<(Router, &'a str)> {
    let memory = Memory {
        max_bytes: arguments.manner.memory_bytes,
    };
    if let (Some(origin), Some(folder)) = (&arguments.mirror.origin, &arguments.mirror.cache) {
        store::prepare(origin)?;
        let mirrored = Mirrored {
            origin: origin.clone(),
            folder: folder.clone(),
            max_bytes: arguments.mirror.cache_bytes,
            fresh: Duration::from_secs(arguments.mirror.fresh_secs),
        };
        let router = serving::mirror(mirrored, memory, counts).await?;
        return Ok((router, origin));
    }
    let place = arguments.place.as_deref().context("no place was named")?;
    if arguments.push_token_file.is_none() {
        refuse_empty(place)?;
    }
    let served = store::served(place)?;
    let router = serving::site(served.clone(), memory);
    let router = serving::with_tools(router, served, token(arguments, place)?);
    Ok((router, place))
}

/// What whoever pushes must show.
fn token(arguments: &Arguments, place: &str) -> Result<Option<Token>> {
    let Some(file) = &arguments.push_token_file else {
        return Ok(None);
    };
    if store::folder(place).is_some_and(|folder| folder.join("sw.js").is_file()) {
        bail!(
            "{place} is a site, too, whose next build would remove what is pushed: give what is pushed a place of its own"
        );
    }
    let text = std::fs::read_to_string(file);
    let text = text.with_context(|| format!("cannot read {}", file.display()))?;
    let token = Token::new(&text);
    let token = token.with_context(|| {
        format!(
            "the token in {} is too short: 16 characters that nobody can guess, as `openssl rand -hex 16` gives",
            file.display()
        )
    })?;
    Ok(Some(token))
}

/// Fails where a folder has nothing to serve: a wrong name is the likeliest reason.
fn refuse_empty(place: &str) -> Result<()> {
    let Some(folder) = store::folder(place) else {
        return Ok(());
    };
    let has = |name: &str| folder.join(name).exists();
    let shown = folder.display();
    if has("games") || has("index.html") || has(".oci") {
        return Ok(());
    }
    if has(project::FILE) {
        bail!(
            "{shown} is a game as its author keeps it: `layerw publish {shown} --to site` makes files of it that `layerw serve site` serves"
        );
    }
    if !folder.is_dir() {
        bail!("there is no folder {shown}: `layerw publish my-game --to {shown}` makes it");
    }
    bail!(
        "{shown} has neither games nor a page: `layerw publish my-game --to {shown}` puts a game there"
    )
}

/// Fails where no wrapped game can be found, whatever host is asked for.
fn refuse_wrapped(folder: &Path) -> Result<()> {
    let shown = folder.display();
    if folder.join(layout::WRAPPED_FILE).is_file() {
        let above = folder
            .parent()
            .filter(|above| !above.as_os_str().is_empty());
        let above = above.unwrap_or(Path::new("..")).display();
        bail!("{shown} is one wrapped game: say the folder that it is in, --wrapped {above}");
    }
    if !folder.is_dir() {
        bail!(
            "there is no folder {shown}: `layerw wrap my-export --site SITE --out {shown}` makes it"
        );
    }
    Ok(())
}

/// What every server has around its files.
fn around(arguments: &Arguments, router: Router, counts: &Counts) -> Router {
    let router = serving::with_status(router, counts.clone());
    let router = match &arguments.wrapped {
        Some(folder) => serving::with_wrapped(router, folder.clone()),
        None => router,
    };
    serving::watched(router, counts.clone(), arguments.manner.log())
}

async fn listen(
    arguments: &Arguments,
    router: Router,
    what: &str,
    counts: Counts,
    say: impl Fn(Report),
) -> Result<()> {
    let addr = arguments.addr;
    let listener = TcpListener::bind(addr).await;
    let listener = listener
        .with_context(|| format!("cannot listen on {addr}: choose another address with --addr"))?;
    let url = serving::url_from_bound(listener.local_addr()?);
    let text = format!("serving {what} at {url}");
    // Whoever reads the line may end it at once.
    let stop = serving::stop_signal()?;
    say(Report::good(text, json!({ "url": url })));
    serving::serve(listener, router, counts, arguments.manner.limits(), stop).await;
    Ok(())
}
