//! What a device keeps of a game, changed: whatever is accepted goes on, answers, and is written so that it is read again.
#![no_main]

use forecast::{Forecast, Parts};
use libfuzzer_sys::fuzz_target;
use protocol::ahead::{AheadWish, Answer, FileLength, Question, Used};

fn begin() -> Question {
    let file = |number: u32| FileLength {
        path: format!("/{number}"),
        bytes: number,
        is_stored: number % 3 == 0,
    };
    Question::Begin {
        game: "fuzz".to_owned(),
        files: (0..200).map(file).collect(),
        hints: None,
    }
}

fn report(number: u8, begins: bool) -> Question {
    Question::Used {
        used: Used {
            begins,
            paths: vec![format!("/{number}")],
            near: vec![format!("/{}", number / 3)],
            ..Used::default()
        },
        missing: vec![format!("/{}", number / 2)],
        bytes_per_sec: Some(u64::from(number) << 20),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut forecast = Forecast::default();
    forecast.ask(begin(), &Parts::default(), None);
    let mut parts = forecast.to_store();
    for number in 0..40 {
        forecast.ask(report(number % 9, number % 20 == 0), &parts, None);
        let due = forecast.to_store();
        parts.table = due.table.or(parts.table);
        parts.account = due.account.or(parts.account);
    }
    let (steps, changes) = bytes.split_at(bytes.len().min(64));
    for change in changes.chunks_exact(4) {
        let all = [&mut parts.paths, &mut parts.table, &mut parts.account];
        for (at, part) in all.into_iter().enumerate() {
            if let Some(part) = part.as_mut().filter(|_| usize::from(change[0]) % 3 == at) {
                let place = usize::from(u16::from_le_bytes([change[1], change[2]])) % part.len();
                part[place] = change[3];
            }
        }
    }
    let mut forecast = Forecast::default();
    assert_eq!(forecast.ask(begin(), &parts, None), Answer::Begun);
    for step in steps {
        forecast.ask(report(*step, *step == 0), &parts, None);
    }
    forecast.ask(Question::Wish(AheadWish::Report), &parts, None);
});
