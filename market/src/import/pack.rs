//! Packs as people print them.

use super::{limits, text};

/// A pack as printed, understood as far as it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedPack {
    /// As printed.
    pub text: String,
    /// What it comes in, as printed but in lower case: `hộp`, `túi`, `keo`.
    pub container: Option<String>,
    /// How many pieces are in it.
    pub pieces: Option<u32>,
    /// Net weight in grams.
    pub net_weight_g: Option<u32>,
    /// Net volume in millilitres.
    pub volume_ml: Option<u32>,
    /// Whether its amount is only about right, in which case it is not told in numbers.
    pub is_approximate: bool,
}

/// Containers and counted things, folded.
const THINGS: [&str; 40] = [
    "hop", "tui", "goi", "chai", "lo", "hu", "keo", "loc", "thung", "bao", "boc", "bich", "vi",
    "can", "binh", "khay", "gio", "cay", "con", "cai", "chiec", "bo", "set", "cap", "lon", "ong",
    "xap", "trai", "qua", "cu", "tam", "vien", "banh", "mieng", "xau", "box", "bag", "bottle",
    "jar", "pack",
];

/// Units of weight in grams and of volume in millilitres.
const WEIGHTS: [(&str, u64); 10] = [
    ("g", 1),
    ("gr", 1),
    ("gam", 1),
    ("gram", 1),
    ("kg", 1_000),
    ("ki", 1_000),
    ("ky", 1_000),
    ("kilogam", 1_000),
    ("lang", 100),
    ("kilo", 1_000),
];
const VOLUMES: [(&str, u64); 5] = [
    ("ml", 1),
    ("l", 1_000),
    ("lit", 1_000),
    ("cc", 1),
    ("litre", 1_000),
];

/// Reads a cell, which may name several packs: "500 g và 1 kg".
///
/// A text that is not understood whole is one pack of that text; none for an empty one.
pub(super) fn read(printed: &str) -> Vec<ParsedPack> {
    let parts = split(printed);
    let packs: Option<Vec<ParsedPack>> = parts.iter().map(|part| read_one(part)).collect();
    match packs {
        Some(packs) => packs,
        None => vec![ParsedPack {
            text: printed.to_owned(),
            ..ParsedPack::default()
        }],
    }
}

/// Parts joined by "và", "hoặc" or a semicolon.
fn split(printed: &str) -> Vec<String> {
    let mut parts = vec![Vec::new()];
    for word in printed.replace(';', " ; ").split_whitespace() {
        if matches!(search::fold(word).as_str(), "va" | "hoac") || word == ";" {
            parts.push(Vec::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(word.to_owned());
        }
    }
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.map(|part| part.join(" ")).collect()
}

/// Reads one pack, or nothing when a word of it is not understood.
pub(super) fn read_one(printed: &str) -> Option<ParsedPack> {
    let lower = printed.to_lowercase();
    // "500g/túi": the container stands behind.
    let ordered = match lower.split_once('/') {
        Some((content, container)) => format!("{container} {content}"),
        None => lower,
    };
    let tokens: Option<Vec<Token>> = words(&ordered).iter().map(|word| token(word)).collect();
    let mut pack = build(&tokens?)?;
    pack.text = printed.to_owned();
    Some(pack)
}

impl ParsedPack {
    /// Whether anything but the text is known of it.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        self.container.is_some()
            || self.pieces.is_some()
            || self.net_weight_g.is_some()
            || self.volume_ml.is_some()
            || self.is_approximate
    }

    /// Whether a price for this amount is a price for that pack.
    pub(super) fn is_priced_as(&self, pack: &Self) -> bool {
        let names_no_amount =
            self.pieces.is_none() && self.net_weight_g.is_none() && self.volume_ml.is_none();
        let is_amount = |one: Option<u32>, other| one.is_some() && one == other;
        let is_in = self.container.is_some() && self.container == pack.container;
        let may_be_in = self.container.is_none() || is_in;
        text::caseless(&self.text) == text::caseless(&pack.text)
            || (is_in && names_no_amount)
            || (may_be_in && is_amount(self.net_weight_g, pack.net_weight_g))
            || (may_be_in && is_amount(self.volume_ml, pack.volume_ml))
    }
}

enum Token {
    /// In thousandths, so that "1,5 kg" stays exact.
    Number(u64),
    Weight(u64),
    Volume(u64),
    Thing(String),
    Times,
    About,
    To,
}

