//! The service worker's three scripts, each a factory of independent instances: glue and module in one file.
//!
//! `Worker` answers requests and is all that a cold start loads; `Keeper` looks after the store and is loaded when
//! there is something to keep, and `Patcher` applies patches and judges signatures, an instance for each. Behind it stands
//! the glue of the decoder and of the predictor, whose modules are files of their own: no worker may import a script later, but it may fetch.
//! One file is stored by the browser with the registration and needs no request of its own; a factory lets `sw.js`
//! throw away an instance that trapped and make another.

use anyhow::{Context as _, Result};

use super::optimise;
use super::web::{self, Glue};
use crate::content;
use crate::setup::Tools;
use crate::workspace::Workspace;

/// The script `name` around its module as cargo made it.
pub(crate) fn script(
    workspace: &Workspace,
    tools: &Tools,
    name: &str,
    module: &[u8],
) -> Result<Vec<u8>> {
    let bound = web::bind(workspace, tools, "sw", module, Glue::Script)?;
    // Only `cargo xtask size` reads it: the length of the module is not visible in the script.
    let kept = format!("{}.wasm", name.to_lowercase());
    content::write(&workspace.kept(kept), &bound.wasm)?;
    let text = factory(name, bound.glue, &text_from_bytes(&bound.wasm))?;
    optimise::text(workspace, tools, "js", text.as_bytes())
}

/// The script of the factory `name`, which is given its module, and that module, both out of what cargo made.
pub(crate) fn script_and_module(
    workspace: &Workspace,
    tools: &Tools,
    name: &str,
    module: &[u8],
) -> Result<(Vec<u8>, Vec<u8>)> {
    let bound = web::bind(workspace, tools, "sw", module, Glue::Script)?;
    let text = factory(name, bound.glue, "")?;
    let script = optimise::text(workspace, tools, "js", text.as_bytes())?;
    Ok((script, bound.wasm))
}

/// The inside of a string of JavaScript whose characters are the bytes. Worker scripts are read as UTF-8, whatever a host
/// says. Compressed this is a fifth shorter than base64, whose characters straddle bytes, and a plain loop over 280 KB takes
/// 3 ms; base64 is only quicker where a browser decodes it natively, and without that takes 26 ms.
fn text_from_bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        match byte {
            0 => text.push_str("\\x00"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            other => text.push(char::from(*other)),
        }
    }
    text
}

fn factory(name: &str, glue: Vec<u8>, wasm: &str) -> Result<String> {
    let glue = String::from_utf8(glue).context("the worker's glue is not text")?;
    let text = include_str!("worker.js").replacen("NAME", name, 1);
    Ok(text.replacen("WASM", wasm, 1).replacen("GLUE", &glue, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_one_character_of_a_string() {
        let all: Vec<u8> = (0..=255).collect();
        let text = text_from_bytes(&all);
        assert!(text.starts_with("\\x00\u{1}"), "{text}");
        assert!(text.contains("\t\\n\u{b}") && text.contains("!\\\"#") && text.contains("[\\\\]"));
        assert!(text.ends_with('\u{ff}'), "{text}");
        // What is escaped is longer by what stands before it.
        assert_eq!(text.chars().count(), 256 + 3 + 1 + 1 + 1 + 1);
    }

    #[test]
    fn glue_and_module_stand_in_the_factory() {
        let text = factory("Worker", b"let wasm_bindgen = {};".to_vec(), "\\x00asm").unwrap();
        assert!(text.contains("  let wasm_bindgen = {};\n"), "{text}");
        assert!(text.contains("const text = \"\\x00asm\";"), "{text}");
        assert!(text.contains("self.layerwWorker = "), "{text}");
        assert!(!text.contains("GLUE"), "{text}");
    }
}
