//! Words: how texts are cut up to be compared, the same for what is indexed and what is asked.

use unicode_normalization::UnicodeNormalization;

use crate::fold::is_mark;

/// Words of a query that count; the rest is ignored.
pub(crate) const WORDS_MAX: usize = 12;
/// Words of one indexed text that count; a long story is found by its beginning.
pub(crate) const TEXT_WORDS_MAX: usize = 2_000;
/// Letters of a word that count; no Vietnamese syllable has more than 7.
const LETTERS_MAX: usize = 40;

/// One word in the two forms in which it is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word {
    /// Lower case without marks, as [`crate::fold`] gives it, and with `y` for `i` forgiven:
    /// `Mỳ` is `mi`.
    pub(crate) folded: String,
    /// Lower case with marks. The tone stands behind the word, so that `hoà` and `hòa` are one.
    pub(crate) marked: String,
}

impl Word {
    /// Letters of the folded form.
    pub(crate) fn letters(&self) -> usize {
        self.folded.chars().count()
    }
}

/// The first `limit` words of a text.
pub(crate) fn words(text: &str, limit: usize) -> Vec<Word> {
    let mut words = Vec::new();
    let mut open = OpenWord::default();
    for letter in text.nfd() {
        if is_mark(letter) || letter.is_alphanumeric() {
            open.push(letter);
            continue;
        }
        words.extend(std::mem::take(&mut open).close());
        if words.len() == limit {
            return words;
        }
    }
    words.extend(open.close());
    words
}

/// A text as its first words, folded, with one space between them.
pub(crate) fn folded(text: &str) -> String {
    let words: Vec<String> = words(text, TEXT_WORDS_MAX)
        .into_iter()
        .map(|word| word.folded)
        .collect();
    words.join(" ")
}

/// Neighbours run together, two and three, and the two ends: `tôm khô` gives `^tom`, `tomkho`,
/// `kho$`.
///
/// They tell which words stand side by side, which text begins or ends with a word, and let
/// `tomkho` find `tôm khô`.
pub(crate) fn neighbours(words: &[Word]) -> Vec<String> {
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return Vec::new();
    };
    let runs = words.windows(2).chain(words.windows(3));
    let joined = runs.map(|run| run.iter().map(|word| word.folded.as_str()).collect());
    std::iter::once(starts(first))
        .chain(joined)
        .chain([ends(last)])
        .collect()
}

/// What [`neighbours`] holds for a text that starts with this word.
pub(crate) fn starts(word: &Word) -> String {
    format!("^{}", word.folded)
}

/// What [`neighbours`] holds for a text that ends with this word.
pub(crate) fn ends(word: &Word) -> String {
    format!("{}$", word.folded)
}

/// A word while its letters come in, decomposed.
#[derive(Default)]
struct OpenWord {
    word: Word,
    tone: Option<char>,
    letters: usize,
}

impl OpenWord {
    fn push(&mut self, letter: char) {
        if is_tone(letter) {
            self.tone = Some(letter);
        } else if is_mark(letter) {
            if self.letters > 0 {
                self.word.marked.push(letter);
            }
        } else if self.letters < LETTERS_MAX {
            self.letters += 1;
            match letter {
                // U+00D0 is typed for U+0110 in many Vietnamese lists.
                'đ' | 'Đ' | 'ð' | 'Ð' => {
                    self.word.folded.push('d');
                    self.word.marked.push('đ');
                }
                _ => {
                    self.word.folded.extend(letter.to_lowercase());
                    self.word.marked.extend(letter.to_lowercase());
                }
            }
        }
    }

    fn close(mut self) -> Option<Word> {
        if self.letters == 0 {
            return None;
        }
        if ends_in_either_i(&self.word.folded) {
            for form in [&mut self.word.folded, &mut self.word.marked] {
                form.pop();
                form.push('i');
            }
        }
        self.word.marked.extend(self.tone);
        Some(self.word)
    }
}

/// Whether the word ends in a `y` that is also written `i`: `mỳ`, `kỹ`, `quý`, but not `thủy`.
fn ends_in_either_i(folded: &str) -> bool {
    let Some(onset) = folded.strip_suffix('y') else {
        return false;
    };
    onset == "qu" || !onset.is_empty() && onset.chars().all(is_consonant)
}

fn is_consonant(letter: char) -> bool {
    letter.is_ascii_lowercase() && !is_vowel(letter)
}

/// Whether a folded letter is a Vietnamese vowel.
pub(crate) fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// The five tones: huyền, sắc, ngã, hỏi, nặng.
fn is_tone(letter: char) -> bool {
    matches!(
        letter,
        '\u{0300}' | '\u{0301}' | '\u{0303}' | '\u{0309}' | '\u{0323}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text, WORDS_MAX)
            .into_iter()
            .map(|word| word.folded)
            .collect()
    }

    fn marked(text: &str) -> Vec<String> {
        words(text, WORDS_MAX)
            .into_iter()
            .map(|word| word.marked)
            .collect()
    }

    #[test]
    fn every_spelling_of_a_word_is_one() {
        let decomposed: String = "Hòa".nfd().collect();

        assert_eq!(marked("Hòa"), marked("hoà"));
        assert_eq!(marked("Hòa"), marked(&decomposed));
        assert_eq!(marked("ÐẤT"), marked("đất"));
        assert_eq!(marked("mỳ"), marked("mì"));
        assert_eq!(folded("Quý Thủy"), ["qui", "thuy"]);
    }

    #[test]
    fn marks_tell_words_apart() {
        assert_ne!(marked("muối"), marked("muỗi"));
        assert_ne!(marked("dưa"), marked("dừa"));
        assert_ne!(marked("đa"), marked("da"));
        assert_eq!(
            folded("Tôm khô, RẠCH-GỐC (40%)"),
            ["tom", "kho", "rach", "goc", "40"]
        );
    }

    #[test]
    fn what_is_not_a_word_is_dropped_and_what_is_long_is_cut() {
        assert!(words("🦐 \0 \"*:()~^ \u{0301}", WORDS_MAX).is_empty());
        assert_eq!(words(&"tôm ".repeat(5_000), WORDS_MAX).len(), WORDS_MAX);
        assert_eq!(
            words(&"ô".repeat(10_000), WORDS_MAX)[0].letters(),
            LETTERS_MAX
        );
    }

    #[test]
    fn neighbours_are_run_together() {
        let three = words("Bánh phồng tôm", WORDS_MAX);

        assert_eq!(
            neighbours(&three),
            ["^banh", "banhphong", "phongtom", "banhphongtom", "tom$"]
        );
        assert_eq!(neighbours(&three[..1]), ["^banh", "banh$"]);
        assert!(neighbours(&[]).is_empty());
    }
}
