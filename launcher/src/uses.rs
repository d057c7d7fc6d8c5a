//! What the page tells the worker about the game's use of its files, and when.
//!
//! Deliberately absent: the browser, and what is made of it. Addresses come in as the browser spells them.

use predict::NEAR_MAX;
use protocol::ahead::{Gate, Gates, Used};

/// More than a game asks for before its page hears from the worker. What comes after that is not told.
const MAX_WAITING: usize = 2048;
/// No file of a release has a longer path in its longest spelling.
const MAX_PATH_BYTES: usize = 2048;

/// What is known about device and connection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// But for what the game says.
    pub closed: Gates,
    /// See [`Used`].
    pub is_cellular: bool,
    /// See [`Used`].
    pub rtt_millis: Option<u32>,
}

/// What a document of the game loaded.
#[derive(Debug, Clone, PartialEq)]
pub struct Load {
    /// Where, as the browser spells it.
    pub address: String,
    /// When the document asked for it, milliseconds since it began.
    pub began_millis: f64,
}

/// What a document of the game said.
#[derive(Debug, Default)]
struct Said {
    /// When the document began, milliseconds since 1970.
    began_millis: f64,
    in_match: bool,
    /// Paths of what the player is near.
    near: Vec<String>,
}

/// What was used and not told yet, and what was told last.
#[derive(Debug, Default)]
pub struct Uses {
    /// When each was asked for, milliseconds since 1970, and its path.
    waiting: Vec<(f64, String)>,
    said: Said,
    told: Option<(Surroundings, Vec<String>)>,
}

impl Uses {
    /// The game's document at `origin` asked for `loads`.
    pub fn add(&mut self, origin: &str, loads: &[Load]) {
        let room = MAX_WAITING - self.waiting.len();
        let path = |load: &Load| {
            let path = path_from_address(origin, &load.address)?;
            Some((self.said.began_millis + load.began_millis, path.to_owned()))
        };
        self.waiting
            .extend(loads.iter().filter_map(path).take(room));
    }

    /// The game's document that began at `began_millis` is loaded. What one before it said is over.
    pub fn begin_document(&mut self, began_millis: f64) {
        if self.said.began_millis != began_millis {
            self.said = Said {
                began_millis,
                ..Said::default()
            };
        }
    }

    /// The game at `origin` says `word` in the document that began at `began_millis`, perhaps with `addresses`. Words of
    /// other meanings are no words.
    pub fn hear(&mut self, origin: &str, word: &str, addresses: &[String], began_millis: f64) {
        self.begin_document(began_millis);
        match word {
            "match" => self.said.in_match = true,
            "match-over" => self.said.in_match = false,
            "near" => {
                let path = |address: &String| path_from_address(origin, address).map(str::to_owned);
                let near = addresses.iter().filter_map(path);
                self.said.near = near.take(NEAR_MAX).collect();
            }
            _ => {}
        }
    }

    /// What is to be told now, if anything was used or anything changed.
    pub fn report(&mut self, mut now: Surroundings) -> Option<Used> {
        now.closed = now.closed.with(Gate::Match, self.said.in_match);
        let now = (now, self.said.near.clone());
        if self.waiting.is_empty() && self.told.as_ref() == Some(&now) {
            return None;
        }
        let begins = self.told.is_none();
        self.told = Some(now.clone());
        let (now, near) = now;
        // A browser lists what a document loaded as it came, and that is another order with every load.
        self.waiting.sort_by(|one, other| one.0.total_cmp(&other.0));
        let waiting = core::mem::take(&mut self.waiting);
        Some(Used {
            begins,
            paths: waiting.into_iter().map(|(_, path)| path).collect(),
            near,
            closed: now.closed,
            is_cellular: now.is_cellular,
            rtt_millis: now.rtt_millis,
        })
    }

    /// Nobody will ask what was used.
    pub fn forget(&mut self) {
        self.waiting = Vec::new();
    }
}

/// The path of an address at `origin`.
fn path_from_address<'a>(origin: &str, address: &'a str) -> Option<&'a str> {
    let path = address.strip_prefix(origin)?;
    let path = path.split(['?', '#']).next()?;
    (path.starts_with('/') && path.len() <= MAX_PATH_BYTES).then_some(path)
}

