//! A statement as a spreadsheet reads it.

use money::Money;

use super::{LineKind, SettlementError, Statement};
use crate::{Language, language::Bilingual};

impl Statement {
    /// The statement as a spreadsheet reads it: CSV in UTF-8 with a byte order mark, amounts
    /// in whole đồng, texts made harmless where a spreadsheet would take them for a formula.
    ///
    /// # Errors
    ///
    /// [`SettlementError::Amount`] when a running balance leaves the range of money.
    pub fn csv(&self, language: Language) -> Result<Vec<u8>, SettlementError> {
        let mut table = Table::default();
        table.row([
            language.pick("Ngày", "Date"),
            language.pick("Nội dung", "Description"),
            language.pick("Đơn hàng hoặc khoản chi trả", "Order or payout"),
            language.pick("Số tiền (đồng)", "Amount (VND)"),
            language.pick("Số dư (đồng)", "Balance (VND)"),
        ]);
        let opening = language.pick("Số dư đầu kỳ", "Opening balance");
        let first = self.period.first.to_string();
        table.line([&first, opening, &self.seller], None, self.opening);
        let mut balance = self.opening;
        for line in &self.lines {
            balance = balance.plus(line.amount)?;
            let day = line.day.to_string();
            let words = line.kind.words(language);
            table.line([&day, words, &line.reference], Some(line.amount), balance);
        }
        let last = self.period.next.pred_opt().unwrap_or(self.period.next);
        let closing = language.pick("Số dư cuối kỳ", "Closing balance");
        table.line(
            [&last.to_string(), closing, &self.seller],
            None,
            self.closing,
        );
        Ok(table.finish())
    }
}

/// Rows of CSV (RFC 4180) with the mark by which Excel knows UTF-8.
struct Table(String);

impl Default for Table {
    fn default() -> Self {
        Self("\u{feff}".to_owned())
    }
}

impl Table {
    fn line(&mut self, texts: [&str; 3], amount: Option<Money>, balance: Money) {
        let amount = amount.map(|amount| amount.to_string()).unwrap_or_default();
        let [date, words, reference] = texts.map(text_cell);
        self.0.push_str(&format!(
            "{date},{words},{reference},{amount},{balance}\r\n"
        ));
    }

    fn row(&mut self, texts: [&str; 5]) {
        self.0.push_str(&texts.map(text_cell).join(","));
        self.0.push_str("\r\n");
    }

    fn finish(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// A text that a spreadsheet shows and never runs: one that begins like a formula gets an
/// apostrophe before it (OWASP ASVS 5.0, 1.2.10).
pub(crate) fn text_cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        "'"
    } else {
        ""
    };
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

impl LineKind {
    fn words(self, language: Language) -> &'static str {
        match self {
            Self::Sale => language.pick("Bán hàng", "Sale"),
            Self::Commission => language.pick("Phí bán hàng", "Commission"),
            Self::CommissionVat => language.pick("Thuế GTGT của phí", "VAT on commission"),
            Self::WithheldVat => language.pick("Thuế GTGT khấu trừ", "VAT withheld"),
            Self::WithheldPit => {
                language.pick("Thuế TNCN khấu trừ", "Personal income tax withheld")
            }
            Self::Payout => language.pick("Chi trả", "Payout"),
            Self::PayoutReturned => language.pick("Chi trả bị trả lại", "Payout returned"),
            Self::Other => language.pick("Khác", "Other"),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::settlement::{Period, StatementLine};

    fn money(dong: i64) -> Money {
        Money::new(dong).expect("an amount")
    }

    #[test]
    fn a_seller_named_like_a_formula_stays_a_name() {
        let statement = Statement {
            seller: "=HYPERLINK(\"x\",1)".to_owned(),
            period: Period::parse("2026-11").expect("a month"),
            opening: money(0),
            lines: Vec::new(),
            closing: money(0),
        };

        let csv = String::from_utf8(statement.csv(Language::En).expect("a table")).expect("UTF-8");

        assert!(csv.starts_with('\u{feff}'));
        assert!(csv.contains("\"'=HYPERLINK(\"\"x\"\",1)\""), "{csv}");
        assert!(!csv.contains(",="), "{csv}");
    }

    #[test]
    fn amounts_stay_numbers_and_run_to_the_closing_balance() {
        let line = |kind, dong| StatementLine {
            day: NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day"),
            kind,
            reference: "CS-1".to_owned(),
            amount: money(dong),
        };
        let statement = Statement {
            seller: "HTX Chè".to_owned(),
            period: Period::parse("2026-11").expect("a month"),
            opening: money(1_000),
            lines: vec![
                line(LineKind::Sale, 270_000),
                line(LineKind::Commission, -21_600),
            ],
            closing: money(249_400),
        };

        let csv = String::from_utf8(statement.csv(Language::Vi).expect("a table")).expect("UTF-8");

        let rows: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(rows[1], "2026-11-01,Số dư đầu kỳ,HTX Chè,,1000");
        assert_eq!(rows[2], "2026-11-21,Bán hàng,CS-1,270000,271000");
        assert_eq!(rows[3], "2026-11-21,Phí bán hàng,CS-1,-21600,249400");
        assert_eq!(rows[4], "2026-11-30,Số dư cuối kỳ,HTX Chè,,249400");
    }
}
