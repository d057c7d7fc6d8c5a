//! The parts of one build as plain text: which file is which, under its hashed address.
//!
//! The build writes it, the server renders pages from it, and each page carries it in a `<meta>` element, so both
//! sides read it with this one parser. Deliberately absent: anything that changes while a page is open.

use core::fmt;

use layout::Wrapped;

/// The parts of one build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// The release's number; 0 is a build without releases, and without a service worker.
    pub release: u64,
    /// The page's module; loading it starts it.
    pub app: String,
    /// What that module fetches.
    pub app_wasm: String,
    /// The style sheet.
    pub style: String,
    /// The engine's module; loading it starts it, in a worker or on the page.
    pub engine: String,
    /// What that module fetches.
    pub engine_wasm: String,
    /// Games, in the order in which the library shows them.
    pub games: Vec<Game>,
    /// Games of other engines, each on an origin of its own.
    pub wrapped: Vec<Wrapped>,
    /// Name and version of each part, for the settings page.
    pub parts: Vec<(String, String)>,
    /// A script of the development server that reloads the page after a build.
    pub reload: String,
}

/// One game of a build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Game {
    /// Its name in addresses.
    pub id: String,
    /// Its module.
    pub url: String,
    /// All its files, bytes.
    pub total_bytes: u64,
    /// Its picture.
    pub cover: String,
    /// The module's own length, bytes.
    pub module_bytes: u64,
    /// Its name for people.
    pub title: String,
    /// One sentence about it.
    pub tagline: String,
}

/// A line that is not a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The line's number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "parts, line {}: {}", self.line, self.reason)
    }
}

impl core::error::Error for Error {}

impl Site {
    /// The site that `text` describes.
    ///
    /// # Errors
    /// [`Error`] at the first line that is not a part.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let mut site = Self::default();
        for (index, line) in text.lines().enumerate() {
            site.read_line(line.trim_end()).map_err(|reason| Error {
                line: index + 1,
                reason,
            })?;
        }
        Ok(site)
    }

    /// The text that [`Self::from_text`] reads.
    pub fn to_text(&self) -> String {
        let mut lines = vec![format!("release {}", self.release)];
        for (kind, value) in [
            ("app", &self.app),
            ("app_wasm", &self.app_wasm),
            ("style", &self.style),
            ("engine", &self.engine),
            ("engine_wasm", &self.engine_wasm),
            ("reload", &self.reload),
        ] {
            if !value.is_empty() {
                lines.push(format!("{kind} {value}"));
            }
        }
        for game in &self.games {
            lines.push(format!(
                "game {} {} {} {} {}",
                game.id, game.url, game.total_bytes, game.cover, game.module_bytes
            ));
            lines.push(format!("title {} {}", game.id, game.title));
            lines.push(format!("tagline {} {}", game.id, game.tagline));
        }
        for game in &self.wrapped {
            lines.push(format!("wrapped {}", game.to_line()));
        }
        for (name, version) in &self.parts {
            lines.push(format!("part {name} {version}"));
        }
        lines.join("\n")
    }

    /// The game called `id`.
    pub fn game(&self, id: &str) -> Option<&Game> {
        self.games.iter().find(|game| game.id == id)
    }

    /// The name of the game `id` for people; the id itself where the game is of another release.
    pub fn title(&self, id: &str) -> String {
        self.game(id).map_or(id, |game| &game.title).to_owned()
    }

    fn read_line(&mut self, line: &str) -> Result<(), &'static str> {
        let Some((kind, rest)) = line.split_once(' ') else {
            return if line.is_empty() {
                Ok(())
            } else {
                Err("a kind without a value")
            };
        };
        match kind {
            "release" => self.release = rest.parse().map_err(|_| "a release is a number")?,
            "app" => self.app = rest.to_owned(),
            "app_wasm" => self.app_wasm = rest.to_owned(),
            "style" => self.style = rest.to_owned(),
            "engine" => self.engine = rest.to_owned(),
            "engine_wasm" => self.engine_wasm = rest.to_owned(),
            "reload" => self.reload = rest.to_owned(),
            "game" => self.games.push(game_from_words(rest)?),
            "title" => {
                let (game, text) = self.described(rest)?;
                game.title = text;
            }
            "tagline" => {
                let (game, text) = self.described(rest)?;
                game.tagline = text;
            }
            "wrapped" => {
                let game = Wrapped::from_line(rest).ok_or("not a wrapped game")?;
                self.wrapped.push(game);
            }
            "part" => {
                let (name, version) = rest.split_once(' ').ok_or("a part without a version")?;
                self.parts.push((name.to_owned(), version.to_owned()));
            }
            // A newer build may name parts that these pages do not use.
            _ => {}
        }
        Ok(())
    }

    fn described(&mut self, rest: &str) -> Result<(&mut Game, String), &'static str> {
        let (id, text) = rest.split_once(' ').ok_or("a text without words")?;
        let game = self
            .games
            .iter_mut()
            .find(|game| game.id == id)
            .ok_or("a text before its game")?;
        Ok((game, text.to_owned()))
    }
}

fn game_from_words(rest: &str) -> Result<Game, &'static str> {
    let mut words = rest.split(' ');
    let mut word = || words.next().ok_or("a game with too few words");
    let id = word()?.to_owned();
    let url = word()?.to_owned();
    let total_bytes = word()?.parse().map_err(|_| "bytes are a number")?;
    let cover = word()?.to_owned();
    let module_bytes = match words.next() {
        Some(bytes) => bytes.parse().map_err(|_| "bytes are a number")?,
        None => total_bytes,
    };
    Ok(Game {
        title: id.clone(),
        id,
        url,
        total_bytes,
        cover,
        module_bytes,
        tagline: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "release 7\napp /c/a.js\napp_wasm /c/a.wasm\nstyle /c/s.css\nengine /c/e.js\n\
        engine_wasm /c/e.wasm\ngame emberfall /c/g.wasm 61234 /c/cover.svg 60000\n\
        title emberfall Emberfall\ntagline emberfall Gather the embers, before dark\n\
        wrapped rocks 99 shared https://example.com/rocks Rocks & Stones\npart engine 9f3a";

    #[test]
    fn a_site_comes_back_as_it_was_written() {
        let site = Site::from_text(TEXT).expect("the text is right");
        assert_eq!(site.to_text(), TEXT);
        let game = site.game("emberfall").expect("it is listed");
        assert_eq!((game.total_bytes, game.module_bytes), (61_234, 60_000));
        assert_eq!(game.tagline, "Gather the embers, before dark");
        assert_eq!(site.wrapped[0].title, "Rocks & Stones");
    }

    #[test]
    fn a_game_without_a_module_length_counts_all_its_files() {
        let site = Site::from_text("game x /c/x.wasm 10 /c/x.svg").expect("the text is right");
        assert_eq!(site.games[0].module_bytes, 10);
        assert_eq!(site.games[0].title, "x");
    }

    #[test]
    fn an_unknown_kind_is_left_to_newer_pages() {
        let site = Site::from_text("hologram /c/h\nrelease 2").expect("unknown kinds pass");
        assert_eq!(site.release, 2);
    }

    #[test]
    fn a_wrong_line_is_named() {
        let wrong = Site::from_text("release 1\ngame x /c/x.wasm many /c/x.svg");
        assert_eq!(
            wrong,
            Err(Error {
                line: 2,
                reason: "bytes are a number"
            })
        );
        let early = Site::from_text("title x X");
        assert_eq!(early.map_err(|error| error.line), Err(1));
    }
}
