//! Files that pages bring to the worker, and those that it makes for them.

use delivery::{Event, Failure, OBJECTS, Slice, Text};
use package::digest_from_bytes;
use protocol::worker::{FromWorker, ToWorker};

use crate::{Browser, Slot};

impl Browser {
    /// Sends a page's message to the active worker with a file, starting it where it is stopped.
    pub fn bring(&mut self, id: &str, message: ToWorker, content: &[u8]) {
        self.next_file += 1;
        let file = self.next_file;
        // A message starts the worker, and the file comes with it.
        self.dispatch(Slot::Active, Event::Wake);
        if let Some(worker) = self.workers.get_mut(&Slot::Active) {
            worker.files.insert(file, content.to_vec());
        }
        let client = id.to_owned();
        let bytes = content.len() as u64;
        let event = Event::Brought {
            client,
            message,
            file,
            bytes,
        };
        self.dispatch(Slot::Active, event);
    }

    pub(crate) fn peek(&self, slot: Slot, file: u32, bytes: u64) -> Result<Text, Failure> {
        let worker = self.workers.get(&slot);
        let content = worker.and_then(|worker| worker.files.get(&file));
        let content = content.ok_or(Failure::Unreachable)?;
        let bytes = content[..content.len().min(bytes as usize)].to_vec();
        Ok(Text {
            digest: digest_from_bytes(&bytes),
            bytes,
            is_stored: false,
        })
    }

    /// The part of a file, where the right thing stands before it.
    pub(crate) fn slice(&self, slot: Slot, slice: &Slice, bytes: u64) -> Option<Vec<u8>> {
        let content = self.workers.get(&slot)?.files.get(&slice.file)?;
        let from = slice.from as usize;
        let start = content.get(from.checked_sub(slice.start.len())?..from)?;
        let part = content.get(from..from + bytes as usize)?;
        (start == slice.start).then(|| part.to_vec())
    }

    pub(crate) fn pack(
        &mut self,
        client: &str,
        message: FromWorker,
        top: Vec<u8>,
        objects: &[(Vec<u8>, String)],
    ) -> Result<(), Failure> {
        let mut content = top;
        for (start, path) in objects {
            let object = self.store.get(OBJECTS, path);
            content.extend_from_slice(start);
            content.extend_from_slice(object.ok_or(Failure::Unreachable)?);
        }
        if let FromWorker::Packed { name, .. } = &message {
            self.saved_files.insert(name.clone(), content);
        }
        if let Some(page) = self.pages.get_mut(client) {
            page.told.push(message);
        }
        Ok(())
    }
}
