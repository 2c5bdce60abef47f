//! A seller's money: balance, ledger, payouts, statements.

use chrono::{DateTime, Utc};
use market::{
    App, sellers,
    settlement::{self, Balance, BookLine, Period, SettlementError, Stage, StatementOf},
    sheet::SheetFormat,
};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::access::Selling;
use crate::{
    context,
    openapi::Tag,
    problem::ApiResult,
    wire::{
        MoneyView, Page, mirror, page,
        payouts::{PayoutHistoryView, PayoutView, ProofFile},
        table::{TableFile, TableFormat, table},
    },
};

/// The routes.
pub(crate) struct MoneyApi(pub(crate) App);

#[OpenApi(prefix_path = "/seller", tag = "Tag::Settlement")]
impl MoneyApi {
    /// Where one's money stands
    #[oai(path = "/balance", method = "get", operation_id = "seller_balance_get")]
    async fn balance(&self, staff: Selling) -> ApiResult<Json<BalanceView>> {
        let balance = settlement::balance(&self.0, &staff.0).await?;
        Ok(Json(balance.into()))
    }

    /// The ledger entries that moved one's money
    ///
    /// The newest first.
    #[oai(path = "/ledger", method = "get", operation_id = "seller_ledger_list")]
    async fn ledger(
        &self,
        staff: Selling,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<LedgerEntryView>>> {
        let rows = settlement::book_lines(&self.0, &staff.0, page(limit.0, cursor.0)?);
        Ok(Json(Page::of(rows.await?, LedgerEntryView::from)))
    }

    /// One's payouts
    ///
    /// The newest first.
    #[oai(path = "/payouts", method = "get", operation_id = "seller_payout_list")]
    async fn payouts(
        &self,
        staff: Selling,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<PayoutView>>> {
        let rows = settlement::payouts_of(&self.0, &staff.0, page(limit.0, cursor.0)?);
        Ok(Json(Page::of(rows.await?, PayoutView::from)))
    }

    /// One payout and its history
    #[oai(
        path = "/payouts/:id",
        method = "get",
        operation_id = "seller_payout_get"
    )]
    async fn payout(&self, staff: Selling, id: Path<Uuid>) -> ApiResult<Json<PayoutHistoryView>> {
        let found = settlement::payout_of(&self.0, &staff.0, id.0).await?;
        Ok(Json(found.into()))
    }

    /// The statement of a month
    ///
    /// What was owed before the month, every movement, and what is owed at its end; amounts
    /// in whole đồng.
    #[oai(
        path = "/statements/:file",
        method = "get",
        operation_id = "seller_statement_get"
    )]
    async fn statement(
        &self,
        staff: Selling,
        /// The month and `.csv`, `.xlsx` or `.pdf`, as in `2026-11.csv`.
        file: Path<String>,
    ) -> ApiResult<TableFile> {
        let (month, format) = SheetFormat::split(&file.0).ok_or(SettlementError::PeriodUnusable)?;
        let period = Period::parse(month)?;
        let of = StatementOf::Month(period);
        let statement = settlement::statement(&self.0, &staff.0, of).await?;
        let sheet = statement.sheet(context::language())?;
        table(&sheet, format, &format!("statement-{}", period.name()))
    }

    /// The statement of a payout
    ///
    /// What it settles, from the first sale to the bank: sales, fees, refunds, corrections.
    #[oai(
        path = "/payouts/:id/statement/:format",
        method = "get",
        operation_id = "seller_payout_statement_get"
    )]
    async fn payout_statement(
        &self,
        staff: Selling,
        id: Path<Uuid>,
        format: Path<TableFormat>,
    ) -> ApiResult<TableFile> {
        let of = StatementOf::Payout(id.0);
        let statement = settlement::statement(&self.0, &staff.0, of).await?;
        let sheet = statement.sheet(context::language())?;
        table(&sheet, format.0.into(), &format!("payout-{}", id.0))
    }

    /// The bank's slip of a payout
    #[oai(
        path = "/payouts/:id/proof",
        method = "get",
        operation_id = "seller_payout_proof_get"
    )]
    async fn proof(&self, staff: Selling, id: Path<Uuid>) -> ApiResult<ProofFile> {
        let found = settlement::proof_of(&self.0, &staff.0, id.0).await?;
        Ok(ProofFile::of(id.0, found))
    }

    /// What one should know without having asked
    ///
    /// Payouts that ended, a bank account that was changed. The newest first.
    #[oai(path = "/notices", method = "get", operation_id = "seller_notice_list")]
    async fn notices(
        &self,
        staff: Selling,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<NoticeView>>> {
        let rows = sellers::notices(&self.0, &staff.0, page(limit.0, cursor.0)?);
        Ok(Json(Page::of(rows.await?, NoticeView::from)))
    }
}

/// Something a seller should know.
#[derive(Object)]
#[oai(rename = "SellerNotice")]
struct NoticeView {
    /// The notice.
    id: Uuid,
    /// What it is about: `payout_paid`, `payout_failed`, `payout_returned`,
    /// `bank_account_changed`.
    kind: String,
    /// The facts, as JSON.
    detail: serde_json::Value,
    /// When.
    created_at: DateTime<Utc>,
}

impl From<sellers::KeptNotice> for NoticeView {
    fn from(notice: sellers::KeptNotice) -> Self {
        Self {
            id: notice.id,
            kind: notice.kind,
            detail: serde_json::from_str(&notice.detail).unwrap_or_default(),
            created_at: notice.created_at,
        }
    }
}

/// Where a seller's money stands.
#[derive(Object)]
#[oai(rename = "Balance")]
struct BalanceView {
    /// Delivered, inside the return window.
    held: MoneyView,
    /// Paid by the next payout run.
    available: MoneyView,
    /// Sent to the bank, not yet confirmed.
    in_transit: MoneyView,
    /// Confirmed by the bank, ever.
    paid_out: MoneyView,
}

impl From<Balance> for BalanceView {
    fn from(balance: Balance) -> Self {
        Self {
            held: balance.held.into(),
            available: balance.available.into(),
            in_transit: balance.in_transit.into(),
            paid_out: balance.paid_out.into(),
        }
    }
}

mirror! {
    /// The stage at which an entry moved a seller's money.
    StageView as "MoneyStage" of Stage {
        /// Delivered, inside the return window.
        Held,
        /// Paid by the next payout run.
        Available,
        /// Sent to the bank, not yet confirmed.
        InTransit,
    }
}

/// One entry of the ledger that moved a seller's money.
#[derive(Object)]
#[oai(rename = "LedgerEntry")]
struct LedgerEntryView {
    /// The entry.
    id: Uuid,
    /// When it happened.
    occurred_at: DateTime<Utc>,
    /// What happened: `delivered`, `fees_charged`, `released`, `payout_instructed`, …
    kind: String,
    /// The stage it moved.
    stage: StageView,
    /// Above zero more is owed to the seller.
    amount: MoneyView,
    /// The order it is about.
    order_number: Option<String>,
}

impl From<BookLine> for LedgerEntryView {
    fn from(line: BookLine) -> Self {
        Self {
            id: line.id,
            occurred_at: line.occurred_at,
            kind: line.kind,
            stage: line.stage.into(),
            amount: line.amount.into(),
            order_number: line.order_number,
        }
    }
}
