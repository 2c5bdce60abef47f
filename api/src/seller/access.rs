//! For whom a person asks: every route of a seller takes proof that the person serves it.

use market::sellers::{self, SellerError, SellerStaff};
use poem::Request;
use poem_openapi::{SecurityScheme, auth::Bearer};
use uuid::Uuid;

use crate::{
    problem::ApiError,
    sign_in::{actor_of, market_of},
};

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
    let actor = actor_of(request, &bearer).await.map_err(ApiError::from)?;
    // An id that cannot exist is treated like a stranger's.
    let asked = request
        .header(SELLER_ID)
        .map(Uuid::try_parse)
        .transpose()
        .map_err(|_| ApiError::from(SellerError::NoMembership))?;
    let staff = sellers::staff_of(market_of(request), &actor, asked).await;
    Ok(staff.map_err(ApiError::from)?)
}
