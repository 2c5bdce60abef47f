//! All routes, as one documented service.

use market::App;
use poem_openapi::{OpenApi, OpenApiService, Tags};

use crate::{desk, seller, store};

/// The parts of the contract.
#[derive(Tags)]
pub(crate) enum Tag {
    /// Signing in, and one's own account.
    Account,
    /// One cart over any number of sellers.
    Cart,
    /// Buying, paying, and following what was bought.
    Checkout,
    /// Finding and reading about products, sellers and certificates.
    Catalogue,
    /// Provinces, communes and regions.
    Places,
    /// What promotion staff put before shoppers.
    Store,
    /// For cooperatives and other sellers. People who serve several sellers name one in the
    /// header `Seller-Id`.
    Seller,
    /// For promotion and platform staff.
    Desk,
    /// Balances, payouts, statements, and the books.
    Settlement,
}

/// Every route of the market.
fn routes(app: &App) -> impl OpenApi + use<> {
    (
        reading(app),
        buying(app),
        selling(app),
        desk(app),
        finance(app),
    )
}

/// What shoppers read.
fn reading(app: &App) -> impl OpenApi + use<> {
    (
        store::products::ProductsApi(app.clone()),
        store::search::SearchApi(app.clone()),
        store::sellers::SellersApi(app.clone()),
        store::categories::CategoriesApi(app.clone()),
        store::certificates::CertificatesApi(app.clone()),
        store::places::PlacesApi(app.clone()),
        store::slots::SlotsApi(app.clone()),
    )
}

/// What shoppers do.
fn buying(app: &App) -> impl OpenApi + use<> {
    (
        store::accounts::AccountsApi(app.clone()),
        store::carts::CartsApi(app.clone()),
        store::checkout::CheckoutApi(app.clone()),
        store::payment_returns::PaymentReturnsApi(app.clone()),
        store::after_sale::AfterSaleApi(app.clone()),
        store::reviews::ReviewsApi(app.clone()),
    )
}

/// What sellers do.
fn selling(app: &App) -> impl OpenApi + use<> {
    (
        seller::orders::OrdersApi(app.clone()),
        seller::after_sale::SellerAfterSaleApi(app.clone()),
        seller::reviews::SellerReviewsApi(app.clone()),
        seller::carriers::CarriersApi(app.clone()),
        seller::money::MoneyApi(app.clone()),
        seller::fees::FeesApi(app.clone()),
        seller::vouchers::VouchersApi(app.clone()),
        seller::withholding::WithholdingApi(app.clone()),
        seller::profile::ProfileApi(app.clone()),
        seller::products::ProductsApi(app.clone()),
        seller::variants::VariantsApi(app.clone()),
        seller::images::ImagesApi(app.clone()),
        seller::stock::StockApi(app.clone()),
        seller::certificates::CertificatesApi(app.clone()),
    )
}

/// What staff do.
fn desk(app: &App) -> impl OpenApi + use<> {
    (
        desk::inbox::InboxApi(app.clone()),
        desk::products::DeskProductsApi(app.clone()),
        desk::certificates::DeskCertificatesApi(app.clone()),
        desk::sellers::DeskSellersApi(app.clone()),
        desk::search::DeskSearchApi(app.clone()),
        desk::promotions::DeskPromotionsApi(app.clone()),
        desk::reviews::DeskReviewsApi(app.clone()),
        desk::search_analytics::SearchAnalyticsApi(app.clone()),
        desk::slots::DeskSlotsApi(app.clone()),
        desk::collections::DeskCollectionsApi(app.clone()),
        desk::audit_log::AuditLogApi(app.clone()),
        desk::vouchers::DeskVouchersApi(app.clone()),
    )
}

/// What finance staff do.
fn finance(app: &App) -> impl OpenApi + use<> {
    (
        desk::receipts::ReceiptsApi(app.clone()),
        desk::settlement::SettlementApi(app.clone()),
        desk::payouts::DeskPayoutsApi(app.clone()),
        desk::books::BooksApi(app.clone()),
        desk::after_sale::DeskAfterSaleApi(app.clone()),
        desk::carriers::DeskCarriersApi(app.clone()),
        desk::parcels::ParcelsApi(app.clone()),
        desk::remittances::RemittancesApi(app.clone()),
        desk::bank::BankApi(app.clone()),
        desk::fees::FeesApi(app.clone()),
        desk::withholding::WithholdingApi(app.clone()),
    )
}

/// The documented service.
pub(crate) fn service(app: &App) -> OpenApiService<impl OpenApi + use<>, ()> {
    OpenApiService::new(routes(app), "Chợ Sao", env!("CARGO_PKG_VERSION"))
        .description("The open marketplace for OCOP products. Prices are whole đồng with VAT.")
        .license(poem_openapi::LicenseObject::new("Apache-2.0"))
        .url_prefix("/v1")
}
