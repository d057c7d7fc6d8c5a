//! Making patches: every codec is tried and the smallest result is taken. Deliberately absent: which old versions are
//! worth a patch.

mod compress;
mod functions;
mod instructions;
mod pieces;
mod writer;

use crate::blob;
use crate::header::{Codec, Header};
use crate::model::Model;
use crate::wasm::module::Module;
use crate::wasm::sections::{Aim, Sections};
use blob::Guide;
use writer::Writer;

/// The smallest patch from `old` to `new`; the same input always gives the same bytes.
pub fn encode(old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut best = encode_with(Codec::Bytes, old, new);
    let wasm = encode_with(Codec::Wasm, old, new);
    if let Some(smaller) = smaller(wasm, &best) {
        best = Some(smaller);
    }
    let prefix = encode_with(Codec::Prefix, old, new);
    if let Some(smaller) = smaller(prefix, &best) {
        best = Some(smaller);
    }
    // Without the old file it is smaller only where the old file was of little use.
    if best
        .as_ref()
        .is_none_or(|best| best.len() >= new.len() / 10)
    {
        let full = encode_with(Codec::Full, old, new);
        best = smaller(full, &best).or(best);
    }
    best.unwrap_or_default()
}

/// The patch that `codec` makes, or nothing when it does not fit the files.
pub fn encode_with(codec: Codec, old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let body = match codec {
        Codec::Full => compress::compress(&[], new),
        Codec::Prefix => compress::compress(old, new),
        Codec::Bytes => Some(bytes(old, new)),
        Codec::Wasm => wasm_patch(old, new),
    }?;
    let (old_bytes, new_bytes) = (old.len() as u64, new.len() as u64);
    Some(
        Header {
            codec,
            old_bytes,
            new_bytes,
        }
        .write(&body),
    )
}

fn smaller(one: Option<Vec<u8>>, best: &Option<Vec<u8>>) -> Option<Vec<u8>> {
    let best = best.as_ref().map_or(usize::MAX, Vec::len);
    one.filter(|one| one.len() < best)
}

fn bytes(old: &[u8], new: &[u8]) -> Vec<u8> {
    let pieces = pieces::pieces(old, new);
    let mut writer = Writer::default();
    let mut model = Model::of_bytes(new.len());
    let guide = Guide {
        new,
        pieces: &pieces,
    };
    let copy = blob::code(&mut writer, &mut model, old, new.len(), Some(guide));
    debug_assert_eq!(copy.as_deref(), Ok(new));
    writer.finish()
}

fn wasm_patch(old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let (old_module, module) = (Module::read(old)?, Module::read(new)?);
    let references = functions::references(old, &old_module, new, &module);
    let aim = Aim {
        new,
        module: &module,
        references: &references,
        pieces: pieces::pieces,
        steps: instructions::steps,
    };
    let mut writer = Writer::default();
    let copy = Sections::new(old, &old_module, new.len()).code(&mut writer, Some(&aim));
    let copy = copy.ok()?;
    (copy == new).then(|| writer.finish())
}
