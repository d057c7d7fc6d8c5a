//! The shell's pages: rendered into files for a build, or for one request where a folder has no such file.

use std::path::Path;

use anyhow::Context as _;
use app::{Route, Site};

/// The file that describes a build's parts.
pub(crate) const PARTS: &str = "parts.txt";

/// Writes every page of the site in `folder` to `<its path>/index.html`.
pub(crate) fn write_all(folder: &Path) -> anyhow::Result<()> {
    let parts = folder.join(PARTS);
    let text = std::fs::read_to_string(&parts)
        .with_context(|| format!("{} cannot be read", parts.display()))?;
    let site = Site::from_text(&text).with_context(|| format!("{} is wrong", parts.display()))?;
    for route in Route::all(&site) {
        let directory = folder.join(route.path().trim_start_matches('/'));
        let file = directory.join("index.html");
        std::fs::create_dir_all(&directory)
            .and_then(|()| std::fs::write(&file, app::render_page(&route, &site)))
            .with_context(|| format!("{} cannot be written", file.display()))?;
    }
    let missing = folder.join("404.html");
    std::fs::write(&missing, app::render_page(&Route::Missing, &site))
        .with_context(|| format!("{} cannot be written", missing.display()))
}

/// The page at `path`, and whether there is one.
pub(crate) fn render(path: &str, site: &Site) -> (String, bool) {
    let route = match Route::from_path(path) {
        Route::Play(id) if site.game(&id).is_none() => Route::Missing,
        route => route,
    };
    (app::render_page(&route, site), route != Route::Missing)
}
