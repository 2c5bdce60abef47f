//! The ways to put a text to the server, nearest first.
//!
//! A word between quotes must be there as it is written; any other may be begun or mistyped. What
//! nobody mistyped is asked for between quotes first, so that counts and orders by price are not
//! filled with words that merely look alike. Syllables are short, and the server forgives no typo
//! in a word of three letters: neighbours run together (`bacsno`) are long enough.

use crate::{
    knowledge::Knowledge,
    query::Query,
    telex,
    words::{WORDS_MAX, folded, words},
};

/// How near a hit must come to the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// Every word is there as it is.
    Exact,
    /// The last word may be unfinished, or mistyped.
    Begun,
    /// Every two neighbours stand side by side, mistyped or not.
    Paired,
    /// Words may be mistyped, and stand anywhere.
    Near,
    /// Words may be missing.
    Loose,
}

/// One way to put a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    /// What is asked: letters and digits of ours between quotes of ours, never a caller's syntax.
    pub(super) text: String,
    /// The text with the words of the place, which all that the filters leave has somewhere: what
    /// has them in its address comes first.
    hinted: Option<String>,
    pub(super) manner: Manner,
}

impl Attempt {
    /// What is asked for the hits of a page.
    pub(super) fn for_hits(&self) -> &str {
        self.hinted.as_ref().unwrap_or(&self.text)
    }

    /// Whether a hit must have every word.
    pub(super) fn has_all_words(&self) -> bool {
        self.manner != Manner::Loose
    }

    fn with_hint(mut self, hint: &str) -> Self {
        // Of loose words those go first that most products have: the place's would count as such.
        if self.manner != Manner::Loose {
            // In front: only the last word may be unfinished.
            self.hinted = Some(format!("{} {}", quoted(hint.split(' ')), self.text));
        }
        self
    }
}

/// The ways to put the text of a query, nearest first, until one matches.
pub(super) fn attempts(query: &Query) -> Vec<Attempt> {
    let readings = readings(query.text.as_deref().unwrap_or_default());
    let has_many = readings.first().is_some_and(|words| words.len() > 1);
    let in_manner = |manner| readings.iter().map(move |words| put(words, manner));
    let mut attempts: Vec<Attempt> = in_manner(Manner::Exact).collect();
    if has_many {
        attempts.extend(in_manner(Manner::Begun));
        attempts.extend(in_manner(Manner::Paired));
    }
    attempts.extend(in_manner(Manner::Near));
    match readings.first() {
        Some(likeliest) if has_many => attempts.push(put(likeliest, Manner::Loose)),
        Some(_) => {}
        None => attempts.push(put(&[], Manner::Exact)),
    }
    match hint(query) {
        Some(hint) => attempts
            .into_iter()
            .map(|attempt| attempt.with_hint(&hint))
            .collect(),
        None => attempts,
    }
}

/// The ways to put a text that is still being typed.
pub(super) fn while_typing(text: &str) -> Vec<Attempt> {
    let readings = readings(text);
    let manners = [Manner::Begun, Manner::Paired, Manner::Near].into_iter();
    let attempts = manners.flat_map(|manner| readings.iter().map(move |words| put(words, manner)));
    attempts
        .filter(|attempt| !attempt.text.is_empty())
        .collect()
}

/// The hint of a query, folded, if it is a name of the province that the query is narrowed to:
/// every product there has it.
fn hint(query: &Query) -> Option<String> {
    let [province] = query.filters.provinces.as_slice() else {
        return None;
    };
    let hint = folded(query.hint.as_deref()?);
    let mut names = Knowledge::shared().province_names(province).iter();
    names.any(|name| folded(name) == hint).then_some(hint)
}

