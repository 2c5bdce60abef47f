//! How a seller route learns for whom its caller acts.

use market::{
    App,
    sellers::{self, SellerStaff},
};
use poem_openapi::param::Header;
use uuid::Uuid;

use crate::{problem::ApiResult, sign_in::SignedIn};

/// Proof that the caller acts for the seller named in `Seller-Id`, or for the only one they
/// serve.
///
/// # Errors
///
/// 403 for strangers, 400 when the caller serves several and names none.
pub(crate) async fn staff(
    app: &App,
    caller: &SignedIn,
    seller_id: &Header<Option<Uuid>>,
) -> ApiResult<SellerStaff> {
    Ok(sellers::staff_of(app, &caller.0, seller_id.0).await?)
}
