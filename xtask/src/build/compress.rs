//! A brotli copy beside every file that gets smaller, made once for each content.

use std::path::Path;

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use package::is_compressed;

use crate::content;
use crate::parallel;
use crate::workspace::Workspace;

/// The strongest, because a file is compressed once and sent many times.
const QUALITY: i32 = 11;
/// The largest window that every browser accepts.
const WINDOW_BITS: i32 = 24;

/// Compresses every file below `folder` that is worth it.
pub(crate) fn all(workspace: &Workspace, folder: &Path) -> Result<()> {
    let names = content::files_below(folder)?;
    let names = names.into_iter().filter(|name| is_compressed(name));
    let work = |name: String| one(workspace, &folder.join(name));
    parallel::each(names.collect(), work).map(drop)
}

/// `bytes` after brotli, kept for the next build.
pub(crate) fn compressed(workspace: &Workspace, bytes: &[u8]) -> Result<Vec<u8>> {
    let recipe = content::recipe(&format!("brotli {QUALITY} {WINDOW_BITS}"), &[bytes]);
    content::kept(&workspace.kept(format!("brotli/{recipe}")), || {
        let parameters = BrotliEncoderParams {
            quality: QUALITY,
            lgwin: WINDOW_BITS,
            size_hint: bytes.len(),
            ..BrotliEncoderParams::default()
        };
        let mut compressed = Vec::new();
        brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
        Ok(compressed)
    })
}

/// How many bytes a client is sent for the file at `path`.
pub(crate) fn sent_bytes(workspace: &Workspace, path: &str, bytes: &[u8]) -> Result<usize> {
    // Pages have no extension in their address.
    if path.ends_with('/') || is_compressed(path) {
        Ok(compressed(workspace, bytes)?.len().min(bytes.len()))
    } else {
        Ok(bytes.len())
    }
}

fn one(workspace: &Workspace, path: &Path) -> Result<()> {
    let bytes = content::read(path)?;
    let compressed = compressed(workspace, &bytes)?;
    if compressed.len() < bytes.len() {
        let mut name = path.as_os_str().to_owned();
        name.push(".br");
        content::write(Path::new(&name), &compressed)?;
    }
    Ok(())
}
