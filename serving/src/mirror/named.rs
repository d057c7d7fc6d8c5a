//! What may change under its name, as heads, lists and pages: given as the origin gave it while that is fresh, asked for
//! anew after that, and given as it was where the origin cannot be reached.
//!
//! Also patches whose old file is not here, which nobody here can check. Deliberately absent: what is longer than any of it
//! should be.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use moka::future::Cache;
use package::digest_from_bytes;
use serde_json::{Value, json};

use super::CACHE_STATUS;
use super::kept::{Kept, NAMED};
use super::origin::Origin;
use crate::Error;
use crate::dictionaries::accepts;
use crate::plan::Plan;
use crate::watch::failure;

/// The longest answer of this kind.
const MAX_BYTES: u64 = 16 << 20;
/// What all of them may take in memory.
const MAX_MEMORY_BYTES: u64 = 64 << 20;
/// Between one server and the next only, or said anew for each answer.
const OF_ONE_CONNECTION: [HeaderName; 10] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::DATE,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::SET_COOKIE,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// What the origin said.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// The last word of the origin about each name; clones share it.
#[derive(Clone)]
pub(super) struct Named {
    origin: Origin,
    kept: Kept,
    /// What need not be asked yet, and whether it comes from an origin that could not be reached.
    fresh: Cache<String, (Arc<Said>, bool)>,
    /// The same without a moment at which it goes.
    last: Cache<String, Arc<Said>>,
}

impl Named {
    pub(super) fn new(fresh: Duration, origin: Origin, kept: Kept) -> Self {
        let fresh = Cache::builder()
            .max_capacity(MAX_MEMORY_BYTES)
            .weigher(|_: &String, (said, _): &(Arc<Said>, bool)| weight(said))
            .time_to_live(fresh);
        let last = Cache::builder()
            .max_capacity(MAX_MEMORY_BYTES)
            .weigher(|_: &String, said: &Arc<Said>| weight(said));
        Self {
            origin,
            kept,
            fresh: fresh.build(),
            last: last.build(),
        }
    }

    pub(super) async fn answer(&self, path: &str, request: Request) -> axum::response::Response {
        let coding = match accepts(request.headers(), "br") {
            true => "br",
            false => "identity",
        };
        let key = format!("{coding} {path}");
        let said = match self.fresh.get(&key).await {
            Some(said) => Ok(said),
            None => self.asked_once(key, path, coding).await,
        };
        match said {
            Ok((said, is_stale)) => {
                if is_stale {
                    self.origin.counts().stale();
                }
                response(&said, is_stale, &request)
            }
            Err(error) => failure(StatusCode::BAD_GATEWAY, error.to_string()),
        }
    }

    /// Asks the origin once, however many wait for its answer.
    async fn asked_once(
        &self,
        key: String,
        path: &str,
        coding: &'static str,
    ) -> Result<(Arc<Said>, bool), Arc<Error>> {
        let (this, path) = (self.clone(), path.to_owned());
        // A task of its own: whoever asked first may go away, and the others still wait for the same answer.
        let asked = tokio::spawn(async move {
            let asked = this.asked(&key, &path, coding);
            this.fresh.try_get_with_by_ref(key.as_str(), asked).await
        });
        asked
            .await
            .unwrap_or_else(|error| Err(Arc::new(Error::Io(std::io::Error::other(error)))))
    }

    async fn asked(
        &self,
        key: &str,
        path: &str,
        coding: &'static str,
    ) -> Result<(Arc<Said>, bool), Error> {
        let before = self.before(key).await;
        // What is asked for again stays, though nothing about it is new.
        let is_kept = self.kept.touch(&name(key)).await;
        match self.news(path, coding, before.as_deref()).await {
            Ok(said) => {
                let said = Arc::new(said);
                if !is_kept || before.is_none_or(|before| *before != *said) {
                    self.keep(key, &said).await;
                }
                Ok((said, false))
            }
            // So short a word may be old: signed heads say themselves until when they hold.
            Err(error) => before.map(|said| (said, true)).ok_or(error),
        }
    }

