//! Saved predictors that something changed: whatever is accepted goes on learning, and its guesses are probabilities.
#![no_main]

use libfuzzer_sys::fuzz_target;
use predict::Predictor;

const ITEMS: usize = 1_000;

fuzz_target!(|bytes: &[u8]| {
    // Chance alone never hits upon the one length that fits.
    let mut saved = Predictor::new(20 << 10, ITEMS).to_bytes();
    let (steps, changes) = bytes.split_at(bytes.len().min(64));
    for change in changes.chunks_exact(6) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % saved.len();
        for (to, byte) in saved[at..].iter_mut().zip(&change[2..]) {
            *to = *byte;
        }
    }
    if let Ok(mut predictor) = Predictor::from_bytes(&saved, ITEMS) {
        for step in steps.chunks_exact(2) {
            predictor.enter(u16::from_le_bytes([step[0], step[1]]) % 1_024);
            let sound = |p: f32| (0.0..=1.0).contains(&p);
            let mut guesses = predictor.guesses().iter();
            assert!(guesses.all(|guess| sound(guess.used) && sound(guess.soon)));
        }
        predictor.end();
        assert!(Predictor::from_bytes(&predictor.to_bytes(), ITEMS).is_ok());
    }
    Predictor::from_bytes(bytes, ITEMS).ok();
});
