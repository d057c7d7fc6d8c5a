//! Random bytes, and known files spoiled at random: no reader panics, and what one accepts has that one spelling.
//!
//! The same readers have targets in `fuzz/`, where a fuzzer searches instead of a fixed sequence.

use package::{
    Archive, Envelope, Head, Lock, MAX_ROOT_BYTES, Manifest, Release, Root, SignedHead, Trust,
};

const CASES: usize = 100_000;
const KNOWN: [&[u8]; 8] = [
    include_bytes!("data/head.txt"),
    include_bytes!("data/lock.txt"),
    include_bytes!("data/manifest.txt"),
    include_bytes!("data/plain.lwpkg"),
    include_bytes!("data/release.txt"),
    include_bytes!("data/root-1.txt"),
    include_bytes!("data/root-2.txt"),
    include_bytes!("data/signed.lwpkg"),
];

/// A small generator with a written-down sequence, so that a failing case can be named by its number.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    /// A known file.
    fn known(&mut self) -> &'static [u8] {
        KNOWN[self.below(KNOWN.len())]
    }
}

/// A case: random bytes; or a known file with bytes changed, taken out, doubled, or one of another file put in.
fn case(dice: &mut Dice) -> Vec<u8> {
    if dice.below(8) == 0 {
        let length = dice.below(400);
        return (0..length).map(|_| dice.below(256) as u8).collect();
    }
    let mut bytes = dice.known().to_vec();
    // The inner text of a signed file, so that what stands behind the signature is spoiled too.
    if let Some(at) = bytes.windows(2).position(|pair| pair == b"\n\n")
        && dice.below(2) == 0
    {
        bytes.drain(..at + 2);
    }
    for _ in 0..=dice.below(3) {
        let (at, end) = (dice.below(bytes.len()), dice.below(40));
        let end = (at + end).min(bytes.len());
        match dice.below(5) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            2 => {
                let other = dice.known();
                let from = dice.below(other.len());
                let to = (from + dice.below(80)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            3 if at < bytes.len() => bytes[at] = b"0 \n\xff9za/"[dice.below(8)],
            _ if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            _ => {}
        }
    }
    bytes
}

/// What a reader of texts made of `bytes`, spelled again.
fn spelled(bytes: &[u8]) -> [Option<String>; 6] {
    [
        Head::from_bytes(bytes).map(|read| read.to_text()).ok(),
        Release::from_bytes(bytes).map(|read| read.to_text()).ok(),
        SignedHead::from_bytes(bytes)
            .map(|read| read.to_text())
            .ok(),
        Root::from_bytes(bytes).map(|read| read.to_text()).ok(),
        Manifest::from_bytes(bytes).map(|read| read.to_text()).ok(),
        Lock::from_bytes(bytes).map(|read| read.to_text()).ok(),
    ]
}

#[test]
fn a_hundred_thousand_random_cases_are_read_as_spelled_or_refused() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let trust = Trust::new("emberfall", KNOWN[5]).expect("the known root is right");
    let mut accepted = 0;
    for number in 0..CASES {
        let bytes = case(&mut dice);
        for text in spelled(&bytes).into_iter().flatten() {
            assert_eq!(text.as_bytes(), bytes, "case {number}");
            accepted += 1;
        }
        if let Ok(archive) = Archive::from_bytes(&bytes) {
            assert!(archive.objects().count() <= archive.manifest().objects().len() + 1);
        }
        if let Ok(envelope) = Envelope::from_bytes(&bytes, MAX_ROOT_BYTES) {
            assert!(envelope.signers().is_sorted(), "case {number}");
        }
        let believed = trust.after_head(1_800_000_000, &bytes).is_ok();
        assert!(!believed || bytes == KNOWN[0], "case {number}");
        let followed = trust.after_root(&bytes).is_ok();
        assert!(!followed || bytes == KNOWN[6], "case {number}");
    }
    assert!(
        accepted > 1000,
        "{accepted} accepted: the cases reach too little"
    );
}
