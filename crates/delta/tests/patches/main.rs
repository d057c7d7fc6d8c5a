//! Patches through the public interface: they give back the new file, always the same way, and damage is survived.
//!
//! Deliberately absent: how small they are on real builds; `cargo xtask bench delta` shows that.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod made;

use delta::{
    Codec, Error, Header, Limits, START_BYTES, WASM_SAVES_BYTES, decode, decode_plain, encode,
    encode_among, encode_for_clients, encode_with,
};
use made::{Numbers, body, module, of_parts};

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
            for codec in [
                Codec::Full,
                Codec::Prefix,
                Codec::Bytes,
                Codec::Lzma,
                Codec::Splice,
            ] {
                round_trip(codec, &old, &new);
            }
            assert_eq!(decode(&old, &encode(&old, &new), LIMITS), Ok(new));
        }
    }
}

#[test]
fn a_long_file_is_given_back_whatever_lies_between_its_copies() {
    let mut numbers = Numbers::new(2);
    let seen = numbers.text(3000);
    let mut new = seen.clone();
    for between in [1, 7, 100, 5000, 70_000, 300_000] {
        new.extend((0..between).map(|_| numbers.below(256) as u8));
        new.extend(&seen[between % 1000..]);
        new.extend([b'z'; 400]);
    }
    let patch = round_trip(Codec::Lzma, b"", &new);
    assert!(patch.len() < 385_000, "{} of {}", patch.len(), new.len());
}

#[test]
fn a_file_that_nothing_packs_is_stored_as_it_is_and_no_other_length_is_taken() {
    let mut numbers = Numbers::new(4);
    let new: Vec<u8> = (0..400_000).map(|_| numbers.below(256) as u8).collect();
    let patch = round_trip(Codec::Stored, b"", &new);
    assert!(patch.len() <= new.len() + 16, "{}", patch.len());
    let header = Header {
        codec: Codec::Stored,
        old_bytes: 0,
        new_bytes: new.len() as u64,
    };
    for body in [&new[1..], &[&new[..], b"more"].concat()] {
        let damaged = header.write(body);
        assert_eq!(
            decode_plain(b"", &damaged, LIMITS),
            Err(Error::Damaged { at: 0 })
        );
    }
}

