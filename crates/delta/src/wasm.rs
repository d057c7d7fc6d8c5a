//! Patches between WebAssembly modules: sections are paired, functions are paired, and each instruction is predicted
//! from its counterpart with the numbers of functions, types, globals, locals and addresses carried over.
//!
//! Written once for both directions; a reader has no [`sections::Aim`]. Deliberately absent: how the pairs are found.

mod carry;
pub(crate) mod codec;
pub(crate) mod instruction;
pub(crate) mod maps;
mod matches;
pub(crate) mod module;
mod predict;
pub(crate) mod sections;
mod words;

use crate::Error;
use crate::coder::Coder;
use module::Module;
use sections::Sections;

/// Makes the new module.
pub(crate) fn decode<C: Coder>(
    coder: &mut C,
    old: &[u8],
    new_bytes: usize,
) -> Result<Vec<u8>, Error> {
    let module = Module::read(old).ok_or(Error::Damaged { at: 0 })?;
    Sections::new(old, &module, new_bytes).code(coder, None)
}
