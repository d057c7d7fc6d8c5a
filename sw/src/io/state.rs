//! `/layerw/state`: how things stand, as text.
//!
//! Deliberately absent: the words.

use delivery::explain_ahead;
use js_sys::{Array, Promise};
use protocol::ahead::{AheadWish, Answer, Question};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;
use web_sys::{Headers, Response, ResponseInit};

use super::{predictor::Predictor, promise::wait, timer};

/// Whoever looks because nothing comes to an end gets an answer, too.
const WAIT_MILLIS: i32 = 2_000;
const HEADERS: [(&str, &str); 2] = [
    ("content-type", "text/plain;charset=utf-8"),
    ("cache-control", "no-store"),
];

/// Waits until the worker is `idle`, but not long.
pub(crate) async fn soon(idle: Promise) {
    let late = future_to_promise(async {
        timer::sleep(WAIT_MILLIS).await;
        Ok(JsValue::UNDEFINED)
    });
    wait(Promise::race(&Array::of2(&idle, &late))).await;
}

/// What is answered: `lines`, and what the predictor reports.
pub(crate) async fn response(predictor: &Predictor, lines: String) -> JsValue {
    let text = match predictor.ask(&Question::Wish(AheadWish::Report)).await {
        Some(Answer::Report(report)) => lines + &explain_ahead(&report),
        Some(_) => lines + "prediction: no game has reported since the worker started\n",
        None => lines + "prediction: there is no predictor\n",
    };
    let options = ResponseInit::new();
    if let Ok(headers) = Headers::new() {
        for (name, value) in HEADERS {
            headers.set(name, value).ok();
        }
        options.set_headers(&headers);
    }
    let response = Response::new_with_opt_str_and_init(Some(&text), &options);
    response.map_or(JsValue::UNDEFINED, JsValue::from)
}
