//! Signed bytes are believed exactly when the trusted root says so; everything else is refused by its own name.
//!
//! The files in `data/` were written by another implementation (Python's `cryptography`), from keys whose seeds are one
//! byte 32 times: root keys 1, 2 and 3, release keys 4 and 5.

use package::{
    Digest, Envelope, Error, Field, Holders, KeyId, MAX_ROOT_BYTES, PublicKey, Refusal, Role, Root,
    SecretKey, SignedHead, Trust, digest_from_bytes, seal,
};

const ROOT_1: &[u8] = include_bytes!("data/root-1.txt");
const ROOT_2: &[u8] = include_bytes!("data/root-2.txt");
const HEAD: &[u8] = include_bytes!("data/head.txt");
const RELEASE: &[u8] = include_bytes!("data/release.txt");
const NOW: u64 = 1_800_000_000;

fn key(seed: u8) -> SecretKey {
    SecretKey::new(&[seed; 32])
}

fn id(seed: u8) -> KeyId {
    key(seed).public().id()
}

fn holders(threshold: usize, seeds: &[u8]) -> Holders {
    let mut keys: Vec<PublicKey> = seeds.iter().map(|&seed| key(seed).public()).collect();
    keys.sort();
    Holders { threshold, keys }
}

fn revoked(seeds: &[u8]) -> Vec<KeyId> {
    let mut ids: Vec<KeyId> = seeds.iter().map(|&seed| id(seed)).collect();
    ids.sort();
    ids
}

fn root(version: u64) -> Root {
    let (release, root, revoked) = match version {
        1 => (holders(1, &[4]), holders(2, &[1, 2]), revoked(&[])),
        _ => (holders(1, &[5]), holders(2, &[2, 3]), revoked(&[4, 1])),
    };
    Root {
        version,
        expires_unix_secs: 2_000_000_000,
        release,
        root,
        revoked,
    }
}

fn signed(role: Role, text: &str, seeds: &[u8]) -> Vec<u8> {
    let keys: Vec<SecretKey> = seeds.iter().map(|&seed| key(seed)).collect();
    let keys: Vec<&SecretKey> = keys.iter().collect();
    seal(role, text.as_bytes(), &keys).expect("the keys are right")
}

fn head(number: u64) -> SignedHead {
    SignedHead {
        id: "emberfall".to_owned(),
        number,
        digest: digest_from_bytes(RELEASE),
        bytes: RELEASE.len() as u64,
        expires_unix_secs: 1_900_000_000,
    }
}

fn head_bytes(head: &SignedHead) -> Vec<u8> {
    signed(Role::Release, &head.to_text(), &[4])
}

fn first() -> Trust {
    Trust::new("emberfall", ROOT_1).expect("the known root is right")
}

#[test]
fn the_known_answers_of_another_implementation_hold() {
    assert_eq!(signed(Role::Root, &root(1).to_text(), &[2, 1]), ROOT_1);
    assert_eq!(signed(Role::Root, &root(2).to_text(), &[3, 2, 1]), ROOT_2);
    assert_eq!(head_bytes(&head(7)), HEAD);
    let trust = first();
    assert_eq!(trust.root(), &root(1));
    let seen = trust
        .after_head(NOW, HEAD)
        .expect("the known head is right");
    assert_eq!(seen.head(), Some(&head(7)));
    let next = seen.after_root(ROOT_2).expect("the known root is next");
    assert_eq!(next.root(), &root(2));
}

#[test]
fn the_test_vectors_of_rfc_8032_hold() {
    let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let seed = Digest::from_hex(seed).expect("a seed").0;
    let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let signature = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155\
                     5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
    let key = SecretKey::new(&seed);
    assert_eq!(key.public().to_hex(), public);
    assert_eq!(key.sign(b"").to_hex(), signature);
    assert!(key.public().is_signed(b"", &key.sign(b"")));
    assert!(!key.public().is_signed(b"a", &key.sign(b"")));
}

#[test]
fn a_key_for_which_anybody_can_sign_is_no_key() {
    let mut neutral = [0; 32];
    neutral[0] = 1;
    for bad in [[0; 32], neutral, [0xff; 32]] {
        assert_eq!(PublicKey::new(bad), Err(Refusal::BadKey));
    }
}

