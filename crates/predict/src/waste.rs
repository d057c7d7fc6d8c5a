//! How much may be fetched in vain, and what has to be sure enough therefore.
//!
//! The threshold follows the account: bytes fetched in vain less their allowed share of the bytes that were needed.
//! As long as the account stays within bounds, the share of waste goes to its target whatever the guesses are worth (integral control).
//! A fetch is booked with the waste that is expected of it, and put right when it is known what came of it, so that the
//! threshold need not wait for the end of a session.
//!
//! Deliberately absent: any constant that fits one game.

use crate::mixer::probability;

/// How far an account that is off by one usual demand moves the threshold, in logarithms of odds.
const GAIN: f32 = 0.03;
/// The threshold before anything is known, and how far it goes to either side.
const START: f32 = 0.5;
const RANGE: f32 = 4.0;
/// How far off the account may be.
pub(crate) const ACCOUNT_MAX: f32 = RANGE / GAIN;
/// One demand moves the size of a usual one by one in so many at least.
const USUAL_MEMORY: f32 = 64.0;

/// Which share of the needed bytes may be fetched in vain on top of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Target {
    /// One in ten: where bytes may cost money.
    Cellular,
    /// One in four.
    #[default]
    Wifi,
}

impl Target {
    /// The share, 0 to 1.
    pub fn share(self) -> f32 {
        match self {
            Self::Cellular => 0.10,
            Self::Wifi => 0.25,
        }
    }
}

/// What was fetched ahead, and what came of it.
#[derive(Debug, Clone, Default)]
pub struct Waste {
    pub(crate) target: Target,
    /// In usual demands: above zero where more was wasted than allowed.
    pub(crate) account: f32,
    /// Length of a usual demand, bytes.
    pub(crate) usual_bytes: f32,
    /// Bytes fetched ahead.
    pub early_bytes: u64,
    /// Of these, bytes that were needed.
    pub used_bytes: u64,
    /// Of these, bytes that were not needed before the session ended.
    pub wasted_bytes: u64,
    /// Bytes that were needed, fetched ahead or not.
    pub needed_bytes: u64,
}

impl Waste {
    /// From now on this is the target.
    pub fn aim(&mut self, target: Target) {
        self.target = target;
    }

    /// The target now.
    pub fn target(&self) -> Target {
        self.target
    }

    /// What a guess for a file of usual length has to exceed, as a logarithm of odds.
    pub fn threshold(&self) -> f32 {
        START + self.account * GAIN
    }

    /// The length of a usual demand, bytes.
    pub fn usual_bytes(&self) -> f32 {
        self.usual_bytes.max(1.0)
    }

    /// Something was needed that was not at hand when the session began: so much more may be wasted.
    pub fn need(&mut self, bytes: u32) {
        self.count(bytes);
        self.book(-self.target.share() * bytes as f32);
    }

    /// As [`Self::need`], while nothing might be fetched ahead: what could not be spent then is not spent later on top.
    pub fn count(&mut self, bytes: u32) {
        let length = bytes as f32;
        self.needed_bytes = self.needed_bytes.saturating_add(u64::from(bytes));
        // The first few count for more: one of them may be a script, and the next a level.
        let share = length / (self.needed_bytes as f32).max(1.0);
        self.usual_bytes += (length - self.usual_bytes) * share.max(1.0 / USUAL_MEMORY);
    }

    /// Something is fetched ahead that is `likely` to be used, as a logarithm of odds.
    pub fn fetch(&mut self, bytes: u32, likely: f32) {
        self.early_bytes = self.early_bytes.saturating_add(u64::from(bytes));
        self.book((1.0 - probability(likely)) * bytes as f32);
    }

    /// What was to be fetched ahead did not come.
    pub fn unfetch(&mut self, bytes: u32, likely: f32) {
        self.early_bytes = self.early_bytes.saturating_sub(u64::from(bytes));
        self.book((probability(likely) - 1.0) * bytes as f32);
    }

    /// What was fetched ahead was `used`, or the session ended without it.
    pub fn settle(&mut self, bytes: u32, likely: f32, used: bool) {
        let total = if used {
            &mut self.used_bytes
        } else {
            &mut self.wasted_bytes
        };
        *total = total.saturating_add(u64::from(bytes));
        let was = f32::from(u8::from(!used));
        self.book((was - (1.0 - probability(likely))) * bytes as f32);
    }

    fn book(&mut self, wasted_bytes: f32) {
        let account = self.account + wasted_bytes / self.usual_bytes();
        self.account = account.clamp(-ACCOUNT_MAX, ACCOUNT_MAX);
    }
}
