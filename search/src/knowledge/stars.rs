//! Stars asked for in words: "5 sao", "năm sao", "từ 4 sao trở lên", "ocop 4", "4-5 stars".

use std::ops::Range;

use super::tokens::Token;

const LOWEST: u8 = 3;
const HIGHEST: u8 = 5;

/// Stars that a text asks for, and the words that do.
pub(super) struct Asked {
    pub(super) stars: Vec<u8>,
    pub(super) words: Range<usize>,
}

/// The first words that ask for stars. The programme gives 3 to 5.
pub(super) fn asked(tokens: &[Token]) -> Option<Asked> {
    let signed = (0..tokens.len()).find_map(|place| before_sign(tokens, place));
    signed.or_else(|| (0..tokens.len()).find_map(|place| behind_ocop(tokens, place)))
}

/// Numbers before `sao`, with what stands around them.
fn before_sign(tokens: &[Token], sign: usize) -> Option<Asked> {
    if !tokens[sign].is_one_of(&["sao", "star", "stars"]) {
        return None;
    }
    let is_more = sign > 2 && tokens[sign - 2].is("tro") && tokens[sign - 1].is("len");
    let at = if is_more {
        sign - 3
    } else {
        sign.checked_sub(1)?
    };
    let last = number(&tokens[at])?;
    let mut start = at;
    let mut stars = vec![last];
    if let Some((first, from, is_range)) = number_before(tokens, start) {
        start = from;
        stars = if is_range && first < last {
            (first..=last).collect()
        } else {
            vec![first.min(last), first.max(last)]
        };
    }
    let mut end = sign + 1;
    if let [first] = stars[..]
        && (is_more || leads_to_more(tokens, &mut start, &mut end))
    {
        stars = (first..=HIGHEST).collect();
    }
    stars.dedup();
    while start > 0 && tokens[start - 1].is_one_of(&["hang", "dat", "chuan", "tu", "ocop"]) {
        start -= 1;
    }
    Some(Asked {
        stars,
        words: start..end,
    })
}

/// A first number in "4-5", "3 đến 5", "3 hoặc 5": the number, where it stands, whether the two
/// are ends of a range.
fn number_before(tokens: &[Token], second: usize) -> Option<(u8, usize, bool)> {
    let before = second.checked_sub(1)?;
    if let Some(first) = number(&tokens[before]) {
        return Some((first, before, true));
    }
    let is_range = tokens[before].is_one_of(&["den", "toi", "to"]);
    let is_list = tokens[before].is_one_of(&["hoac", "hay", "va", "or", "and"]);
    let first = number(&tokens[before.checked_sub(1)?])?;
    (is_range || is_list).then_some((first, before - 1, is_range))
}

/// Takes in words that mean "or more" around what was found, and tells whether there were any.
fn leads_to_more(tokens: &[Token], start: &mut usize, end: &mut usize) -> bool {
    let behind = |words: &[&str]| {
        words.len() <= tokens.len().saturating_sub(*end)
            && words
                .iter()
                .zip(&tokens[*end..])
                .all(|(word, token)| token.is(word))
    };
    let more: [&[&str]; 6] = [
        &["tro", "len"],
        &["or", "more"],
        &["or", "above"],
        &["and", "above"],
        &["and", "up"],
        &["plus"],
    ];
    if let Some(words) = more.into_iter().find(|words| behind(words)) {
        *end += words.len();
        return true;
    }
    let before = |words: &[&str]| {
        start.checked_sub(words.len()).is_some_and(|from| {
            words
                .iter()
                .zip(&tokens[from..])
                .all(|(word, token)| token.is(word))
        })
    };
    let least: [&[&str]; 4] = [
        &["tu"],
        &["it", "nhat"],
        &["toi", "thieu"],
        &["at", "least"],
    ];
    if let Some(words) = least.into_iter().find(|words| before(words)) {
        *start -= words.len();
        return true;
    }
    false
}

/// `ocop 4`, which leaves the word for stars out.
fn behind_ocop(tokens: &[Token], ocop: usize) -> Option<Asked> {
    let number_at = ocop + 1;
    let star = number(tokens.get(number_at)?)?;
    let ends = tokens
        .get(number_at + 1)
        .is_none_or(|next| !next.is_number());
    (tokens[ocop].is("ocop") && tokens[number_at].is_number() && ends).then(|| Asked {
        stars: vec![star],
        words: ocop..number_at + 1,
    })
}

fn number(token: &Token) -> Option<u8> {
    let is_five = token.word.marked == crate::words::words("năm", 1)[0].marked
        || token.is_plain() && token.is("nam");
    let number = match token.word.folded.as_str() {
        "3" | "ba" | "three" => 3,
        "4" | "bon" | "four" => 4,
        "5" | "five" => 5,
        _ if is_five => 5,
        _ => return None,
    };
    (LOWEST..=HIGHEST).contains(&number).then_some(number)
}