#[test]
fn every_cut_and_every_flipped_bit_is_refused() {
    let trust = first();
    for (name, bytes) in [("root", ROOT_1), ("next", ROOT_2), ("head", HEAD)] {
        let read = |bytes: &[u8]| match name {
            "root" => Trust::new("emberfall", bytes).err(),
            "next" => trust.after_root(bytes).err(),
            _ => trust.after_head(NOW, bytes).err(),
        };
        assert_eq!(read(bytes), None, "{name}");
        for length in 0..bytes.len() {
            let error = read(&bytes[..length]);
            assert!(error.is_some(), "{name} cut at {length}");
        }
        for bit in 0..bytes.len() * 8 {
            let mut wrong = bytes.to_vec();
            wrong[bit / 8] ^= 1 << (bit % 8);
            let error = read(&wrong).unwrap_or_else(|| panic!("{name}: bit {bit} may flip"));
            assert!(!error.id().is_empty() && !error.to_string().is_empty());
        }
    }
}

#[test]
fn an_older_release_and_a_second_one_of_the_same_number_are_refused() {
    let trust = first().after_head(NOW, HEAD).expect("right");
    assert_eq!(
        trust.after_head(NOW, &head_bytes(&head(6))),
        Err(Refusal::Older { want: 7, got: 6 })
    );
    let mut other = head(7);
    other.digest = Digest([9; 32]);
    let mixed = trust.after_head(NOW, &head_bytes(&other));
    assert!(matches!(mixed, Err(Refusal::Mixed { .. })));
    let mut renewed = head(7);
    renewed.expires_unix_secs += 1;
    let renewed = trust.after_head(NOW, &head_bytes(&renewed));
    assert!(
        renewed.is_ok(),
        "the same release may be offered for longer"
    );
    let newer = trust.after_head(NOW, &head_bytes(&head(8)));
    assert_eq!(newer.map(|trust| trust.head().cloned()), Ok(Some(head(8))));
}

#[test]
fn time_ends_a_head_and_a_root() {
    let trust = first();
    let last = head(7).expires_unix_secs - 1;
    assert!(trust.after_head(last, HEAD).is_ok());
    assert!(matches!(
        trust.after_head(last + 1, HEAD),
        Err(Refusal::Expired { .. })
    ));
    let mut long = head(7);
    long.expires_unix_secs = 3_000_000_000;
    assert!(matches!(
        trust.after_head(2_000_000_000, &head_bytes(&long)),
        Err(Refusal::RootExpired { .. })
    ));
}

#[test]
fn a_head_of_another_game_or_for_another_purpose_is_refused() {
    let trust = first();
    let mut other = head(7);
    other.id = "elsewhere".to_owned();
    assert!(matches!(
        trust.after_head(NOW, &head_bytes(&other)),
        Err(Refusal::OtherId { .. })
    ));
    assert_eq!(trust.after_head(NOW, ROOT_1), Err(Refusal::WrongRole));
    assert_eq!(trust.after_root(HEAD), Err(Refusal::WrongRole));
    // A release key's signature over the text of a root, moved into an envelope that says `root`.
    let forged = signed(Role::Release, &root(2).to_text(), &[1, 2, 3]);
    let forged = String::from_utf8(forged).expect("ASCII");
    let forged = forged.replacen("1 release", "1 root", 1);
    assert!(matches!(
        trust.after_root(forged.as_bytes()),
        Err(Refusal::WrongSignature { .. })
    ));
}

#[test]
fn a_strangers_key_is_unknown_and_a_withdrawn_one_says_so() {
    let trust = first();
    let stranger = signed(Role::Release, &head(8).to_text(), &[9]);
    assert_eq!(
        trust.after_head(NOW, &stranger),
        Err(Refusal::UnknownKey { id: id(9) })
    );
    let both = signed(Role::Release, &head(8).to_text(), &[4, 9]);
    assert_eq!(
        trust.after_head(NOW, &both),
        Err(Refusal::UnknownKey { id: id(9) })
    );
    let next = trust.after_root(ROOT_2).expect("right");
    assert_eq!(
        next.after_head(NOW, HEAD),
        Err(Refusal::RevokedKey { id: id(4) })
    );
    let new = signed(Role::Release, &head(8).to_text(), &[5]);
    assert!(next.after_head(NOW, &new).is_ok());
}

#[test]
fn a_withdrawn_release_key_takes_its_highest_number_along() {
    let top = head(package::MAX_NUMBER);
    let trust = first().after_head(NOW, &head_bytes(&top)).expect("right");
    let next = trust.after_root(ROOT_2).expect("right");
    assert_eq!(next.head(), None);
    let mut kept = root(1);
    kept.version = 2;
    let kept = signed(Role::Root, &kept.to_text(), &[1, 2]);
    let kept = trust.after_root(&kept).expect("right");
    assert_eq!(kept.head(), Some(&top));
}

