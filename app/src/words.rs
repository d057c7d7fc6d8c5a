//! Sentences for people: sizes, problems and troubles, each with a way on.

pub use page::size::size;

use protocol::engine::Problem;
use protocol::worker::{Room, Trouble};

/// What a region holds, for people; `title` names a game.
pub fn region(name: &str, title: impl FnOnce(&str) -> String) -> String {
    match name {
        "shell" => "Pages and pictures".to_owned(),
        "engine" => "Engine".to_owned(),
        "shared" => "Shared by games".to_owned(),
        "prefetch" => "Fetched ahead".to_owned(),
        _ => name
            .strip_prefix("game/")
            .map_or_else(|| name.to_owned(), title),
    }
}

/// Why nothing is drawn on an address without a certificate.
pub const INSECURE: &str =
    "This address is not secure, and browsers draw games on secure addresses only.";

/// Why there is no engine, in the worker or on the page.
pub const NO_ENGINE: &str = "The engine did not start: it may not have arrived whole. Start again; if that does not help, verify the stored files in Settings.";

/// What is said of a wrapped game that shares this origin, before it is opened.
pub const SHARED: &str = "This game's code can read and change what other games and this site stored in your browser. Play only if you trust whoever made it.";

/// Where the way on leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayOn {
    /// Load the page again.
    Reload,
    /// Read what the browser lacks.
    Help,
}

/// Why play stopped, and the way on.
pub fn problem(problem: &Problem) -> (String, WayOn) {
    match problem {
        Problem::NoWebGpu => (
            "This browser cannot draw the game: WebGPU is missing or switched off.".to_owned(),
            WayOn::Help,
        ),
        Problem::GameUnavailable { .. } => (
            "The game could not be fetched. Check the connection and start again; what has arrived is kept.".to_owned(),
            WayOn::Reload,
        ),
        Problem::GameRefused { reason } => (
            format!("This game does not fit this player: {reason}. Load the page again for matching parts."),
            WayOn::Reload,
        ),
        Problem::GameTrapped { reason } => (
            format!("The game stopped on a fault ({reason}). Your last save is kept."),
            WayOn::Reload,
        ),
        Problem::OtherProtocol { .. } => (
            "The page and its engine come from different releases. Load the page again.".to_owned(),
            WayOn::Reload,
        ),
    }
}

/// Release `failed` did not work here, and this is what came of it.
pub fn went_back(failed: u64, release: u64) -> String {
    format!(
        "Release {failed} did not work on this device, so release {release} is back, and your saves with it."
    )
}

/// Version `failed` of a published game did not work here, and this is what came of it.
pub fn game_went_back(failed: &str, version: &str) -> String {
    format!(
        "Version {failed} of this game did not work on this device, so version {version} is back, and your saves with it."
    )
}

/// What went wrong in the store.
pub fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::QuotaExceeded { needed_bytes } => format!(
            "This device has no room for {} more. Remove a game or free some space, then try again. Your saves are kept.",
            size(*needed_bytes)
        ),
        Trouble::Offline => {
            "The connection broke off before everything had come. What came is kept, and the rest can follow.".to_owned()
        }
        Trouble::Damaged { path } => format!(
            "A file arrived damaged more than once ({}). Nothing was replaced; try again later.",
            short_name(path)
        ),
        Trouble::NoDatabase => {
            "This browser lets us remember nothing past this visit, as some private windows do. Export your saves before you leave.".to_owned()
        }
        Trouble::Refused { name } => format!(
            "The origin's news could not be trusted ({name}). You keep playing what you have."
        ),
    }
}

/// Why a published game cannot be had; `name` is one of those in `docs/formats.md`.
pub fn not_found(name: &str) -> String {
    match name {
        "delivery-unreachable" => {
            "This game is not on this device yet, and the origin does not answer.".to_owned()
        }
        "delivery-refused" | "published-no-root" => {
            "Nobody published a game of that name here.".to_owned()
        }
        "published-no-id" => "This address names no game.".to_owned(),
        "published-is-built-in" => "This game is part of the site: the library has it.".to_owned(),
        _ if name.starts_with("trust-") => format!(
            "What is offered here is not what the game's author signed ({name}). Nothing was installed or changed."
        ),
        _ => format!(
            "This game cannot be read ({name}). Only its author can mend that, by publishing it again."
        ),
    }
}

