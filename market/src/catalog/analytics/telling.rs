//! Which texts may be kept: those that tell what is looked for, and not who looks.

use unicode_normalization::UnicodeNormalization as _;

/// Letters of a text that is kept. Goods have shorter names; long texts are letters to somebody.
const LETTERS_MAX: usize = 60;
/// Digits of a text that is kept: "500 g" has some, a phone number or date of birth has more.
const DIGITS_MAX: usize = 5;
/// Words of mail addresses that are typed without their sign.
const MAIL_WORDS: [&str; 6] = ["gmail", "yahoo", "hotmail", "outlook", "icloud", "email"];

/// The folded form of a text that may be kept; none when it may be about a person.
pub(super) fn keepable(typed: &str) -> Option<String> {
    let digits = typed.chars().filter(|letter| letter.is_numeric()).count();
    if digits > DIGITS_MAX || typed.contains(['@', '＠']) {
        return None;
    }
    let folded = search::fold(typed);
    let letters = folded.chars().count();
    let names_an_address = folded.split(' ').any(|word| MAIL_WORDS.contains(&word));
    let is_keepable =
        letters <= LETTERS_MAX && folded.chars().any(char::is_alphabetic) && !names_an_address;
    is_keepable.then_some(folded)
}

/// The words of a text in small letters, with their marks; none if they are not those of its
/// folded form.
pub(super) fn spelled(typed: &str) -> Option<String> {
    let composed: String = typed.nfc().collect::<String>().to_lowercase();
    let words: Vec<&str> = composed
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let spelled = words.join(" ");
    (search::fold(&spelled) == search::fold(typed)).then_some(spelled)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization as _;

    use super::{keepable, spelled};

    #[test]
    fn a_text_is_spelled_in_one_way_however_it_came() {
        let decomposed: String = "Tôm khô".nfd().collect();

        for typed in ["Tôm khô", "  TÔM  khô!", &decomposed] {
            assert_eq!(spelled(typed).as_deref(), Some("tôm khô"), "{typed}");
        }
    }

    #[test]
    fn goods_are_kept_folded() {
        for (typed, kept) in [
            ("Tôm khô  RẠCH GỐC", "tom kho rach goc"),
            ("mật ong 500g", "mat ong 500g"),
            ("gạo ST25", "gao st25"),
        ] {
            assert_eq!(keepable(typed).as_deref(), Some(kept), "{typed}");
        }
    }

    #[test]
    fn what_may_be_about_a_person_is_not_kept() {
        let long = "xin chao toi ten la ".repeat(5);
        for typed in [
            "0912345678",
            "chi Lan 0912 345 678",
            "lan@example.vn",
            "lan gmail com",
            "12/03/1990",
            "12345",
            "!!!",
            "",
            &long,
        ] {
            assert_eq!(keepable(typed), None, "{typed}");
        }
    }
}
