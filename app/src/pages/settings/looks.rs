//! The looks section: theme of the pages, quality of the picture.

use crate::life;
use crate::settings::{Settings, Theme, quality_from_name, quality_name};
use crate::shell::Shell;
use leptos::prelude::*;

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
pub(super) fn section(shell: Shell) -> AnyView {
    view! {
        <section aria-labelledby="looks-title" class="panel" id="looks">
            <h2 id="looks-title">"Looks"</h2>
            {choices(shell, "Theme", "theme", &THEMES, |settings| settings.theme.name(), |settings, name| {
                settings.theme = Theme::from_name(name);
            })}
            {choices(shell, "Quality", "quality", &QUALITIES, |settings| quality_name(settings.quality), |settings, name| {
                settings.quality = quality_from_name(name);
            })}
            <p class="note">"Quality takes effect when a game is opened next."</p>
        </section>
    }
    .into_any()
}

fn choices(
    shell: Shell,
    legend: &'static str,
    group: &'static str,
    choices: &'static [Choice],
    read: fn(&Settings) -> &'static str,
    write: fn(&mut Settings, &str),
) -> AnyView {
    view! {
        <fieldset class="segments">
            <legend>{legend}</legend>
            {choices.iter().map(|&(name, words)| view! {
                <label>
                    <input
                        type="radio"
                        name=group
                        value=name
                        prop:checked=move || shell.settings.with(|settings| read(settings) == name)
                        on:change=move |_| life::keep_settings(shell, |settings| write(settings, name))
                    />
                    <span>{words}</span>
                </label>
            }).collect_view()}
        </fieldset>
    }
    .into_any()
}