/// Why a file cannot be installed; `name` is one of those in `docs/formats.md`.
pub fn not_opened(name: &str) -> String {
    let words = match name {
        "archive-not-one" => "This is not a .lwpkg file. Choose the file that you were given.",
        "archive-cut-short" => {
            "The end of this file is missing: it did not come whole. Get it once more."
        }
        "archive-too-large" => {
            "This file is longer than what it says it holds, or longer than any may be. Get it once more."
        }
        "package-newer-format" => {
            "This file was made by a newer Layer-W. Load this page again for the newest, then try again."
        }
        "delivery-full" => {
            "This device has no room for this game. Remove a game or free some space, then try again. Nothing was changed."
        }
        "file-cancelled" => "You stopped it, and nothing of it was kept.",
        "file-installed-already" => "This version is installed already: the library has it.",
        "file-interrupted" => {
            "The browser stopped the installation before it ended, and nothing of it counts. Choose the file again."
        }
        "file-older" => {
            "What is installed is as new or newer. To go back to this one, remove the game first; your saves stay."
        }
        "file-unreadable" => {
            "The browser could not read this file: it was moved or changed meanwhile. Choose it again."
        }
        "published-is-built-in" => {
            "A game of this site has the same name, so this one cannot be installed beside it."
        }
        "published-needs-others" | "published-nothing-to-play" => {
            return format!("Nothing in this file can be played here ({name}).");
        }
        "trust-unsigned" => {
            "Nobody signed this file, so nobody vouches for it. Ask its author for a signed one."
        }
        "trust-unknown-key" | "trust-revoked-key" | "trust-too-few-signatures" => {
            return format!(
                "This file is not signed with the keys of the game's author ({name}). Nothing was changed. If you have the game from somebody else and trust this one more, remove it first."
            );
        }
        _ => {
            return format!(
                "This file was changed or damaged on its way ({name}). Get it once more from where it came from."
            );
        }
    };
    words.to_owned()
}

/// Why no file was made of the game called `title`.
pub fn not_saved(title: &str, name: &str) -> String {
    match name {
        "delivery-unreachable" | "delivery-refused" => format!(
            "To save {title} for the first time takes a network: its author's signature is at the origin. Try again when you are online."
        ),
        "published-not-packed" => format!(
            "{title} was published by an older program, without what a file needs. It can be saved after its author publishes it again."
        ),
        "published-not-whole" => format!(
            "Something of {title} is missing or damaged on this device. Verify the stored files in Settings, then try again."
        ),
        _ => format!("No file was made of {title} ({name}). Try again later."),
    }
}

/// What a capability lets a game do.
pub fn capability(name: &str) -> String {
    match name {
        "clipboard" => "putting text into the clipboard",
        "fullscreen" => "filling the screen",
        "microphone" => "the microphone",
        "mods" => "running mods that you bring",
        "network" => "asking its own address for more while you play",
        "pointer-lock" => "taking the mouse pointer",
        "saves" => "keeping saves",
        _ => name,
    }
    .to_owned()
}

/// What the player may let go so that something else has room; `title` names a game.
pub fn room(room: &Room, title: impl Fn(&str) -> String) -> String {
    let names = room.games.iter().map(|it| {
        let bytes = size(it.bytes);
        format!("{} ({bytes})", title(&it.id))
    });
    let names: Vec<String> = names.collect();
    format!(
        "This device has no room for {} more. You have not played for a while: {}. Your saves are kept.",
        size(room.needed_bytes),
        names.join(", ")
    )
}

/// Enough of a path to tell one file from another.
fn short_name(path: &str) -> String {
    const CHARACTERS: usize = 8;
    let name = path
        .rsplit('/')
        .next()
        .filter(|name| !name.is_empty())
        .unwrap_or(path);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    if stem.chars().count() <= CHARACTERS || ending.is_empty() {
        return name.to_owned();
    }
    format!(
        "{}….{ending}",
        stem.chars().take(CHARACTERS).collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_as_briefly_as_it_can_be_told_from_another() {
        let name = format!("/c/{}.wasm", "984c6f20".repeat(8));
        assert_eq!(short_name(&name), "984c6f20….wasm");
        assert_eq!(short_name("/icons/192.png"), "192.png");
        assert_eq!(short_name("/play/emberfall/"), "/play/emberfall/");
    }

    #[test]
    fn what_may_go_is_named_with_its_size() {
        let share = |id: &str, bytes| protocol::worker::Share {
            id: id.to_owned(),
            bytes,
        };
        let offer = Room {
            needed_bytes: 40_000,
            games: vec![share("frost", 30_000), share("ember", 11_000)],
            game: None,
        };
        assert_eq!(
            room(&offer, str::to_uppercase),
            "This device has no room for 40 KB more. You have not played for a while: FROST (30 KB), EMBER (11 KB). Your saves are kept."
        );
    }

    #[test]
    fn a_region_is_named_by_what_it_holds() {
        assert_eq!(region("game/emberfall", str::to_uppercase), "EMBERFALL");
        assert_eq!(region("engine", str::to_uppercase), "Engine");
        assert_eq!(region("patches", str::to_uppercase), "patches");
    }
}
