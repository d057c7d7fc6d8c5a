//! Packed files: what opens in full packs to the same bytes, and the client's reader finds the same objects in it. No fuzzer finds a SHA-256, so each case is tried as it is
//! and with the digest of its top put right.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use package::{Archive, Belief, Digest, Place, Top, digest_from_bytes, pack};

fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    if let Some(repaired) = repaired(bytes) {
        check(&repaired);
    }
});

fn check(bytes: &[u8]) {
    let top = Top::from_bytes(bytes);
    let belief = Belief::on_first_sight("game").after_package(bytes);
    assert!(belief.is_err() || top.is_ok());
    let Ok(archive) = Archive::from_bytes(bytes) else {
        return;
    };
    let objects: Result<Vec<_>, _> = archive.objects().collect();
    let Ok(objects) = objects else {
        return;
    };
    let wanted = archive.manifest().objects();
    let places = top.and_then(|top| top.places(&wanted, bytes.len() as u64));
    let places = places.expect("what opens has its objects where its top says");
    let part = |place: &Place| &bytes[place.from as usize..][..place.bytes as usize];
    assert!(places.iter().map(part).eq(objects.iter().map(|object| object.bytes)));
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
