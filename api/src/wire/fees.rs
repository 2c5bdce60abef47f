//! Fee plans on the wire, for sellers and for finance staff.

use chrono::{DateTime, NaiveDate, Utc};
use market::ledger::{FeeComponent, FeePer, FeePlan};
use poem_openapi::Object;
use uuid::Uuid;

use super::{MoneyView, mirror};

/// What the market takes from a day on, until the next plan begins.
#[derive(Object)]
#[oai(rename = "FeePlan")]
pub(crate) struct FeePlanView {
    /// The plan.
    id: Uuid,
    /// The rates of all components together, in basis points: 800 is 8 %.
    commission_bp: i32,
    /// What the commission is made of; each is worked out by itself, line by line.
    components: Vec<FeeComponentView>,
    /// VAT inside the sale that is taken out before rates apply, in basis points; 0 leaves the
    /// sale (goods less the seller's discount) as it is.
    base_vat_bp: i32,
    /// VAT on the commission in basis points; null for the lawful rate of the day.
    commission_vat_bp: Option<i32>,
    /// The first day in Vietnam on which they hold.
    valid_from: NaiveDate,
    /// When sellers could first read it.
    announced_at: DateTime<Utc>,
    /// What it is based on.
    source: String,
}

/// A named part of the commission.
#[derive(Object)]
#[oai(rename = "FeeComponent")]
pub(crate) struct FeeComponentView {
    /// Its stable name.
    code: String,
    /// Its Vietnamese name.
    name_vi: String,
    /// Its English name.
    name_en: String,
    /// The share of the sale in basis points.
    rate_bp: i32,
    /// What is taken whatever the price.
    fixed: MoneyView,
    /// Of what the fixed amount is taken once.
    per: FeePerView,
    /// The least that is taken of a line.
    min: MoneyView,
    /// The most that is taken of a line; null without a cap.
    max: Option<MoneyView>,
}

mirror! {
    /// Of what a fixed fee is taken once.
    FeePerView as "FeePer" of FeePer {
        /// Every line of an order.
        Line,
        /// The order; its lines share it by their sales.
        Order,
    }
}

impl From<FeePlan> for FeePlanView {
    fn from(plan: FeePlan) -> Self {
        Self {
            id: plan.id,
            commission_bp: plan.rate_bp(),
            components: plan.components.into_iter().map(Into::into).collect(),
            base_vat_bp: plan.base_vat.get(),
            commission_vat_bp: plan.commission_vat.map(money::BasisPoints::get),
            valid_from: plan.valid_from,
            announced_at: plan.announced_at,
            source: plan.source,
        }
    }
}

impl From<FeeComponent> for FeeComponentView {
    fn from(component: FeeComponent) -> Self {
        Self {
            code: component.code,
            name_vi: component.name_vi,
            name_en: component.name_en,
            rate_bp: component.rate_bp,
            fixed: MoneyView::dong(component.fixed),
            per: component.per.into(),
            min: MoneyView::dong(component.min),
            max: component.max.map(MoneyView::dong),
        }
    }
}
