//! The ways to send a file to who has an older one, each made and applied by a library that others keep.
//!
//! Deliberately absent: what a server or a store adds around the bytes.

use std::io::Read as _;

use anyhow::{Context as _, Result, anyhow};
use delta::{Codec, Limits};
use zstd::stream::raw::{CParameter, Encoder, Operation as _, OutBuffer};

use crate::chunks;

const ZSTD_LEVEL: i32 = 19;
/// The largest window that a decoder is asked for, 128 MiB: the most of RFC 9842.
const MAX_WINDOW_LOG2: u32 = 27;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// The whole file, brotli 11.
    Brotli,
    /// The whole file, zstd 19.
    Zstd,
    /// zstd 19 with the old file as prefix: `--patch-from`, and `dcz` but for its header.
    PatchFrom,
    /// brotli 11 with the old file as dictionary: `dcb` but for its header.
    Dcb,
    /// Percival's bsdiff, its output in zstd 19.
    Bsdiff,
    /// Chunks cut by content, 64 KiB on average; new ones in zstd 19.
    FastCdc,
    /// Ours.
    Ours,
}

impl Way {
    pub(crate) const ALL: [Self; 7] = [
        Self::Brotli,
        Self::Zstd,
        Self::PatchFrom,
        Self::Dcb,
        Self::Bsdiff,
        Self::FastCdc,
        Self::Ours,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "brotli-11",
            Self::Zstd => "zstd-19",
            Self::PatchFrom => "patch-from",
            Self::Dcb => "dcb",
            Self::Bsdiff => "bsdiff+zstd",
            Self::FastCdc => "fastcdc-64k",
            Self::Ours => "ours",
        }
    }

    pub(crate) fn of_name(name: &str) -> Result<Self> {
        let way = Self::ALL.into_iter().find(|way| way.name() == name);
        way.with_context(|| format!("no way is called {name}"))
    }

    pub(crate) fn make(self, old: &[u8], new: &[u8]) -> Result<Vec<u8>> {
        let with = |codec| delta::encode_with(codec, old, new).context("the codec does not fit");
        match self {
            Self::Brotli => with(Codec::Full),
            Self::Dcb => with(Codec::Prefix),
            Self::Ours => Ok(delta::encode(old, new)),
            Self::Zstd => squeezed(&[], new),
            Self::PatchFrom => squeezed(old, new),
            Self::Bsdiff => {
                let mut raw = Vec::new();
                bsdiff::diff(old, new, &mut raw)?;
                squeezed(&[], &raw)
            }
            Self::FastCdc => chunks::make(old, new),
        }
    }

    pub(crate) fn apply(self, old: &[u8], patch: &[u8], new_bytes: usize) -> Result<Vec<u8>> {
        match self {
            Self::Brotli | Self::Dcb | Self::Ours => {
                let max_new_bytes = new_bytes as u64;
                delta::decode(old, patch, Limits { max_new_bytes })
                    .map_err(|error| anyhow!("{error}"))
            }
            Self::Zstd => unsqueezed(&[], patch, new_bytes),
            Self::PatchFrom => unsqueezed(old, patch, new_bytes),
            Self::Bsdiff => {
                let raw = unsqueezed(&[], patch, new_bytes)?;
                let mut new = Vec::with_capacity(new_bytes);
                bsdiff::patch(old, &mut &raw[..], &mut new)?;
                Ok(new)
            }
            Self::FastCdc => chunks::apply(old, patch, new_bytes),
        }
    }
}

/// zstd 19 with `old` as prefix and a window that holds both.
pub(crate) fn squeezed(old: &[u8], new: &[u8]) -> Result<Vec<u8>> {
    let both = (old.len() + new.len()).next_power_of_two();
    let window = both.trailing_zeros().clamp(10, MAX_WINDOW_LOG2);
    let mut encoder = Encoder::with_ref_prefix(ZSTD_LEVEL, old)?;
    encoder.set_parameter(CParameter::WindowLog(window))?;
    encoder.set_parameter(CParameter::EnableLongDistanceMatching(!old.is_empty()))?;
    let mut out = vec![0; zstd::zstd_safe::compress_bound(new.len()) + 64];
    let status = encoder.run_on_buffers(new, &mut out)?;
    let mut written = status.bytes_written;
    let mut read = status.bytes_read;
    while read < new.len() {
        let status = encoder.run_on_buffers(&new[read..], &mut out[written..])?;
        read += status.bytes_read;
        written += status.bytes_written;
    }
    loop {
        let mut rest = OutBuffer::around_pos(&mut out[..], written);
        let left = encoder.finish(&mut rest, true)?;
        written = rest.pos();
        if left == 0 {
            break;
        }
    }
    out.truncate(written);
    Ok(out)
}

/// What [`squeezed`] made, at first in `likely_bytes`.
pub(crate) fn unsqueezed(old: &[u8], patch: &[u8], likely_bytes: usize) -> Result<Vec<u8>> {
    let mut decoder = zstd::stream::read::Decoder::with_ref_prefix(patch, old)?;
    decoder.window_log_max(MAX_WINDOW_LOG2)?;
    let mut new = Vec::with_capacity(likely_bytes);
    decoder.read_to_end(&mut new)?;
    Ok(new)
}
