//! A way to a server that counts what goes up, and kills a program at a chosen byte.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::process::ExitStatusExt as _;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::thread;

/// What went up, and whom to kill when.
#[derive(Default)]
struct Watched {
    bytes: u64,
    fatal: Option<(u64, Child)>,
}

/// A proxy that lives as long as the test.
pub(crate) struct Proxy {
    pub(crate) address: String,
    watched: Arc<Mutex<Watched>>,
}

impl Proxy {
    pub(crate) fn before(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (server, watched) = (server.to_owned(), Arc::<Mutex<Watched>>::default());
        let watching = Arc::clone(&watched);
        thread::spawn(move || {
            for near in listener.incoming() {
                let (near, far) = (near.unwrap(), TcpStream::connect(&server).unwrap());
                let (near_too, far_too) = (near.try_clone().unwrap(), far.try_clone().unwrap());
                let watched = Arc::clone(&watching);
                thread::spawn(move || pass(near, far, |bytes| count(&watched, bytes)));
                thread::spawn(move || pass(far_too, near_too, |_| true));
            }
        });
        Self { address, watched }
    }

    /// How much went up since the last time it was asked.
    pub(crate) fn taken(&self) -> u64 {
        std::mem::take(&mut self.watched.lock().unwrap().bytes)
    }

    /// Kills `child` when so many bytes went up; waits for its end and tells whether it was killed.
    pub(crate) fn kill_at(&self, bytes: u64, child: Child) -> bool {
        self.watched.lock().unwrap().fatal = Some((bytes, child));
        loop {
            let mut watched = self.watched.lock().unwrap();
            let ended = match &mut watched.fatal {
                Some((_, child)) => child.try_wait().unwrap(),
                None => None,
            };
            if let Some(status) = ended {
                watched.fatal = None;
                assert!(status.success() || status.signal().is_some(), "{status}");
                return !status.success();
            }
            drop(watched);
            thread::yield_now();
        }
    }
}

/// Counts, and kills where it is time; whether the bytes still go up.
fn count(watched: &Mutex<Watched>, bytes: usize) -> bool {
    let mut watched = watched.lock().unwrap();
    watched.bytes += bytes as u64;
    let now = watched.bytes;
    match &mut watched.fatal {
        Some((at, child)) if now >= *at => {
            child.kill().unwrap();
            false
        }
        _ => true,
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, goes_on: impl Fn(usize) -> bool) {
    let mut piece = [0; 512];
    // Either end may go at any time: then the other one does.
    while let Ok(bytes @ 1..) = from.read(&mut piece) {
        if !goes_on(bytes) || to.write_all(&piece[..bytes]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}
