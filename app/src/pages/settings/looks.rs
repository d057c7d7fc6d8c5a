//! The looks section: theme of the pages, quality of the picture.

use super::panel;
use crate::element::{Element, classed, element, paragraph};
use crate::life;
use crate::settings::{Settings, Theme, quality_from_name, quality_name};
use crate::shell::Shell;

type Choice = (&'static str, &'static str);

const THEMES: [Choice; 3] = [
    ("system", "As the system"),
    ("dark", "Dusk"),
    ("light", "Dawn"),
];
const QUALITIES: [Choice; 3] = [
    ("automatic", "Automatic"),
    ("low", "Low, saves power"),
    ("high", "High"),
];

/// The section.
pub(super) fn section(shell: Shell) -> Element {
    panel("looks", "Looks")
        .child(choices(
            shell,
            ("theme", "Theme"),
            &THEMES,
            |settings| settings.theme.name(),
            |settings, name| settings.theme = Theme::from_name(name),
        ))
        .child(choices(
            shell,
            ("quality", "Quality"),
            &QUALITIES,
            |settings| quality_name(settings.quality),
            |settings, name| settings.quality = quality_from_name(name),
        ))
        .child(paragraph(
            "note",
            "Quality takes effect when a game is opened next.",
        ))
}

fn choices(
    shell: Shell,
    (group, legend): Choice,
    choices: &'static [Choice; 3],
    read: fn(&Settings) -> &'static str,
    write: fn(&mut Settings, &str),
) -> Element {
    let choice = move |&(name, words): &'static Choice| {
        let is_chosen = move || shell.settings.with(|settings| read(settings) == name);
        let input = element("input")
            .with("type", "radio")
            .with("name", group)
            .with("value", name)
            .live("checked", move || is_chosen().then(String::new))
            .on("change", move |_| {
                life::keep_settings(shell, |settings| write(settings, name));
            });
        element("label")
            .child(input)
            .child(element("span").text(words))
    };
    classed("fieldset", "segments")
        .child(element("legend").text(legend))
        .children(choices.each_ref().map(choice))
}
