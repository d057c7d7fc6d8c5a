//! Catch falling stars with a bowl; they fall faster with each one, and three may be missed.
//!
//! The same start and the same input give the same game on every machine, so nothing here asks for the time, for
//! randomness of the machine, or for a device.

mod picture;

use component::{Error, Game, InputFrame, StartConfig, input::action};

#[cfg(target_arch = "wasm32")]
component::export_game!(crate::Stars, 0);

/// Half the width of the field, metres.
const HALF_WIDTH: f32 = 6.0;
/// Where stars begin to fall, metres.
const TOP: f32 = 9.0;
/// Metres in a step, of sixty in a second.
const BOWL_SPEED: f32 = 0.16;
const FIRST_FALL: f32 = 0.07;
const FALL_MORE: f32 = 0.004;
/// How far from the bowl's middle a star is still caught, metres.
const REACH: f32 = 1.1;
const MISSES: u16 = 3;

/// What the player sees at a moment; the numbers are what the engine knows these phases by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Title = 0,
    Playing = 1,
    Lost = 4,
}

/// The game.
#[derive(Debug)]
pub struct Stars {
    phase: Phase,
    bowl: f32,
    star: [f32; 2],
    caught: u16,
    missed: u16,
    best: u16,
    random: u64,
    save_is_wanted: bool,
    shapes_are_defined: bool,
}

impl Default for Stars {
    fn default() -> Self {
        Self::new(0, 0)
    }
}

impl Stars {
    fn new(seed: u64, best: u16) -> Self {
        Self {
            phase: Phase::Title,
            bowl: 0.0,
            star: [0.0, TOP],
            caught: 0,
            missed: 0,
            best,
            random: seed | 1,
            save_is_wanted: false,
            shapes_are_defined: false,
        }
    }

    /// The next of a row of numbers that look like chance, −1 to 1 (xorshift64).
    fn chance(&mut self) -> f32 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 40) as f32 / (1 << 23) as f32 - 1.0
    }

    fn begin(&mut self) {
        self.phase = Phase::Playing;
        (self.caught, self.missed, self.bowl) = (0, 0, 0.0);
        self.next_star();
    }

    fn next_star(&mut self) {
        self.star = [self.chance() * (HALF_WIDTH - 0.5), TOP];
    }

    fn play(&mut self, input: &InputFrame) {
        let speed = f32::from(input.move_x) / 1000.0 * BOWL_SPEED;
        self.bowl = (self.bowl + speed).clamp(-HALF_WIDTH, HALF_WIDTH);
        self.star[1] -= FIRST_FALL + FALL_MORE * f32::from(self.caught);
        if self.star[1] > 0.5 {
            return;
        }
        if (self.star[0] - self.bowl).abs() <= REACH {
            self.caught = self.caught.saturating_add(1);
        } else {
            self.missed += 1;
        }
        self.next_star();
        if self.missed == MISSES {
            self.phase = Phase::Lost;
            self.save_is_wanted = self.caught > self.best;
            self.best = self.best.max(self.caught);
        }
    }
}

impl Game for Stars {
    fn start(&mut self, config: &[u8]) -> Result<(), Error> {
        let config = StartConfig::from_bytes(config)?;
        // A save that is not ours is no error: the game begins anew.
        let best = config.save.try_into().map_or(0, u16::from_le_bytes);
        *self = Self::new(config.seed, best);
        Ok(())
    }

    fn step(&mut self, input: &[u8]) -> Result<(), Error> {
        let input = InputFrame::from_bytes(input)?;
        match self.phase {
            Phase::Playing if input.pressed & action::RESTART != 0 => self.begin(),
            Phase::Playing => self.play(&input),
            Phase::Title | Phase::Lost if input.pressed & action::CONFIRM != 0 => self.begin(),
            Phase::Title | Phase::Lost => {}
        }
        Ok(())
    }

    fn draw(&mut self, _blend: f32, commands: &mut Vec<u8>) -> Result<(), Error> {
        if !self.shapes_are_defined {
            picture::define_shapes(commands);
            self.shapes_are_defined = true;
        }
        picture::draw(self, commands);
        if self.save_is_wanted {
            component::draw::save(commands);
            self.save_is_wanted = false;
        }
        Ok(())
    }

    fn save(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        out.extend_from_slice(&self.best.to_le_bytes());
        Ok(())
    }

    /// FNV-1a over everything that decides how the game goes on.
    fn state_hash(&mut self) -> Result<u64, Error> {
        let numbers = [
            self.phase as u64,
            self.bowl.to_bits().into(),
            self.star[0].to_bits().into(),
            self.star[1].to_bits().into(),
            self.caught.into(),
            self.missed.into(),
            self.best.into(),
            self.random,
        ];
        let bytes = numbers.into_iter().flat_map(u64::to_le_bytes);
        Ok(bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(seed: u64, save: &[u8]) -> Stars {
        let mut config = Vec::new();
        let start = StartConfig {
            seed,
            reduced_motion: false,
            save,
        };
        start.write(&mut config);
        let mut game = Stars::default();
        game.start(&config).unwrap();
        game
    }

    fn step(game: &mut Stars, move_x: i16, pressed: u16) {
        let input = InputFrame {
            move_x,
            pressed,
            ..InputFrame::default()
        };
        game.step(&input.to_bytes()).unwrap();
    }

    /// Goes to each star until `steps` are over or the game is lost.
    fn chase(game: &mut Stars, steps: u32) {
        step(game, 0, action::CONFIRM);
        for _ in 0..steps {
            let way = game.star[0] - game.bowl;
            step(game, (way * 4000.0) as i16, 0);
        }
    }

    #[test]
    fn who_follows_the_stars_catches_many_and_who_stands_still_loses() {
        let mut game = started(7, &[]);
        chase(&mut game, 2000);
        assert!(game.caught > 10, "{game:?}");
        let mut idle = started(7, &[]);
        step(&mut idle, 0, action::CONFIRM);
        for _ in 0..6000 {
            step(&mut idle, 1000, 0);
        }
        assert_eq!(idle.phase, Phase::Lost);
    }

    #[test]
    fn the_same_input_gives_the_same_state_and_another_seed_another() {
        let hash = |seed| {
            let mut game = started(seed, &[]);
            chase(&mut game, 1000);
            game.state_hash().unwrap()
        };
        assert_eq!(hash(7), hash(7));
        assert_ne!(hash(7), hash(9));
    }

    #[test]
    fn the_best_is_saved_and_read_back() {
        let mut game = started(1, &[]);
        chase(&mut game, 20_000);
        assert!(game.phase == Phase::Lost && game.best > 0, "{game:?}");
        let mut save = Vec::new();
        game.save(&mut save).unwrap();
        assert_eq!(started(1, &save).best, game.best);
    }

    #[test]
    fn every_moment_can_be_drawn() {
        let mut game = started(3, &[]);
        for moment in 0..3000 {
            step(&mut game, 0, if moment == 10 { action::CONFIRM } else { 0 });
            let mut commands = Vec::new();
            game.draw(0.0, &mut commands).unwrap();
            for command in component::draw::commands(&commands) {
                command.unwrap();
            }
        }
        assert_eq!(game.phase, Phase::Lost);
    }
}
