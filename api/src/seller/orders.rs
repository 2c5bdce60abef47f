//! A seller's orders: look, confirm, pack, ship, deliver, cancel.

use chrono::{DateTime, Utc};
use market::{
    App,
    orders::{self, Canceller, OrderState, SellerView, Shipment},
    page::PageRequest,
};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::access::Selling;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    store::{
        carts::{AddressView, TotalsView},
        checkout::{LineView, OrderCancelRequest, OrderStateView, ParcelView, parcels, totals},
    },
    wire::{MoneyView, Page, after_sale::ReasonBody, page_rows},
};

/// The routes.
pub(crate) struct OrdersApi(pub(crate) App);

#[OpenApi(prefix_path = "/seller/orders", tag = "Tag::Seller")]
impl OrdersApi {
    /// The seller's orders, newest first
    #[oai(path = "/", method = "get", operation_id = "seller_order_list")]
    async fn list(
        &self,
        seller: Selling,
        state: Query<Option<OrderStateView>>,
        limit: Query<Option<u64>>,
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<SellerOrderView>>> {
        let page = PageRequest::new(page_rows(limit.0)?, cursor.0.as_deref())?;
        let state = state.0.map(OrderState::from);
        let (rows, next_cursor) = orders::list(&self.0, &seller.0, state, page).await?;
        let items = rows.into_iter().map(SellerOrderView::from).collect();
        Ok(Json(Page { items, next_cursor }))
    }

    /// One order
    #[oai(path = "/:id", method = "get", operation_id = "seller_order_get")]
    async fn get(&self, seller: Selling, id: Path<Uuid>) -> ApiResult<Json<SellerOrderView>> {
        Ok(Json(orders::view(&self.0, &seller.0, id.0).await?.into()))
    }

    /// Take an order on
    ///
    /// With the last order of a purchase that is confirmed, the money that a card has only
    /// promised is taken.
    #[oai(
        path = "/:id/confirm",
        method = "post",
        operation_id = "seller_order_confirm"
    )]
    async fn confirm(&self, seller: Selling, id: Path<Uuid>) -> ApiResult<Json<SellerOrderView>> {
        Ok(Json(
            orders::confirm(&self.0, &seller.0, id.0).await?.into(),
        ))
    }

    /// Say that the parcel is ready
    #[oai(
        path = "/:id/pack",
        method = "post",
        operation_id = "seller_order_pack"
    )]
    async fn pack(&self, seller: Selling, id: Path<Uuid>) -> ApiResult<Json<SellerOrderView>> {
        Ok(Json(orders::pack(&self.0, &seller.0, id.0).await?.into()))
    }

    /// Hand the parcel to a carrier
    ///
    /// What the shopper owes at the door becomes the parcel's `cod_amount`. A carrier that is
    /// not on the list can be named as well. Refused (`payment_not_taken`) while the shopper's
    /// money is only promised: see `money_awaited`.
    #[oai(
        path = "/:id/ship",
        method = "post",
        operation_id = "seller_order_ship"
    )]
    async fn ship(
        &self,
        seller: Selling,
        id: Path<Uuid>,
        body: Json<ShipRequest>,
    ) -> ApiResult<Json<SellerOrderView>> {
        let shipment = Shipment {
            carrier: body.0.carrier,
            tracking_code: body.0.tracking_code,
        };
        Ok(Json(
            orders::ship(&self.0, &seller.0, id.0, &shipment)
                .await?
                .into(),
        ))
    }

    /// Say that the shopper has the goods
    ///
    /// The sale is posted and the return window begins.
    #[oai(
        path = "/:id/deliver",
        method = "post",
        operation_id = "seller_order_deliver"
    )]
    async fn deliver(&self, seller: Selling, id: Path<Uuid>) -> ApiResult<Json<SellerOrderView>> {
        Ok(Json(
            orders::deliver(&self.0, &seller.0, id.0).await?.into(),
        ))
    }

    /// Cancel an order that is not shipped
    ///
    /// Stock goes back, and so does the shopper's money; what was only promised is not taken.
    /// Refused (`payment_being_taken`) for the moment in which it is being taken.
    #[oai(
        path = "/:id/cancel",
        method = "post",
        operation_id = "seller_order_cancel"
    )]
    async fn cancel(
        &self,
        seller: Selling,
        id: Path<Uuid>,
        body: Json<OrderCancelRequest>,
    ) -> ApiResult<Json<SellerOrderView>> {
        let who = Canceller::Seller(&seller.0);
        body.0.cancel(&self.0, who, id.0).await?;
        Ok(Json(orders::view(&self.0, &seller.0, id.0).await?.into()))
    }

    /// Say that the carrier could not hand the parcel over
    #[oai(
        path = "/:id/fail-delivery",
        method = "post",
        operation_id = "seller_order_fail_delivery"
    )]
    async fn fail_delivery(
        &self,
        seller: Selling,
        id: Path<Uuid>,
        body: Json<ReasonBody>,
    ) -> ApiResult<Json<SellerOrderView>> {
        let reason = &body.0.reason;
        let view = orders::fail_delivery(&self.0, &seller.0, id.0, reason).await?;
        Ok(Json(view.into()))
    }

    /// Say that the carrier tries again
    #[oai(
        path = "/:id/reship",
        method = "post",
        operation_id = "seller_order_reship"
    )]
    async fn reship(&self, seller: Selling, id: Path<Uuid>) -> ApiResult<Json<SellerOrderView>> {
        Ok(Json(orders::reship(&self.0, &seller.0, id.0).await?.into()))
    }

    /// Say that the carrier brings the parcel back
    #[oai(
        path = "/:id/turn-back",
        method = "post",
        operation_id = "seller_order_turn_back"
    )]
    async fn turn_back(&self, seller: Selling, id: Path<Uuid>) -> ApiResult<Json<SellerOrderView>> {
        let view = orders::turn_back(&self.0, &seller.0, id.0).await?;
        Ok(Json(view.into()))
    }

    /// Take a parcel back that was not handed over
    ///
    /// What was paid for it goes back to the shopper; what can still be sold goes back on the
    /// shelf.
    #[oai(
        path = "/:id/receive-back",
        method = "post",
        operation_id = "seller_order_receive_back"
    )]
    async fn receive_back(
        &self,
        seller: Selling,
        id: Path<Uuid>,
        body: Json<ReceiveBackRequest>,
    ) -> ApiResult<Json<SellerOrderView>> {
        let can_be_sold = body.0.can_be_sold;
        let view = orders::receive_back(&self.0, &seller.0, id.0, can_be_sold).await?;
        Ok(Json(view.into()))
    }
}

