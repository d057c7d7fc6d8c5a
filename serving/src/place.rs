//! Where an origin's files lie: a folder or a bucket of `object_store`, read as streams.
//!
//! Deliberately absent: what any of the files mean.

use std::io::{Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use futures_util::stream;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    Error as Failure, GetOptions, GetRange, GetResult, GetResultPayload, MultipartUpload,
    ObjectMeta, ObjectStore, PutMultipartOptions, PutOptions,
};

use crate::Error;

/// A long file goes out in pieces of this length.
const PIECE_BYTES: u64 = 256 << 10;

/// A folder or a bucket; clones are the same one.
#[derive(Debug, Clone)]
pub struct Place {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
}

/// What a place says about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct About {
    pub(crate) bytes: u64,
    /// What tells this state of the file from others, of characters that an entity tag may have.
    pub(crate) state: String,
    /// The state as the place itself calls it, where it compares by that.
    tag: Option<String>,
}

impl Place {
    /// The files below `prefix` in `store`.
    pub fn new(store: Arc<dyn ObjectStore>, prefix: Path) -> Self {
        Self { store, prefix }
    }

    /// The files in the local folder at `root`, which must be there.
    ///
    /// # Errors
    /// [`Error::Place`] where there is no such folder.
    pub fn of_folder(root: &std::path::Path) -> Result<Self, Error> {
        let store = LocalFileSystem::new_with_prefix(root)
            .map_err(|source| failed(&root.display().to_string(), source))?;
        Ok(Self::new(Arc::new(store), Path::default()))
    }

    /// The length and state of the file called `name`; nothing where there is none.
    pub(crate) async fn about(&self, name: &str) -> Result<Option<About>, Error> {
        let options = GetOptions {
            head: true,
            ..GetOptions::default()
        };
        let found = self.get(name, options).await?;
        Ok(found.map(|found| about(&found.meta)))
    }

    /// The file called `name`, at most `max_bytes`; nothing where there is none.
    pub(crate) async fn read(&self, name: &str, max_bytes: u64) -> Result<Option<Bytes>, Error> {
        let found = self.read_with(name, max_bytes).await?;
        Ok(found.map(|(_, bytes)| bytes))
    }

    /// The same, with what the place says about it.
    pub(crate) async fn read_with(
        &self,
        name: &str,
        max_bytes: u64,
    ) -> Result<Option<(About, Bytes)>, Error> {
        let Some(found) = self.get(name, GetOptions::default()).await? else {
            return Ok(None);
        };
        let about = about(&found.meta);
        if about.bytes > max_bytes {
            return Err(Error::TooLong {
                name: name.to_owned(),
                want: max_bytes,
                got: about.bytes,
            });
        }
        let bytes = found.bytes().await;
        let bytes = bytes.map_err(|source| failed(name, source))?;
        Ok(Some((about, bytes)))
    }

    /// The bytes in `range` of the file called `name`, as they come. [`Error::Changed`] where it is not the one any more that
    /// `known` was said about.
    pub(crate) async fn stream(
        &self,
        name: &str,
        known: &About,
        range: Range<u64>,
    ) -> Result<Option<Body>, Error> {
        // A place refuses to give nothing.
        if range.is_empty() {
            return Ok(Some(Body::empty()));
        }
        let options = GetOptions {
            range: Some(GetRange::Bounded(range)),
            if_match: known.tag.clone(),
            ..GetOptions::default()
        };
        match self.get(name, options).await? {
            Some(found) if about(&found.meta) != *known => Err(changed(name)),
            found => Ok(found.map(body)),
        }
    }

    /// Writes or replaces the file called `name`; it is there whole or not at all.
    pub(crate) async fn write(&self, name: &str, bytes: Bytes) -> Result<(), Error> {
        let path = self.writable(name)?;
        let put = self
            .store
            .put_opts(&path, bytes.into(), PutOptions::default());
        put.await.map(|_| ()).map_err(|source| failed(name, source))
    }

    /// Writes the file called `name` in parts; it is there when the last one is.
    pub(crate) async fn write_parts(&self, name: &str) -> Result<Parts, Error> {
        let path = self.writable(name)?;
        let options = PutMultipartOptions::default();
        let upload = self.store.put_multipart_opts(&path, options).await;
        Ok(Parts {
            upload: upload.map_err(|source| failed(name, source))?,
            name: name.to_owned(),
        })
    }

