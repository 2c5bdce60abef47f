//! Amounts and words of no use in a search: "500g", "hộp 1 kg", "mua", "giá rẻ".

use std::sync::LazyLock;

use super::tokens::Token;
use crate::words::{Word, words};

const MEASURES: [&str; 19] = [
    "g", "gr", "gam", "gram", "grams", "kg", "kgs", "ki", "ml", "cc", "l", "lit", "liter", "litre",
    "lang", "oz", "lb", "kilo", "mg",
];
/// Packs, which count only beside a number: `hộp quà` is a product.
const PACKS: [&str; 17] = [
    "hop", "goi", "chai", "lo", "hu", "tui", "bich", "thung", "lon", "binh", "box", "bottle",
    "bottles", "pack", "packs", "bag", "jar",
];
/// Words before which nothing is named yet.
static LEADING: LazyLock<Vec<Word>> =
    LazyLock::new(|| words("mua tìm bán buy order find the vietnamese", 8));
/// Words before the name of a fruit.
static FRUIT: LazyLock<Vec<Word>> = LazyLock::new(|| words("quả trái", 2));
/// `trái cây` is all fruit.
static TREE: LazyLock<Vec<Word>> = LazyLock::new(|| words("cây", 1));
const ANYWHERE: [&str; 5] = ["from", "of", "for", "with", "online"];

/// Which words tell how much, or nothing at all; never all of them.
pub(super) fn idle(tokens: &[Token]) -> Vec<bool> {
    let mut idle = vec![false; tokens.len()];
    for (place, token) in tokens.iter().enumerate() {
        let next = tokens.get(place + 1);
        if is_amount(token) {
            idle[place] = true;
            mark_pack_before(tokens, place, &mut idle);
        } else if token.is_number() && next.is_some_and(|next| next.is_one_of(&MEASURES)) {
            idle[place] = true;
            idle[place + 1] = true;
            mark_fraction_before(tokens, place, &mut idle);
            mark_pack_before(tokens, place, &mut idle);
        } else if token.is_number() && next.is_some_and(|next| next.is_one_of(&PACKS)) {
            idle[place] = true;
            idle[place + 1] = true;
        } else if token.is_one_of(&ANYWHERE) && tokens.len() > 1 {
            idle[place] = true;
        }
    }
    mark_talk(tokens, &mut idle);
    if idle.iter().all(|idle| *idle) {
        idle.fill(false);
    }
    idle
}

/// `500g`, `1l`, as one word.
fn is_amount(token: &Token) -> bool {
    let unit = token
        .word
        .folded
        .trim_start_matches(|letter: char| letter.is_ascii_digit());
    unit.len() < token.word.folded.len() && MEASURES.contains(&unit)
}

/// The `0` of `0,5 kg`.
fn mark_fraction_before(tokens: &[Token], place: usize, idle: &mut [bool]) {
    if let Some(before) = place.checked_sub(1)
        && tokens[before].is_number()
    {
        idle[before] = true;
    }
}

fn mark_pack_before(tokens: &[Token], place: usize, idle: &mut [bool]) {
    if let Some(before) = place.checked_sub(1)
        && tokens[before].is_one_of(&PACKS)
    {
        idle[before] = true;
    }
}

/// The `quả` of "quả na", which says no more than the fruit's name does; `trái cây` is all fruit.
fn mark_fruit_word(tokens: &[Token], idle: &mut [bool]) {
    let Some(first) = idle.iter().position(|idle| !idle) else {
        return;
    };
    let is = |token: &Token, one_of: &[Word]| {
        let mut words = one_of.iter();
        words.any(|word| word.marked == token.word.marked)
    };
    let names_one = |token: &Token| !is(token, &TREE) && !token.is_number();
    if is(&tokens[first], &FRUIT) && tokens.get(first + 1).is_some_and(names_one) {
        idle[first] = true;
    }
}

/// "mua … giá rẻ", "giá … bao nhiêu".
fn mark_talk(tokens: &[Token], idle: &mut [bool]) {
    let leading = tokens
        .iter()
        .take_while(|token| LEADING.iter().any(|word| token.names(word)));
    for (place, _) in leading.enumerate() {
        idle[place] = true;
    }
    mark_fruit_word(tokens, idle);
    let phrases: [&[&str]; 5] = [
        &["gia", "re"],
        &["gia", "bao", "nhieu"],
        &["bao", "nhieu", "tien"],
        &["bao", "nhieu"],
        &["o", "dau"],
    ];
    for (place, rest) in (0..tokens.len()).map(|place| (place, &tokens[place..])) {
        let begins = |phrase: &&[&str]| {
            phrase.len() <= rest.len()
                && phrase.iter().zip(rest).all(|(word, token)| token.is(word))
        };
        if let Some(phrase) = phrases.into_iter().find(begins) {
            idle[place..place + phrase.len()].fill(true);
        }
    }
}
