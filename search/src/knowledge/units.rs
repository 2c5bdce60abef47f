//! Amounts and words of no use in a search: "500g", "hộp 1 kg", "mua", "giá rẻ".

use super::tokens::Token;

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
const LEADING: [&str; 8] = [
    "mua",
    "tim",
    "ban",
    "buy",
    "order",
    "find",
    "the",
    "vietnamese",
];
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

/// "mua … giá rẻ", "giá … bao nhiêu".
fn mark_talk(tokens: &[Token], idle: &mut [bool]) {
    let leading = tokens.iter().take_while(|token| token.is_one_of(&LEADING));
    for (place, _) in leading.enumerate() {
        idle[place] = true;
    }
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
