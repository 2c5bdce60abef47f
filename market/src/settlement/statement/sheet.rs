//! A statement as a table to take away.

use money::Money;

use super::{Statement, StatementOf};
use crate::{
    Language,
    language::Bilingual,
    settlement::SettlementError,
    sheet::{Cell, Sheet},
};

impl Statement {
    /// The statement as a table: the opening balance, every line with the balance after it,
    /// and the closing balance; amounts in whole đồng.
    ///
    /// # Errors
    ///
    /// [`SettlementError::Amount`] when a running balance leaves the range of money.
    pub fn sheet(&self, language: Language) -> Result<Sheet, SettlementError> {
        let mut sheet = Sheet::new(
            &self.title(language),
            [
                language.pick("Ngày", "Date"),
                language.pick("Nội dung", "Description"),
                language.pick("Đơn hàng hoặc khoản chi trả", "Order or payout"),
                language.pick("Số tiền (đồng)", "Amount (VND)"),
                language.pick("Số dư (đồng)", "Balance (VND)"),
            ],
        );
        let total = |day: chrono::NaiveDate, words: &str, balance: Money| {
            let cell = Cell::Text(day.to_string());
            let seller = Cell::Text(self.seller.clone());
            [
                cell,
                words.into(),
                seller,
                Cell::Empty,
                Cell::Whole(balance.dong()),
            ]
        };
        let opening = language.pick("Số dư đầu kỳ", "Opening balance");
        sheet.push(total(self.from, opening, self.opening));
        let mut balance = self.opening;
        for line in &self.lines {
            balance = balance.plus(line.amount)?;
            sheet.push([
                Cell::Text(line.day.to_string()),
                line.kind.words(language).into(),
                Cell::Text(line.reference.clone()),
                Cell::Whole(line.amount.dong()),
                Cell::Whole(balance.dong()),
            ]);
        }
        let closing = language.pick("Số dư cuối kỳ", "Closing balance");
        sheet.push(total(self.to, closing, self.closing));
        Ok(sheet)
    }

    fn title(&self, language: Language) -> String {
        let words = language.pick("Sao kê", "Statement");
        match self.of {
            StatementOf::Month(period) => format!("{words} {} · {}", period.name(), self.seller),
            StatementOf::Payout(_) => {
                let payout = language.pick("khoản chi trả", "of a payout");
                format!("{words} {payout} {} · {}", self.to, self.seller)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::settlement::{LineKind, Period, StatementLine};

    fn money(dong: i64) -> Money {
        Money::new(dong).expect("an amount")
    }

    #[test]
    fn amounts_stay_numbers_and_run_to_the_closing_balance() {
        let period = Period::parse("2026-11").expect("a month");
        let line = |kind, dong| StatementLine {
            day: NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day"),
            kind,
            reference: "CS-1".to_owned(),
            amount: money(dong),
        };
        let statement = Statement {
            seller: "HTX Chè".to_owned(),
            of: StatementOf::Month(period),
            from: period.first_day(),
            to: period.last_day(),
            opening: money(1_000),
            lines: vec![
                line(LineKind::Sale, 270_000),
                line(LineKind::Commission, -21_600),
            ],
            closing: money(249_400),
        };

        let sheet = statement.sheet(Language::Vi).expect("a table");
        let csv = String::from_utf8(sheet.csv()).expect("UTF-8");

        let rows: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(rows[1], "2026-11-01,Số dư đầu kỳ,HTX Chè,,1000");
        assert_eq!(rows[2], "2026-11-21,Bán hàng,CS-1,270000,271000");
        assert_eq!(rows[3], "2026-11-21,Phí bán hàng,CS-1,-21600,249400");
        assert_eq!(rows[4], "2026-11-30,Số dư cuối kỳ,HTX Chè,,249400");
    }
}
