//! What went wrong in the store, each with a way on. That there is no network is said beside the brand, not here.

use super::notice;
use crate::browser::service_worker;
use crate::element::{Element, actions, button, link, nothing};
use crate::shell::{Connection, Shell};
use crate::words;
use leptos::prelude::AnyView;
use protocol::worker::{Room, ToWorker, Trouble};

/// The trouble that is not mended yet, if the player did not dismiss it.
pub(super) fn trouble(shell: Shell) -> AnyView {
    let told = shell.worker.with(|worker| {
        let status = worker.status()?;
        Some((status.trouble.clone()?, status.room.clone()))
    });
    let Some((trouble, room)) = told else {
        return nothing();
    };
    let is_said_elsewhere =
        trouble == Trouble::Offline && shell.connection.get() == Connection::Offline;
    if is_said_elsewhere || shell.dismissed.get().as_ref() == Some(&trouble) {
        return nothing();
    }
    let (words, mut ways_on) = match (&trouble, &room) {
        (Trouble::QuotaExceeded { .. }, Some(room)) => with_room(shell, room),
        _ => (words::trouble(&trouble), ways_on(&trouble)),
    };
    ways_on.push(button("button quiet", "Dismiss", move |_| {
        shell.dismissed.set(Some(trouble.clone()));
    }));
    notice(&words, None).child(actions(ways_on)).into()
}

fn ways_on(trouble: &Trouble) -> Vec<Element> {
    let ask =
        |words, message: ToWorker| button("button", words, move |_| service_worker::post(&message));
    let export = |class| link(class, "/settings/#saves", "Export saves");
    match trouble {
        Trouble::Offline | Trouble::Refused { .. } => vec![ask("Try again", ToWorker::Check)],
        Trouble::QuotaExceeded { .. } => {
            let make_room = link("button", "/settings/", "Make room");
            vec![make_room, export("button quiet")]
        }
        Trouble::NoDatabase => vec![export("button")],
        Trouble::Damaged { .. } => vec![ask("Repair", ToWorker::Verify)],
    }
}

/// What the player may let go, with a button that agrees and goes on with what had no room.
fn with_room(shell: Shell, room: &Room) -> (String, Vec<Element>) {
    let title = |id: &str| shell.title(id);
    let games: Vec<String> = room.games.iter().map(|game| game.id.clone()).collect();
    let goes_on = match &room.game {
        Some(id) => ToWorker::InstallGame { id: id.clone() },
        None => ToWorker::Download,
    };
    let label = match room.games.as_slice() {
        [game] => format!("Remove {}", title(&game.id)),
        games => format!("Remove {} games", games.len()),
    };
    let agree = button("button", &label, move |_| {
        let games = games.clone();
        service_worker::post(&ToWorker::MakeRoom { games });
        service_worker::post(&goes_on);
    });
    (words::room(room, title), vec![agree])
}
