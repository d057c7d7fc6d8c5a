//! What play leaves on the stage for people who look closely, and for tests: numbers and names as data attributes.
//! Absent on purpose: formatting of floats, whose tables cost 20 KB.

use super::STAGE_ID;
use crate::browser::document;
use protocol::engine::{Problem, Stats};

/// The last second's numbers.
pub(super) fn mark_stats(stats: &Stats) {
    let mark = |name, value: String| document::mark(STAGE_ID, name, &value);
    mark("frames", stats.frames.to_string());
    mark("steps", stats.steps.to_string());
    mark("cpu-max-micros", micros(stats.cpu_max_millis));
    mark("cpu-mean-micros", micros(stats.cpu_mean_millis));
    mark("heap-allocations", stats.heap_allocations.to_string());
    mark("submit-allocations", stats.submit_allocations.to_string());
    mark("memory-grows", stats.memory_grows.to_string());
    mark("memory-bytes", stats.memory_bytes.to_string());
    mark("draws", stats.draws.to_string());
    mark("instances", stats.instances.to_string());
}

/// `millis` to a tenth.
pub(super) fn tenths(millis: f64) -> String {
    let tenths = (millis.max(0.0) * 10.0).round() as u64;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn micros(millis: f32) -> String {
    ((millis.max(0.0) * 1000.0).round() as u64).to_string()
}

/// A problem's name.
pub(super) fn problem_name(problem: &Problem) -> &'static str {
    match problem {
        Problem::NoWebGpu => "no-webgpu",
        Problem::GameUnavailable { .. } => "game-unavailable",
        Problem::GameRefused { .. } => "game-refused",
        Problem::GameTrapped { .. } => "game-trapped",
        Problem::OtherProtocol { .. } => "other-protocol",
    }
}
