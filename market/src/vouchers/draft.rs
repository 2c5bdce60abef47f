//! New vouchers, and the budgets behind some of them.

use chrono::{DateTime, Utc};
use entity::vouchers::{VoucherBenefit, VoucherFunder, promotion_budget, voucher};
use money::{BasisPoints, Money};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::{Budget, Scope, Voucher, VoucherError};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    failure::OnConstraint,
    limits,
    sellers::SellerStaff,
    text::TextRule,
    token::new_id,
};

const TITLE: TextRule = TextRule::line("/title", 120);
const NAME: TextRule = TextRule::line("/name", 200);
const HOLDER: TextRule = TextRule::line("/holder", 200);
const SOURCE: TextRule = TextRule::line("/source", 500);
/// Letters, digits and hyphens of a code.
const CODE_LETTERS: std::ops::RangeInclusive<usize> = 3..=30;

/// A voucher to come. Amounts are đồng.
#[derive(Clone, Debug)]
pub struct VoucherDraft {
    /// What shoppers type; however they write it, capitals are kept.
    pub code: String,
    /// What it is, in a few words.
    pub title: String,
    /// The budget that pays; none for the market itself, and for sellers.
    pub budget_id: Option<Uuid>,
    /// What it takes off.
    pub benefit: VoucherBenefit,
    /// For percents: the rate in basis points.
    pub rate_bp: Option<i32>,
    /// A fixed amount, or the most that percents or delivery take off.
    pub amount: Option<i64>,
    /// What the goods that are meant must cost at least.
    pub minimum: i64,
    /// What it is for.
    pub scope: Scope,
    /// From when it can be used.
    pub starts_at: DateTime<Utc>,
    /// Until when it can be used.
    pub ends_at: DateTime<Utc>,
    /// How often it can be used.
    pub uses_max: Option<i32>,
    /// How often one shopper can use it.
    pub uses_per_buyer: Option<i32>,
}

/// Money set aside for discounts.
#[derive(Clone, Debug)]
pub struct BudgetDraft {
    /// What it is called.
    pub name: String,
    /// Who set it aside and owes it to the market.
    pub holder: String,
    /// How much, in đồng.
    pub ceiling: i64,
    /// The decision it is based on.
    pub source: String,
}

/// A seller gives a voucher on its own goods.
///
/// # Errors
///
/// [`VoucherError::CodeTaken`], or [`VoucherError::FieldUnusable`] naming the field.
pub async fn create_own(
    app: &App,
    staff: &SellerStaff,
    draft: VoucherDraft,
) -> Result<Voucher, VoucherError> {
    if draft.budget_id.is_some() || draft.benefit == VoucherBenefit::Delivery {
        return Err(unusable("benefit"));
    }
    if !draft.scope.sellers.is_empty() {
        return Err(unusable("scope"));
    }
    let mut row = draft.checked(app, (VoucherFunder::Seller, staff.label()))?;
    row.seller_id = Some(staff.seller_id());
    insert(app, row).await
}

/// The market, or a budget, gives a voucher.
///
/// # Errors
///
/// [`VoucherError::BudgetNotFound`], or as [`create_own`].
pub async fn create_at_desk(
    app: &App,
    staff: &Staff,
    draft: VoucherDraft,
) -> Result<Voucher, VoucherError> {
    let funder = match draft.budget_id {
        Some(budget_id) => {
            let budget = promotion_budget::Entity::find_by_id(budget_id);
            let found = budget.one(app.database().read()).await?;
            found.ok_or(VoucherError::BudgetNotFound)?;
            VoucherFunder::Budget
        }
        None => VoucherFunder::Platform,
    };
    if funder == VoucherFunder::Budget && draft.benefit == VoucherBenefit::Delivery {
        return Err(unusable("benefit"));
    }
    let row = draft.checked(app, (funder, staff.label()))?;
    insert(app, row).await
}

async fn insert(app: &App, row: Voucher) -> Result<Voucher, VoucherError> {
    let txn = app.database().begin().await?;
    voucher::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(&txn)
        .await
        .on_unique("voucher_code_key", "voucher.code", VoucherError::CodeTaken)?;
    record(&txn, app, &row.created_by, ("voucher", row.id)).await?;
    txn.commit().await?;
    Ok(row)
}

