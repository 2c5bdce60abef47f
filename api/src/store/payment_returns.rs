//! Shoppers who come back from a provider's page: what their shop's page can show at once.

use market::{
    App,
    checkout::{self, Standing},
};
use poem::Request;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::checkout::{PaymentStateView, PurchaseStateView};
use crate::{openapi::Tag, problem::ApiResult};

/// The routes.
pub(crate) struct PaymentReturnsApi(pub(crate) App);

#[OpenApi(prefix_path = "/store", tag = "Tag::Checkout")]
impl PaymentReturnsApi {
    /// How a purchase stands whose shopper comes back from paying
    ///
    /// Send the query of the return page as the provider wrote it: its signature is checked
    /// (VNPay, MoMo, ZaloPay). Changes nothing; the money may come a little later than the
    /// shopper, so ask for the purchase until its state is final.
    #[oai(
        path = "/payment-returns/:method",
        method = "get",
        operation_id = "payment_return_get"
    )]
    async fn standing(
        &self,
        request: &Request,
        /// The way to pay.
        method: Path<String>,
    ) -> ApiResult<Json<StandingView>> {
        let query = request.uri().query().unwrap_or_default();
        let standing = checkout::returned(&self.0, &method.0, query).await?;
        Ok(Json(standing.into()))
    }
}

/// How a purchase stands at this moment.
#[derive(Object)]
#[oai(rename = "PurchaseStanding")]
struct StandingView {
    /// The purchase.
    purchase_id: Uuid,
    /// Its number.
    number: String,
    /// How far it is.
    state: PurchaseStateView,
    /// The attempt that the shopper comes from.
    payment_id: Uuid,
    /// How far that is.
    payment_state: PaymentStateView,
}

impl From<Standing> for StandingView {
    fn from(standing: Standing) -> Self {
        Self {
            purchase_id: standing.purchase_id,
            number: standing.number,
            state: standing.state.into(),
            payment_id: standing.payment_id,
            payment_state: standing.payment_state.into(),
        }
    }
}
