//! All routes, as one documented service.

use market::App;
use poem_openapi::{OpenApi, OpenApiService, Tags};

use crate::{desk, seller, store};

/// The parts of the contract.
#[derive(Tags)]
pub(crate) enum Tag {
    /// Signing in, and one's own account.
    Account,
    /// Balances, payouts, statements, and the books.
    Settlement,
}

/// Every route of the market.
fn routes(app: &App) -> impl OpenApi + use<> {
    (
        store::accounts::AccountsApi(app.clone()),
        seller::money::MoneyApi(app.clone()),
        desk::settlement::SettlementApi(app.clone()),
    )
}

/// The documented service.
pub(crate) fn service(app: &App) -> OpenApiService<impl OpenApi + use<>, ()> {
    OpenApiService::new(routes(app), "Chợ Sao", env!("CARGO_PKG_VERSION"))
        .description("The open marketplace for OCOP products. Prices are whole đồng with VAT.")
        .license(poem_openapi::LicenseObject::new("Apache-2.0"))
        .url_prefix("/v1")
}
