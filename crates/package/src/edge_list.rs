//! The list of edges at `/layerw-edges`: other addresses that have the objects and patches of an origin, perhaps nearer to a
//! player. Where the origin's heads are signed, so is the list.
//!
//! Deliberately absent: trust in what an edge sends. Every body is judged by its digest, whoever sent it.

use crate::{Error, Item, MAX_NUMBER, decimal, region, text};

const HEADER: &str = "layerw-edges 1";
/// Where the list is.
pub const EDGE_LIST_PATH: &str = "/layerw-edges";
/// The longest list of edges that is read, its envelope not counted.
pub const MAX_EDGE_LIST_BYTES: usize = 2048;
/// The most edges of a list: each is measured by every player.
pub const MAX_EDGES: usize = 8;
const MAX_BASE_BYTES: usize = 128;

/// The edges of an origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgeList {
    /// The site.
    pub id: String,
    /// From this moment on the list counts for nothing, seconds since 1970.
    pub expires_unix_secs: u64,
    /// What stands before `/c/` and `/d/` at each edge, sorted: `https://eu.example.com` or `https://example.com/mirror`.
    pub bases: Vec<String>,
}

impl EdgeList {
    /// The list in `bytes`.
    ///
    /// # Errors
    /// [`Error`] where the bytes are not exactly what [`EdgeList::to_text`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let text = text::from_bytes(bytes, MAX_EDGE_LIST_BYTES)?;
        let mut lines = text::lines(text);
        text::header(&mut lines, HEADER)?;
        let mut next = |number| lines.next().unwrap_or(text::Line { number, text: "" });
        let line = next(2);
        let [id] = line.words("id")?;
        if !region::is_id(id) {
            return Err(line.error(Item::Id));
        }
        let line = next(3);
        let [expires] = line.words("expires")?;
        let expires_unix_secs = line.number(expires, Item::Moment, 1, MAX_NUMBER)?;
        let mut bases: Vec<String> = Vec::new();
        for line in lines {
            let [base] = line.words("edge")?;
            if !is_base(base) || bases.len() == MAX_EDGES {
                return Err(line.error(Item::Edge));
            }
            text::in_order(bases.last(), base)?;
            bases.push(base.to_owned());
        }
        Ok(Self {
            id: id.to_owned(),
            expires_unix_secs,
            bases,
        })
    }

    /// The list that the envelope in `bytes` carries, whoever signed it.
    ///
    /// # Errors
    /// The same, or [`Error::Cut`] where nothing follows the signatures.
    pub fn from_envelope(bytes: &[u8]) -> Result<Self, Error> {
        let end = bytes.windows(2).position(|pair| pair == b"\n\n");
        let payload = end.and_then(|end| bytes.get(end + 2..));
        Self::from_bytes(payload.ok_or(Error::Cut)?)
    }

    /// The origins of the edges, as a policy names them, sorted and each once.
    pub fn origins(&self) -> Vec<&str> {
        let path = |base: &str| {
            base.match_indices('/')
                .nth(2)
                .map_or(base.len(), |(at, _)| at)
        };
        let mut origins: Vec<&str> = self.bases.iter().map(|base| &base[..path(base)]).collect();
        origins.sort_unstable();
        origins.dedup();
        origins
    }

    /// The one text of this list.
    pub fn to_text(&self) -> String {
        let mut text = [HEADER, "\nid ", &self.id, "\nexpires "].concat();
        decimal::push(&mut text, self.expires_unix_secs);
        text.push('\n');
        for base in &self.bases {
            for part in ["edge ", base, "\n"] {
                text.push_str(part);
            }
        }
        text
    }
}

/// Whether `text` is scheme, host and path without a slash at its end: nothing that means anything to a header, a policy
/// or a log.
pub fn is_base(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest.filter(|_| text.len() <= MAX_BASE_BYTES) else {
        return false;
    };
    let mut parts = rest.split('/');
    let is_host = parts.next().is_some_and(is_host);
    is_host && parts.all(is_name)
}

fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let mut labels = name.split('.');
    labels.all(|label| !label.is_empty() && label.bytes().all(is_letter))
        && decimal::parse(port, u64::from(u16::MAX)).is_some_and(|port| port > 0)
}

fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    name.bytes().any(|byte| byte != b'.') && name.bytes().all(is_letter)
}
