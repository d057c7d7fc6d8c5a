//! Manifests and tags: what was pushed, and what games are.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use http_body_util::{BodyExt as _, Limited};
use package::{Digest, digest_from_bytes};
use serde_json::{Value, json};

use super::blobs::spelled;
use super::refusal::Refusal;
use super::route::{self, Name, Reference, query};
use super::{CONTENT_DIGEST, Door, FOLDER, Trouble, blob_name};
use crate::Error;

/// The type of a manifest of one thing.
pub(super) const MANIFEST_TYPE: &str = "application/vnd.oci.image.manifest.v1+json";
/// What may be pushed: of one thing, and lists of such.
const TYPES: [&str; 4] = [
    MANIFEST_TYPE,
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
];
const MAX_BYTES: usize = 4 << 20;
const MAX_TAG_FILE_BYTES: u64 = 128;
/// So many tags are told at once.
const MOST_TAGS: usize = 1000;

impl Door {
    pub(super) async fn manifest(
        &self,
        name: &Name,
        reference: &Reference,
        method: &Method,
    ) -> Result<Response, Trouble> {
        let (kind, bytes) = match self.pushed(name, reference).await? {
            Some(found) => found,
            None => {
                let made = match reference {
                    Reference::Tag(tag) => self.manifest_by_tag(name, tag).await?,
                    Reference::Digest(digest) => self.manifest_by_digest(name, *digest).await?,
                };
                let made = made.ok_or(Refusal::ManifestUnknown)?;
                (HeaderValue::from_static(MANIFEST_TYPE), made)
            }
        };
        let length = bytes.len();
        let digest = spelled(digest_from_bytes(&bytes));
        let body = match method {
            &Method::HEAD => Body::empty(),
            _ => Body::from(bytes),
        };
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, kind);
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(CONTENT_DIGEST, digest);
        Ok(response)
    }

    /// A manifest that was pushed, with its type.
    async fn pushed(
        &self,
        name: &Name,
        reference: &Reference,
    ) -> Result<Option<(HeaderValue, Vec<u8>)>, Error> {
        let digest = match reference {
            Reference::Digest(digest) => Some(*digest),
            Reference::Tag(tag) => {
                let file = format!("{}/tags/{tag}", folder(name));
                let text = self.place.read(&file, MAX_TAG_FILE_BYTES).await?;
                text.and_then(|text| route::digest(core::str::from_utf8(&text).ok()?.trim()))
            }
        };
        let Some(digest) = digest else {
            return Ok(None);
        };
        let kind = self
            .place
            .read(&record(name, digest), MAX_TAG_FILE_BYTES)
            .await?;
        let kind = kind.and_then(|kind| HeaderValue::from_bytes(kind.trim_ascii()).ok());
        let bytes = self
            .place
            .read(&blob_name(&digest.to_hex()), MAX_BYTES as u64)
            .await?;
        let bytes = bytes.filter(|bytes| digest_from_bytes(bytes) == digest);
        Ok(kind.zip(bytes.map(|bytes| bytes.to_vec())))
    }

    /// Keeps a manifest once all that it names is here; the tag goes last, so it never names what is not.
    pub(super) async fn put_manifest(
        &self,
        name: &Name,
        reference: &Reference,
        request: Request,
    ) -> Result<Response, Trouble> {
        // What a game is, its author says.
        if self.tags_of_game(name).await?.is_some() {
            return Err(Refusal::Denied.into());
        }
        let said = request.headers().get(header::CONTENT_TYPE);
        let said = said.and_then(|said| said.to_str().ok()).unwrap_or_default();
        let kind = TYPES.into_iter().find(|known| *known == said);
        let kind = kind.ok_or(Refusal::ManifestInvalid)?;
        let body = Limited::new(request.into_body(), MAX_BYTES).collect().await;
        let bytes = body.map_err(|_| Refusal::SizeInvalid)?.to_bytes();
        let manifest: Value =
            serde_json::from_slice(&bytes).map_err(|_| Refusal::ManifestInvalid)?;
        let digest = digest_from_bytes(&bytes);
        if matches!(reference, Reference::Digest(want) if *want != digest) {
            return Err(Refusal::DigestInvalid.into());
        }
        for named in named(&manifest).ok_or(Refusal::ManifestInvalid)? {
            if self.find(name, named).await?.is_none() {
                return Err(Refusal::ManifestBlobUnknown.into());
            }
        }
        self.place
            .write(&blob_name(&digest.to_hex()), bytes)
            .await?;
        self.place.write(&record(name, digest), kind.into()).await?;
        if let Reference::Tag(tag) = reference {
            let file = format!("{}/tags/{tag}", folder(name));
            self.place
                .write(&file, format!("sha256:{digest}\n").into())
                .await?;
        }
        let location = format!("/v2/{}/manifests/sha256:{digest}", name.as_str());
        let headers = [(header::LOCATION, location)];
        let mut response = (StatusCode::CREATED, headers).into_response();
        response
            .headers_mut()
            .insert(CONTENT_DIGEST, spelled(digest));
        Ok(response)
    }

    pub(super) async fn tags(&self, name: &Name, uri: &Uri) -> Result<Response, Trouble> {
        let mut tags = self.place.list(&format!("{}/tags", folder(name))).await?;
        if tags.is_empty() {
            let of_game = self.tags_of_game(name).await?;
            tags = of_game.ok_or(Refusal::NameUnknown)?;
        }
        tags.sort();
        let after = query(uri, "last").unwrap_or_default();
        let most = query(uri, "n").and_then(|most| most.parse::<usize>().ok());
        let most = most.unwrap_or(MOST_TAGS).min(MOST_TAGS);
        let mut left = tags.into_iter().filter(|tag| *tag > after);
        let told: Vec<String> = left.by_ref().take(most).collect();
        let text = json!({ "name": name.as_str(), "tags": told }).to_string();
        let mut response = ([(header::CONTENT_TYPE, "application/json")], text).into_response();
        if let (Some(last), true) = (told.last(), left.next().is_some()) {
            let name = name.as_str();
            let next = format!("</v2/{name}/tags/list?n={most}&last={last}>; rel=\"next\"");
            if let Ok(next) = HeaderValue::from_str(&next) {
                response.headers_mut().insert(header::LINK, next);
            }
        }
        Ok(response)
    }
}

fn folder(name: &Name) -> String {
    format!("{FOLDER}/names/{}", name.folder())
}

/// The file that says of which type a manifest is.
fn record(name: &Name, digest: Digest) -> String {
    format!("{}/manifests/{digest}", folder(name))
}

/// Everything that a manifest says is here; nothing where it is no manifest.
pub(super) fn named(manifest: &Value) -> Option<Vec<Digest>> {
    let one = |it: &Value| route::digest(it.get("digest")?.as_str()?);
    let all = |list: &str| {
        manifest
            .get(list)
            .map(|list| list.as_array()?.iter().map(one).collect())
    };
    if manifest.get("schemaVersion")?.as_u64()? != 2 {
        return None;
    }
    let lists: Vec<Option<Vec<Digest>>> = ["layers", "manifests"]
        .into_iter()
        .filter_map(all)
        .collect();
    let mut named = Vec::new();
    if lists.is_empty() {
        return None;
    }
    for list in lists {
        named.extend(list?);
    }
    if let Some(config) = manifest.get("config") {
        named.push(one(config)?);
    }
    Some(named)
}
