//! Fee plans: what the market takes of a sale, as data with dates.

mod announce;
mod comparison;

use chrono::{DateTime, NaiveDate, Utc};
use entity::settlement::fee_plan;
use money::{BasisPoints, Money};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use announce::{NewFeePlan, create_plan};

use super::{FeeTerm, FeeTerms, LedgerError};
use crate::{App, accounts::Staff, database::sql, sellers::SellerStaff};

/// What the market takes from a day on, until the next plan begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeePlan {
    /// The plan.
    pub id: Uuid,
    /// What the commission is made of; each is worked out by itself.
    pub components: Vec<FeeComponent>,
    /// VAT inside the sale that is taken out before rates apply; zero leaves the sale as it is.
    pub base_vat: BasisPoints,
    /// VAT on the commission when it is not the rate of the day.
    pub commission_vat: Option<BasisPoints>,
    /// The first day in Vietnam on which it holds.
    pub valid_from: NaiveDate,
    /// When sellers could first read it.
    pub announced_at: DateTime<Utc>,
    /// What it is based on.
    pub source: String,
}

/// A named part of the commission. Amounts are đồng, rates basis points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeComponent {
    /// Its stable name.
    pub code: String,
    /// Its Vietnamese name.
    pub name_vi: String,
    /// Its English name.
    pub name_en: String,
    /// The share of the sale.
    pub rate_bp: i32,
    /// What is taken whatever the price.
    pub fixed: i64,
    /// Of what `fixed` is taken once.
    pub per: FeePer,
    /// The least that is taken of a line.
    pub min: i64,
    /// The most that is taken of a line.
    pub max: Option<i64>,
}

/// Of what a fixed fee is taken once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeePer {
    /// Every line of an order.
    Line,
    /// The order; its lines share it by their sales.
    Order,
}

/// The fees of one day: the plan in force and the VAT on the commission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeesOfDay {
    /// The plan in force.
    pub plan: FeePlan,
    /// VAT on the market's services that day.
    pub dated_vat: BasisPoints,
}

impl FeesOfDay {
    /// VAT on the commission: the plan's own rate, or that of the day.
    #[must_use]
    pub fn vat(&self) -> BasisPoints {
        self.plan.commission_vat.unwrap_or(self.dated_vat)
    }

    /// The terms that the lines of one order keep, for these sales of theirs.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Amount`] when a stored amount is out of range.
    pub fn terms(&self, sales: &[Money]) -> Result<Vec<FeeTerms>, LedgerError> {
        let mut terms = vec![
            FeeTerms {
                plan_id: Some(self.plan.id),
                base_vat_bp: self.plan.base_vat.get(),
                vat_bp: self.vat().get(),
                components: Vec::new(),
            };
            sales.len()
        ];
        for component in &self.plan.components {
            let fixed = component.fixed_by_line(sales)?;
            for (line, fixed) in terms.iter_mut().zip(fixed) {
                line.components.push(FeeTerm {
                    code: component.code.clone(),
                    rate_bp: component.rate_bp,
                    fixed: fixed.dong(),
                    min: component.min,
                    max: component.max,
                });
            }
        }
        Ok(terms)
    }
}

impl FeeComponent {
    fn fixed_by_line(&self, sales: &[Money]) -> Result<Vec<Money>, LedgerError> {
        let fixed = Money::new(self.fixed)?;
        Ok(match self.per {
            FeePer::Line => vec![fixed; sales.len()],
            FeePer::Order => money::share(fixed, sales)?,
        })
    }
}

impl FeePlan {
    /// The rates of all components together.
    #[must_use]
    pub fn rate_bp(&self) -> i32 {
        self.components.iter().map(|one| one.rate_bp).sum()
    }
}

impl TryFrom<fee_plan::Model> for FeePlan {
    type Error = LedgerError;

    fn try_from(row: fee_plan::Model) -> Result<Self, LedgerError> {
        Ok(Self {
            id: row.id,
            components: serde_json::from_str(&row.components)
                .map_err(LedgerError::TermsUnreadable)?,
            base_vat: BasisPoints::new(row.base_vat_bp)?,
            commission_vat: row.commission_vat_bp.map(BasisPoints::new).transpose()?,
            valid_from: row.valid_from,
            announced_at: row.announced_at,
            source: row.source,
        })
    }
}

#[derive(FromQueryResult)]
struct FeesRow {
    #[sea_orm(nested)]
    plan: fee_plan::Model,
    dated_vat_bp: Option<i32>,
}

/// The fees of a day in Vietnam: one statement. Orders freeze them when they are placed.
///
/// # Errors
///
/// [`LedgerError::NoFeePlan`] before the first plan, or the database's.
pub async fn fees_on<C: ConnectionTrait>(
    connection: &C,
    day: NaiveDate,
) -> Result<FeesOfDay, LedgerError> {
    let found = FeesRow::find_by_statement(sql(
        connection,
        "SELECT p.*, (SELECT r.vat_bp FROM service_vat_rate r WHERE r.valid_from <= $1
                      ORDER BY r.valid_from DESC LIMIT 1) AS dated_vat_bp
         FROM fee_plan p WHERE p.valid_from <= $1
         ORDER BY p.valid_from DESC LIMIT 1",
        [day.into()],
    ))
    .one(connection)
    .await?;
    let found = found.ok_or(LedgerError::NoFeePlan { day })?;
    Ok(FeesOfDay {
        plan: found.plan.try_into()?,
        dated_vat: BasisPoints::new(found.dated_vat_bp.unwrap_or(0))?,
    })
}

/// Every plan, the newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn plans(app: &App, _staff: &Staff) -> Result<Vec<FeePlan>, LedgerError> {
    let rows = fee_plan::Entity::find()
        .order_by_desc(fee_plan::Column::ValidFrom)
        .all(app.database().read())
        .await?;
    rows.into_iter().map(FeePlan::try_from).collect()
}

/// The plan in force for a seller and those announced, the next to begin first.
///
/// # Errors
///
/// [`LedgerError::NoFeePlan`] before the first plan, or the database's.
pub async fn plans_ahead(
    app: &App,
    _staff: &SellerStaff,
) -> Result<(FeesOfDay, Vec<FeePlan>), LedgerError> {
    let db = app.database().read();
    let today = app.clock().today();
    let now = fees_on(db, today).await?;
    let ahead = fee_plan::Entity::find()
        .filter(fee_plan::Column::ValidFrom.gt(today))
        .order_by_asc(fee_plan::Column::ValidFrom)
        .all(db)
        .await?;
    let ahead = ahead.into_iter().map(FeePlan::try_from);
    Ok((now, ahead.collect::<Result<_, _>>()?))
}
