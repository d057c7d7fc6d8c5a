//! The game's display over the picture: text that a screen reader reads too. Its elements stand from the start and
//! only their words change, so play never rebuilds a part of the page.

use super::act;
use crate::element::{Element, classed, element};
use crate::live::Live;
use crate::player::Stage;
use crate::player::hud::{Line, SLOTS};
use component::hud::Slot;

/// The display, and the line that is read out when it changes.
pub(super) fn views(stage: Stage) -> [Element; 2] {
    let lines = SLOTS
        .iter()
        .zip(stage.lines)
        .map(|(slot, line)| view(*slot, line));
    [
        classed("div", "hud")
            .with("role", "group")
            .with("aria-label", "Display")
            .children(lines.collect::<Vec<_>>()),
        classed("p", "hidden")
            .with("role", "status")
            .with("aria-label", "Announcement")
            .live_text(move || stage.announcement.get()),
    ]
}

fn view(slot: Slot, line: Live<Line>) -> Element {
    let name = slot_name(slot);
    let frame = match slot {
        Slot::Prompt => classed("button", "hud-prompt")
            .with("type", "button")
            .on("click", |_| act("confirm")),
        _ => classed("p", &format!("hud-line hud-{name}")),
    };
    let words = |class: &str, read: fn(&Line) -> &str| {
        classed("span", class).live_text(move || line.with(|line| read(line).to_owned()))
    };
    let hidden_from_speech =
        move || line.with(|line| (!line.spoken.is_empty()).then(|| "true".to_owned()));
    let frame = frame
        .with("data-slot", name)
        .live("data-value", move || {
            line.with(|line| line.number.map(|number| number.to_string()))
        })
        .live("hidden", move || {
            line.with(|line| (!line.shown).then(String::new))
        })
        .child(words("hud-text", |line| &line.text))
        .child(words("hud-value", |line| &line.value).live("aria-hidden", hidden_from_speech))
        .child(words("hidden", |line| &line.spoken));
    if slot == Slot::Energy {
        frame.child(meter(line))
    } else {
        frame
    }
}

fn meter(line: Live<Line>) -> Element {
    let part = move |read: fn((u16, u16)) -> u16| {
        move || line.with(|line| line.meter.map(|meter| read(meter).to_string()))
    };
    element("progress")
        .with("aria-hidden", "true")
        .live("value", part(|(value, _)| value))
        .live("max", part(|(_, of)| of.max(1)))
        .live("hidden", move || {
            line.with(|line| line.meter.is_none().then(String::new))
        })
}

fn slot_name(slot: Slot) -> &'static str {
    match slot {
        Slot::Score => "score",
        Slot::Level => "level",
        Slot::Lives => "lives",
        Slot::Goal => "goal",
        Slot::Energy => "energy",
        Slot::Title => "title",
        Slot::Subtitle => "subtitle",
        Slot::Prompt => "prompt",
        Slot::Hint => "hint",
    }
}
