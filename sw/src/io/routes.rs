//! Static routes: what the browser answers from the caches without starting the worker. Where it has none, it asks.

use delivery::OBJECTS;
use js_sys::{Array, JSON, Promise};
use wasm_bindgen::prelude::*;

use super::promise::wait;

#[wasm_bindgen]
extern "C" {
    /// The install event, as far as `web-sys` does not know it.
    pub type InstallEvent;

    #[wasm_bindgen(method, catch, js_name = addRoutes)]
    fn add_routes(this: &InstallEvent, rules: &Array) -> Result<Promise, JsValue>;
}

/// Routes every object, and each of `paths`, to the cache that holds it.
pub(crate) async fn add(event: &InstallEvent, cache: &str, paths: &[String]) {
    let rules = Array::new();
    rules.push(&rule("/c/*", OBJECTS));
    for path in paths {
        rules.push(&rule(path, cache));
    }
    // A browser without static routes, or with a limit that we do not know: then it asks the worker.
    if let Ok(added) = event.add_routes(&rules) {
        wait(added).await;
    }
}

/// The rule is exact: a path with a query is not in the cache and belongs to the worker, which ignores the query.
fn rule(path: &str, cache: &str) -> JsValue {
    let parts = [
        r#"{"condition":{"requestMethod":"GET","urlPattern":{"pathname":""#,
        path,
        r#"","search":""}},"source":{"cacheName":""#,
        cache,
        r#""}}"#,
    ];
    JSON::parse(&parts.concat()).unwrap_or(JsValue::NULL)
}
