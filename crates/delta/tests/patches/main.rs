//! Patches through the public interface: they give back the new file, always the same way, and damage is survived.
//!
//! Deliberately absent: how small they are on real builds; the example `measure` shows that.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod made;

use delta::{Codec, Error, Header, Limits, decode, encode, encode_among, encode_with};
use made::{Numbers, module};

const LIMITS: Limits = Limits {
    max_new_bytes: 1 << 20,
};

fn round_trip(codec: Codec, old: &[u8], new: &[u8]) -> Vec<u8> {
    let patch = encode_with(codec, old, new).unwrap();
    assert_eq!(decode(old, &patch, LIMITS).as_deref(), Ok(new), "{codec:?}");
    patch
}

#[test]
fn every_plain_codec_gives_back_any_file() {
    let mut numbers = Numbers::new(1);
    for length in [0, 1, 2, 15, 300, 5000] {
        let old = numbers.text(length);
        for new in [
            Vec::new(),
            old.clone(),
            numbers.edited(&old),
            numbers.text(length / 2),
        ] {
            for codec in [Codec::Full, Codec::Prefix, Codec::Bytes] {
                round_trip(codec, &old, &new);
            }
            assert_eq!(decode(&old, &encode(&old, &new), LIMITS), Ok(new));
        }
    }
}

#[test]
fn modules_that_changed_in_every_way_are_given_back() {
    for seed in 0..60 {
        let mut numbers = Numbers::new(seed);
        let (old, new) = (module(&mut numbers, 0), module(&mut numbers, seed));
        round_trip(Codec::Wasm, &old, &new);
        round_trip(
            Codec::Wasm,
            &module(&mut Numbers::new(seed), 0),
            &module(&mut Numbers::new(seed), 1),
        );
    }
}

#[test]
fn a_function_put_in_front_costs_little_although_every_call_changes() {
    let old = module(&mut Numbers::new(7), 0);
    let new = module(&mut Numbers::new(7), 1);
    let wasm = round_trip(Codec::Wasm, &old, &new);
    let bytes = round_trip(Codec::Bytes, &old, &new);
    assert!(
        wasm.len() < bytes.len(),
        "{} and {}",
        wasm.len(),
        bytes.len()
    );
    assert_eq!(
        Header::read(&encode(&old, &new)).unwrap().0.codec,
        Codec::Wasm
    );
}

#[test]
fn a_publisher_gets_only_the_codecs_that_were_asked_for() {
    let old = module(&mut Numbers::new(7), 0);
    let new = module(&mut Numbers::new(7), 1);
    let codec = |codecs: &[Codec], new: &[u8]| {
        let patch = encode_among(codecs, &old, new)?;
        assert_eq!(decode(&old, &patch, LIMITS).as_deref(), Ok(new));
        Some(Header::read(&patch).unwrap().0.codec)
    };
    for one in Codec::ALL {
        assert_eq!(codec(&[one], &new), Some(one));
    }
    assert_eq!(codec(&Codec::SMALL, &new), Some(Codec::Wasm));
    assert_eq!(codec(&Codec::SMALL, b"no module"), Some(Codec::Bytes));
    assert_eq!(codec(&[Codec::Wasm], b"no module"), None);
    assert_eq!(codec(&[], &new), None);
}

#[test]
fn the_same_files_give_the_same_patch() {
    let (old, new) = (
        module(&mut Numbers::new(3), 0),
        module(&mut Numbers::new(3), 1),
    );
    assert_eq!(encode(&old, &new), encode(&old, &new));
}

#[test]
fn what_is_no_module_is_left_to_the_plain_codecs() {
    let module = module(&mut Numbers::new(3), 0);
    for broken in [&b"\0asm"[..], b"no module", &module[..module.len() - 1]] {
        assert_eq!(encode_with(Codec::Wasm, broken, &module), None);
        assert_eq!(encode_with(Codec::Wasm, &module, broken), None);
    }
}

#[test]
fn a_patch_cut_anywhere_is_refused() {
    for patch in patches() {
        for length in 0..patch.1.len() {
            assert!(
                decode(&patch.0, &patch.1[..length], LIMITS).is_err(),
                "{length}"
            );
        }
    }
}

#[test]
fn a_flipped_bit_neither_panics_nor_makes_too_much() {
    for (old, patch) in patches() {
        for bit in 0..patch.len() * 8 {
            let mut patch = patch.clone();
            patch[bit / 8] ^= 1 << (bit % 8);
            if let Ok(new) = decode(&old, &patch, LIMITS) {
                assert!(new.len() as u64 <= LIMITS.max_new_bytes);
            }
        }
    }
}

#[test]
fn lengths_are_checked_before_anything_is_made() {
    let patch = encode(b"old", b"newer");
    let small = Limits { max_new_bytes: 4 };
    assert_eq!(
        decode(b"old", &patch, small),
        Err(Error::TooLarge { want: 4, got: 5 })
    );
    assert_eq!(
        decode(b"older", &patch, LIMITS),
        Err(Error::OldBytes { want: 3, got: 5 })
    );
    let huge = Header {
        codec: Codec::Bytes,
        old_bytes: 3,
        new_bytes: u64::MAX >> 2,
    }
    .write(&[]);
    assert!(matches!(
        decode(b"old", &huge, LIMITS),
        Err(Error::TooLarge { .. })
    ));
    assert_eq!(
        decode(b"old", b"LWD\x01\x09\x03\x05\0", LIMITS),
        Err(Error::Codec { got: 9 })
    );
}

/// Small patches of every codec, with what they apply to.
fn patches() -> Vec<(Vec<u8>, Vec<u8>)> {
    let (old, new) = (
        module(&mut Numbers::new(5), 0),
        module(&mut Numbers::new(5), 2),
    );
    let codecs = [Codec::Prefix, Codec::Bytes, Codec::Wasm];
    codecs
        .map(|codec| (old.clone(), encode_with(codec, &old, &new).unwrap()))
        .to_vec()
}

#[test]
fn no_codec_alone_makes_a_smaller_patch() {
    let mut numbers = Numbers::new(5);
    let old = numbers.text(300_000);
    // Phrases that brotli knows by heart.
    let words = b"<!DOCTYPE html><html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\"><head><title>Wikipedia, \
        the free encyclopedia</title><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\
        <link rel=\"stylesheet\" type=\"text/css\" href=\"http://www.\"><script type=\"text/javascript\" \
        src=\"http://www.google-analytics.com/ga.js\"></script></head><body><div style=\"text-align:center\">\
        <a href=\"javascript:void(0)\" target=\"_blank\">Terms of Service</a></div></body></html>";
    let new = [&old[..150_000], words, &old[150_000..]].concat();
    let patch = encode(&old, &new);
    for codec in [Codec::Full, Codec::Prefix, Codec::Bytes] {
        let alone = encode_with(codec, &old, &new).unwrap();
        assert!(
            patch.len() <= alone.len(),
            "{codec:?}: {} < {}",
            alone.len(),
            patch.len()
        );
    }
}
