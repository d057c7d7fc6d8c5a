//! Whatever happens to a published text on its way, it is read as it was written or refused by name.

use package::{Digest, Error, File, Head, Item, MAX_RELEASE_BYTES, Patch, Region, Release};
use testkit::Dice;

fn digest(dice: &mut Dice) -> Digest {
    Digest(core::array::from_fn(|_| dice.index(256) as u8))
}

fn release(seed: u64) -> Release {
    let mut dice = Dice::new(seed * 2 + 1);
    let mut files = Vec::new();
    for index in 0..dice.index(12) {
        let digest = digest(&mut dice);
        let path = match dice.index(3) {
            0 => format!("/c/{digest}.wasm"),
            1 => format!("/page-{index}/"),
            _ => format!("/icons/{index}.png"),
        };
        let region = match dice.index(3) {
            0 => Region::Shell,
            1 => Region::Engine,
            _ => Region::Game(format!("game-{index}")),
        };
        files.push(File {
            path,
            digest,
            bytes: 2 + dice.index(1 << 20) as u64,
            region,
        });
    }
    let mut patches = Vec::new();
    for file in &files {
        for _ in 0..dice.index(4) {
            patches.push(Patch {
                to: file.digest,
                from: digest(&mut dice),
                bytes: 1 + dice.index(file.bytes as usize - 1) as u64,
            });
        }
    }
    let release =
        Release::new(1 + dice.index(1000) as u64, files).expect("a made-up release is right");
    release
        .with_patches(patches)
        .expect("made-up patches are right")
}

fn head() -> Head {
    Head {
        number: 12,
        digest: Digest([7; 32]),
        bytes: 345,
    }
}

#[test]
fn a_release_comes_back_as_it_was_written() {
    for seed in 1..200 {
        let sent = release(seed);
        assert_eq!(
            Release::from_bytes(sent.to_text().as_bytes()),
            Ok(sent),
            "seed {seed}"
        );
    }
}

#[test]
fn a_release_cut_anywhere_is_refused_or_shorter_by_whole_lines() {
    for seed in 1..40 {
        let text = release(seed).to_text();
        for length in 0..text.len() {
            let cut = &text[..length];
            match Release::from_bytes(cut.as_bytes()) {
                Ok(shorter) => assert_eq!(shorter.to_text(), cut, "seed {seed}, cut at {length}"),
                Err(error) => assert!(!error.id().is_empty()),
            }
        }
    }
}

#[test]
fn whatever_is_accepted_is_spelled_as_the_writer_spells_it() {
    let mut dice = Dice::new(99);
    for seed in 1..60 {
        let text = release(seed).to_text();
        for _ in 0..60 {
            let mut bytes = text.clone().into_bytes();
            let at = dice.index(bytes.len());
            bytes[at] = dice.index(256) as u8;
            if let Ok(read) = Release::from_bytes(&bytes) {
                assert_eq!(read.to_text().into_bytes(), bytes, "seed {seed}");
            }
        }
    }
}

#[test]
fn files_out_of_order_or_twice_are_refused() {
    let text = release(3).to_text();
    let mut lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() > 4, "the seed must give several files");
    lines.swap(2, 3);
    let swapped = lines.join("\n") + "\n";
    assert!(matches!(
        Release::from_bytes(swapped.as_bytes()),
        Err(Error::Order { .. })
    ));
    lines.swap(2, 3);
    lines.insert(3, lines[2]);
    let twice = lines.join("\n") + "\n";
    assert!(matches!(
        Release::from_bytes(twice.as_bytes()),
        Err(Error::Order { .. })
    ));
}

#[test]
fn limits_hold_before_anything_is_read() {
    let long = vec![0xff; MAX_RELEASE_BYTES + 1];
    assert_eq!(
        Release::from_bytes(&long),
        Err(Error::TooLong {
            want: MAX_RELEASE_BYTES,
            got: long.len()
        })
    );
}

