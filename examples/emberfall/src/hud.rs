//! What the display says in each phase. No device's keys are named: the host knows which the player holds.

use component::{
    draw,
    hud::{Item, Kind, Slot},
};

use crate::{
    level::{COUNT, LEVELS, Level},
    line::Line,
    math::STEP_SECS,
    session::{Phase, Session},
};

/// How long a level's name and idea stand in the middle.
const NAME_STEPS: u32 = 190;
/// How long a level's hint stands at the edge.
const HINT_STEPS: u32 = 60 * 32;
const LOW_FLAME: f32 = 0.28;

fn text(slot: Slot, text: &str) -> Item<'_> {
    Item {
        slot,
        kind: Kind::Text,
        value: 0,
        of: 0,
        text,
    }
}

fn number(slot: Slot, text: &str, value: u32) -> Item<'_> {
    Item {
        slot,
        kind: Kind::Number,
        value: u16::try_from(value).unwrap_or(u16::MAX),
        of: 0,
        text,
    }
}

fn level_line(number: usize, level: &Level) -> Line {
    Line::new()
        .number(number as u32 + 1)
        .text(" · ")
        .text(level.name)
}

/// Appends the display of this moment.
pub(crate) fn write(session: &Session, commands: &mut Vec<u8>) {
    match session.phase {
        Phase::Title => title(session, commands),
        Phase::Playing => playing(session, commands),
        Phase::Complete => complete(session, commands),
        Phase::Won => won(session, commands),
        Phase::Lost => lost(session, commands),
    }
}

fn title(session: &Session, commands: &mut Vec<u8>) {
    let progress = &session.progress;
    let chosen = usize::from(session.chosen);
    let level = level_line(chosen, LEVELS[chosen]);
    let goes_on = session.chosen == progress.level && (progress.level > 0 || progress.score > 0);
    let prompt = if goes_on { "Go on" } else { "Begin" };
    let hint = if progress.reached > 0 {
        "Left and right choose a level. Restart begins a new game"
    } else {
        "Carry the last light home"
    };
    let best = Line::new().text("Best ").number(progress.best_score);
    let subtitle = if progress.best_score > 0 {
        best.as_str()
    } else {
        "A lantern, six dusks, and the islands in between"
    };
    let items = [
        text(Slot::Title, "Emberfall"),
        text(Slot::Subtitle, subtitle),
        text(Slot::Level, level.as_str()),
        text(Slot::Prompt, prompt),
        text(Slot::Hint, hint),
    ];
    draw::hud(commands, items);
}

/// Score, level, lives, embers and flame, which stand in every phase but the title.
fn standing<'a>(session: &Session, level: &'a Line) -> [Item<'a>; 5] {
    let run = &session.run;
    let lives = match session.phase {
        Phase::Lost => 0,
        _ => session.progress.lives,
    };
    [
        number(Slot::Score, "Score", session.score()),
        text(Slot::Level, level.as_str()),
        Item {
            slot: Slot::Lives,
            kind: Kind::Count,
            value: u16::from(lives),
            of: u16::from(crate::progress::MOST_LIVES),
            text: "Lives",
        },
        Item {
            slot: Slot::Goal,
            kind: Kind::Count,
            value: run.embers_taken() as u16,
            of: run.embers.len() as u16,
            text: "Embers",
        },
        Item {
            slot: Slot::Energy,
            kind: Kind::Meter,
            value: (run.player.flame.clamp(0.0, 1.0) * 100.0) as u16,
            of: 100,
            text: "Flame",
        },
    ]
}

fn playing(session: &Session, commands: &mut Vec<u8>) {
    let run = &session.run;
    let level = level_line(run.number, run.level());
    let named = session.phase_steps < NAME_STEPS && run.embers_taken() == 0;
    let name = named.then(|| text(Slot::Title, run.level().name));
    let idea = named.then(|| text(Slot::Subtitle, run.level().idea));
    let hint = advice(session).map(|hint| text(Slot::Hint, hint));
    let items = standing(session, &level);
    draw::hud(
        commands,
        items.into_iter().chain(name).chain(idea).chain(hint),
    );
}

/// The most useful sentence now.
fn advice(session: &Session) -> Option<&'static str> {
    let run = &session.run;
    let gate = &run.beacons.gate;
    let near_gate = (run.player.at - gate.at).length() < 5.0;
    if run.out_steps > 0 {
        return Some("Your flame went out");
    }
    if run.player.flame < LOW_FLAME {
        return Some("Your flame is low. Embers and lanterns feed it");
    }
    if gate.is_awake {
        return Some("Every ember is found. Bring the light to the brazier");
    }
    if near_gate {
        return Some("The brazier sleeps until every ember is found");
    }
    (session.phase_steps < HINT_STEPS).then_some(run.level().hint)
}

fn complete(session: &Session, commands: &mut Vec<u8>) {
    let run = &session.run;
    let level = level_line(run.number, run.level());
    let account = &session.account;
    let secs = (run.steps as f32 * STEP_SECS) as u32;
    let subtitle = Line::new()
        .text("Embers ")
        .number(account.gathered)
        .text(" · Time ")
        .clock(secs)
        .text(" +")
        .number(account.time)
        .text(" · Flame +")
        .number(account.flame);
    let subtitle = if account.unhurt > 0 {
        subtitle.text(" · Unhurt +").number(account.unhurt)
    } else {
        subtitle
    };
    let items = standing(session, &level).into_iter().chain([
        text(Slot::Title, "The brazier burns"),
        text(Slot::Subtitle, subtitle.as_str()),
        text(Slot::Prompt, "Go on"),
    ]);
    draw::hud(commands, items);
}

fn won(session: &Session, commands: &mut Vec<u8>) {
    let level = level_line(COUNT - 1, LEVELS[COUNT - 1]);
    let praise = if session.is_best {
        " points, your best yet"
    } else {
        " points"
    };
    let subtitle = Line::new()
        .text("All six braziers burn · ")
        .number(session.final_score)
        .text(praise);
    let items = standing(session, &level).into_iter().chain([
        text(Slot::Title, "The night is lit"),
        text(Slot::Subtitle, subtitle.as_str()),
        text(Slot::Prompt, "Return"),
    ]);
    draw::hud(commands, items);
}

fn lost(session: &Session, commands: &mut Vec<u8>) {
    let level = level_line(session.run.number, session.run.level());
    let subtitle = Line::new()
        .number(session.final_score)
        .text(" points. This level can be tried again with three lives");
    let items = standing(session, &level).into_iter().chain([
        text(Slot::Title, "The last light went out"),
        text(Slot::Subtitle, subtitle.as_str()),
        text(Slot::Prompt, "Try again"),
    ]);
    draw::hud(commands, items);
}
