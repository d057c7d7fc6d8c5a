//! What the player needs of a browser, what this one has, and what to do where something is missing.

use crate::browser::capability::{self, Capability, has};
use crate::browser::task::spawn;
use crate::element::{Element, classed, element, nothing, paragraph};
use crate::live::Live;
use leptos::prelude::{AnyView, Effect};

/// One thing that is needed: its id in the page, its name, what it is for, what to do without it.
struct Need {
    capability: Capability,
    id: &'static str,
    name: &'static str,
    purpose: &'static str,
    remedy: &'static str,
}

const NEEDS: [Need; 6] = [
    Need {
        capability: Capability::WebGpu,
        id: "webgpu",
        name: "WebGPU",
        purpose: "Games are drawn with it. Without it no game starts.",
        remedy: "Use a current Chrome, Edge, Safari or Firefox, switch on “graphics acceleration” in its settings, and update the graphics driver.",
    },
    Need {
        capability: Capability::SecureContext,
        id: "secure-context",
        name: "A secure address",
        purpose: "Browsers give WebGPU and offline play to secure addresses only.",
        remedy: "Open this site with https:// in front, or as http://localhost on the computer that serves it.",
    },
    Need {
        capability: Capability::ServiceWorker,
        id: "service-worker",
        name: "Service workers",
        purpose: "They keep pages and games on this device. Without them you play online only.",
        remedy: "Leave the private window, and allow this site to store data in the browser’s settings.",
    },
    Need {
        capability: Capability::IndexedDb,
        id: "indexeddb",
        name: "IndexedDB",
        purpose: "Your saves are kept in it. Without it they last until you close the page.",
        remedy: "Leave the private window, or allow site data. Until then, export your saves in the settings before you leave.",
    },
    Need {
        capability: Capability::OffscreenCanvas,
        id: "offscreen-canvas",
        name: "Drawing in a worker",
        purpose: "It keeps play smooth while the page is busy. Without it games run on the page itself.",
        remedy: "Nothing to do; a newer browser is smoother.",
    },
    Need {
        capability: Capability::SharedMemory,
        id: "shared-memory",
        name: "Isolation",
        purpose: "It gives exact timers and shared memory. Games run without it.",
        remedy: "Nothing to do as a player. Whoever hosts this site can send the headers in its “_headers” file.",
    },
];

/// The page.
pub(super) fn page() -> AnyView {
    classed("section", "plain")
        .child(element("h1").text("Help"))
        .child(paragraph("lead", "What these games need of a browser, and what yours has."))
        .child(classed("ul", "needs").children(NEEDS.each_ref().map(entry)))
        .child(element("h2").text("Playing"))
        .child(element("p").text(
            "Each game explains its own keys under “Controls” and lets you change them. Keyboard, mouse, finger and \
             gamepad all work, and a gamepad can be plugged in at any time.",
        ))
        .child(element("h2").text("Your saves"))
        .child(
            element("p")
                .text("Saves stay on this device. Three versions of each are kept, so a crash costs at most the last one. ")
                .child(element("a").with("href", "/settings/").text("Export them in the settings"))
                .text(" to move them to another device."),
        )
        .into()
}

fn entry(need: &'static Need) -> Element {
    let found: Live<Option<bool>> = Live::new(None);
    // Effects run in the browser only, after the rendered text was taken over.
    Effect::new(move |_| {
        spawn(async move {
            let there = has(need.capability);
            let works = need.capability != Capability::WebGpu || capability::has_adapter().await;
            found.set(Some(there && works));
        });
    });
    let said = move |unknown: &str, there: &str, missing: &str| {
        match found.get() {
            None => unknown,
            Some(true) => there,
            Some(false) => missing,
        }
        .to_owned()
    };
    let state = move || Some(said("unknown", "there", "missing"));
    let heading = element("h2").text(need.name).text(" ").child(
        classed("span", "badge")
            .live("data-state", state)
            .live_text(move || said("Looking…", "There", "Missing")),
    );
    classed("li", "need")
        .with("id", need.id)
        .live("data-state", state)
        .child(heading)
        .child(element("p").text(need.purpose))
        .live_child(move || match found.get() {
            Some(false) => paragraph("remedy", need.remedy).into(),
            None | Some(true) => nothing(),
        })
}
