//! A typed text as words that remember how they were typed.

use crate::fold::is_mark;
use crate::words::{Word, words};

/// Words of a typed text that are looked at.
const TOKENS_MAX: usize = 60;

/// One typed word.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) typed: String,
    pub(super) word: Word,
}

impl Token {
    fn new(typed: &str) -> Option<Self> {
        let word = words(typed, 1).pop()?;
        Some(Self {
            typed: typed.to_owned(),
            word,
        })
    }

    /// Whether it is typed as this folded word, with whatever marks.
    pub(super) fn is(&self, folded: &str) -> bool {
        self.word.folded == folded
    }

    /// Whether it is one of these folded words.
    pub(super) fn is_one_of(&self, folded: &[&str]) -> bool {
        folded.contains(&self.word.folded.as_str())
    }

    /// Whether it may stand for a word of a name: with its marks, or with none at all.
    pub(super) fn names(&self, word: &Word) -> bool {
        self.word.marked == word.marked || self.is_plain() && self.word.folded == word.folded
    }

    /// Whether it has no marks.
    pub(super) fn is_plain(&self) -> bool {
        self.word.marked == self.word.folded
    }

    pub(super) fn is_number(&self) -> bool {
        self.word
            .folded
            .bytes()
            .all(|letter| letter.is_ascii_digit())
    }
}

/// The words of a text. A star sign behind a number is the word `sao`, a plus `trở lên`.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut open = String::new();
    for letter in text.chars() {
        if is_mark(letter) || letter.is_alphanumeric() {
            open.push(letter);
            continue;
        }
        tokens.extend(Token::new(&std::mem::take(&mut open)));
        if tokens.len() >= TOKENS_MAX {
            return tokens;
        }
        let counts = tokens.last().is_some_and(Token::is_number);
        let stars = tokens
            .last()
            .is_some_and(|last| last.is_one_of(&["sao", "star", "stars"]));
        match letter {
            '*' | '★' | '☆' | '⭐' if counts => tokens.extend(Token::new("sao")),
            '+' if counts || stars => {
                tokens.extend(["trở", "lên"].into_iter().filter_map(Token::new))
            }
            _ => {}
        }
    }
    tokens.extend(Token::new(&open));
    tokens
}

/// Typed words as a text again.
pub(super) fn joined<'a>(tokens: impl IntoIterator<Item = &'a Token>) -> String {
    let typed: Vec<&str> = tokens
        .into_iter()
        .map(|token| token.typed.as_str())
        .collect();
    typed.join(" ")
}
