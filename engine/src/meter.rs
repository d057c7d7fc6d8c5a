//! Counts frames into the once-a-second statistics. Absent on purpose: the clock and the counters themselves.

use protocol::engine::Stats;

/// What one frame cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// Time outside the GPU, milliseconds.
    pub cpu_millis: f64,
    /// Fixed steps run.
    pub steps: u32,
    /// A picture was presented.
    pub is_presented: bool,
    /// Heap allocations of engine and game.
    pub heap_allocations: u32,
    /// Heap allocations inside wgpu.
    pub submit_allocations: u32,
}

/// The running second.
#[derive(Debug, Default)]
pub struct Meter {
    since_millis: Option<f64>,
    ticks: u32,
    cpu_sum_millis: f64,
    stats: Stats,
}

impl Meter {
    /// Adds a frame.
    pub fn add(&mut self, cost: Cost) {
        self.ticks += 1;
        self.cpu_sum_millis += cost.cpu_millis;
        let stats = &mut self.stats;
        stats.frames += u32::from(cost.is_presented);
        stats.steps += cost.steps;
        stats.cpu_max_millis = stats.cpu_max_millis.max(cost.cpu_millis as f32);
        stats.heap_allocations += cost.heap_allocations;
        stats.submit_allocations += cost.submit_allocations;
    }

    /// The counts since the last answer, once a second. What the frames do not add up to is left to the caller.
    pub fn second(&mut self, now_millis: f64) -> Option<Stats> {
        let since = *self.since_millis.get_or_insert(now_millis);
        if now_millis - since < 1000.0 {
            return None;
        }
        let mean = self.cpu_sum_millis / f64::from(self.ticks.max(1));
        let stats = Stats {
            cpu_mean_millis: mean as f32,
            ..self.stats
        };
        *self = Self {
            since_millis: Some(now_millis),
            ..Self::default()
        };
        Some(stats)
    }

    /// Begins a new second: time passed in which nothing was to be counted.
    pub fn interrupt(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(cpu_millis: f64) -> Cost {
        Cost {
            cpu_millis,
            steps: 1,
            is_presented: true,
            heap_allocations: 2,
            submit_allocations: 3,
        }
    }

    #[test]
    fn a_second_is_summed_and_then_begins_anew() {
        let mut meter = Meter::default();
        assert_eq!(meter.second(500.0), None);
        meter.add(cost(1.0));
        meter.add(Cost {
            is_presented: false,
            ..cost(3.0)
        });
        assert_eq!(meter.second(1499.0), None);
        let stats = meter.second(1500.0).unwrap();
        assert_eq!((stats.frames, stats.steps), (1, 2));
        assert_eq!((stats.cpu_max_millis, stats.cpu_mean_millis), (3.0, 2.0));
        assert_eq!((stats.heap_allocations, stats.submit_allocations), (4, 6));
        assert_eq!(meter.second(2500.0), Some(Stats::default()));
    }

    #[test]
    fn an_interrupted_second_is_not_reported() {
        let mut meter = Meter::default();
        meter.second(0.0);
        meter.add(cost(1.0));
        meter.interrupt();
        assert_eq!(meter.second(5000.0), None);
        assert_eq!(meter.second(6000.0), Some(Stats::default()));
    }
}
