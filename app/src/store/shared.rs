//! The one store of a page, opened by whoever asks first.

use super::Store;
use crate::browser::{task::spawn, trial};
use core::cell::RefCell;
use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Poll, Waker};

/// How far the store is.
enum Opening {
    NotBegun,
    Begun(Vec<Waker>),
    Done(Store),
}

thread_local! {
    // All share one store, or memory would be split; and what a failed release left is mended once.
    static STORE: RefCell<Opening> = const { RefCell::new(Opening::NotBegun) };
}

/// The store of this page, opened by whoever asks first. Boxed: it is awaited in seven places, and each would carry the
/// opening with it.
pub fn store() -> Pin<Box<dyn Future<Output = Store>>> {
    Box::pin(poll_fn(|context| {
        STORE.with_borrow_mut(|opening| {
            if let Opening::Done(store) = opening {
                return Poll::Ready(store.clone());
            }
            if matches!(opening, Opening::NotBegun) {
                *opening = Opening::Begun(Vec::new());
                spawn(open_store());
            }
            if let Opening::Begun(waiting) = opening {
                waiting.push(context.waker().clone());
            }
            Poll::Pending
        })
    }))
}

async fn open_store() {
    let opened = Store::open().await;
    if trial::failed().is_some() {
        opened.take_back().await;
    }
    let before = STORE.replace(Opening::Done(opened));
    if let Opening::Begun(waiting) = before {
        waiting.into_iter().for_each(Waker::wake);
    }
}