    /// The names of the files in the folder called `name`, without it.
    pub(crate) async fn list(&self, name: &str) -> Result<Vec<String>, Error> {
        let folder = self.writable(name)?;
        let listed = self.store.list_with_delimiter(Some(&folder)).await;
        let listed = listed.map_err(|source| failed(name, source))?;
        let files = listed.objects.iter();
        let names = files.filter_map(|about| about.location.filename().map(str::to_owned));
        Ok(names.collect())
    }

    fn writable(&self, name: &str) -> Result<Path, Error> {
        self.at(name).ok_or_else(|| Error::Name {
            name: name.to_owned(),
        })
    }

    async fn get(&self, name: &str, options: GetOptions) -> Result<Option<GetResult>, Error> {
        let Some(path) = self.at(name) else {
            return Ok(None);
        };
        match self.store.get_opts(&path, options).await {
            Ok(found) => Ok(Some(found)),
            Err(Failure::NotFound { .. }) => Ok(None),
            // A folder, or a file in the place of one.
            Err(Failure::Generic { source, .. }) if is_no_file(source.as_ref()) => Ok(None),
            Err(Failure::Precondition { .. }) => Err(changed(name)),
            Err(source) => Err(failed(name, source)),
        }
    }

    /// Nothing where no file can be called so.
    fn at(&self, name: &str) -> Option<Path> {
        let below = Path::parse(name).ok()?;
        Some(self.prefix.parts().chain(below.parts()).collect())
    }
}

/// A file that is being written.
pub(crate) struct Parts {
    upload: Box<dyn MultipartUpload>,
    name: String,
}

impl Parts {
    pub(crate) async fn put(&mut self, bytes: Bytes) -> Result<(), Error> {
        let put = self.upload.put_part(bytes.into()).await;
        if put.is_err() {
            // What a bucket has of it would stay and cost; that it cannot be removed changes nothing.
            let _ = self.upload.abort().await;
        }
        put.map_err(|source| failed(&self.name, source))
    }

    pub(crate) async fn finish(mut self) -> Result<(), Error> {
        let put = self.upload.complete().await;
        put.map(|_| ()).map_err(|source| failed(&self.name, source))
    }
}

fn failed(name: &str, source: Failure) -> Error {
    Error::Place {
        name: name.to_owned(),
        source,
    }
}

fn changed(name: &str) -> Error {
    Error::Changed {
        name: name.to_owned(),
    }
}

fn is_no_file(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<std::io::Error>() {
            use std::io::ErrorKind::{IsADirectory, NotADirectory};
            return matches!(error.kind(), IsADirectory | NotADirectory);
        }
        next = error.source();
    }
    false
}

fn about(meta: &ObjectMeta) -> About {
    let tag = meta.e_tag.as_deref().unwrap_or_default();
    let kept = tag
        .trim_start_matches("W/")
        .chars()
        .filter(|it| it.is_ascii_graphic() && *it != '"');
    About {
        bytes: meta.size,
        state: kept.collect(),
        // A weak one is equal to none.
        tag: meta.e_tag.clone().filter(|tag| !tag.starts_with("W/")),
    }
}

fn body(found: GetResult) -> Body {
    let range = found.range.clone();
    match found.payload {
        GetResultPayload::File(file, _) => file_body(file, range),
        GetResultPayload::Stream(stream) => Body::from_stream(stream),
    }
}

/// In longer pieces than the library's own: each is a task for another thread.
fn file_body(file: std::fs::File, range: Range<u64>) -> Body {
    let pieces = stream::try_unfold((file, range), |(file, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let piece = tokio::task::spawn_blocking(move || piece(file, range)).await;
        piece.map_err(std::io::Error::other)?.map(Some)
    });
    Body::from_stream(pieces)
}

type Left = (std::fs::File, Range<u64>);

fn piece(mut file: std::fs::File, range: Range<u64>) -> std::io::Result<(Bytes, Left)> {
    let bytes = PIECE_BYTES.min(range.end - range.start);
    let mut piece = vec![0; usize::try_from(bytes).map_err(std::io::Error::other)?];
    file.seek(SeekFrom::Start(range.start))?;
    file.read_exact(&mut piece)?;
    Ok((Bytes::from(piece), (file, range.start + bytes..range.end)))
}