/// Words, numbers parted from the letters stuck to them.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    let letters: Vec<char> = text.chars().collect();
    for (at, letter) in letters.iter().copied().enumerate() {
        let is_decimal = matches!(letter, '.' | ',')
            && last.is_ascii_digit()
            && letters.get(at + 1).is_some_and(char::is_ascii_digit);
        let letter = if is_decimal { '.' } else { letter };
        let is_number = |letter: char| letter.is_ascii_digit() || letter == '.';
        match letter {
            _ if is_decimal || letter.is_alphanumeric() => match words.last_mut() {
                Some(word) if last != ' ' && is_number(last) == is_number(letter) => {
                    word.push(letter)
                }
                _ => words.push(letter.to_string()),
            },
            ' ' | ',' | '.' | '(' | ')' | ':' | '\u{a0}' => {}
            _ => words.push(text::plain(&letter.to_string())),
        }
        last = if is_decimal || letter.is_alphanumeric() {
            letter
        } else {
            ' '
        };
    }
    words
}

fn token(word: &str) -> Option<Token> {
    let plain = text::plain(word);
    let of = |table: &[(&str, u64)]| {
        table
            .iter()
            .find(|(name, _)| *name == plain)
            .map(|row| row.1)
    };
    match plain.as_str() {
        "x" | "*" | "×" => return Some(Token::Times),
        "khoang" | "~" | "chung" => return Some(Token::About),
        "-" | "den" => return Some(Token::To),
        _ => {}
    }
    of(&WEIGHTS)
        .map(Token::Weight)
        .or_else(|| of(&VOLUMES).map(Token::Volume))
        .or_else(|| {
            THINGS
                .contains(&plain.as_str())
                .then(|| Token::Thing(word.to_owned()))
        })
        .or_else(|| thousandths(&plain).map(Token::Number))
}

/// A number with at most three decimals, in thousandths.
fn thousandths(word: &str) -> Option<u64> {
    let (whole, decimals) = word.split_once('.').unwrap_or((word, ""));
    if decimals.len() > 3 || whole.len() > 7 {
        return None;
    }
    format!("{whole}{decimals:0<3}").parse().ok()
}

/// A pack gathered from its words; nothing when they do not fit together.
fn build(tokens: &[Token]) -> Option<ParsedPack> {
    use Token::{About, Number, Thing, Times, To, Volume, Weight};
    let mut pack = ParsedPack::default();
    let mut is_times = false;
    let mut rest = tokens;
    while !rest.is_empty() {
        let taken = match rest {
            [About, ..] => {
                pack.is_approximate = true;
                1
            }
            [Times, ..] if pack.pieces.is_some() && !is_times => {
                is_times = true;
                1
            }
            [Number(_), To, Number(_), Weight(_) | Volume(_), ..] => {
                pack.is_approximate = true;
                4
            }
            [Number(count), Thing(_), ..] if pack.pieces.is_none() => {
                pack.pieces = Some(pieces(*count)?);
                2
            }
            [Number(count), Times, ..] if pack.pieces.is_none() => {
                pack.pieces = Some(pieces(*count)?);
                1
            }
            [Number(amount), unit @ (Weight(_) | Volume(_)), ..] => {
                pack.measure(*amount, unit)?;
                2
            }
            [unit @ (Weight(_) | Volume(_))] if tokens.len() == 1 => {
                pack.measure(1_000, unit)?;
                1
            }
            [Thing(thing), ..] if pack.container.is_none() => {
                pack.container = Some(thing.clone());
                1
            }
            _ => return None,
        };
        rest = &rest[taken..];
    }
    pack.settle(is_times)
}

fn pieces(thousandths: u64) -> Option<u32> {
    let is_whole = thousandths > 0 && thousandths.is_multiple_of(1_000);
    u32::try_from(thousandths / 1_000)
        .ok()
        .filter(|count| is_whole && *count <= 10_000)
}

impl ParsedPack {
    fn measure(&mut self, thousandths: u64, unit: &Token) -> Option<()> {
        let (slot, factor) = match unit {
            Token::Weight(factor) => (&mut self.net_weight_g, factor),
            Token::Volume(factor) => (&mut self.volume_ml, factor),
            _ => return None,
        };
        let amount = thousandths.checked_mul(*factor)?;
        let is_exact = amount > 0 && amount.is_multiple_of(1_000);
        let amount = u32::try_from(amount / 1_000).ok().filter(|_| is_exact)?;
        slot.replace(amount).is_none().then_some(())
    }

