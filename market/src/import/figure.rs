//! Amounts and days as carriers and banks write them.

use chrono::NaiveDate;

use super::text;

/// Words that may stand beside an amount.
const CURRENCIES: [&str; 3] = ["vnd", "dong", "d"];
/// The largest amount on either side, in đồng.
const DONG_MAX: i64 = 1_000_000_000_000_000;

/// Whole đồng, below zero with a minus before them: `280000`, `280.000 đ`, `280,000`,
/// `-5 500`, `280000.0` of a spreadsheet. Thousands are grouped by one sign, by three.
pub(crate) fn dong(printed: &str) -> Option<i64> {
    let plain = text::plain(printed);
    let amount = CURRENCIES
        .into_iter()
        .find_map(|currency| plain.strip_suffix(currency))
        .unwrap_or(&plain)
        .trim();
    let (sign, digits) = match amount.strip_prefix('-') {
        Some(digits) => (-1, digits.trim_start()),
        None => (1, amount.strip_prefix('+').unwrap_or(amount)),
    };
    let whole = ungrouped(without_decimals(digits))?;
    let dong: i64 = whole.parse().ok()?;
    (dong <= DONG_MAX).then_some(sign * dong)
}

/// Cuts decimals that are zero and cannot be thousands.
fn without_decimals(digits: &str) -> &str {
    let cut = [".00", ",00", ".0", ",0"]
        .into_iter()
        .find_map(|end| digits.strip_suffix(end));
    cut.unwrap_or(digits)
}

fn ungrouped(digits: &str) -> Option<String> {
    let Some(separator) = digits.chars().find(|letter| !letter.is_ascii_digit()) else {
        return (!digits.is_empty()).then(|| digits.to_owned());
    };
    if !matches!(separator, '.' | ',' | ' ') {
        return None;
    }
    let groups: Vec<&str> = digits.split(separator).collect();
    let is_group = |group: &&str| group.chars().all(|digit| digit.is_ascii_digit());
    let (first, rest) = groups.split_first()?;
    let is_grouped = (1..=3).contains(&first.len())
        && groups.iter().all(is_group)
        && rest.iter().all(|group| group.len() == 3);
    is_grouped.then(|| groups.concat())
}

/// A day: `2026-11-22`, `22/11/2026`, `22-11-2026`, with or without a time behind it.
pub(crate) fn day(printed: &str) -> Option<NaiveDate> {
    let day = printed.trim().split([' ', 'T']).next().unwrap_or_default();
    ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
        .into_iter()
        .find_map(|form| NaiveDate::parse_from_str(day, form).ok())
        .filter(|day| (2018..=2100).contains(&chrono::Datelike::year(day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_carriers_write_them() {
        for (printed, expected) in [
            ("280000", 280_000),
            ("280.000", 280_000),
            ("280,000 đ", 280_000),
            ("1.280.000 VND", 1_280_000),
            ("1 280 000", 1_280_000),
            ("-5.500", -5_500),
            ("280000.0", 280_000),
            ("280.000,00", 280_000),
            ("0", 0),
        ] {
            assert_eq!(dong(printed), Some(expected), "{printed}");
        }
    }

    #[test]
    fn what_could_be_another_amount_is_none() {
        for printed in [
            "",
            "-",
            "12.5",
            "1.28",
            "1.2800",
            "28.00.000",
            "1.280,000",
            "1e5",
            "12a",
            "12 $",
            "99999999999999999999",
            "9999999999999999",
        ] {
            assert_eq!(dong(printed), None, "{printed}");
        }
    }

    #[test]
    fn days_are_read_in_the_orders_in_use() {
        let expected = NaiveDate::from_ymd_opt(2026, 11, 2);
        for printed in [
            "2026-11-02",
            "02/11/2026",
            "2-11-2026",
            "02/11/2026 08:30:00",
            "2026-11-02T01:00:00Z",
        ] {
            assert_eq!(day(printed), expected, "{printed}");
        }
        for printed in ["11/22/2026", "2026", "", "02/11/0026"] {
            assert_eq!(day(printed), None, "{printed}");
        }
    }
}
