//! Cell text made clean without changing what it says.

use unicode_normalization::UnicodeNormalization;

use super::{column::Column, issue::CellProblem};

/// A cell's text, and whether invisible letters were taken out of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Clean {
    pub(super) text: String,
    pub(super) had_invisible: bool,
}

/// Composes letters (NFC), trims the ends, and refuses what no list means to say.
pub(super) fn clean(text: &str, column: Column) -> Result<Clean, CellProblem> {
    let mut cleaned = String::with_capacity(text.len());
    let mut had_invisible = false;
    for letter in text.nfc() {
        match letter {
            '\n' | '\t' if column.has_lines() => cleaned.push(letter),
            '\n' | '\t' | '\r' => cleaned.push(' '),
            '\u{fffd}' => return Err(CellProblem::LostLetters),
            letter if letter.is_control() => {
                return Err(CellProblem::ControlCharacter {
                    code_point: u32::from(letter),
                });
            }
            letter if is_invisible(letter) => had_invisible = true,
            letter => cleaned.push(letter),
        }
    }
    let text = cleaned.trim().to_owned();
    let letters = text.chars().count();
    let max = column.letters_max();
    if letters > max {
        return Err(CellProblem::TooLong {
            length: letters,
            max,
        });
    }
    Ok(Clean {
        text,
        had_invisible,
    })
}

/// Letters without a shape, among them those that turn the direction of the text.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Text in which case and the amount of space do not matter; marks do.
pub(super) fn caseless(text: &str) -> String {
    let lower = text.nfc().collect::<String>().to_lowercase();
    let lower: String = lower.nfc().collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text for reading numbers and units: no marks, lower case, one kind of dash and space.
///
/// Unlike [`search::fold`] it keeps punctuation.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.nfkd() {
        match letter {
            '\u{300}'..='\u{36f}' => {}
            'đ' | 'Đ' | 'ð' | 'Ð' | '₫' => plain.push('d'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
            letter if letter.is_whitespace() => plain.push(' '),
            letter => plain.extend(letter.to_lowercase()),
        }
    }
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Result<String, CellProblem> {
        clean(text, Column::NameVi).map(|clean| clean.text)
    }

    #[test]
    fn letters_are_composed_and_only_the_ends_are_trimmed() {
        assert_eq!(
            text(" Ca\u{301} Ðồng  2 \u{a0}"),
            Ok("Cá Ðồng  2".to_owned())
        );
        assert_eq!(text("Mật ong\nU Minh"), Ok("Mật ong U Minh".to_owned()));
        assert_eq!(
            clean("a\nb", Column::DescriptionVi).map(|clean| clean.text),
            Ok("a\nb".to_owned()),
        );
    }

    #[test]
    fn letters_no_one_can_see_are_taken_out() {
        let clean = clean("Mật\u{200b} ong\u{202e}", Column::NameVi).expect("clean");

        assert_eq!(
            (clean.text.as_str(), clean.had_invisible),
            ("Mật ong", true)
        );
    }

    #[test]
    fn broken_text_is_refused() {
        assert_eq!(
            text("Mật\0ong"),
            Err(CellProblem::ControlCharacter { code_point: 0 })
        );
        assert_eq!(text("M\u{fffd}t ong"), Err(CellProblem::LostLetters));
        assert_eq!(
            text(&"á".repeat(201)),
            Err(CellProblem::TooLong {
                length: 201,
                max: 200
            })
        );
    }

    #[test]
    fn case_does_not_matter_but_marks_do() {
        assert_eq!(caseless("TÔM  Khô "), caseless("Tôm khô"));
        assert_ne!(caseless("Tôm khô"), caseless("Tom kho"));
        assert_ne!(caseless("Ðồng"), caseless("Đồng"));
    }

    #[test]
    fn every_dash_and_space_reads_alike() {
        assert_eq!(
            plain("250.000‑400.000\u{a0}đồng/kg"),
            "250.000-400.000 dong/kg"
        );
        assert_eq!(plain("85.000₫"), "85.000d");
        assert_eq!(plain("TÚI 5 Kg"), "tui 5 kg");
    }
}