    /// Multiplies "10 gói x 20 g", and drops amounts that are not certain.
    fn settle(mut self, is_times: bool) -> Option<Self> {
        let has_amount = self.net_weight_g.is_some() || self.volume_ml.is_some();
        let is_each_or_all = self.pieces.is_some() && has_amount && !is_times;
        if is_each_or_all || (is_times && !has_amount) {
            return None;
        }
        if let (true, Some(count)) = (is_times, self.pieces) {
            let times = |each: Option<u32>| match each {
                None => Some(None),
                Some(each) => each.checked_mul(count).map(Some),
            };
            self.net_weight_g = times(self.net_weight_g)?;
            self.volume_ml = times(self.volume_ml)?;
        }
        if self.is_approximate {
            (self.net_weight_g, self.volume_ml) = (None, None);
        }
        let is_light = |amount: Option<u32>| amount.is_none_or(|it| it <= limits::WEIGHT_G_MAX);
        (is_light(self.net_weight_g) && is_light(self.volume_ml)).then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Facts = (Option<&'static str>, Option<u32>, Option<u32>, Option<u32>);

    fn check(text: &str, (container, pieces, grams, millilitres): Facts) {
        let packs = read(text);
        let [pack] = &packs[..] else {
            panic!("{text}: one pack")
        };

        assert_eq!(pack.text, text);
        assert_eq!(pack.container.as_deref(), container, "{text}");
        assert_eq!(pack.pieces, pieces, "{text}");
        assert_eq!(pack.net_weight_g, grams, "{text}");
        assert_eq!(pack.volume_ml, millilitres, "{text}");
    }

    #[test]
    fn every_pack_of_the_real_list_is_understood() {
        check("hộp 100gr", (Some("hộp"), None, Some(100), None));
        check("túi 5 kg", (Some("túi"), None, Some(5_000), None));
        check("kg", (None, None, Some(1_000), None));
        check("keo", (Some("keo"), None, None, None));
        check("lít", (None, None, None, Some(1_000)));
        check("lốc (6 hộp)", (Some("lốc"), Some(6), None, None));
        check(
            "bọc 2 con, khoảng 800-900 gam",
            (Some("bọc"), Some(2), None, None),
        );
        assert!(read("bọc 2 con, khoảng 800-900 gam")[0].is_approximate);
    }

    #[test]
    fn packs_joined_by_and_are_several() {
        let packs = read("500 g và 1 kg");

        let grams: Vec<Option<u32>> = packs.iter().map(|pack| pack.net_weight_g).collect();
        assert_eq!(grams, [Some(500), Some(1_000)]);
        assert_eq!(packs[1].text, "1 kg");
        assert_eq!(read("túi 200g; túi 500g").len(), 2);
    }

    #[test]
    fn the_ways_people_write_packs_are_understood() {
        check("500g/túi", (Some("túi"), None, Some(500), None));
        check("Chai 0,5 lít", (Some("chai"), None, None, Some(500)));
        check("1.5kg", (None, None, Some(1_500), None));
        check("hộp 10 gói x 20g", (Some("hộp"), Some(10), Some(200), None));
        check(
            "10 gói × 20 g/hộp",
            (Some("hộp"), Some(10), Some(200), None),
        );
        check("6 x 180ml", (None, Some(6), None, Some(1_080)));
        check("2 lạng", (None, None, Some(200), None));
        check("30 gói/hộp", (Some("hộp"), Some(30), None, None));
        check("Hũ khoảng 300 g", (Some("hũ"), None, None, None));
    }

    #[test]
    fn what_is_not_understood_stays_text_alone() {
        for text in [
            "tùy chọn",
            "hộp 0 g",
            "hộp 10 gói 20g",
            "10 chai/thùng/kiện",
            "5000 kg",
            "kg kg",
            "500 g và quà tặng",
            "1,2345 kg",
            "hộp 99999999999 g",
            "vỏ 50%",
            "0 gói x 5 g",
        ] {
            let packs = read(text);

            assert_eq!(packs.len(), 1, "{text}");
            assert!(!packs[0].is_understood(), "{text}");
            assert_eq!(packs[0].text, text);
        }
        assert!(read("").is_empty());
    }

    #[test]
    fn a_price_is_for_a_pack_of_the_same_amount() {
        let is_priced = |per, pack| {
            let (per, pack) = (
                read_one(per).expect("a pack"),
                read_one(pack).expect("a pack"),
            );
            per.is_priced_as(&pack)
        };

        assert!(is_priced("kg", "1 kg"));
        assert!(is_priced("lốc (6 hộp)", "lốc (6 hộp)"));
        assert!(is_priced("hộp", "hộp 100gr"));
        assert!(is_priced("500g", "túi 500 g"));
        assert!(!is_priced("kg", "túi 5 kg"));
        assert!(!is_priced("hộp", "lốc (6 hộp)"));
        assert!(!is_priced("kg", "keo"));
    }
}
