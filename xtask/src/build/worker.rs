//! The service worker's script: glue and module in one file, as a factory of independent instances.
//!
//! One file is stored by the browser with the registration and needs no request of its own; a factory lets `sw.js`
//! throw away an instance that trapped and make another.

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::optimise;
use super::web::{self, Glue};
use crate::content;
use crate::setup::Tools;
use crate::workspace::Workspace;

/// The script for the module `sw` as cargo made it.
pub(crate) fn script(workspace: &Workspace, tools: &Tools, sw: &[u8]) -> Result<Vec<u8>> {
    let bound = web::bind(workspace, tools, "sw", sw, Glue::Script)?;
    // Only `cargo xtask size` reads it: the length of the module is not visible in the script.
    content::write(&workspace.kept("worker.wasm"), &bound.wasm)?;
    let glue = String::from_utf8(bound.glue).context("the worker's glue is not text")?;
    let text = factory(&glue, &STANDARD.encode(&bound.wasm));
    optimise::text(workspace, tools, "js", text.as_bytes())
}

fn factory(glue: &str, wasm: &str) -> String {
    include_str!("worker.js")
        .replacen("WASM", wasm, 1)
        .replacen("GLUE", glue, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glue_and_module_stand_in_the_factory() {
        let text = factory("let wasm_bindgen = {};", "AGFzbQ==");
        assert!(text.contains("  let wasm_bindgen = {};\n"), "{text}");
        assert!(text.contains("const text = \"AGFzbQ==\";"), "{text}");
        assert!(!text.contains("GLUE"), "{text}");
    }
}
