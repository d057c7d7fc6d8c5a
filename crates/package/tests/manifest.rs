//! A manifest and a lock are read as they were written, or refused by name.

use package::{
    Asset, Capability, Component, Dependency, Error, Field, Kind, Lock, Locked, MAX_MANIFEST_BYTES,
    Manifest, Range, Refusal, Region, Version, digest_from_bytes,
};

const MANIFEST: &str = include_str!("data/manifest.txt");
const LOCK: &str = include_str!("data/lock.txt");

fn asset(path: &str, contents: &[u8], region: Region, mime: &str) -> Asset {
    Asset {
        path: path.to_owned(),
        digest: digest_from_bytes(contents),
        bytes: contents.len() as u64,
        region,
        mime: mime.to_owned(),
    }
}

fn dependency(id: &str, range: &str) -> Dependency {
    Dependency {
        id: id.to_owned(),
        range: Range::from_text(range).expect("a range"),
    }
}

fn manifest() -> Manifest {
    let own = || Region::Game("emberfall".to_owned());
    let page = b"<!doctype html>\n";
    let module = b"\0asm\x01\0\0\0";
    let manifest = Manifest {
        id: "emberfall".to_owned(),
        version: Version::new(1, 2, 0),
        title: "Emberfall – 火".to_owned(),
        memory_bytes: 64 << 20,
        cpu_millis: 8,
        capabilities: vec![Capability::Saves, Capability::Fullscreen],
        components: vec![Component {
            name: "game".to_owned(),
            kind: Kind::Module,
            digest: digest_from_bytes(module),
            bytes: module.len() as u64,
        }],
        assets: vec![
            asset("/empty.txt", b"", Region::Engine, "text/plain"),
            asset("/copy.html", page, own(), "text/html"),
            asset("/", page, own(), "text/html"),
        ],
        dependencies: vec![
            dependency("physics", "^1.2.0"),
            dependency("fonts", "~0.3.0"),
        ],
    };
    manifest.sorted().expect("the manifest is right")
}

fn read(text: &str) -> Result<Manifest, Refusal> {
    Manifest::from_bytes(text.as_bytes())
}

#[test]
fn the_known_answers_of_another_implementation_hold() {
    assert_eq!(manifest().to_text(), MANIFEST);
    assert_eq!(read(MANIFEST), Ok(manifest()));
    let lock = Lock::from_bytes(LOCK.as_bytes()).expect("the known lock is right");
    assert_eq!(lock.to_text(), LOCK);
    let fonts = lock.package("fonts").expect("it is locked");
    assert_eq!(fonts.version, Version::new(0, 3, 1));
    assert_eq!(fonts.manifest, digest_from_bytes(b"fonts"));
    assert_eq!(lock.package("other"), None);
}

#[test]
fn an_object_that_serves_twice_is_counted_once() {
    let objects = manifest().objects();
    assert_eq!(objects.len(), 3, "module, page and the empty file");
    assert!(objects.is_sorted());
}

#[test]
fn whatever_is_accepted_is_spelled_as_the_writer_spells_it() {
    for text in [MANIFEST, LOCK] {
        let spelled = |bytes: &[u8]| {
            if text == LOCK {
                Lock::from_bytes(bytes).map(|read| read.to_text())
            } else {
                Manifest::from_bytes(bytes).map(|read| read.to_text())
            }
        };
        for length in 0..text.len() {
            let cut = &text.as_bytes()[..length];
            if let Ok(read) = spelled(cut) {
                assert_eq!(read.as_bytes(), cut, "cut at {length}");
            }
        }
        for bit in 0..text.len() * 8 {
            let mut bytes = text.as_bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            match spelled(&bytes) {
                Ok(read) => assert_eq!(read.as_bytes(), bytes, "bit {bit}"),
                Err(error) => assert!(!error.id().is_empty() && !error.to_string().is_empty()),
            }
            let same = digest_from_bytes(&bytes) == digest_from_bytes(text.as_bytes());
            assert!(!same, "a digest finds every flip");
        }
    }
}

