//! Who asks: a bearer token as an argument of a handler.

use market::{
    App,
    accounts::{self, AccountError, Actor},
};
use poem::Request;
use poem_openapi::{SecurityScheme, auth::Bearer};

use crate::problem::{ApiError, ApiResult};

/// A signed-in person. Listing it in a handler demands a valid session.
#[derive(SecurityScheme)]
#[oai(
    rename = "session",
    ty = "bearer",
    bearer_format = "opaque",
    checker = "demand"
)]
pub(crate) struct SignedIn(pub(crate) Actor);

async fn demand(request: &Request, bearer: Bearer) -> poem::Result<Actor> {
    Ok(actor_of(request, &bearer).await.map_err(ApiError::from)?)
}

/// The person whose session the token is.
///
/// # Errors
///
/// When the token does not count (401), or the database fails.
pub(crate) async fn actor_of(request: &Request, bearer: &Bearer) -> Result<Actor, AccountError> {
    accounts::actor_of(market_of(request), &bearer.token).await
}

/// The market that the server attached to the request.
pub(crate) fn market_of(request: &Request) -> &App {
    request
        .data::<App>()
        .expect("the server attaches the market")
}

/// A session token, looked up; a stale one is remembered as a refusal, not taken for a guest.
#[derive(SecurityScheme)]
#[oai(
    rename = "session",
    ty = "bearer",
    bearer_format = "opaque",
    checker = "look_up"
)]
pub(crate) struct Session(Result<Actor, AccountError>);

async fn look_up(request: &Request, bearer: Bearer) -> Option<Result<Actor, AccountError>> {
    Some(actor_of(request, &bearer).await)
}

/// A signed-in person, or a guest who sent no token at all.
#[derive(SecurityScheme)]
pub(crate) enum MaybeSignedIn {
    /// A token came; whether it counts is told by [`MaybeSignedIn::actor`].
    Session(Session),
    /// No token came.
    #[oai(fallback)]
    Guest,
}

impl MaybeSignedIn {
    /// The person, or none for a guest.
    ///
    /// # Errors
    ///
    /// 401 when a token came but does not count.
    pub(crate) fn actor(self) -> ApiResult<Option<Actor>> {
        match self {
            Self::Session(Session(found)) => Ok(Some(found?)),
            Self::Guest => Ok(None),
        }
    }
}
