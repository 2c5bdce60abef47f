//! What is sold: products with their texts, packs, pictures and stock, on their way from a
//! seller's draft past the desk to the public.
//!
//! ```text
//! draft ─submit─► submitted ─approve─► published ─archive─► archived ─submit─► submitted
//!                  │     ▲ submit        │ change with resubmit ─► submitted
//!                  └─► changes_requested ◄┘ request changes         reject ─► archived
//! ```
//! Prices, stock, pictures and descriptions of a published product change at once. Its name,
//! classification and place are what the desk approved, so changing them needs another look.
//!
//! What the public sees of them is rendered by [`documents`] and found by [`browse`];
//! [`analytics`] counts what is searched for.

pub mod analytics;
pub mod browse;
pub mod categories;
mod classification;
pub mod documents;
mod draft;
mod edit;
mod gtin;
mod images;
mod listing;
pub mod ranking;
mod refusal;
mod review;
mod stock;
pub mod storefronts;
mod texts;
mod variants;

pub use entity::catalog::{
    MovementReason, ProductState, ReturnClass, product, product_image, product_text,
    stock_movement, variant,
};

pub use draft::{ProductChange, ProductDraft, change, create};
pub use edit::ProductAt;
pub use gtin::{Gtin, GtinError};
pub(crate) use images::picture_kind;
pub use images::{NewImage, add_image, remove_image};
pub use listing::{Listing, Missing, StockedVariant, at_desk, desk_list, own, own_list};
pub use refusal::CatalogError;
pub use review::{approve, archive, reject, request_changes, submit, waiting};
pub use stock::{StockAmount, StockChange, StockLevel, change_stock, movements};
pub use texts::{NewText, TextChange};
pub use variants::{
    Pack, VariantAt, VariantChange, VariantDraft, add_variant, change_variant, remove_variant,
};
