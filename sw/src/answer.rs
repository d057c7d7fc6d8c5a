//! The module that answers requests: each is judged at once and served by a short chain of promises.

use delivery::{Decision, Method, OFFLINE_PAGE, Request as Asked, Snapshot, route};
use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Request, RequestMode, Response};

use crate::io::{caches, global, promise::wait};

/// Answers `request` through `resolve`; false where the browser is to answer as if there were no worker. `pages` is the
/// cache of this release's pages.
#[wasm_bindgen]
pub fn answer(pages: String, request: Request, resolve: Function) -> bool {
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
    let decision = route(&asked, &Snapshot::new(pages));
    if decision == Decision::Network {
        return false;
    }
    spawn_local(async move {
        let response = serve(&request, decision)
            .await
            .unwrap_or_else(Response::error);
        resolve.call1(&JsValue::UNDEFINED, &response).ok();
    });
    true
}

async fn serve(request: &Request, decision: Decision) -> Option<Response> {
    match decision {
        Decision::Network => None,
        Decision::Redirect(path) => Response::redirect(&path).ok(),
        Decision::Stored {
            cache,
            path,
            offline_page,
        } => {
            // Handed back untouched: the browser's compiled code stays with the stored response.
            if let Some(stored) = caches::find(&cache, &path).await {
                return Some(stored);
            }
            match wait(global::scope().fetch_with_request(request)).await {
                Some(response) => Some(response.unchecked_into()),
                None if offline_page => caches::find(&cache, OFFLINE_PAGE).await,
                None => None,
            }
        }
    }
}
