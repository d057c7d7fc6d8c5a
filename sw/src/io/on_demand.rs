//! A module that few need: an object of the worker's own release that no release lists, fetched when it is first needed, and
//! verified. There are two, the decoder of patches of WebAssembly and the predictor.
//!
//! Deliberately absent: a place in Cache Storage. Its name is its content, so the browser's HTTP cache keeps it as long as
//! it likes; without it and without a network a patch waits, and where the origin has none the whole file comes.
//! Nothing waits for the predictor: without it nothing is fetched ahead.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use delivery::{Failure, READ_TIMEOUT_MILLIS};
use js_sys::{ArrayBuffer, Promise, WebAssembly};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::{AbortSignal, RequestCache};

use super::{fetch, hash, promise::wait};

/// The module. Cloning it gives another hold of the same.
#[derive(Clone)]
pub(crate) struct OnDemand(Rc<Inner>);

struct Inner {
    path: String,
    /// One for all who wait: several may need it at once.
    compiled: RefCell<Option<Promise>>,
    failure: Cell<Failure>,
}

impl OnDemand {
    pub(crate) fn new(path: String) -> Self {
        Self(Rc::new(Inner {
            path,
            compiled: RefCell::default(),
            failure: Cell::new(Failure::Unreachable),
        }))
    }

    /// The compiled module.
    pub(crate) async fn module(&self) -> Result<JsValue, Failure> {
        let compiled = self
            .0
            .compiled
            .borrow_mut()
            .get_or_insert_with(|| {
                let own = self.clone();
                future_to_promise(async move { own.compiled().await.ok_or(JsValue::UNDEFINED) })
            })
            .clone();
        wait(compiled).await.ok_or(self.0.failure.get())
    }

    /// Where it fails, whoever needs it next asks again.
    async fn compiled(&self) -> Option<JsValue> {
        let body = self.verified().await;
        let module = match body {
            Ok(body) => wait(WebAssembly::compile(&body))
                .await
                .ok_or(Failure::Unpatched),
            Err(failure) => Err(failure),
        };
        if let Err(failure) = module {
            self.0.failure.set(failure);
            self.0.compiled.take();
        }
        module.ok()
    }

    async fn verified(&self) -> Result<ArrayBuffer, Failure> {
        let path = &self.0.path;
        let want = package::object_digest(path).ok_or(Failure::Unpatched)?;
        // What the HTTP cache has may be the damage.
        for cache in [RequestCache::Default, RequestCache::Reload] {
            let signal = AbortSignal::timeout_with_u32(READ_TIMEOUT_MILLIS);
            let response = fetch::ask(path, cache, &signal).await?;
            let body = response.array_buffer().map_err(|_| Failure::Unreachable)?;
            let body: ArrayBuffer = wait(body)
                .await
                .ok_or(Failure::Unreachable)?
                .unchecked_into();
            if hash::sha256(&body).await == Some(want) {
                return Ok(body);
            }
        }
        Err(Failure::Unpatched)
    }
}
