//! "Did you mean": a mistyped text as it would be written.

use crate::{
    telex,
    words::{TEXT_WORDS_MAX, WORDS_MAX, Word, words},
};

/// Letters from which one typo, or two, are supposed.
const ONE_TYPO_LETTERS: usize = 3;
const TWO_TYPOS_LETTERS: usize = 8;

/// The typed text with its mistyped words as the texts of what was found write them; none when
/// there is nothing to correct. A word without its marks is not mistyped.
///
/// ```
/// let found = ["Mật ong rừng", "U Minh"].map(str::to_owned);
/// assert_eq!(search::did_you_mean("mat ong u mihn", &found).as_deref(), Some("mat ong u Minh"));
/// assert_eq!(search::did_you_mean("mat ong", &found), None);
/// ```
#[must_use]
pub fn did_you_mean(typed: &str, texts: &[String]) -> Option<String> {
    let known: Vec<(String, Word)> = texts
        .iter()
        .flat_map(|text| spelled(text, TEXT_WORDS_MAX))
        .collect();
    let mut is_corrected = false;
    let mut corrected = Vec::new();
    let typed = spelled(typed, WORDS_MAX);
    let last = typed.len().saturating_sub(1);
    for (place, (written, word)) in typed.into_iter().enumerate() {
        let is_known = known.iter().any(|(_, other)| {
            // The last word may be unfinished.
            other.folded == word.folded || place == last && other.folded.starts_with(&word.folded)
        });
        match nearest(&word, &known).filter(|_| !is_known) {
            Some(nearest) => {
                is_corrected = true;
                corrected.push(nearest.to_owned());
            }
            None => corrected.push(written),
        }
    }
    is_corrected.then(|| corrected.join(" "))
}

/// The words of a text, as written and as compared.
fn spelled(text: &str, limit: usize) -> Vec<(String, Word)> {
    let is_gap = |letter: char| !letter.is_alphanumeric() && !crate::fold::is_mark(letter);
    let spelled = text.split(is_gap).filter_map(|written| {
        let word = words(written, 1).pop()?;
        Some((written.to_owned(), word))
    });
    spelled.take(limit).collect()
}

fn nearest<'a>(typed: &Word, known: &'a [(String, Word)]) -> Option<&'a str> {
    let telex = telex::decode(&typed.folded);
    let meant = |word: &Word| {
        telex
            .as_ref()
            .is_some_and(|telex| telex.folded == word.folded)
    };
    if let Some((written, _)) = known.iter().find(|(_, word)| meant(word)) {
        return Some(written);
    }
    let typos_max = match typed.letters() {
        0..ONE_TYPO_LETTERS => 0,
        ONE_TYPO_LETTERS..TWO_TYPOS_LETTERS => 1,
        _ => 2,
    };
    let near = known
        .iter()
        .map(|(written, word)| (typos(&typed.folded, &word.folded), written))
        .filter(|(typos, _)| (1..=typos_max).contains(typos));
    near.min_by_key(|(typos, _)| *typos)
        .map(|(_, written)| written.as_str())
}

/// Letters wrong, missing, too many, or swapped with a neighbour.
fn typos(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=other.len()).collect()];
    for (i, letter) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, against) in other.iter().enumerate() {
            let swapped = i > 0 && j > 0 && one[i - 1] == *against && other[j - 1] == *letter;
            let replaced = rows[i][j] + usize::from(letter != against);
            let mut best = replaced.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if swapped {
                best = best.min(rows[i - 1][j - 1] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(typed: &str, texts: &[&str]) -> Option<String> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        did_you_mean(typed, &texts)
    }

    #[test]
    fn mistyped_words_are_written_as_found() {
        assert_eq!(meant("toom khoo", &["Tôm khô"]).as_deref(), Some("Tôm khô"));
        assert_eq!(
            meant("phu qouc", &["Nước mắm Phú Quốc"]).as_deref(),
            Some("phu Quốc")
        );
        assert_eq!(
            meant("dried shirmp", &["dried shrimp"]).as_deref(),
            Some("dried shrimp")
        );
    }

    #[test]
    fn what_is_written_right_is_left_alone() {
        for typed in ["tom kho", "Tôm khô", "", "🦐", "zz", "xyzxyz", "tôm kh"] {
            assert_eq!(meant(typed, &["Tôm khô"]), None, "{typed}");
        }
    }
}
