//! Answering one request: judged at once, served by a short chain of promises.

use delivery::{Decision, Event, Method, OFFLINE_PAGE, Request as Asked, route};
use js_sys::Promise;
use protocol::worker::ToWorker;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Request, RequestMode, Response};

use crate::{
    io::{caches, global},
    worker::Worker,
};

/// The answer to `request`; nothing where the browser is to answer as if there were no worker.
pub(crate) fn answer(worker: Worker, request: Request) -> Option<Promise> {
    let url = request.url();
    let path = global::path(&url);
    let asked = Asked {
        method: if request.method() == "GET" {
            Method::Get
        } else {
            Method::Other
        },
        same_origin: path.is_some(),
        navigates: request.mode() == RequestMode::Navigate,
        ranged: request.headers().has("range").unwrap_or(false),
        path: path.unwrap_or_default(),
    };
    match route(&asked, worker.snapshot()) {
        Decision::Network => None,
        Decision::Redirect(path) => Some(future_to_promise(async move {
            Response::redirect(&path).map(Into::into)
        })),
        Decision::Report => Some(future_to_promise(report(worker))),
        Decision::Stored {
            cache,
            path,
            offline_page,
        } => Some(future_to_promise(async move {
            stored(&cache, &path, &request, offline_page).await
        })),
    }
}

/// The stored response, handed back untouched so that the browser's compiled code stays with it.
async fn stored(
    cache: &str,
    path: &str,
    request: &Request,
    offline_page: bool,
) -> Result<JsValue, JsValue> {
    let cache = caches::open(cache).await?;
    let hit = caches::find(&cache, path).await?;
    if !hit.is_undefined() {
        return Ok(hit);
    }
    match JsFuture::from(global::scope().fetch_with_request(request)).await {
        Err(_) if offline_page => {
            let page = caches::find(&cache, OFFLINE_PAGE).await?;
            Ok(if page.is_undefined() {
                Response::error().into()
            } else {
                page
            })
        }
        network => network,
    }
}

async fn report(worker: Worker) -> Result<JsValue, JsValue> {
    let asked = Event::Message {
        client: String::new(),
        message: ToWorker::Status,
    };
    JsFuture::from(worker.until_idle(asked)).await?;
    Response::new_with_opt_str(Some(&worker.report())).map(Into::into)
}
