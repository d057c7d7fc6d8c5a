//! What the server must know to render pages: the address of every part, as plain lines.

use layout::Wrapped;

/// The addresses of one build.
#[derive(Default, Clone)]
pub(crate) struct Parts {
    pub(crate) app: String,
    pub(crate) app_wasm: String,
    pub(crate) style: String,
    pub(crate) engine: String,
    pub(crate) engine_wasm: String,
    pub(crate) worker: String,
    pub(crate) keeper: String,
    pub(crate) patcher: String,
    pub(crate) decoder: String,
    pub(crate) predictor: String,
    /// The worker's script without its release.
    pub(crate) template: String,
    pub(crate) launcher: String,
    pub(crate) launcher_wasm: String,
    pub(crate) launcher_page: String,
    pub(crate) launcher_style: String,
    pub(crate) games: Vec<Game>,
    pub(crate) wrapped: Vec<Wrapped>,
}

/// One game of it.
#[derive(Clone)]
pub(crate) struct Game {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) tagline: String,
    pub(crate) url: String,
    pub(crate) cover: String,
    pub(crate) module_bytes: usize,
    pub(crate) total_bytes: usize,
}

impl Parts {
    /// The same parts with the worker's script without its release at `template`.
    pub(crate) fn with_template(&self, template: String) -> Self {
        Self {
            template,
            ..self.clone()
        }
    }

    /// The lines, for release `number`.
    pub(crate) fn to_text(&self, number: u64) -> String {
        let mut lines = vec![
            format!("release {number}"),
            format!("app {}", self.app),
            format!("app_wasm {}", self.app_wasm),
            format!("style {}", self.style),
            format!("engine {}", self.engine),
            format!("engine_wasm {}", self.engine_wasm),
            // Pages never name these five: `sw.js` does. `cargo xtask size` weighs them.
            format!("worker {}", self.worker),
            format!("keeper {}", self.keeper),
            format!("patcher {}", self.patcher),
            format!("decoder {}", self.decoder),
            format!("predictor {}", self.predictor),
            // What `layerw wrap` makes another origin of, besides the worker's five.
            format!("template {}", self.template),
            format!("launcher {}", self.launcher),
            format!("launcher_wasm {}", self.launcher_wasm),
            format!("launcher_page {}", self.launcher_page),
            format!("launcher_style {}", self.launcher_style),
        ];
        for game in &self.games {
            let Game { id, url, cover, .. } = game;
            let (total, module) = (game.total_bytes, game.module_bytes);
            lines.push(format!("game {id} {url} {total} {cover} {module}"));
            lines.push(format!("title {id} {}", game.title));
            lines.push(format!("tagline {id} {}", game.tagline));
        }
        lines.extend(
            self.wrapped
                .iter()
                .map(|game| format!("wrapped {}", game.to_line())),
        );
        let named = [
            ("app", &self.app_wasm),
            ("engine", &self.engine_wasm),
            ("worker", &self.worker),
            ("keeper", &self.keeper),
            ("patcher", &self.patcher),
            ("decoder", &self.decoder),
            ("predictor", &self.predictor),
            ("style", &self.style),
        ];
        let games = self.games.iter().map(|game| (&*game.id, &game.url));
        let named = named.into_iter().chain(games);
        lines.extend(named.map(|(name, url)| format!("part {name} {}", short(url))));
        lines.join("\n") + "\n"
    }
}

/// The first digits of the digest in an address: enough to tell two versions apart when read aloud.
fn short(url: &str) -> &str {
    let name = url.rsplit('/').next().unwrap_or(url);
    name.get(..8).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_line_and_a_short_version() {
        let url = |digit: &str, extension: &str| format!("/c/{}.{extension}", digit.repeat(64));
        let parts = Parts {
            app: url("0", "js"),
            app_wasm: url("1", "wasm"),
            style: url("2", "css"),
            engine: url("3", "js"),
            engine_wasm: url("4", "wasm"),
            worker: url("5", "js"),
            keeper: url("8", "js"),
            patcher: url("9", "js"),
            decoder: url("f", "wasm"),
            predictor: url("8", "wasm"),
            template: url("a", "js"),
            launcher: url("b", "js"),
            launcher_wasm: url("c", "wasm"),
            launcher_page: url("d", "html"),
            launcher_style: url("e", "css"),
            games: vec![Game {
                id: "chess".to_owned(),
                title: "Chess Club".to_owned(),
                tagline: "Mate in two".to_owned(),
                url: url("6", "wasm"),
                cover: url("7", "png"),
                module_bytes: 40,
                total_bytes: 42,
            }],
            wrapped: vec![Wrapped {
                id: "rocks".to_owned(),
                title: "Rocks & Stones".to_owned(),
                bytes: 7,
                address: layout::Address::Beside,
            }],
        };
        let text = parts.to_text(9);
        let game = format!(
            "game chess {} 42 {} 40\n",
            url("6", "wasm"),
            url("7", "png")
        );
        assert!(text.starts_with("release 9\napp /c/0000"), "{text}");
        assert!(text.contains(&game), "{text}");
        assert!(text.contains("title chess Chess Club\ntagline chess Mate in two\n"));
        assert!(
            text.contains("wrapped rocks 7 beside - Rocks & Stones\n"),
            "{text}"
        );
        assert!(text.ends_with("part style 22222222\npart chess 66666666\n"));
    }
}
