//! How two spellings of one place name are recognised as the same.

use unicode_normalization::UnicodeNormalization;

/// Words before a province's name, folded.
pub(super) const PROVINCE_TITLES: [&str; 3] = ["thanh pho", "tinh", "tp"];

/// Words before a commune's name, folded, longest first.
pub(super) const COMMUNE_TITLES: [&str; 8] =
    ["thi tran", "dac khu", "phuong", "xa", "tt", "dk", "p", "x"];

/// A spelling that keeps letters and tones but not where in the word a tone mark stands.
///
/// "Hoà Bình" and "Hòa Bình" give the same text, "Hóa" and "Hòa" do not.
pub(super) fn marked(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|letter: char| !letter.is_alphanumeric() && !is_mark(letter)) {
        let (tones, letters): (String, String) = word.nfd().partition(|letter| is_tone(*letter));
        if !letters.is_empty() {
            words.push(letters.to_lowercase().replace('ð', "đ") + &tones);
        }
    }
    words.join(" ")
}

/// Whether a text bears no marks at all, as typed without a Vietnamese keyboard.
pub(super) fn is_unmarked(text: &str) -> bool {
    marked(text) == search::fold(text)
}

/// The folded name without the first of these titles, if it has one and a name follows.
pub(super) fn without_title<'a>(folded: &'a str, titles: &[&'a str]) -> Option<(&'a str, &'a str)> {
    titles.iter().find_map(|title| {
        let name = folded.strip_prefix(title)?.strip_prefix(' ')?;
        // "Phường 9" is called so: the number alone is no name.
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        (!is_number).then_some((*title, name))
    })
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0300}'..='\u{036f}')
}

/// Grave, acute, tilde, hook above, dot below.
fn is_tone(letter: char) -> bool {
    matches!(
        letter,
        '\u{0300}' | '\u{0301}' | '\u{0303}' | '\u{0309}' | '\u{0323}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_placements_of_a_tone_mark_are_one_spelling() {
        assert_eq!(marked("Hoà Bình"), marked("HÒA BÌNH"));
        assert_eq!(marked("Ðất Mũi"), marked("Đất Mũi"));
        assert_ne!(marked("Thanh Hóa"), marked("Thanh Hòa"));
        assert_ne!(marked("Tân Thạnh"), marked("Tân Thành"));
    }

    #[test]
    fn a_numbered_ward_keeps_its_title() {
        assert_eq!(without_title("phuong 9", &COMMUNE_TITLES), None);
        assert_eq!(
            without_title("phuong 2 bao loc", &COMMUNE_TITLES),
            Some(("phuong", "2 bao loc"))
        );
        assert_eq!(
            without_title("thi tran thoi binh", &COMMUNE_TITLES),
            Some(("thi tran", "thoi binh"))
        );
    }

    #[test]
    fn text_typed_without_marks_is_told_from_text_with_some() {
        assert!(is_unmarked("Dat Mui"));
        assert!(!is_unmarked("Đat Mui"));
        assert!(!is_unmarked("Đất Mũi"));
    }
}
