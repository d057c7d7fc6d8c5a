//! Files to and from the player: a download, and the text of a chosen file.

use super::document::document;
use crate::error::Error;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlInputElement, Url};

/// Offers `text` as a download called `name`.
///
/// # Errors
/// [`Error::Refused`] where the browser makes no file of it.
pub fn download(name: &str, text: &str) -> Result<(), Error> {
    let what = "to make a file";
    let options = BlobPropertyBag::new();
    options.set_type("text/plain");
    let parts = Array::of1(&JsValue::from_str(text));
    let blob =
        Blob::new_with_str_sequence_and_options(&parts, &options).map_err(Error::refused(what))?;
    let url = Url::create_object_url_with_blob(&blob).map_err(Error::refused(what))?;
    let link: HtmlAnchorElement = document()
        .ok_or(Error::Unavailable("document"))?
        .create_element("a")
        .map_err(Error::refused(what))?
        .unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url).map_err(Error::refused(what))
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
