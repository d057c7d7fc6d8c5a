//! A packed file gives back what was packed, byte for byte, or names what happened to it.

use std::collections::BTreeMap;

use package::{
    Archive, Belief, Digest, Envelope, MAX_MANIFEST_BYTES, Manifest, OBJECT_START_BYTES, Object,
    Refusal, Role, SecretKey, Top, Trust, digest_from_bytes, pack, seal,
};

const PLAIN: &[u8] = include_bytes!("data/plain.lwpkg");
const SIGNED: &[u8] = include_bytes!("data/signed.lwpkg");
const MANIFEST: &[u8] = include_bytes!("data/manifest.txt");
const ROOT: &[u8] = include_bytes!("data/root-1.txt");
const CONTENTS: [&[u8]; 3] = [b"<!doctype html>\n", b"\0asm\x01\0\0\0", b""];

fn manifest() -> Manifest {
    Manifest::from_bytes(MANIFEST).expect("the known manifest is right")
}

fn objects() -> BTreeMap<Digest, &'static [u8]> {
    let named = |bytes: &'static [u8]| (digest_from_bytes(bytes), bytes);
    CONTENTS.into_iter().map(named).collect()
}

fn envelope() -> Vec<u8> {
    seal(Role::Release, MANIFEST, &[&SecretKey::new(&[4; 32])]).expect("one key")
}

/// Everything in a packed file, or why not.
fn unpack(bytes: &[u8]) -> Result<(Archive<'_>, Vec<Object<'_>>), Refusal> {
    let archive = Archive::from_bytes(bytes)?;
    let objects = archive.objects().collect::<Result<_, _>>()?;
    Ok((archive, objects))
}

#[test]
fn the_known_answers_of_another_implementation_hold() {
    let plain = pack(&manifest(), b"", b"", &objects());
    assert_eq!(plain.as_deref(), Ok(PLAIN));
    let signed = pack(&manifest(), &envelope(), ROOT, &objects());
    assert_eq!(signed.as_deref(), Ok(SIGNED));
}

#[test]
fn what_was_packed_comes_back_and_packs_to_the_same_bytes() {
    for bytes in [PLAIN, SIGNED] {
        let (archive, list) = unpack(bytes).expect("the known file is right");
        assert_eq!(archive.manifest(), &manifest());
        let back = list.into_iter().map(|object| (object.digest, object.bytes));
        let back: BTreeMap<Digest, &[u8]> = back.collect();
        assert_eq!(back, objects());
        let signed = archive.signed().unwrap_or_default();
        let root = archive.root().unwrap_or_default();
        let again = pack(archive.manifest(), signed, root, &back);
        assert_eq!(again.as_deref(), Ok(bytes));
    }
}

#[test]
fn the_signer_of_a_packed_file_can_be_checked() {
    let (archive, _) = unpack(SIGNED).expect("right");
    let root = archive.root().expect("it has one");
    let trust = Trust::new("emberfall", root).expect("it signs itself");
    let signed = archive.signed().expect("it is signed");
    let envelope = Envelope::from_bytes(signed, MAX_MANIFEST_BYTES).expect("it opens");
    assert_eq!(trust.root().payload(&envelope), Ok(MANIFEST));
    let (plain, _) = unpack(PLAIN).expect("right");
    assert_eq!((plain.signed(), plain.root()), (None, None));
}

#[test]
fn every_cut_and_every_flipped_bit_is_refused() {
    for (name, bytes) in [("plain", PLAIN), ("signed", SIGNED)] {
        for length in 0..bytes.len() {
            let error = unpack(&bytes[..length]).expect_err("it was cut");
            assert!(!error.to_string().is_empty(), "{name} cut at {length}");
        }
        for bit in 0..bytes.len() * 8 {
            let mut wrong = bytes.to_vec();
            wrong[bit / 8] ^= 1 << (bit % 8);
            let error = unpack(&wrong).err();
            let error = error.unwrap_or_else(|| panic!("{name}: bit {bit} may flip"));
            assert!(!error.id().is_empty());
        }
    }
}

#[test]
fn what_follows_the_end_is_refused_once() {
    let more = [PLAIN, b"x"].concat();
    let archive = Archive::from_bytes(&more).expect("its top is right");
    let items: Vec<_> = archive.objects().collect();
    assert_eq!(items.len(), 4);
    let want = Some(&Err(Refusal::TooLarge { want: 0, got: 1 }));
    assert_eq!(items.last(), want);
}

