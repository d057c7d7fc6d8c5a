//! The service worker's script: a template whose blanks name the scripts behind it and the one release it is for.

use package::{Head, Release, digest_from_bytes};

/// The addresses of the scripts that a worker consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scripts<'a> {
    /// Answers requests.
    pub worker: &'a str,
    /// Looks after the store.
    pub keeper: &'a str,
    /// Applies patches and judges signatures.
    pub patcher: &'a str,
    /// The module that applies patches of WebAssembly: no script, fetched when one is needed.
    pub decoder: &'a str,
    /// The module that says what is fetched ahead, likewise.
    pub predictor: &'a str,
}

/// What an origin offers once `release` is its newest.
pub fn head_from_release(release: &Release) -> Head {
    let text = release.to_text();
    Head {
        number: release.number(),
        digest: digest_from_bytes(text.as_bytes()),
        bytes: text.len() as u64,
    }
}

/// `template` with the addresses of `scripts`, the same for every release that has them.
pub fn with_scripts(template: &str, scripts: Scripts<'_>) -> String {
    template
        .replace("%WORKER%", scripts.worker)
        .replace("%KEEPER%", scripts.keeper)
        .replace("%PATCHER%", scripts.patcher)
        .replace("%DECODER%", scripts.decoder)
        .replace("%PREDICTOR%", scripts.predictor)
}

/// `template` for the release that `head` names.
pub fn with_release(template: &str, head: &Head) -> String {
    template
        .replace("%RELEASE%", &head.number.to_string())
        .replace("%RELEASE_FILE%", &head.release_path())
        .replace("%RELEASE_BYTES%", &head.bytes.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_blank_of_the_worker_is_filled() {
        let release = Release::new(7, Vec::new()).unwrap();
        let scripts = Scripts {
            worker: "/c/w.js",
            keeper: "/c/k.js",
            patcher: "/c/p.js",
            decoder: "/c/d.wasm",
            predictor: "/c/q.wasm",
        };
        let head = head_from_release(&release);
        let template = "%RELEASE% %RELEASE_FILE% %RELEASE_BYTES% \
            %WORKER% %KEEPER% %PATCHER% %DECODER% %PREDICTOR%";
        let text = with_release(&with_scripts(template, scripts), &head);
        let (file, bytes) = (head.release_path(), release.to_text().len());
        let scripts = "/c/w.js /c/k.js /c/p.js /c/d.wasm /c/q.wasm";
        assert_eq!(text, format!("7 {file} {bytes} {scripts}"));
    }
}
