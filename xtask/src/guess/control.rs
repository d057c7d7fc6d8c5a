//! How close the planner comes to its target of waste, when nobody tells it the right threshold.

use anyhow::Result;
use predict::{Closure, Planner, Predictor, Target};

use super::trace::Trace;

/// Sessions before these are for learning.
const FROM_PER_CENT: usize = 50;
const WINDOWS: usize = 5;

/// What came out.
pub(crate) struct Controlled {
    /// Waste over the second half of the trace.
    pub(crate) waste: f64,
    /// The tenth of the trace, in that half, in which it was furthest from its target.
    pub(crate) worst: f64,
    /// Recall over the second half.
    pub(crate) recall: f64,
}

/// Lets a planner of at most `bytes` go through the trace.
pub(crate) fn controlled(trace: &Trace, bytes: usize, target: Target) -> Result<Controlled> {
    let predictor = Predictor::new(bytes, trace.items);
    let mut planner = Planner::new(predictor, Closure::default(), vec![1; trace.items]);
    planner.waste.aim(target);
    let sessions = trace.sessions.len();
    let from = sessions * FROM_PER_CENT / 100;
    let window = ((sessions - from) / WINDOWS).max(1);
    let mut marks = Vec::new();
    for (number, session) in trace.sessions.iter().enumerate() {
        // The last window takes what is left over.
        if number == from + marks.len() * window && marks.len() < WINDOWS {
            marks.push(planner.waste.clone());
        }
        planner.begin([]);
        for item in &session.items {
            planner.enter(u16::try_from(*item).unwrap_or(u16::MAX), None);
        }
        planner.end();
    }
    marks.push(planner.waste.clone());
    let share = |from: usize, to: usize| {
        let needed = (marks[to].needed_bytes - marks[from].needed_bytes) as f64;
        (marks[to].wasted_bytes - marks[from].wasted_bytes) as f64 / needed
    };
    let last = marks.len() - 1;
    let off = |waste: f64| (waste - f64::from(target.share())).abs();
    let windows = (0..last).map(|at| share(at, at + 1));
    let worst = windows.max_by(|a, b| off(*a).total_cmp(&off(*b)));
    let needed = (marks[last].needed_bytes - marks[0].needed_bytes) as f64;
    Ok(Controlled {
        waste: share(0, last),
        worst: worst.unwrap_or(f64::NAN),
        recall: (marks[last].used_bytes - marks[0].used_bytes) as f64 / needed,
    })
}
