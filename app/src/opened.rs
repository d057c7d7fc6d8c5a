//! The life of the page that opens a game from a file: show what is in it and who signed it, install it where the player
//! wants that.
//!
//! The worker judges everything, and forgets the file whenever it is stopped: the page has it, and sends it again.
//! Deliberately absent: views, in `pages/open.rs`.

use crate::browser::{packed, service_worker};
use crate::life;
use crate::shell::Shell;
use core::cell::RefCell;
use protocol::worker::{Package, Status, ToWorker};
use web_sys::File;

/// How far the page has got.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Opened {
    /// No file was chosen.
    #[default]
    Nothing,
    /// It is being looked at.
    Reading,
    /// This is in it, and it is called so.
    Shown(Box<Package>, String),
    /// It is being put into the store.
    Installing(Box<Package>),
    /// It is there.
    Installed(Box<Package>),
    /// It is not to be had, for the reason of this name.
    Failed(String),
}

thread_local! {
    static PAGE: RefCell<Option<Page>> = const { RefCell::new(None) };
}

struct Page {
    shell: Shell,
    file: Option<File>,
    /// What the worker has not been told yet, because it does not answer for this page so far.
    waits: bool,
    /// The worker said that the game is coming.
    is_coming: bool,
}

/// Begins: the system may have opened this page with a file.
pub fn begin(shell: Shell) {
    PAGE.set(Some(Page {
        shell,
        file: None,
        waits: false,
        is_coming: false,
    }));
    packed::on_launch(open);
    packed::on_drop(open);
    life::reach_out(shell);
}

/// Looks at a file.
pub fn open(file: File) {
    let waits = !service_worker::is_controlled();
    with_page(|page| {
        if !waits {
            packed::send(&ToWorker::OpenFile, &file);
        }
        page.file = Some(file);
        page.waits = waits;
        page.shell.opened.set(Opened::Reading);
    });
}

/// Installs what was shown.
pub fn install(package: Box<Package>, digest: String) {
    with_page(|page| {
        let Some(file) = &page.file else { return };
        packed::send(&ToWorker::InstallFile { digest }, file);
        page.is_coming = false;
        page.shell.opened.set(Opened::Installing(package));
    });
}

/// The player does not want it, or not any more.
pub fn cancel(shell: Shell) {
    if matches!(shell.opened.get_untracked(), Opened::Installing(_)) {
        service_worker::post(&ToWorker::Cancel);
    }
    shell.opened.set(Opened::Nothing);
}

/// The worker says what is in the file.
pub fn hear_opened(package: Box<Package>, digest: String) {
    with_page(|page| {
        let shown = Opened::Shown(package, digest);
        page.shell.opened.set(shown);
    });
}

/// The worker says why there is nothing to be had.
pub fn hear_not_opened(name: String) {
    with_page(|page| {
        if !matches!(page.shell.opened.get_untracked(), Opened::Nothing) {
            page.shell.opened.set(Opened::Failed(name));
        }
    });
}

/// How things stand, as the worker says.
pub fn hear_status(status: &Status) {
    with_page(|page| {
        if page.waits && service_worker::is_controlled() {
            page.waits = false;
            if let Some(file) = &page.file {
                packed::send(&ToWorker::OpenFile, file);
            }
        }
        let Opened::Installing(wanted) = page.shell.opened.get_untracked() else {
            return;
        };
        let mut packages = status.packages.iter();
        match packages.find(|it| it.id == wanted.id) {
            Some(package) if package.fetching => {
                page.is_coming = true;
                let coming = Opened::Installing(Box::new(package.clone()));
                page.shell.opened.set(coming);
            }
            Some(package) if package.offline_ready() && package.version == wanted.version => {
                let installed = Opened::Installed(Box::new(package.clone()));
                page.shell.opened.set(installed);
            }
            // The worker was stopped and knows nothing of it.
            _ if page.is_coming => {
                let name = "file-interrupted".to_owned();
                page.shell.opened.set(Opened::Failed(name));
            }
            _ => {}
        }
    });
}

fn with_page(change: impl FnOnce(&mut Page)) {
    PAGE.with_borrow_mut(|page| page.as_mut().map(change));
}
