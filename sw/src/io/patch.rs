//! What the patcher and the decoder do, modules of their own: `public/sw.js` loads the one for the first patch or signature,
//! the keeper the other for the first patch of WebAssembly.

use delivery::{Failure, News};
use delta::{Codec, START_BYTES};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::on_demand::OnDemand;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = layerwTask)]
    fn layerw_patch(
        name: &str,
        seed: &Uint8Array,
        patch: &Uint8Array,
        bytes: u32,
    ) -> Result<Option<Uint8Array>, JsValue>;
    type Decoder;
    #[wasm_bindgen(catch, js_name = layerwModule)]
    fn layerw_module(name: &str, module: &JsValue) -> Result<Decoder, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn apply(
        this: &Decoder,
        seed: &Uint8Array,
        patch: &Uint8Array,
        bytes: u32,
    ) -> Result<Option<Uint8Array>, JsValue>;
    #[wasm_bindgen(catch, js_name = layerwTask)]
    fn layerw_head(
        name: &str,
        belief: &Uint8Array,
        now_unix_secs: f64,
        head: &Uint8Array,
    ) -> Result<Uint8Array, JsValue>;
    #[wasm_bindgen(catch, js_name = layerwTask)]
    fn layerw_signed(
        name: &str,
        belief: &Uint8Array,
        signed: &Uint8Array,
    ) -> Result<Uint8Array, JsValue>;
}

/// What `patch` makes of `seed`, at most `bytes` bytes; its digest is still to be checked.
pub(crate) async fn apply(
    decoder: &OnDemand,
    seed: &Uint8Array,
    patch: &Uint8Array,
    bytes: u32,
) -> Result<Uint8Array, Failure> {
    let start = patch.subarray(0, START_BYTES as u32).to_vec();
    let made = match Codec::of_patch(&start) {
        Ok(Codec::Wasm) => {
            let module = decoder.module().await?;
            let instance = layerw_module("layerwDecoder", &module);
            instance.and_then(|instance| instance.apply(seed, patch, bytes))
        }
        Ok(_) => layerw_patch("apply", seed, patch, bytes),
        Err(_) => return Err(Failure::Unpatched),
    };
    // A module that trapped or had no memory for it made nothing, and the whole file needs neither.
    made.ok().flatten().ok_or(Failure::Unpatched)
}

/// The record of the belief after `news`, or the name of the refusal.
pub(crate) fn judge(belief: &[u8], now_unix_secs: u64, news: &News) -> Result<Vec<u8>, String> {
    let belief = Uint8Array::from(belief);
    let now = now_unix_secs as f64;
    let judged = match news {
        News::Head(head) => layerw_head("head", &belief, now, &Uint8Array::from(head.as_slice())),
        News::Edges(list) => layerw_head("edges", &belief, now, &Uint8Array::from(list.as_slice())),
        News::Root(root) => layerw_signed("root", &belief, &Uint8Array::from(root.as_slice())),
        News::Package(top) => layerw_signed("packed", &belief, &Uint8Array::from(top.as_slice())),
    };
    // A refusal is thrown as its name; what trapped throws an object.
    let name = |thrown: JsValue| {
        let name = thrown.as_string();
        name.unwrap_or_else(|| Failure::Unjudged.id().to_owned())
    };
    judged.map(|record| record.to_vec()).map_err(name)
}
