//! Refunds, returns and disputes: for finance staff.

use market::{
    App,
    disputes::{self, DisputeState, Ruling},
    orders::{self, DeliveryPayer, RefundRequest},
    payments::{self, RefundState},
    returns::{self, Answer, ReturnError, ReturnFilter, ReturnState, Viewer},
};
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path, Query},
    payload::{Attachment, Binary, Json},
};
use uuid::Uuid;

use super::{access::Finance, settlement::keyed};
use crate::{
    once::once,
    openapi::Tag,
    problem::ApiResult,
    wire::{
        MoneyView, Page,
        after_sale::{
            DeliveryPayerView, DisputeStateView, DisputeView, PartBody, PhotoFile, ReasonBody,
            RefundStateView, RefundView, ReturnNoteBody, ReturnStateView, ReturnView, amount,
        },
        page,
    },
};

/// The routes.
pub(crate) struct DeskAfterSaleApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Settlement")]
impl DeskAfterSaleApi {
    /// Refunds, newest first
    #[oai(path = "/refunds", method = "get", operation_id = "desk_refund_list")]
    async fn refunds(
        &self,
        staff: Finance,
        /// Only those that are this far.
        state: Query<Option<RefundStateView>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<RefundView>>> {
        let page = page(limit.0, cursor.0)?;
        let state = state.0.map(RefundState::from);
        let rows = payments::list(&self.0, &staff.0, state, page).await?;
        Ok(Json(Page::of(rows, RefundView::from)))
    }

    /// Pay back parts of a delivered order
    ///
    /// At the seller's expense; delivery at whose is said. Above 5,000,000 đồng another person
    /// approves it.
    #[oai(
        path = "/orders/:id/refunds",
        method = "post",
        operation_id = "desk_refund_create"
    )]
    async fn create_refund(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        /// A new key for each intention.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Json<RefundBody>,
    ) -> ApiResult<RefundMade> {
        let route = format!("POST /desk/orders/{}/refunds", id.0);
        let keyed = keyed(&staff.0, &route, key.0.as_deref(), &body.0)?;
        let request = RefundRequest {
            parts: body.0.lines.into_iter().map(Into::into).collect(),
            delivery: body.0.delivery.map(DeliveryPayer::from),
            reason: body.0.reason,
        };
        let made = once(&self.0, keyed, async {
            let refund = orders::request_refund(&self.0, &staff.0, id.0, &request).await?;
            Ok(RefundView::from(refund))
        });
        Ok(RefundMade::Made(Json(made.await?)))
    }

    /// Approve a requested refund
    ///
    /// By another person than who requested it.
    #[oai(
        path = "/refunds/:id/approve",
        method = "post",
        operation_id = "desk_refund_approve"
    )]
    async fn approve_refund(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<Json<RefundView>> {
        let done = orders::approve_refund(&self.0, &staff.0, id.0).await?;
        Ok(Json(done.into()))
    }

    /// Reject a requested refund
    #[oai(
        path = "/refunds/:id/reject",
        method = "post",
        operation_id = "desk_refund_reject"
    )]
    async fn reject_refund(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        body: Json<ReasonBody>,
    ) -> ApiResult<Json<RefundView>> {
        let done = payments::reject(&self.0, &staff.0, id.0, &body.0.reason).await?;
        Ok(Json(done.into()))
    }

    /// Ask the provider again
    #[oai(
        path = "/refunds/:id/retry",
        method = "post",
        operation_id = "desk_refund_retry"
    )]
    async fn retry_refund(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<Json<RefundView>> {
        Ok(Json(payments::retry(&self.0, &staff.0, id.0).await?.into()))
    }

    /// Take a refund over, to be transferred by bank
    #[oai(
        path = "/refunds/:id/hand-over",
        method = "post",
        operation_id = "desk_refund_hand_over"
    )]
    async fn hand_over(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<Json<RefundView>> {
        let done = payments::hand_over(&self.0, &staff.0, id.0).await?;
        Ok(Json(done.into()))
    }

    /// The bank has transferred a refund
    #[oai(
        path = "/refunds/:id/complete",
        method = "post",
        operation_id = "desk_refund_complete"
    )]
    async fn complete_refund(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        /// A new key for each intention.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Json<TransferBody>,
    ) -> ApiResult<Json<RefundView>> {
        let route = format!("POST /desk/refunds/{}/complete", id.0);
        let keyed = keyed(&staff.0, &route, key.0.as_deref(), &body.0)?;
        let reference = &body.0.bank_reference;
        let done = once(&self.0, keyed, async {
            let refund = payments::complete(&self.0, &staff.0, id.0, reference).await?;
            Ok(RefundView::from(refund))
        });
        Ok(Json(done.await?))
    }

    /// A refund came back
    ///
    /// The shopper is owed again.
    #[oai(
        path = "/refunds/:id/bounce",
        method = "post",
        operation_id = "desk_refund_bounce"
    )]
    async fn bounce_refund(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        /// A new key for each intention.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Json<ReasonBody>,
    ) -> ApiResult<Json<RefundView>> {
        let route = format!("POST /desk/refunds/{}/bounce", id.0);
        let keyed = keyed(&staff.0, &route, key.0.as_deref(), &body.0)?;
        let reason = &body.0.reason;
        let done = once(&self.0, keyed, async {
            let refund = payments::bounce(&self.0, &staff.0, id.0, reason).await?;
            Ok(RefundView::from(refund))
        });
        Ok(Json(done.await?))
    }

    /// The refunds to transfer, as CSV
    ///
    /// Only those whose shopper has given an account. Reading it is kept in the audit log.
    #[oai(
        path = "/refund-transfers.csv",
        method = "get",
        operation_id = "desk_refund_bank_file"
    )]
    async fn bank_file(&self, staff: Finance) -> ApiResult<TransferFile> {
        let file = payments::bank_file(&self.0, &staff.0).await?;
        let name = "refund-transfers.csv";
        Ok(TransferFile::Csv(Attachment::new(file).filename(name)))
    }

    /// A parcel is lost
    ///
    /// What was paid for it goes back to the shopper. What the carrier owes for it is claimed
    /// apart.
    #[oai(
        path = "/orders/:id/lose",
        method = "post",
        operation_id = "desk_order_lose"
    )]
    async fn lose(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        body: Json<ReasonBody>,
    ) -> ApiResult<Json<Page<RefundView>>> {
        orders::lose(&self.0, &staff.0, id.0, &body.0.reason).await?;
        let refunds = payments::of_order(&self.0, &staff.0, id.0).await?;
        Ok(Json(Page::of((refunds, None), RefundView::from)))
    }

    /// Returns, newest first
    #[oai(path = "/returns", method = "get", operation_id = "desk_return_list")]
    async fn returns(
        &self,
        staff: Finance,
        /// Only those that are this far.
        state: Query<Option<ReturnStateView>>,
        /// Only open ones whose deadline is over.
        overdue: Query<Option<bool>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<ReturnView>>> {
        let page = page(limit.0, cursor.0)?;
        let filter = ReturnFilter {
            state: state.0.map(ReturnState::from),
            overdue: overdue.0.unwrap_or(false),
        };
        let rows = returns::list(&self.0, Viewer::Desk(&staff.0), filter, page).await?;
        Ok(Json(Page::of(rows, ReturnView::from)))
    }

    /// One return
    #[oai(
        path = "/returns/:id",
        method = "get",
        operation_id = "desk_return_get"
    )]
    async fn get_return(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<Json<ReturnView>> {
        let found = returns::view(&self.0, Viewer::Desk(&staff.0), id.0).await?;
        Ok(Json(found.into()))
    }

    /// Agree to a return for the seller
    #[oai(
        path = "/returns/:id/approve",
        method = "post",
        operation_id = "desk_return_approve"
    )]
    async fn approve_return(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<Json<ReturnView>> {
        let viewer = Viewer::Desk(&staff.0);
        let done = returns::approve(&self.0, viewer, id.0, Answer::default()).await?;
        Ok(Json(done.into()))
    }

    /// Refuse a return
    #[oai(
        path = "/returns/:id/refuse",
        method = "post",
        operation_id = "desk_return_refuse"
    )]
    async fn refuse_return(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        body: Json<ReturnNoteBody>,
    ) -> ApiResult<Json<ReturnView>> {
        let viewer = Viewer::Desk(&staff.0);
        let done = returns::refuse(&self.0, viewer, id.0, &body.0.note).await?;
        Ok(Json(done.into()))
    }

    /// Take returned goods in for the seller
    ///
    /// For goods that the carrier says have arrived.
    #[oai(
        path = "/returns/:id/receive",
        method = "post",
        operation_id = "desk_return_receive"
    )]
    async fn receive_return(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<Json<ReturnView>> {
        let viewer = Viewer::Desk(&staff.0);
        let done = returns::receive(&self.0, viewer, id.0, Some(false)).await?;
        Ok(Json(done.into()))
    }

    /// Write down what the way back costs
    ///
    /// At the expense of whose fault the return is; once.
    #[oai(
        path = "/returns/:id/freight",
        method = "post",
        operation_id = "desk_return_freight"
    )]
    async fn freight(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        body: Json<FreightBody>,
    ) -> ApiResult<Json<ReturnView>> {
        let unusable = ReturnError::FieldUnusable {
            field: "/amount/amount",
        };
        let amount = amount(&body.0.amount).ok_or(unusable)?;
        let fact = (body.0.carrier.as_str(), amount);
        let done = returns::set_freight(&self.0, &staff.0, id.0, fact).await?;
        Ok(Json(done.into()))
    }

    /// A picture of an order
    #[oai(
        path = "/order-photos/:id",
        method = "get",
        operation_id = "desk_order_photo_get"
    )]
    async fn photo(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<PhotoFile> {
        let viewer = Viewer::Desk(&staff.0);
        let (bytes, kind) = returns::photo(&self.0, viewer, id.0).await?;
        Ok(PhotoFile::Found(
            Binary(bytes),
            kind.media_type().to_owned(),
        ))
    }

    /// Disputes, newest first
    #[oai(path = "/disputes", method = "get", operation_id = "desk_dispute_list")]
    async fn disputes(
        &self,
        staff: Finance,
        /// Only those that are this far.
        state: Query<Option<DisputeStateView>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<DisputeView>>> {
        let page = page(limit.0, cursor.0)?;
        let state = state.0.map(DisputeState::from);
        let rows = disputes::list(&self.0, Viewer::Desk(&staff.0), state, page).await?;
        Ok(Json(Page::of(rows, DisputeView::from)))
    }

    /// One dispute
    #[oai(
        path = "/disputes/:id",
        method = "get",
        operation_id = "desk_dispute_get"
    )]
    async fn get_dispute(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<Json<DisputeView>> {
        let found = disputes::view(&self.0, Viewer::Desk(&staff.0), id.0).await?;
        Ok(Json(found.into()))
    }

    /// Rule a claim
    ///
    /// Once the seller has answered, or had the time to. Without lines the seller is right.
    #[oai(
        path = "/disputes/:id/rule",
        method = "post",
        operation_id = "desk_dispute_rule"
    )]
    async fn rule(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        /// A new key for each intention.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Json<RulingBody>,
    ) -> ApiResult<Json<DisputeView>> {
        let route = format!("POST /desk/disputes/{}/rule", id.0);
        let keyed = keyed(&staff.0, &route, key.0.as_deref(), &body.0)?;
        let ruling = Ruling {
            parts: body.0.lines.into_iter().map(Into::into).collect(),
            delivery: body.0.delivery.map(DeliveryPayer::from),
            note: body.0.note,
        };
        let done = once(&self.0, keyed, async {
            let dispute = disputes::rule(&self.0, &staff.0, id.0, &ruling).await?;
            Ok(DisputeView::from(dispute))
        });
        Ok(Json(Box::pin(done).await?))
    }
}

