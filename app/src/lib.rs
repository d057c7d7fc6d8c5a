//! The pages of Layer-W: library, game, settings, help and offline, rendered on the server and taken over in the
//! browser by this one module.
//!
//! Plain modules decide (`saves`, `bindings`, `site`, `words`), `browser` talks to the browser, `pages`
//! show. Deliberately absent: a client router (each page is a document), inline scripts, and any code of the engine or
//! of a game.

pub mod bindings;
pub mod browser;
#[cfg(feature = "ssr")]
pub mod document;
pub mod element;
pub mod error;
pub mod frame;
pub mod idle;
pub mod life;
pub mod live;
pub mod opened;
pub mod pages;
pub mod player;
pub mod published;
pub mod route;
pub mod saves;
pub mod settings;
pub mod shell;
pub mod site;
#[cfg(feature = "hydrate")]
pub mod start;
pub mod store;
pub mod trial;
pub mod words;

#[cfg(feature = "ssr")]
pub use document::{CONTENT_SECURITY_POLICY, render_page};
pub use route::Route;
pub use site::Site;
