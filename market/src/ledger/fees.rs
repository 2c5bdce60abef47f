//! Fee plans: what the market takes of a sale, as data with dates.

use chrono::NaiveDate;
use entity::settlement::fee_plan;
use money::BasisPoints;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::{FeeTerm, FeeTerms, LedgerError};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    failure::OnConstraint,
    text,
    token::new_id,
};

/// Characters of a plan's source: a decision's number and name fit.
const SOURCE_CHARS_MAX: usize = 500;

/// The rates in force from a day on, until the next plan begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeePlan {
    /// The plan.
    pub id: Uuid,
    /// The market's share of a sale.
    pub commission: BasisPoints,
    /// VAT on that share.
    pub commission_vat: BasisPoints,
    /// The first day in Vietnam on which it holds.
    pub valid_from: NaiveDate,
    /// What it is based on.
    pub source: String,
}

/// A plan to come.
#[derive(Clone, Debug)]
pub struct NewFeePlan {
    /// The market's share of a sale, in basis points.
    pub commission_bp: i32,
    /// VAT on that share, in basis points.
    pub commission_vat_bp: i32,
    /// The first day in Vietnam on which it holds; tomorrow or later.
    pub valid_from: NaiveDate,
    /// What it is based on.
    pub source: String,
}

impl TryFrom<fee_plan::Model> for FeePlan {
    type Error = LedgerError;

    fn try_from(row: fee_plan::Model) -> Result<Self, LedgerError> {
        Ok(Self {
            id: row.id,
            commission: BasisPoints::new(row.commission_bp)?,
            commission_vat: BasisPoints::new(row.commission_vat_bp)?,
            valid_from: row.valid_from,
            source: row.source,
        })
    }
}

/// The plan in force on a day in Vietnam. Orders freeze its rates when they are placed.
///
/// # Errors
///
/// [`LedgerError::NoFeePlan`] before the first plan, or the database's.
pub async fn plan_on<C: ConnectionTrait>(
    connection: &C,
    day: NaiveDate,
) -> Result<FeePlan, LedgerError> {
    fee_plan::Entity::find()
        .filter(fee_plan::Column::ValidFrom.lte(day))
        .order_by_desc(fee_plan::Column::ValidFrom)
        .one(connection)
        .await?
        .ok_or(LedgerError::NoFeePlan { day })?
        .try_into()
}

impl FeePlan {
    /// The terms that a line placed under this plan keeps.
    #[must_use]
    pub fn terms(&self) -> FeeTerms {
        let component = FeeTerm {
            code: "sale".to_owned(),
            rate_bp: self.commission.get(),
            fixed: 0,
            min: 0,
            max: None,
        };
        FeeTerms {
            base_vat_bp: 0,
            vat_bp: self.commission_vat.get(),
            components: vec![component],
        }
    }
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

/// Sets the rates from a day to come on. What is placed before that day keeps its fees.
///
/// # Errors
///
/// [`LedgerError`] when the day is not ahead or taken, or a field is not usable.
pub async fn create_plan(
    app: &App,
    staff: &Staff,
    new: NewFeePlan,
) -> Result<FeePlan, LedgerError> {
    let today = app.clock().today();
    if new.valid_from <= today {
        return Err(LedgerError::FeePlanNotAhead { today });
    }
    let source = text::line(&new.source, SOURCE_CHARS_MAX).ok_or(LedgerError::FeeSourceUnusable)?;
    let rate = |points| BasisPoints::new(points).map_err(|_| LedgerError::FeeRateUnusable);
    let plan = FeePlan {
        id: new_id(),
        commission: rate(new.commission_bp)?,
        commission_vat: rate(new.commission_vat_bp)?,
        valid_from: new.valid_from,
        source,
    };
    let row = fee_plan::ActiveModel {
        id: Set(plan.id),
        commission_bp: Set(plan.commission.get()),
        commission_vat_bp: Set(plan.commission_vat.get()),
        valid_from: Set(plan.valid_from),
        source: Set(plan.source.clone()),
    };
    let day = plan.valid_from;
    let txn = app.database().begin().await?;
    fee_plan::Entity::insert(row)
        .exec_without_returning(&txn)
        .await
        .on_unique(
            "fee_plan_valid_from_key",
            "fee_plan.valid_from",
            LedgerError::FeePlanDayTaken { day },
        )?;
    let deed = Deed {
        actor: staff.label(),
        action: "fee_plan.created",
        subject_type: "fee_plan",
        subject_id: plan.id.to_string(),
        detail: Some(json!({"valid_from": day, "commission_bp": new.commission_bp})),
    };
    audit::record(&txn, app.clock().now(), deed).await?;
    txn.commit().await?;
    Ok(plan)
}