#[test]
fn objects_that_are_missing_or_others_are_not_packed() {
    let mut fewer = objects();
    let (digest, _) = fewer.pop_first().expect("there are three");
    assert_eq!(
        pack(&manifest(), b"", b"", &fewer),
        Err(Refusal::MissingObject { digest })
    );
    let page = digest_from_bytes(CONTENTS[0]);
    let mut other = objects();
    other.insert(page, b"<!doctype html!\n");
    assert!(matches!(
        pack(&manifest(), b"", b"", &other),
        Err(Refusal::Damaged { .. })
    ));
    other.insert(page, b"short");
    assert!(matches!(
        pack(&manifest(), b"", b"", &other),
        Err(Refusal::Length { .. })
    ));
    let mut more = objects();
    more.insert(digest_from_bytes(b"stray"), b"stray");
    assert_eq!(pack(&manifest(), b"", b"", &more).as_deref(), Ok(PLAIN));
}

#[test]
fn an_envelope_around_something_else_is_not_packed() {
    let key = SecretKey::new(&[4; 32]);
    let other = seal(Role::Release, b"other\n", &[&key]).expect("one key");
    assert!(matches!(
        pack(&manifest(), &other, b"", &objects()),
        Err(Refusal::Damaged { .. })
    ));
    let role = seal(Role::Root, MANIFEST, &[&key]).expect("one key");
    assert_eq!(
        pack(&manifest(), &role, b"", &objects()),
        Err(Refusal::WrongRole)
    );
    assert!(pack(&manifest(), b"", b"not a root", &objects()).is_err());
}

#[test]
fn a_length_beyond_its_limit_is_refused_before_anything_is_read() {
    for (offset, id) in [
        (8, "package-newer-format"),
        (12, "package-too-many"),
        (16, "package-too-many"),
        (20, "package-too-many"),
    ] {
        let mut wrong = PLAIN.to_vec();
        wrong[offset..offset + 4].copy_from_slice(&[0xff; 4]);
        let error = Archive::from_bytes(&wrong).expect_err("too large");
        assert_eq!(error.id(), id, "at {offset}");
    }
    assert_eq!(
        Archive::from_bytes(b"PK\x03\x04\0\0\0\0"),
        Err(Refusal::NotAnArchive)
    );
}

#[test]
fn the_top_says_where_each_object_is_and_refuses_a_file_of_another_length() {
    for bytes in [PLAIN, SIGNED] {
        let top = Top::from_bytes(bytes).expect("right");
        assert_eq!(top.manifest(), MANIFEST);
        let wanted = manifest().objects();
        assert_eq!(top.file_bytes(&wanted), bytes.len() as u64);
        let places = top.places(&wanted, bytes.len() as u64).expect("whole");
        assert_eq!(places.len(), wanted.len());
        for place in places {
            let from = place.from as usize;
            let object = &bytes[from..from + place.bytes as usize];
            assert_eq!(digest_from_bytes(object), place.digest);
            let start = &bytes[from - OBJECT_START_BYTES..from];
            assert_eq!(start, place.start());
        }
        for (length, name) in [
            (1, "archive-cut-short"),
            (bytes.len() - 1, "archive-cut-short"),
        ] {
            let refusal = top.places(&wanted, length as u64).expect_err("cut");
            assert_eq!(refusal.id(), name);
        }
        let refusal = top.places(&wanted, bytes.len() as u64 + 1);
        assert_eq!(refusal.expect_err("more").id(), "archive-too-large");
    }
}

#[test]
fn a_belief_comes_from_a_whole_signed_top_and_from_nothing_else() {
    let blank = Belief::on_first_sight("emberfall");
    let top = Top::from_bytes(SIGNED).expect("right").bytes();
    let belief = blank.after_package(top).expect("it vouches for itself");
    let signer = SecretKey::new(&[4; 32]).public().id().to_hex();
    assert_eq!(belief.signers().collect::<Vec<_>>(), [signer]);
    assert_eq!((belief.root_version, belief.seen.as_ref()), (1, None));
    assert_eq!(
        Belief::from_bytes(&belief.to_bytes()).as_ref(),
        Some(&belief)
    );
    assert_eq!(belief.after_package(top).as_ref(), Ok(&belief));
    let plain = blank.after_package(PLAIN).expect_err("nobody signed");
    assert_eq!(plain, Refusal::Unsigned);
    for bit in 0..top.len() * 8 {
        let mut wrong = top.to_vec();
        wrong[bit / 8] ^= 1 << (bit % 8);
        blank.after_package(&wrong).expect_err("a bit flipped");
    }
}
