//! Readable address parts.

use crate::token;

/// Characters of a slug that come from the name: enough to read, short enough to share.
const CHARS_MAX: usize = 80;
/// Random bytes that set a slug apart from one that is taken: eight letters.
const SUFFIX_BYTES: usize = 5;

/// An address part made from a name, cut between words; `fallback` when no letter is left.
#[must_use]
pub fn of(name: &str, fallback: &str) -> String {
    let whole = search::slug(name);
    let cut = match whole.char_indices().nth(CHARS_MAX) {
        None => whole.as_str(),
        Some((end, _)) => {
            let start = &whole[..end];
            start.rsplit_once('-').map_or(start, |(words, _)| words)
        }
    };
    if cut.is_empty() { fallback } else { cut }.to_owned()
}

/// The same address part, set apart from another that has it.
#[must_use]
pub fn apart(slug: &str) -> String {
    format!("{slug}-{}", token::random_letters(SUFFIX_BYTES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_between_words() {
        let slug = of(&"tôm khô ".repeat(20), "san-pham");

        assert!(slug.len() <= CHARS_MAX);
        assert!(slug.ends_with("tom") || slug.ends_with("kho"));
    }

    #[test]
    fn a_name_without_letters_gets_the_fallback() {
        assert_eq!(of("!!!", "san-pham"), "san-pham");
        assert_ne!(apart("mat-ong"), apart("mat-ong"));
    }
}
