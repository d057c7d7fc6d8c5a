//! A chunk store as a patch: the chunks of the new file in order, as numbers of old chunks or as new ones compressed.
//!
//! Kinder than a real store, which also sends a digest for each chunk. Deliberately absent: the store.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use fastcdc::v2020::FastCDC;

use crate::ways::{squeezed, unsqueezed};

const AVERAGE_BYTES: usize = 64 << 10;
/// Set in the number of an old chunk; a new one has its length there, and its bytes behind.
const OLD: u32 = 1 << 31;

pub(crate) fn make(old: &[u8], new: &[u8]) -> Result<Vec<u8>> {
    let known = chunks(old).into_iter().zip(0u32..);
    let known: BTreeMap<&[u8], u32> = known.collect();
    let mut patch = Vec::new();
    for chunk in chunks(new) {
        if let Some(number) = known.get(chunk) {
            patch.extend((OLD | number).to_le_bytes());
            continue;
        }
        let chunk = squeezed(&[], chunk)?;
        patch.extend(u32::try_from(chunk.len())?.to_le_bytes());
        patch.extend(chunk);
    }
    Ok(patch)
}

pub(crate) fn apply(old: &[u8], patch: &[u8], new_bytes: usize) -> Result<Vec<u8>> {
    let known = chunks(old);
    let mut new = Vec::with_capacity(new_bytes);
    let mut rest = patch;
    while let Some((word, after)) = rest.split_first_chunk() {
        rest = after;
        let word = u32::from_le_bytes(*word);
        if word & OLD != 0 {
            let number = (word & !OLD) as usize;
            new.extend_from_slice(known.get(number).context("no such chunk")?);
        } else {
            let (chunk, after) = rest.split_at_checked(word as usize).context("cut")?;
            rest = after;
            new.extend(unsqueezed(&[], chunk, AVERAGE_BYTES)?);
        }
    }
    Ok(new)
}

fn chunks(bytes: &[u8]) -> Vec<&[u8]> {
    let cuts = FastCDC::new(bytes, AVERAGE_BYTES / 4, AVERAGE_BYTES, AVERAGE_BYTES * 4);
    cuts.map(|cut| &bytes[cut.offset..cut.offset + cut.length])
        .collect()
}
