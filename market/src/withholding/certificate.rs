//! The certificate of what was withheld of a seller in a year, which it shows the tax office.

use chrono::{Datelike, NaiveDate};
use entity::sellers::{TaxKind, seller};
use sea_orm::{EntityTrait, FromQueryResult};
use uuid::Uuid;

use super::{ENTRIES, SUMS, SumsRow, Withheld, WithholdingError, bounds};
use crate::{
    App, Language, accounts::Staff, database::sql, language::Bilingual, sellers::SellerStaff,
    settlement::Period,
};

/// The first year of a rule to withhold (Decree 117/2025).
const FIRST_YEAR: i32 = 2025;

/// What was withheld of a seller in a year.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The certificate's number: the same year and seller always have the same.
    pub number: String,
    /// The year.
    pub year: i32,
    /// The day it was asked for; a year under way is certified as far as it went.
    pub issued_on: NaiveDate,
    /// The market that withheld, where it can be reached.
    pub issuer: String,
    /// The seller.
    pub seller_id: Uuid,
    /// Its name.
    pub seller: String,
    /// Its tax code or personal number.
    pub tax_code: Option<String>,
    /// How tax law sees it today.
    pub tax_kind: TaxKind,
    /// The months in which anything was sold, taken back or withheld.
    pub months: Vec<CertificateMonth>,
    /// The whole year.
    pub total: Withheld,
}

/// One month of a certificate.
#[derive(Clone, Debug)]
pub struct CertificateMonth {
    /// The month.
    pub period: Period,
    /// What was withheld in it.
    pub withheld: Withheld,
}

/// The certificate of the seller acted for.
///
/// # Errors
///
/// [`WithholdingError::YearUnusable`] before there was a rule and for years to come.
pub async fn certificate(
    app: &App,
    staff: &SellerStaff,
    year: i32,
) -> Result<Certificate, WithholdingError> {
    of_seller(app, staff.seller_id(), year).await
}

/// The certificate of any seller, for finance staff.
///
/// # Errors
///
/// As [`certificate`], and [`WithholdingError::SellerNotFound`].
pub async fn certificate_at_desk(
    app: &App,
    _staff: &Staff,
    seller_id: Uuid,
    year: i32,
) -> Result<Certificate, WithholdingError> {
    of_seller(app, seller_id, year).await
}

async fn of_seller(app: &App, seller_id: Uuid, year: i32) -> Result<Certificate, WithholdingError> {
    let today = app.clock().today();
    if !(FIRST_YEAR..=today.year()).contains(&year) {
        return Err(WithholdingError::YearUnusable {
            first: FIRST_YEAR,
            last: today.year(),
        });
    }
    let seller = seller::Entity::find_by_id(seller_id)
        .one(app.database().read())
        .await?
        .ok_or(WithholdingError::SellerNotFound)?;
    let mut months = Vec::new();
    let mut total = Withheld::default();
    for month in 1..=12 {
        let name = format!("{year:04}-{month:02}");
        let period = Period::parse(&name).map_err(|_| WithholdingError::MonthUnusable)?;
        let withheld = of_month(app, seller_id, period).await?;
        if withheld != Withheld::default() {
            total = total.plus(&withheld)?;
            months.push(CertificateMonth { period, withheld });
        }
    }
    Ok(Certificate {
        number: number(year, seller_id),
        year,
        issued_on: today,
        issuer: app.settings().public_url.clone(),
        seller_id,
        seller: seller.name,
        tax_code: seller.tax_code,
        tax_kind: seller.tax_kind,
        months,
        total,
    })
}

/// `CT-2026-` and the last twelve digits of the seller's id, which are random.
fn number(year: i32, seller_id: Uuid) -> String {
    let id = seller_id.simple().to_string();
    format!("CT-{year}-{}", id[20..].to_uppercase())
}

async fn of_month(
    app: &App,
    seller_id: Uuid,
    period: Period,
) -> Result<Withheld, WithholdingError> {
    let text = format!("SELECT {SUMS} {ENTRIES} AND o.seller_id = $3 HAVING COUNT(*) > 0");
    let [from, until] = bounds(period);
    let db = app.database().read();
    let sums = SumsRow::find_by_statement(sql(db, text, [from, until, seller_id.into()]))
        .one(db)
        .await?;
    Ok(match sums {
        Some(sums) => sums.try_into()?,
        None => Withheld::default(),
    })
}

impl Certificate {
    /// The certificate as a text to print.
    ///
    /// # Errors
    ///
    /// [`WithholdingError::Amount`] when a sum leaves the range of money.
    pub fn text(&self, language: Language) -> Result<String, WithholdingError> {
        let say = |vi: &str, en: &str| language.pick(vi, en).to_owned();
        let mut lines = vec![
            say("CHỨNG TỪ KHẤU TRỪ THUẾ", "CERTIFICATE OF TAX WITHHELD"),
            format!("{}: {}", say("Số", "Number"), self.number),
            format!("{}: {}", say("Năm", "Year"), self.year),
            format!(
                "{}: {}",
                say("Ngày lập", "Issued on"),
                self.issued_on.format("%d/%m/%Y")
            ),
            format!("{}: {}", say("Sàn khấu trừ", "Withheld by"), self.issuer),
            format!("{}: {}", say("Người bán", "Seller"), self.seller),
            format!(
                "{}: {}",
                say("Mã số thuế", "Tax code"),
                self.tax_code.as_deref().unwrap_or("-")
            ),
            String::new(),
            say(
                "Tháng | Doanh thu | Hàng trả lại | Thuế GTGT | Thuế TNCN (đồng)",
                "Month | Sales | Returned | VAT | Personal income tax (VND)",
            ),
        ];
        for month in &self.months {
            lines.push(row(&month.period.name(), &month.withheld)?);
        }
        lines.push(row(&say("Cả năm", "Year"), &self.total)?);
        Ok(lines.join("\n") + "\n")
    }
}

fn row(name: &str, withheld: &Withheld) -> Result<String, WithholdingError> {
    Ok(format!(
        "{name} | {} | {} | {} | {}",
        withheld.sales,
        withheld.returned,
        withheld.vat_due()?,
        withheld.pit_due()?,
    ))
}
