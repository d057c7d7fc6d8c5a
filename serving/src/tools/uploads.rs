//! Blobs on their way in: in a file of their own until their digest is known to be right. An upload that nobody goes on
//! with for ten minutes is forgotten, and one of which nothing comes for a minute is given up.

use std::collections::HashMap;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use package::{Digest, Hasher, MAX_FILE_BYTES};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::blobs::spelled;
use super::refusal::Refusal;
use super::route::{self, Name, query};
use super::{CONTENT_DIGEST, Door, Trouble, blob_name};
use crate::Error;

const MOST_AT_ONCE: usize = 64;
/// Between two requests about an upload.
const PATIENCE: Duration = Duration::from_secs(600);
/// Between two pieces of one request.
const PIECE_TIMEOUT: Duration = Duration::from_secs(60);
const PIECE_BYTES: usize = 8 << 20;
const UPLOAD_ID: HeaderName = HeaderName::from_static("docker-upload-uuid");

/// The uploads that are under way.
pub(super) struct Uploads(Mutex<HashMap<String, Arc<Mutex<Upload>>>>);

struct Upload {
    /// Goes with the upload.
    file: std::fs::File,
    hasher: Hasher,
    bytes: u64,
    /// When somebody last had to do with it.
    touched: Instant,
}

impl Uploads {
    pub(super) fn new() -> Self {
        Self(Mutex::default())
    }

    pub(super) async fn end(&self, id: &str) {
        self.0.lock().await.remove(id);
    }

    async fn begin(&self) -> Result<(String, Arc<Mutex<Upload>>), Trouble> {
        let mut uploads = self.0.lock().await;
        uploads.retain(|_, upload| !is_left(upload));
        if uploads.len() >= MOST_AT_ONCE {
            return Err(Refusal::TooManyRequests.into());
        }
        let mut id = [0; 16];
        getrandom::fill(&mut id).map_err(|error| Error::Io(error.into()))?;
        let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        let upload = Upload {
            file: tempfile::tempfile().map_err(Error::Io)?,
            hasher: Hasher::new(),
            bytes: 0,
            touched: Instant::now(),
        };
        let upload = Arc::new(Mutex::new(upload));
        uploads.insert(id.clone(), Arc::clone(&upload));
        Ok((id, upload))
    }

    async fn get(&self, id: &str) -> Result<Arc<Mutex<Upload>>, Refusal> {
        let mut uploads = self.0.lock().await;
        uploads.retain(|_, upload| !is_left(upload));
        let upload = uploads.get(id).ok_or(Refusal::BlobUploadUnknown)?;
        if let Ok(mut upload) = upload.try_lock() {
            upload.touched = Instant::now();
        }
        Ok(Arc::clone(upload))
    }
}

/// Whether nobody goes on with it; whoever holds it does.
fn is_left(upload: &Mutex<Upload>) -> bool {
    let held = upload.try_lock();
    held.is_ok_and(|upload| upload.touched.elapsed() >= PATIENCE)
}

impl Upload {
    async fn take(&mut self, body: Body) -> Result<(), Trouble> {
        let mut pieces = body.into_data_stream();
        let stalled = |_| Refusal::BlobUploadInvalid;
        while let Some(piece) = timeout(PIECE_TIMEOUT, pieces.next())
            .await
            .map_err(stalled)?
        {
            let piece = piece.map_err(|_| Refusal::BlobUploadInvalid)?;
            if self.bytes + piece.len() as u64 > MAX_FILE_BYTES {
                return Err(Refusal::SizeInvalid.into());
            }
            // So short a write to a local file takes no longer than handing it to another thread.
            self.file.write_all(&piece).map_err(Error::Io)?;
            self.hasher.update(&piece);
            self.bytes += piece.len() as u64;
            self.touched = Instant::now();
        }
        Ok(())
    }

    /// All of it, a piece at a time.
    fn piece(&mut self, from: u64) -> Result<Bytes, Error> {
        let left = usize::try_from(self.bytes - from).unwrap_or(usize::MAX);
        let mut piece = vec![0; left.min(PIECE_BYTES)];
        self.file.seek(SeekFrom::Start(from))?;
        self.file.read_exact(&mut piece)?;
        Ok(piece.into())
    }
}

