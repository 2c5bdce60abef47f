//! All routes, as one documented service.

use market::App;
use poem_openapi::{OpenApi, OpenApiService, Tags};

use crate::{desk, seller, store};

/// The parts of the contract.
#[derive(Tags)]
pub(crate) enum Tag {
    /// Signing in, and one's own account.
    Account,
    /// The shop.
    Store,
    /// For cooperatives and other sellers.
    Seller,
    /// For promotion and platform staff.
    Desk,
}

/// Every route of the market.
fn routes(app: &App) -> impl OpenApi + use<> {
    (
        store::accounts::AccountsApi(app.clone()),
        store::slots::SlotsApi(app.clone()),
        seller_routes(app),
        desk_routes(app),
    )
}

fn seller_routes(app: &App) -> impl OpenApi + use<> {
    (
        seller::profile::ProfileApi(app.clone()),
        seller::products::ProductsApi(app.clone()),
        seller::variants::VariantsApi(app.clone()),
        seller::images::ImagesApi(app.clone()),
        seller::stock::StockApi(app.clone()),
        seller::certificates::CertificatesApi(app.clone()),
    )
}

fn desk_routes(app: &App) -> impl OpenApi + use<> {
    (
        desk::inbox::InboxApi(app.clone()),
        desk::products::DeskProductsApi(app.clone()),
        desk::certificates::DeskCertificatesApi(app.clone()),
        desk::sellers::DeskSellersApi(app.clone()),
        desk::slots::DeskSlotsApi(app.clone()),
        desk::collections::DeskCollectionsApi(app.clone()),
        desk::audit_log::AuditLogApi(app.clone()),
    )
}

/// The documented service.
pub(crate) fn service(app: &App) -> OpenApiService<impl OpenApi + use<>, ()> {
    OpenApiService::new(routes(app), "Chợ Sao", env!("CARGO_PKG_VERSION"))
        .description("The open marketplace for OCOP products. Prices are whole đồng with VAT.")
        .license(poem_openapi::LicenseObject::new("Apache-2.0"))
        .url_prefix("/v1")
}
