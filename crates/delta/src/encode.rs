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
    encode_among(&Codec::ALL, old, new).unwrap_or_default()
}

/// The smallest patch that one of `codecs` makes, or nothing when none fits the files: only [`Codec::Wasm`] ever does
/// not. With [`Codec::SMALL`] every client can apply it.
pub fn encode_among(codecs: &[Codec], old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let mut best: Option<Vec<u8>> = None;
    for codec in [Codec::Bytes, Codec::Wasm, Codec::Prefix, Codec::Full] {
        // Without the old file it is smaller only where the old file was of little use.
        let is_hopeless = codec == Codec::Full
            && best
                .as_ref()
                .is_some_and(|best| best.len() < new.len() / 10);
        if is_hopeless || !codecs.contains(&codec) {
            continue;
        }
        let patch = encode_with(codec, old, new);
        let limit = best.as_ref().map_or(usize::MAX, Vec::len);
        best = patch.filter(|patch| patch.len() < limit).or(best);
    }
    best
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
