//! Announcing a fee plan: what is worse for sellers does not begin before they had time to read.

use chrono::{Days, NaiveDate};
use entity::{
    sellers::{SellerState, seller},
    settlement::fee_plan,
};
use money::BasisPoints;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, SelectExt,
};
use serde_json::json;

use super::{FeeComponent, FeePer, FeePlan, comparison::is_worse, fees_on};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    failure::OnConstraint,
    ledger::LedgerError,
    limits,
    text::TextRule,
    token::new_id,
};

const SOURCE: TextRule = TextRule::line("/source", 500);
const NAME_VI: TextRule = TextRule::line("/components/name_vi", 100);
const NAME_EN: TextRule = TextRule::line("/components/name_en", 100);
/// The highest fixed fee, floor or cap, in đồng.
const AMOUNT_MAX: i64 = 1_000_000_000;

/// A plan to come.
#[derive(Clone, Debug)]
pub struct NewFeePlan {
    /// What the commission is made of.
    pub components: Vec<FeeComponent>,
    /// VAT inside the sale that is taken out before rates apply, in basis points.
    pub base_vat_bp: i32,
    /// VAT on the commission in basis points; none for the rate of the day.
    pub commission_vat_bp: Option<i32>,
    /// The first day in Vietnam on which it holds; tomorrow or later.
    pub valid_from: NaiveDate,
    /// What it is based on.
    pub source: String,
}

impl NewFeePlan {
    fn checked(self, app: &App) -> Result<FeePlan, LedgerError> {
        let rate = |points| BasisPoints::new(points).map_err(|_| LedgerError::FeeRateUnusable);
        if self.components.len() > limits::FEE_COMPONENTS_MAX {
            return Err(LedgerError::FeeComponentsUnusable);
        }
        let components = self.components.into_iter().map(FeeComponent::checked);
        let plan = FeePlan {
            id: new_id(),
            components: components.collect::<Result<_, _>>()?,
            base_vat: rate(self.base_vat_bp)?,
            commission_vat: self.commission_vat_bp.map(rate).transpose()?,
            valid_from: self.valid_from,
            announced_at: app.clock().now(),
            source: SOURCE.needed(&self.source)?,
        };
        rate(plan.rate_bp())?;
        let codes = plan.components.iter().map(|one| one.code.as_str());
        let apart: std::collections::BTreeSet<&str> = codes.collect();
        if apart.len() < plan.components.len() {
            return Err(LedgerError::FeeComponentsUnusable);
        }
        Ok(plan)
    }
}

impl FeeComponent {
    fn checked(self) -> Result<Self, LedgerError> {
        BasisPoints::new(self.rate_bp).map_err(|_| LedgerError::FeeRateUnusable)?;
        let is_code = (1..=40).contains(&self.code.len())
            && self
                .code
                .bytes()
                .all(|letter| letter.is_ascii_lowercase() || letter == b'_');
        let is_amount = |amount: i64| (0..=AMOUNT_MAX).contains(&amount);
        let fits = is_amount(self.fixed)
            && is_amount(self.min)
            && self.max.is_none_or(|max| is_amount(max) && max >= self.min);
        let is_plain = self.rate_bp == 0 && self.min == 0 && self.max.is_none();
        // What an order owes once has no share of a line's price, and no bounds of a line.
        if !is_code || !fits || (self.per == FeePer::Order && !is_plain) {
            return Err(LedgerError::FeeComponentsUnusable);
        }
        Ok(Self {
            name_vi: NAME_VI.needed(&self.name_vi)?,
            name_en: NAME_EN.needed(&self.name_en)?,
            ..self
        })
    }
}

/// Announces what the market takes from a day to come on. What is placed before that day keeps
/// its fees.
///
/// # Errors
///
/// [`LedgerError`] when the day is not ahead or taken, a field is not usable, or the plan is
/// worse for sellers and begins before the notice is over.
pub async fn create_plan(
    app: &App,
    staff: &Staff,
    new: NewFeePlan,
) -> Result<FeePlan, LedgerError> {
    let today = app.clock().today();
    if new.valid_from <= today {
        return Err(LedgerError::FeePlanNotAhead { today });
    }
    let plan = new.checked(app)?;
    let day = plan.valid_from;
    let txn = app.database().begin().await?;
    refuse_short_notice(&txn, app, &plan).await?;
    fee_plan::Entity::insert(row(&plan)?)
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
        detail: Some(json!({"valid_from": day, "commission_bp": plan.rate_bp()})),
    };
    audit::record(&txn, app.clock().now(), deed).await?;
    txn.commit().await?;
    Ok(plan)
}

/// A plan that takes more of any sale than what holds today, or than any plan announced to
/// begin before it, needs the whole notice; a market without sellers has nobody to give it to.
async fn refuse_short_notice(
    txn: &DatabaseTransaction,
    app: &App,
    plan: &FeePlan,
) -> Result<(), LedgerError> {
    let days = app.settings().fee_notice_days;
    let earliest = app.clock().today() + Days::new(days.into());
    let has_sellers = seller::Entity::find()
        .filter(seller::Column::State.eq(SellerState::Open))
        .exists(txn);
    if plan.valid_from >= earliest || !has_sellers.await? {
        return Ok(());
    }
    let fees = fees_on(txn, app.clock().today()).await?;
    let dated = fees_on(txn, plan.valid_from).await?;
    let mut before = vec![fees.plan];
    let announced = fee_plan::Entity::find()
        .filter(fee_plan::Column::ValidFrom.gt(app.clock().today()))
        .filter(fee_plan::Column::ValidFrom.lt(plan.valid_from))
        .order_by_asc(fee_plan::Column::ValidFrom)
        .limit(limits::FEE_PLANS_COMPARED)
        .all(txn)
        .await?;
    for row in announced {
        before.push(row.try_into()?);
    }
    for old in &before {
        if is_worse(plan, old, dated.dated_vat)? {
            return Err(LedgerError::FeeNoticeShort { days, earliest });
        }
    }
    Ok(())
}

fn row(plan: &FeePlan) -> Result<fee_plan::ActiveModel, LedgerError> {
    let components =
        serde_json::to_string(&plan.components).map_err(LedgerError::TermsUnreadable)?;
    Ok(fee_plan::ActiveModel {
        id: Set(plan.id),
        components: Set(components),
        base_vat_bp: Set(plan.base_vat.get()),
        commission_vat_bp: Set(plan.commission_vat.map(BasisPoints::get)),
        valid_from: Set(plan.valid_from),
        announced_at: Set(plan.announced_at),
        source: Set(plan.source.clone()),
    })
}
