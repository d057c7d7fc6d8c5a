//! Making patches: every codec is tried and the smallest result is taken. Deliberately absent: which old versions are
//! worth a patch.

mod compress;
mod found;
mod functions;
mod instructions;
mod lzma;
mod pieces;
mod splice;
mod writer;

use core::ops::Range;

use crate::blob;
use crate::header::{Codec, Header};
use crate::model::Model;
use crate::wasm::module::Module;
use crate::wasm::sections::{Aim, MIN_MODEL_LOG2, Sections, most_model_log2};
use found::Found;
use writer::Writer;

/// Looking for what is put in costs a reader the time to index the old code: for so many bytes of it, one must be saved.
const MATCHED_PER_BYTE: usize = 2048;

/// The newest codec must save one byte of so many.
const SPLICE_GAIN: usize = 32;

/// The smallest patch from `old` to `new`; the same input always gives the same bytes.
pub fn encode(old: &[u8], new: &[u8]) -> Vec<u8> {
    encode_among(&Codec::ALL, old, new).unwrap_or_default()
}

/// The smallest patch that one of `codecs` makes, or nothing when none fits the files: only [`Codec::Wasm`] ever does
/// not. With [`Codec::SMALL`] every client can apply it.
pub fn encode_among(codecs: &[Codec], old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let mut best: Option<Vec<u8>> = None;
    for codec in [
        Codec::Bytes,
        Codec::Wasm,
        Codec::Splice,
        Codec::Prefix,
        Codec::Full,
        Codec::Lzma,
        Codec::Stored,
    ] {
        // Without the old file it is smaller only where the old file was of little use.
        let is_hopeless = matches!(codec, Codec::Full | Codec::Lzma | Codec::Stored)
            && best
                .as_ref()
                .is_some_and(|best| best.len() < new.len() / 10);
        if is_hopeless || !codecs.contains(&codec) {
            continue;
        }
        let patch = encode_with(codec, old, new);
        let limit = best.as_ref().map_or(usize::MAX, Vec::len);
        // Clients that came before it would fetch the whole file.
        let limit = match codec {
            Codec::Splice if best.is_some() => limit - limit / SPLICE_GAIN,
            _ => limit,
        };
        best = patch.filter(|patch| patch.len() < limit).or(best);
    }
    best
}

/// What [`Codec::Wasm`] must save over [`Codec::Bytes`] to be what a release offers: clients fetch its decoder, some
/// 40 KB, for the first patch that needs it.
pub const WASM_SAVES_BYTES: usize = 1024;

/// The patch that costs a client least: the smallest that every client applies, [`Codec::Wasm`] only where it saves
/// [`WASM_SAVES_BYTES`].
pub fn encode_for_clients(old: &[u8], new: &[u8]) -> Vec<u8> {
    let plain = bytes_patch(old, new);
    if plain.len() <= WASM_SAVES_BYTES {
        return plain;
    }
    let splice = encode_with(Codec::Splice, old, new);
    let splice = splice.filter(|splice| splice.len() < plain.len() - plain.len() / SPLICE_GAIN);
    let plain = splice.unwrap_or(plain);
    let wasm = encode_with(Codec::Wasm, old, new);
    wasm.filter(|wasm| wasm.len() + WASM_SAVES_BYTES <= plain.len())
        .unwrap_or(plain)
}

/// The patch that `codec` makes, or nothing when it does not fit the files.
pub fn encode_with(codec: Codec, old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let body = match codec {
        Codec::Full => compress::compress(&[], new),
        Codec::Lzma => lzma::pack(new),
        Codec::Prefix => compress::compress(old, new),
        Codec::Bytes => return Some(bytes_patch(old, new)),
        Codec::Wasm => wasm_patch(old, new),
        Codec::Splice => splice::make(old, new),
        Codec::Stored => Some(new.to_vec()),
    }?;
    Some(with_header(codec, old, new, &body))
}

fn bytes_patch(old: &[u8], new: &[u8]) -> Vec<u8> {
    with_header(Codec::Bytes, old, new, &bytes(old, new))
}

fn with_header(codec: Codec, old: &[u8], new: &[u8], body: &[u8]) -> Vec<u8> {
    let header = Header {
        codec,
        old_bytes: old.len() as u64,
        new_bytes: new.len() as u64,
    };
    header.write(body)
}

fn bytes(old: &[u8], new: &[u8]) -> Vec<u8> {
    let pieces = pieces::pieces(old, new);
    let mut writer = Writer::default();
    let mut model = Model::of_bytes(new.len());
    let aim = Some((new, &pieces[..]));
    let copy = blob::code(&mut writer, &mut model, old, new.len(), aim);
    debug_assert_eq!(copy.as_deref(), Ok(new));
    writer.finish()
}

fn wasm_patch(old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let (old_module, module) = (Module::read(old)?, Module::read(new)?);
    let references = functions::references(old, &old_module, new, &module);
    let found = Found::default();
    let with_model = |model_log2, is_matched| {
        let aim = Aim {
            new,
            module: &module,
            references: &references,
            model_log2,
            is_matched,
            pieces: &|old, new| found.pieces(old, new),
            steps: &|index, old, new, maps| found.steps(index, old, new, maps),
        };
        let mut writer = Writer::default();
        let copy = Sections::new(old, &old_module, new.len()).code(&mut writer, Some(&aim));
        (copy.ok()? == new).then(|| writer.finish())
    };
    let most = most_model_log2(new.len());
    let plain = with_model(most, false)?;
    let matched = with_model(most, true)?;
    let code_bytes: usize = old_module.bodies.iter().map(Range::len).sum();
    let (best, is_matched) = if matched.len() + code_bytes / MATCHED_PER_BYTE < plain.len() {
        (matched, true)
    } else {
        (plain, false)
    };
    // Where little changed, a small model knows as much and costs a reader less memory and time.
    let first = usize::BITS - best.len().leading_zeros() + 4;
    for log2 in first.max(MIN_MODEL_LOG2)..most {
        let small = with_model(log2, is_matched)?;
        if small.len() <= best.len() + best.len() / 100 + 8 {
            return Some(small);
        }
    }
    Some(best)
}
