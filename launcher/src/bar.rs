//! What the bar over a game says that is shown before all of it is here.

use page::size::size;
use protocol::worker::Status;

use crate::keeping::Keeping;

/// What the bar says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bar {
    /// It is not there.
    Hidden,
    /// How much is here, and all of it can be asked for.
    Part(String),
    /// All of it was asked for, and this is how far it is or why it goes no further.
    Coming(String),
    /// All of it is here, which is said once.
    Whole,
}

/// The bar of a page for the game `id`, which is so far; `was_part` where this page saw it with something missing.
pub fn bar(status: &Status, id: &str, keeping: Keeping, was_part: bool) -> Bar {
    let counts = |done, total, end: &str| format!("{} of {}{end}", size(done), size(total));
    match keeping {
        Keeping::Asked => {
            let game = status.games.iter().find(|game| game.id == id);
            let (here, total) = game.map_or((0, 0), |game| (game.stored_bytes, game.total_bytes));
            Bar::Part(counts(here, total, " here"))
        }
        Keeping::Fetching {
            done_bytes,
            total_bytes,
        } => Bar::Coming(counts(done_bytes, total_bytes, "")),
        Keeping::Stopped(reason) => Bar::Coming(reason),
        Keeping::Kept if was_part => Bar::Whole,
        Keeping::Kept => Bar::Hidden,
    }
}

#[cfg(test)]
mod tests {
    use protocol::worker::{Game, Trouble};

    use super::*;
    use crate::keeping::keeping;

    fn shown(status: &Status, has_asked: bool, was_part: bool) -> Bar {
        let keeping = keeping(status, "rocks", has_asked);
        bar(status, "rocks", keeping, was_part)
    }

    fn status(stored_bytes: u64, installed: bool) -> Status {
        let game = Game {
            id: "rocks".to_owned(),
            total_bytes: 300_000_000,
            stored_bytes,
            installed,
        };
        Status {
            games: vec![game],
            ..Status::default()
        }
    }

    #[test]
    fn it_says_how_much_is_here_then_how_far_it_is_then_once_that_all_is() {
        let said = |stored, installed| shown(&status(stored, installed), true, true);
        let part = Bar::Part("12 MB of 300 MB here".to_owned());
        assert_eq!(said(12_000_000, false), part);
        let coming = Bar::Coming("12 MB of 300 MB".to_owned());
        assert_eq!(said(12_000_000, true), coming);
        for installed in [false, true] {
            assert_eq!(said(300_000_000, installed), Bar::Whole);
            let whole = shown(&status(300_000_000, installed), true, false);
            assert_eq!(whole, Bar::Hidden);
        }
    }

    #[test]
    fn what_stops_it_is_said_only_where_all_was_asked_for() {
        let trouble = Some(Trouble::Offline);
        let stopped = Status {
            trouble: trouble.clone(),
            ..status(5, true)
        };
        let Bar::Coming(said) = shown(&stopped, true, true) else {
            panic!("it was asked for");
        };
        assert!(said.contains("connection"), "{said}");
        let not_asked = Status {
            trouble,
            ..status(5, false)
        };
        assert!(matches!(shown(&not_asked, false, true), Bar::Part(_)));
    }
}
