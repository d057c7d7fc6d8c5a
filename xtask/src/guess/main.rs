//! `guess SEED SESSIONS [TRACE ...]`: how well each guesser guesses a made world and the given traces, a line of JSON for
//! each trace.
//!
//! `cargo xtask bench predict` runs it, built for speed and with a feature of its own. Deliberately absent: judging.

mod control;
mod devices;
mod gameworld;
mod guessers;
mod simulate;
mod trace;

use std::env;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use predict::{DEFAULT_BYTES, MAX_BYTES, Predictor, Target};
use serde_json::{Value, json};

use guessers::{Guesser, Markov, Neighbours, Ours, Popular, Ppm};
use trace::Trace;

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [seed, sessions, files @ ..] = &arguments[..] else {
        bail!("usage: guess SEED SESSIONS [TRACE ...]");
    };
    let seed = seed.parse().context("the seed is a number")?;
    let sessions = sessions.parse().context("sessions are a number")?;
    for file in files {
        measure(&trace::read(Path::new(file))?)?;
    }
    measure(&gameworld::trace(seed, sessions))
}

fn measure(trace: &Trace) -> Result<()> {
    let ours = |bytes| Box::new(Ours::new(Predictor::new(bytes, trace.items))) as Box<dyn Guesser>;
    let guessers: [(&str, Box<dyn Guesser>); 6] = [
        ("ours at 128 KiB", ours(DEFAULT_BYTES)),
        ("ours at 256 KiB", ours(MAX_BYTES)),
        ("popularity", Box::new(Popular::new(trace.items))),
        ("markov", Box::<Markov>::default()),
        ("ppm-3", Box::<Ppm>::default()),
        ("session knn", Box::<Neighbours>::default()),
    ];
    let mut results = serde_json::Map::new();
    for (name, mut guesser) in guessers {
        eprintln!("{}: {name}", trace.name);
        let begin = Instant::now();
        let guesses = simulate::guesses(trace, guesser.as_mut());
        let events: usize = trace
            .sessions
            .iter()
            .map(|session| session.items.len())
            .sum();
        let micros = begin.elapsed().as_micros() as f64 / events as f64;
        let result = json!({
            "hit": guesses.hit,
            "choice_hit": guesses.choice_hit,
            "recall_010": simulate::recall_at(trace, &guesses, 0.10),
            "recall_025": simulate::recall_at(trace, &guesses, 0.25),
            "bytes": guesser.bytes(),
            "micros": micros,
        });
        results.insert(name.to_owned(), result);
    }
    // A web site has more visitors than would fit, and most come once.
    let devices = match trace.oracle {
        Some(_) => {
            eprintln!("{}: a device for each player", trace.name);
            let devices = devices::on_devices(trace)?;
            json!({
                "alone": devices.alone,
                "with_prior": devices.with_prior,
                "prior_bytes": devices.prior_bytes,
            })
        }
        None => Value::Null,
    };
    let controlled = |target| -> Result<Value> {
        let controlled = control::controlled(trace, DEFAULT_BYTES, target)?;
        Ok(json!({
            "waste": controlled.waste,
            "worst": controlled.worst,
            "recall": controlled.recall,
        }))
    };
    let line = json!({
        "trace": trace.name,
        "sessions": trace.sessions.len(),
        "items": trace.items,
        "guessers": results,
        "oracle": trace.oracle.as_ref().map(|oracle| oracle.hit),
        "devices": devices,
        "controlled_010": controlled(Target::Cellular)?,
        "controlled_025": controlled(Target::Wifi)?,
    });
    println!("{line}");
    Ok(())
}
