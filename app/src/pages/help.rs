//! What the player needs of a browser, what this one has, and what to do where something is missing.

use crate::browser::capability::{self, Capability, has};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

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
    view! {
        <section class="plain">
            <h1>"Help"</h1>
            <p class="lead">"What these games need of a browser, and what yours has."</p>
            <ul class="needs">{NEEDS.iter().map(entry).collect_view()}</ul>
            <h2>"Playing"</h2>
            <p>
                "Each game explains its own keys under “Controls” and lets you change them. Keyboard, mouse, finger and \
                 gamepad all work, and a gamepad can be plugged in at any time."
            </p>
            <h2>"Your saves"</h2>
            <p>
                "Saves stay on this device. Three versions of each are kept, so a crash costs at most the last one. "
                <a href="/settings/">"Export them in the settings"</a>
                " to move them to another device."
            </p>
        </section>
    }
    .into_any()
}

fn entry(need: &'static Need) -> AnyView {
    let found: RwSignal<Option<bool>> = RwSignal::new(None);
    // Effects run in the browser only, after the rendered text was taken over.
    Effect::new(move |_| {
        spawn_local(async move {
            let there = has(need.capability);
            let works = need.capability != Capability::WebGpu || capability::has_adapter().await;
            found.set(Some(there && works));
        });
    });
    let state = move || match found.get() {
        None => "unknown",
        Some(true) => "there",
        Some(false) => "missing",
    };
    let words = move || match found.get() {
        None => "Looking…",
        Some(true) => "There",
        Some(false) => "Missing",
    };
    view! {
        <li class="need" id=need.id data-state=state>
            <h2>{need.name}" " <span class="badge" data-state=state>{words}</span></h2>
            <p>{need.purpose}</p>
            {move || (found.get() == Some(false)).then(|| view! { <p class="remedy">{need.remedy}</p> })}
        </li>
    }
    .into_any()
}
