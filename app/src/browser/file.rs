//! Files to and from the player: a download, and the text of a chosen file.

use super::document::{after, document};
use crate::error::Error;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlInputElement, Url};

const REVOKE_MILLIS: i32 = 60_000;
const DOWNLOAD: &str = "to make a file";

/// Offers `text` as a download called `name`.
///
/// # Errors
/// [`Error::Refused`] where the browser makes no file of it.
pub fn download(name: &str, text: &str) -> Result<(), Error> {
    let options = BlobPropertyBag::new();
    options.set_type("text/plain");
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options);
    offer(name, &blob.map_err(Error::refused(DOWNLOAD))?)
}

/// Offers `bytes` as a download called `name`.
///
/// # Errors
/// [`Error::Refused`] where the browser makes no file of them.
pub fn download_bytes(name: &str, bytes: &[u8]) -> Result<(), Error> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence(&parts);
    offer(name, &blob.map_err(Error::refused(DOWNLOAD))?)
}

/// Offers `blob` as a download called `name`.
///
/// # Errors
/// [`Error::Refused`] where the browser makes no file of it.
pub fn offer(name: &str, blob: &Blob) -> Result<(), Error> {
    let what = DOWNLOAD;
    let url = Url::create_object_url_with_blob(blob).map_err(Error::refused(what))?;
    let link: HtmlAnchorElement = document()
        .ok_or(Error::Unavailable("document"))?
        .create_element("a")
        .map_err(Error::refused(what))?
        .unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // A long file is still being written when the click is over.
    after(REVOKE_MILLIS, move || {
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}

/// The text of the file chosen in `input`, which is emptied so that the same file can be chosen again.
///
/// # Errors
/// [`Error::Refused`] where the file cannot be read.
pub async fn chosen_text(input: &HtmlInputElement) -> Result<Option<String>, Error> {
    let Some(file) = input.files().and_then(|files| files.get(0)) else {
        return Ok(None);
    };
    input.set_value("");
    let text = JsFuture::from(file.text())
        .await
        .map_err(Error::refused("to read the file"))?;
    Ok(text.as_string())
}
