//! Folding: the one form in which texts are compared when marks and case must not matter.

use unicode_normalization::UnicodeNormalization;

/// Folds a text to plain lower-case letters: marks off, `đ` and its look-alike `ð` to `d`.
///
/// Composed and decomposed input, and both placements of a tone mark (`hoà`, `hòa`),
/// give the same result. Everything that is not a letter or digit becomes one space,
/// and the ends are trimmed, so the result is a list of words.
///
/// ```
/// assert_eq!(search::fold("Tôm khô  RẠCH GỐC (đặc sản)"), "tom kho rach goc dac san");
/// assert_eq!(search::fold("Ðất Mũi"), "dat mui");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.nfd() {
        if is_mark(letter) {
            continue;
        }
        if !letter.is_alphanumeric() {
            gap = true;
            continue;
        }
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        match letter {
            // U+00D0 is typed for U+0110 in many Vietnamese lists.
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            _ => folded.extend(letter.to_lowercase()),
        }
    }
    folded
}

/// Combining diacritical marks: what decomposition leaves of tones, hooks and horns.
pub(crate) fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0300}'..='\u{036f}')
}

/// A readable, stable address part: folded words joined by hyphens.
///
/// ```
/// assert_eq!(search::slug("Mắm lóc Thới Bình"), "mam-loc-thoi-binh");
/// ```
#[must_use]
pub fn slug(text: &str) -> String {
    fold(text).replace(' ', "-")
}
