//! The service worker's two scripts: glue and module in one file, as a factory of independent instances.
//!
//! `Worker` answers requests and is all that a cold start loads; `Keeper` looks after the store and is loaded when
//! there is something to keep.
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

/// The script for the variant `name` of the module `sw` as cargo made it.
pub(crate) fn script(
    workspace: &Workspace,
    tools: &Tools,
    name: &str,
    sw: &[u8],
) -> Result<Vec<u8>> {
    let bound = web::bind(workspace, tools, "sw", sw, Glue::Script)?;
    // Only `cargo xtask size` reads it: the length of the module is not visible in the script.
    let kept = format!("{}.wasm", name.to_lowercase());
    content::write(&workspace.kept(kept), &bound.wasm)?;
    let glue = String::from_utf8(bound.glue).context("the worker's glue is not text")?;
    let text = factory(name, &glue, &STANDARD.encode(&bound.wasm));
    optimise::text(workspace, tools, "js", text.as_bytes())
}

fn factory(name: &str, glue: &str, wasm: &str) -> String {
    include_str!("worker.js")
        .replacen("NAME", name, 1)
        .replacen("WASM", wasm, 1)
        .replacen("GLUE", glue, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glue_and_module_stand_in_the_factory() {
        let text = factory("Worker", "let wasm_bindgen = {};", "AGFzbQ==");
        assert!(text.contains("  let wasm_bindgen = {};\n"), "{text}");
        assert!(text.contains("const text = \"AGFzbQ==\";"), "{text}");
        assert!(text.contains("self.layerwWorker = "), "{text}");
        assert!(!text.contains("GLUE"), "{text}");
    }
}
