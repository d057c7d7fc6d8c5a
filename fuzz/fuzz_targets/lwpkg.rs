//! Packed files: what opens in full packs to the same bytes. No fuzzer finds a SHA-256, so each case is tried as it is
//! and with the digest of its top put right.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use package::{Archive, Digest, digest_from_bytes, pack};

fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    if let Some(repaired) = repaired(bytes) {
        check(&repaired);
    }
});

fn check(bytes: &[u8]) {
    let Ok(archive) = Archive::from_bytes(bytes) else {
        return;
    };
    let objects: Result<Vec<_>, _> = archive.objects().collect();
    let Ok(objects) = objects else {
        return;
    };
    let objects = objects
        .into_iter()
        .map(|object| (object.digest, object.bytes));
    let objects: BTreeMap<Digest, &[u8]> = objects.collect();
    let signed = archive.signed().unwrap_or_default();
    let root = archive.root().unwrap_or_default();
    let again = pack(archive.manifest(), signed, root, &objects);
    assert_eq!(again.as_deref(), Ok(bytes));
}

/// The same bytes with the digest of the top put right.
fn repaired(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut top_bytes = 24;
    for offset in [12, 16, 20] {
        let length = bytes.get(offset..offset + 4)?;
        top_bytes += u32::from_le_bytes(length.try_into().ok()?) as usize;
    }
    let digest = digest_from_bytes(bytes.get(..top_bytes)?);
    let mut repaired = bytes.to_vec();
    repaired
        .get_mut(top_bytes..top_bytes + 32)?
        .copy_from_slice(&digest.0);
    Some(repaired)
}
