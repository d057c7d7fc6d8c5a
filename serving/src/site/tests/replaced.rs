//! A place in which a file is replaced as soon as somebody looked at what is said about it.

use std::fmt;
use std::sync::Mutex;

use futures_util::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    ObjectStoreExt as _, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

#[derive(Debug)]
pub(super) struct Replaced {
    store: InMemory,
    next: Mutex<Option<PutPayload>>,
}

impl Replaced {
    pub(super) async fn new(path: &str, old: &'static [u8], new: &'static [u8]) -> Self {
        let store = InMemory::new();
        store.put(&path.into(), old.into()).await.unwrap();
        let next = Mutex::new(Some(new.into()));
        Self { store, next }
    }
}

impl fmt::Display for Replaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a place in which a file is replaced")
    }
}

#[async_trait::async_trait]
impl ObjectStore for Replaced {
    async fn get_opts(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        let is_look = options.head;
        let found = self.store.get_opts(path, options).await?;
        let next = self.next.lock().unwrap().take_if(|_| is_look);
        if let Some(next) = next {
            self.store.put(path, next).await?;
        }
        Ok(found)
    }

    async fn put_opts(&self, path: &Path, bytes: PutPayload, how: PutOptions) -> Result<PutResult> {
        self.store.put_opts(path, bytes, how).await
    }

    async fn put_multipart_opts(
        &self,
        path: &Path,
        how: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.store.put_multipart_opts(path, how).await
    }

    fn delete_stream(
        &self,
        paths: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.store.delete_stream(paths)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.store.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.store.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, how: CopyOptions) -> Result<()> {
        self.store.copy_opts(from, to, how).await
    }
}
