//! Vouchers on the wire, for those who give them.

use chrono::{DateTime, Utc};
use market::vouchers::{Scope, Voucher, VoucherBenefit, VoucherDraft, VoucherFunder};
use poem_openapi::Object;
use uuid::Uuid;

use super::{MoneyView, mirror};

mirror! {
    /// Who pays for a voucher.
    VoucherFunderView as "VoucherFunder" of VoucherFunder {
        /// A seller, on its own goods.
        Seller,
        /// A budget that the state or a partner set aside.
        Budget,
        /// The market.
        Platform,
    }
}

mirror! {
    /// What a voucher takes off.
    VoucherBenefitView as "VoucherBenefit" of VoucherBenefit {
        /// A share of the goods, rounded down to whole đồng.
        Percent,
        /// A fixed amount of the goods.
        Amount,
        /// Delivery.
        Delivery,
    }
}

/// What a voucher is for; an empty list asks nothing, everything that is asked must hold.
#[derive(Default, Object)]
#[oai(rename = "VoucherScope", deny_unknown_fields)]
pub(crate) struct ScopeView {
    /// Goods of these sellers.
    #[oai(default, validator(max_items = "100"))]
    sellers: Vec<Uuid>,
    /// These products.
    #[oai(default, validator(max_items = "100"))]
    products: Vec<Uuid>,
    /// Products of these categories or of those below them, by slug.
    #[oai(default, validator(max_items = "100"))]
    categories: Vec<String>,
    /// Products with as many OCOP stars in force, or more.
    stars_min: Option<i32>,
}

/// A voucher to come.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(crate) struct VoucherRequest {
    /// What shoppers type: 3 to 30 letters, digits and hyphens; capitals are kept.
    code: String,
    /// What it is, in a few words.
    title: String,
    /// The budget that pays; for the desk.
    budget_id: Option<Uuid>,
    /// What it takes off.
    benefit: VoucherBenefitView,
    /// For percents: the rate in basis points, 1000 is 10 %.
    rate_bp: Option<i32>,
    /// A fixed amount, or the most that percents or delivery take off.
    amount: Option<MoneyView>,
    /// What the goods that are meant must cost at least, before anything is taken off.
    minimum: Option<MoneyView>,
    /// What it is for; everything when left out.
    #[oai(default)]
    scope: ScopeView,
    /// From when it can be used.
    starts_at: DateTime<Utc>,
    /// Until when it can be used.
    ends_at: DateTime<Utc>,
    /// How often it can be used; without end when left out.
    uses_max: Option<i32>,
    /// How often one shopper can use it.
    uses_per_buyer: Option<i32>,
}

/// A voucher.
#[derive(Object)]
#[oai(rename = "Voucher")]
pub(crate) struct VoucherView {
    /// The voucher.
    id: Uuid,
    /// What shoppers type.
    code: String,
    /// What it is.
    title: String,
    /// Who pays.
    funder: VoucherFunderView,
    /// The seller that pays.
    seller_id: Option<Uuid>,
    /// The budget that pays.
    budget_id: Option<Uuid>,
    /// What it takes off.
    benefit: VoucherBenefitView,
    /// For percents: the rate in basis points.
    rate_bp: Option<i32>,
    /// A fixed amount, or the most that is taken off.
    amount: Option<MoneyView>,
    /// What the goods that are meant must cost at least.
    minimum: MoneyView,
    /// What it is for.
    scope: ScopeView,
    /// From when it can be used.
    starts_at: DateTime<Utc>,
    /// Until when it can be used.
    ends_at: DateTime<Utc>,
    /// How often it can be used.
    uses_max: Option<i32>,
    /// How often one shopper can use it.
    uses_per_buyer: Option<i32>,
    /// How often it was used.
    uses: i32,
    /// When it was ended before its time.
    ended_at: Option<DateTime<Utc>>,
    /// When it was made.
    created_at: DateTime<Utc>,
}

impl From<Scope> for ScopeView {
    fn from(scope: Scope) -> Self {
        Self {
            sellers: scope.sellers,
            products: scope.products,
            categories: scope.categories,
            stars_min: scope.stars_min,
        }
    }
}

impl From<ScopeView> for Scope {
    fn from(view: ScopeView) -> Self {
        Self {
            sellers: view.sellers,
            products: view.products,
            categories: view.categories,
            stars_min: view.stars_min,
        }
    }
}

impl From<VoucherRequest> for VoucherDraft {
    fn from(request: VoucherRequest) -> Self {
        Self {
            code: request.code,
            title: request.title,
            budget_id: request.budget_id,
            benefit: request.benefit.into(),
            rate_bp: request.rate_bp,
            amount: request.amount.map(|money| money.amount),
            minimum: request.minimum.map_or(0, |money| money.amount),
            scope: request.scope.into(),
            starts_at: request.starts_at,
            ends_at: request.ends_at,
            uses_max: request.uses_max,
            uses_per_buyer: request.uses_per_buyer,
        }
    }
}

impl From<Voucher> for VoucherView {
    fn from(row: Voucher) -> Self {
        Self {
            scope: Scope::of(&row).into(),
            id: row.id,
            code: row.code,
            title: row.title,
            funder: row.funder.into(),
            seller_id: row.seller_id,
            budget_id: row.budget_id,
            benefit: row.benefit.into(),
            rate_bp: row.rate_bp,
            amount: row.amount.map(MoneyView::dong),
            minimum: MoneyView::dong(row.minimum),
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            uses_max: row.uses_max,
            uses_per_buyer: row.uses_per_buyer,
            uses: row.uses,
            ended_at: row.ended_at,
            created_at: row.created_at,
        }
    }
}