#[test]
fn each_part_of_a_line_is_refused_by_its_own_name() {
    let zeros = "0".repeat(64);
    let ones = "1".repeat(64);
    let cases = [
        ("file / X 1 shell".replace('X', &zeros[1..]), Item::Digest),
        (format!("file / {zeros} 01 shell"), Item::Bytes),
        (format!("file / {zeros} 999999999999 shell"), Item::Bytes),
        (format!("file / {zeros} 1 disk"), Item::Region),
        (format!("file /../x {zeros} 1 shell"), Item::Path),
        (format!("file /sw.js {zeros} 1 shell"), Item::Path),
        (format!("file /c/{ones}.js {zeros} 1 shell"), Item::Digest),
        (format!("file / {zeros} 1"), Item::Form),
        (format!("file / {zeros} 1 shell more"), Item::Form),
        (format!("page / {zeros} 1 shell"), Item::Form),
        (String::new(), Item::Form),
    ];
    for (line, item) in cases {
        let text = format!("layerw-release 1\nnumber 1\n{line}\n");
        let error = Release::from_bytes(text.as_bytes()).unwrap_err();
        assert_eq!(
            error,
            Error::Line {
                line: 3,
                want: item,
                got: line
            }
        );
    }
}

#[test]
fn a_release_that_could_not_be_read_back_cannot_be_made() {
    assert!(Release::new(0, Vec::new()).is_err());
    let file = File {
        path: "/a".to_owned(),
        digest: Digest([0; 32]),
        bytes: 1,
        region: Region::Shell,
    };
    assert!(Release::new(1, vec![file.clone(), file]).is_err());
}

#[test]
fn a_patch_is_for_a_listed_file_shorter_than_it_and_listed_once() {
    let file = File {
        path: "/a".to_owned(),
        digest: Digest([7; 32]),
        bytes: 10,
        region: Region::Shell,
    };
    let release = Release::new(1, vec![file]).expect("one file");
    let patch = Patch {
        to: Digest([7; 32]),
        from: Digest([8; 32]),
        bytes: 9,
    };
    let listed = release
        .clone()
        .with_patches(vec![patch])
        .expect("one patch");
    assert_eq!(listed.patches_to(Digest([7; 32])), [patch]);
    assert!(listed.patches_to(Digest([8; 32])).is_empty());
    assert_eq!(
        patch.path(),
        format!("/d/{}/{}", "08".repeat(32), "07".repeat(32))
    );
    let wrong = [
        Patch { bytes: 10, ..patch },
        Patch { bytes: 0, ..patch },
        Patch {
            from: patch.to,
            ..patch
        },
        Patch {
            to: Digest([9; 32]),
            ..patch
        },
    ];
    // What nothing packs gets a little longer by what says so.
    let from_nothing = |bytes| Patch {
        from: Digest::EMPTY,
        bytes,
        ..patch
    };
    let longest = release.clone().with_patches(vec![from_nothing(74)]);
    assert!(longest.is_ok());
    for wrong in wrong.into_iter().chain([from_nothing(75)]) {
        let refused = release.clone().with_patches(vec![wrong]);
        assert!(matches!(refused, Err(Error::Line { .. })), "{wrong:?}");
    }
    let twice = release.clone().with_patches(vec![patch, patch]);
    assert!(matches!(twice, Err(Error::Order { .. })));
    let mut lines: Vec<String> = listed.to_text().lines().map(str::to_owned).collect();
    lines.swap(2, 3);
    let early = lines.join("\n") + "\n";
    assert!(
        Release::from_bytes(early.as_bytes()).is_err(),
        "patches come last"
    );
}

#[test]
fn a_head_comes_back_as_it_was_written_and_is_refused_cut_anywhere() {
    let text = head().to_text();
    assert_eq!(Head::from_bytes(text.as_bytes()), Ok(head()));
    for length in 0..text.len() {
        assert!(
            Head::from_bytes(&text.as_bytes()[..length]).is_err(),
            "cut at {length}"
        );
    }
    let more = format!("{text}release 1\n");
    assert_eq!(
        Head::from_bytes(more.as_bytes()),
        Err(Error::Trailing { line: 3 })
    );
    assert!(matches!(
        Head::from_bytes(&[b'a'; 257]),
        Err(Error::TooLong { .. })
    ));
    assert!(matches!(
        Head::from_bytes("é\n".as_bytes()),
        Err(Error::NotPlainText { offset: 0, .. })
    ));
}

#[test]
fn a_file_is_found_by_its_path() {
    let release = release(5);
    for file in release.files() {
        assert_eq!(release.file(&file.path), Some(file));
    }
    assert_eq!(release.file("/nowhere"), None);
}