impl Door {
    pub(super) async fn begin(&self, name: &Name, request: Request) -> Result<Response, Trouble> {
        // What is here already need not be sent, wherever it came from.
        if let Some(mount) = query(request.uri(), "mount").and_then(|text| route::digest(&text))
            && self.find(name, mount).await?.is_some()
        {
            return Ok(created(name, mount));
        }
        let (id, upload) = self.uploads.begin().await?;
        let whole = query(request.uri(), "digest");
        if whole.is_none() {
            return Ok(under_way(name, &id, 0, StatusCode::ACCEPTED));
        }
        drop(upload);
        self.finish(name, &id, request).await
    }

    pub(super) async fn go_on(
        &self,
        name: &Name,
        id: &str,
        request: Request,
    ) -> Result<Response, Trouble> {
        let upload = self.uploads.get(id).await?;
        let mut upload = upload.lock().await;
        let range = request.headers().get(header::CONTENT_RANGE);
        if let Some(range) = range.and_then(|range| range.to_str().ok()) {
            let first = range.split('-').next().and_then(|first| first.parse().ok());
            if first != Some(upload.bytes) {
                return Err(Refusal::RangeInvalid.into());
            }
        }
        self.taken(id, &mut upload, request.into_body()).await?;
        Ok(under_way(name, id, upload.bytes, StatusCode::ACCEPTED))
    }

    pub(super) async fn progress(&self, name: &Name, id: &str) -> Result<Response, Trouble> {
        let upload = self.uploads.get(id).await?;
        let bytes = upload.lock().await.bytes;
        Ok(under_way(name, id, bytes, StatusCode::NO_CONTENT))
    }

    pub(super) async fn finish(
        &self,
        name: &Name,
        id: &str,
        request: Request,
    ) -> Result<Response, Trouble> {
        let want = query(request.uri(), "digest").and_then(|text| route::digest(&text));
        let want = want.ok_or(Refusal::DigestInvalid)?;
        let upload = self.uploads.get(id).await?;
        let mut upload = upload.lock().await;
        let done = self.taken(id, &mut upload, request.into_body()).await;
        self.uploads.end(id).await;
        done?;
        if upload.hasher.clone().digest() != want {
            return Err(Refusal::DigestInvalid.into());
        }
        if self.find(name, want).await?.is_none() {
            self.put(&mut upload, want).await?;
        }
        Ok(created(name, want))
    }

    /// An upload that was cut off is of no use to anybody: who sent it does not know how much came.
    async fn taken(&self, id: &str, upload: &mut Upload, body: Body) -> Result<(), Trouble> {
        let taken = upload.take(body).await;
        if taken.is_err() {
            self.uploads.end(id).await;
        }
        taken
    }

    async fn put(&self, upload: &mut Upload, digest: Digest) -> Result<(), Error> {
        let file = blob_name(&digest.to_hex());
        if upload.bytes <= PIECE_BYTES as u64 {
            let bytes = upload.piece(0)?;
            return self.place.write(&file, bytes).await;
        }
        let mut parts = self.place.write_parts(&file).await?;
        let mut from = 0;
        while from < upload.bytes {
            let piece = upload.piece(from)?;
            from += piece.len() as u64;
            parts.put(piece).await?;
        }
        parts.finish().await
    }
}

fn created(name: &Name, digest: Digest) -> Response {
    let location = format!("/v2/{}/blobs/sha256:{digest}", name.as_str());
    let mut response = (StatusCode::CREATED, [(header::LOCATION, location)]).into_response();
    response
        .headers_mut()
        .insert(CONTENT_DIGEST, spelled(digest));
    response
}

fn under_way(name: &Name, id: &str, bytes: u64, status: StatusCode) -> Response {
    let location = format!("/v2/{}/blobs/uploads/{id}", name.as_str());
    // The protocol says the last byte, also where there is none.
    let range = format!("0-{}", bytes.saturating_sub(1));
    let mut response = (
        status,
        [(header::LOCATION, location), (header::RANGE, range)],
    )
        .into_response();
    if let Ok(id) = HeaderValue::from_str(id) {
        response.headers_mut().insert(UPLOAD_ID, id);
    }
    response
}