/// How much of `quota` is taken, thousandths.
pub fn per_mille(usage: f64, quota: f64) -> Option<u16> {
    (quota > 0.0).then(|| (usage * 1000.0 / quota).clamp(0.0, 1000.0) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "https://rocks.example.com";

    fn load(address: &str, began_millis: f64) -> Load {
        let address = address.to_owned();
        Load {
            address,
            began_millis,
        }
    }

    fn added(paths: &[&str]) -> Uses {
        let loads = paths
            .iter()
            .map(|path| load(&(ORIGIN.to_owned() + path), 1.0));
        let mut uses = Uses::default();
        uses.add(ORIGIN, &loads.collect::<Vec<_>>());
        uses
    }

    #[test]
    fn paths_are_told_as_they_were_asked_for_not_as_they_came() {
        let mut uses = Uses::default();
        let own = |path: &str, millis| load(&(ORIGIN.to_owned() + path), millis);
        uses.begin_document(10_000.0);
        uses.add(ORIGIN, &[own("/c", 9.25), own("/a", 9.0)]);
        uses.add(ORIGIN, &[own("/b", 9.0), own("/early", 2.0)]);
        uses.begin_document(20_000.0);
        uses.add(ORIGIN, &[own("/next", 1.0)]);
        let told = uses.report(Surroundings::default()).unwrap();
        assert_eq!(told.paths, ["/early", "/a", "/b", "/c", "/next"]);
    }

    #[test]
    fn paths_are_told_in_order_once_and_only_those_of_this_origin() {
        let mut uses = added(&["/b.bin?v=1", "/a%20b.bin#x", ".evil.com/c", ":81/d"]);
        uses.add(
            ORIGIN,
            &[load("https://cdn.example.com/e", 1.0), load("blob:x", 1.0)],
        );
        let told = uses.report(Surroundings::default()).unwrap();
        assert_eq!(told.paths, ["/b.bin", "/a%20b.bin"]);
        assert!(told.begins);
        assert_eq!(uses.report(Surroundings::default()), None);
        uses.add(ORIGIN, &[load(&(ORIGIN.to_owned() + "/c"), 1.0)]);
        let told = uses.report(Surroundings::default()).unwrap();
        assert!(!told.begins, "the page began before");
        assert_eq!(told.paths, ["/c"]);
    }

    #[test]
    fn what_changes_is_told_without_paths() {
        let mut uses = added(&["/a"]);
        uses.report(Surroundings::default()).unwrap();
        uses.hear(ORIGIN, "match", &[], 1.0);
        let told = uses.report(Surroundings::default()).unwrap();
        assert!(told.paths.is_empty() && told.closed.first() == Some(Gate::Match));
        uses.hear(ORIGIN, "matches", &[], 1.0);
        assert_eq!(uses.report(Surroundings::default()), None);
        uses.hear(ORIGIN, "match-over", &[], 1.0);
        let told = uses.report(Surroundings::default()).unwrap();
        assert!(told.closed.first().is_none());
        uses.hear(ORIGIN, "match", &[], 1.0);
        uses.begin_document(1.0);
        let told = uses.report(Surroundings::default()).unwrap();
        assert!(
            told.closed.first() == Some(Gate::Match),
            "said before that document was loaded"
        );
        uses.begin_document(2.0);
        let told = uses.report(Surroundings::default()).unwrap();
        assert!(told.closed.first().is_none());
        let hidden = Surroundings {
            rtt_millis: Some(50),
            ..Surroundings::default()
        };
        assert!(uses.report(hidden).is_some());
    }

    #[test]
    fn what_the_player_is_near_is_told_until_something_else_is_or_the_document_goes() {
        let mut uses = added(&["/a"]);
        let door = ["/b.bin", "/c.bin?v=1"].map(|path| ORIGIN.to_owned() + path);
        uses.hear(ORIGIN, "near", &door, 1.0);
        let told = uses.report(Surroundings::default()).unwrap();
        assert_eq!(told.near, ["/b.bin", "/c.bin"]);
        uses.hear(ORIGIN, "near", &door, 1.0);
        assert_eq!(uses.report(Surroundings::default()), None);
        uses.add(ORIGIN, &[load(&door[0], 2.0)]);
        let told = uses.report(Surroundings::default()).unwrap();
        assert_eq!((told.paths.len(), told.near.len()), (1, 2));
        uses.hear(ORIGIN, "near", &[], 1.0);
        assert!(
            uses.report(Surroundings::default())
                .unwrap()
                .near
                .is_empty()
        );
        uses.hear(ORIGIN, "near", &vec![door[0].clone(); NEAR_MAX + 1], 1.0);
        let told = uses.report(Surroundings::default()).unwrap();
        assert_eq!(told.near.len(), NEAR_MAX);
        uses.begin_document(2.0);
        let told = uses.report(Surroundings::default()).unwrap();
        assert!(told.near.is_empty());
    }

    #[test]
    fn no_game_makes_the_list_longer_than_it_may_be() {
        let mut uses = Uses::default();
        let long = "/a".repeat(MAX_PATH_BYTES);
        uses.add(ORIGIN, &[load(&(ORIGIN.to_owned() + &long), 1.0)]);
        let many = vec![load(&(ORIGIN.to_owned() + "/a"), 1.0); MAX_WAITING + 1];
        uses.add(ORIGIN, &many);
        uses.add(ORIGIN, &many);
        let told = uses.report(Surroundings::default()).unwrap();
        assert_eq!(told.paths.len(), MAX_WAITING);
        assert_eq!(told.paths[0], "/a");
    }

    #[test]
    fn a_share_of_no_room_is_not_known() {
        let shares = [(1.0, 4.0), (5.0, 4.0), (0.0, 4.0), (1.0, 0.0), (-1.0, 4.0)];
        let got = shares.map(|(usage, quota)| per_mille(usage, quota));
        assert_eq!(got, [Some(250), Some(1000), Some(0), None, Some(0)]);
    }
}
