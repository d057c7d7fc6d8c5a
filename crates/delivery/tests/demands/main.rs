//! A page waits for a file that is not stored: it comes at once, before everything else, and never otherwise than the
//! release says.

mod alone;
mod beside;
mod forecast;
mod ranges;

use delivery::{Served, pages_cache};
use testkit::{Browser, Origin, Product};

const LEVELS: [&str; 4] = ["/1.level", "/2.level", "/3.level", "/4.level"];

fn product(number: u64) -> Product {
    let product = Product::new(number, 40_000);
    let lengths = [90_000, 120_000, 150_000, 180_000];
    LEVELS
        .iter()
        .zip(lengths)
        .fold(product, |product, (path, bytes)| {
            product.with_long_file(path, "caves", bytes)
        })
}

fn visited(seed: u64) -> Browser {
    let mut origin = Origin::default();
    origin.publish(product(1));
    Browser::visited(seed, origin)
}

fn is_stored(browser: &Browser, release: u64, path: &str) -> bool {
    let cache = pages_cache(&browser.origin.head_of(release));
    browser.store.get(&cache, path).is_some()
}

fn where_served(browser: &Browser, path: &str) -> Vec<Served> {
    let served = browser.served.iter().filter(|(_, it, _)| it == path);
    served.map(|(_, _, from)| *from).collect()
}

fn asked(browser: &Browser, path: &str) -> u32 {
    browser.requests.get(path).copied().unwrap_or_default()
}
