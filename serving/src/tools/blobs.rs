//! Blobs: what was pushed, and the objects of published games, which are blobs by their digests already.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;
use package::Digest;

use super::refusal::Refusal;
use super::route::Name;
use super::{CONTENT_DIGEST, Door, Trouble, blob_name};
use crate::place::About;
use crate::plan::Plan;
use crate::{Error, IMMUTABLE};

/// The kinds of objects that are looked for without knowing whose they are.
const KINDS: [&str; 3] = ["wasm", "txt", "bin"];

impl Door {
    pub(super) async fn blob(
        &self,
        name: &Name,
        digest: Digest,
        method: &Method,
        asked: &HeaderMap,
    ) -> Result<Response, Trouble> {
        let Some((file, about)) = self.find(name, digest).await? else {
            return Err(Refusal::BlobUnknown.into());
        };
        let bytes = about.bytes;
        let tag = format!("\"{digest}\"");
        let tag = HeaderValue::from_str(&tag).map_err(|_| Refusal::DigestInvalid)?;
        let plan = Plan::of(asked, &tag, bytes);
        let range = match &plan {
            Plan::Part(range) => range.clone(),
            Plan::Whole => 0..bytes,
            _ => 0..0,
        };
        let length = range.end - range.start;
        let body = match method {
            &Method::HEAD => Some(Body::empty()),
            _ => self.place.stream(&file, &about, range.clone()).await?,
        };
        let mut response = Response::new(body.ok_or(Refusal::BlobUnknown)?);
        *response.status_mut() = plan.status();
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/octet-stream");
        headers.insert(header::CONTENT_TYPE, kind);
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(header::CACHE_CONTROL, IMMUTABLE);
        headers.insert(header::ETAG, tag);
        headers.insert(CONTENT_DIGEST, spelled(digest));
        if let Plan::Part(_) = &plan
            && let Some(part) = plan.content_range(bytes)
        {
            headers.insert(header::CONTENT_RANGE, part);
        }
        Ok(response)
    }

    /// The file with this digest and what is said about it.
    pub(super) async fn find(
        &self,
        name: &Name,
        digest: Digest,
    ) -> Result<Option<(String, About)>, Error> {
        let objects = KINDS.map(|kind| format!("c/{digest}.{kind}"));
        for file in [blob_name(&digest.to_hex())].into_iter().chain(objects) {
            if let Some(about) = self.place.about(&file).await? {
                return Ok(Some((file, about)));
            }
        }
        let Some(file) = self.file_of_game(name, digest).await? else {
            return Ok(None);
        };
        let about = self.place.about(&file).await?;
        Ok(about.map(|about| (file, about)))
    }
}

/// A digest as the protocol spells it.
pub(super) fn spelled(digest: Digest) -> HeaderValue {
    let spelled = HeaderValue::from_str(&format!("sha256:{digest}"));
    spelled.unwrap_or(HeaderValue::from_static(""))
}
