//! Texts as banks and old gateways take them: letters and digits without accents.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Strips accents and everything but letters, digits and single blanks, and cuts the rest to
/// at most `bytes_max` bytes.
pub(crate) fn plain(text: &str, bytes_max: usize) -> String {
    let letters = text.nfd().filter(|letter| !is_combining_mark(*letter));
    let spaced: String = letters
        .map(|letter| match letter {
            'đ' => 'd',
            'Đ' => 'D',
            plain if plain.is_ascii_alphanumeric() => plain,
            _ => ' ',
        })
        .collect();
    let mut joined = String::new();
    for word in spaced.split_whitespace() {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    // All ASCII now, so that every byte is a letter.
    joined.truncate(bytes_max);
    joined.truncate(joined.trim_end().len());
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_signs_go_and_letters_stay() {
        assert_eq!(
            plain("HTX Chè Tân Cương, Đồng Hỷ (số 1)", 99),
            "HTX Che Tan Cuong Dong Hy so 1"
        );
        assert_eq!(plain("  Mật   ong\n🍯 rừng ", 99), "Mat ong rung");
    }

    #[test]
    fn a_cut_leaves_no_blank_at_the_end() {
        assert_eq!(plain("Nước mắm", 5), "Nuoc");
        assert_eq!(plain("Nước mắm", 6), "Nuoc m");
        assert_eq!(plain("", 5), "");
    }
}
