//! Telex slips: keys of a Vietnamese keyboard that was off, read as what they were meant to be.
//!
//! Telex writes marks with letters: `aa` is `â`, `aw` is `ă`, `dd` is `đ`, and a final `s f r x j`
//! is a tone, so that `muoois` stands for `muối`.

use crate::words::{Word, is_vowel, words};

/// Consonants a Vietnamese syllable may begin with, folded.
const ONSETS: [&str; 26] = [
    "", "b", "c", "ch", "d", "g", "gh", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p",
    "ph", "q", "r", "s", "t", "th", "tr", "v", "x",
];
/// Consonants a Vietnamese syllable may end with.
const CODAS: [&str; 9] = ["", "c", "ch", "m", "n", "ng", "nh", "p", "t"];

/// What a word typed in Telex keys was meant to be; none if it holds no such keys, or if what
/// comes out is no Vietnamese syllable.
pub(crate) fn decode(typed: &str) -> Option<Word> {
    let mut syllable = Syllable::default();
    for key in typed.chars() {
        syllable.press(key)?;
    }
    if !syllable.changed {
        return None;
    }
    let text: String = syllable
        .letters
        .iter()
        .copied()
        .chain(syllable.tone)
        .collect();
    let word = words(&text, 1).pop()?;
    is_syllable(&word.folded).then_some(word)
}

#[derive(Default)]
struct Syllable {
    letters: Vec<char>,
    tone: Option<char>,
    changed: bool,
}

impl Syllable {
    /// Takes one key; none when it undoes what an earlier key did, as in `xoss`: such a word was
    /// meant to be read letter by letter.
    fn press(&mut self, key: char) -> Option<()> {
        match (key, tone_of(key)) {
            (_, Some(tone)) if self.letters.iter().copied().any(is_vowel_or_marked) => {
                if self.tone == Some(tone) {
                    return None;
                }
                self.tone = Some(tone);
                self.changed = true;
            }
            ('a' | 'e' | 'o', _) if self.mark_last(key, circumflex(key)) => {}
            ('w', _) if self.press_w() => {}
            ('d', _) if self.letters == ['d'] => self.replace(0, 'đ'),
            _ => self.letters.push(key),
        }
        Some(())
    }

    /// `w` makes `ươ` of `uo`, `ưa` of `ua`, else marks the last of `a o u`.
    fn press_w(&mut self) -> bool {
        let after_q = self.letters.first() == Some(&'q');
        let horned = self
            .letters
            .windows(2)
            .rposition(|pair| pair == ['u', 'o'] || pair == ['u', 'a'] && !after_q);
        if let Some(index) = horned {
            self.replace(index, 'ư');
            if self.letters[index + 1] == 'o' {
                self.replace(index + 1, 'ơ');
            }
            return true;
        }
        let Some(last) = self
            .letters
            .iter()
            .rposition(|letter| "aou".contains(*letter))
        else {
            return false;
        };
        let marked = match self.letters[last] {
            'a' => 'ă',
            'o' => 'ơ',
            _ => 'ư',
        };
        self.replace(last, marked);
        true
    }

    /// Puts `marked` in the place of the last of `plain`; false when there is none.
    fn mark_last(&mut self, plain: char, marked: char) -> bool {
        let place = self.letters.iter().rposition(|letter| *letter == plain);
        if let Some(place) = place {
            self.replace(place, marked);
        }
        place.is_some()
    }

    fn replace(&mut self, place: usize, marked: char) {
        self.letters[place] = marked;
        self.changed = true;
    }
}

fn tone_of(key: char) -> Option<char> {
    match key {
        's' => Some('\u{0301}'),
        'f' => Some('\u{0300}'),
        'r' => Some('\u{0309}'),
        'x' => Some('\u{0303}'),
        'j' => Some('\u{0323}'),
        _ => None,
    }
}

fn circumflex(key: char) -> char {
    match key {
        'a' => 'â',
        'e' => 'ê',
        _ => 'ô',
    }
}

fn is_vowel_or_marked(letter: char) -> bool {
    is_vowel(letter) || matches!(letter, 'â' | 'ă' | 'ê' | 'ô' | 'ơ' | 'ư')
}

/// Whether a folded word is shaped like a Vietnamese syllable.
fn is_syllable(folded: &str) -> bool {
    let Some(start) = folded.find(is_vowel) else {
        return false;
    };
    let (onset, rest) = folded.split_at(start);
    let coda = rest.trim_start_matches(is_vowel);
    let vowels = rest.len() - coda.len();
    ONSETS.contains(&onset) && vowels <= 3 && CODAS.contains(&coda)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(typed: &str, meant: &str) {
        assert_eq!(decode(typed), words(meant, 1).pop(), "{typed}");
    }

    #[test]
    fn telex_keys_become_the_letters_they_stand_for() {
        reads("toom", "tôm");
        reads("khoo", "khô");
        reads("muoois", "muối");
        reads("hatj", "hạt");
        reads("lieeu", "liêu");
        reads("ddaatj", "đất".replace('ấ', "ậ").as_str());
        reads("nguwowif", "người");
        reads("ruouwj", "rượu");
        reads("muaw", "mưa");
        reads("hoawcj", "hoặc");
        reads("tieesng", "tiếng");
        reads("quaan", "quân");
        reads("locs", "lóc");
    }

    #[test]
    fn other_words_are_left_alone() {
        for typed in [
            "tom", "ocop", "farm", "coffee", "star", "cacao", "htx", "x", "st24", "boss",
        ] {
            assert_eq!(decode(typed), None, "{typed}");
        }
    }
}
