//! Who wants a part of a file.

use delivery::{MAX_WHOLE_BYTES, Served};
use testkit::{Browser, Origin, Product, Slot};

use super::{LEVELS, asked, is_stored, visited, where_served};

/// A visit to a site with a file that comes whole for a range of it, and one that is a byte too long for that.
fn visited_with_film(seed: u64) -> Browser {
    let film = |bytes: u64| vec![7; bytes as usize];
    let product = Product::new(1, 40_000)
        .with_file("/short.film", "caves", film(MAX_WHOLE_BYTES))
        .with_file("/long.film", "caves", film(MAX_WHOLE_BYTES + 1));
    let mut origin = Origin::default();
    origin.publish(product);
    Browser::visited(seed, origin)
}

#[test]
fn whoever_wants_a_range_of_a_file_that_is_not_long_gets_it_verified() {
    for is_restarted in [false, true] {
        let mut browser = visited_with_film(9);
        if is_restarted {
            browser.stop(Slot::Active);
        }
        browser.want_part("/short.film", true);
        browser.want_part("/short.film", true);
        browser.want("/short.film");
        browser.settle();
        let served = where_served(&browser, "/short.film");
        assert_eq!(served, [Served::Stored]);
        assert!(is_stored(&browser, 1, "/short.film"));
        browser.want_part("/short.film", true);
        browser.settle();
        let served = where_served(&browser, "/short.film");
        assert_eq!(served, [Served::Stored; 2]);
        assert_eq!(asked(&browser, "/short.film"), 1);
    }
}

#[test]
fn a_range_of_a_file_that_is_not_what_the_release_says_is_nowhere() {
    let mut browser = visited(10);
    browser.origin.spoil(LEVELS[0], Some(b"another level"));
    browser.want_part(LEVELS[0], true);
    browser.settle();
    assert_eq!(where_served(&browser, LEVELS[0]), [Served::Nowhere]);
    assert!(!is_stored(&browser, 1, LEVELS[0]));
}

#[test]
fn a_range_of_a_long_file_is_for_the_origin_and_all_of_it_is_not() {
    for orders in [[true, false], [false, true]] {
        let mut browser = visited_with_film(11);
        browser.stop(Slot::Active);
        browser.want_part("/long.film", true);
        browser.settle();
        let served = where_served(&browser, "/long.film");
        assert_eq!(served, [Served::InRanges]);
        assert_eq!(asked(&browser, "/long.film"), 0);
        browser.stop(Slot::Active);
        for ranged in orders {
            browser.want_part("/long.film", ranged);
        }
        browser.settle();
        let served = where_served(&browser, "/long.film");
        let want = [Served::InRanges, Served::InRanges, Served::Stored];
        assert_eq!(served, want, "{orders:?}");
        browser.want_part("/long.film", true);
        browser.settle();
        let served = where_served(&browser, "/long.film");
        assert_eq!(served.last(), Some(&Served::Stored), "{orders:?}");
        assert_eq!(asked(&browser, "/long.film"), 1, "{orders:?}");
    }
}
