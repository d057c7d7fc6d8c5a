//! The record of a belief: one spelling, no panic on any other, and the judgements that signatures allow.

use package::{
    Belief, Head, Holders, Refusal, Role, Root, SecretKey, SignedHead, digest_from_bytes, seal,
};

const NOW: u64 = 1_800_000_000;

fn key(seed: u8) -> SecretKey {
    SecretKey::new(&[seed; 32])
}

fn holders(seed: u8) -> Holders {
    Holders {
        threshold: 1,
        keys: vec![key(seed).public()],
    }
}

fn root(version: u64, release: u8, revoked: &[u8]) -> Root {
    Root {
        version,
        expires_unix_secs: NOW + 1000,
        release: holders(release),
        root: holders(1),
        revoked: revoked
            .iter()
            .map(|&seed| key(seed).public().id())
            .collect(),
    }
}

fn belief() -> Belief {
    Belief::new("site", 1, root(1, 4, &[]).to_text().as_bytes())
}

fn head(number: u64) -> Head {
    Head {
        number,
        digest: digest_from_bytes(&number.to_le_bytes()),
        bytes: 100 + number,
    }
}

fn sealed(head: &Head, lasts_secs: u64, signer: u8) -> Vec<u8> {
    let head = SignedHead {
        id: "site".to_owned(),
        number: head.number,
        digest: head.digest,
        bytes: head.bytes,
        expires_unix_secs: NOW + lasts_secs,
    };
    seal(Role::Release, head.to_text().as_bytes(), &[&key(signer)]).expect("the key is right")
}

#[test]
fn a_head_is_believed_until_it_or_its_root_expires() {
    for (lasts_secs, until) in [(10, NOW + 10), (5000, NOW + 1000)] {
        let bytes = sealed(&head(7), lasts_secs, 4);
        let after = belief().after_head(NOW, &bytes).expect("it is signed");
        assert_eq!(
            (&after.seen, after.until_unix_secs),
            (&Some(head(7)), until)
        );
        assert!(after.is_known(until - 1, &bytes));
        assert!(!after.is_known(until, &bytes));
        assert!(!after.is_known(NOW, b""));
        assert!(!belief().is_known(NOW, b""));
    }
}

#[test]
fn a_head_without_an_envelope_is_refused_by_a_name_of_its_own() {
    let refused = belief().after_head(NOW, head(7).to_text().as_bytes());
    assert_eq!(refused, Err(Refusal::Unsigned));
}

#[test]
fn the_release_a_client_runs_counts_as_seen() {
    let refused = |number| {
        let own = belief().with_seen(&head(7));
        own.after_head(NOW, &sealed(&head(number), 10, 4)).err()
    };
    let older = Refusal::Older { want: 7, got: 6 };
    assert_eq!(
        (refused(6), refused(7), refused(8)),
        (Some(older), None, None)
    );
    let newest = belief().after_head(NOW, &sealed(&head(9), 10, 4));
    let newest = newest.expect("it is signed");
    assert_eq!(newest.clone().with_seen(&head(8)), newest);
    assert_eq!(newest.with_seen(&head(10)).seen, Some(head(10)));
}

#[test]
fn a_root_that_withdraws_the_signer_takes_the_number_along_and_any_root_the_head() {
    let seen = belief().after_head(NOW, &sealed(&head(7), 10, 4));
    let seen = seen.expect("it is signed");
    for (next, number) in [(root(2, 4, &[]), Some(7)), (root(2, 5, &[4]), None)] {
        let bytes = seal(Role::Root, next.to_text().as_bytes(), &[&key(1)]).expect("a root");
        let after = seen.after_root(&bytes).expect("it follows");
        assert_eq!(after.seen.map(|head| head.number), number);
        assert_eq!((after.root_version, after.head.len()), (2, 0));
    }
}

#[test]
fn a_record_is_read_back_and_no_other_bytes_are() {
    let seen = belief().after_head(NOW, &sealed(&head(7), 10, 4));
    for belief in [belief(), seen.expect("it is signed")] {
        let bytes = belief.to_bytes();
        assert_eq!(Belief::from_bytes(&bytes), Some(belief.clone()));
        for length in 0..bytes.len() {
            assert_eq!(Belief::from_bytes(&bytes[..length]), None, "{length}");
        }
        assert_eq!(Belief::from_bytes(&[&bytes[..], b"x"].concat()), None);
        for index in 0..bytes.len() {
            let mut other = bytes.clone();
            other[index] ^= 0x80;
            let read = Belief::from_bytes(&other);
            assert!(read.is_none_or(|read| read.to_bytes() == other), "{index}");
        }
    }
}
