//! Priors: what is accepted can be counted, and what is written from it is accepted and says the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use predict::{Predictor, Prior};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(prior) = Prior::from_bytes(bytes) {
        let mut predictor = Predictor::new(64 << 10, 1_000);
        assert_eq!(predictor.add_prior(bytes), Ok(()));
        predictor.enter(1);
        let written = prior.to_bytes();
        let again = Prior::from_bytes(&written).map(|prior| prior.to_bytes());
        assert_eq!(again, Ok(written));
    }
});
