//! What carriers charge for a parcel, and what they owe for one that they lost or spoilt. For
//! finance staff.

use chrono::{DateTime, Utc};
use market::{
    App,
    carriers::{self, CarrierClaim, ClaimFilter, NewClaim, Parcel},
};
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{access::Finance, settlement::keyed};
use crate::{
    once::once,
    openapi::Tag,
    problem::ApiResult,
    wire::{MoneyView, Page, mirror, page},
};

/// The routes.
pub(crate) struct ParcelsApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Settlement")]
impl ParcelsApi {
    /// Say what the carrier charges for an order's parcel
    ///
    /// The whole fee; a later one corrects it. Remittances that name the parcel tell it too.
    #[oai(
        path = "/orders/:id/carrier-fee",
        method = "put",
        operation_id = "carrier_fee_set"
    )]
    async fn set_fee(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        body: Json<FeeRequest>,
    ) -> ApiResult<Json<ParcelFeeView>> {
        let parcel = carriers::set_fee(&self.0, &staff.0, id.0, body.0.fee).await?;
        Ok(Json(parcel.into()))
    }

    /// Ask a carrier to pay for a parcel
    ///
    /// For one that it lost or spoilt, once a parcel. The seller's share is part of the
    /// seller's next payout, whatever the carrier pays in the end.
    #[oai(
        path = "/orders/:id/carrier-claim",
        method = "post",
        operation_id = "carrier_claim_create"
    )]
    async fn claim(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        /// A new key for each intention.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Json<ClaimRequest>,
    ) -> ApiResult<ClaimMade> {
        let route = format!("POST /desk/orders/{}/carrier-claim", id.0);
        let request = keyed(&staff.0, &route, key.0.as_deref(), &body.0)?;
        let new = NewClaim {
            amount: body.0.amount,
            seller_share: body.0.seller_share,
        };
        let made = once(&self.0, request, async {
            let claim = carriers::claim(&self.0, &staff.0, id.0, new).await?;
            Ok(CarrierClaimView::from(claim))
        });
        Ok(ClaimMade::Made(Json(made.await?)))
    }

    /// Claims against carriers
    ///
    /// The newest first.
    #[oai(
        path = "/carrier-claims",
        method = "get",
        operation_id = "carrier_claim_list"
    )]
    async fn claims(
        &self,
        staff: Finance,
        /// Only those against this carrier.
        carrier: Query<Option<String>>,
        /// Only those that are this far.
        state: Query<Option<ClaimStateView>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<CarrierClaimView>>> {
        let page = page(limit.0, cursor.0)?;
        let filter = ClaimFilter {
            carrier: carrier.0,
            state: state.0.map(Into::into),
        };
        let rows = carriers::claims(&self.0, &staff.0, filter, page).await?;
        Ok(Json(Page::of(rows, CarrierClaimView::from)))
    }

    /// The carrier paid
    ///
    /// All of it, or as much as it would; the rest is the market's cost.
    #[oai(
        path = "/carrier-claims/:id/receive",
        method = "post",
        operation_id = "carrier_claim_receive"
    )]
    async fn receive(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        /// A new key for each intention.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Json<CompensationRequest>,
    ) -> ApiResult<Json<CarrierClaimView>> {
        let route = format!("POST /desk/carrier-claims/{}/receive", id.0);
        let request = keyed(&staff.0, &route, key.0.as_deref(), &body.0)?;
        let paid = (body.0.amount, body.0.bank_reference.as_str());
        let closed = once(&self.0, request, async {
            let claim = carriers::receive_compensation(&self.0, &staff.0, id.0, paid).await?;
            Ok(CarrierClaimView::from(claim))
        });
        Ok(Json(closed.await?))
    }

    /// The carrier does not pay
    ///
    /// What was claimed is the market's cost.
    #[oai(
        path = "/carrier-claims/:id/refuse",
        method = "post",
        operation_id = "carrier_claim_refuse"
    )]
    async fn refuse(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        /// A new key for each intention.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Json<RefusalRequest>,
    ) -> ApiResult<Json<CarrierClaimView>> {
        let route = format!("POST /desk/carrier-claims/{}/refuse", id.0);
        let request = keyed(&staff.0, &route, key.0.as_deref(), &body.0)?;
        let reason = body.0.reason.as_str();
        let closed = once(&self.0, request, async {
            let claim = carriers::refuse_compensation(&self.0, &staff.0, id.0, reason).await?;
            Ok(CarrierClaimView::from(claim))
        });
        Ok(Json(closed.await?))
    }
}

