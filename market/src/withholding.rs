//! What the market withheld for the state: the monthly return, and a seller's certificate of a
//! year. Both are read from the ledger alone, so they are what is owed to the state.
//!
//! Source: Decree 252/2026, articles 43–46 (domain.md, part 4.2; payments.md, part 4.7).

mod certificate;
mod refusal;
mod table;

use chrono::{DateTime, Utc};
use entity::sellers::{Residency, TaxKind};
use money::Money;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

pub use certificate::{Certificate, CertificateMonth, certificate, certificate_at_desk};
pub use refusal::WithholdingError;

use crate::{App, accounts::Staff, clock::start_of_vietnam_day, database::sql, settlement::Period};

/// What was sold, taken back and withheld, in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    /// Sales delivered.
    pub sales: Money,
    /// Sales taken back, which are set off.
    pub returned: Money,
    /// Value added tax withheld.
    pub vat: Money,
    /// Value added tax given back for returns.
    pub vat_returned: Money,
    /// Personal income tax withheld.
    pub pit: Money,
    /// Personal income tax given back for returns.
    pub pit_returned: Money,
}

/// One seller in a monthly return.
#[derive(Clone, Debug)]
pub struct SellerReturn {
    /// The seller.
    pub seller_id: Uuid,
    /// Its name.
    pub name: String,
    /// Its tax code or personal number.
    pub tax_code: Option<String>,
    /// The kind it had when its orders were placed.
    pub tax_kind: TaxKind,
    /// Where it is taxed.
    pub residency: Residency,
    /// What was withheld.
    pub withheld: Withheld,
}

/// What the market declares for a month.
#[derive(Clone, Debug)]
pub struct MonthlyReturn {
    /// The month.
    pub period: Period,
    /// The sellers withheld for, by name.
    pub sellers: Vec<SellerReturn>,
    /// All of them together.
    pub total: Withheld,
}

#[derive(FromQueryResult)]
struct SellerRow {
    id: Uuid,
    name: String,
    tax_code: Option<String>,
    tax_kind: TaxKind,
    residency: Residency,
    #[sea_orm(nested)]
    sums: SumsRow,
}

#[derive(FromQueryResult)]
struct SumsRow {
    sales: i64,
    returned: i64,
    vat: i64,
    vat_returned: i64,
    pit: i64,
    pit_returned: i64,
}

/// The sums of entries: a seller's own accounts tell sales, the tax accounts what was withheld.
const SUMS: &str = "
    CAST(SUM(CASE WHEN j.kind = 'delivered' AND a.seller_id IS NOT NULL
                  THEN -e.amount ELSE 0 END) AS bigint) AS sales,
    CAST(SUM(CASE WHEN j.kind = 'line_refunded' AND a.seller_id IS NOT NULL
                  THEN e.amount ELSE 0 END) AS bigint) AS returned,
    CAST(SUM(CASE WHEN a.code = 'withheld_vat' AND e.amount < 0
                  THEN -e.amount ELSE 0 END) AS bigint) AS vat,
    CAST(SUM(CASE WHEN a.code = 'withheld_vat' AND e.amount > 0
                  THEN e.amount ELSE 0 END) AS bigint) AS vat_returned,
    CAST(SUM(CASE WHEN a.code = 'withheld_pit' AND e.amount < 0
                  THEN -e.amount ELSE 0 END) AS bigint) AS pit,
    CAST(SUM(CASE WHEN a.code = 'withheld_pit' AND e.amount > 0
                  THEN e.amount ELSE 0 END) AS bigint) AS pit_returned";

/// The entries of orders withheld for, between two instants.
const ENTRIES: &str = "
    FROM ledger_journal j
    JOIN ledger_entry e ON e.journal_id = j.id
    JOIN ledger_account a ON a.id = e.account_id
    JOIN seller_order o ON o.id = e.order_id
    JOIN seller s ON s.id = o.seller_id
    WHERE j.occurred_at >= $1 AND j.occurred_at < $2
      AND o.tax_kind IN ('household', 'individual')
      AND j.kind IN ('delivered', 'fees_charged', 'line_refunded', 'fees_returned')";

/// What the market declares for a month; of a month under way, what happened so far.
///
/// # Errors
///
/// [`WithholdingError::Amount`] when a sum leaves the range of money, or the database's.
pub async fn month(
    app: &App,
    _staff: &Staff,
    period: Period,
) -> Result<MonthlyReturn, WithholdingError> {
    let text = format!(
        "SELECT s.id, s.name, s.tax_code, o.tax_kind, s.residency, {SUMS} {ENTRIES}
         GROUP BY s.id, s.name, s.tax_code, o.tax_kind, s.residency
         ORDER BY s.name, s.id, o.tax_kind"
    );
    let db = app.database().read();
    let rows = SellerRow::find_by_statement(sql(db, text, bounds(period)))
        .all(db)
        .await?;
    let mut total = Withheld::default();
    let mut sellers = Vec::with_capacity(rows.len());
    for row in rows {
        let withheld = Withheld::try_from(row.sums)?;
        total = total.plus(&withheld)?;
        sellers.push(SellerReturn {
            seller_id: row.id,
            name: row.name,
            tax_code: row.tax_code,
            tax_kind: row.tax_kind,
            residency: row.residency,
            withheld,
        });
    }
    Ok(MonthlyReturn {
        period,
        sellers,
        total,
    })
}

/// The instants at which a month begins and the next one does.
fn bounds(period: Period) -> [Value; 2] {
    let at = |day| -> DateTime<Utc> { start_of_vietnam_day(day) };
    [
        at(period.first_day()).into(),
        at(period.next().first_day()).into(),
    ]
}

impl Withheld {
    /// Value added tax that stays with the state.
    ///
    /// # Errors
    ///
    /// [`money::AmountError`] when it leaves the range of money.
    pub fn vat_due(&self) -> Result<Money, money::AmountError> {
        self.vat.minus(self.vat_returned)
    }

    /// Personal income tax that stays with the state.
    ///
    /// # Errors
    ///
    /// [`money::AmountError`] when it leaves the range of money.
    pub fn pit_due(&self) -> Result<Money, money::AmountError> {
        self.pit.minus(self.pit_returned)
    }

    fn plus(&self, other: &Self) -> Result<Self, money::AmountError> {
        Ok(Self {
            sales: self.sales.plus(other.sales)?,
            returned: self.returned.plus(other.returned)?,
            vat: self.vat.plus(other.vat)?,
            vat_returned: self.vat_returned.plus(other.vat_returned)?,
            pit: self.pit.plus(other.pit)?,
            pit_returned: self.pit_returned.plus(other.pit_returned)?,
        })
    }
}

impl TryFrom<SumsRow> for Withheld {
    type Error = money::AmountError;

    fn try_from(sums: SumsRow) -> Result<Self, money::AmountError> {
        Ok(Self {
            sales: Money::new(sums.sales)?,
            returned: Money::new(sums.returned)?,
            vat: Money::new(sums.vat)?,
            vat_returned: Money::new(sums.vat_returned)?,
            pit: Money::new(sums.pit)?,
            pit_returned: Money::new(sums.pit_returned)?,
        })
    }
}
