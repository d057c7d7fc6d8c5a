//! What is said to the player about what is fetched ahead.

use page::size::size;
use protocol::ahead::{Decision, Gate, Reason};

/// Why nothing is fetched ahead, where `gate` is closed.
pub fn sentence(gate: Gate) -> &'static str {
    match gate {
        Gate::Off => "Nothing is fetched ahead: you switched it off.",
        Gate::SavesData => "Nothing is fetched ahead: your browser is set to save data.",
        Gate::SlowLink => {
            "Nothing is fetched ahead now: the connection is slow, and what you play needs all of it."
        }
        Gate::Metered => "Nothing is fetched ahead now: data may cost money on this connection.",
        Gate::Battery => "Nothing is fetched ahead now: less than a fifth of the battery is left.",
        Gate::Room => {
            "Nothing is fetched ahead now: this browser's room for the game is more than four fifths full."
        }
        Gate::Match => "Nothing is fetched ahead now: a match is on.",
        Gate::Hidden => "Nothing is fetched ahead now: nobody sees the game.",
    }
}

/// What was decided about a file.
pub fn line(decision: &Decision) -> String {
    let size = size(decision.bytes.into());
    let why = match decision.reason {
        Reason::Needed => "fetched, because what you used needs it",
        Reason::Likely(_) => "fetched, because you are likely to need it",
        Reason::Unlikely(_) => "left, because it is not likely enough",
        Reason::Enough => "left, because enough lies there that you did not need yet",
        Reason::Closed(gate) => match gate {
            Gate::Off => "left, because you switched it off",
            Gate::SavesData => "left, to save data",
            Gate::SlowLink => "left, because the connection was slow",
            Gate::Metered => "left, because data may have cost money",
            Gate::Battery => "left, to save the battery",
            Gate::Room => "left, because there was little room",
            Gate::Match => "left, because a match was on",
            Gate::Hidden => "left, because nobody saw the game",
        },
    };
    format!("{}, {size}: {why}", decision.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_reads_as_a_sentence() {
        let decision = Decision {
            path: "/zones/3/a.bin".to_owned(),
            bytes: 60_000,
            reason: Reason::Closed(Gate::Battery),
        };
        let said = "/zones/3/a.bin, 60 KB: left, to save the battery";
        assert_eq!(line(&decision), said);
    }

    #[test]
    fn every_gate_says_that_nothing_is_fetched_and_why() {
        let gates = [
            Gate::Off,
            Gate::SavesData,
            Gate::SlowLink,
            Gate::Metered,
            Gate::Battery,
            Gate::Room,
            Gate::Match,
            Gate::Hidden,
        ];
        let mut said: Vec<&str> = gates.map(sentence).to_vec();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), gates.len());
        assert!(
            said.iter()
                .all(|said| said.starts_with("Nothing is fetched ahead"))
        );
    }
}
