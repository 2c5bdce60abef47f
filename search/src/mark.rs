//! Which words of a name a shopper typed.

use std::ops::Range;

use crate::{
    fold::is_mark,
    telex,
    words::{WORDS_MAX, Word, words},
};

/// The parts of a name, as ranges of its bytes, that have words of the typed text, marks aside.
/// The last typed word may be unfinished.
///
/// ```
/// let name = "Tôm khô Rạch Gốc";
/// let marked: Vec<&str> = search::highlight(name, "khoo rac").into_iter().map(|at| &name[at]).collect();
/// assert_eq!(marked, ["khô", "Rạch"]);
/// ```
#[must_use]
pub fn highlight(name: &str, typed: &str) -> Vec<Range<usize>> {
    let typed = words(typed, WORDS_MAX);
    let marked = spans(name).into_iter().filter(|span| {
        let word = words(&name[span.clone()], 1).pop();
        word.is_some_and(|word| is_typed(&word, &typed))
    });
    marked.collect()
}

fn is_typed(word: &Word, typed: &[Word]) -> bool {
    let (last, whole) = match typed.split_last() {
        Some(parts) => parts,
        None => return false,
    };
    let means = |typed: &Word| {
        let meant = telex::decode(&typed.folded).map(|meant| meant.folded);
        typed.folded == word.folded || meant.as_deref() == Some(word.folded.as_str())
    };
    whole.iter().any(means) || means(last) || word.folded.starts_with(&last.folded)
}

/// Where the words of a text stand.
fn spans(text: &str) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut open: Option<usize> = None;
    for (place, letter) in text.char_indices() {
        let is_part = letter.is_alphanumeric() || is_mark(letter);
        match (is_part, open) {
            (true, None) => open = Some(place),
            (false, Some(start)) => {
                spans.push(start..place);
                open = None;
            }
            _ => {}
        }
    }
    spans.extend(open.map(|start| start..text.len()));
    spans
}
