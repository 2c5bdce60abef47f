//! The languages that people and texts use.

pub use entity::accounts::Language;

/// Chooses between texts that exist in both languages.
pub trait Bilingual {
    /// The text in this language.
    fn pick<'a>(self, vi: &'a str, en: &'a str) -> &'a str;
}

impl Bilingual for Language {
    fn pick<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }
}
