//! `public/` in a site: its files under their own names, but the manifest's icons, which no one asks for by name.
//!
//! What has a name is written again for every release; what has an address made from its content only when it changes, and
//! icons are most of what would be written. Deliberately absent: the worker's template, which `publish` fills in.

use anyhow::Result;
use package::Region;

use super::draft::Draft;
use super::publish;
use crate::content;
use crate::workspace::Workspace;

const MANIFEST: &str = "manifest.webmanifest";

/// Adds what a browser may ask for.
pub(super) fn add(workspace: &Workspace, draft: &mut Draft) -> Result<()> {
    let folder = workspace.path("public");
    let mut manifest = content::read_text(&folder.join(MANIFEST))?;
    for file in content::files_below(&folder)? {
        if file == publish::WORKER_TEMPLATE || file == MANIFEST {
            continue;
        }
        let bytes = content::read(&folder.join(&file))?;
        let quoted = format!("\"/{file}\"");
        // Install dialogs show screenshots and robots read robots.txt: no player needs either offline.
        if file.starts_with("screenshots/") || file == "robots.txt" {
            draft.add_unlisted(&file, &bytes)?;
        } else if let Some(extension) = extension_of_named(&manifest, &quoted, &file) {
            let url = draft.add_object(&bytes, extension, Region::Shell)?;
            manifest = manifest.replace(&quoted, &format!("\"{url}\""));
        } else {
            draft.add(&file, &bytes, Region::Shell)?;
        }
    }
    draft.add(MANIFEST, manifest.as_bytes(), Region::Shell)
}

/// The extension of `file` where the manifest names it.
fn extension_of_named<'a>(manifest: &str, quoted: &str, file: &'a str) -> Option<&'a str> {
    let (_, extension) = file.rsplit_once('.')?;
    manifest.contains(quoted).then_some(extension)
}