/// What a carrier charges for a parcel.
#[derive(Object)]
#[oai(rename = "CarrierFeeRequest", deny_unknown_fields)]
struct FeeRequest {
    /// All of it, both ways of a parcel that came back, in đồng.
    fee: i64,
}

/// What a carrier charges for a parcel, and what it was paid.
#[derive(Object)]
#[oai(rename = "ParcelFee")]
struct ParcelFeeView {
    /// The parcel.
    parcel_id: Uuid,
    /// The carrier's code.
    carrier: String,
    /// The carrier's code for the parcel.
    tracking_code: String,
    /// All that it charges.
    fee: MoneyView,
    /// What of that it was paid.
    paid: MoneyView,
}

impl From<Parcel> for ParcelFeeView {
    fn from(parcel: Parcel) -> Self {
        Self {
            parcel_id: parcel.id,
            carrier: parcel.carrier_code,
            tracking_code: parcel.tracking_code,
            fee: MoneyView::dong(parcel.carrier_fee),
            paid: MoneyView::dong(parcel.carrier_fee_paid),
        }
    }
}

/// What a carrier shall pay for a parcel, in đồng.
#[derive(Object)]
#[oai(rename = "CarrierClaimRequest", deny_unknown_fields)]
struct ClaimRequest {
    /// What it shall pay.
    amount: i64,
    /// What of that is the seller's by contract.
    seller_share: i64,
}

/// What a carrier paid.
#[derive(Object)]
#[oai(rename = "CompensationRequest", deny_unknown_fields)]
struct CompensationRequest {
    /// What the bank received, in đồng; at most what was claimed.
    amount: i64,
    /// The bank's reference, 1 to 100 characters.
    bank_reference: String,
}

/// Why a carrier does not pay.
#[derive(Object)]
#[oai(rename = "CompensationRefusal", deny_unknown_fields)]
struct RefusalRequest {
    /// Why, 1 to 500 characters.
    reason: String,
}

mirror! {
    /// How far a claim against a carrier is.
    ClaimStateView as "CarrierClaimState" of carriers::ClaimState {
        /// Asked for.
        Open,
        /// The carrier paid.
        Received,
        /// The carrier does not pay.
        Refused,
    }
}

/// A claim against a carrier.
#[derive(Object)]
#[oai(rename = "CarrierClaim")]
struct CarrierClaimView {
    /// The claim.
    id: Uuid,
    /// The carrier's code.
    carrier: String,
    /// The parcel.
    parcel_id: Uuid,
    /// The carrier's code for it.
    tracking_code: String,
    /// The number of its order.
    order_number: String,
    /// How far it is.
    state: ClaimStateView,
    /// What the carrier shall pay.
    amount: MoneyView,
    /// What of that is the seller's.
    seller_share: MoneyView,
    /// What it paid.
    received: MoneyView,
    /// The bank's reference of the payment.
    bank_reference: Option<String>,
    /// Why it does not pay.
    note: Option<String>,
    /// When it was asked.
    created_at: DateTime<Utc>,
    /// When it paid or refused.
    closed_at: Option<DateTime<Utc>>,
}

impl From<CarrierClaim> for CarrierClaimView {
    fn from(claim: CarrierClaim) -> Self {
        let row = claim.row;
        Self {
            id: row.id,
            carrier: row.carrier_code,
            parcel_id: row.parcel_id,
            tracking_code: claim.tracking_code,
            order_number: claim.order_number,
            state: row.state.into(),
            amount: MoneyView::dong(row.amount),
            seller_share: MoneyView::dong(row.seller_share),
            received: MoneyView::dong(row.received),
            bank_reference: row.bank_reference,
            note: row.note,
            created_at: row.created_at,
            closed_at: row.closed_at,
        }
    }
}

#[derive(ApiResponse)]
enum ClaimMade {
    /// Asked for.
    #[oai(status = 201)]
    Made(Json<CarrierClaimView>),
}
