//! `cargo xtask bench serve`: `layerw serve` beside nginx, both with the same object of 100 kB and one core each.
//!
//! A server has core 0, the load has core 1. Batches of the two alternate, so that whatever else the machine does meets
//! both. How fast: 200 connections that ask as soon as they were answered. How long an answer takes: 200 that pause, so
//! that neither server is at its end, where a time only says how many wait. Deliberately absent: TLS, and real networks.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Child;
use std::thread;

use anyhow::{Context as _, Result, bail};
use package::digest_from_bytes;
use serde_json::Value;

use crate::program::Program;
use crate::report::{self, Goal, Measure};
use crate::setup;
use crate::setup::servers::Load;
use crate::step::step;
use crate::workspace::Workspace;

/// Requests a second, as a share of nginx's.
const SHARE: f64 = 0.8;
const LATE_MILLIS: f64 = 5.0;
const OBJECT_BYTES: usize = 100_000;
const BATCHES: usize = 5;
const BATCH: &str = "4s";
/// Each connection asks about ten times a second, never all at once.
const PAUSES: &str = "function delay() return math.random(20, 180) end\n";

/// A server that ends with its bench.
struct Server {
    child: Child,
    url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Measures and judges.
pub(super) fn measure(workspace: &Workspace, options: &report::Options) -> Result<()> {
    if thread::available_parallelism()?.get() < 2 {
        bail!("this needs two cores: one for the server, one for the load");
    }
    let load = setup::for_load(workspace)?;
    step("layerw, built", || {
        let cargo = Program::cargo(None).folder(workspace.root());
        let cargo = cargo.args(["build", "--locked", "--release", "--package", "cli"]);
        cargo.logged(&workspace.log("build-layerw")?)
    })?;
    let folder = workspace.kept("bench-serve");
    let path = prepare(&folder)?;
    let ours = ours(workspace, &folder)?;
    let nginx = nginx(&load, &folder)?;
    let mut speeds = Vec::new();
    let mut times = Vec::new();
    for batch in 1..=BATCHES {
        step(&format!("batch {batch} of {BATCHES}"), || {
            let ask = |server: &Server, script: Option<&Path>| {
                asked(&load, &format!("{}{path}", server.url), script)
            };
            speeds.push((ask(&ours, None)?.per_second, ask(&nginx, None)?.per_second));
            let pauses = folder.join("pauses.lua");
            let (ours, nginx) = (ask(&ours, Some(&pauses))?, ask(&nginx, Some(&pauses))?);
            times.push((ours.late_millis, nginx.late_millis));
            Ok(())
        })?;
    }
    report::finish(options, &measures(&speeds, &times))
}

/// The folder that both serve and what they are told; the path of its object.
fn prepare(folder: &Path) -> Result<String> {
    let mut state = 1_u32;
    let object: Vec<u8> = (0..OBJECT_BYTES)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    let path = format!("c/{}.bin", digest_from_bytes(&object));
    fs::create_dir_all(folder.join("site/games"))?;
    fs::create_dir_all(folder.join("site/c"))?;
    fs::write(folder.join("site").join(&path), object)?;
    fs::write(folder.join("pauses.lua"), PAUSES)?;
    Ok(path)
}

fn ours(workspace: &Workspace, folder: &Path) -> Result<Server> {
    let program = Program::new("taskset").args(["--cpu-list", "0"]);
    let program = program.arg(workspace.target("release/layerw"));
    let program = program.args(["serve", "site", "--addr", "127.0.0.1:0", "--json"]);
    let mut child = program.folder(folder).start()?;
    let output = child.stdout.take().context("layerw has no output")?;
    let mut server = Server {
        child,
        url: String::new(),
    };
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let said: Value = serde_json::from_str(&line).context("layerw does not serve")?;
    server.url = said["url"]
        .as_str()
        .context("layerw has no address")?
        .to_owned();
    Ok(server)
}

/// As its documentation advises for static files, but one process: what is killed with its master must not stay.
fn nginx(load: &Load, folder: &Path) -> Result<Server> {
    // Free now, and nobody else's in the next moment but by great bad luck.
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port();
    let place = folder.display();
    let settings = format!(
        "daemon off; master_process off; pid {place}/nginx.pid; error_log {place}/nginx.log;\n\
         events {{ worker_connections 1024; }}\n\
         http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;\n\
         open_file_cache max=1000; client_body_temp_path {place}/body; proxy_temp_path {place}/proxy;\n\
         fastcgi_temp_path {place}/fastcgi; uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;\n\
         server {{ listen 127.0.0.1:{port}; root {place}/site;\n\
         add_header Cache-Control \"public, max-age=31536000, immutable\"; }} }}\n"
    );
    fs::write(folder.join("nginx.conf"), settings)?;
    let program = Program::new("taskset").args(["--cpu-list", "0"]);
    let program = program.arg(&load.nginx).arg("-p").arg(folder);
    let program = program.arg("-c").arg(folder.join("nginx.conf"));
    let mut child = program.start()?;
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if let Some(status) = child.try_wait()? {
            bail!("nginx ended: {status}");
        }
        thread::yield_now();
    }
    Ok(Server {
        child,
        url: format!("http://127.0.0.1:{port}/"),
    })
}

