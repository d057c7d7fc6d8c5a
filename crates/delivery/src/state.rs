//! What every job works on: what is known of the store and the pages, the questions that are out, the one transfer.

mod answers;

use package::{Head, Region};
use protocol::worker::{FromWorker, Room, Trouble};

use crate::{
    Change, Client, Effect, Failure, Inventory, Priority, Text,
    demands::Demands,
    edges::Edges,
    faith::Faith,
    forecast::Forecast,
    inventory::{OBJECTS, pages_cache},
    job::Job,
    packages::Package,
    plan::{self, Item},
    retry,
    saved::{self, Known, Offer, Saved},
    transfer::{Outcome, Progress, Transfer},
};

/// Known and under way.
#[derive(Debug)]
pub(crate) struct State {
    /// The release this worker was generated for.
    pub(crate) own: Head,
    pub(crate) now: u64,
    pub(crate) effects: Vec<Effect>,
    /// Effects that are not answered yet.
    pub(crate) asked: u32,
    pub(crate) resume_at: Option<u64>,

    pub(crate) saved: Saved,
    pub(crate) inventory: Inventory,
    pub(crate) clients: Vec<Client>,
    /// Another worker than the active one is being installed or waits; it may be this one.
    pub(crate) successor: bool,
    /// Another worker than this one is active, where the browser says so.
    behind: Option<bool>,
    /// A page sent something that pages send to the active worker only.
    pub(crate) is_greeted: bool,
    /// Which of the three questions of [`State::refresh`] have ever been answered.
    heard: [bool; 3],
    pub(crate) has_database: bool,
    /// How long the records were that were written last.
    saving_bytes: u64,
    /// How long those were that the browser did not write, where it did not.
    pub(crate) unsaved_bytes: Option<u64>,

    /// What the browser would store in all, as it says.
    pub(crate) quota_bytes: Option<u64>,
    /// What the player may let go so that the last transfer has room.
    pub(crate) room: Option<Room>,
    pub(crate) text: Option<Result<Text, Failure>>,
    /// The game that comes in a file; in no record before it is all there.
    pub(crate) incoming: Option<Package>,
    /// The answer to [`Effect::Pack`].
    pub(crate) packed: Option<Result<(), Failure>>,
    pub(crate) damaged: Vec<(String, String)>,
    pub(crate) transfer: Option<Transfer>,
    /// What pages wait for.
    pub(crate) demands: Demands,
    /// Whom bodies are asked of.
    pub(crate) edges: Edges,
    /// Objects to fetch ahead, the likeliest first.
    pub(crate) ahead: Vec<String>,
    /// When to go on with them; nothing where they do not rest.
    pub(crate) ahead_at: Option<u64>,
    /// What the predictor is asked.
    pub(crate) forecast: Forecast,
    /// The page says that the network may be another one.
    pub(crate) is_moved: bool,
    /// The answer to [`Effect::Lock`].
    pub(crate) is_locked: bool,
    /// Another worker fetches what this one would.
    pub(crate) is_waiting: bool,
    pub(crate) outcome: Option<Outcome>,
    /// The player takes back what was asked for last and is not done.
    pub(crate) is_cancelled: bool,

    pub(crate) online: bool,
    pub(crate) trouble: Option<Trouble>,
    pub(crate) faith: Faith,
    /// Jobs that a job found necessary.
    pub(crate) later: Vec<Job>,
    pub(crate) checked_at: Option<u64>,
    pub(crate) healed: bool,

    /// The status that every page was last told, as it was sent.
    pub(crate) posted: Vec<u8>,
    pub(crate) posted_at: u64,
    pub(crate) curious: Vec<String>,
}

impl State {
    pub(crate) fn new(own: Head) -> Self {
        Self {
            own,
            now: 0,
            effects: Vec::new(),
            asked: 0,
            resume_at: None,
            saved: Saved::default(),
            inventory: Inventory::default(),
            clients: Vec::new(),
            successor: false,
            behind: None,
            is_greeted: false,
            heard: [false; 3],
            has_database: true,
            saving_bytes: 0,
            unsaved_bytes: None,
            quota_bytes: None,
            room: None,
            text: None,
            incoming: None,
            packed: None,
            damaged: Vec::new(),
            transfer: None,
            demands: Demands::default(),
            edges: Edges::default(),
            ahead: Vec::new(),
            ahead_at: None,
            forecast: Forecast::default(),
            is_moved: false,
            is_locked: false,
            is_waiting: false,
            outcome: None,
            is_cancelled: false,
            online: true,
            trouble: None,
            faith: Faith::default(),
            later: Vec::new(),
            checked_at: None,
            healed: false,
            posted: Vec::new(),
            posted_at: 0,
            curious: Vec::new(),
        }
    }

