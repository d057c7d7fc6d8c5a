//! The jobs: sequences of questions and answers. A job's value says what it waits for; `step` goes on from there.

pub(crate) mod activate;
pub(crate) mod agree;
pub(crate) mod agreed;
pub(crate) mod ahead;
pub(crate) mod believe;
pub(crate) mod check;
pub(crate) mod clear;
pub(crate) mod describe;
pub(crate) mod download;
pub(crate) mod fill;
pub(crate) mod find;
pub(crate) mod game;
pub(crate) mod game_tried;
pub(crate) mod install;
pub(crate) mod learn;
pub(crate) mod look;
pub(crate) mod repack;
pub(crate) mod room;
pub(crate) mod scrub;
pub(crate) mod tried;
pub(crate) mod unpack;
pub(crate) mod verify;

use crate::state::State;

/// A job and how far it has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Job {
    Activate(activate::Activate),
    Agree(agree::Agree),
    Ahead(ahead::Ahead),
    Agreed(agreed::Agreed),
    Believe(believe::Believe),
    Check(check::Check),
    Clear(clear::Clear),
    Describe(describe::Describe),
    Download(download::Download),
    Fill(fill::Fill),
    Find(find::Find),
    Game(game::Game),
    GameTried(game_tried::GameTried),
    Install(install::Install),
    Learn(learn::Learn),
    Look(look::Look),
    Repack(repack::Repack),
    Room(room::Room),
    Scrub(scrub::Scrub),
    Tried(tried::Tried),
    Unpack(unpack::Unpack),
    Verify(verify::Verify),
}

/// What comes after a step.
pub(crate) enum Next {
    /// The same job, when everything asked is answered.
    Then(Job),
    /// Another job first.
    Call(Job, Job),
    /// Nothing.
    Done,
}

impl Job {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Activate(job) => job.step(state),
            Self::Agree(job) => job.step(state),
            Self::Ahead(job) => job.step(state),
            Self::Agreed(job) => job.step(state),
            Self::Believe(job) => job.step(state),
            Self::Check(job) => job.step(state),
            Self::Clear(job) => job.step(state),
            Self::Describe(job) => job.step(state),
            Self::Download(job) => job.step(state),
            Self::Fill(job) => job.step(state),
            Self::Find(job) => job.step(state),
            Self::Game(job) => job.step(state),
            Self::GameTried(job) => job.step(state),
            Self::Install(job) => job.step(state),
            Self::Learn(job) => job.step(state),
            Self::Look(job) => job.step(state),
            Self::Repack(job) => job.step(state),
            Self::Room(job) => job.step(state),
            Self::Scrub(job) => job.step(state),
            Self::Tried(job) => job.step(state),
            Self::Unpack(job) => job.step(state),
            Self::Verify(job) => job.step(state),
        }
    }

    /// Its transfer gives way to a game that the player asks for meanwhile.
    pub(crate) fn gives_way(&self) -> bool {
        matches!(self, Self::Fill(job) if job.is_asked_for())
    }

    /// The player waits for what it fetches.
    pub(crate) fn is_waited_for(&self) -> bool {
        matches!(self, Self::Game(_) | Self::Unpack(_))
    }

    /// The player may stop it.
    pub(crate) fn is_stoppable(&self) -> bool {
        match self {
            Self::Fill(job) => job.is_asked_for(),
            Self::Download(_) | Self::Game(_) | Self::Unpack(_) => true,
            _ => false,
        }
    }
}
