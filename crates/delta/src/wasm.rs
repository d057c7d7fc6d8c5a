//! Patches between WebAssembly modules: sections are paired, functions are paired, and each instruction is predicted
//! from its counterpart with the numbers of functions, types, globals, locals and addresses carried over.
//!
//! Written once for both directions; a reader has no [`Aim`]. Deliberately absent: how the pairs are found.

mod codec;
pub(crate) mod instruction;
mod maps;
mod module;
mod predict;
mod sections;

pub(crate) use codec::Step;
pub(crate) use maps::Maps;
pub(crate) use module::Module;
pub(crate) use sections::Aim;

use crate::Error;
use crate::coder::Coder;
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

/// Codes `aim`'s module, whose length is `new_bytes`.
#[cfg(feature = "encode")]
pub(crate) fn encode<C: Coder>(
    coder: &mut C,
    old: &[u8],
    module: &Module,
    aim: &Aim<'_>,
) -> Result<Vec<u8>, Error> {
    Sections::new(old, module, aim.new.len()).code(coder, Some(aim))
}
