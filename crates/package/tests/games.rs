//! The list of games at an origin: read as it was written, or refused by name.

use package::{Error, GameList, Item, MAX_GAME_LIST_BYTES};
use testkit::Dice;

const KNOWN: &[u8] = include_bytes!("data/games.txt");

const TITLES: [&str; 6] = [
    "Comets",
    "2048",
    "Comets – 火",
    "a  b",
    "game x Y",
    "Ελλάς: the Return",
];

fn list(dice: &mut Dice) -> GameList {
    let mut list = GameList::default();
    for _ in 0..dice.index(12) {
        let id = format!("game-{}", dice.index(40));
        list = list.with(&id, TITLES[dice.index(TITLES.len())]);
    }
    list
}

#[test]
fn the_list_that_another_program_wrote_is_read_and_written_the_same() {
    let list = GameList::from_bytes(KNOWN).expect("the known list is right");
    assert_eq!(list.to_text().as_bytes(), KNOWN);
    let ids: Vec<&str> = list.games().iter().map(|game| game.id.as_str()).collect();
    assert_eq!(ids, ["2048", "comets", "emberfall", "meteors-2"]);
    assert_eq!(list.games()[1].title, "Comets – 火");
    let again = list.games().iter().rev();
    let made = again.fold(GameList::default(), |made, game| {
        made.with(&game.id, &game.title)
    });
    assert_eq!(made, list);
}

#[test]
fn a_list_comes_back_as_it_was_written_whatever_order_its_games_came_in() {
    let mut dice = Dice::new(7);
    for case in 0..300 {
        let list = list(&mut dice);
        let text = list.to_text();
        assert_eq!(
            GameList::from_bytes(text.as_bytes()),
            Ok(list.clone()),
            "case {case}"
        );
        for length in 0..text.len() {
            if let Ok(shorter) = GameList::from_bytes(&text.as_bytes()[..length]) {
                assert_eq!(shorter.to_text(), &text[..length], "case {case}");
            }
        }
        let mut bytes = text.into_bytes();
        let at = dice.index(bytes.len());
        bytes[at] = dice.index(256) as u8;
        if let Ok(read) = GameList::from_bytes(&bytes) {
            assert_eq!(read.to_text().into_bytes(), bytes, "case {case}");
        }
    }
}

#[test]
fn a_game_that_is_listed_already_gets_its_new_title_and_no_second_line() {
    let one = GameList::default().with("b", "Old").with("a", "First");
    let two = one.with("b", "New");
    assert_eq!(two.to_text(), "layerw-games 1\ngame a First\ngame b New\n");
}

#[test]
fn each_part_of_a_line_is_refused_by_its_own_name() {
    let long = "t".repeat(129);
    for (line, item) in [
        ("game A Title", Item::Id),
        ("game  Title", Item::Id),
        ("game ../x Title", Item::Id),
        ("game a ", Item::Title),
        ("game a  Title", Item::Title),
        ("game a Title ", Item::Title),
        ("game a Ti\u{202e}tle", Item::Title),
        ("game a Ti\ttle", Item::Title),
        ("game a", Item::Form),
        ("package a Title", Item::Form),
        ("", Item::Form),
        (&*format!("game a {long}"), Item::Title),
    ] {
        let text = format!("layerw-games 1\n{line}\n");
        let want = Error::Line {
            line: 2,
            want: item,
            got: line.to_owned(),
        };
        assert_eq!(GameList::from_bytes(text.as_bytes()), Err(want));
    }
    let newer = GameList::from_bytes(b"layerw-games 2\n");
    assert!(matches!(
        newer,
        Err(Error::Line {
            want: Item::Header,
            ..
        })
    ));
}

#[test]
fn games_out_of_order_or_twice_and_texts_beyond_the_limit_are_refused() {
    for text in [
        "layerw-games 1\ngame b B\ngame a A\n",
        "layerw-games 1\ngame a A\ngame a B\n",
    ] {
        let read = GameList::from_bytes(text.as_bytes());
        assert!(matches!(read, Err(Error::Order { .. })), "{text}");
    }
    let long = vec![b'a'; MAX_GAME_LIST_BYTES + 1];
    let want = Error::TooLong {
        want: MAX_GAME_LIST_BYTES,
        got: long.len(),
    };
    assert_eq!(GameList::from_bytes(&long), Err(want));
    let bytes = b"layerw-games 1\ngame a \xff\n";
    let want = Error::NotPlainText {
        offset: 22,
        got: 0xff,
    };
    assert_eq!(GameList::from_bytes(bytes), Err(want));
    assert_eq!(GameList::from_bytes(b"layerw-games 1"), Err(Error::Cut));
}
