//! Prices as people print them.

use money::Money;

use super::{limits, text};

/// A price as printed, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedPrice {
    /// The price, or the lower end of a range.
    pub low: Money,
    /// The upper end of a range.
    pub high: Option<Money>,
    /// What it is for, as printed behind the slash: `kg`, `lốc (6 hộp)`.
    pub per: Option<String>,
    /// Whether it is only about this much, or begins here.
    pub is_approximate: bool,
}

/// Why a text is no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    /// Nothing we can read without guessing.
    #[error("the price is not understood")]
    NotUnderstood,
    /// In another currency than đồng.
    #[error("the price is not in đồng")]
    ForeignCurrency,
    /// Below 500 đồng, or a bare number below 1,000: thousands may be meant.
    #[error("the price is too low to be in đồng")]
    TooLow,
    /// Zero or below.
    #[error("the price is not above zero")]
    NotPositive,
    /// Above [`limits::PRICE_DONG_MAX`].
    #[error("the price is too high")]
    TooHigh,
}

/// The smallest note in use.
const DONG_MIN: i64 = 500;

/// Below this a number without unit or currency may mean thousands.
const BARE_MIN: i64 = 1_000;

const GREETINGS: [&str; 3] = ["gia ban", "gia", "chi"];
const ABOUT: [&str; 7] = ["khoang", "tam", "chung", "gan", "uoc", "tu", "~"];
const UNTIL: [&str; 4] = ["-", "~", "den", "toi"];
const SCALES: [(&str, i64); 6] = [
    ("nghin", 1_000),
    ("ngan", 1_000),
    ("kd", 1_000),
    ("k", 1_000),
    ("trieu", 1_000_000),
    ("tr", 1_000_000),
];
const CURRENCIES: [&str; 3] = ["dong", "vnd", "d"];
const FOREIGN: [&str; 4] = ["$", "usd", "€", "eur"];

impl ParsedPrice {
    /// Reads "130.000 - 150.000 đồng/kg", "150k", "1,2 triệu", "khoảng 170.000 đồng".
    ///
    /// A dot, comma or space before three digits groups thousands; a comma or dot before one
    /// or two digits is a decimal sign, which only "nghìn" and "triệu" can bear.
    ///
    /// # Errors
    ///
    /// [`PriceError`] when it cannot be read without guessing, or is no plausible price.
    pub fn read(printed: &str) -> Result<Self, PriceError> {
        let (amount, per) = match printed.split_once('/') {
            Some((amount, per)) => (amount, Some(unit(per)?)),
            None => (printed, None),
        };
        let amount = text::plain(amount).replace(':', " ");
        if FOREIGN.iter().any(|sign| amount.contains(sign)) {
            return Err(PriceError::ForeignCurrency);
        }
        let mut scan = Scan { rest: &amount };
        while scan.word(&GREETINGS).is_some() {}
        let is_about = scan.word(&ABOUT);
        let low = scan.figure()?;
        let high = scan.word(&UNTIL).map(|_| scan.figure()).transpose()?;
        if !scan.rest.trim_matches([' ', '.', ',', ';']).is_empty() {
            return Err(PriceError::NotUnderstood);
        }
        let (low, high) = amounts(&low, high.as_ref())?;
        // "từ 42 đến 50" is a range; "từ 42" alone begins there.
        let is_approximate = is_about.is_some_and(|word| word != "tu" || high.is_none());
        Ok(Self {
            low,
            high,
            per,
            is_approximate,
        })
    }

    /// The one price this states exactly; none for a range or an estimate.
    #[must_use]
    pub fn exact(&self) -> Option<Money> {
        (self.high.is_none() && !self.is_approximate).then_some(self.low)
    }
}

/// What stands behind the slash, if it is one unit and no second price.
fn unit(per: &str) -> Result<String, PriceError> {
    let per = per.trim();
    let plain = text::plain(per);
    let is_unit = !plain.is_empty() && plain.len() <= 40 && plain.chars().any(char::is_alphabetic);
    let has_price = plain.contains('/') || plain.contains("dong") || plain.contains("vnd");
    if is_unit && !has_price {
        Ok(per.to_owned())
    } else {
        Err(PriceError::NotUnderstood)
    }
}

fn amounts(low: &Figure, high: Option<&Figure>) -> Result<(Money, Option<Money>), PriceError> {
    // "42-50 ngàn đồng": the unit stands once, behind the last number.
    let scale = low.scale.or(high.and_then(|high| high.scale));
    let is_bare =
        scale.is_none() && !low.has_currency && !high.is_some_and(|high| high.has_currency);
    let lower = money(&low.number, scale, is_bare)?;
    let Some(high) = high else {
        return Ok((lower, None));
    };
    let upper = money(&high.number, high.scale.or(low.scale), is_bare)?;
    match lower.cmp(&upper) {
        std::cmp::Ordering::Less => Ok((lower, Some(upper))),
        std::cmp::Ordering::Equal => Ok((lower, None)),
        std::cmp::Ordering::Greater => Err(PriceError::NotUnderstood),
    }
}

