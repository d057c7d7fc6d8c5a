//! When to step and when to look again. Time comes in as an argument; absent on purpose: any clock or timer.

/// One fixed step, milliseconds.
pub const STEP_MILLIS: f64 = 1000.0 / component::game::STEPS_PER_SECOND as f64;

/// Steps owed past this are forgiven: a machine too slow for the game plays slower instead of ever later.
const MAX_STEPS_PER_TICK: u32 = 5;

/// Why nothing steps. Several reasons may hold at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Halt {
    /// The page asked for it.
    Paused = 1,
    /// Nobody is looking.
    Hidden = 2,
    /// There is no device to draw with.
    NoDevice = 4,
}

/// What one look at the clock came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tick {
    /// Steps to run now.
    pub steps: u32,
    /// How far the moment lies between the last step and the next, 0 to 1.
    pub blend: f32,
}

/// The fixed step's accumulator.
#[derive(Debug, Clone, Default)]
pub struct FrameLoop {
    last_millis: Option<f64>,
    owed_millis: f64,
    halts: u8,
}

impl FrameLoop {
    /// What is due at `now_millis`; the first look after a halt owes nothing for the time that passed.
    pub fn advance(&mut self, now_millis: f64) -> Tick {
        if self.runs() {
            let elapsed = now_millis - self.last_millis.unwrap_or(now_millis);
            self.last_millis = Some(now_millis);
            self.owed_millis += elapsed.max(0.0);
        }
        let mut steps = 0;
        while self.owed_millis >= STEP_MILLIS && steps < MAX_STEPS_PER_TICK {
            self.owed_millis -= STEP_MILLIS;
            steps += 1;
        }
        if self.owed_millis >= STEP_MILLIS {
            self.owed_millis = 0.0;
        }
        Tick {
            steps,
            blend: (self.owed_millis / STEP_MILLIS) as f32,
        }
    }

    /// Stops for `reason`.
    pub fn halt(&mut self, reason: Halt) {
        self.halts |= reason as u8;
        self.last_millis = None;
    }

    /// `reason` is gone.
    pub fn go_on(&mut self, reason: Halt) {
        self.halts &= !(reason as u8);
    }

    /// Nothing stops it.
    pub fn runs(&self) -> bool {
        self.halts == 0
    }

    /// `reason` stops it.
    pub fn is_halted_by(&self, reason: Halt) -> bool {
        self.halts & reason as u8 != 0
    }
}

/// Looks at the clock at an even pace, however late a timer fires.
#[derive(Debug, Clone, Default)]
pub struct Pacer {
    next_millis: f64,
}

impl Pacer {
    /// How long to sleep from `now_millis` to the next look. A late timer makes the next sleep shorter; being more
    /// than a step late begins a new rhythm instead of a burst.
    pub fn sleep_millis(&mut self, now_millis: f64) -> f64 {
        self.next_millis += STEP_MILLIS;
        if self.next_millis < now_millis || self.next_millis > now_millis + 2.0 * STEP_MILLIS {
            self.next_millis = now_millis.max(self.next_millis.min(now_millis + STEP_MILLIS));
        }
        self.next_millis - now_millis
    }
}

#[cfg(test)]
mod tests;
