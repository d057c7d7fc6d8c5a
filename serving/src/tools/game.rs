//! A published game as a repository: its releases are the tags, a release file is the configuration, and every file that
//! it lists is a layer. Nothing is stored for it.
//!
//! Deliberately absent: judging the head. Whoever pulls has the roots and the signed head among the layers of the origin's
//! own door, and every digest in the manifest.

use package::{
    Digest, Envelope, File, MAX_ENVELOPE_BYTES, MAX_RELEASE_BYTES, MAX_SIGNED_HEAD_BYTES, Release,
    SignedHead,
};
use serde_json::{Value, json};

use super::route::Name;
use super::{Door, manifests};
use crate::Error;

const MAX_HEAD_FILE_BYTES: u64 = (MAX_SIGNED_HEAD_BYTES + MAX_ENVELOPE_BYTES) as u64;
const RELEASE_TYPE: &str = "application/vnd.layerw.release.v1";
/// So many releases keep their objects.
const KEPT_RELEASES: u64 = 8;

/// One release of a game.
pub(super) struct Offered {
    head: SignedHead,
    release: Release,
}

impl Door {
    /// The tags of a game that lies here; nothing where it does not.
    pub(super) async fn tags_of_game(&self, name: &Name) -> Result<Option<Vec<String>>, Error> {
        let Some(head) = self.head(name, None).await? else {
            return Ok(None);
        };
        let first = head.number.saturating_sub(KEPT_RELEASES - 1).max(1);
        let mut tags = vec!["latest".to_owned(), head.number.to_string()];
        for number in first..head.number {
            if self.head(name, Some(number)).await?.is_some() {
                tags.push(number.to_string());
            }
        }
        Ok(Some(tags))
    }

    /// The manifest of a game's release, by its number or `latest`.
    pub(super) async fn manifest_by_tag(
        &self,
        name: &Name,
        tag: &str,
    ) -> Result<Option<Vec<u8>>, Error> {
        let Some(present) = self.head(name, None).await? else {
            return Ok(None);
        };
        let head = match tag.parse::<u64>() {
            _ if tag == "latest" => Some(present),
            Ok(number) if number == present.number => Some(present),
            Ok(number) => self.head(name, Some(number)).await?,
            Err(_) => None,
        };
        let Some(head) = head else {
            return Ok(None);
        };
        Ok(self.offered(head).await?.map(|offered| offered.manifest()))
    }

    /// The manifest with this digest among a game's kept releases.
    pub(super) async fn manifest_by_digest(
        &self,
        name: &Name,
        digest: Digest,
    ) -> Result<Option<Vec<u8>>, Error> {
        for offered in self.releases(name).await? {
            let manifest = offered.manifest();
            if package::digest_from_bytes(&manifest) == digest {
                return Ok(Some(manifest));
            }
        }
        Ok(None)
    }

    /// Where a kept release of a game has the bytes with this digest.
    pub(super) async fn file_of_game(
        &self,
        name: &Name,
        digest: Digest,
    ) -> Result<Option<String>, Error> {
        for offered in self.releases(name).await? {
            let mut files = offered.release.files().iter();
            if let Some(file) = files.find(|file| file.digest == digest) {
                return Ok(Some(place_of(file)));
            }
        }
        Ok(None)
    }

    async fn releases(&self, name: &Name) -> Result<Vec<Offered>, Error> {
        let Some(present) = self.head(name, None).await? else {
            return Ok(Vec::new());
        };
        let last = present.number;
        let first = last.saturating_sub(KEPT_RELEASES - 1).max(1);
        let mut releases = Vec::new();
        releases.extend(self.offered(present).await?);
        for number in (first..last).rev() {
            if let Some(head) = self.head(name, Some(number)).await? {
                releases.extend(self.offered(head).await?);
            }
        }
        Ok(releases)
    }

    /// The present head of a game, or a former one.
    async fn head(&self, name: &Name, number: Option<u64>) -> Result<Option<SignedHead>, Error> {
        let id = name.as_str();
        // Games have names of one part.
        if id.contains('/') {
            return Ok(None);
        }
        let file = match number {
            None => format!("games/{id}/head"),
            Some(number) => format!("games/{id}/heads/{number}"),
        };
        let bytes = self.place.read(&file, MAX_HEAD_FILE_BYTES).await?;
        let head = bytes.and_then(|bytes| {
            let envelope = Envelope::from_bytes(&bytes, MAX_SIGNED_HEAD_BYTES).ok()?;
            SignedHead::from_bytes(envelope.payload()).ok()
        });
        Ok(head.filter(|head| head.id == id && number.is_none_or(|number| number == head.number)))
    }

    async fn offered(&self, head: SignedHead) -> Result<Option<Offered>, Error> {
        let file = format!("c/{}.txt", head.digest);
        let bytes = self.place.read(&file, MAX_RELEASE_BYTES as u64).await?;
        let whole = bytes.filter(|bytes| package::digest_from_bytes(bytes) == head.digest);
        let release = whole.and_then(|bytes| Release::from_bytes(&bytes).ok());
        Ok(release.map(|release| Offered { head, release }))
    }
}

impl Offered {
    /// The same release gives the same bytes.
    fn manifest(&self) -> Vec<u8> {
        let layers: Vec<Value> = self.release.files().iter().map(layer).collect();
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": manifests::MANIFEST_TYPE,
            "artifactType": RELEASE_TYPE,
            "config": {
                "mediaType": RELEASE_TYPE,
                "digest": format!("sha256:{}", self.head.digest),
                "size": self.head.bytes,
            },
            "layers": layers,
            "annotations": {
                "org.opencontainers.image.title": self.head.id,
                "org.opencontainers.image.version": self.head.number.to_string(),
            },
        });
        manifest.to_string().into_bytes()
    }
}

fn layer(file: &File) -> Value {
    json!({
        "mediaType": layout::type_from_path(&place_of(file)),
        "digest": format!("sha256:{}", file.digest),
        "size": file.bytes,
        "annotations": { "org.opencontainers.image.title": file.path.trim_start_matches('/') },
    })
}

/// Where the bytes of a listed file are: a manifest's and a packed file's top are objects, too.
fn place_of(file: &File) -> String {
    match package::is_object_path(&file.path) {
        true => file.path.trim_start_matches('/').to_owned(),
        false => format!("c/{}.txt", file.digest),
    }
}
