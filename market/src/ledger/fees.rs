//! Fee plans: what the market takes of a sale, as data with dates.

use chrono::NaiveDate;
use entity::settlement::fee_plan;
use money::{BasisPoints, Money};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::LedgerError;
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

/// Commission on a sale (goods less the seller's discount, VAT included), and the VAT on it.
/// Each is rounded once, half a đồng away from zero.
///
/// # Errors
///
/// [`LedgerError::Amount`] when the sale is out of range.
///
/// Source: payments.md, part 4.5 (C and CV).
pub fn commission(sale: Money, plan: &FeePlan) -> Result<(Money, Money), LedgerError> {
    let commission = plan.commission.of(sale)?;
    let vat = plan.commission_vat.of(commission)?;
    Ok((commission, vat))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(commission_bp: i32, commission_vat_bp: i32) -> FeePlan {
        FeePlan {
            id: Uuid::nil(),
            commission: BasisPoints::new(commission_bp).expect("a rate"),
            commission_vat: BasisPoints::new(commission_vat_bp).expect("a rate"),
            valid_from: NaiveDate::MIN,
            source: String::new(),
        }
    }

    #[test]
    fn the_worked_example_of_the_design_holds() {
        let sale = Money::new(270_000).expect("an amount");

        let (commission, vat) = commission(sale, &plan(800, 1_000)).expect("in range");

        assert_eq!([commission.dong(), vat.dong()], [21_600, 2_160]);
    }

    #[test]
    fn the_starting_plan_takes_nothing() {
        let sale = Money::new(270_000).expect("an amount");

        let fees = commission(sale, &plan(0, 0)).expect("in range");

        assert_eq!(fees, (Money::ZERO, Money::ZERO));
    }
}
