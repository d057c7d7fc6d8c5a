//! What came of fetching ahead, for the page.

use predict::{Ahead, Target};
use protocol::ahead::{AheadReport, Decision, Reason};

use crate::game::Game;

impl Game {
    /// A report.
    pub(crate) fn report(&self) -> AheadReport {
        let waste = &self.planner.waste;
        AheadReport {
            game: self.name().to_owned(),
            early_bytes: waste.early_bytes,
            used_bytes: waste.used_bytes,
            wasted_bytes: waste.wasted_bytes,
            needed_bytes: waste.needed_bytes,
            is_off: self.choices.is_off,
            metered_agreed: self.choices.metered_agreed,
            closed: self.closed(),
            target_percent: percent(waste.target()),
            decisions: self.decisions().collect(),
        }
    }

    /// The last decisions, the newest last.
    pub(crate) fn decisions(&self) -> impl Iterator<Item = Decision> {
        let decision = |ahead: &Ahead| Decision {
            path: self.paths.path(ahead.item).to_owned(),
            bytes: ahead.bytes,
            reason: reason(ahead.reason),
        };
        self.planner.explained().iter().map(decision)
    }
}

fn percent(target: Target) -> u8 {
    match target {
        Target::Cellular => 10,
        Target::Wifi => 25,
    }
}

fn reason(reason: predict::Reason) -> Reason {
    match reason {
        predict::Reason::Needed => Reason::Needed,
        predict::Reason::Likely { worth, threshold } => Reason::Likely {
            worth_hundredths: hundredths(worth),
            threshold_hundredths: hundredths(threshold),
        },
        predict::Reason::Unlikely { worth, threshold } => Reason::Unlikely {
            worth_hundredths: hundredths(worth),
            threshold_hundredths: hundredths(threshold),
        },
        predict::Reason::Closed(gate) => Reason::Closed(gate),
    }
}

fn hundredths(number: f32) -> i16 {
    (number * 100.0) as i16
}
