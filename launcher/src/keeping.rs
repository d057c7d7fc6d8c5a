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

/// How far the game `id` is, which this page `has_asked` the worker to keep or not.
pub fn keeping(status: &Status, id: &str, has_asked: bool) -> Keeping {
    let Some(game) = status.games.iter().find(|game| game.id == id) else {
        return Keeping::Stopped("This release has no such game. Load the page again.".to_owned());
    };
    if game.offline_ready() {
        return Keeping::Kept;
    }
    let has_given_up = match &status.trouble {
        // Whoever asks again at once is told the same again, after all was fetched again.
        Some(Trouble::QuotaExceeded { .. } | Trouble::Damaged { .. }) => has_asked,
        _ => false,
    };
    if !game.installed && !has_given_up {
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
        for has_asked in [false, true] {
            let asked = keeping(&status(0, false, None), "rocks", has_asked);
            assert_eq!(asked, Keeping::Asked);
        }
        let fetching = Keeping::Fetching {
            done_bytes: 40,
            total_bytes: 100,
        };
        assert_eq!(keeping(&status(40, true, None), "rocks", true), fetching);
        let kept = keeping(&status(100, true, None), "rocks", true);
        assert_eq!(kept, Keeping::Kept);
    }

    #[test]
    fn what_the_worker_gave_up_is_said_and_not_asked_for_again_by_the_same_page() {
        let full = Trouble::QuotaExceeded { needed_bytes: 9 };
        let wrong = Trouble::Damaged {
            path: "/a.pck".to_owned(),
        };
        for trouble in [full, wrong] {
            let given_up = status(40, false, Some(trouble.clone()));
            let said = keeping(&given_up, "rocks", true);
            assert_eq!(said, Keeping::Stopped(sentence(&trouble)));
            assert_eq!(keeping(&given_up, "rocks", false), Keeping::Asked);
        }
        let offline = status(40, false, Some(Trouble::Offline));
        assert_eq!(keeping(&offline, "rocks", true), Keeping::Asked);
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
            let said = keeping(&status(40, true, Some(trouble.clone())), "rocks", true);
            assert_eq!(said, Keeping::Stopped(sentence(&trouble)));
        }
        let forgetful = status(40, true, Some(Trouble::NoDatabase));
        assert!(matches!(
            keeping(&forgetful, "rocks", true),
            Keeping::Fetching { .. }
        ));
        let whole = status(100, true, Some(Trouble::Offline));
        assert_eq!(keeping(&whole, "rocks", true), Keeping::Kept);
        let other = keeping(&whole, "stones", true);
        assert!(matches!(other, Keeping::Stopped(_)));
    }
}
