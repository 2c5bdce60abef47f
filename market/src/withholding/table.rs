//! A monthly return as a table to take away.

use entity::sellers::{Residency, TaxKind};
use sea_orm::ActiveEnum;

use super::{MonthlyReturn, SellerReturn, Withheld, WithholdingError};
use crate::{
    Language,
    language::Bilingual,
    sheet::{Cell, Sheet},
};

impl MonthlyReturn {
    /// The return as a table: a row a seller, amounts in whole đồng, and a last row of sums.
    ///
    /// # Errors
    ///
    /// [`WithholdingError::Amount`] when a sum leaves the range of money.
    pub fn sheet(&self, language: Language) -> Result<Sheet, WithholdingError> {
        let title = language.pick("Thuế khấu trừ", "Tax withheld");
        let title = format!("{title} {}", self.period.name());
        let mut sheet = Sheet::new(&title, heads(language));
        for seller in &self.sellers {
            sheet.push(row(who(seller, language), &seller.withheld)?);
        }
        let sums = [
            language.pick("Tổng cộng", "Total"),
            &self.period.name(),
            "",
            "",
        ];
        sheet.push(row(sums.map(str::to_owned), &self.total)?);
        Ok(sheet)
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

fn row(who: [String; 4], withheld: &Withheld) -> Result<[Cell; 12], WithholdingError> {
    let [name, tax_code, kind, residency] = who.map(Cell::Text);
    let whole = |amount: money::Money| Cell::Whole(amount.dong());
    Ok([
        name,
        tax_code,
        kind,
        residency,
        whole(withheld.sales),
        whole(withheld.returned),
        whole(withheld.vat),
        whole(withheld.vat_returned),
        whole(withheld.vat_due()?),
        whole(withheld.pit),
        whole(withheld.pit_returned),
        whole(withheld.pit_due()?),
    ])
}