/// Who carries the parcel, and under which code.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ShipRequest {
    /// The carrier's code (`GET /v1/seller/carriers`) or name.
    carrier: String,
    /// The carrier's code for the parcel.
    tracking_code: String,
}

/// How the goods of a returned parcel are.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ReceiveBackRequest {
    /// Whether they can be sold again; all but perishable goods when nothing is said.
    can_be_sold: Option<bool>,
}

/// An order, with what the seller needs to pack and send it.
#[derive(Object)]
#[oai(rename = "SellerOrder")]
struct SellerOrderView {
    /// The order.
    id: Uuid,
    /// Its number.
    number: String,
    /// The purchase it is part of.
    purchase_id: Uuid,
    /// How far it is.
    state: OrderStateView,
    /// What to pack.
    lines: Vec<LineView>,
    /// Sums.
    totals: TotalsView,
    /// The part of the discount that the seller gives.
    seller_discount: MoneyView,
    /// The part of the discount that the market or a promotion budget pays to the seller.
    platform_discount: MoneyView,
    /// The market's commission, frozen when the order was placed.
    commission: MoneyView,
    /// VAT on the commission.
    commission_vat: MoneyView,
    /// Value added tax withheld for the state from household and individual sellers.
    withheld_vat: MoneyView,
    /// Personal income tax withheld for the state from household and individual sellers.
    withheld_pit: MoneyView,
    /// What is due to the seller: goods − the seller's discount − commission − VAT on it − taxes.
    net: MoneyView,
    /// The delivery that was chosen.
    delivery: String,
    /// What is on its way.
    parcels: Vec<ParcelView>,
    /// Whether the parcel must wait: the shopper's money is promised, but not taken yet.
    money_awaited: bool,
    /// Whom to reach.
    contact: ContactView,
    /// Where it goes.
    address: AddressView,
    /// Why it was cancelled.
    cancel_reason: Option<String>,
    /// When it was placed.
    created_at: DateTime<Utc>,
    /// When the shopper had it.
    delivered_at: Option<DateTime<Utc>>,
    /// When the seller's money is free, unless something comes back.
    release_at: Option<DateTime<Utc>>,
}

/// Whom to reach about an order.
#[derive(Object)]
#[oai(rename = "Contact")]
struct ContactView {
    /// A name.
    name: String,
    /// A phone number.
    phone: String,
}

impl From<SellerView> for SellerOrderView {
    fn from(view: SellerView) -> Self {
        let row = &view.order.row;
        Self {
            id: row.id,
            number: row.number.clone(),
            purchase_id: row.purchase_id,
            state: row.state.into(),
            lines: view.order.lines.iter().map(LineView::from).collect(),
            totals: totals([row.goods, row.delivery, row.total]),
            seller_discount: MoneyView::dong(row.seller_discount),
            platform_discount: MoneyView::dong(row.platform_discount),
            commission: MoneyView::dong(row.commission),
            commission_vat: MoneyView::dong(row.commission_vat),
            withheld_vat: MoneyView::dong(row.withheld_vat),
            withheld_pit: MoneyView::dong(row.withheld_pit),
            net: MoneyView::dong(view.order.net()),
            delivery: row.delivery_name.clone(),
            parcels: parcels(&view.order),
            money_awaited: view.money_awaited,
            contact: ContactView {
                name: view.contact.name,
                phone: view.contact.phone,
            },
            address: view.address.into(),
            cancel_reason: row.cancel_reason.clone(),
            created_at: row.created_at,
            delivered_at: row.delivered_at,
            release_at: row.release_at,
        }
    }
}
