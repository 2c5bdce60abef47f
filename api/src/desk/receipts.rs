//! Transfers on the bank account, and notifications that need a person: for finance staff.

use chrono::{DateTime, Utc};
use market::{
    App,
    notices::{self, NoticeState, provider_notice},
    receipts::{self, ReceiptState, ReturnState, bank_receipt, bank_return},
};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::access::Finance;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    wire::{MoneyView, Page, mirror, page},
};

/// The routes.
pub(crate) struct ReceiptsApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Settlement")]
impl ReceiptsApi {
    /// Transfers on the bank account
    ///
    /// The newest first. Those that are `unidentified` name no purchase: match them, or send
    /// them back.
    #[oai(
        path = "/bank-receipts",
        method = "get",
        operation_id = "bank_receipt_list"
    )]
    async fn list(
        &self,
        staff: Finance,
        /// Only those that are this far.
        state: Query<Option<ReceiptStateView>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<ReceiptView>>> {
        let page = page(limit.0, cursor.0)?;
        let rows = receipts::list(&self.0, &staff.0, state.0.map(Into::into), page);
        Ok(Json(Page::of(rows.await?, ReceiptView::from)))
    }

    /// Pay a purchase with a transfer
    ///
    /// What is too much goes back to the payer.
    #[oai(
        path = "/bank-receipts/:id/match",
        method = "post",
        operation_id = "bank_receipt_match"
    )]
    async fn match_to(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        body: Json<ReceiptMatchRequest>,
    ) -> ApiResult<Json<ReceiptView>> {
        let row = receipts::match_to(&self.0, &staff.0, id.0, &body.0.purchase).await?;
        Ok(Json(row.into()))
    }

    /// Send a transfer back
    #[oai(
        path = "/bank-receipts/:id/return",
        method = "post",
        operation_id = "bank_receipt_return"
    )]
    async fn send_back(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        body: Json<ReturnReasonRequest>,
    ) -> ApiResult<Json<ReceiptView>> {
        let row = receipts::send_back(&self.0, &staff.0, id.0, &body.0.reason).await?;
        Ok(Json(row.into()))
    }

    /// Money on its way back to payers
    ///
    /// The newest first. What is `due` waits for a transfer by hand.
    #[oai(
        path = "/bank-returns",
        method = "get",
        operation_id = "bank_return_list"
    )]
    async fn returns(
        &self,
        staff: Finance,
        /// Only those that are this far.
        state: Query<Option<ReturnStateView>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<BankReturnView>>> {
        let page = page(limit.0, cursor.0)?;
        let rows = receipts::returns(&self.0, &staff.0, state.0.map(Into::into), page);
        Ok(Json(Page::of(rows.await?, |(row, receipt)| {
            BankReturnView {
                payer: Some(PayerView::of(&receipt)),
                ..BankReturnView::from(row)
            }
        })))
    }

    /// The money is back with its payer
    #[oai(
        path = "/bank-returns/:id/complete",
        method = "post",
        operation_id = "bank_return_complete"
    )]
    async fn complete(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        body: Json<ReturnPaidRequest>,
    ) -> ApiResult<Json<BankReturnView>> {
        let reference = &body.0.bank_reference;
        let row = receipts::complete_return(&self.0, &staff.0, id.0, reference).await?;
        Ok(Json(row.into()))
    }

    /// What providers sent us
    ///
    /// The newest first. What is `parked` was genuine but could not be applied; it changed
    /// nothing and needs a person. What is `refused` was not genuine.
    #[oai(
        path = "/provider-notices",
        method = "get",
        operation_id = "provider_notice_list"
    )]
    async fn notices(
        &self,
        staff: Finance,
        /// Only those that are this far.
        state: Query<Option<NoticeStateView>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<NoticeView>>> {
        let page = page(limit.0, cursor.0)?;
        let rows = notices::list(&self.0, &staff.0, state.0.map(Into::into), page);
        Ok(Json(Page::of(rows.await?, NoticeView::from)))
    }

    /// Close a parked notification
    #[oai(
        path = "/provider-notices/:id/resolve",
        method = "post",
        operation_id = "provider_notice_resolve"
    )]
    async fn resolve(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        body: Json<ResolutionRequest>,
    ) -> ApiResult<Json<NoticeView>> {
        let row = notices::resolve(&self.0, &staff.0, id.0, &body.0.resolution).await?;
        Ok(Json(row.into()))
    }
}

mirror! {
    /// What became of a transfer.
    ReceiptStateView as "ReceiptState" of ReceiptState {
        /// Nobody knows yet what it pays.
        Unidentified,
        /// It pays a purchase.
        Matched,
        /// It goes back.
        Returned,
    }
}

mirror! {
    /// How far money is on its way back.
    ReturnStateView as "BankReturnState" of ReturnState {
        /// It waits for a transfer.
        Due,
        /// The bank has sent it.
        Paid,
    }
}

