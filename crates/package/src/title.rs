//! What players read as a game's name.

/// The longest title, in bytes of UTF-8.
pub const MAX_TITLE_BYTES: usize = 128;

/// Whether `title` shows what it says: no control character, nothing that turns the direction or cannot be seen, and no
/// space at its ends.
pub(crate) fn is_title(title: &str) -> bool {
    let is_hidden = |character: char| {
        character.is_control()
            || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
    };
    !title.is_empty()
        && title.len() <= MAX_TITLE_BYTES
        && title.trim() == title
        && !title.chars().any(is_hidden)
}
