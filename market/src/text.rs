//! Texts that people typed, made fit to store and to show.

use unicode_normalization::UnicodeNormalization;

use crate::{Failure, Kind, Language, Message, language::Bilingual};

/// What a text has to look like.
#[derive(Clone, Copy, Debug)]
pub struct TextRule {
    /// Where the text stands in the request, as a JSON pointer.
    pub pointer: &'static str,
    /// The most characters it may have.
    pub most: usize,
    /// Whether it may have several lines.
    pub has_lines: bool,
}

impl TextRule {
    /// One line of at most `most` characters.
    #[must_use]
    pub const fn line(pointer: &'static str, most: usize) -> Self {
        Self {
            pointer,
            most,
            has_lines: false,
        }
    }

    /// Lines of at most `most` characters together.
    #[must_use]
    pub const fn lines(pointer: &'static str, most: usize) -> Self {
        Self {
            pointer,
            most,
            has_lines: true,
        }
    }

    /// Trims a text and composes its letters (NFC); nothing is left of an empty one.
    ///
    /// # Errors
    ///
    /// [`TextError`] when the text is too long or has control characters. PostgreSQL cannot
    /// keep NUL, and no screen shows the others.
    pub fn clean(&self, text: &str) -> Result<Option<String>, TextError> {
        let text: String = text.trim().replace("\r\n", "\n").nfc().collect();
        let is_allowed = |letter: char| match letter {
            '\n' | '\t' => self.has_lines,
            letter => !letter.is_control(),
        };
        if !text.chars().all(is_allowed) {
            return Err(TextError::ControlCharacter(*self));
        }
        if text.chars().count() > self.most {
            return Err(TextError::TooLong(*self));
        }
        Ok((!text.is_empty()).then_some(text))
    }

    /// Cleans a text that has to be there.
    ///
    /// # Errors
    ///
    /// [`TextError`] as for [`TextRule::clean`], and for an empty text.
    pub fn needed(&self, text: &str) -> Result<String, TextError> {
        self.clean(text)?.ok_or(TextError::Missing(*self))
    }
}

/// Why a text cannot be kept.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub enum TextError {
    /// Nothing but space.
    #[error("the text at {} is missing", .0.pointer)]
    Missing(TextRule),
    /// More characters than allowed.
    #[error("the text at {} is too long", .0.pointer)]
    TooLong(TextRule),
    /// Characters that no screen shows.
    #[error("the text at {} has control characters", .0.pointer)]
    ControlCharacter(TextRule),
}

impl TextError {
    const fn rule(&self) -> &TextRule {
        match self {
            Self::Missing(rule) | Self::TooLong(rule) | Self::ControlCharacter(rule) => rule,
        }
    }
}

impl Failure for TextError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "text_missing",
            Self::TooLong(_) => "text_too_long",
            Self::ControlCharacter(_) => "text_unusable",
        }
    }

    fn message(&self, language: Language) -> Message {
        match self {
            Self::Missing(_) => Message::fixed(
                language,
                ["Còn thiếu nội dung", "Hãy điền vào ô này."],
                ["Something is missing", "Fill in this field."],
            ),
            Self::TooLong(rule) => Message::with(
                language,
                "Nội dung quá dài",
                "The text is too long",
                language
                    .pick(
                        "Ô này có nhiều nhất {n} ký tự. Hãy viết ngắn lại.",
                        "This field takes at most {n} characters. Shorten it.",
                    )
                    .replace("{n}", &rule.most.to_string()),
            ),
            Self::ControlCharacter(_) => Message::fixed(
                language,
                [
                    "Có ký tự không dùng được",
                    "Hãy gõ lại nội dung, đừng dán từ tệp khác.",
                ],
                [
                    "The text has unusable characters",
                    "Type it anew instead of pasting it from a file.",
                ],
            ),
        }
    }

    fn pointer(&self) -> Option<String> {
        Some(self.rule().pointer.to_owned())
    }
}

/// A line of text: composed (NFC), ends trimmed, 1 to `most` characters, no control characters.
/// For texts whose refusal speaks in the words of its noun.
#[must_use]
pub fn line(text: &str, most: usize) -> Option<String> {
    TextRule::line("", most).needed(text).ok()
}

/// Text of several lines: as [`line`], but line breaks and tabs may stand in it.
#[must_use]
pub fn paragraphs(text: &str, most: usize) -> Option<String> {
    TextRule::lines("", most).needed(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: TextRule = TextRule::line("/name", 10);
    const LINES: TextRule = TextRule::lines("/story", 10);

    #[test]
    fn letters_are_composed_and_ends_trimmed() {
        let cleaned = LINE
            .needed("  Ma\u{0306}\u{0301}m \n")
            .expect("a usable text");

        assert_eq!(cleaned, "M\u{1eaf}m");
    }

    #[test]
    fn control_characters_are_refused() {
        assert!(matches!(
            LINE.clean("a\0b"),
            Err(TextError::ControlCharacter(_))
        ));
        assert!(matches!(
            LINE.clean("a\nb"),
            Err(TextError::ControlCharacter(_))
        ));
        assert_eq!(
            LINES.clean("a\r\nb").expect("two lines").as_deref(),
            Some("a\nb")
        );
    }

    #[test]
    fn empty_and_overlong_texts_are_refused() {
        assert!(matches!(LINE.needed("   "), Err(TextError::Missing(_))));
        assert!(matches!(
            LINE.clean("ăăăăăăăăăăă"),
            Err(TextError::TooLong(_))
        ));
        assert_eq!(LINE.clean("  ").expect("nothing"), None);
    }

    #[test]
    fn text_is_composed_and_trimmed_and_nothing_else() {
        assert_eq!(line(" Mắm ", 10).as_deref(), Some("Mắm"));
        assert_eq!(line("e\u{0302}", 10).as_deref(), Some("ê"));
        assert_eq!(line("", 10), None);
        assert_eq!(line("a\0b", 10), None);
        assert_eq!(line("abc", 2), None);
        assert_eq!(line("a\nb", 10), None);
        assert_eq!(paragraphs("a\nb", 10).as_deref(), Some("a\nb"));
    }
}