fn money(number: &str, scale: Option<i64>, is_bare: bool) -> Result<Money, PriceError> {
    let dong = dong(number, scale)?;
    match dong {
        ..=0 => Err(PriceError::NotPositive),
        _ if dong < DONG_MIN || (is_bare && dong < BARE_MIN) => Err(PriceError::TooLow),
        _ if dong > limits::PRICE_DONG_MAX => Err(PriceError::TooHigh),
        _ => Money::price(dong).map_err(|_| PriceError::TooHigh),
    }
}

/// The number of đồng that digits with separators mean.
fn dong(number: &str, scale: Option<i64>) -> Result<i64, PriceError> {
    let parts: Vec<&str> = number.split(['.', ',', ' ']).collect();
    let integer = |digits: &str| digits.parse::<i64>().map_err(|_| PriceError::TooHigh);
    let scaled = |digits: i64, scale: i64| digits.checked_mul(scale).ok_or(PriceError::TooHigh);
    let mut signs = number.chars().filter(|letter| !letter.is_ascii_digit());
    let sign = signs.next();
    let is_one_sign = signs.all(|other| Some(other) == sign);
    let is_grouped =
        parts[0].len() <= 3 && parts[0] != "0" && parts[1..].iter().all(|group| group.len() == 3);
    match (&parts[..], scale) {
        ([digits], scale) => scaled(integer(digits)?, scale.unwrap_or(1)),
        (_, None) if is_grouped && is_one_sign => integer(&parts.concat()),
        // "1.200 nghìn" may be 1.2 or 1,200 thousand.
        ([_, _], Some(_)) if parts[1].len() == 3 => Err(PriceError::NotUnderstood),
        ([whole, decimals], Some(scale)) if matches!(decimals.len(), 1 | 2) => {
            let tenths = if decimals.len() == 1 { 10 } else { 100 };
            let digits = integer(&format!("{whole}{decimals}"))?;
            scaled(digits, scale / tenths)
        }
        (_, Some(scale)) if is_grouped && is_one_sign => scaled(integer(&parts.concat())?, scale),
        _ => Err(PriceError::NotUnderstood),
    }
}

/// A number with the unit and currency behind it.
struct Figure {
    number: String,
    scale: Option<i64>,
    has_currency: bool,
}

