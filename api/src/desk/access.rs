//! Who works at the desk: every route takes proof of the role it needs. Administrators hold
//! every role.

use market::accounts::{Staff, StaffRole};
use poem::Request;
use poem_openapi::{SecurityScheme, auth::Bearer};

use crate::{problem::ApiError, sign_in::actor_of};

/// Checks listings, certificates and sellers.
#[derive(SecurityScheme)]
#[oai(
    rename = "session",
    ty = "bearer",
    bearer_format = "opaque",
    checker = "demand_verifier"
)]
pub(crate) struct Verifier(pub(crate) Staff);

/// Features products.
#[derive(SecurityScheme)]
#[oai(
    rename = "session",
    ty = "bearer",
    bearer_format = "opaque",
    checker = "demand_promoter"
)]
pub(crate) struct Promoter(pub(crate) Staff);

/// Checks listings or features products.
#[derive(SecurityScheme)]
#[oai(
    rename = "session",
    ty = "bearer",
    bearer_format = "opaque",
    checker = "demand_clerk"
)]
pub(crate) struct Clerk(pub(crate) Staff);

/// Settles and pays out.
#[derive(SecurityScheme)]
#[oai(
    rename = "session",
    ty = "bearer",
    bearer_format = "opaque",
    checker = "demand_finance"
)]
pub(crate) struct Finance(pub(crate) Staff);

/// May do everything.
#[derive(SecurityScheme)]
#[oai(
    rename = "session",
    ty = "bearer",
    bearer_format = "opaque",
    checker = "demand_admin"
)]
pub(crate) struct Admin(pub(crate) Staff);

async fn demand_verifier(request: &Request, bearer: Bearer) -> poem::Result<Staff> {
    staff(request, &bearer, &[StaffRole::Verifier]).await
}

async fn demand_promoter(request: &Request, bearer: Bearer) -> poem::Result<Staff> {
    staff(request, &bearer, &[StaffRole::Promoter]).await
}

async fn demand_finance(request: &Request, bearer: Bearer) -> poem::Result<Staff> {
    staff(request, &bearer, &[StaffRole::Finance]).await
}

async fn demand_clerk(request: &Request, bearer: Bearer) -> poem::Result<Staff> {
    let roles = [StaffRole::Verifier, StaffRole::Promoter];
    staff(request, &bearer, &roles).await
}

async fn demand_admin(request: &Request, bearer: Bearer) -> poem::Result<Staff> {
    staff(request, &bearer, &[StaffRole::Admin]).await
}

async fn staff(request: &Request, bearer: &Bearer, roles: &[StaffRole]) -> poem::Result<Staff> {
    let actor = actor_of(request, bearer).await.map_err(ApiError::from)?;
    Ok(actor.staff_of_any(roles).map_err(ApiError::from)?)
}