#[test]
fn a_part_that_nothing_packs_costs_little_more_than_itself() {
    let mut numbers = Numbers::new(3);
    let noise = |numbers: &mut Numbers, bytes: usize| -> Vec<u8> {
        (0..bytes).map(|_| numbers.below(256) as u8).collect()
    };
    let old = noise(&mut numbers, 600_000);
    let mut new = old.clone();
    new.splice(200_000..300_000, noise(&mut numbers, 100_000));
    let patch = encode_for_clients(&old, &new);
    assert_eq!(decode_plain(&old, &patch, LIMITS).as_ref(), Ok(&new));
    assert!(patch.len() < 103_000, "{}", patch.len());
    // And one that is half like the part it takes the place of, which is of no help.
    let old = noise(&mut numbers, 400_000);
    let mut half = noise(&mut numbers, 100_000);
    for (at, byte) in half.iter_mut().enumerate().filter(|(at, _)| at % 2 == 0) {
        *byte = old[200_000 + at];
    }
    let mut new = old.clone();
    new.splice(200_000..300_000, half);
    let splice = round_trip(Codec::Splice, &old, &new);
    assert!(splice.len() < 103_000, "{}", splice.len());
    // And where two parts changed their places.
    new.rotate_left(250_000);
    round_trip(Codec::Splice, &old, &new);
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
fn modules_with_any_bytes_changed_are_given_back_or_left_to_the_plain_codecs() {
    let mut made = 0;
    for seed in 0..300 {
        let mut numbers = Numbers::new(seed);
        let (old, mut new) = (module(&mut numbers, 0), module(&mut Numbers::new(seed), 1));
        for _ in 0..=numbers.below(6) {
            let at = numbers.below(new.len() as u64) as usize;
            new[at] = numbers.below(256) as u8;
        }
        if let Some(patch) = encode_with(Codec::Wasm, &old, &new) {
            assert_eq!(decode(&old, &patch, LIMITS), Ok(new), "{seed}");
            made += 1;
        }
    }
    assert!(made > 200, "{made}");
}

#[test]
fn code_that_moved_into_another_function_is_found_there() {
    let mut numbers = Numbers::new(11);
    let mut bodies: Vec<Vec<u8>> = (0..40).map(|_| body(&mut numbers, 0)).collect();
    let old = of_parts(&bodies, &[], 0, b"");
    let moved = bodies[30][3..].to_vec();
    bodies[5].pop();
    bodies[5].extend(&moved);
    let new = of_parts(&bodies, &[], 0, b"");
    let patch = round_trip(Codec::Wasm, &old, &new);
    assert!(
        patch.len() < moved.len() / 2,
        "{} of {}",
        patch.len(),
        moved.len()
    );
}

#[test]
fn words_that_point_into_moved_data_cost_little() {
    let bodies = [body(&mut Numbers::new(12), 0)];
    let mut numbers = Numbers::new(13);
    // Every third word is an address, the others are beyond all of them.
    let mut word = |index: u32| match index % 3 {
        0 => 1024 + 4 * numbers.below(2000) as u32,
        _ => 1 << 20 | numbers.below(1 << 30) as u32,
    };
    let old_words: Vec<u32> = (0..2000).map(&mut word).collect();
    // Four words are put in front.
    let mut new_words = vec![7, 8, 9, 10];
    let moved = |word: &u32| if *word < 1 << 20 { word + 16 } else { *word };
    new_words.extend(old_words.iter().map(moved));
    let old = of_parts(&bodies, &old_words, 0, b"");
    let new = of_parts(&bodies, &new_words, 0, b"");
    let wasm = round_trip(Codec::Wasm, &old, &new);
    let bytes = round_trip(Codec::Bytes, &old, &new);
    assert!(
        wasm.len() * 2 < bytes.len(),
        "{} and {}",
        wasm.len(),
        bytes.len()
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
fn a_small_decoder_applies_every_codec_but_that_of_webassembly_and_says_so() {
    let old = module(&mut Numbers::new(7), 0);
    let new = module(&mut Numbers::new(7), 1);
    for codec in Codec::ALL {
        let patch = encode_with(codec, &old, &new).unwrap();
        let wanted = match codec {
            Codec::Wasm => Err(Error::CodecLeftOut { got: Codec::Wasm }),
            _ => Ok(new.clone()),
        };
        assert_eq!(decode_plain(&old, &patch, LIMITS), wanted);
        assert_eq!(Codec::of_patch(&patch[..START_BYTES]), Ok(codec));
        assert_eq!(Codec::of_patch(&patch[..4]), Err(Error::NotAPatch));
    }
}

#[test]
fn clients_get_patches_of_webassembly_only_where_they_save_what_the_decoder_is_worth() {
    let codec = |functions: usize| {
        // Every body changes where it names another function.
        let build = |added| {
            let mut numbers = Numbers::new(17);
            let bodies: Vec<Vec<u8>> = (0..functions).map(|_| body(&mut numbers, added)).collect();
            of_parts(&bodies, &[], added, b"")
        };
        let (old, new) = (build(0), build(1));
        let patch = encode_for_clients(&old, &new);
        assert_eq!(decode(&old, &patch, LIMITS), Ok(new.clone()));
        let bytes = encode_with(Codec::Bytes, &old, &new).unwrap().len();
        let wasm = encode_with(Codec::Wasm, &old, &new).unwrap().len();
        let codec = Header::read(&patch).unwrap().0.codec;
        let is_worth_it = wasm + WASM_SAVES_BYTES <= bytes;
        assert_eq!(codec == Codec::Wasm, is_worth_it, "{wasm} and {bytes}");
        assert_eq!(patch.len(), if is_worth_it { wasm } else { bytes });
        codec
    };
    assert_eq!([codec(20), codec(2000)], [Codec::Bytes, Codec::Wasm]);
    assert!(!encode_for_clients(b"", b"no module").is_empty());
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
        decode(b"old", b"LWD\x02\x09\x03\x05\0", LIMITS),
        Err(Error::Codec { got: 9 })
    );
}

/// Small patches of every codec, with what they apply to.
fn patches() -> Vec<(Vec<u8>, Vec<u8>)> {
    let (old, new) = (
        module(&mut Numbers::new(5), 0),
        module(&mut Numbers::new(5), 2),
    );
    let codecs = [
        Codec::Prefix,
        Codec::Bytes,
        Codec::Wasm,
        Codec::Lzma,
        Codec::Splice,
    ];
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
