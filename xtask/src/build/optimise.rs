//! Making files smaller without changing what they do: wasm-opt for modules, esbuild for scripts and styles.

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::content;
use crate::program::Program;
use crate::setup::Tools;
use crate::workspace::Workspace;

/// What current browsers have and rustc emits. Named one by one: `--all-features` writes modules no browser loads.
const WASM_OPTIONS: [&str; 13] = [
    "-Oz",
    // The lowest kilobyte is the far end of the stack: nothing that is reached by going below zero lies there.
    "--low-memory-unused",
    // Again until nothing gets smaller: a few hundred bytes of each module.
    "--converge",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// `module` after wasm-opt.
pub(crate) fn wasm(
    workspace: &Workspace,
    tools: &Tools,
    name: &str,
    module: &[u8],
) -> Result<Vec<u8>> {
    let recipe = content::recipe(&format!("{} {WASM_OPTIONS:?}", tools.version), &[module]);
    content::kept(&workspace.kept(format!("optimised/{recipe}.wasm")), || {
        let input = workspace.kept(format!("optimising/{recipe}.wasm"));
        let output = workspace.kept(format!("optimising/{recipe}.out.wasm"));
        content::write(&input, module)?;
        let wasm_opt = Program::new(&tools.wasm_opt).args(WASM_OPTIONS);
        let wasm_opt = wasm_opt.arg(&input).args(["-o"]).arg(&output);
        wasm_opt.logged(&workspace.log(&format!("wasm-opt-{name}"))?)?;
        let bytes = content::read(&output)?;
        if !bytes.starts_with(b"\0asm") {
            bail!("wasm-opt made no module of {name}");
        }
        for path in [input, output] {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
        Ok(bytes)
    })
}

/// `text`, a `js` or `css` file, without comments, spaces and long local names.
pub(crate) fn text(
    workspace: &Workspace,
    tools: &Tools,
    kind: &str,
    text: &[u8],
) -> Result<Vec<u8>> {
    let recipe = content::recipe(&format!("{} minify {kind}", tools.version), &[text]);
    content::kept(&workspace.kept(format!("minified/{recipe}.{kind}")), || {
        let input = workspace.kept(format!("minifying/{recipe}.{kind}"));
        content::write(&input, text)?;
        let esbuild = Program::new(&tools.esbuild).arg(&input);
        let esbuild = esbuild.args(["--minify", "--legal-comments=none", "--charset=utf8"]);
        let output = esbuild
            .args(["--target=esnext", "--log-level=warning"])
            .read()?;
        fs::remove_file(&input).with_context(|| format!("cannot remove {}", input.display()))?;
        Ok(output.into_bytes())
    })
}
