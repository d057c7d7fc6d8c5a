//! A brotli copy beside every file that gets smaller, made once for each content.

use std::path::Path;
use std::sync::Mutex;
use std::thread;

use anyhow::{Result, anyhow};
use brotli::enc::BrotliEncoderParams;

use crate::content;
use crate::workspace::Workspace;

const EXTENSIONS: [&str; 9] = [
    "css",
    "html",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
    "xml",
];
/// The strongest, because a file is compressed once and sent many times.
const QUALITY: i32 = 11;
/// The largest window that every browser accepts.
const WINDOW_BITS: i32 = 24;

/// Compresses every file below `folder` that is worth it.
pub(crate) fn all(workspace: &Workspace, folder: &Path) -> Result<()> {
    let names = content::files_below(folder)?;
    let waiting: Vec<String> = names
        .into_iter()
        .filter(|name| is_text_or_code(name))
        .collect();
    let waiting = Mutex::new(waiting);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let work = || {
            while let Some(name) = next(&waiting)? {
                one(workspace, &folder.join(name))?;
            }
            Ok(())
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .map_err(|_| anyhow!("compressing broke down"))?
        })
    })
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

fn next(waiting: &Mutex<Vec<String>>) -> Result<Option<String>> {
    let mut waiting = waiting
        .lock()
        .map_err(|_| anyhow!("compressing broke down"))?;
    Ok(waiting.pop())
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

/// Pictures and sounds are compressed already.
fn is_text_or_code(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|extension| EXTENSIONS.contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_left_as_they_are() {
        assert!(is_text_or_code("c/0f.wasm"));
        assert!(is_text_or_code("manifest.webmanifest"));
        assert!(!is_text_or_code("icons/any-192.png"));
        assert!(!is_text_or_code("head"));
    }
}
