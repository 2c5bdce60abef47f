//! How the author of a review is named.

/// Characters of a name that are shown: names are short, and this is not a place for more.
const CHARS_MAX: usize = 24;

/// The given name and the first letter of the family name: "Nguyễn Thị Lan" is shown as "Lan N.".
/// A Vietnamese name begins with the family and ends with the person.
pub(super) fn short_name(name: &str) -> String {
    let is_spoken = |word: &&str| word.chars().all(char::is_alphabetic);
    let words: Vec<&str> = name.split_whitespace().filter(is_spoken).collect();
    let given = words.last().map_or("", |word| *word);
    let given: String = given.chars().take(CHARS_MAX).collect();
    let family = words.first().filter(|_| words.len() > 1);
    match family.and_then(|family| family.chars().next()) {
        Some(letter) => format!("{given} {}.", letter.to_uppercase()),
        None => given,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_to_what_others_may_know() {
        for (name, shown) in [
            ("Nguyễn Thị Lan", "Lan N."),
            ("đỗ minh", "minh Đ."),
            ("Lan", "Lan"),
            ("Lan 0912345678", "Lan"),
            ("lan@example.vn", ""),
            ("", ""),
        ] {
            assert_eq!(short_name(name), shown, "{name}");
        }
    }
}
