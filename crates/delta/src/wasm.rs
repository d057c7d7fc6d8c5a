//! stub
use crate::Error;
use crate::coder::Coder;
pub(crate) fn decode<C: Coder>(_coder: &mut C, _old: &[u8], _new_bytes: usize) -> Result<Vec<u8>, Error> { Err(Error::Cut) }
#[cfg(feature = "encode")]
pub(crate) fn encode<C: Coder>(_coder: &mut C, _old: &[u8], _new: &[u8]) -> bool { false }
