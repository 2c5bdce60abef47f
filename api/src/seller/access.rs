//! For whom a person asks: every route of a seller takes proof that the person serves it.

use market::{
    App, accounts,
    sellers::{self, SellerError, SellerStaff},
};
use poem::Request;
use poem_openapi::{SecurityScheme, auth::Bearer};
use uuid::Uuid;

use crate::problem::ApiError;

/// The header by which a person who serves several sellers names one.
const SELLER_ID: &str = "Seller-Id";

/// A person who acts for a seller. Listing it in a handler demands a session and a
/// membership; people who serve several sellers choose by `Seller-Id`.
#[derive(SecurityScheme)]
#[oai(
    rename = "session",
    ty = "bearer",
    bearer_format = "opaque",
    checker = "demand"
)]
pub(crate) struct Selling(pub(crate) SellerStaff);

async fn demand(request: &Request, bearer: Bearer) -> poem::Result<SellerStaff> {
    let app = request
        .data::<App>()
        .expect("the server attaches the market");
    let actor = accounts::actor_of(app, &bearer.token)
        .await
        .map_err(ApiError::from)?;
    // An id that cannot exist is treated like a stranger's.
    let asked = request
        .header(SELLER_ID)
        .map(Uuid::try_parse)
        .transpose()
        .map_err(|_| ApiError::from(SellerError::NoMembership))?;
    let staff = sellers::staff_of(app, &actor, asked).await;
    Ok(staff.map_err(ApiError::from)?)
}
