//! Asking the origin. Deliberately absent: following it elsewhere, and unpacking what it packed.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

use crate::Error;
use crate::watch::Counts;

/// An origin that is not there says so, or is taken for one that is not.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// Between two pieces of an answer.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// The origin that is mirrored; clones are the same one.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    client: Client,
    /// Without a slash at its end.
    address: Arc<str>,
    counts: Counts,
}

impl Origin {
    pub(super) fn new(address: &str, counts: Counts) -> Result<Self, Error> {
        let client = Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .redirect(Policy::none())
            .build();
        Ok(Self {
            client: client.map_err(|error| unreachable(address, &error))?,
            address: address.trim_end_matches('/').into(),
            counts,
        })
    }

    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// What the origin answers at `path`, whatever that is.
    pub(super) async fn ask(
        &self,
        path: &str,
        headers: &[(HeaderName, HeaderValue)],
    ) -> Result<Answer, Error> {
        self.counts.fetched();
        let url = format!("{}{path}", self.address);
        let mut request = self.client.get(&url);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let response = request.send().await;
        let response = response.map_err(|error| unreachable(&url, &error))?;
        Ok(Answer { url, response })
    }
}

/// An answer whose body did not come yet.
pub(super) struct Answer {
    url: String,
    response: Response,
}

impl Answer {
    pub(super) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The error that an answer of this status is.
    pub(super) fn refused(&self) -> Error {
        Error::Origin {
            url: self.url.clone(),
            what: format!("answered {}", self.status()),
        }
    }

    /// The whole body, at most `max_bytes`.
    pub(super) async fn bytes(mut self, max_bytes: u64) -> Result<Bytes, Error> {
        let mut body = Vec::new();
        while let Some(piece) = self.piece().await? {
            self.check_length(body.len() + piece.len(), max_bytes)?;
            body.extend_from_slice(&piece);
        }
        Ok(body.into())
    }

    /// Writes the whole body, at most `max_bytes`, to a new file at `path`.
    pub(super) async fn save(mut self, path: &Path, max_bytes: u64) -> Result<(), Error> {
        let mut file = File::create(path).await?;
        let mut bytes = 0;
        while let Some(piece) = self.piece().await? {
            bytes += piece.len();
            self.check_length(bytes, max_bytes)?;
            file.write_all(&piece).await?;
        }
        file.flush().await?;
        Ok(())
    }

    /// A body that ends before its length is an error, too.
    async fn piece(&mut self) -> Result<Option<Bytes>, Error> {
        let piece = self.response.chunk().await;
        piece.map_err(|error| unreachable(&self.url, &error))
    }

    fn check_length(&self, bytes: usize, max_bytes: u64) -> Result<(), Error> {
        let got = bytes as u64;
        match got > max_bytes {
            true => Err(Error::TooLong {
                name: self.url.clone(),
                want: max_bytes,
                got,
            }),
            false => Ok(()),
        }
    }
}

fn unreachable(url: &str, error: &reqwest::Error) -> Error {
    let mut what = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(deeper) = source {
        what = deeper.to_string();
        source = deeper.source();
    }
    Error::Origin {
        url: url.to_owned(),
        what,
    }
}
