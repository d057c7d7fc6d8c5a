//! A patch as a release lists it: what it makes, what it starts from, and what fetching it costs.
//!
//! Deliberately absent: its digest. What comes out must have the digest it is for, which says more.

use crate::{Digest, Error, File, Item, decimal, text::Line};

const FOLDER: &str = "/d/";
const WORD: &str = "patch";
/// The longest line of a patch: two digests and a length.
pub(crate) const MAX_LINE_BYTES: usize = 146;
/// What stands around a file that nothing packs, in a patch from nothing.
pub(crate) const MAX_FRAME_BYTES: u64 = 64;

/// A way from one file to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Patch {
    /// The file it makes.
    pub to: Digest,
    /// The file it starts from.
    pub from: Digest,
    /// Its length: less than that of the file it makes, or 64 more at most for one that starts from nothing.
    pub bytes: u64,
}

impl Patch {
    /// Where it is at the origin.
    pub fn path(&self) -> String {
        [FOLDER, &self.from.to_hex(), "/", &self.to.to_hex()].concat()
    }

    pub(crate) fn is_line(line: Line<'_>) -> bool {
        line.text.split(' ').next() == Some(WORD)
    }

    pub(crate) fn push_line(&self, text: &mut String) {
        text.push_str(WORD);
        text.push(' ');
        text.push_str(&self.to.to_hex());
        text.push(' ');
        text.push_str(&self.from.to_hex());
        text.push(' ');
        decimal::push(text, self.bytes);
        text.push('\n');
    }

    /// The patches in `lines`, each to one of `files`, sorted, and none of them twice.
    pub(crate) fn all_from_lines<'a>(
        lines: impl Iterator<Item = Line<'a>>,
        files: &[File],
    ) -> Result<Vec<Self>, Error> {
        let mut lengths: Vec<(Digest, u64)> =
            files.iter().map(|file| (file.digest, file.bytes)).collect();
        lengths.sort_unstable();
        let mut patches: Vec<Self> = Vec::new();
        for line in lines {
            let patch = Self::from_line(line, &lengths)?;
            if let Some(before) = patches
                .last()
                .filter(|before| (before.to, before.from) >= (patch.to, patch.from))
            {
                return Err(Error::Order {
                    before: before.path(),
                    got: patch.path(),
                });
            }
            patches.push(patch);
        }
        Ok(patches)
    }

    fn from_line(line: Line<'_>, lengths: &[(Digest, u64)]) -> Result<Self, Error> {
        let [to, from, bytes] = line.words(WORD)?;
        let (to, from) = (line.digest(to)?, line.digest(from)?);
        let index = lengths.binary_search_by_key(&to, |(digest, _)| *digest);
        let length = index.ok().and_then(|index| lengths.get(index));
        let (_, to_bytes) = length
            .filter(|_| to != from)
            .ok_or_else(|| line.error(Item::PatchedFile))?;
        let most_bytes = match from {
            Digest::EMPTY => to_bytes.saturating_add(MAX_FRAME_BYTES),
            _ => to_bytes.saturating_sub(1),
        };
        let bytes = line.number(bytes, Item::Bytes, 1, most_bytes)?;
        Ok(Self { to, from, bytes })
    }
}
