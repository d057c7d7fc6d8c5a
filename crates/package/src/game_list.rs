//! The list of games at `/games/list`: which names an origin has, for whoever shows them.
//!
//! Deliberately absent: signatures, releases and anything else to believe. Each game's own head is signed.

use crate::{Error, Item, region, text, title};

const HEADER: &str = "layerw-games 1";
/// The longest list of games that is read: about 330 games with the longest names, 2000 with short ones.
pub const MAX_GAME_LIST_BYTES: usize = 64 * 1024;

/// One game of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedGame {
    /// Its name in addresses: lower-case letters, digits and hyphens, at most 64.
    pub id: String,
    /// What players read, 1 to [`crate::MAX_TITLE_BYTES`]; nothing invisible in it.
    pub title: String,
}

/// The games of an origin, sorted by id. Nobody signs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GameList {
    games: Vec<ListedGame>,
}

impl GameList {
    /// The list in `bytes`.
    ///
    /// # Errors
    /// [`Error`] where the bytes are not exactly what [`GameList::to_text`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let text = text::utf8_from_bytes(bytes, MAX_GAME_LIST_BYTES)?;
        let mut lines = text::lines(text);
        text::header(&mut lines, HEADER)?;
        let mut games: Vec<ListedGame> = Vec::new();
        for line in lines {
            let game = game_from_line(line)?;
            text::in_order(games.last().map(|before| &before.id), &game.id)?;
            games.push(game);
        }
        Ok(Self { games })
    }

    /// The one text of this list.
    pub fn to_text(&self) -> String {
        let mut text = String::from(HEADER);
        text.push('\n');
        for game in &self.games {
            for part in ["game ", &game.id, " ", &game.title, "\n"] {
                text.push_str(part);
            }
        }
        text
    }

    /// The games, sorted by id.
    pub fn games(&self) -> &[ListedGame] {
        &self.games
    }

    /// The same list with the game `id`, which is called `title` from now on. Whether it can be read back, its text tells.
    pub fn with(&self, id: &str, title: &str) -> Self {
        let mut games = self.games.clone();
        let game = ListedGame {
            id: id.to_owned(),
            title: title.to_owned(),
        };
        match games.binary_search_by(|game| game.id.as_str().cmp(id)) {
            Ok(index) => games[index] = game,
            Err(index) => games.insert(index, game),
        }
        Self { games }
    }
}

fn game_from_line(line: text::Line<'_>) -> Result<ListedGame, Error> {
    let words = line.text.strip_prefix("game ");
    let words = words.and_then(|words| words.split_once(' '));
    let (id, title) = words.ok_or_else(|| line.error(Item::Form))?;
    if !region::is_id(id) {
        return Err(line.error(Item::Id));
    }
    if !title::is_title(title) {
        return Err(line.error(Item::Title));
    }
    Ok(ListedGame {
        id: id.to_owned(),
        title: title.to_owned(),
    })
}
