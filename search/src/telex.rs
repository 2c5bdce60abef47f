//! Telex and VNI slips: keys of a Vietnamese keyboard that was off, read as what they were meant
//! to be.
//!
//! Telex writes marks with letters: `aa` is `â`, `aw` is `ă`, `dd` is `đ`, and a final `s f r x j`
//! is a tone, so that `muoois` stands for `muối`. VNI writes them with figures: 1 to 5 are tones,
//! 6 is the roof, 7 the horn, 8 the bow and 9 the bar, so that `muo61i` is the same.

use crate::words::{Word, is_vowel, words};

/// Consonants a Vietnamese syllable may begin with, folded.
const ONSETS: [&str; 26] = [
    "", "b", "c", "ch", "d", "g", "gh", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p",
    "ph", "q", "r", "s", "t", "th", "tr", "v", "x",
];
/// Consonants a Vietnamese syllable may end with.
const CODAS: [&str; 9] = ["", "c", "ch", "m", "n", "ng", "nh", "p", "t"];

/// What a word typed in Telex or VNI keys was meant to be; none if it holds no such keys, or if
/// what comes out is no Vietnamese syllable.
pub(crate) fn decode(typed: &str) -> Option<Word> {
    let mut syllable = Syllable::default();
    let is_vni = typed.contains(|key: char| key.is_ascii_digit());
    for key in typed.chars() {
        match is_vni {
            true => syllable.press_vni(key)?,
            false => syllable.press(key)?,
        }
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

    /// Takes one key of VNI; none for a figure that marks nothing.
    fn press_vni(&mut self, key: char) -> Option<()> {
        let is_mark = match key {
            '6' => ['a', 'e', 'o']
                .into_iter()
                .any(|plain| self.mark_last(plain, circumflex(plain))),
            '7' | '8' => self.press_w(),
            '9' => {
                let is_bar = self.letters.first() == Some(&'d');
                if is_bar {
                    self.replace(0, 'đ');
                }
                is_bar
            }
            '1'..='5' => {
                let has_vowel = self.letters.iter().copied().any(is_vowel_or_marked);
                let is_tone = has_vowel && self.tone.is_none();
                self.tone = self.tone.or_else(|| tone_of_vni(key));
                self.changed |= is_tone;
                is_tone
            }
            letter => {
                self.letters.push(letter);
                return (!letter.is_ascii_digit()).then_some(());
            }
        };
        is_mark.then_some(())
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

fn tone_of_vni(key: char) -> Option<char> {
    let as_telex = match key {
        '1' => 's',
        '2' => 'f',
        '3' => 'r',
        '4' => 'x',
        _ => 'j',
    };
    tone_of(as_telex)
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
    fn vni_keys_become_the_letters_they_stand_for() {
        for (typed, meant) in [
            ("tom6", "tôm"),
            ("kho6", "khô"),
            ("ma65t", "mật"),
            ("muo61i", "muối"),
            ("nuo71c", "nước"),
            ("ma81m", "mắm"),
            ("d9u7o7ng2", "đường"),
            ("che2", "chè"),
        ] {
            let folded = decode(typed).map(|word| word.folded);

            assert_eq!(
                folded,
                words(meant, 1).pop().map(|word| word.folded),
                "{typed}"
            );
        }
    }

    #[test]
    fn other_words_are_left_alone() {
        for typed in [
            "tom", "ocop", "farm", "coffee", "star", "cacao", "htx", "x", "st24", "boss", "500g",
            "omega3", "b12", "x2",
        ] {
            assert_eq!(decode(typed), None, "{typed}");
        }
    }
}
