//! Vouchers that a seller gives on its own goods.

use market::{App, vouchers};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::access::Selling;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    wire::{
        Page, page,
        vouchers::{VoucherRequest, VoucherView},
    },
};

/// The routes.
pub(crate) struct VouchersApi(pub(crate) App);

#[OpenApi(prefix_path = "/seller", tag = "Tag::Seller")]
impl VouchersApi {
    /// One's vouchers, newest first
    #[oai(
        path = "/vouchers",
        method = "get",
        operation_id = "seller_voucher_list"
    )]
    async fn list(
        &self,
        staff: Selling,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<VoucherView>>> {
        let rows = vouchers::vouchers_of(&self.0, &staff.0, page(limit.0, cursor.0)?);
        Ok(Json(Page::of(rows.await?, VoucherView::from)))
    }

    /// Give a voucher on one's own goods
    #[oai(
        path = "/vouchers",
        method = "post",
        operation_id = "seller_voucher_create"
    )]
    async fn create(
        &self,
        staff: Selling,
        body: Json<VoucherRequest>,
    ) -> ApiResult<SellerVoucherMade> {
        let made = vouchers::create_own(&self.0, &staff.0, body.0.into()).await?;
        Ok(SellerVoucherMade::Made(Json(made.into())))
    }

    /// End a voucher now
    ///
    /// Purchases that used it keep what it took off.
    #[oai(
        path = "/vouchers/:id/end",
        method = "post",
        operation_id = "seller_voucher_end"
    )]
    async fn end(&self, staff: Selling, id: Path<Uuid>) -> ApiResult<Json<VoucherView>> {
        let ended = vouchers::end_own(&self.0, &staff.0, id.0).await?;
        Ok(Json(ended.into()))
    }
}

#[derive(ApiResponse)]
enum SellerVoucherMade {
    /// The voucher.
    #[oai(status = 201)]
    Made(Json<VoucherView>),
}
