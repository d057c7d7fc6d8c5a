//! A bucket of `object_store` as a place for files. Compare-and-set is the bucket's own.

use std::error::Error as _;

use anyhow::{Context as _, Result, anyhow, bail};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, Error, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions,
    UpdateVersion,
};
use tokio::runtime::{Builder, Runtime};

use super::{About, Seen, Store};

/// A bucket, or a folder in one.
pub struct Bucket {
    store: Box<dyn ObjectStore>,
    prefix: Path,
    runtime: Runtime,
}

impl Bucket {
    /// The files below `prefix` in `store`.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn new(store: Box<dyn ObjectStore>, prefix: Path) -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        Ok(Self {
            store,
            prefix,
            runtime,
        })
    }

    fn at(&self, path: &str) -> Path {
        path.split('/')
            .fold(self.prefix.clone(), |path, part| path.join(part))
    }

    /// Whether exactly `bytes` are at `path`.
    fn has(&self, path: &str, bytes: &[u8]) -> Result<bool> {
        if self.length(path)? != Some(bytes.len() as u64) {
            return Ok(false);
        }
        let there = self.read(path, u64::MAX)?;
        Ok(there.is_some_and(|there| there.bytes == bytes))
    }

    fn put(&self, path: &str, bytes: &[u8], about: About, mode: PutMode) -> Result<(), Error> {
        let (kind, keep) = match about {
            About::Object(kind) => (kind, "public, max-age=31536000, immutable"),
            About::Changing => ("text/plain", "no-cache"),
        };
        let attributes = Attributes::from_iter([
            (Attribute::ContentType, kind),
            (Attribute::CacheControl, keep),
        ]);
        let options = PutOptions {
            mode,
            attributes,
            ..PutOptions::default()
        };
        let path = self.at(path);
        let put = self.store.put_opts(&path, bytes.to_vec().into(), options);
        self.runtime.block_on(put).map(|_| ())
    }
}

impl Store for Bucket {
    fn read(&self, path: &str, max_bytes: u64) -> Result<Option<Seen>> {
        let what = || format!("cannot read {path}");
        self.runtime.block_on(async {
            let found = match self.store.get(&self.at(path)).await {
                Ok(found) => found,
                Err(Error::NotFound { .. }) => return Ok(None),
                Err(error) => return Err(plain(error)).with_context(what),
            };
            let version = UpdateVersion {
                e_tag: found.meta.e_tag.clone(),
                version: found.meta.version.clone(),
            };
            if found.meta.size > max_bytes {
                bail!("{path} is longer than {max_bytes} bytes");
            }
            let bytes = found
                .bytes()
                .await
                .map_err(plain)
                .with_context(what)?
                .to_vec();
            Ok(Some(Seen {
                bytes,
                version: Some(version),
            }))
        })
    }

    fn length(&self, path: &str) -> Result<Option<u64>> {
        match self
            .runtime
            .block_on(async { self.store.head(&self.at(path)).await })
        {
            Ok(about) => Ok(Some(about.size)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(plain(error)).with_context(|| format!("cannot read {path}")),
        }
    }

    fn write(&self, path: &str, bytes: &[u8], about: About) -> Result<()> {
        let put = self.put(path, bytes, about, PutMode::Overwrite);
        put.map_err(plain)
            .with_context(|| format!("cannot write {path}"))
    }

    fn swap(&self, path: &str, seen: Option<&Seen>, bytes: &[u8]) -> Result<bool> {
        let version = seen.map(|seen| {
            seen.version.clone().unwrap_or(UpdateVersion {
                e_tag: None,
                version: None,
            })
        });
        let mode = version.map_or(PutMode::Create, PutMode::Update);
        match self.put(path, bytes, About::Changing, mode) {
            Ok(()) => Ok(true),
            // Where an answer was lost, the library wrote again and met what it had written.
            Err(Error::Precondition { .. } | Error::AlreadyExists { .. }) => self.has(path, bytes),
            Err(error) => Err(plain(error)).with_context(|| format!("cannot write {path}")),
        }
    }
}

/// What is at the bottom of an error, whose every level repeats the ones below it, and what to do.
pub(super) fn plain(error: Error) -> anyhow::Error {
    if matches!(
        error,
        Error::NotImplemented { .. } | Error::NotSupported { .. }
    ) {
        return anyhow!(
            "this place cannot compare before it replaces a file, so nothing is published there: use a folder or a bucket"
        );
    }
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(deeper) = source {
        text = deeper.to_string();
        source = deeper.source();
    }
    let text = told(&text).unwrap_or(text);
    anyhow!(
        "{}: look at the address, the network and the keys in the environment",
        text.trim_end_matches(['.', ':', ' '])
    )
}

/// The sentence in the XML of a cloud's answer.
fn told(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("<Message>")?;
    let (sentence, _) = rest.split_once("</Message>")?;
    Some(sentence.replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_told_once_and_in_the_words_of_the_cloud() {
        let answer = "403: <Error><Code>No</Code><Message>It is not yours.</Message></Error>";
        let error = Error::Generic {
            store: "S3",
            source: answer.into(),
        };
        let said = plain(error).to_string();
        assert!(said.starts_with("It is not yours: look at"), "{said}");
    }
}
