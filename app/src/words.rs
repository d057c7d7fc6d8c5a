//! Sentences for people: sizes, problems and troubles, each with a way on.

use protocol::engine::Problem;
use protocol::worker::Trouble;

/// `bytes` as people read them: whole below ten thousand of a unit, exact where exactness helps.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 3] = ["KB", "MB", "GB"];
    if bytes < 1000 {
        return format!("{bytes} bytes");
    }
    let mut tenths = bytes / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    if tenths < 100 {
        format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
    } else {
        format!("{} {}", (tenths + 5) / 10, UNITS[unit])
    }
}

/// `bytes` to the last one, in groups of three.
pub fn exact_bytes(bytes: u64) -> String {
    let digits = bytes.to_string();
    let mut out = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            // A narrow space that does not break: the SI's separator.
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out + " bytes"
}

/// What a region holds, for people; `title` names a game.
pub fn region(name: &str, title: impl FnOnce(&str) -> String) -> String {
    match name {
        "shell" => "Pages and pictures".to_owned(),
        "engine" => "Engine".to_owned(),
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
    }
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
    fn sizes_read_as_people_say_them() {
        let said: Vec<String> = [0, 999, 1_000, 11_264, 99_999, 1_234_567, 48_000_000]
            .map(size)
            .to_vec();
        assert_eq!(
            said,
            [
                "0 bytes",
                "999 bytes",
                "1.0 KB",
                "11 KB",
                "100 KB",
                "1.2 MB",
                "48 MB"
            ]
            .map(str::to_owned)
        );
    }

    #[test]
    fn exact_sizes_keep_every_byte() {
        assert_eq!(exact_bytes(61_234), "61\u{202f}234 bytes");
        assert_eq!(exact_bytes(7), "7 bytes");
        assert_eq!(exact_bytes(1_000_000), "1\u{202f}000\u{202f}000 bytes");
    }

    #[test]
    fn a_region_is_named_by_what_it_holds() {
        assert_eq!(region("game/emberfall", str::to_uppercase), "EMBERFALL");
        assert_eq!(region("engine", str::to_uppercase), "Engine");
        assert_eq!(region("patches", str::to_uppercase), "patches");
    }
}