/// The words as they were typed and, if any may be that, as keys of Telex or VNI; the likelier
/// first. None without a letter or digit.
fn readings(text: &str) -> Vec<Vec<String>> {
    let typed = words(text, WORDS_MAX);
    if typed.is_empty() {
        return Vec::new();
    }
    let meant: Vec<Option<String>> = typed
        .iter()
        .map(|word| telex::decode(&word.folded).map(|meant| meant.folded))
        .collect();
    let slips = meant.iter().flatten().count();
    let is_likely = slips * 2 >= typed.len();
    let typed: Vec<String> = typed.into_iter().map(|word| word.folded).collect();
    if slips == 0 {
        return vec![typed];
    }
    let readings = meant.into_iter().zip(&typed);
    let meant = readings.map(|(meant, typed)| meant.unwrap_or_else(|| typed.clone()));
    let meant: Vec<String> = meant.collect();
    match is_likely {
        true => vec![meant, typed],
        false => vec![typed, meant],
    }
}

fn put(words: &[String], manner: Manner) -> Attempt {
    let text = match (manner, words) {
        (Manner::Exact, words) => quoted(words),
        (Manner::Begun, [before @ .., last]) if !before.is_empty() => {
            format!("{} {last}", quoted(before))
        }
        (Manner::Paired, words) => pairs(words).join(" "),
        (Manner::Loose, words) => [words.join(" "), pairs(words).join(" ")].join(" "),
        (Manner::Begun | Manner::Near, words) => words.join(" "),
    };
    Attempt {
        text,
        hinted: None,
        manner,
    }
}

fn pairs(words: &[String]) -> Vec<String> {
    words.windows(2).map(|pair| pair.concat()).collect()
}

fn quoted(words: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    let quoted: Vec<String> = words
        .into_iter()
        .map(|word| format!("\"{word}\""))
        .collect();
    quoted.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Filters;
    use Manner::{Begun, Exact, Loose, Near, Paired};

    fn asked(text: &str) -> Vec<(String, Manner)> {
        let query = Query {
            text: Some(text.to_owned()),
            ..Query::default()
        };
        let attempts = attempts(&query).into_iter();
        attempts
            .map(|attempt| (attempt.text, attempt.manner))
            .collect()
    }

    fn put(text: &str, manner: Manner) -> (String, Manner) {
        (text.to_owned(), manner)
    }

    #[test]
    fn a_text_is_put_as_it_stands_then_more_and_more_freely() {
        assert_eq!(asked("tôm"), [put("\"tom\"", Exact), put("tom", Near)]);
        assert_eq!(
            asked("Tôm khô"),
            [
                put("\"tom\" \"kho\"", Exact),
                put("\"tom\" kho", Begun),
                put("tomkho", Paired),
                put("tom kho", Near),
                put("tom kho tomkho", Loose),
            ]
        );
        assert_eq!(asked(""), [put("", Exact)]);
    }

    #[test]
    fn keys_of_telex_are_read_both_ways_the_likelier_first() {
        let texts = |text: &str| -> Vec<String> {
            let exact = asked(text).into_iter();
            exact
                .filter(|(_, manner)| *manner == Exact)
                .map(|(text, _)| text)
                .collect()
        };

        assert_eq!(texts("toom khoo"), ["\"tom\" \"kho\"", "\"toom\" \"khoo\""]);
        assert_eq!(
            texts("kẹo dừa saps ngon"),
            [
                "\"keo\" \"dua\" \"saps\" \"ngon\"",
                "\"keo\" \"dua\" \"sap\" \"ngon\""
            ]
        );
    }

    #[test]
    fn nothing_typed_is_syntax() {
        assert_eq!(
            asked("-tôm \"khô\" AND\0 x")[0],
            put("\"tom\" \"kho\" \"and\" \"x\"", Exact)
        );
    }

    #[test]
    fn a_place_is_a_hint_only_where_every_product_bears_it() {
        let hinted = |province: &str, hint: &str| {
            let query = Query {
                text: Some("kẹo dừa".to_owned()),
                hint: Some(hint.to_owned()),
                filters: Filters {
                    provinces: vec![province.to_owned()],
                    ..Filters::default()
                },
                ..Query::default()
            };
            attempts(&query)[0].for_hits().to_owned()
        };

        assert_eq!(hinted("86", "Bến Tre"), "\"ben\" \"tre\" \"keo\" \"dua\"");
        assert_eq!(hinted("96", "ben tre"), "\"keo\" \"dua\"");
        assert_eq!(hinted("66", "daklak"), "\"keo\" \"dua\"");
    }
}
