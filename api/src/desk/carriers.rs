//! Carriers: their terms, and the cash that they hold. For finance staff.

use chrono::{DateTime, Utc};
use market::{
    App,
    carriers::{self, Aged, CarrierCash, CarrierChange, CashParcel},
};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
    types::MaybeUndefined,
};
use uuid::Uuid;

use super::access::Finance;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    revision::{Revised, etag, seen},
    wire::{MoneyView, Page, carriers::CarrierView, change, page},
};

/// The routes.
pub(crate) struct DeskCarriersApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk/carriers", tag = "Tag::Settlement")]
impl DeskCarriersApi {
    /// Carriers, and the cash that each holds
    #[oai(path = "/", method = "get", operation_id = "carrier_list")]
    async fn list(&self, staff: Finance) -> ApiResult<Json<Page<CarrierCashView>>> {
        let carriers = carriers::cash_of_all(&self.0, &staff.0).await?;
        Ok(Json(Page::of((carriers, None), CarrierCashView::from)))
    }

    /// The cash that one carrier holds
    #[oai(path = "/:code/cod", method = "get", operation_id = "carrier_cod_get")]
    async fn cash(&self, staff: Finance, code: Path<String>) -> ApiResult<Json<CarrierCashView>> {
        Ok(Json(
            carriers::cash_of(&self.0, &staff.0, &code.0).await?.into(),
        ))
    }

    /// The parcels whose cash a carrier still holds
    ///
    /// The first shipped first.
    #[oai(
        path = "/:code/cod/parcels",
        method = "get",
        operation_id = "carrier_cod_parcel_list"
    )]
    async fn parcels(
        &self,
        staff: Finance,
        code: Path<String>,
        /// Only cash that was collected at least so many days ago.
        least_days: Query<Option<i64>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<CashParcelView>>> {
        let page = page(limit.0, cursor.0)?;
        let held = (code.0.as_str(), least_days.0.unwrap_or(0));
        let rows = carriers::cash_parcels(&self.0, &staff.0, held, page).await?;
        Ok(Json(Page::of(rows, CashParcelView::from)))
    }

    /// Change the terms of a carrier
    #[oai(path = "/:code", method = "patch", operation_id = "carrier_change")]
    async fn change(
        &self,
        staff: Finance,
        code: Path<String>,
        /// The version that was read.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        body: Json<CarrierChangeRequest>,
    ) -> ApiResult<Revised<CarrierView>> {
        let at = (code.0.as_str(), seen(if_match.0.as_deref()));
        let carrier = carriers::change(&self.0, &staff.0, at, body.0.into()).await?;
        let version = etag(carrier.version);
        Ok(Revised::Now(Json(carrier.into()), version))
    }
}

/// What shall be different about a carrier.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct CarrierChangeRequest {
    /// The most cash for one parcel, in đồng; null removes the limit.
    cod_limit: MaybeUndefined<i64>,
    /// Days for which it may keep the cash, 0 to 90.
    remit_days: Option<i32>,
    /// When and how it hands cash over, 1 to 500 characters.
    terms: Option<String>,
    /// Whether parcels may be handed to it.
    active: Option<bool>,
}

impl From<CarrierChangeRequest> for CarrierChange {
    fn from(request: CarrierChangeRequest) -> Self {
        Self {
            cod_limit: change(request.cod_limit),
            remit_days: request.remit_days,
            terms: request.terms,
            active: request.active,
        }
    }
}

/// Cash of one carrier.
#[derive(Object)]
#[oai(rename = "CarrierCash")]
struct CarrierCashView {
    /// The carrier.
    carrier: CarrierView,
    /// What its parcels shall bring in all, those that were not taken left out.
    expected: MoneyView,
    /// What it collected.
    collected: MoneyView,
    /// What it handed over.
    remitted: MoneyView,
    /// What it collected and did not hand over.
    missing: MoneyView,
    /// What parcels that were not taken would have brought.
    uncollected: MoneyView,
    /// What is missing, by how long ago it was collected.
    aged: AgedView,
    /// Of what is missing, what the carrier keeps longer than its terms allow.
    overdue: MoneyView,
    /// What it is owed in fees.
    fees_owed: MoneyView,
    /// What it was asked to pay for parcels that it lost or spoilt, and did not yet.
    claimed: MoneyView,
    /// That, by how long ago it was asked.
    claims_aged: AgedView,
    /// Its cash account in the books; the same as what is missing.
    ledger_cash: MoneyView,
    /// What the books say it is owed in fees.
    ledger_fees_owed: MoneyView,
    /// What the books say it was asked to pay; the same as what is claimed.
    ledger_claims: MoneyView,
}

/// Money that a carrier owes, by age.
#[derive(Object)]
#[oai(rename = "AgedCash")]
struct AgedView {
    /// Up to 3 days.
    up_to_3_days: MoneyView,
    /// Over 3, up to 7 days.
    up_to_7_days: MoneyView,
    /// Over 7, up to 14 days.
    up_to_14_days: MoneyView,
    /// Over 14 days.
    older: MoneyView,
}

impl From<Aged> for AgedView {
    fn from(aged: Aged) -> Self {
        Self {
            up_to_3_days: aged.up_to_3_days.into(),
            up_to_7_days: aged.up_to_7_days.into(),
            up_to_14_days: aged.up_to_14_days.into(),
            older: aged.older.into(),
        }
    }
}

impl From<CarrierCash> for CarrierCashView {
    fn from(cash: CarrierCash) -> Self {
        Self {
            carrier: cash.carrier.into(),
            expected: cash.expected.into(),
            collected: cash.collected.into(),
            remitted: cash.remitted.into(),
            missing: cash.missing.into(),
            uncollected: cash.uncollected.into(),
            aged: cash.aged.into(),
            overdue: cash.overdue.into(),
            fees_owed: cash.fees_owed.into(),
            claimed: cash.claimed.into(),
            claims_aged: cash.claims_aged.into(),
            ledger_cash: cash.ledger_cash.into(),
            ledger_fees_owed: cash.ledger_fees_owed.into(),
            ledger_claims: cash.ledger_claims.into(),
        }
    }
}

/// A parcel whose cash the carrier has not wholly handed over.
#[derive(Object)]
#[oai(rename = "CashParcel")]
struct CashParcelView {
    /// The parcel.
    id: Uuid,
    /// The carrier's code for it.
    tracking_code: String,
    /// The number of its order.
    order_number: String,
    /// What the carrier collected.
    collected: MoneyView,
    /// What it handed over.
    remitted: MoneyView,
    /// When it collected.
    delivered_at: DateTime<Utc>,
}

impl From<CashParcel> for CashParcelView {
    fn from(parcel: CashParcel) -> Self {
        Self {
            id: parcel.id,
            tracking_code: parcel.tracking_code,
            order_number: parcel.order_number,
            collected: MoneyView::dong(parcel.collected),
            remitted: MoneyView::dong(parcel.remitted),
            delivered_at: parcel.delivered_at,
        }
    }
}
