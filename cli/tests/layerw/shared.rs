//! A small game on disk, and the program run on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use cli::publish::{Manner, Term};
use serde_json::Value;

/// Nothing on the terminal, nothing written anew.
pub(crate) const QUIET: Manner = Manner {
    quiet: true,
    repair: false,
};
/// A publish in 2023 that holds for long.
pub(crate) const TERM: Term = Term {
    now_unix_secs: 1_700_000_000,
    expires_unix_secs: 4_000_000_000,
};

/// What the program said and how it ended.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) error: String,
}

impl Said {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.error))
    }
}

/// Runs `layerw` in `folder` with the words of `line`.
pub(crate) fn layerw(folder: &Path, line: &str) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_layerw"));
    let Output {
        status,
        stdout,
        stderr,
    } = command
        .current_dir(folder)
        .args(line.split(' '))
        .output()
        .unwrap();
    Said {
        code: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        error: String::from_utf8(stderr).unwrap(),
    }
}

/// The same, and it must end well.
pub(crate) fn good(folder: &Path, line: &str) -> Said {
    let said = layerw(folder, line);
    assert_eq!(said.code, 0, "{line}: {}{}", said.out, said.error);
    said
}

pub(crate) const PROJECT: &str = "id = \"ember\"
version = \"1.0.0\"
title = \"Ember – 火\"
capabilities = [\"saves\"]

[components]
game = \"game.wasm\"

[[regions]]
files = \"*.txt\"
region = \"engine\"
";

/// A game in `folder`/game: a module of 60 functions, a text and a picture.
pub(crate) fn game(folder: &Path) {
    let game = folder.join("game");
    fs::create_dir_all(game.join("assets/pictures")).unwrap();
    fs::write(game.join("layerw.toml"), PROJECT).unwrap();
    fs::write(game.join("game.wasm"), module(&constants())).unwrap();
    fs::write(game.join("assets/story.txt"), story("The lantern is cold.")).unwrap();
    fs::write(game.join("assets/pictures/cover.png"), noise(3000)).unwrap();
}

/// The second release: one function and one asset are other ones.
pub(crate) fn change(folder: &Path) {
    let game = folder.join("game");
    let mut constants = constants();
    constants[17] = 4242;
    fs::write(game.join("game.wasm"), module(&constants)).unwrap();
    fs::write(game.join("assets/story.txt"), story("The lantern is lit.")).unwrap();
    fs::write(game.join("layerw.toml"), PROJECT.replace("1.0.0", "1.1.0")).unwrap();
}

fn constants() -> Vec<u32> {
    (0..60).map(|index| index * 7919 % 100_000).collect()
}

fn story(end: &str) -> String {
    let lines: Vec<String> = (0..300)
        .map(|line| format!("Island {line} lies {} steps away.", line * 31 % 97))
        .collect();
    lines.join("\n") + "\n" + end + "\n"
}

/// Bytes that nothing compresses.
pub(crate) fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let mut step = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 11) as u8
    };
    (0..bytes).map(|_| step()).collect()
}

/// A core module in which each function gives one of `constants`, times and plus what it is given.
pub(crate) fn module(constants: &[u32]) -> Vec<u8> {
    let count = length(constants.len());
    let mut functions = count.clone();
    functions.extend(constants.iter().map(|_| 0));
    let mut code = count;
    for &constant in constants {
        let mut body = vec![0, 0x20, 0, 0x41];
        body.extend(signed(constant));
        body.extend([0x6c, 0x41]);
        body.extend(signed(constant / 3));
        body.extend([0x6a, 0x0b]);
        code.extend(length(body.len()));
        code.extend(body);
    }
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    let types = vec![1, 0x60, 1, 0x7f, 1, 0x7f];
    let exports = [&[1, 3][..], b"run", &[0, 0]].concat();
    for (id, section) in [(1, types), (3, functions), (7, exports), (10, code)] {
        module.push(id);
        module.extend(length(section.len()));
        module.extend(section);
    }
    module
}

/// Unsigned LEB128.
fn length(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// Signed LEB128 of a number that is not negative.
fn signed(mut value: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x40 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// Every file below `folder`.
pub(crate) fn below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(&path, files);
        } else {
            files.push(path);
        }
    }
}