    /// What the origin says now, also where it is what it said before.
    async fn news(
        &self,
        path: &str,
        coding: &'static str,
        before: Option<&Said>,
    ) -> Result<Said, Error> {
        let mut asked = vec![(header::ACCEPT_ENCODING, HeaderValue::from_static(coding))];
        if let Some(tag) = before.and_then(|said| said.headers.get(header::ETAG)) {
            asked.push((header::IF_NONE_MATCH, tag.clone()));
        }
        let answer = self.origin.ask(path, &asked).await?;
        let status = answer.status();
        if status == StatusCode::NOT_MODIFIED {
            let before = before.ok_or_else(|| answer.refused())?;
            return Ok(before.with(answer.headers()));
        }
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(answer.refused());
        }
        let mut headers = answer.headers().clone();
        for name in OF_ONE_CONNECTION {
            headers.remove(name);
        }
        let body = answer.bytes(MAX_BYTES).await?;
        Ok(Said {
            status,
            headers,
            body,
        })
    }

    /// What the origin said last, as long as anybody remembers.
    async fn before(&self, key: &str) -> Option<Arc<Said>> {
        if let Some(said) = self.last.get(key).await {
            return Some(said);
        }
        let path = self.kept.at(&name(key));
        let text = tokio::fs::read(path).await.ok()?;
        let said = Arc::new(Said::from_bytes(key, &text)?);
        self.last.insert(key.to_owned(), Arc::clone(&said)).await;
        Some(said)
    }

    /// Remembers what was said; what the disk does not take is only forgotten sooner.
    async fn keep(&self, key: &str, said: &Arc<Said>) {
        self.last.insert(key.to_owned(), Arc::clone(said)).await;
        let (name, part) = (name(key), self.kept.part());
        if !said.status.is_success() {
            self.kept.forget(&name).await;
            return;
        }
        let (bytes, place) = (said.to_bytes(key), self.kept.at(&name));
        let length = bytes.len() as u64;
        let put = async {
            tokio::fs::write(&part, bytes).await?;
            tokio::fs::rename(&part, place).await
        };
        if put.await.is_ok() {
            self.kept.enter(&name, length).await;
        }
    }
}

fn weight(said: &Said) -> u32 {
    u32::try_from(said.body.len() + 1024).unwrap_or(u32::MAX)
}

/// Where the answer to what is asked lies.
fn name(key: &str) -> String {
    format!("{NAMED}/{}", digest_from_bytes(key.as_bytes()))
}

fn response(said: &Said, is_stale: bool, request: &Request) -> axum::response::Response {
    let bytes = said.body.len() as u64;
    let tag = said.headers.get(header::ETAG);
    let plan = match tag {
        Some(tag) if said.status == StatusCode::OK => Plan::of(request.headers(), tag, bytes),
        _ => Plan::Whole,
    };
    let mut response = Response::new(Body::empty());
    *response.headers_mut() = said.headers.clone();
    *response.status_mut() = match plan {
        Plan::Whole => said.status,
        _ => plan.status(),
    };
    let headers = response.headers_mut();
    let status = match is_stale {
        true => "layerw; hit; ttl=0; detail=origin-unreachable",
        false => "layerw; hit",
    };
    headers.insert(CACHE_STATUS, HeaderValue::from_static(status));
    let range = match &plan {
        Plan::Whole => 0..bytes,
        Plan::Part(range) => range.clone(),
        _ => return response,
    };
    if let Some(part) = plan.content_range(bytes) {
        headers.insert(header::CONTENT_RANGE, part);
    }
    headers.insert(
        header::CONTENT_LENGTH,
        HeaderValue::from(range.end - range.start),
    );
    let ends = (usize::try_from(range.start), usize::try_from(range.end));
    if let ((Ok(start), Ok(end)), true) = (ends, request.method() != Method::HEAD) {
        *response.body_mut() = Body::from(said.body.slice(start..end));
    }
    response
}

impl Said {
    /// The same with what `news` say about it (RFC 9111, section 4.3.4), but not about its bytes, which are as they were.
    fn with(&self, news: &HeaderMap) -> Self {
        let mut said = self.clone();
        let is_of_bytes = |name| [header::CONTENT_ENCODING, header::CONTENT_RANGE].contains(name);
        for name in news.keys() {
            if OF_ONE_CONNECTION.contains(name) || is_of_bytes(name) {
                continue;
            }
            said.headers.remove(name);
            for value in news.get_all(name) {
                said.headers.append(name, value.clone());
            }
        }
        said
    }

    /// A line of JSON and the body.
    fn to_bytes(&self, key: &str) -> Vec<u8> {
        let headers = self.headers.iter();
        let headers: Vec<(&str, &str)> = headers
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
            .collect();
        let line = json!({ "key": key, "status": self.status.as_u16(), "headers": headers });
        let mut bytes = line.to_string().into_bytes();
        bytes.push(b'\n');
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Nothing where it is not what was written for `key`.
    fn from_bytes(key: &str, bytes: &[u8]) -> Option<Self> {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let line: Value = serde_json::from_slice(bytes.get(..end)?).ok()?;
        if line["key"] != key {
            return None;
        }
        let mut headers = HeaderMap::new();
        for header in line["headers"].as_array()? {
            let name = HeaderName::from_bytes(header[0].as_str()?.as_bytes()).ok()?;
            headers.append(name, HeaderValue::from_str(header[1].as_str()?).ok()?);
        }
        let status = u16::try_from(line["status"].as_u64()?).ok()?;
        Some(Self {
            status: StatusCode::from_u16(status).ok()?,
            headers,
            body: Bytes::copy_from_slice(bytes.get(end + 1..)?),
        })
    }
}
