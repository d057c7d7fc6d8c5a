//! What the update banner says, decided from the worker's word and the player's. Pure, so every order of events is
//! tested without a browser.

use protocol::worker::{Status, Update, UpdateState};

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
        /// How fast that would come, bytes a second, where it is known and something is to come.
        bytes_per_sec: Option<u64>,
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
    /// New pages get a newer release already, and nothing has to be fetched: this page was loaded a moment before.
    Load,
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
    /// Load anew: what the page agreed to has taken over.
    Load,
}

/// The banner of a page of `page_release` after the player `said` something.
pub fn banner(page_release: u64, status: Option<&Status>, said: Said) -> Banner {
    let Some(status) = status else {
        return Banner::Hidden;
    };
    let Some(update) = &status.update else {
        return match said {
            Said::Nothing | Said::Now if status.release > page_release => Banner::Load,
            _ => Banner::Hidden,
        };
    };
    let left_bytes = update.total_bytes.saturating_sub(update.done_bytes);
    match (said, update.state) {
        (Said::Later, _) => Banner::Hidden,
        (Said::Now, UpdateState::Available) | (_, UpdateState::Fetching) => Banner::Fetching {
            done_bytes: update.done_bytes,
            total_bytes: update.total_bytes,
        },
        (Said::Nothing, UpdateState::Available) => Banner::Offer {
            bytes: left_bytes,
            bytes_per_sec: status.bytes_per_sec,
        },
        // All of it is here, and the player still wants to know how much changed.
        (Said::Nothing, UpdateState::Ready { .. }) => Banner::Offer {
            bytes: update.total_bytes,
            bytes_per_sec: None,
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

/// What the player's answer is worth, and the step that follows, after the worker told how things stand and `before`
/// told of this update.
pub fn after_status(before: Option<&Update>, status: &Status, said: Said) -> (Said, Step) {
    let Some(now) = &status.update else {
        return match (before, said) {
            // The new worker's word may come before the browser says that it has taken over.
            (Some(before), Said::Now) if status.release >= before.release => (said, Step::Load),
            (Some(_), _) => (Said::Nothing, Step::Rest),
            (None, _) => (said, Step::Rest),
        };
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

/// Whether this page agreed and other pages have not: they may agree, and they may go.
pub fn waits_for_others(status: &Status, said: Said) -> bool {
    let state = status.update.as_ref().map(|update| update.state);
    said == Said::Now
        && matches!(state, Some(UpdateState::Ready { agreed, clients }) if agreed < clients)
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

    fn status(update: &Update) -> Status {
        Status {
            release: 1,
            update: Some(update.clone()),
            ..Status::default()
        }
    }

    #[test]
    fn a_page_loaded_just_before_the_switch_is_offered_the_release_that_is_there() {
        let switched = Status {
            release: 2,
            ..Status::default()
        };
        assert_eq!(banner(1, Some(&switched), Said::Nothing), Banner::Load);
        assert_eq!(banner(1, Some(&switched), Said::Later), Banner::Hidden);
        assert_eq!(
            after_status(None, &switched, Said::Later),
            (Said::Later, Step::Rest)
        );
        assert_eq!(banner(2, Some(&switched), Said::Nothing), Banner::Hidden);
    }

    #[test]
    fn a_page_that_agreed_loads_anew_even_where_the_new_worker_is_heard_first() {
        let ready = UpdateState::Ready {
            agreed: 1,
            clients: 1,
        };
        let agreed = update(ready, 11_000);
        let switched = Status {
            release: 2,
            ..Status::default()
        };
        let after = |said| after_status(Some(&agreed), &switched, said);
        assert_eq!(after(Said::Now), (Said::Now, Step::Load));
        assert_eq!(after(Said::Nothing), (Said::Nothing, Step::Rest));
        let withdrawn = Status {
            release: 1,
            ..Status::default()
        };
        assert_eq!(
            after_status(Some(&agreed), &withdrawn, Said::Now),
            (Said::Nothing, Step::Rest)
        );
    }

    #[test]
    fn an_update_is_offered_with_what_is_left_to_fetch() {
        let known = update(UpdateState::Available, 1_000);
        assert_eq!(
            banner(1, Some(&status(&known)), Said::Nothing),
            Banner::Offer {
                bytes: 10_000,
                bytes_per_sec: None
            }
        );
        assert_eq!(step_after_answer(Some(&known), Said::Nothing), Step::Rest);
        assert_eq!(banner(1, None, Said::Now), Banner::Hidden);
    }

    #[test]
    fn the_speed_is_said_of_what_is_still_to_come() {
        let offer = |state, done_bytes| {
            let told = Status {
                bytes_per_sec: Some(5_000),
                ..status(&update(state, done_bytes))
            };
            banner(1, Some(&told), Said::Nothing)
        };
        assert_eq!(
            offer(UpdateState::Available, 1_000),
            Banner::Offer {
                bytes: 10_000,
                bytes_per_sec: Some(5_000)
            }
        );
        let ready = UpdateState::Ready {
            agreed: 0,
            clients: 1,
        };
        assert_eq!(
            offer(ready, 11_000),
            Banner::Offer {
                bytes: 11_000,
                bytes_per_sec: None
            }
        );
    }

    #[test]
    fn yes_leads_from_download_through_agreement_to_the_switch() {
        let known = update(UpdateState::Available, 0);
        assert_eq!(step_after_answer(Some(&known), Said::Now), Step::Download);
        let fetching = update(UpdateState::Fetching, 5_000);
        assert_eq!(
            after_status(Some(&known), &status(&fetching), Said::Now),
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
            after_status(Some(&fetching), &status(&half), Said::Now),
            (Said::Now, Step::Agree)
        );
        assert_eq!(
            banner(1, Some(&status(&half)), Said::Now),
            Banner::Waiting { others: 1 }
        );
        assert!(waits_for_others(&status(&half), Said::Now));
        assert!(!waits_for_others(&status(&half), Said::Later));
        let all = update(
            UpdateState::Ready {
                agreed: 2,
                clients: 2,
            },
            11_000,
        );
        assert_eq!(banner(1, Some(&status(&all)), Said::Now), Banner::Switching);
        assert!(!waits_for_others(&status(&all), Said::Now));
    }

    #[test]
    fn a_fetch_that_ended_early_is_offered_again_and_not_repeated() {
        let fetching = update(UpdateState::Fetching, 5_000);
        let back = update(UpdateState::Available, 5_000);
        assert_eq!(
            after_status(Some(&fetching), &status(&back), Said::Now),
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
                after_status(Some(&known), &status(&newer), said),
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
            assert_eq!(
                banner(1, Some(&status(&update)), Said::Later),
                Banner::Hidden
            );
            assert_eq!(
                after_status(Some(&update), &status(&update), Said::Later),
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
            banner(1, Some(&status(&here)), Said::Nothing),
            Banner::Offer {
                bytes: 11_000,
                bytes_per_sec: None
            }
        );
    }
}