#[test]
fn each_part_of_a_line_is_refused_by_its_own_name() {
    let cases = [
        ("id emberfall", "id Emberfall", Field::Id),
        ("version 1.2.0", "version 1.2", Field::Version),
        ("title Emberfall", "title  Emberfall", Field::Title),
        ("title Emberfall", "title \u{202e}Emberfall", Field::Title),
        ("title Emberfall", "title \tEmberfall", Field::Title),
        ("title Emberfall", "name Emberfall", Field::Form),
        (
            "memory_bytes 67108864",
            "memory_bytes 4294967297",
            Field::Bytes,
        ),
        ("memory_bytes 67108864", "memory_bytes 65535", Field::Bytes),
        ("cpu_millis 8", "cpu_millis 0", Field::Millis),
        ("cpu_millis 8", "cpu_millis 1001", Field::Millis),
        ("capability saves", "capability camera", Field::Capability),
        ("game module", "game script", Field::Kind),
        ("game module", "Game module", Field::Id),
        ("asset /copy.html", "asset copy.html", Field::Path),
        ("asset /copy.html", "asset /a/../b", Field::Path),
        ("game/emberfall text", "game/other text", Field::Region),
        ("game/emberfall text", "saves text", Field::Region),
        ("text/plain", "text/plain;charset=utf-8", Field::Mime),
        ("text/plain", "Text/plain", Field::Mime),
        ("text/plain", "text", Field::Mime),
        ("text/plain", "text/", Field::Mime),
        ("~0.3.0", "0.3.0", Field::Range),
        ("dependency fonts", "dependency emberfall", Field::Id),
    ];
    for (from, to, want) in cases {
        let text = MANIFEST.replacen(from, to, 1);
        assert_ne!(text, MANIFEST, "{from}");
        match read(&text) {
            Err(Refusal::Field { want: got, .. }) => assert_eq!(got, want, "{to}"),
            Err(Refusal::Text(Error::Line { .. })) => assert_eq!(want, Field::Form, "{to}"),
            other => panic!("{to}: {other:?}"),
        }
    }
}

#[test]
fn lines_out_of_order_twice_or_unknown_are_refused() {
    let saves = "capability saves\n";
    let twice = MANIFEST.replacen(saves, "capability saves\ncapability saves\n", 1);
    assert!(matches!(read(&twice), Err(Refusal::Order { .. })));
    let fonts = "dependency fonts ~0.3.0\n";
    let swapped = MANIFEST.replacen(fonts, "", 1) + fonts;
    assert!(matches!(read(&swapped), Err(Refusal::Order { .. })));
    for unknown in ["licence MIT\n", "asset-pack / 1\n", "\n"] {
        let more = MANIFEST.to_owned() + unknown;
        assert!(matches!(
            read(&more),
            Err(Refusal::Text(Error::Trailing { .. }))
        ));
    }
}

#[test]
fn a_later_version_of_the_format_is_named() {
    let later = MANIFEST.replacen("manifest 1", "manifest 2", 1);
    let newer = Refusal::Newer {
        format: "layerw-manifest",
        want: 1,
        got: 2,
    };
    assert_eq!(read(&later), Err(newer));
    for other in [
        "manifest 0",
        "manifest 01",
        "manifest",
        "manifest x",
        "release 1",
    ] {
        let text = MANIFEST.replacen("manifest 1", other, 1);
        assert!(matches!(
            read(&text),
            Err(Refusal::Text(Error::Line { .. }))
        ));
    }
}

#[test]
fn one_digest_has_one_length() {
    let text = MANIFEST.replacen(" 16 game", " 17 game", 1);
    assert!(matches!(
        read(&text),
        Err(Refusal::Length {
            want: 16,
            got: 17,
            ..
        })
    ));
}

#[test]
fn limits_hold_before_anything_is_read() {
    let long = vec![0xff; MAX_MANIFEST_BYTES + 1];
    assert!(matches!(
        Manifest::from_bytes(&long),
        Err(Refusal::Text(Error::TooLong { .. }))
    ));
    assert!(matches!(
        Lock::from_bytes(&long),
        Err(Refusal::Text(Error::TooLong { .. }))
    ));
    let mut wrong = manifest();
    wrong.title = "é".repeat(65);
    assert!(wrong.sorted().is_err());
}

#[test]
fn a_lock_that_could_not_be_read_back_cannot_be_made() {
    let one = Locked {
        id: "a".to_owned(),
        version: Version::new(1, 0, 0),
        manifest: digest_from_bytes(b""),
    };
    assert!(Lock::new(vec![one.clone()]).is_ok());
    assert!(matches!(
        Lock::new(vec![one.clone(), one]),
        Err(Refusal::Order { .. })
    ));
}
