//! Routes for promotion and platform staff.

pub(crate) mod access;
pub(crate) mod after_sale;
pub(crate) mod audit_log;
pub(crate) mod bank;
pub(crate) mod books;
pub(crate) mod carriers;
pub(crate) mod certificates;
pub(crate) mod collections;
pub(crate) mod fees;
pub(crate) mod inbox;
pub(crate) mod parcels;
pub(crate) mod payouts;
pub(crate) mod products;
pub(crate) mod promotions;
pub(crate) mod receipts;
pub(crate) mod remittances;
pub(crate) mod reviews;
pub(crate) mod search;
pub(crate) mod search_analytics;
pub(crate) mod sellers;
pub(crate) mod settlement;
pub(crate) mod slots;
pub(crate) mod vouchers;
pub(crate) mod withholding;

use poem_openapi::Object;

/// What to tell the seller.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct NoteRequest {
    /// In words that help.
    note: String,
}
