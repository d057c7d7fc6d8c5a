//! `layerw serve`: a place of games or of a whole site over HTTP, as a static host should send it, until it is told to stop.
//!
//! Deliberately absent: TLS and anything that changes the place.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use axum::Router;
use serde_json::json;
use serving::{Counts, Limits, Log, Memory};
use tokio::net::TcpListener;

use crate::report::Report;
use crate::store;

/// Serve a place that games were published to, or a built site, until it is stopped.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  layerw serve site
  layerw serve s3://my-bucket/games --addr 0.0.0.0:8080 --log
  layerw serve site --wrapped wrapped        a wrapped game is at http://ID.localhost:3000/

Beside the place's files it answers at /healthz, /metrics (Prometheus) and /probe (204, for whoever measures the way).
Ctrl-C or SIGTERM stops it: what is under way is answered first.")]
pub(crate) struct Arguments {
    /// A folder, or s3://BUCKET/PATH, gs://…, az://… (keys come from the environment).
    place: String,
    /// Where to listen; port 0 is any that is free.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    addr: SocketAddr,
    /// Also serve the games that `layerw wrap` put into this folder, each at its own host, ID. before the site's.
    #[arg(long, value_name = "FOLDER")]
    wrapped: Option<PathBuf>,
    #[command(flatten)]
    manner: Manner,
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

/// Serves; `say` is given the address once requests are answered.
pub(crate) fn run(arguments: &Arguments, say: impl Fn(Report)) -> Result<Report> {
    refuse_empty(&arguments.place)?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let counts = Counts::default();
        let router = router(arguments, &counts)?;
        listen(arguments, router, counts, say).await
    })?;
    Ok(Report::raw(Vec::new()))
}

/// Fails where a folder has nothing to serve: a wrong name is the likeliest reason.
fn refuse_empty(place: &str) -> Result<()> {
    let Some(folder) = store::folder(place) else {
        return Ok(());
    };
    if !folder.join("games").is_dir() && !folder.join("index.html").is_file() {
        bail!(
            "{} has neither games nor a page: `layerw publish my-game --to {}` puts a game there",
            folder.display(),
            folder.display()
        );
    }
    Ok(())
}

fn router(arguments: &Arguments, counts: &Counts) -> Result<Router> {
    let place = store::served(&arguments.place)?;
    let memory = Memory {
        max_bytes: arguments.manner.memory_bytes,
    };
    let router = serving::site(place.clone(), memory);
    let router = serving::with_dictionaries(router, place);
    let router = serving::with_status(router, counts.clone());
    let router = match &arguments.wrapped {
        Some(folder) => serving::with_wrapped(router, folder.clone()),
        None => router,
    };
    Ok(serving::watched(
        router,
        counts.clone(),
        arguments.manner.log(),
    ))
}

async fn listen(
    arguments: &Arguments,
    router: Router,
    counts: Counts,
    say: impl Fn(Report),
) -> Result<()> {
    let addr = arguments.addr;
    let listener = TcpListener::bind(addr).await;
    let listener = listener
        .with_context(|| format!("cannot listen on {addr}: choose another address with --addr"))?;
    let url = format!("http://{}/", listener.local_addr()?);
    let text = format!("serving {} at {url}", arguments.place);
    // Whoever reads the line may end it at once.
    let stop = serving::stop_signal()?;
    say(Report::good(text, json!({ "url": url })));
    serving::serve(listener, router, counts, arguments.manner.limits(), stop).await;
    Ok(())
}
