//! Whether what the origin sent is what its name says, on disk and in pieces where it is long.

use std::fs::File;
use std::io::{self, BufReader, Read, Write as _};
use std::path::Path;

use brotli::Decompressor;
use delta::Limits;
use package::{Digest, Hasher, MAX_FILE_BYTES, digest_from_bytes};

const PIECE_BYTES: usize = 64 << 10;
/// A longer patch, or one to a longer file, is not applied here: it takes the file's length in memory.
const MAX_APPLIED_BYTES: u64 = 64 << 20;

/// Whether the file at `path` has the digest `want`.
pub(super) fn is_object(path: &Path, want: Digest) -> io::Result<bool> {
    let digest = digest_of(File::open(path)?, |_| Ok(()))?;
    Ok(digest == Some(want))
}

/// Unpacks the brotli file at `packed` to `path`; whether what came out has the digest `want`.
pub(super) fn unpacks_to_object(packed: &Path, path: &Path, want: Digest) -> io::Result<bool> {
    let packed = BufReader::new(File::open(packed)?);
    let mut file = File::create(path)?;
    let unpacked = Decompressor::new(packed, PIECE_BYTES);
    let digest = digest_of(unpacked, |piece| file.write_all(piece))?;
    Ok(digest == Some(want))
}

/// The digest of everything that `from` gives, each piece also told to `tell`; nothing where no object is so long.
fn digest_of(
    mut from: impl Read,
    mut tell: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<Option<Digest>> {
    let mut hasher = Hasher::new();
    let mut piece = vec![0; PIECE_BYTES];
    let mut bytes = 0;
    loop {
        let count = match from.read(&mut piece) {
            Ok(0) => return Ok(Some(hasher.digest())),
            Ok(count) => count,
            // What cannot be unpacked is no object.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(None),
            Err(error) => return Err(error),
        };
        bytes += count as u64;
        if bytes > MAX_FILE_BYTES {
            return Ok(None);
        }
        let read = piece.get(..count).unwrap_or_default();
        hasher.update(read);
        tell(read)?;
    }
}

/// Whether the patch at `path` makes the file with the digest `want` out of the file at `old`, or out of nothing.
pub(super) fn is_patch(path: &Path, old: Option<&Path>, want: Digest) -> io::Result<bool> {
    let read = |path: &Path| -> io::Result<Option<Vec<u8>>> {
        let is_short = std::fs::metadata(path)?.len() <= MAX_APPLIED_BYTES;
        is_short.then(|| std::fs::read(path)).transpose()
    };
    let old = match old {
        Some(old) => read(old)?,
        None => Some(Vec::new()),
    };
    let (Some(old), Some(patch)) = (old, read(path)?) else {
        return Ok(false);
    };
    let limits = Limits {
        max_new_bytes: MAX_APPLIED_BYTES,
    };
    let new = delta::decode(&old, &patch, limits);
    Ok(new.is_ok_and(|new| digest_from_bytes(&new) == want))
}