/// What is left to read of a price.
struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    /// Takes one of these words from the front.
    fn word(&mut self, words: &[&'a str]) -> Option<&'a str> {
        let rest = self.rest.trim_start();
        let is_word = |word: &&&str| {
            let behind = rest.strip_prefix(**word);
            let is_sign = !word.starts_with(char::is_alphabetic);
            behind.is_some_and(|behind| is_sign || !behind.starts_with(char::is_alphanumeric))
        };
        let word = *words.iter().find(is_word)?;
        self.rest = &rest[word.len()..];
        Some(word)
    }

    fn figure(&mut self) -> Result<Figure, PriceError> {
        let number = self.number()?;
        let words = SCALES.map(|(word, _)| word);
        let scale = self.word(&words);
        let scale = SCALES
            .iter()
            .find(|(word, _)| Some(*word) == scale)
            .map(|(_, scale)| *scale);
        let has_currency = self.word(&CURRENCIES).is_some();
        Ok(Figure {
            number,
            scale,
            has_currency,
        })
    }

    /// Takes digits with their separators; a space counts where three digits follow it.
    fn number(&mut self) -> Result<String, PriceError> {
        let rest = self.rest.trim_start();
        if rest.starts_with('-') {
            return Err(PriceError::NotPositive);
        }
        let bytes = rest.as_bytes();
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let joins = |at: usize| match bytes.get(at) {
            Some(b'.' | b',') => is_digit(at + 1),
            Some(b' ') => (1..=3).all(|step| is_digit(at + step)) && !is_digit(at + 4),
            _ => is_digit(at),
        };
        let end = (0..bytes.len())
            .find(|at| !joins(*at))
            .unwrap_or(bytes.len());
        if !is_digit(0) {
            return Err(PriceError::NotUnderstood);
        }
        self.rest = &rest[end..];
        Ok(rest[..end].to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (i64, Option<i64>, Option<String>, bool) {
        let price = ParsedPrice::read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        (
            price.low.dong(),
            price.high.map(Money::dong),
            price.per,
            price.is_approximate,
        )
    }

    #[test]
    fn every_price_of_the_real_list_is_understood() {
        for (text, low, high, per, about) in [
            (
                "42-50 ngàn đồng/kg",
                42_000,
                Some(50_000),
                Some("kg"),
                false,
            ),
            (
                "130.000 - 150.000 đồng/kg",
                130_000,
                Some(150_000),
                Some("kg"),
                false,
            ),
            (
                "150.000-220.000 đồng/kg",
                150_000,
                Some(220_000),
                Some("kg"),
                false,
            ),
            ("250.000 đồng/kg", 250_000, None, Some("kg"), false),
            (
                "220.000-280.000/kg",
                220_000,
                Some(280_000),
                Some("kg"),
                false,
            ),
            ("khoảng 30.000 đồng/kg", 30_000, None, Some("kg"), true),
            (
                "250.000‑400.000 đồng/kg",
                250_000,
                Some(400_000),
                Some("kg"),
                false,
            ),
            ("khoảng 170.000 đồng", 170_000, None, None, true),
            (
                "120-200 ngàn đồng/kg",
                120_000,
                Some(200_000),
                Some("kg"),
                false,
            ),
            (
                "150.000 - 180.000 đồng/lít",
                150_000,
                Some(180_000),
                Some("lít"),
                false,
            ),
            (
                "235.000 đồng/lốc (6 hộp)",
                235_000,
                None,
                Some("lốc (6 hộp)"),
                false,
            ),
        ] {
            assert_eq!(
                read(text),
                (low, high, per.map(str::to_owned), about),
                "{text}"
            );
        }
    }

    #[test]
    fn the_ways_people_write_one_price_are_understood() {
        for (text, dong) in [
            ("150k", 150_000),
            ("150 K", 150_000),
            ("1,2 triệu", 1_200_000),
            ("1.25tr", 1_250_000),
            ("85.000₫", 85_000),
            ("85000 VND", 85_000),
            ("85.000 VNĐ", 85_000),
            ("12.500 đ", 12_500),
            ("85 000 đ", 85_000),
            ("1.200.000", 1_200_000),
            ("85000", 85_000),
            ("85,000", 85_000),
            ("Giá bán: 85000", 85_000),
            ("2 triệu đồng", 2_000_000),
            ("42,5 nghìn", 42_500),
            ("500 đ", 500),
            ("90.000đ.", 90_000),
            ("1.000.000.000", 1_000_000_000),
        ] {
            assert_eq!(read(text), (dong, None, None, false), "{text}");
        }
        assert_eq!(
            read("85,000đ/hộp"),
            (85_000, None, Some("hộp".to_owned()), false)
        );
    }

    #[test]
    fn ranges_are_read_with_the_unit_said_once_or_twice() {
        for text in [
            "42-50k",
            "42k-50k",
            "từ 42 đến 50 nghìn đồng",
            "42.000đ – 50.000đ",
            "42~50 ngàn",
        ] {
            assert_eq!(read(text), (42_000, Some(50_000), None, false), "{text}");
        }
        assert_eq!(
            read("900 nghìn - 1,2 triệu"),
            (900_000, Some(1_200_000), None, false)
        );
        assert_eq!(read("từ 42.000đ"), (42_000, None, None, true));
        assert_eq!(read("50.000 - 50.000 đ"), (50_000, None, None, false));
    }

    #[test]
    fn only_a_plain_single_price_is_a_selling_price() {
        let exact = |text| ParsedPrice::read(text).ok().and_then(|price| price.exact());

        assert_eq!(exact("85.000đ/hộp").map(Money::dong), Some(85_000));
        assert_eq!(exact("42-50 ngàn"), None);
        assert_eq!(exact("khoảng 170.000 đồng"), None);
    }

    #[test]
    fn what_would_be_a_guess_is_not_understood() {
        for text in [
            "liên hệ",
            "",
            "1.200 nghìn",
            "12.5",
            "85.00",
            "1.234,5",
            "1,2,3 triệu",
            "900 - 1,2 triệu",
            "50-42 ngàn",
            "1tr2",
            "85.000/",
            "85.000đ/hộp, 150.000 đồng/2 hộp",
            "85.000 hoặc 90.000",
            "0.500",
            "12.34.567",
            "85.000 - ",
            "1.200,000",
        ] {
            assert_eq!(
                ParsedPrice::read(text),
                Err(PriceError::NotUnderstood),
                "{text}"
            );
        }
    }

    #[test]
    fn impossible_prices_are_refused_with_their_reason() {
        for (text, error) in [
            ("-5000", PriceError::NotPositive),
            ("0", PriceError::NotPositive),
            ("150", PriceError::TooLow),
            ("42-50", PriceError::TooLow),
            ("200 đ", PriceError::TooLow),
            ("1.000.000.001", PriceError::TooHigh),
            ("99999999999999999999", PriceError::TooHigh),
            ("9000000000000 triệu", PriceError::TooHigh),
            ("5 USD", PriceError::ForeignCurrency),
            ("$5", PriceError::ForeignCurrency),
        ] {
            assert_eq!(ParsedPrice::read(text), Err(error), "{text}");
        }
    }
}
