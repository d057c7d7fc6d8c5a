//! The games that `layerw wrap` made, as the library lists them. Deliberately absent: serving them; each is an origin.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use layout::{WRAPPED_FILE, Wrapped};

use crate::content;

/// What every wrapped game in `folder` says about itself, in the order of their ids.
pub(crate) fn all(folder: &Path) -> Result<Vec<Wrapped>> {
    let what = || format!("cannot list the wrapped games in {}", folder.display());
    let mut games = Vec::new();
    for entry in fs::read_dir(folder).with_context(what)? {
        let file = entry.with_context(what)?.path().join(WRAPPED_FILE);
        if file.is_file() {
            let game = Wrapped::from_text(&content::read_text(&file)?);
            games.push(game.with_context(|| format!("{} is wrong", file.display()))?);
        }
    }
    games.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(games)
}

#[cfg(test)]
mod tests {
    use layout::Address;

    use super::*;

    #[test]
    fn games_are_listed_by_id_and_what_is_none_is_not() {
        let folder = std::env::temp_dir().join(format!("xtask-wrapped-{}", std::process::id()));
        for id in ["stones", "rocks"] {
            let game = Wrapped {
                id: id.to_owned(),
                title: id.to_uppercase(),
                bytes: 9,
                address: Address::Beside,
            };
            let file = folder.join(id).join(WRAPPED_FILE);
            content::write(&file, game.to_text().as_bytes()).unwrap();
        }
        content::write(&folder.join("other/index.html"), b"x").unwrap();
        let ids: Vec<String> = all(&folder)
            .unwrap()
            .into_iter()
            .map(|game| game.id)
            .collect();
        assert_eq!(ids, ["rocks", "stones"]);
        content::write(&folder.join("stones").join(WRAPPED_FILE), b"x").unwrap();
        assert!(all(&folder).is_err());
        fs::remove_dir_all(folder).unwrap();
    }
}
