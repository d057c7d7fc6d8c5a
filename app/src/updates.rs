//! What the update banner says, decided from the worker's word and the player's. Pure, so every order of events is
//! tested without a browser.

use protocol::worker::{Update, UpdateState};

/// What the player said about the release that is offered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Said {
    /// Nothing yet.
    #[default]
    Nothing,
    /// Now.
    Now,
    /// Later: the banner stays away until a newer release comes.
    Later,
}

/// What the banner shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Banner {
    /// It is not there.
    Hidden,
    /// An update of this many bytes can be had.
    Offer {
        /// Still to be fetched, or its whole size where all is here.
        bytes: u64,
    },
    /// It is being fetched.
    Fetching {
        /// Arrived.
        done_bytes: u64,
        /// In all.
        total_bytes: u64,
    },
    /// Other open pages have not agreed.
    Waiting {
        /// How many.
        others: u32,
    },
    /// Every page agreed: the new worker takes over by itself, and the page hears of it.
    Switching,
}

/// What the page should do next, beside showing the banner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Rest,
    /// Tell the worker to fetch.
    Download,
    /// Tell the worker that this page agrees.
    Agree,
}

/// The banner for `update` after the player `said` something.
pub fn banner(update: Option<&Update>, said: Said) -> Banner {
    let Some(update) = update else {
        return Banner::Hidden;
    };
    let left_bytes = update.total_bytes.saturating_sub(update.done_bytes);
    match (said, update.state) {
        (Said::Later, _) => Banner::Hidden,
        (Said::Now, UpdateState::Available) | (_, UpdateState::Fetching) => Banner::Fetching {
            done_bytes: update.done_bytes,
            total_bytes: update.total_bytes,
        },
        (Said::Nothing, UpdateState::Available) => Banner::Offer { bytes: left_bytes },
        // All of it is here, and the player still wants to know how much changed.
        (Said::Nothing, UpdateState::Ready { .. }) => Banner::Offer {
            bytes: update.total_bytes,
        },
        (Said::Now, UpdateState::Ready { agreed, clients }) if agreed < clients => {
            Banner::Waiting {
                others: clients - agreed,
            }
        }
        (Said::Now, UpdateState::Ready { .. }) => Banner::Switching,
    }
}

/// The step that follows the player's answer at once.
pub fn step_after_answer(update: Option<&Update>, said: Said) -> Step {
    match (update.map(|update| update.state), said) {
        (Some(UpdateState::Available), Said::Now) => Step::Download,
        (Some(UpdateState::Ready { .. }), Said::Now) => Step::Agree,
        _ => Step::Rest,
    }
}

/// What the player's answer is worth, and the step that follows, after the worker told how the update stands `now`
/// and what stood `before`.
pub fn after_status(before: Option<&Update>, now: Option<&Update>, said: Said) -> (Said, Step) {
    let Some(now) = now else {
        return (Said::Nothing, Step::Rest);
    };
    if before.is_some_and(|before| before.release != now.release) {
        // An answer holds for the release that it was given for.
        return (Said::Nothing, Step::Rest);
    }
    let was_fetching = before.is_some_and(|before| before.state == UpdateState::Fetching);
    match (said, now.state) {
        // The fetching ended early. Asking again at once would ask for ever.
        (Said::Now, UpdateState::Available) if was_fetching => (Said::Nothing, Step::Rest),
        (Said::Now, UpdateState::Ready { .. }) => (Said::Now, Step::Agree),
        (said, _) => (said, Step::Rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(state: UpdateState, done_bytes: u64) -> Update {
        Update {
            release: 2,
            total_bytes: 11_000,
            done_bytes,
            state,
        }
    }

    #[test]
    fn an_update_is_offered_with_what_is_left_to_fetch() {
        let known = update(UpdateState::Available, 1_000);
        assert_eq!(
            banner(Some(&known), Said::Nothing),
            Banner::Offer { bytes: 10_000 }
        );
        assert_eq!(step_after_answer(Some(&known), Said::Nothing), Step::Rest);
        assert_eq!(banner(None, Said::Now), Banner::Hidden);
    }

    #[test]
    fn yes_leads_from_download_through_agreement_to_the_switch() {
        let known = update(UpdateState::Available, 0);
        assert_eq!(step_after_answer(Some(&known), Said::Now), Step::Download);
        let fetching = update(UpdateState::Fetching, 5_000);
        assert_eq!(
            after_status(Some(&known), Some(&fetching), Said::Now),
            (Said::Now, Step::Rest)
        );
        let half = update(
            UpdateState::Ready {
                agreed: 1,
                clients: 2,
            },
            11_000,
        );
        assert_eq!(
            after_status(Some(&fetching), Some(&half), Said::Now),
            (Said::Now, Step::Agree)
        );
        assert_eq!(
            banner(Some(&half), Said::Now),
            Banner::Waiting { others: 1 }
        );
        let all = update(
            UpdateState::Ready {
                agreed: 2,
                clients: 2,
            },
            11_000,
        );
        assert_eq!(banner(Some(&all), Said::Now), Banner::Switching);
    }

    #[test]
    fn a_fetch_that_ended_early_is_offered_again_and_not_repeated() {
        let fetching = update(UpdateState::Fetching, 5_000);
        let back = update(UpdateState::Available, 5_000);
        assert_eq!(
            after_status(Some(&fetching), Some(&back), Said::Now),
            (Said::Nothing, Step::Rest)
        );
    }

    #[test]
    fn an_answer_holds_for_the_release_that_it_was_given_for() {
        let known = update(UpdateState::Available, 0);
        let newer = Update {
            release: 3,
            ..known.clone()
        };
        for said in [Said::Now, Said::Later] {
            assert_eq!(
                after_status(Some(&known), Some(&newer), said),
                (Said::Nothing, Step::Rest)
            );
        }
    }

    #[test]
    fn later_is_kept_to_in_every_state() {
        for state in [
            UpdateState::Available,
            UpdateState::Fetching,
            UpdateState::Ready {
                agreed: 1,
                clients: 1,
            },
        ] {
            let update = update(state, 0);
            assert_eq!(banner(Some(&update), Said::Later), Banner::Hidden);
            assert_eq!(
                after_status(Some(&update), Some(&update), Said::Later),
                (Said::Later, Step::Rest)
            );
        }
    }

    #[test]
    fn a_page_that_has_not_agreed_still_offers_a_fetched_update() {
        let here = update(
            UpdateState::Ready {
                agreed: 1,
                clients: 2,
            },
            11_000,
        );
        assert_eq!(
            banner(Some(&here), Said::Nothing),
            Banner::Offer { bytes: 11_000 }
        );
    }
}
