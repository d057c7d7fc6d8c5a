//! Traces of what was entered: a line a session, tab-separated: user, unix seconds, items separated by spaces.
//!
//! Deliberately absent: what the items are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use lzma_rust2::XzReader;

/// Who entered what in one go.
pub(crate) struct Session {
    /// Who, by number.
    pub(crate) player: u32,
    pub(crate) items: Vec<u32>,
}

/// Sessions in the order in which they began.
pub(crate) struct Trace {
    pub(crate) name: String,
    pub(crate) sessions: Vec<Session>,
    /// How many different items there are; they are numbered from 0.
    pub(crate) items: usize,
    /// Where every choice was made by known odds: what a guesser that knows them would reach.
    pub(crate) oracle: Option<Oracle>,
}

/// What is known about a made trace.
pub(crate) struct Oracle {
    /// The items that were chosen; the others follow from them.
    pub(crate) choices: BTreeSet<u32>,
    /// How often the likeliest choice is made, and one of the three likeliest.
    pub(crate) hit: [f64; 2],
}

/// Reads a trace; one that ends in `.xz` is unpacked.
pub(crate) fn read(path: &Path) -> Result<Trace> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut text = String::new();
    let packed = path.extension().is_some_and(|extension| extension == "xz");
    if packed {
        XzReader::new(bytes.as_slice(), true).read_to_string(&mut text)?;
    } else {
        text = String::from_utf8(bytes).context("the trace is not text")?;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.split('.').next().unwrap_or_default().to_owned();
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let mut players: BTreeMap<String, u32> = BTreeMap::new();
    let mut sessions = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let fields: Vec<&str> = line.split('\t').collect();
        ensure!(
            fields.len() == 3,
            "line {} of {name} has {} fields of 3",
            index + 1,
            fields.len()
        );
        let items = fields[2].split(' ').filter(|item| !item.is_empty());
        let number = |item: &str| {
            let next = numbers.len() as u32;
            *numbers.entry(item.to_owned()).or_insert(next)
        };
        let items: Vec<u32> = items.map(number).collect();
        let next = players.len() as u32;
        let player = *players.entry(fields[0].to_owned()).or_insert(next);
        if !items.is_empty() {
            sessions.push(Session { player, items });
        }
    }
    ensure!(!sessions.is_empty(), "{name} has no session");
    Ok(Trace {
        name,
        sessions,
        items: numbers.len(),
        oracle: None,
    })
}
