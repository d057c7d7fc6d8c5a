//! What a level is worth.

use crate::{hash::StateHash, math::STEP_SECS};

const EMBER_POINTS: u32 = 100;
/// Each ember gathered soon after another is worth this much more than that one.
const CHAIN_POINTS: u32 = 25;
const LONGEST_CHAIN: u32 = 5;
const CHAIN_STEPS: u16 = 200;
const SCATTER_POINTS: u32 = 50;
const POINTS_PER_SECOND_SAVED: u32 = 15;
const FULL_FLAME_POINTS: f32 = 500.0;
const UNHURT_POINTS: u32 = 300;

/// A level's counting while it is played.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tally {
    pub(crate) points: u32,
    /// Times a shade or the water cost flame.
    pub(crate) hurts: u16,
    chain: u32,
    chain_steps: u16,
    /// Since the last ember.
    pub(crate) quiet_steps: u16,
}

/// A level's final account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) gathered: u32,
    pub(crate) time: u32,
    pub(crate) flame: u32,
    pub(crate) unhurt: u32,
}

impl Account {
    pub(crate) fn total(&self) -> u32 {
        self.gathered + self.time + self.flame + self.unhurt
    }
}

impl Tally {
    pub(crate) fn step(&mut self) {
        self.quiet_steps = self.quiet_steps.saturating_add(1);
        self.chain_steps = self.chain_steps.saturating_sub(1);
        if self.chain_steps == 0 {
            self.chain = 0;
        }
    }

    pub(crate) fn ember(&mut self) {
        self.points += EMBER_POINTS + CHAIN_POINTS * self.chain;
        self.chain = (self.chain + 1).min(LONGEST_CHAIN);
        self.chain_steps = CHAIN_STEPS;
        self.quiet_steps = 0;
    }

    pub(crate) fn scattered(&mut self) {
        self.points += SCATTER_POINTS;
    }

    pub(crate) fn hurt(&mut self) {
        self.hurts = self.hurts.saturating_add(1);
        self.chain = 0;
    }

    /// The account of a level that took `steps` and ended with `flame`.
    pub(crate) fn account(&self, steps: u32, flame: f32, par_secs: u16) -> Account {
        let secs = (steps as f32 * STEP_SECS) as u32;
        Account {
            gathered: self.points,
            time: u32::from(par_secs).saturating_sub(secs) * POINTS_PER_SECOND_SAVED,
            flame: (flame.clamp(0.0, 1.0) * FULL_FLAME_POINTS) as u32,
            unhurt: if self.hurts == 0 { UNHURT_POINTS } else { 0 },
        }
    }

    pub(crate) fn hash(&self, hash: &mut StateHash) {
        let Self {
            points,
            hurts,
            chain,
            chain_steps,
            quiet_steps,
        } = self;
        hash.u32(*points);
        hash.u32(u32::from(*hurts));
        hash.u32(*chain);
        hash.u32(u32::from(*chain_steps));
        hash.u32(u32::from(*quiet_steps));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embers_in_quick_succession_are_worth_more() {
        let mut quick = Tally::default();
        quick.ember();
        quick.ember();
        let mut slow = Tally::default();
        slow.ember();
        for _ in 0..CHAIN_STEPS {
            slow.step();
        }
        slow.ember();
        assert_eq!((quick.points, slow.points), (225, 200));
    }

    #[test]
    fn a_level_done_late_and_hurt_earns_its_embers_and_flame_only() {
        let mut tally = Tally::default();
        tally.ember();
        tally.hurt();
        let account = tally.account(90 * 60, 0.5, 60);
        assert_eq!(
            account,
            Account {
                gathered: 100,
                time: 0,
                flame: 250,
                unhurt: 0
            }
        );
        assert_eq!(account.total(), 350);
    }
}
