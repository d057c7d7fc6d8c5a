//! How far the game is on this device, decided from the worker's word alone.

use page::size::size;
use protocol::worker::{Status, Trouble};

/// How far the game is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeping {
    /// The worker was not asked to keep it yet.
    Asked,
    /// It comes.
    Fetching {
        /// Stored.
        done_bytes: u64,
        /// In all.
        total_bytes: u64,
    },
    /// It came to a stop for this reason.
    Stopped(String),
    /// All of it is here.
    Kept,
}

/// How far the game `id` is.
pub fn keeping(status: &Status, id: &str) -> Keeping {
    let Some(game) = status.games.iter().find(|game| game.id == id) else {
        return Keeping::Stopped("This release has no such game. Load the page again.".to_owned());
    };
    if game.offline_ready() {
        return Keeping::Kept;
    }
    if !game.installed {
        return Keeping::Asked;
    }
    match &status.trouble {
        Some(trouble) if *trouble != Trouble::NoDatabase => Keeping::Stopped(sentence(trouble)),
        _ => Keeping::Fetching {
            done_bytes: game.stored_bytes,
            total_bytes: game.total_bytes,
        },
    }
}

fn sentence(trouble: &Trouble) -> String {
    match trouble {
        Trouble::QuotaExceeded { needed_bytes } => format!(
            "This device has no room for {} more: free some space, then load the page again.",
            size(*needed_bytes)
        ),
        Trouble::Offline => {
            "The connection broke off. What came is kept, and the rest follows when it is back."
                .to_owned()
        }
        Trouble::Damaged { path } => {
            format!("{path} arrived damaged more than once: try again later.")
        }
        Trouble::Refused { name } => {
            format!("The origin's news could not be trusted ({name}). You keep what you have.")
        }
        Trouble::NoDatabase => "This browser lets us remember nothing past this visit.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use protocol::worker::Game;

    use super::*;

    fn status(stored_bytes: u64, installed: bool, trouble: Option<Trouble>) -> Status {
        let game = Game {
            id: "rocks".to_owned(),
            total_bytes: 100,
            stored_bytes,
            installed,
        };
        Status {
            games: vec![game],
            trouble,
            ..Status::default()
        }
    }

    #[test]
    fn a_game_is_asked_for_fetched_and_kept() {
        assert_eq!(keeping(&status(0, false, None), "rocks"), Keeping::Asked);
        let fetching = Keeping::Fetching {
            done_bytes: 40,
            total_bytes: 100,
        };
        assert_eq!(keeping(&status(40, true, None), "rocks"), fetching);
        assert_eq!(keeping(&status(100, true, None), "rocks"), Keeping::Kept);
    }

    #[test]
    fn what_stops_it_is_said_and_what_does_not_is_not() {
        for trouble in [
            Trouble::QuotaExceeded { needed_bytes: 9 },
            Trouble::Offline,
            Trouble::Damaged {
                path: "/a.pck".to_owned(),
            },
        ] {
            let said = keeping(&status(40, true, Some(trouble.clone())), "rocks");
            assert_eq!(said, Keeping::Stopped(sentence(&trouble)));
        }
        let forgetful = status(40, true, Some(Trouble::NoDatabase));
        assert!(matches!(
            keeping(&forgetful, "rocks"),
            Keeping::Fetching { .. }
        ));
        let whole = status(100, true, Some(Trouble::Offline));
        assert_eq!(keeping(&whole, "rocks"), Keeping::Kept);
        let other = keeping(&whole, "stones");
        assert!(matches!(other, Keeping::Stopped(_)));
    }
}
