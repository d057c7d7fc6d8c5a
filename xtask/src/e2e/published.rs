//! An origin of games, as two authors leave it: begun with `layerw new`, compiled, published with `layerw publish`.
//!
//! The second folder is the first with a release of `meteors` in which one function differs. `comets` has a module of its
//! own and a long asset that `meteors` has, too. The third is the first with a release of `meteors` that fails as its seed
//! says, and the fourth the third with the mended one after it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::packed;
use crate::build;
use crate::content;
use crate::program::Program;
use crate::step::step;
use crate::workspace::Workspace;

/// Longer than a piece in which a long body is fetched, and no packer makes it smaller.
const SKY_BYTES: usize = 320_000;
const MODULE: &str = "src/lib.rs";
const COVER: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><path fill="#123" d="M0 0h3v2H0z"/><circle cx="2" cy=".7" r=".3" fill="#fc6"/></svg>
"##;

/// A game, and how it differs from the one that `layerw new` writes: in what file, what stands there once, and what stands
/// there instead.
struct Game {
    id: &'static str,
    title: &'static str,
    changes: &'static [Change],
}

type Change = (&'static str, &'static str, &'static str);

const CAPABILITIES: Change = (
    "layerw.toml",
    r#"capabilities = ["saves"]"#,
    r#"capabilities = ["fullscreen", "saves"]"#,
);

const METEORS: Game = Game {
    id: "meteors",
    title: "Meteors",
    changes: &[
        CAPABILITIES,
        ("src/picture.rs", "\"Falling stars\"", "\"Meteors\""),
    ],
};

const COMETS: Game = Game {
    id: "comets",
    title: "Comets",
    changes: &[
        CAPABILITIES,
        ("src/picture.rs", "\"Falling stars\"", "\"Comets\""),
        (MODULE, "BOWL_SPEED: f32 = 0.16;", "BOWL_SPEED: f32 = 0.2;"),
    ],
};

/// The second release: meteors fall faster the longer they fall.
const FASTER: [Change; 2] = [
    (
        MODULE,
        "self.star[1] -= FIRST_FALL + FALL_MORE * f32::from(self.caught);",
        "let fallen = (TOP - self.star[1]) / TOP;
        self.star[1] -= FIRST_FALL + FALL_MORE * (f32::from(self.caught) + fallen);",
    ),
    ("layerw.toml", "version = \"0.1.0\"", "version = \"0.2.0\""),
];

/// The release that fails: it traps, hangs, draws black, or draws nothing and writes a save; `end2end/fixtures/site.ts`
/// knows the seeds.
const BROKEN: [Change; 5] = [
    (
        MODULE,
        "impl Game for Stars {",
        "static SEED: core::sync::atomic::AtomicU64 = core::sync::atomic::AtomicU64::new(0);
fn seed() -> u64 {
    SEED.load(core::sync::atomic::Ordering::Relaxed)
}
impl Game for Stars {",
    ),
    (
        MODULE,
        "*self = Self::new(config.seed, best);",
        "*self = Self::new(config.seed, best);
        SEED.store(config.seed, core::sync::atomic::Ordering::Relaxed);
        if seed() == 1003 {
            (self.best, self.save_is_wanted) = (4321, true);
        }",
    ),
    (
        MODULE,
        "let input = InputFrame::from_bytes(input)?;",
        "let input = InputFrame::from_bytes(input)?;
        match seed() {
            1001 => panic!(\"this release traps\"),
            1002 => loop {
                core::hint::spin_loop();
            },
            _ => {}
        }",
    ),
    (
        MODULE,
        "picture::draw(self, commands);",
        concat!(
            "if seed() != 1003 {
                picture::draw(self, commands);
            }
            if seed() == 1004 {",
            black_scene!(),
            "}"
        ),
    ),
    ("layerw.toml", "version = \"0.1.0\"", "version = \"0.2.0\""),
];

/// After the one that fails.
const MENDED: [Change; 1] = [("layerw.toml", "version = \"0.2.0\"", "version = \"0.3.0\"")];

/// Publishes them with the keys in `keys`: the folder with release 1 of `meteors`, with release 2, with a release 2 that
/// fails, and with release 3 after that.
pub(super) fn origins(workspace: &Workspace, layerw: &Path, keys: &Path) -> Result<[PathBuf; 4]> {
    let folder = |name: &str| workspace.target("end2end").join(name);
    let games = folder("published");
    let folders = [1, 2, 3, 4].map(|number| folder(&format!("published-{number}")));
    let [first, second, broken, mended] = &folders;
    for folder in folders.iter().chain([&games]) {
        if folder.exists() {
            fs::remove_dir_all(folder)
                .with_context(|| format!("cannot remove {}", folder.display()))?;
        }
    }
    let publish = |game: &Path, to: &Path| {
        step("layerw publish", || {
            let program = Program::new(layerw).arg("publish").arg(game);
            let program = program.arg("--to").arg(to).arg("--keys").arg(keys);
            program.logged(&workspace.log("publish")?)
        })
    };
    for game in [&METEORS, &COMETS] {
        let source = games.join(game.id);
        begin(workspace, layerw, &source, game)?;
        compile(workspace, &source, game.id)?;
        publish(&source, first)?;
    }
    let source = games.join(METEORS.id);
    let module = content::read(&source.join(MODULE))?;
    let next = |before: &Path, folder: &Path, changes: &[Change], what: &str| {
        for name in content::files_below(before)? {
            content::write(&folder.join(&name), &content::read(&before.join(&name))?)?;
        }
        change(&source, changes)?;
        compile(workspace, &source, what)?;
        publish(&source, folder)
    };
    next(first, broken, &BROKEN, "meteors, broken")?;
    content::write(&source.join(MODULE), &module)?;
    next(broken, mended, &MENDED, "meteors, mended")?;
    change(
        &source,
        &[("layerw.toml", "version = \"0.3.0\"", "version = \"0.1.0\"")],
    )?;
    next(first, second, &FASTER, "meteors, changed")?;
    Ok(folders)
}

fn begin(workspace: &Workspace, layerw: &Path, folder: &Path, game: &Game) -> Result<()> {
    let program = Program::new(layerw).arg("new").arg(folder);
    let program = program.args(["--title", game.title]);
    program.logged(&workspace.log("new")?)?;
    change(folder, game.changes)?;
    content::write(&folder.join("assets/cover.svg"), COVER.as_bytes())?;
    content::write(&folder.join("assets/sky.bin"), &packed::noise(SKY_BYTES))
}

fn compile(workspace: &Workspace, folder: &Path, what: &str) -> Result<()> {
    let what = format!("a published game, {what}");
    build::game_elsewhere(workspace, folder, &what, &["--release"])
}

fn change(folder: &Path, changes: &[Change]) -> Result<()> {
    for (file, before, after) in changes {
        let path = folder.join(file);
        let text = changed(&content::read_text(&path)?, before, after)?;
        content::write(&path, text.as_bytes())?;
    }
    Ok(())
}

fn changed(text: &str, before: &str, after: &str) -> Result<String> {
    if text.matches(before).count() != 1 {
        bail!("`layerw new` does not write the one line that the tests change: {before}");
    }
    Ok(text.replace(before, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_game_has_the_lines_that_are_changed() {
        let changes = METEORS.changes.iter().chain(COMETS.changes);
        let changes = changes.chain(&FASTER).chain(&BROKEN);
        for (file, before, after) in changes {
            let text = match *file {
                MODULE => include_str!("../../../cli/template/src/lib.rs"),
                "src/picture.rs" => include_str!("../../../cli/template/src/picture.rs"),
                _ => include_str!("../../../cli/template/layerw.toml.in"),
            };
            assert_ne!(changed(text, before, after).unwrap(), text);
            assert!(changed("another file", before, after).is_err());
        }
    }
}
