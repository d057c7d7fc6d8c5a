//! The end of a build: pages, release file, worker, head; then the new folder takes the place of the old one.
//!
//! A release's number tells browsers which of two is newer, so it goes up when, and only when, something differs.

use std::path::Path;

use anyhow::{Context as _, Result};
use layout::{DECODERS_FILE, Scripts, head_from_release};
use package::{EdgeList, Patch, Region, Release};

use super::compress;
use super::draft::Draft;
use super::edges;
use super::guests::Guests;
use super::headers;
use super::parts::Parts;
use super::patches::{self, History};
use super::sign::{self, Signer};
use crate::content;
use crate::program::Program;
use crate::step::step;
use crate::workspace::Workspace;

/// The service worker as it stands in `public/`: its placeholders are filled in for each release.
pub(crate) const WORKER_TEMPLATE: &str = "sw.js";

/// How a release is published.
pub(crate) struct Plan<'a> {
    /// Where it goes.
    pub(crate) folder: &'a Path,
    /// The site whose releases it is an update of.
    pub(crate) from: &'a Path,
    /// Its number; without one, the next where anything differs.
    pub(crate) number: Option<u64>,
    /// From how many releases before there are patches.
    pub(crate) patches: usize,
    /// Who signs its head, if anybody does.
    pub(crate) signer: Option<&'a Signer>,
    /// Who else has its objects.
    pub(crate) edges: EdgeList,
}

/// What the folder that is replaced offers.
struct Before {
    release: Release,
    worker: Vec<u8>,
}

/// Completes `draft` and puts it where `plan` says. Returns the release's number.
pub(crate) fn finish(
    workspace: &Workspace,
    server: &Path,
    plan: &Plan<'_>,
    parts: &Parts,
    mut draft: Draft,
) -> Result<u64> {
    let template = content::read_text(&workspace.path("public").join(WORKER_TEMPLATE))?;
    let template = without_comments(&template);
    // `layerw wrap` makes workers for other origins of it.
    let blank = sign::fill_worker(&with_scripts(&template, parts), None);
    let template_url = draft.add_unlisted_object(blank.as_bytes(), "js")?;
    let parts = &parts.with_template(template_url);
    draft.add_unlisted("_headers", headers::text(&plan.edges.origins()).as_bytes())?;
    edges::write(&plan.edges, plan.signer, &draft)?;
    let guests = Guests::read(plan.folder)?;
    keep_decoders(&parts.decoder, plan.folder, &draft)?;
    let before = before(plan.folder);
    let release = step("pages and release", || {
        let last = before.as_ref().map(|before| before.release.number());
        let number = plan.number.or(last).unwrap_or(1);
        let release = fill(workspace, server, number, parts, &mut draft)?;
        let Some(before) = before.as_ref().filter(|_| plan.number.is_none()) else {
            return Ok(release);
        };
        let is_same = before.release.files() == release.files()
            && before.worker == worker(&template, &before.release, parts, plan.signer).as_bytes();
        if is_same {
            return Ok(before.release.clone());
        }
        // The pages carry the number, so they are rendered again.
        fill(workspace, server, number + 1, parts, &mut draft)
    })?;
    let history = History::read(plan.from, release.number(), plan.patches);
    let release = if release.patches().is_empty() {
        step("patches", || {
            patches::added(workspace, &history, draft.folder(), release)
        })?
    } else {
        release
    };
    let worker = worker(&template, &release, parts, plan.signer);
    write(&release, &worker, plan.signer, &draft)?;
    keep(&release, &history, plan.folder, &draft)?;
    step("brotli", || compress::all(workspace, draft.folder()))?;
    guests.stay(&draft)?;
    draft.replace(plan.folder)?;
    Ok(release.number())
}

/// Renders the pages of release `number`, lists them, and gives the release.
fn fill(
    workspace: &Workspace,
    server: &Path,
    number: u64,
    parts: &Parts,
    draft: &mut Draft,
) -> Result<Release> {
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
    release.context("this site cannot be listed as a release")
}

/// A script without the lines that only comment: every release sends the worker's anew, and they were a quarter of it.
fn without_comments(script: &str) -> String {
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    script
        .lines()
        .filter(is_code)
        .flat_map(|line| [line, "\n"])
        .collect()
}

