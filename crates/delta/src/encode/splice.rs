//! Making a splice: which copies are near enough to be corrected, and what goes in packed. Deliberately absent: how
//! copies are found.

use super::writer::Writer;
use super::{lzma, pieces};
use crate::blob::{self, Piece};
use crate::model::Model;

/// Copies are judged in parts of so many bytes: one that goes on through another texture still begins well.
const PART: usize = 256;
/// A part in which more than one byte of so many differs is put in anew: its corrections cost more.
const NEAR: usize = 16;

/// The body of the patch.
pub(super) fn make(old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let near = near(&pieces::pieces(old, new), old, new);
    let mut writer = Writer::default();
    let mut model = Model::of_bytes(new.len());
    let pieces =
        blob::code_pieces(&mut writer, &mut model, old.len(), new.len(), Some(&near)).ok()?;
    let put_in = put_in(&pieces, new);
    let aim = Some(new);
    let copy = blob::code_with(
        &mut writer,
        &mut model,
        old,
        new.len(),
        &pieces,
        aim,
        Some(&put_in),
    );
    debug_assert_eq!(copy.as_deref(), Ok(new));
    let coded = writer.finish();
    let mut body = u32::try_from(coded.len()).ok()?.to_le_bytes().to_vec();
    body.extend(coded);
    if !put_in.is_empty() {
        body.extend(lzma::pack(&put_in)?);
    }
    Some(body)
}

/// Everything that `pieces` put in, one after the other.
fn put_in(pieces: &[Piece], new: &[u8]) -> Vec<u8> {
    let (mut made, mut put_in) = (0, Vec::new());
    for piece in pieces {
        made += piece.copy_bytes;
        put_in.extend_from_slice(&new[made..made + piece.insert_bytes]);
        made += piece.insert_bytes;
    }
    put_in
}

/// `pieces` without the parts of copies that are of little use, whose bytes are put in.
fn near(pieces: &[Piece], old: &[u8], new: &[u8]) -> Vec<Piece> {
    let mut parts = Parts::default();
    let (mut cursor, mut made) = (0_usize, 0);
    for piece in pieces {
        let copied = &old[cursor..cursor + piece.copy_bytes];
        let wanted = &new[made..made + piece.copy_bytes];
        for (index, (old, new)) in copied.chunks(PART).zip(wanted.chunks(PART)).enumerate() {
            let other = old.iter().zip(new).filter(|(old, new)| old != new).count();
            if other * NEAR > old.len() {
                parts.put_in(old.len());
            } else {
                parts.copy(cursor + index * PART, old.len());
            }
        }
        parts.put_in(piece.insert_bytes);
        made += piece.copy_bytes + piece.insert_bytes;
        cursor = (cursor + piece.copy_bytes).saturating_add_signed(piece.seek as isize);
    }
    parts.pieces()
}

/// Copies, each with where it begins in the old file, and what is put in behind.
#[derive(Default)]
struct Parts(Vec<(usize, Piece)>);

impl Parts {
    fn copy(&mut self, from: usize, bytes: usize) {
        if let Some((at, last)) = self.0.last_mut()
            && last.insert_bytes == 0
            && *at + last.copy_bytes == from
        {
            last.copy_bytes += bytes;
            return;
        }
        let copy_bytes = bytes;
        let piece = Piece {
            copy_bytes,
            ..Piece::default()
        };
        self.0.push((from, piece));
    }

    fn put_in(&mut self, bytes: usize) {
        if self.0.is_empty() {
            self.0.push((0, Piece::default()));
        }
        if let Some((_, last)) = self.0.last_mut() {
            last.insert_bytes += bytes;
        }
    }

    /// The cursor begins at the beginning, and each piece moves it to where the next copy begins.
    fn pieces(mut self) -> Vec<Piece> {
        if self.0.first().is_some_and(|(at, _)| *at != 0) {
            self.0.insert(0, (0, Piece::default()));
        }
        let next: Vec<usize> = self.0.iter().skip(1).map(|(at, _)| *at).collect();
        let with_seek = self.0.into_iter().enumerate();
        let with_seek = with_seek.map(|(index, (at, piece))| {
            let end = at + piece.copy_bytes;
            let seek = next.get(index).copied().unwrap_or(end) as i64 - end as i64;
            Piece { seek, ..piece }
        });
        with_seek.collect()
    }
}
