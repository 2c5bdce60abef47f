//! Vouchers that the market and promotion budgets give.

use chrono::{DateTime, Utc};
use market::{
    App,
    vouchers::{self, Budget, BudgetDraft},
};
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::access::Promoter;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    wire::{
        MoneyView, Page, page,
        vouchers::{VoucherRequest, VoucherView},
    },
};

/// The routes.
pub(crate) struct DeskVouchersApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Desk")]
impl DeskVouchersApi {
    /// All vouchers, those of sellers among them; newest first
    #[oai(path = "/vouchers", method = "get", operation_id = "desk_voucher_list")]
    async fn list(
        &self,
        staff: Promoter,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<VoucherView>>> {
        let rows = vouchers::vouchers(&self.0, &staff.0, page(limit.0, cursor.0)?);
        Ok(Json(Page::of(rows.await?, VoucherView::from)))
    }

    /// Give a voucher of the market, or of a budget
    #[oai(
        path = "/vouchers",
        method = "post",
        operation_id = "desk_voucher_create"
    )]
    async fn create(
        &self,
        staff: Promoter,
        body: Json<VoucherRequest>,
    ) -> ApiResult<DeskVoucherMade> {
        let made = vouchers::create_at_desk(&self.0, &staff.0, body.0.into()).await?;
        Ok(DeskVoucherMade::Made(Json(made.into())))
    }

    /// End a voucher now
    ///
    /// Purchases that used it keep what it took off.
    #[oai(
        path = "/vouchers/:id/end",
        method = "post",
        operation_id = "desk_voucher_end"
    )]
    async fn end(&self, staff: Promoter, id: Path<Uuid>) -> ApiResult<Json<VoucherView>> {
        let ended = vouchers::end_at_desk(&self.0, &staff.0, id.0).await?;
        Ok(Json(ended.into()))
    }

    /// The budgets that were set aside for discounts, newest first
    #[oai(path = "/budgets", method = "get", operation_id = "desk_budget_list")]
    async fn budgets(
        &self,
        staff: Promoter,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<BudgetView>>> {
        let rows = vouchers::budgets(&self.0, &staff.0, page(limit.0, cursor.0)?);
        Ok(Json(Page::of(rows.await?, BudgetView::from)))
    }

    /// Write down money that the state or a partner set aside for discounts
    #[oai(
        path = "/budgets",
        method = "post",
        operation_id = "desk_budget_create"
    )]
    async fn create_budget(
        &self,
        staff: Promoter,
        body: Json<BudgetRequest>,
    ) -> ApiResult<BudgetMade> {
        let draft = BudgetDraft {
            name: body.0.name,
            holder: body.0.holder,
            ceiling: body.0.ceiling.amount,
            source: body.0.source,
        };
        let made = vouchers::create_budget(&self.0, &staff.0, draft).await?;
        Ok(BudgetMade::Made(Json(made.into())))
    }
}

/// Money that is set aside for discounts.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct BudgetRequest {
    /// What it is called.
    name: String,
    /// Who set it aside and owes it to the market.
    holder: String,
    /// How much; never exceeded.
    ceiling: MoneyView,
    /// The decision it is based on.
    source: String,
}

/// Money that was set aside for discounts.
#[derive(Object)]
#[oai(rename = "PromotionBudget")]
struct BudgetView {
    /// The budget.
    id: Uuid,
    /// What it is called.
    name: String,
    /// Who set it aside and owes it to the market.
    holder: String,
    /// How much.
    ceiling: MoneyView,
    /// What purchases took of it so far.
    reserved: MoneyView,
    /// The decision it is based on.
    source: String,
    /// When it was written down.
    created_at: DateTime<Utc>,
}

impl From<Budget> for BudgetView {
    fn from(row: Budget) -> Self {
        Self {
            id: row.id,
            name: row.name,
            holder: row.holder,
            ceiling: MoneyView::dong(row.ceiling),
            reserved: MoneyView::dong(row.reserved),
            source: row.source,
            created_at: row.created_at,
        }
    }
}

#[derive(ApiResponse)]
enum DeskVoucherMade {
    /// The voucher.
    #[oai(status = 201)]
    Made(Json<VoucherView>),
}

#[derive(ApiResponse)]
enum BudgetMade {
    /// The budget.
    #[oai(status = 201)]
    Made(Json<BudgetView>),
}
