//! Text that people type: kept exactly, but for what no database or reader can bear.

use unicode_normalization::UnicodeNormalization;

/// A line of text: composed (NFC), ends trimmed, 1 to `most` characters, no control characters.
#[must_use]
pub fn line(text: &str, most: usize) -> Option<String> {
    let text: String = text.trim().nfc().collect();
    let is_usable =
        !text.is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control);
    is_usable.then_some(text)
}

/// Text of several lines: as [`line`], but line breaks and tabs may stand in it.
#[must_use]
pub fn paragraphs(text: &str, most: usize) -> Option<String> {
    let text: String = text.trim().nfc().collect();
    let is_unusable = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    let is_usable =
        !text.is_empty() && text.chars().count() <= most && !text.chars().any(is_unusable);
    is_usable.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_composed_and_trimmed_and_nothing_else() {
        assert_eq!(line(" Mắm\u{0323} ", 10).as_deref(), Some("Mắm\u{0323}"));
        assert_eq!(line("e\u{0302}", 10).as_deref(), Some("ê"));
        assert_eq!(line("", 10), None);
        assert_eq!(line("a\0b", 10), None);
        assert_eq!(line("abc", 2), None);
        assert_eq!(line("a\nb", 10), None);
        assert_eq!(paragraphs("a\nb", 10).as_deref(), Some("a\nb"));
    }
}
