//! wasm-bindgen's part of a build: the JavaScript between a module and the browser, as small as it goes.
//!
//! The module is linked with wasm-bindgen as a library, so no command-line tool of exactly its version is needed.

use anyhow::{Context as _, Result, bail};
use package::{Region, digest_from_bytes};
use wasm_bindgen_cli_support::Bindgen;

use super::draft::Draft;
use super::optimise;
use crate::content;
use crate::setup::Tools;
use crate::workspace::Workspace;

/// How the glue is loaded.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Glue {
    /// `<script type=module>` or a module worker.
    Module,
    /// A classic script, which is what a service worker can import in every browser.
    Script,
}

/// A module with its glue.
pub(crate) struct Bound {
    pub(crate) glue: Vec<u8>,
    pub(crate) wasm: Vec<u8>,
}

/// The glue for `wasm`, and `wasm` as the glue expects it, optimised.
pub(crate) fn bind(
    workspace: &Workspace,
    tools: &Tools,
    name: &str,
    wasm: &[u8],
    kind: Glue,
) -> Result<Bound> {
    let recipe = content::recipe(&format!("wasm-bindgen 0.2.130 {name} {kind:?}"), &[wasm]);
    let glue = workspace.kept(format!("bound/{recipe}.js"));
    let raw = workspace.kept(format!("bound/{recipe}.wasm"));
    if !(glue.is_file() && raw.is_file()) {
        let (text, module) = generate(name, wasm, kind)?;
        content::write(&raw, &module)?;
        content::write(&glue, text.as_bytes())?;
    }
    Ok(Bound {
        glue: content::read(&glue)?,
        wasm: optimise::wasm(workspace, tools, name, &content::read(&raw)?)?,
    })
}

/// The scripts around a module.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'a> {
    /// Runs before the module is fetched.
    pub(crate) before: &'a str,
    /// Runs where the module cannot start, with the `error`.
    pub(crate) failed: &'a str,
}

/// Adds both files to `draft`; the module starts itself when it is loaded. Returns the addresses.
pub(crate) fn add(
    workspace: &Workspace,
    tools: &Tools,
    bound: &Bound,
    region: Region,
    draft: &mut Draft,
    around: Around<'_>,
) -> Result<(String, String)> {
    let text = self_starting(workspace, tools, bound, around)?;
    let wasm_url = draft.add_object(&bound.wasm, "wasm", region.clone())?;
    let url = draft.add_object(&text, "js", region)?;
    Ok((url, wasm_url))
}

/// The same, for files that no release lists.
pub(crate) fn add_unlisted(
    workspace: &Workspace,
    tools: &Tools,
    bound: &Bound,
    draft: &Draft,
    around: Around<'_>,
) -> Result<(String, String)> {
    let text = self_starting(workspace, tools, bound, around)?;
    let wasm_url = draft.add_unlisted_object(&bound.wasm, "wasm")?;
    let url = draft.add_unlisted_object(&text, "js")?;
    Ok((url, wasm_url))
}

fn self_starting(
    workspace: &Workspace,
    tools: &Tools,
    bound: &Bound,
    around: Around<'_>,
) -> Result<Vec<u8>> {
    let start = format!(
        "\n{}\ntry {{ await __wbg_init({{ module_or_path: new URL(\"{}.wasm\", import.meta.url) }}); }} \
         catch (error) {{ {} }}\n",
        around.before,
        digest_from_bytes(&bound.wasm),
        around.failed
    );
    let text = [bound.glue.as_slice(), start.as_bytes()].concat();
    optimise::text(workspace, tools, "js", &text)
}

fn generate(name: &str, wasm: &[u8], kind: Glue) -> Result<(String, Vec<u8>)> {
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes(name, wasm.to_vec());
    bindgen
        .typescript(false)
        .omit_default_module_path(true)
        .remove_producers_section(true);
    match kind {
        Glue::Module => bindgen.web(true)?,
        Glue::Script => bindgen.no_modules(true)?,
    };
    let output = bindgen.generate_output();
    let mut output = output.with_context(|| format!("wasm-bindgen refuses {name}"))?;
    if output
        .snippets()
        .values()
        .any(|scripts| !scripts.is_empty())
        || !output.local_modules().is_empty()
    {
        let modules: Vec<&String> = output.local_modules().keys().collect();
        bail!("{name} brings JavaScript files of its own, which no page may load: {modules:?}");
    }
    let glue = output.js().to_owned();
    Ok((glue, output.wasm_mut().emit_wasm()))
}
