//! What a trial makes of a game's seconds: the release, or the published game's edition, proves good by being played, and
//! fails by showing nothing.
//!
//! Deliberately absent: launches that never come so far, which `trial.js` counts (decisions 14 and 21).

use protocol::engine::{Problem, Stats};

/// So many seconds with frames prove a release good.
pub const GOOD_SECONDS: u32 = 10;
/// And so many frames in them: a picture now and then is no play.
pub const GOOD_FRAMES: u32 = 30;

/// A game on trial.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trial {
    seconds: u32,
    frames: u32,
    has_shown_something: bool,
}

/// What the trial comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Open,
    /// The release is good.
    Good,
    /// The release fails.
    Failed,
}

impl Trial {
    /// Before the first second.
    pub const fn new() -> Self {
        Self {
            seconds: 0,
            frames: 0,
            has_shown_something: false,
        }
    }

    /// Whether a look at the picture may still change the verdict. Some browsers make a page that looks wait for a worker
    /// that hangs.
    pub fn wants_look(&self) -> bool {
        !self.has_shown_something
    }

    /// After another second of play. `is_blank`: the whole picture is of one colour; nothing where that cannot be told.
    pub fn second(&mut self, stats: &Stats, is_blank: Option<bool>) -> Verdict {
        self.seconds += u32::from(stats.frames > 0);
        self.frames += stats.frames;
        // A scene without things shows the engine's own sky, which is no picture of the game.
        self.has_shown_something |= stats.instances > 0 && is_blank != Some(true);
        if self.seconds < GOOD_SECONDS {
            Verdict::Open
        } else if !self.has_shown_something {
            Verdict::Failed
        } else if self.frames >= GOOD_FRAMES {
            Verdict::Good
        } else {
            Verdict::Open
        }
    }
}

/// Whether `problem` speaks against the release, and not against the browser or the network.
pub fn is_fault_of_release(problem: &Problem) -> bool {
    match problem {
        Problem::GameRefused { .. }
        | Problem::GameTrapped { .. }
        | Problem::OtherProtocol { .. } => true,
        Problem::NoWebGpu | Problem::GameUnavailable { .. } => false,
    }
}

/// The same for a published game, where that is what is on trial: that page and engine do not fit is no fault of it.
pub fn is_fault_of_game(problem: &Problem) -> bool {
    is_fault_of_release(problem) && !matches!(problem, Problem::OtherProtocol { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(frames: u32, is_blank: impl Fn(u32) -> Option<bool>) -> (u32, Verdict) {
        let mut trial = Trial::default();
        let stats = Stats {
            frames,
            instances: 40,
            ..Stats::default()
        };
        let verdicts = (1..=60).map(|second| (second, trial.second(&stats, is_blank(second))));
        let mut decided = verdicts.skip_while(|(_, verdict)| *verdict == Verdict::Open);
        decided.next().unwrap_or((60, Verdict::Open))
    }

    #[test]
    fn ten_seconds_of_pictures_prove_a_release_good() {
        assert_eq!(verdict(60, |_| Some(false)), (10, Verdict::Good));
        assert_eq!(verdict(60, |_| None), (10, Verdict::Good));
    }

    #[test]
    fn a_picture_of_one_colour_for_ten_seconds_fails_and_a_fade_does_not() {
        assert_eq!(verdict(60, |_| Some(true)), (10, Verdict::Failed));
        assert_eq!(verdict(60, |second| Some(second < 9)), (10, Verdict::Good));
    }

    #[test]
    fn who_has_shown_something_is_looked_at_no_more() {
        let mut trial = Trial::new();
        let stats = Stats {
            frames: 60,
            instances: 40,
            ..Stats::default()
        };
        trial.second(&stats, Some(true));
        assert!(trial.wants_look());
        trial.second(&stats, Some(false));
        assert!(!trial.wants_look());
    }

    #[test]
    fn an_empty_scene_for_ten_seconds_fails() {
        let mut trial = Trial::new();
        let stats = Stats {
            frames: 60,
            ..Stats::default()
        };
        let verdicts: Vec<Verdict> = (0..10).map(|_| trial.second(&stats, None)).collect();
        assert_eq!(verdicts[8..], [Verdict::Open, Verdict::Failed]);
    }

    #[test]
    fn few_frames_take_longer_to_prove_it_and_none_never_do() {
        assert_eq!(verdict(2, |_| Some(false)), (15, Verdict::Good));
        assert_eq!(verdict(0, |_| Some(false)), (60, Verdict::Open));
    }

    #[test]
    fn a_missing_file_is_not_the_releases_fault() {
        let url = String::new();
        assert!(!is_fault_of_release(&Problem::GameUnavailable { url }));
        let reason = String::new();
        assert!(is_fault_of_release(&Problem::GameTrapped { reason }));
    }

    #[test]
    fn a_game_is_blamed_for_what_it_does_and_not_for_an_engine_of_another_release() {
        let reason = String::new();
        assert!(is_fault_of_game(&Problem::GameTrapped { reason }));
        assert!(!is_fault_of_game(&Problem::OtherProtocol {
            want: 2,
            got: 1
        }));
    }
}
