//! The end of a build: pages, release file, worker, head; then the new folder takes the place of the old one.
//!
//! A release's number tells browsers which of two is newer, so it goes up when, and only when, something differs.

use std::path::Path;

use anyhow::{Context as _, Result};
use package::{Head, Region, Release, digest_from_bytes};

use super::compress;
use super::draft::Draft;
use super::headers;
use super::parts::Parts;
use crate::content;
use crate::program::Program;
use crate::step::step;
use crate::workspace::Workspace;

/// The service worker as it stands in `public/`: its placeholders are filled in for each release.
pub(crate) const WORKER_TEMPLATE: &str = "sw.js";

/// What the folder that is replaced offers.
struct Before {
    release: Release,
    worker: Vec<u8>,
}

/// Completes `draft` and puts it at `folder`. Returns the release's number.
pub(crate) fn finish(
    workspace: &Workspace,
    server: &Path,
    chosen: Option<u64>,
    parts: &Parts,
    mut draft: Draft,
    folder: &Path,
) -> Result<u64> {
    let template = content::read_text(&workspace.path("public").join(WORKER_TEMPLATE))?;
    let before = before(folder);
    let release = step("pages and release", || {
        let number = chosen.or_else(|| before.as_ref().map(|before| before.release.number()));
        let release = fill(
            workspace,
            server,
            number.unwrap_or(1),
            parts,
            &template,
            &mut draft,
        )?;
        let differs = before.as_ref().is_some_and(|before| {
            before.release != release.0 || before.worker != release.1.as_bytes()
        });
        if chosen.is_some() || !differs {
            return Ok(release);
        }
        // The pages carry the number, so they are rendered again.
        let number = release.0.number() + 1;
        fill(workspace, server, number, parts, &template, &mut draft)
    })?;
    write(&release.0, &release.1, &draft)?;
    if let Some(before) = &before {
        keep(&before.release, folder, &draft)?;
    }
    step("brotli", || compress::all(workspace, draft.folder()))?;
    draft.replace(folder)?;
    Ok(release.0.number())
}

/// Renders the pages of release `number`, lists them, and gives the release and its `sw.js`.
fn fill(
    workspace: &Workspace,
    server: &Path,
    number: u64,
    parts: &Parts,
    template: &str,
    draft: &mut Draft,
) -> Result<(Release, String)> {
    draft.add_unlisted("parts.txt", parts.to_text(number).as_bytes())?;
    let render = Program::new(server)
        .args(["render", "--site"])
        .arg(draft.folder());
    render.logged(&workspace.log("render")?)?;
    let written = content::files_below(draft.folder())?;
    for page in written.iter().filter(|name| name.ends_with("index.html")) {
        draft.list_written(page, Region::Shell)?;
    }
    let release = Release::new(number, draft.files().to_vec());
    let release = release.context("this site cannot be listed as a release")?;
    let worker = worker(template, &release, [&parts.worker, &parts.keeper]);
    Ok((release, worker))
}

fn worker(template: &str, release: &Release, [worker, keeper]: [&str; 2]) -> String {
    let head = head(release);
    template
        .replace("%RELEASE%", &head.number.to_string())
        .replace("%RELEASE_FILE%", &head.release_path())
        .replace("%RELEASE_BYTES%", &head.bytes.to_string())
        .replace("%WORKER%", worker)
        .replace("%KEEPER%", keeper)
}

fn head(release: &Release) -> Head {
    let text = release.to_text();
    Head {
        number: release.number(),
        digest: digest_from_bytes(text.as_bytes()),
        bytes: text.len() as u64,
    }
}

/// The head comes last, so that whoever copies files in this order never names what is not there.
fn write(release: &Release, worker: &str, draft: &Draft) -> Result<()> {
    draft.add_unlisted_object(release.to_text().as_bytes(), "txt")?;
    draft.add_unlisted("_headers", headers::text().as_bytes())?;
    draft.add_unlisted(WORKER_TEMPLATE, worker.as_bytes())?;
    draft.add_unlisted("head", head(release).to_text().as_bytes())
}

/// What `folder` offers now, if it is a whole site.
fn before(folder: &Path) -> Option<Before> {
    let head = Head::from_bytes(&content::read(&folder.join("head")).ok()?).ok()?;
    let release = content::read(&object(folder, &head.release_path())).ok()?;
    Some(Before {
        release: Release::from_bytes(&release).ok()?,
        worker: content::read(&folder.join(WORKER_TEMPLATE)).ok()?,
    })
}

/// Keeps the objects of the release before: a page that was opened a moment ago still asks for them.
fn keep(before: &Release, folder: &Path, draft: &Draft) -> Result<()> {
    let mut paths = vec![head(before).release_path()];
    let files = before.files().iter().map(|file| file.path.clone());
    paths.extend(files.filter(|path| package::is_object_path(path)));
    for path in paths {
        let old = object(folder, &path);
        // A site that someone has thinned out has nothing to keep there.
        if old.is_file() && !object(draft.folder(), &path).exists() {
            draft.add_unlisted(path.trim_start_matches('/'), &content::read(&old)?)?;
        }
    }
    Ok(())
}

fn object(folder: &Path, path: &str) -> std::path::PathBuf {
    folder.join(path.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(folder: &Path, number: u64, script: &[u8]) -> Release {
        let mut draft = Draft::beside(folder).unwrap();
        draft.add_object(script, "js", Region::Shell).unwrap();
        let release = Release::new(number, draft.files().to_vec()).unwrap();
        if let Some(before) = before(folder) {
            keep(&before.release, folder, &draft).unwrap();
        }
        write(&release, "worker", &draft).unwrap();
        draft.replace(folder).unwrap();
        release
    }

    #[test]
    fn a_page_of_the_release_before_still_finds_its_files() {
        let folder = std::env::temp_dir().join(format!("xtask-keep-{}", std::process::id()));
        let releases: Vec<Release> = [b"one", b"two", b"six"]
            .into_iter()
            .zip(1..)
            .map(|(script, number)| site(&folder, number, script))
            .collect();
        let exists = |release: &Release| object(&folder, &release.files()[0].path).is_file();
        let kept: Vec<bool> = releases.iter().map(exists).collect();
        assert_eq!(kept, [false, true, true]);
        assert_eq!(before(&folder).unwrap().release, releases[2]);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_without_a_whole_release_counts_as_empty() {
        let folder = std::env::temp_dir().join(format!("xtask-broken-{}", std::process::id()));
        site(&folder, 4, b"four");
        assert!(before(&folder).is_some());
        content::write(&folder.join("head"), b"layerw-head 1\n").unwrap();
        assert!(before(&folder).is_none());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn every_placeholder_of_the_worker_is_filled() {
        let release = Release::new(7, Vec::new()).unwrap();
        let bytes = release.to_text().len();
        let file = head(&release).release_path();
        let text = worker(
            "%RELEASE% %RELEASE_FILE% %RELEASE_BYTES% %WORKER% %KEEPER% %RELEASE%",
            &release,
            ["/c/w.js", "/c/k.js"],
        );
        assert_eq!(text, format!("7 {file} {bytes} /c/w.js /c/k.js 7"));
    }
}
