//! What an operator sees: `/healthz`, `/metrics` in Prometheus' text, `/probe` for whoever measures the way to here, and a
//! line of JSON for each request or for each failure.
//!
//! Deliberately absent: who asked. An address is a player's own affair, and what stands before this may note it.

use std::io::Write as _;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::HttpBody as _;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use serde_json::json;

use crate::readable::allow_reading;

/// Bounds of the times that are told apart, seconds.
const BOUNDS_SECS: [f64; 9] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0];
const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Which requests leave a line on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Log {
    /// Those that failed for a reason of ours.
    #[default]
    Failures,
    /// All.
    Requests,
}

/// Why an answer says that it is our fault.
#[derive(Debug, Clone)]
pub(crate) struct Why(pub(crate) String);

/// What is counted; clones count together.
#[derive(Debug, Clone)]
pub struct Counts(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    registry: Registry,
    /// By the first digit of the status, from 1 on.
    requests: [Counter; 5],
    sent_bytes: Counter,
    answer_secs: Histogram,
    connections: Gauge,
    fetches: Counter,
    refused: Counter,
    stale: Counter,
}

impl Default for Counts {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("layerw");
        let requests: [Counter; 5] = Default::default();
        for (class, counter) in requests.iter().enumerate() {
            let label = ("status".into(), format!("{}xx", class + 1).into());
            let labelled = registry.sub_registry_with_label(label);
            labelled.register("requests", "Requests answered", counter.clone());
        }
        let shared = Shared {
            requests,
            sent_bytes: Counter::default(),
            answer_secs: Histogram::new(BOUNDS_SECS),
            connections: Gauge::default(),
            fetches: Counter::default(),
            refused: Counter::default(),
            stale: Counter::default(),
            registry: Registry::default(),
        };
        for (name, help, counter) in [
            ("sent_bytes", "Bytes of bodies promised", &shared.sent_bytes),
            ("mirror_fetches", "Requests to the origin", &shared.fetches),
            (
                "mirror_refused",
                "Answers of the origin that were not what was asked for",
                &shared.refused,
            ),
            (
                "mirror_stale",
                "Answers given without an origin that could be reached",
                &shared.stale,
            ),
        ] {
            registry.register(name, help, counter.clone());
        }
        registry.register(
            "answer_seconds",
            "Time until an answer began",
            shared.answer_secs.clone(),
        );
        registry.register(
            "connections",
            "Open connections",
            shared.connections.clone(),
        );
        Self(Arc::new(Shared { registry, ..shared }))
    }
}

impl Counts {
    pub(crate) fn connections(&self) -> &Gauge {
        &self.0.connections
    }

    pub(crate) fn fetched(&self) {
        self.0.fetches.inc();
    }

    pub(crate) fn refused(&self) {
        self.0.refused.inc();
    }

    pub(crate) fn stale(&self) {
        self.0.stale.inc();
    }

    /// The text that `/metrics` answers with.
    fn text(&self) -> String {
        let mut text = String::new();
        // A string takes everything.
        let _ = encode(&mut text, &self.0.registry);
        text
    }
}

/// `router` with `/healthz`, `/metrics` and `/probe` before it.
pub fn with_status(router: Router, counts: Counts) -> Router {
    router.layer(from_fn_with_state(counts, status))
}

async fn status(State(counts): State<Counts>, request: Request, next: Next) -> Response {
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    match request.uri().path() {
        "/healthz" => (no_store, "ok").into_response(),
        "/metrics" => {
            let kind = [(header::CONTENT_TYPE, METRICS_TYPE)];
            (no_store, kind, counts.text()).into_response()
        }
        "/probe" => {
            let mut response = (StatusCode::NO_CONTENT, no_store).into_response();
            allow_reading(response.headers_mut());
            response
        }
        _ => next.run(request).await,
    }
}

/// `router` with each request counted and, where `log` says so, told.
pub fn watched(router: Router, counts: Counts, log: Log) -> Router {
    router.layer(from_fn_with_state((counts, log), watch))
}

async fn watch(
    State((counts, log)): State<(Counts, Log)>,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let told = (log == Log::Requests).then(|| Told::of(&request));
    let failed = (log == Log::Failures).then(|| request.uri().clone());
    let method = request.method().clone();
    let mut response = next.run(request).await;
    let status = response.status();
    let secs = begun.elapsed().as_secs_f64();
    let shared = &counts.0;
    let class = usize::from(status.as_u16() / 100).saturating_sub(1);
    if let Some(counter) = shared.requests.get(class) {
        counter.inc();
    }
    let bytes = sent_bytes(&method, &response);
    shared.sent_bytes.inc_by(bytes);
    shared.answer_secs.observe(secs);
    let why = response.extensions_mut().remove::<Why>();
    if let (Some(uri), true) = (failed, status.is_server_error()) {
        let told = Told {
            method,
            path: uri.path().to_owned(),
        };
        told.write(status, bytes, secs, why);
    } else if let Some(told) = told {
        told.write(status, bytes, secs, why);
    }
    response
}

fn sent_bytes(method: &Method, response: &Response) -> u64 {
    if method == Method::HEAD {
        return 0;
    }
    let length = response.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    response.body().size_hint().exact().or(length).unwrap_or(0)
}

/// What is noted of a request before it is answered.
struct Told {
    method: Method,
    path: String,
}

impl Told {
    fn of(request: &Request) -> Self {
        Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
        }
    }

    fn write(&self, status: StatusCode, bytes: u64, secs: f64, why: Option<Why>) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let mut line = json!({
            "time_unix_millis": now.map_or(0, |now| now.as_millis() as u64),
            "method": self.method.as_str(),
            "path": self.path,
            "status": status.as_u16(),
            "bytes": bytes,
            "millis": (secs * 1e6).round() / 1e3,
        });
        if let (Some(Why(why)), Some(fields)) = (why, line.as_object_mut()) {
            fields.insert("error".to_owned(), why.into());
        }
        // Nobody is left to be told that nobody listens.
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }
}

/// An answer that may be logged, too.
pub(crate) fn failure(status: StatusCode, why: String) -> Response {
    let mut response = status.into_response();
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response.extensions_mut().insert(Why(why));
    response
}
