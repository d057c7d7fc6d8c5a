//! Where the answer to a request comes from: judged at once, from the request alone.
//!
//! Where the browser has static routes it never asks: objects and stored pages are answered without the worker.

use package::{is_object_path, one_spelling};

use crate::OBJECTS;

/// Shown for a page that can be had neither from the store nor from the network.
pub const OFFLINE_PAGE: &str = "/offline/";

/// What changes under one name while a release does not: never the store's to answer.
pub const LIVE: [&str; 2] = ["/head", "/sw.js"];

/// A request as the worker sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// How it asks.
    pub method: Method,
    /// It goes to our own origin.
    pub same_origin: bool,
    /// It opens a page.
    pub navigates: bool,
    /// The path of its URL.
    pub path: &'a str,
}

/// How a request asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// For a file.
    Get,
    /// In any other way.
    Other,
}

/// All that a decision needs to know about the worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pages: String,
}

impl Snapshot {
    /// The snapshot of the worker whose release keeps its path-addressed files in the cache `pages`.
    pub fn new(pages: String) -> Self {
        Self { pages }
    }
}

/// Where the answer comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The browser answers as if there were no worker.
    Network,
    /// This cache, else the network.
    Stored {
        /// The cache.
        cache: String,
        /// The path under which it is stored: without query.
        path: String,
        /// Where neither has it, the offline page is the answer.
        offline_page: bool,
    },
    /// The same page under the address that pages have: with a slash at its end.
    Redirect(String),
}

/// Where the answer to `request` comes from.
pub fn route(request: &Request<'_>, snapshot: &Snapshot) -> Decision {
    if request.method != Method::Get || !request.same_origin || is_live(request.path) {
        return Decision::Network;
    }
    if request.navigates && is_page_without_slash(request.path) {
        return Decision::Redirect([request.path, "/"].concat());
    }
    let cache = if is_object_path(request.path) {
        OBJECTS
    } else {
        &snapshot.pages
    };
    Decision::Stored {
        cache: cache.to_owned(),
        path: one_spelling(request.path),
        offline_page: request.navigates,
    }
}

fn is_live(path: &str) -> bool {
    LIVE.contains(&path)
}

fn is_page_without_slash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    !name.is_empty() && !name.contains('.')
}
