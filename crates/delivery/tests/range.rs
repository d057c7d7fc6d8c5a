//! Ranges of a stored file are answered as RFC 9110, section 14, has it.

use delivery::{Cut, cut};

const BYTES: u64 = 100;

fn part(from: u64, to: u64) -> Option<Cut> {
    Some(Cut {
        status: 206,
        from,
        to,
        content_range: format!("bytes {from}-{}/100", to - 1),
    })
}

#[test]
fn a_range_is_cut_at_the_files_end() {
    for (range, want) in [
        ("bytes=0-", part(0, 100)),
        ("bytes=0-0", part(0, 1)),
        ("bytes=0-9", part(0, 10)),
        ("bytes=90-900", part(90, 100)),
        ("bytes=99-", part(99, 100)),
        ("bytes=-7", part(93, 100)),
        ("bytes=-900", part(0, 100)),
        ("bytes=007-8", part(7, 9)),
        ("Bytes=1-2", part(1, 3)),
        ("bytes=0-18446744073709551615", part(0, 100)),
        ("bytes=0-99999999999999999999", part(0, 100)),
        ("bytes=-99999999999999999999", part(0, 100)),
    ] {
        assert_eq!(cut(range, false, BYTES), want, "{range}");
    }
}

#[test]
fn a_range_beyond_the_files_end_cannot_be_satisfied() {
    let beyond = |bytes: u64| {
        Some(Cut {
            status: 416,
            from: 0,
            to: 0,
            content_range: format!("bytes */{bytes}"),
        })
    };
    for range in [
        "bytes=100-",
        "bytes=100-200",
        "bytes=-0",
        "bytes=99999999999999999999-",
        "bytes=18446744073709551615-18446744073709551615",
    ] {
        assert_eq!(cut(range, false, BYTES), beyond(BYTES), "{range}");
    }
    for range in ["bytes=0-", "bytes=-5"] {
        assert_eq!(cut(range, false, 0), beyond(0), "{range} of an empty file");
    }
}

#[test]
fn what_is_no_single_range_of_bytes_is_answered_with_the_whole_file() {
    let long = format!("bytes={}1-2", "0".repeat(100));
    for range in [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5",
        "bytes=9-3",
        "bytes=0-1,5-6",
        "bytes=1-2-3",
        "bytes=--1",
        "bytes=+1-2",
        "bytes=1.5-2",
        "bytes=a-b",
        "bytes= 1-2",
        "bytes 1-2",
        "pages=1-2",
        "bytes=\u{661}-",
        &long,
    ] {
        assert_eq!(cut(range, false, BYTES), None, "{range}");
    }
    assert_eq!(cut("bytes=0-9", true, BYTES), None, "on a condition");
}

#[test]
fn an_answer_is_told_as_text() {
    let text = |range: &str, bytes: u64| cut(range, false, bytes).map(|it| it.to_text());
    let told = |text: &str| Some(text.to_owned());
    assert_eq!(text("bytes=0-0", 1), told("206,0,1,bytes 0-0/1"));
    let long = 12_345_678_900;
    let want = told("206,10,12345678900,bytes 10-12345678899/12345678900");
    assert_eq!(text("bytes=10-", long), want);
    assert_eq!(text("bytes=9-", 9), told("416,0,0,bytes */9"));
}
