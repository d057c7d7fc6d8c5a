//! A session over a game small enough to be checked by hand.

use super::*;
use component::{Error as Border, draw};

/// Adds up its input; its save is the sum, and it traps when told to dash backwards.
#[derive(Default)]
struct Sum {
    total: u64,
    starts: u64,
    sent_mesh: bool,
}

impl Game for Sum {
    fn start(&mut self, config: &[u8]) -> Result<(), Border> {
        let config = StartConfig::from_bytes(config)?;
        let mut save = [0; 8];
        save[..config.save.len()].copy_from_slice(config.save);
        *self = Self {
            total: u64::from_le_bytes(save),
            starts: self.starts + 1,
            sent_mesh: false,
        };
        Ok(())
    }

    fn step(&mut self, input: &[u8]) -> Result<(), Border> {
        let frame = InputFrame::from_bytes(input)?;
        if frame.move_y == -999 {
            return Err(Border::Trapped);
        }
        let input = u64::from(frame.step) + u64::from(frame.move_x.unsigned_abs());
        self.total = self.total.wrapping_mul(31).wrapping_add(input);
        Ok(())
    }

    fn draw(&mut self, _: f32, commands: &mut Vec<u8>) -> Result<(), Border> {
        if !core::mem::replace(&mut self.sent_mesh, true) {
            draw::mesh(commands, 0, &[], &[]);
        }
        draw::phase(commands, self.starts as u32);
        Ok(())
    }

    fn save(&mut self, out: &mut Vec<u8>) -> Result<(), Border> {
        out.extend_from_slice(&self.total.to_le_bytes());
        Ok(())
    }

    fn state_hash(&mut self) -> Result<u64, Border> {
        Ok(self.total)
    }
}

fn session() -> Session {
    let start = StartConfig {
        seed: 1,
        reduced_motion: false,
        save: &[],
    };
    Session::start(Box::<Sum>::default(), start).unwrap()
}

fn moving(x: i16) -> InputFrame {
    InputFrame {
        move_x: x,
        ..InputFrame::default()
    }
}

fn replay_whole(session: &mut Session, journal: &[u8]) -> Replayed {
    session.begin_replay(journal).unwrap();
    loop {
        if let Some(replayed) = session.replay(7).unwrap() {
            return replayed;
        }
    }
}

#[test]
fn a_recording_replays_to_the_same_hash() {
    let mut played = session();
    played.step(moving(5)).unwrap();
    played.record().unwrap();
    for x in 0..100 {
        played.step(moving(x)).unwrap();
    }
    let hash = played.state_hash().unwrap();
    let journal = played.end_record().unwrap();
    assert!(played.end_record().is_none());
    let replayed = replay_whole(&mut session(), &journal);
    assert_eq!(
        replayed,
        Replayed {
            steps: 100,
            state_hash: hash
        }
    );
}

#[test]
fn a_replay_gives_the_players_own_game_back() {
    let mut other = session();
    other.record().unwrap();
    other.step(moving(9)).unwrap();
    let journal = other.end_record().unwrap();
    let mut own = session();
    own.step(moving(3)).unwrap();
    let before = own.state_hash().unwrap();
    own.begin_replay(&journal).unwrap();
    own.step(moving(77)).unwrap();
    own.begin_replay(&journal).unwrap();
    assert!(own.is_replaying());
    assert_eq!(own.replay(100).unwrap().map(|it| it.steps), Some(1));
    assert!(!own.is_replaying());
    assert_eq!(own.state_hash().unwrap(), before);
}

#[test]
fn bytes_that_are_no_journal_change_nothing() {
    let mut session = session();
    session.step(moving(3)).unwrap();
    let before = session.state_hash().unwrap();
    assert_eq!(
        session.begin_replay(b"LWJ9"),
        Err(Error::Border(Border::NotAJournal))
    );
    assert_eq!(
        (session.state_hash().unwrap(), session.is_replaying()),
        (before, false)
    );
}

#[test]
fn steps_are_numbered_from_each_start() {
    let mut session = session();
    session.step(moving(0)).unwrap();
    session.step(moving(0)).unwrap();
    assert_eq!(session.next_step(), 2);
    session.record().unwrap();
    assert_eq!(session.next_step(), 0);
}

#[test]
fn meshes_are_forgotten_when_the_game_begins_anew() {
    let mut session = session();
    let mut scene = Scene::default();
    session.draw(0.0, &mut scene).unwrap();
    let first = scene.meshes.version();
    session.draw(0.5, &mut scene).unwrap();
    assert_eq!((scene.meshes.version(), scene.phase), (first, 1));
    session.record().unwrap();
    session.draw(0.0, &mut scene).unwrap();
    assert!(scene.meshes.version() != first && scene.meshes.range(0).is_some());
    assert_eq!(scene.phase, 2);
}

#[test]
fn a_trap_comes_out_as_an_error() {
    let frame = InputFrame {
        move_y: -999,
        ..InputFrame::default()
    };
    assert_eq!(session().step(frame), Err(Error::Border(Border::Trapped)));
}
