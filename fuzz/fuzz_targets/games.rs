//! Lists of games: what is accepted has one spelling, and a game that is added to it is read back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use package::{GameList, MAX_GAME_LIST_BYTES};

fuzz_target!(|bytes: &[u8]| {
    let Ok(list) = GameList::from_bytes(bytes) else {
        return;
    };
    assert_eq!(list.to_text().as_bytes(), bytes);
    let more = list.with("emberfall", "Emberfall").to_text();
    assert!(more.len() > MAX_GAME_LIST_BYTES || GameList::from_bytes(more.as_bytes()).is_ok());
});