/// What shall be paid back of an order.
#[derive(Object)]
#[oai(rename = "OrderRefundRequest", deny_unknown_fields)]
struct RefundBody {
    /// The lines, each once.
    #[oai(default)]
    lines: Vec<PartBody>,
    /// Whether delivery is paid back too, and by whom.
    delivery: Option<DeliveryPayerView>,
    /// Why, in words for the shopper.
    reason: String,
}

/// The bank's word that it transferred a refund.
#[derive(Object)]
#[oai(rename = "RefundTransferRequest", deny_unknown_fields)]
struct TransferBody {
    /// The bank's reference, 1 to 100 characters.
    bank_reference: String,
}

/// What the way back costs.
#[derive(Object)]
#[oai(rename = "ReturnFreightRequest", deny_unknown_fields)]
struct FreightBody {
    /// Who carried it.
    carrier: String,
    /// How much the carrier wants.
    amount: MoneyView,
}

/// What the desk decides.
#[derive(Object)]
#[oai(rename = "RulingRequest", deny_unknown_fields)]
struct RulingBody {
    /// What goes back of the lines, each once; nothing when the seller is right.
    #[oai(default)]
    lines: Vec<PartBody>,
    /// Whether delivery goes back too, and at whose expense.
    delivery: Option<DeliveryPayerView>,
    /// Why, for both sides.
    note: String,
}

#[derive(ApiResponse)]
enum RefundMade {
    /// Promised, or waiting for another person's word.
    #[oai(status = 201)]
    Made(Json<RefundView>),
}

#[derive(ApiResponse)]
enum TransferFile {
    /// CSV in UTF-8 with a byte order mark.
    #[oai(status = 200, content_type = "text/csv; charset=utf-8")]
    Csv(Attachment<Vec<u8>>),
}
