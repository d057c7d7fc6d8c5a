//! The list of edges: read as it was written, refused by name, believed only where the site's key signed it.

use package::{
    Belief, EdgeList, Error, Holders, Item, MAX_EDGE_LIST_BYTES, MAX_EDGES, Role, Root, SecretKey,
    inert_type, is_base, seal,
};
use testkit::Dice;

const KNOWN: &[u8] = include_bytes!("data/edges.txt");
const EXPIRES: u64 = 1_900_000_000;

fn known() -> EdgeList {
    EdgeList::from_bytes(KNOWN).expect("the known list is right")
}

fn key(seed: u8) -> SecretKey {
    SecretKey::new(&[seed; 32])
}

fn belief(expires_unix_secs: u64) -> Belief {
    let holders = |seed| Holders {
        threshold: 1,
        keys: vec![key(seed).public()],
    };
    let root = Root {
        version: 1,
        expires_unix_secs,
        release: holders(4),
        root: holders(1),
        revoked: Vec::new(),
    };
    Belief::new("layerw", 1, root.to_text().as_bytes())
}

fn sealed(role: Role, text: &str, seed: u8) -> Vec<u8> {
    seal(role, text.as_bytes(), &[&key(seed)]).expect("one key can sign")
}

#[test]
fn the_known_list_is_read_and_written_the_same() {
    let list = known();
    assert_eq!(list.to_text().as_bytes(), KNOWN);
    assert_eq!((&*list.id, list.expires_unix_secs), ("layerw", EXPIRES));
    assert_eq!(list.bases.len(), 3);
    let origins = [
        "http://localhost:3001",
        "https://eu.example.com",
        "https://us.example.com:8443",
    ];
    assert_eq!(list.origins(), origins);
    let none = EdgeList {
        bases: Vec::new(),
        ..list
    };
    assert_eq!(
        EdgeList::from_bytes(none.to_text().as_bytes()),
        Ok(none),
        "a list may be empty"
    );
}

#[test]
fn no_change_of_a_byte_gives_a_list_with_two_spellings() {
    let mut dice = Dice::new(3);
    for _ in 0..20_000 {
        let mut bytes = KNOWN.to_vec();
        let at = dice.index(bytes.len());
        match dice.below(3) {
            0 => bytes[at] = dice.below(256) as u8,
            1 => bytes.truncate(at),
            _ => bytes.insert(at, dice.below(128) as u8),
        }
        if let Ok(list) = EdgeList::from_bytes(&bytes) {
            assert_eq!(list.to_text().into_bytes(), bytes);
        }
    }
}

#[test]
fn a_base_is_an_address_and_nothing_that_means_more() {
    for right in [
        "https://eu.example.com",
        "http://localhost:3001",
        "http://127.0.0.1:80",
        "https://a-b.example/x/Y_z/1.2",
    ] {
        assert!(is_base(right), "{right}");
    }
    let long = format!("https://{}.example", "a".repeat(128));
    for wrong in [
        "",
        "eu.example.com",
        "ftp://eu.example.com",
        "https://",
        "https://eu.example.com/",
        "https://eu.example.com//x",
        "https://eu.example.com/../x",
        "https://eu.example.com/.",
        "https://EU.example.com",
        "https://eu..example.com",
        "https://user@example.com",
        "https://*",
        "https://*.example.com",
        "https://example.com;script-src",
        "https://example.com?x",
        "https://example.com#x",
        "https://example.com:0",
        "https://example.com:65536",
        "https://example.com:",
        "https://[::1]",
        &long,
    ] {
        assert!(!is_base(wrong), "{wrong}");
    }
}

#[test]
fn a_list_that_is_long_unsorted_or_double_is_refused() {
    let bases = |count: usize| (0..count).map(|index| format!("https://{index}.example"));
    let text = |count| {
        let list = EdgeList {
            bases: bases(count).collect(),
            ..known()
        };
        list.to_text()
    };
    assert!(EdgeList::from_bytes(text(MAX_EDGES).as_bytes()).is_ok());
    assert!(matches!(
        EdgeList::from_bytes(text(MAX_EDGES + 1).as_bytes()),
        Err(Error::Line {
            want: Item::Edge,
            ..
        })
    ));
    let double = format!("{}edge https://1.example\n", text(2));
    assert!(matches!(
        EdgeList::from_bytes(double.as_bytes()),
        Err(Error::Order { .. })
    ));
    assert!(matches!(
        EdgeList::from_bytes(&vec![b'a'; MAX_EDGE_LIST_BYTES + 1]),
        Err(Error::TooLong { .. })
    ));
}

#[test]
fn only_what_the_sites_release_key_signed_and_still_holds_is_believed() {
    let text = known().to_text();
    let good = sealed(Role::Release, &text, 4);
    let name = |belief: &Belief, now, bytes: &[u8]| match belief.after_edges(now, bytes) {
        Ok(after) => {
            assert_eq!(&after, belief, "a list of edges changes no belief");
            "good"
        }
        Err(refusal) => refusal.id(),
    };
    let site = belief(EXPIRES + 10);
    assert_eq!(name(&site, EXPIRES - 1, &good), "good");
    assert_eq!(EdgeList::from_envelope(&good), Ok(known()));
    assert_eq!(name(&site, EXPIRES, &good), "trust-expired");
    assert_eq!(name(&belief(1000), 1000, &good), "trust-expired");
    assert_eq!(name(&site, 1, KNOWN), "trust-unsigned");
    let by = |role, seed| name(&site, 1, &sealed(role, &text, seed));
    assert_eq!(by(Role::Release, 9), "trust-unknown-key");
    assert_eq!(by(Role::Root, 4), "trust-wrong-role");
    let other = text.replace("id layerw", "id other");
    let other = sealed(Role::Release, &other, 4);
    assert_eq!(name(&site, 1, &other), "trust-other-id");
    let mut flipped = good.clone();
    *flipped.last_mut().expect("it is not empty") = b'9';
    assert_ne!(name(&site, 1, &flipped), "good");
}

#[test]
fn what_a_browser_runs_has_no_type_of_its_own() {
    let path = |extension: &str| format!("/c/{}.{extension}", "0".repeat(64));
    assert_eq!(inert_type(&path("wasm")), Some("application/wasm"));
    for runs in ["js", "html", "svg", "xml", "pck"] {
        assert_eq!(inert_type(&path(runs)), None, "{runs}");
    }
    assert_eq!(inert_type("/cover.png"), None);
}