fn worker(template: &str, release: &Release, parts: &Parts, signer: Option<&Signer>) -> String {
    let worker = sign::fill_worker(&with_scripts(template, parts), signer);
    layout::with_release(&worker, &head_from_release(release))
}

fn with_scripts(template: &str, parts: &Parts) -> String {
    let scripts = Scripts {
        worker: &parts.worker,
        keeper: &parts.keeper,
        patcher: &parts.patcher,
        decoder: &parts.decoder,
        predictor: &parts.predictor,
    };
    layout::with_scripts(template, scripts)
}

/// The head comes last, so that whoever copies files in this order never names what is not there.
fn write(release: &Release, worker: &str, signer: Option<&Signer>, draft: &Draft) -> Result<()> {
    draft.add_unlisted_object(release.to_text().as_bytes(), "txt")?;
    draft.add_unlisted(WORKER_TEMPLATE, worker.as_bytes())?;
    sign::write(&head_from_release(release), signer, draft)
}

/// What `folder` offers now, if it is a whole site.
fn before(folder: &Path) -> Option<Before> {
    let head = sign::head_from_bytes(&content::read(&folder.join("head")).ok()?)?;
    let release = content::read(&object(folder, &head.release_path())).ok()?;
    Some(Before {
        release: Release::from_bytes(&release).ok()?,
        worker: content::read(&folder.join(WORKER_TEMPLATE)).ok()?,
    })
}

/// Keeps the objects of the releases before, which open pages still ask for and patches start from, and the patches of
/// a release that did not change.
fn keep(release: &Release, history: &History, folder: &Path, draft: &Draft) -> Result<()> {
    let mut paths: Vec<String> = release.patches().iter().map(Patch::path).collect();
    for before in history.releases() {
        paths.push(head_from_release(before).release_path());
        let files = before.files().iter().map(|file| file.path.clone());
        paths.extend(files.filter(|path| package::is_object_path(path)));
    }
    for path in paths {
        let old = object(folder, &path);
        // A site that someone has thinned out has nothing to keep there.
        if old.is_file() && !object(draft.folder(), &path).exists() {
            draft.add_unlisted(path.trim_start_matches('/'), &content::read(&old)?)?;
        }
    }
    Ok(())
}

/// Keeps the decoders of the releases before: their workers apply the patches to this one. Their predictors go: without
/// one nothing is fetched ahead, and nobody waits for that.
fn keep_decoders(own: &str, folder: &Path, draft: &Draft) -> Result<()> {
    let before = content::read_text(&folder.join(DECODERS_FILE)).unwrap_or_default();
    let mut kept = layout::decoders(own, &before);
    kept.retain(|path| path == own || object(folder, path).is_file());
    for path in kept.iter().filter(|path| *path != own) {
        let bytes = content::read(&object(folder, path))?;
        draft.add_unlisted(path.trim_start_matches('/'), &bytes)?;
    }
    let text = layout::text_from_decoders(&kept);
    draft.add_unlisted(DECODERS_FILE, text.as_bytes())
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
        let history = History::read(folder, number, 1);
        keep(&release, &history, folder, &draft).unwrap();
        write(&release, "worker", None, &draft).unwrap();
        draft.replace(folder).unwrap();
        release
    }

    #[test]
    fn a_worker_is_sent_without_the_lines_that_only_comment() {
        let script = "// What it is.\nconst URL = 'https://a';\n  // Why.\nstart(URL); // %NOW%\n";
        let code = "const URL = 'https://a';\nstart(URL); // %NOW%\n";
        assert_eq!(without_comments(script), code);
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
    fn a_worker_of_a_release_before_still_finds_its_decoder() {
        let folder = std::env::temp_dir().join(format!("xtask-decoders-{}", std::process::id()));
        let mut paths = Vec::new();
        for module in [b"one", b"two", b"two", b"six"] {
            let draft = Draft::beside(&folder).unwrap();
            let own = draft.add_unlisted_object(module, "wasm").unwrap();
            keep_decoders(&own, &folder, &draft).unwrap();
            draft.replace(&folder).unwrap();
            paths.push(own);
        }
        assert!(paths.iter().all(|path| object(&folder, path).is_file()));
        let text = content::read_text(&folder.join(DECODERS_FILE)).unwrap();
        let newest_first = [&paths[3], &paths[2], &paths[0]];
        assert!(text.lines().eq(newest_first), "{text}");
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
}
