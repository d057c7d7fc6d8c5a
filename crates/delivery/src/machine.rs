//! The machine itself: one job at a time, and the questions of pages answered beside it.

use package::Head;
use protocol::worker::{FromWorker, Status, ToWorker};

use crate::{
    Anchor, Effect, Event, Priority,
    job::{
        Job, Next, activate, agree, agreed, ahead, check, clear, download, find, game, game_tried,
        install, learn, look, repack, room, scrub, tried, unpack, verify,
    },
    state::State,
    transfer::{Outcome, Progress, Transfer},
};

/// A page that says hello makes us look at the head, but not more often than this.
const CHECK_MILLIS: u64 = 60_000;

/// The worker's mind.
#[derive(Debug)]
pub struct Delivery {
    state: State,
    /// The job under way; below it, those that wait for it.
    stack: Vec<Job>,
    queue: Vec<Job>,
}

impl Delivery {
    /// The machine of the worker that was generated for the release `own`. It knows nothing yet.
    pub fn new(own: Head) -> Self {
        Self {
            state: State::new(own),
            stack: Vec::new(),
            queue: Vec::new(),
        }
    }

    /// The same for a release that was built with a root: only what the root's keys signed is believed.
    pub fn with_anchor(mut self, anchor: Anchor) -> Self {
        self.state.faith.anchor = Some(anchor);
        self
    }

