//! The style sheet: `style/main.css` and, after it, what an operator adds.

use std::path::Path;

use anyhow::Result;

use super::optimise;
use crate::content;
use crate::setup::Tools;
use crate::workspace::Workspace;

/// The whole style sheet, minified.
pub(crate) fn sheet(workspace: &Workspace, tools: &Tools, added: Option<&Path>) -> Result<Vec<u8>> {
    let mut text = content::read(&workspace.path("style/main.css"))?;
    if let Some(path) = added {
        text.push(b'\n');
        text.extend(content::read(path)?);
    }
    optimise::text(workspace, tools, "css", &text)
}
