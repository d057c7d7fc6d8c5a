//! Random bytes, and known files spoiled at random: no reader panics, and what one accepts has that one spelling.
//!
//! The same readers have targets in `fuzz/`, where a fuzzer searches instead of a fixed sequence.

use package::{
    Archive, Envelope, GameList, Head, Lock, MAX_ROOT_BYTES, Manifest, Release, Root, SignedHead,
    Trust,
};
use testkit::Dice;

const CASES: usize = 100_000;
const KNOWN: [&[u8]; 9] = [
    include_bytes!("data/head.txt"),
    include_bytes!("data/lock.txt"),
    include_bytes!("data/manifest.txt"),
    include_bytes!("data/plain.lwpkg"),
    include_bytes!("data/release.txt"),
    include_bytes!("data/root-1.txt"),
    include_bytes!("data/root-2.txt"),
    include_bytes!("data/signed.lwpkg"),
    include_bytes!("data/games.txt"),
];

/// A known file.
fn known(dice: &mut Dice) -> &'static [u8] {
    KNOWN[dice.index(KNOWN.len())]
}

/// A case: random bytes; or a known file with bytes changed, taken out, doubled, or one of another file put in.
fn case(dice: &mut Dice) -> Vec<u8> {
    if dice.index(8) == 0 {
        let length = dice.index(400);
        return (0..length).map(|_| dice.index(256) as u8).collect();
    }
    let mut bytes = known(dice).to_vec();
    // The inner text of a signed file, so that what stands behind the signature is spoiled too.
    if let Some(at) = bytes.windows(2).position(|pair| pair == b"\n\n")
        && dice.index(2) == 0
    {
        bytes.drain(..at + 2);
    }
    for _ in 0..=dice.index(3) {
        let (at, end) = (dice.index(bytes.len()), dice.index(40));
        let end = (at + end).min(bytes.len());
        match dice.index(5) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            2 => {
                let other = known(dice);
                let from = dice.index(other.len());
                let to = (from + dice.index(80)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            3 if at < bytes.len() => bytes[at] = b"0 \n\xff9za/"[dice.index(8)],
            _ if at < bytes.len() => bytes[at] ^= 1 << dice.index(8),
            _ => {}
        }
    }
    bytes
}

/// What a reader of texts made of `bytes`, spelled again.
fn spelled(bytes: &[u8]) -> [Option<String>; 7] {
    [
        Head::from_bytes(bytes).map(|read| read.to_text()).ok(),
        Release::from_bytes(bytes).map(|read| read.to_text()).ok(),
        SignedHead::from_bytes(bytes)
            .map(|read| read.to_text())
            .ok(),
        Root::from_bytes(bytes).map(|read| read.to_text()).ok(),
        Manifest::from_bytes(bytes).map(|read| read.to_text()).ok(),
        Lock::from_bytes(bytes).map(|read| read.to_text()).ok(),
        GameList::from_bytes(bytes).map(|read| read.to_text()).ok(),
    ]
}

#[test]
fn a_hundred_thousand_random_cases_are_read_as_spelled_or_refused() {
    let mut dice = Dice::new(0x9e37_79b9_7f4a_7c15);
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