#[test]
fn the_next_root_needs_the_old_keys_and_its_own() {
    let trust = first();
    let text = root(2).to_text();
    let attempt = |seeds: &[u8]| trust.after_root(&signed(Role::Root, &text, seeds));
    let few = Err(Refusal::TooFewSignatures { want: 2, got: 1 });
    assert_eq!(attempt(&[1, 3]), few);
    assert_eq!(attempt(&[2, 3]), few);
    assert_eq!(attempt(&[1, 2]), few, "of its own only key 2 signed");
    assert!(matches!(
        attempt(&[1, 2, 3, 9]),
        Err(Refusal::UnknownKey { .. })
    ));
    assert!(attempt(&[1, 2, 3]).is_ok());
}

#[test]
fn roots_come_one_after_the_other_and_forgive_nothing() {
    let trust = first();
    assert_eq!(
        trust.after_root(ROOT_1),
        Err(Refusal::RootVersion { want: 2, got: 1 })
    );
    let mut third = root(2);
    third.version = 3;
    let skipped = signed(Role::Root, &third.to_text(), &[1, 2, 3]);
    assert_eq!(
        trust.after_root(&skipped),
        Err(Refusal::RootVersion { want: 2, got: 3 })
    );
    let second = trust.after_root(ROOT_2).expect("right");
    third.revoked.retain(|&kept| kept == id(1));
    let forgiving = signed(Role::Root, &third.to_text(), &[2, 3]);
    assert_eq!(
        second.after_root(&forgiving),
        Err(Refusal::Unrevoked { id: id(4) })
    );
    let withdrawn = signed(Role::Root, &third.to_text(), &[1, 2, 3]);
    assert_eq!(
        second.after_root(&withdrawn),
        Err(Refusal::RevokedKey { id: id(1) })
    );
}

#[test]
fn a_root_that_trusts_what_it_withdraws_is_no_root() {
    let mut wrong = root(2);
    wrong.revoked = revoked(&[3]);
    assert_eq!(
        Root::from_bytes(wrong.to_text().as_bytes()),
        Err(Refusal::RevokedKey { id: id(3) })
    );
    for threshold in [0, 3] {
        let mut wrong = root(1);
        wrong.root.threshold = threshold;
        let got = Root::from_bytes(wrong.to_text().as_bytes());
        assert!(matches!(
            got,
            Err(Refusal::Field {
                want: Field::Threshold,
                ..
            })
        ));
    }
}

#[test]
fn limits_hold_before_anything_is_read() {
    let trust = first();
    let large = vec![b'a'; 1 << 20];
    let too_long = |error: Option<Refusal>| {
        assert!(matches!(error, Some(Refusal::Text(Error::TooLong { .. }))));
    };
    too_long(Trust::new("emberfall", &large).err());
    too_long(trust.after_head(NOW, &large).err());
    too_long(Root::from_bytes(&large).err());
    too_long(SignedHead::from_bytes(&large).err());
    let payload = signed(Role::Root, &"a".repeat(MAX_ROOT_BYTES + 1), &[1]);
    too_long(Trust::new("emberfall", &payload).err());
}

#[test]
fn a_head_of_a_later_format_asks_for_an_update() {
    let later = head(7).to_text().replacen("head 2", "head 3", 1);
    assert_eq!(
        first().after_head(NOW, &signed(Role::Release, &later, &[4])),
        Err(Refusal::Newer {
            format: "layerw-head",
            want: 2,
            got: 3
        })
    );
}

#[test]
fn an_envelope_is_sealed_by_one_to_32_different_keys() {
    let few = seal(Role::Root, b"", &[]);
    assert_eq!(few, Err(Refusal::TooFewSignatures { want: 1, got: 0 }));
    let same = seal(Role::Root, b"", &[&key(1), &key(1)]);
    assert_eq!(same, Err(Refusal::SameKey { id: id(1) }));
    let keys: Vec<SecretKey> = (0..33).map(key).collect();
    let keys: Vec<&SecretKey> = keys.iter().collect();
    assert!(matches!(
        seal(Role::Root, b"", &keys),
        Err(Refusal::TooMany { .. })
    ));
    let most = seal(Role::Root, &[b'\n'; 9], &keys[..32]).expect("as many as may be");
    let read = Envelope::from_bytes(&most, 9).expect("what was sealed opens");
    assert_eq!(read.payload(), [b'\n'; 9]);
    assert_eq!(read.signers().count(), 32);
    assert!(keys[..32].iter().all(|key| {
        let public = key.public();
        read.is_signed_by(&public) == Ok(true)
    }));
}
