//! Finds approximate copies: the scan of bsdiff over a suffix array. Deliberately absent: how they are coded.
//!
//! Percival, "Naive differences of executable code" (2003): a match is left only when another one is better by more
//! than eight bytes, so that a copy runs on over scattered differences.

use crate::blob::Piece;

const MARGIN: usize = 8;

/// Tells `new` by copies out of `old`.
pub(crate) fn pieces(old: &[u8], new: &[u8]) -> Vec<Piece> {
    if old.is_empty() || new.is_empty() {
        return vec![Piece {
            copy_bytes: 0,
            insert_bytes: new.len(),
            seek: 0,
        }];
    }
    let mut sorted = vec![0; old.len()];
    divsufsort::sort_in_place(old, &mut sorted);
    Scan {
        old,
        new,
        sorted: &sorted,
        last_scan: 0,
        last_old: 0,
        pieces: Vec::new(),
    }
    .run()
}

struct Scan<'a> {
    old: &'a [u8],
    new: &'a [u8],
    sorted: &'a [i32],
    /// Up to here `new` is told.
    last_scan: usize,
    /// Where the copy that is under way stands in `old`.
    last_old: usize,
    pieces: Vec<Piece>,
}

impl Scan<'_> {
    fn run(mut self) -> Vec<Piece> {
        let (old, new) = (self.old, self.new);
        let (mut scan, mut found, mut bytes) = (0, 0, 0);
        let mut offset = 0i64;
        while scan < new.len() {
            let mut score = 0;
            scan += bytes;
            let mut scored = scan;
            while scan < new.len() {
                (found, bytes) = self.longest(scan);
                while scored < scan + bytes {
                    score += usize::from(same(old, scored as i64 + offset, new[scored]));
                    scored += 1;
                }
                if (bytes == score && bytes > 0) || bytes > score + MARGIN {
                    break;
                }
                score -= usize::from(same(old, scan as i64 + offset, new[scan]));
                scan += 1;
            }
            if bytes != score || scan == new.len() {
                self.close(scan, found);
                offset = found as i64 - scan as i64;
            }
        }
        self.pieces
    }

    /// Ends the copy under way somewhere before `scan`, where the one from `found` begins.
    fn close(&mut self, scan: usize, found: usize) {
        let room = scan - self.last_scan;
        let ahead = best(room.min(self.old.len() - self.last_old), |index| {
            self.old[self.last_old + index] == self.new[self.last_scan + index]
        });
        let behind = if scan == self.new.len() {
            0
        } else {
            best(room.min(found), |index| {
                self.old[found - 1 - index] == self.new[scan - 1 - index]
            })
        };
        let (ahead, behind) = self.shared(scan, found, ahead, behind);
        let start = scan - behind;
        let (copied, next) = (self.last_old + ahead, found - behind);
        self.pieces.push(Piece {
            copy_bytes: ahead,
            insert_bytes: start - self.last_scan - ahead,
            seek: if scan == self.new.len() {
                0
            } else {
                next as i64 - copied as i64
            },
        });
        self.last_scan = start;
        self.last_old = next;
    }

    /// Divides what both copies would cover where the sum of agreements is highest.
    fn shared(&self, scan: usize, found: usize, ahead: usize, behind: usize) -> (usize, usize) {
        let overlap = (self.last_scan + ahead + behind).saturating_sub(scan);
        let (mut gain, mut top, mut keep) = (0i64, 0, 0);
        for index in 0..overlap {
            let at = scan - behind + index;
            gain += i64::from(self.new[at] == self.old[self.last_old + (at - self.last_scan)]);
            gain -= i64::from(self.new[at] == self.old[found - behind + index]);
            if gain > top {
                (top, keep) = (gain, index + 1);
            }
        }
        (ahead - overlap + keep, behind - keep)
    }

    /// Where in `old` the longest match with `new` at `scan` stands, and its length.
    fn longest(&self, scan: usize) -> (usize, usize) {
        let want = &self.new[scan..];
        let (mut low, mut high) = (0, self.sorted.len() - 1);
        while high - low >= 2 {
            let middle = (low + high) / 2;
            let start = self.sorted[middle] as usize;
            let bytes = want.len().min(self.old.len() - start);
            if self.old[start..start + bytes] < want[..bytes] {
                low = middle;
            } else {
                high = middle;
            }
        }
        let candidate = |index: usize| {
            let start = self.sorted[index] as usize;
            (start, equal_bytes(&self.old[start..], want))
        };
        let (one, two) = (candidate(low), candidate(high));
        if one.1 > two.1 { one } else { two }
    }
}

fn same(old: &[u8], at: i64, byte: u8) -> bool {
    usize::try_from(at).ok().and_then(|at| old.get(at)) == Some(&byte)
}

pub(super) fn equal_bytes(one: &[u8], two: &[u8]) -> usize {
    one.iter()
        .zip(two)
        .take_while(|(one, two)| one == two)
        .count()
}

/// The length at which twice the agreements less the length is highest.
fn best(limit: usize, agrees: impl Fn(usize) -> bool) -> usize {
    let (mut score, mut top, mut length) = (0i64, 0, 0);
    for index in 0..limit {
        score += if agrees(index) { 1 } else { -1 };
        if score > top {
            (top, length) = (score, index + 1);
        }
    }
    length
}
