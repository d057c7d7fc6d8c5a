//! What came of fetching ahead, for the page.

use alloc::borrow::ToOwned as _;

use predict::{Ahead, Target};
use protocol::ahead::{AheadReport, Decision};

use crate::game::Game;

impl Game {
    /// A report.
    pub(crate) fn report(&self) -> AheadReport {
        let waste = &self.planner.waste;
        let decision = |ahead: &Ahead| Decision {
            path: self.paths.path(ahead.item).to_owned(),
            bytes: ahead.bytes,
            reason: ahead.reason,
        };
        AheadReport {
            game: self.name.clone(),
            early_bytes: waste.early_bytes,
            used_bytes: waste.used_bytes,
            wasted_bytes: waste.wasted_bytes,
            needed_bytes: waste.needed_bytes,
            is_off: self.choices.is_off,
            metered_agreed: self.choices.metered_agreed,
            closed: self.closed(),
            target_percent: match waste.target() {
                Target::Cellular => 10,
                Target::Wifi => 25,
            },
            decisions: self.planner.explained().iter().map(decision).collect(),
        }
    }
}
