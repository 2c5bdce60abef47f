//! A monthly return as a spreadsheet reads it.

use entity::sellers::{Residency, TaxKind};
use sea_orm::ActiveEnum;

use super::{MonthlyReturn, SellerReturn, Withheld, WithholdingError};
use crate::{Language, language::Bilingual, settlement::text_cell};

impl MonthlyReturn {
    /// The return as CSV (RFC 4180) in UTF-8 with a byte order mark: a row a seller, amounts in
    /// whole đồng, and a last row of sums.
    ///
    /// # Errors
    ///
    /// [`WithholdingError::Amount`] when a sum leaves the range of money.
    pub fn csv(&self, language: Language) -> Result<Vec<u8>, WithholdingError> {
        let mut text = format!("\u{feff}{}\r\n", heads(language).map(text_cell).join(","));
        for seller in &self.sellers {
            text.push_str(&row(who(seller, language), &seller.withheld)?);
        }
        let sums = [
            language.pick("Tổng cộng", "Total"),
            &self.period.name(),
            "",
            "",
        ];
        text.push_str(&row(sums.map(str::to_owned), &self.total)?);
        Ok(text.into_bytes())
    }
}

fn heads(language: Language) -> [&'static str; 12] {
    [
        language.pick("Người bán", "Seller"),
        language.pick("Mã số thuế", "Tax code"),
        language.pick("Loại", "Kind"),
        language.pick("Cư trú", "Residency"),
        language.pick("Doanh thu", "Sales"),
        language.pick("Hàng trả lại (bù trừ)", "Returns set off"),
        language.pick("Thuế GTGT khấu trừ", "VAT withheld"),
        language.pick("Thuế GTGT hoàn", "VAT given back"),
        language.pick("Thuế GTGT phải nộp", "VAT due"),
        language.pick("Thuế TNCN khấu trừ", "Income tax withheld"),
        language.pick("Thuế TNCN hoàn", "Income tax given back"),
        language.pick("Thuế TNCN phải nộp", "Income tax due"),
    ]
}

fn who(seller: &SellerReturn, language: Language) -> [String; 4] {
    let kind = match seller.tax_kind {
        TaxKind::Household => language.pick("Hộ kinh doanh", "Household").to_owned(),
        TaxKind::Individual => language.pick("Cá nhân", "Individual").to_owned(),
        other => other.to_value(),
    };
    let residency = match seller.residency {
        Residency::Resident => language.pick("Cư trú", "Resident"),
        Residency::NonResident => language.pick("Không cư trú", "Non-resident"),
    };
    [
        seller.name.clone(),
        seller.tax_code.clone().unwrap_or_default(),
        kind,
        residency.to_owned(),
    ]
}

fn row(who: [String; 4], withheld: &Withheld) -> Result<String, WithholdingError> {
    let amounts = [
        withheld.sales,
        withheld.returned,
        withheld.vat,
        withheld.vat_returned,
        withheld.vat_due()?,
        withheld.pit,
        withheld.pit_returned,
        withheld.pit_due()?,
    ];
    Ok(format!(
        "{},{}\r\n",
        who.map(|text| text_cell(&text)).join(","),
        amounts.map(|amount| amount.to_string()).join(",")
    ))
}