    /// Takes in one event. `now_millis` never goes back.
    pub fn handle(&mut self, now_millis: u64, event: Event) {
        self.state.now = now_millis;
        match event {
            Event::Install => self.enqueue(Job::Install(install::Install::Begin)),
            Event::Activate => {
                self.state.lead();
                self.enqueue(Job::Activate(activate::Activate::Begin));
            }
            Event::Message { client, message } => self.message(client, message),
            Event::Brought {
                client,
                message,
                file,
                bytes,
            } => self.brought(client, message, file, bytes),
            Event::FetchAhead { paths } => self.fetch_ahead(paths),
            Event::Demanded => self.state.demanded(),
            Event::Wanted { path, ranged } => self.state.want(path, ranged),
            Event::Guessed(answer) => {
                if let Some(paths) = self.state.take_guess(answer) {
                    self.fetch_ahead(paths);
                }
            }
            answer => self.state.answer(answer),
        }
        if self.state.ends_rest_from_ahead() {
            self.enqueue(Job::Ahead(ahead::Ahead::Begin));
        }
        self.state.ask_predictor();
        self.state.serve();
        if core::mem::take(&mut self.state.demands.has_doubts) && self.may_check() {
            self.enqueue(Job::Check(check::Check::Begin));
        }
        self.run();
        self.state.probe();
        self.state.announce();
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Effect> {
        let effects = &mut self.state.effects;
        (!effects.is_empty()).then(|| effects.remove(0))
    }

    /// When to send [`Event::Wake`] at the latest. While answers are out, the next of them does as well, but for what a page
    /// waits for.
    pub fn next_wake(&self) -> Option<u64> {
        let demands = self.state.demands.next_wake();
        if self.state.asked > 0 {
            return demands.filter(|_| self.state.has_looked());
        }
        let transfer = self.state.transfer.as_ref().and_then(Transfer::next_wake);
        let state = &self.state;
        let rests = state.resume_at.into_iter().chain(state.ahead_at);
        rests.chain(transfer).chain(demands).min()
    }

    pub(crate) fn status(&self) -> Status {
        self.state.status()
    }

    /// Nothing is under way: the worker may be stopped without loss of time.
    pub fn is_idle(&self) -> bool {
        self.stack.is_empty()
            && self.queue.is_empty()
            && self.state.asked == 0
            && self.state.effects.is_empty()
            && !self.state.edges.is_measuring()
            && !self.state.demands.is_busy()
            && !self.state.forecast.is_busy()
            && self.state.ahead_at.is_none()
    }

    fn message(&mut self, client: String, message: ToWorker) {
        self.state.is_greeted |= !matches!(message, ToWorker::Status | ToWorker::Agree(_));
        match message {
            ToWorker::Hello { protocol, release } => {
                if protocol != protocol::VERSION {
                    let reload = FromWorker::Reload {
                        protocol: protocol::VERSION,
                    };
                    self.state.post(Some(client.clone()), reload);
                }
                self.state.meet(&client, release);
                // It has only begun to load.
                self.state.demanded();
                self.state.curious.push(client);
                self.enqueue(Job::Look(look::Look::Begin));
                if self.may_check() {
                    self.enqueue(Job::Check(check::Check::Begin));
                }
                self.enqueue(Job::Learn(learn::Learn::Begin));
            }
            ToWorker::Status => {
                self.state.curious.push(client);
                self.enqueue(Job::Look(look::Look::Begin));
            }
            ToWorker::Check => {
                self.state.is_moved = true;
                self.enqueue(Job::Check(check::Check::Begin));
                self.enqueue(Job::Learn(learn::Learn::Begin));
            }
            ToWorker::Download => self.enqueue(Job::Download(download::Download::Begin)),
            ToWorker::Cancel => self.cancel(),
            ToWorker::Agree(agrees) => {
                self.enqueue(Job::Agree(agree::Agree::Begin { client, agrees }));
            }
            ToWorker::InstallGame { id } => self.enqueue(Job::Game(game::Game {
                id,
                step: game::Step::Begin,
            })),
            ToWorker::Find { id } => self.enqueue(Job::Find(find::Find::new(client, id))),
            ToWorker::RemoveGame { id } => {
                self.enqueue(Job::Clear(clear::Clear::Begin { game: Some(id) }));
            }
            ToWorker::Verify => self.enqueue(Job::Verify(verify::Verify::new(client))),
            ToWorker::Tried { good, refused } => {
                self.enqueue(Job::Tried(tried::Tried::Begin { good, refused }));
            }
            ToWorker::GameTried { id, release, found } => {
                self.enqueue(Job::GameTried(game_tried::GameTried::new(
                    id, release, found,
                )));
            }
            ToWorker::MakeRoom { games } => {
                self.enqueue(Job::Agreed(agreed::Agreed::Begin { games }));
            }
            ToWorker::Scrub if self.is_idle() => {
                self.enqueue(Job::Scrub(scrub::Scrub::new(client)));
            }
            ToWorker::Scrub => {
                let later = FromWorker::Scrubbed { more: true };
                self.state.post(Some(client), later);
            }
            ToWorker::Claim => self.state.tell(Effect::Claim),
            ToWorker::SaveFile { id } => {
                self.enqueue(Job::Repack(repack::Repack::new(client, id)));
            }
            // These come with their file.
            ToWorker::OpenFile | ToWorker::InstallFile { .. } => {}
            ToWorker::FetchAhead { paths } => self.fetch_ahead(paths),
            ToWorker::Demanded => self.state.demanded(),
            ToWorker::Used(used) => self.state.note_used(used),
            ToWorker::Ahead(wish) => self.state.wish(client, wish),
            ToWorker::Clear => self.enqueue(Job::Clear(clear::Clear::Begin { game: None })),
        }
    }

    fn may_check(&self) -> bool {
        let checked_at = self.state.checked_at;
        checked_at.is_none_or(|checked_at| self.state.now >= checked_at + CHECK_MILLIS)
    }

    fn fetch_ahead(&mut self, paths: Vec<String>) {
        self.state.wish_ahead(paths);
        let is_filling = self.stack.last() == Some(&Job::Ahead(ahead::Ahead::Filled));
        if !is_filling || !self.state.goes_on_ahead() {
            self.enqueue(Job::Ahead(ahead::Ahead::Begin));
        }
    }

    /// A page sent a file with its message.
    fn brought(&mut self, client: String, message: ToWorker, file: u32, bytes: u64) {
        let wanted = match message {
            ToWorker::OpenFile => None,
            ToWorker::InstallFile { digest } => Some(digest),
            _ => return self.state.tell(Effect::LetGo { file }),
        };
        self.state.is_greeted = true;
        let job = unpack::Unpack::new(client, file, bytes, wanted);
        self.enqueue(Job::Unpack(job));
    }

    fn enqueue(&mut self, job: Job) {
        self.state.is_cancelled &= !job.is_stoppable();
        if !self.queue.contains(&job) {
            self.queue.push(job);
        }
    }

    /// Stops what the player can stop, under way or waiting; an installation by the browser is not the player's.
    fn cancel(&mut self) {
        self.state.is_cancelled = self.stack.iter().chain(&self.queue).any(Job::is_stoppable);
    }

    /// As what the transfer under way is to end now, if it is: the player says so, or something else comes first.
    fn stop(&self) -> Option<Outcome> {
        let is_yielding = match self.stack.last()? {
            Job::Scrub(_) => !self.queue.is_empty(),
            Job::Ahead(_) => !self.queue.is_empty() || self.state.rests_from_ahead(),
            job if job.is_stoppable() && self.state.is_cancelled => {
                return Some(Outcome::Cancelled);
            }
            job => job.gives_way() && self.queue.iter().any(Job::is_waited_for),
        };
        is_yielding.then_some(Outcome::Yielded)
    }

    /// The next job: what is fetched ahead is the last.
    fn next_queued(&mut self) -> Option<Job> {
        let is_now = |job: &Job| !matches!(job, Job::Ahead(_));
        let index = self.queue.iter().position(is_now).unwrap_or(0);
        (index < self.queue.len()).then(|| self.queue.remove(index))
    }

    fn run(&mut self) {
        loop {
            if self.state.waits() {
                return;
            }
            self.state.take_over_if_greeted();
            let making_room = matches!(self.stack.last(), Some(Job::Room(_)));
            if !making_room {
                let stop = self.stop();
                match self.state.advance_transfer(stop) {
                    Some(Progress::Running) => return,
                    Some(Progress::Full(Priority::Prefetch)) => {
                        self.state.give_up_ahead();
                        continue;
                    }
                    Some(Progress::Full(_)) => self.stack.push(Job::Room(room::Room::Begin)),
                    Some(Progress::Over(_)) | None => {}
                }
            }
            let next = self.stack.pop();
            let Some(job) = next.or_else(|| self.next_queued()) else {
                return;
            };
            match job.step(&mut self.state) {
                Next::Then(job) => self.stack.push(job),
                Next::Call(called, job) => self.stack.extend([job, called]),
                Next::Done => {}
            }
            for job in core::mem::take(&mut self.state.later) {
                self.enqueue(job);
            }
        }
    }
}
