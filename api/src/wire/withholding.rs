//! Withheld taxes on the wire.

use chrono::NaiveDate;
use market::withholding::{Certificate, CertificateMonth, MonthlyReturn, SellerReturn, Withheld};
use poem_openapi::Object;
use uuid::Uuid;

use super::{
    MoneyView,
    tax::{ResidencyView, TaxKindView},
};

/// What was sold, taken back and withheld.
#[derive(Object)]
#[oai(rename = "Withheld")]
pub(crate) struct WithheldView {
    /// Sales delivered.
    sales: MoneyView,
    /// Sales taken back, which are set off.
    returned: MoneyView,
    /// Value added tax withheld.
    vat: MoneyView,
    /// Value added tax given back for returns.
    vat_returned: MoneyView,
    /// Personal income tax withheld.
    pit: MoneyView,
    /// Personal income tax given back for returns.
    pit_returned: MoneyView,
}

/// One seller in a monthly return.
#[derive(Object)]
#[oai(rename = "SellerReturn")]
struct SellerReturnView {
    /// The seller.
    seller_id: Uuid,
    /// Its name.
    name: String,
    /// Its tax code or personal number.
    tax_code: Option<String>,
    /// The kind it had when its orders were placed.
    tax_kind: TaxKindView,
    /// Where it is taxed.
    residency: ResidencyView,
    /// What was withheld.
    withheld: WithheldView,
}

/// What the market declares for a month.
#[derive(Object)]
#[oai(rename = "MonthlyReturn")]
pub(crate) struct MonthlyReturnView {
    /// The month, as in `2026-11`.
    month: String,
    /// The sellers withheld for, by name.
    sellers: Vec<SellerReturnView>,
    /// All of them together.
    total: WithheldView,
}

/// What was withheld of a seller in a year, for the tax office.
#[derive(Object)]
#[oai(rename = "WithholdingCertificate")]
pub(crate) struct CertificateView {
    /// The certificate's number.
    number: String,
    /// The year.
    year: i32,
    /// The day it was asked for; a year under way is certified as far as it went.
    issued_on: NaiveDate,
    /// The market that withheld.
    issuer: String,
    /// The seller.
    seller_id: Uuid,
    /// Its name.
    seller: String,
    /// Its tax code or personal number.
    tax_code: Option<String>,
    /// How tax law sees it.
    tax_kind: TaxKindView,
    /// The months in which anything was sold, taken back or withheld.
    months: Vec<CertificateMonthView>,
    /// The whole year.
    total: WithheldView,
}

/// One month of a certificate.
#[derive(Object)]
#[oai(rename = "WithholdingMonth")]
struct CertificateMonthView {
    /// The month, as in `2026-11`.
    month: String,
    /// What was withheld in it.
    withheld: WithheldView,
}

impl From<Withheld> for WithheldView {
    fn from(withheld: Withheld) -> Self {
        Self {
            sales: withheld.sales.into(),
            returned: withheld.returned.into(),
            vat: withheld.vat.into(),
            vat_returned: withheld.vat_returned.into(),
            pit: withheld.pit.into(),
            pit_returned: withheld.pit_returned.into(),
        }
    }
}

impl From<SellerReturn> for SellerReturnView {
    fn from(seller: SellerReturn) -> Self {
        Self {
            seller_id: seller.seller_id,
            name: seller.name,
            tax_code: seller.tax_code,
            tax_kind: seller.tax_kind.into(),
            residency: seller.residency.into(),
            withheld: seller.withheld.into(),
        }
    }
}

impl From<MonthlyReturn> for MonthlyReturnView {
    fn from(month: MonthlyReturn) -> Self {
        Self {
            month: month.period.name(),
            sellers: month.sellers.into_iter().map(Into::into).collect(),
            total: month.total.into(),
        }
    }
}

impl From<CertificateMonth> for CertificateMonthView {
    fn from(month: CertificateMonth) -> Self {
        Self {
            month: month.period.name(),
            withheld: month.withheld.into(),
        }
    }
}

impl From<Certificate> for CertificateView {
    fn from(certificate: Certificate) -> Self {
        Self {
            number: certificate.number,
            year: certificate.year,
            issued_on: certificate.issued_on,
            issuer: certificate.issuer,
            seller_id: certificate.seller_id,
            seller: certificate.seller,
            tax_code: certificate.tax_code,
            tax_kind: certificate.tax_kind.into(),
            months: certificate.months.into_iter().map(Into::into).collect(),
            total: certificate.total.into(),
        }
    }
}