mirror! {
    /// What became of a notification.
    NoticeStateView as "NoticeState" of NoticeState {
        /// It is being worked on, or its sender will send it again.
        Received,
        /// Applied, or closed by a person.
        Processed,
        /// It says nothing that matters.
        Ignored,
        /// Genuine, but it could not be applied.
        Parked,
        /// Not genuine.
        Refused,
    }
}

/// Which purchase a transfer pays.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ReceiptMatchRequest {
    /// The purchase's number.
    purchase: String,
}

/// Why a transfer goes back.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ReturnReasonRequest {
    /// One line, up to 300 characters.
    reason: String,
}

/// The bank's word for a transfer that was sent.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ReturnPaidRequest {
    /// As on the statement.
    bank_reference: String,
}

/// What was done about a notification.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ResolutionRequest {
    /// In plain words, up to 1,000 characters.
    resolution: String,
}

/// The other side of a transfer, as far as the bank tells.
#[derive(Object)]
#[oai(rename = "Payer")]
struct PayerView {
    /// The six digits of the bank.
    bank_bin: Option<String>,
    /// The account.
    account: Option<String>,
    /// Whose account it is.
    name: Option<String>,
}

impl PayerView {
    fn of(row: &bank_receipt::Model) -> Self {
        Self {
            bank_bin: row.payer_bank_bin.clone(),
            account: row.payer_account.clone(),
            name: row.payer_name.clone(),
        }
    }
}

/// A transfer on the bank account.
#[derive(Object)]
#[oai(rename = "BankReceipt")]
struct ReceiptView {
    /// The transfer.
    id: Uuid,
    /// Who told us of it.
    sender: String,
    /// What was sent to us, in `GET /desk/provider-notices`.
    notice_id: Uuid,
    /// The bank's number of it.
    bank_txn: Option<String>,
    /// How much.
    amount: MoneyView,
    /// How much of it pays the purchase.
    applied: MoneyView,
    /// Who paid.
    payer: PayerView,
    /// What became of it.
    state: ReceiptStateView,
    /// The attempt to pay that it belongs to.
    payment_id: Option<Uuid>,
    /// Who decided that.
    settled_by: Option<String>,
    /// Why it goes back.
    note: Option<String>,
    /// When the bank booked it.
    occurred_at: DateTime<Utc>,
}

impl From<bank_receipt::Model> for ReceiptView {
    fn from(row: bank_receipt::Model) -> Self {
        Self {
            payer: PayerView::of(&row),
            id: row.id,
            sender: row.sender,
            notice_id: row.notice_id,
            bank_txn: row.bank_txn,
            amount: MoneyView::dong(row.amount),
            applied: MoneyView::dong(row.applied),
            state: row.state.into(),
            payment_id: row.payment_id,
            settled_by: row.settled_by,
            note: row.note,
            occurred_at: row.occurred_at,
        }
    }
}

/// Money of a transfer on its way back.
#[derive(Object)]
#[oai(rename = "BankReturn")]
struct BankReturnView {
    /// The way back.
    id: Uuid,
    /// The transfer that brought it.
    receipt_id: Uuid,
    /// How much.
    amount: MoneyView,
    /// To whom; in lists only.
    #[oai(skip_serializing_if_is_none)]
    payer: Option<PayerView>,
    /// How far it is.
    state: ReturnStateView,
    /// Why it goes back.
    reason: String,
    /// The bank's word for it, once sent.
    bank_reference: Option<String>,
    /// Since when it is due.
    created_at: DateTime<Utc>,
}

impl From<bank_return::Model> for BankReturnView {
    fn from(row: bank_return::Model) -> Self {
        Self {
            id: row.id,
            receipt_id: row.receipt_id,
            amount: MoneyView::dong(row.amount),
            payer: None,
            state: row.state.into(),
            reason: row.reason,
            bank_reference: row.bank_reference,
            created_at: row.created_at,
        }
    }
}

/// Something that a provider sent us.
#[derive(Object)]
#[oai(rename = "ProviderNotice")]
struct NoticeView {
    /// The notification.
    id: Uuid,
    /// Who sent it.
    sender: String,
    /// What became of it.
    state: NoticeStateView,
    /// Why it was refused or parked.
    reason: Option<String>,
    /// The attempt to pay that it speaks of.
    payment_id: Option<Uuid>,
    /// The address and query it was sent to.
    path_and_query: String,
    /// The body, as it came.
    body: String,
    /// How often it was sent.
    times: i32,
    /// When it came first.
    received_at: DateTime<Utc>,
    /// Who closed it.
    resolved_by: Option<String>,
    /// What was done.
    resolution: Option<String>,
}

impl From<provider_notice::Model> for NoticeView {
    fn from(row: provider_notice::Model) -> Self {
        Self {
            id: row.id,
            sender: row.sender,
            state: row.state.into(),
            reason: row.reason,
            payment_id: row.payment_id,
            path_and_query: row.path_and_query,
            body: row.body,
            times: row.times,
            received_at: row.received_at,
            resolved_by: row.resolved_by,
            resolution: row.resolution,
        }
    }
}
