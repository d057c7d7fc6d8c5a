//! What the pages do with a release on trial: the judge in `app/src/trial.js`, without its clocks.

use crate::Browser;

/// After so many failed launches a release is refused.
const LAUNCHES: u32 = 2;

/// What pages remember, of all releases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Launches {
    /// The newest release that proved good, or 0 before the first.
    pub good: u64,
    /// The newest release that failed, or 0.
    pub refused: u64,
    /// Failed launches of the release on trial.
    pub failed: u32,
}

impl Browser {
    /// Launches what a navigation to `path` gets until it stays: the release of the page that is there in the end. A
    /// release that is not broken proves good at once.
    pub(crate) fn launch(&mut self, path: &str) -> Option<u64> {
        let release = release_of(&self.navigate(path)?)?;
        let launches = &mut self.launches;
        if launches.good == 0 {
            launches.good = release;
        }
        if release <= launches.good {
            return Some(release);
        }
        if release == launches.refused {
            let good = launches.good;
            let back = self.navigate_to_release(path, good);
            return release_of(&back.or_else(|| self.navigate(path))?);
        }
        if self.broken.contains(&release) {
            launches.failed += 1;
            if launches.failed >= LAUNCHES {
                launches.refused = release;
                launches.failed = 0;
            }
            return self.launch(path);
        }
        if self.pages_prove {
            launches.good = release;
            launches.failed = 0;
        }
        Some(release)
    }

    /// What `?release=N` asks the worker for.
    fn navigate_to_release(&self, path: &str, number: u64) -> Option<String> {
        let prefix = format!("pages-{number}-");
        let mut caches = self.store.caches().iter();
        let (cache, _) = caches.find(|(cache, _)| cache.starts_with(&prefix))?;
        let body = self.store.get(cache, path)?;
        String::from_utf8(body.clone()).ok()
    }
}

/// A simulated page names its release with its last word.
fn release_of(html: &str) -> Option<u64> {
    html.rsplit(' ').next()?.parse().ok()
}
