//! The files that `layerw new` writes, by their paths in the game's folder. A `%WORD%` in them is filled in.

/// One file: its path and its text.
type File = (&'static str, &'static str);

/// What the game's author goes on with.
const GAME: [File; 6] = [
    ("Cargo.toml", include_str!("../../template/Cargo.toml.in")),
    ("README.md", include_str!("../../template/README.md.in")),
    (".gitignore", include_str!("../../template/gitignore.in")),
    ("layerw.toml", include_str!("../../template/layerw.toml.in")),
    ("src/lib.rs", include_str!("../../template/src/lib.rs")),
    (
        "src/picture.rs",
        include_str!("../../template/src/picture.rs"),
    ),
];

/// A file of `crates/component`.
macro_rules! border {
    ($path:literal) => {
        (
            concat!("layer-w/", $path),
            include_str!(concat!("../../../crates/component/", $path)),
        )
    };
}

/// What it is written against.
const BORDER: [File; 12] = [
    (
        "layer-w/Cargo.toml",
        include_str!("../../template/layer-w.toml.in"),
    ),
    border!("src/draw.rs"),
    border!("src/draw/read.rs"),
    border!("src/draw/tests.rs"),
    border!("src/draw/write.rs"),
    border!("src/export.rs"),
    border!("src/game.rs"),
    border!("src/hud.rs"),
    border!("src/input.rs"),
    border!("src/journal.rs"),
    border!("src/lib.rs"),
    border!("src/wire.rs"),
];

/// Every file.
pub(super) fn all() -> Vec<File> {
    GAME.into_iter().chain(BORDER).collect()
}