/// Writes down money that was set aside.
///
/// # Errors
///
/// [`VoucherError::FieldUnusable`] for a ceiling that is no amount, or a text that is none.
pub(super) async fn insert_budget(
    app: &App,
    staff: &Staff,
    draft: BudgetDraft,
) -> Result<Budget, VoucherError> {
    let row = promotion_budget::Model {
        id: new_id(),
        name: NAME.needed(&draft.name)?,
        holder: HOLDER.needed(&draft.holder)?,
        ceiling: amount(draft.ceiling, "ceiling")?,
        reserved: 0,
        source: SOURCE.needed(&draft.source)?,
        created_at: app.clock().now(),
    };
    let txn = app.database().begin().await?;
    promotion_budget::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(&txn)
        .await?;
    record(&txn, app, staff.label(), ("promotion_budget", row.id)).await?;
    txn.commit().await?;
    Ok(row)
}

async fn record<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    actor: &str,
    (subject_type, id): (&'static str, Uuid),
) -> Result<(), VoucherError> {
    let deed = Deed {
        actor,
        action: "voucher.created",
        subject_type,
        subject_id: id.to_string(),
        detail: Some(json!({})),
    };
    Ok(audit::record(txn, app.clock().now(), deed).await?)
}

impl VoucherDraft {
    fn checked(
        self,
        app: &App,
        (funder, actor): (VoucherFunder, &str),
    ) -> Result<Voucher, VoucherError> {
        self.check_benefit()?;
        self.check_limits()?;
        let now = app.clock().now();
        if self.ends_at <= self.starts_at || self.ends_at <= now {
            return Err(unusable("ends_at"));
        }
        let scope = serde_json::to_string(&self.scope).map_err(VoucherError::Scope)?;
        Ok(Voucher {
            id: new_id(),
            code: normal_code(&self.code).ok_or_else(|| unusable("code"))?,
            title: TITLE.needed(&self.title)?,
            funder,
            seller_id: None,
            budget_id: self.budget_id,
            benefit: self.benefit,
            rate_bp: self.rate_bp,
            amount: self.amount,
            minimum: self.minimum,
            scope,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            uses_max: self.uses_max,
            uses_per_buyer: self.uses_per_buyer,
            uses: 0,
            ended_at: None,
            created_by: actor.to_owned(),
            created_at: now,
        })
    }

    fn check_benefit(&self) -> Result<(), VoucherError> {
        if let Some(most) = self.amount {
            amount(most, "amount")?;
        }
        match (self.benefit, self.rate_bp, self.amount) {
            (VoucherBenefit::Percent, Some(rate), _) if rate > 0 => {
                BasisPoints::new(rate).map_err(|_| unusable("rate_bp"))?;
                Ok(())
            }
            (VoucherBenefit::Percent, ..) => Err(unusable("rate_bp")),
            (_, Some(_), _) => Err(unusable("rate_bp")),
            (VoucherBenefit::Amount, None, None) => Err(unusable("amount")),
            (VoucherBenefit::Amount | VoucherBenefit::Delivery, None, _) => Ok(()),
        }
    }

    fn check_limits(&self) -> Result<(), VoucherError> {
        if self.minimum != 0 {
            amount(self.minimum, "minimum")?;
        }
        if self.uses_max.is_some_and(|most| most < 1) {
            return Err(unusable("uses_max"));
        }
        if self.uses_per_buyer.is_some_and(|most| most < 1) {
            return Err(unusable("uses_per_buyer"));
        }
        let Scope {
            sellers,
            products,
            categories,
            stars_min,
        } = &self.scope;
        let most = limits::VOUCHER_SCOPE_MAX;
        let are_few = [sellers.len(), products.len(), categories.len()]
            .iter()
            .all(|count| *count <= most);
        let are_slugs = categories.iter().all(|slug| {
            let is_letter = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-';
            (1..=100).contains(&slug.len()) && slug.bytes().all(is_letter)
        });
        let are_stars = stars_min.is_none_or(|stars| (3..=5).contains(&stars));
        if are_few && are_slugs && are_stars {
            Ok(())
        } else {
            Err(unusable("scope"))
        }
    }
}

/// A code as it is kept: capitals, digits and hyphens.
pub(crate) fn normal_code(code: &str) -> Option<String> {
    let code = code.trim().to_ascii_uppercase();
    let is_letter = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-';
    (CODE_LETTERS.contains(&code.len()) && code.bytes().all(is_letter)).then_some(code)
}

fn amount(dong: i64, field: &'static str) -> Result<i64, VoucherError> {
    match Money::price(dong) {
        Ok(amount) if amount > Money::ZERO => Ok(dong),
        _ => Err(unusable(field)),
    }
}

const fn unusable(field: &'static str) -> VoucherError {
    VoucherError::FieldUnusable { field }
}