    /// Carries out an effect that has no answer.
    pub(crate) fn tell(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Carries out an effect that is answered; the current job goes on when everything asked is answered.
    pub(crate) fn ask(&mut self, effect: Effect) {
        self.asked += 1;
        self.effects.push(effect);
    }

    pub(crate) fn post(&mut self, client: Option<String>, message: FromWorker) {
        self.tell(Effect::Post { client, message });
    }

    /// Learns anew what the store holds and who is there: the other worker of this origin may have changed both.
    pub(crate) fn refresh(&mut self) {
        self.demands.take_stored();
        self.ask(Effect::Load);
        self.ask(Effect::List);
        self.ask(Effect::ListClients);
    }

    pub(crate) fn save(&mut self, changes: Vec<Change>) {
        if changes.is_empty() {
            return;
        }
        let values = changes.iter().filter_map(|change| change.value.as_ref());
        self.saving_bytes = values.map(|value| value.len() as u64).sum();
        for change in &changes {
            self.saved.apply(change);
        }
        self.ask(Effect::Save(changes));
    }

    /// Reads a small file into `self.text`.
    pub(crate) fn read(&mut self, path: &str, limit_bytes: u64, stored: bool) {
        self.text = None;
        self.ask(Effect::Read {
            path: path.to_owned(),
            limit_bytes,
            stored,
        });
    }

    /// Lets the current job go on after so long.
    pub(crate) fn rest(&mut self, tries: u32) {
        self.rest_millis(retry::backoff_millis(tries));
    }

    pub(crate) fn rest_millis(&mut self, millis: u64) {
        self.resume_at = Some(self.now + millis);
    }

    /// Fetches `items`; how that ended is in `self.outcome` when the current job goes on.
    pub(crate) fn fill(&mut self, items: Vec<Item>, priority: Priority) {
        self.outcome = None;
        let bytes_per_sec = self.saved.bytes_per_sec();
        self.transfer = Some(Transfer::new(items, priority, bytes_per_sec));
    }

    /// How the last [`State::fill`] ended, after noting what it says about the origin and the store.
    pub(crate) fn filled(&mut self) -> Outcome {
        let outcome = self.outcome.take().unwrap_or(Outcome::Complete);
        match &outcome {
            Outcome::Complete => {
                self.trouble = None;
                self.room = None;
            }
            Outcome::Cancelled | Outcome::Yielded => {}
            Outcome::Failed(trouble) => {
                self.online &= *trouble != Trouble::Offline;
                self.trouble = Some(trouble.clone());
            }
        }
        outcome
    }

    /// Whether the current job has to wait; time passes here for whatever waits for it.
    pub(crate) fn waits(&mut self) -> bool {
        if self.resume_at.is_some_and(|due| due <= self.now) {
            self.resume_at = None;
        }
        self.asked > 0 || self.resume_at.is_some()
    }

    /// Moves the transfer on and says where it stands.
    pub(crate) fn advance_transfer(&mut self, stop: Option<Outcome>) -> Option<Progress> {
        self.give_way();
        let transfer = self.transfer.as_mut()?;
        if let Some(stop) = stop {
            transfer.stop(stop, &mut self.effects);
        }
        if self.edges.is_due(self.now) {
            self.edges.measure(self.now);
        }
        transfer.advance(self.now, &mut self.edges, &mut self.effects);
        let progress = transfer.progress();
        if let Progress::Over(outcome) = &progress {
            self.outcome = Some(outcome.clone());
            let samples = transfer.pace.take_samples();
            self.transfer = None;
            self.note_pace(samples);
        }
        Some(progress)
    }

    /// Whether the database was read.
    pub(crate) fn has_loaded(&self) -> bool {
        self.heard[0]
    }

    /// The store was read at least once.
    pub(crate) fn has_looked(&self) -> bool {
        self.heard == [true; 3]
    }

    /// What the store is said to hold is not so.
    pub(crate) fn doubt_list(&mut self) {
        self.heard[1] = false;
    }

    /// Everything known is from one moment: the store was read and nothing is on its way to it.
    pub(crate) fn is_settled(&self) -> bool {
        self.has_looked() && self.asked == 0 && self.known().is_some()
    }

    /// The release that new pages get, once its text is known.
    pub(crate) fn known(&self) -> Option<&Known> {
        self.known_as(self.serving())
    }

    /// The release of `head`, once its text is known.
    pub(crate) fn known_as(&self, head: &Head) -> Option<&Known> {
        self.saved.releases.iter().find(|known| known.head == *head)
    }

    /// The offered release where it is newer than our own, did not fail here, and its text is known.
    pub(crate) fn offer(&self) -> Option<(&Offer, &Known)> {
        let is_news =
            |offer: &&Offer| self.is_news(offer.head.number) && self.vouches_for(&offer.head);
        let offer = self.saved.offer.as_ref().filter(is_news)?;
        Some((offer, self.known_as(&offer.head)?))
    }

    /// What the offered release still needs.
    pub(crate) fn missing_of_offer(&self) -> Vec<Item> {
        let offer = self.offer();
        offer.map_or_else(Vec::new, |(offer, _)| self.missing_of_head(&offer.head))
    }

    /// What the release of `head` still needs of all that is kept; nothing where its text is not known.
    pub(crate) fn missing_of_head(&self, head: &Head) -> Vec<Item> {
        let known = self.known_as(head);
        known.map_or_else(Vec::new, |known| {
            let mut missing = self.missing_of(known, |region| self.is_kept(region));
            missing.extend(self.carried_to(known));
            missing
        })
    }

    /// Files of games that nobody keeps whole, as far as they were played: what our own release has of them comes along,
    /// where that costs no more than a patch.
    fn carried_to(&self, known: &Known) -> Vec<Item> {
        let (pages, own) = (pages_cache(&known.head), pages_cache(&self.own));
        if pages == own {
            return Vec::new();
        }
        let is_played = |file: &&package::File| {
            file.region.game().is_some()
                && !self.is_kept(&file.region)
                && self.inventory.holds(&own, &file.path)
                && !self.inventory.holds(&pages, &file.path)
        };
        let files = known.release.files().iter().filter(is_played);
        let items =
            files.map(|file| plan::item(file, known, &self.saved.releases, &self.inventory));
        items
            .filter(|item| item.twin.is_some() || item.patch.is_some())
            .collect()
    }

    /// What the release that pages get still needs of the regions that `wants` names.
    pub(crate) fn missing(&self, wants: impl Fn(&Region) -> bool) -> Vec<Item> {
        self.known()
            .map_or_else(Vec::new, |known| self.missing_of(known, wants))
    }

    /// What `known` still needs of the regions that `wants` names.
    pub(crate) fn missing_of(&self, known: &Known, wants: impl Fn(&Region) -> bool) -> Vec<Item> {
        plan::missing(known, &self.saved.releases, &self.inventory, wants)
    }

    /// Whether a region is kept whole: shell and engine always, a game if the player said so. Without a database nobody
    /// remembers what the player said, but a game that is there whole was asked for.
    pub(crate) fn is_kept(&self, region: &Region) -> bool {
        let Some(id) = region.game() else { return true };
        let is_asked = self.saved.games.get(id).is_some_and(|game| game.installed);
        is_asked || (!self.has_database && self.is_whole(region))
    }

    fn is_whole(&self, region: &Region) -> bool {
        let files = self.known().map_or(&[][..], |known| known.release.files());
        let mut files = files.iter().filter(|file| file.region == *region);
        files.all(|file| self.inventory.holds(OBJECTS, &file.path))
    }

    /// This worker is installed, or being installed, beside an active one of another release.
    pub(crate) fn is_successor(&self) -> bool {
        // An active worker that was stopped early may not have written that it is.
        let recorded = || self.saved.active.is_some_and(|it| it != self.own.digest);
        self.behind.unwrap_or_else(recorded)
    }

    /// From now on no other worker is the active one.
    pub(crate) fn lead(&mut self) {
        self.behind = self.behind.and(Some(false));
    }

    /// Notes that this is the active worker.
    pub(crate) fn take_over(&mut self) {
        if self.saved.active != Some(self.own.digest) {
            let mut changes = vec![saved::set_active(self.own.digest)];
            if self.saved.good.is_none() {
                changes.push(saved::set_good(&self.predecessor()));
            }
            self.save(changes);
        }
        if self
            .saved
            .offer
            .as_ref()
            .is_some_and(|offer| offer.head.number <= self.own.number)
        {
            self.set_offer(None);
        }
    }

    /// A worker that pages talk to is the active one, whether or not it had time to write so when it was activated.
    pub(crate) fn take_over_if_greeted(&mut self) {
        if self.is_greeted && self.has_looked() {
            self.take_over();
        }
    }

    pub(crate) fn set_offer(&mut self, offer: Option<Offer>) {
        if self.saved.offer != offer {
            self.save(vec![saved::set_offer(offer.as_ref())]);
        }
    }

    pub(crate) fn want_offer(&mut self, wanted: bool) {
        let offer = self
            .saved
            .offer
            .clone()
            .map(|offer| Offer { wanted, ..offer });
        self.set_offer(offer);
    }

    /// The digest that the file at `path` in `cache` must have.
    pub(crate) fn promised(&self, cache: &str, path: &str) -> Option<package::Digest> {
        if cache == OBJECTS {
            return package::object_digest(path);
        }
        let known = self
            .known()
            .filter(|known| pages_cache(&known.head) == cache)?;
        known.release.file(path).map(|file| file.digest)
    }
}