/// What the load saw.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Seen {
    per_second: f64,
    /// 99 of 100 answers took no longer.
    late_millis: f64,
}

fn asked(load: &Load, url: &str, script: Option<&Path>) -> Result<Seen> {
    let wrk = Program::new("taskset").args(["--cpu-list", "1"]);
    let wrk = wrk
        .arg(&load.wrk)
        .args(["--threads", "1", "--connections", "200"]);
    let wrk = wrk.args(["--latency", "--duration", BATCH]);
    let wrk = match script {
        Some(script) => wrk.arg("--script").arg(script),
        None => wrk,
    };
    seen(&wrk.arg(url).read()?)
}

/// The numbers in what `wrk` prints.
fn seen(said: &str) -> Result<Seen> {
    if let Some(line) = said.lines().find(|line| line.contains("Non-2xx")) {
        bail!("not every answer was one: {}", line.trim());
    }
    let after = |word: &str| {
        let mut lines = said.lines();
        let found = lines.find_map(|line| line.trim().strip_prefix(word));
        found
            .map(str::trim)
            .with_context(|| format!("wrk does not say {word}:\n{said}"))
    };
    Ok(Seen {
        per_second: after("Requests/sec:")?.parse()?,
        late_millis: millis(after("99%")?)?,
    })
}

/// A time as `wrk` writes it.
fn millis(text: &str) -> Result<f64> {
    for (unit, factor) in [("us", 0.001), ("ms", 1.0), ("s", 1000.0), ("m", 60_000.0)] {
        if let Some(number) = text.strip_suffix(unit) {
            return Ok(number.parse::<f64>()? * factor);
        }
    }
    bail!("{text} is no time")
}

/// The numbers of both in each batch, ours first.
fn measures(speeds: &[(f64, f64)], times: &[(f64, f64)]) -> Vec<Measure> {
    let ours = |pairs: &[(f64, f64)]| median(pairs.iter().map(|pair| pair.0));
    let theirs = |pairs: &[(f64, f64)]| median(pairs.iter().map(|pair| pair.1));
    let share = median(speeds.iter().map(|(ours, nginx)| ours / nginx));
    vec![
        Measure::new(
            "100 kB, of nginx's speed",
            "share",
            share,
            Goal::AtLeast(SHARE),
        ),
        Measure::new("100 kB", "requests/s", ours(speeds), Goal::Open)
            .with_peer("nginx", theirs(speeds)),
        Measure::new(
            "200 connections, 99 of 100 answers within",
            "ms",
            ours(times),
            Goal::AtMost(LATE_MILLIS),
        )
        .with_peer("nginx", theirs(times)),
    ]
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "Running 3s test\n  Latency Distribution\n     50%    9.33ms\n     99%   25.61ms\n\
                        55005 requests in 3.00s, 5.13GB read\nRequests/sec:  18335.10\nTransfer/sec:      1.71GB\n";

    #[test]
    fn what_the_load_says_is_read() {
        let want = Seen {
            per_second: 18335.10,
            late_millis: 25.61,
        };
        assert_eq!(seen(SAID).unwrap(), want);
        assert!(seen("").is_err());
        assert!(seen(&format!("{SAID}  Non-2xx or 3xx responses: 7\n")).is_err());
        assert_eq!(millis("900.00us").unwrap(), 0.9);
        assert_eq!(millis("1.5s").unwrap(), 1500.0);
    }

    #[test]
    fn the_share_is_that_of_batches_side_by_side() {
        let speeds = [(8.0, 10.0), (90.0, 100.0), (1.0, 2.0)];
        let measures = measures(&speeds, &[(6.0, 1.0), (1.0, 1.0), (2.0, 9.0)]);
        assert_eq!(report::missed(&measures), Vec::<&str>::new());
        let slow = super::measures(&[(7.0, 10.0)], &[(5.5, 1.0)]);
        assert_eq!(report::missed(&slow).len(), 2);
    }
}
