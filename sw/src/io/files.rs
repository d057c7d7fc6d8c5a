//! Files that pages bring, read slice by slice, and files that are put together for them. What a file is long stays on
//! the browser's side: none is ever in memory as a whole.

use std::cell::{Cell, RefCell};

use delivery::{Failure, OBJECTS, Slice, Text};
use js_sys::{Array, Uint8Array};
use protocol::worker::FromWorker;
use wasm_bindgen::JsCast;
use web_sys::{Blob, Headers};

use super::{caches, clients, hash, promise::wait};

/// Files that are held for the machine, by their numbers.
#[derive(Default)]
pub(crate) struct Files {
    held: RefCell<Vec<(u32, Blob)>>,
    last: Cell<u32>,
}

impl Files {
    /// Holds `blob`; its number and length.
    pub(crate) fn hold(&self, blob: Blob) -> (u32, u64) {
        let number = self.last.get() + 1;
        self.last.set(number);
        let bytes = blob.size() as u64;
        self.held.borrow_mut().push((number, blob));
        (number, bytes)
    }

    pub(crate) fn let_go(&self, file: u32) {
        self.held.borrow_mut().retain(|(number, _)| *number != file);
    }

    /// The first `bytes` of a file.
    pub(crate) async fn peek(&self, file: u32, bytes: u64) -> Result<Text, Failure> {
        let body = self.read(file, 0, bytes).await?;
        let digest = hash::sha256(&body).await.ok_or(Failure::Unreachable)?;
        Ok(Text {
            bytes: body.to_vec(),
            digest,
            is_stored: false,
        })
    }

    /// The part of a file, `bytes` long, where the right thing stands before it.
    pub(crate) async fn part(
        &self,
        slice: &Slice,
        bytes: u64,
    ) -> Result<(Uint8Array, Headers), Failure> {
        let start_bytes = slice.start.len() as u64;
        let start = self.read(slice.file, slice.from - start_bytes, slice.from);
        if start.await?.to_vec() != slice.start {
            return Err(Failure::TooLong);
        }
        let body = self
            .read(slice.file, slice.from, slice.from + bytes)
            .await?;
        let headers = Headers::new().map_err(|_| Failure::Unreachable)?;
        let set = headers.set("content-type", &slice.mime);
        set.map_err(|_| Failure::Unreachable)?;
        Ok((body, headers))
    }

    async fn read(&self, file: u32, from: u64, to: u64) -> Result<Uint8Array, Failure> {
        let blob = {
            let held = self.held.borrow();
            let found = held.iter().find(|(number, _)| *number == file);
            found.map(|(_, blob)| blob.clone())
        };
        let blob = blob.ok_or(Failure::Unreachable)?;
        let slice = blob.slice_with_f64_and_f64(from as f64, to as f64);
        let read = slice.map_err(|_| Failure::Unreachable)?.array_buffer();
        let buffer = wait(read).await.ok_or(Failure::Unreachable)?;
        Ok(Uint8Array::new(&buffer))
    }
}

/// Puts a file together out of stored objects and sends it to a page. The browser copies none of them before it is
/// written where the player wants it.
pub(crate) async fn pack(
    client: &str,
    message: &FromWorker,
    top: &[u8],
    objects: &[(Vec<u8>, String)],
) -> Result<(), Failure> {
    let parts = Array::of1(&Uint8Array::from(top));
    for (start, path) in objects {
        let stored = caches::find(OBJECTS, path).await;
        let blob = stored.and_then(|response| response.blob().ok());
        let blob = wait(blob.ok_or(Failure::Unreachable)?).await;
        let blob: Blob = blob.ok_or(Failure::Unreachable)?.unchecked_into();
        parts.push(&Uint8Array::from(start.as_slice()));
        parts.push(&blob);
    }
    let file = Blob::new_with_blob_sequence(&parts).map_err(|_| Failure::Full)?;
    let bytes = Uint8Array::from(protocol::bytes_from_message(message).as_slice());
    clients::post(Some(client), &Array::of2(&bytes, &file)).await;
    Ok(())
}
