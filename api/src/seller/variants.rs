//! Packs and their prices.

use market::{
    App, Change,
    catalog::{self, Pack, VariantAt, VariantChange, VariantDraft},
};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path},
    payload::Json,
    types::MaybeUndefined,
};
use uuid::Uuid;

use super::{
    access::Selling,
    products::{SellerProductView, at, created, revised},
};
use crate::{
    openapi::Tag,
    problem::ApiResult,
    revision::{Created, Revised},
    wire::{MoneyView, change},
};

/// The routes.
pub(crate) struct VariantsApi(pub(crate) App);

#[OpenApi(
    prefix_path = "/seller",
    tag = "Tag::Seller",
    request_header(
        name = "Seller-Id",
        ty = "Option<Uuid>",
        description = "The seller acted for; needed by those who serve several."
    )
)]
impl VariantsApi {
    /// Add a pack
    ///
    /// Answers the whole product; `If-Match` and `ETag` are the product's.
    #[oai(
        path = "/products/:id/variants",
        method = "post",
        operation_id = "seller_variant_create"
    )]
    async fn add(
        &self,
        staff: Selling,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        body: Json<VariantRequest>,
    ) -> ApiResult<Created<SellerProductView>> {
        let at = at(id.0, if_match.0.as_deref());
        let listing = catalog::add_variant(&self.0, &staff.0, at, body.0.into()).await?;
        Ok(created(listing))
    }

    /// Change a pack
    ///
    /// A new price holds at once, also for carts; orders keep the price they were made at.
    #[oai(
        path = "/products/:id/variants/:variant_id",
        method = "patch",
        operation_id = "seller_variant_change"
    )]
    async fn change(
        &self,
        staff: Selling,
        id: Path<Uuid>,
        variant_id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        body: Json<VariantChangeRequest>,
    ) -> ApiResult<Revised<SellerProductView>> {
        let at = VariantAt {
            product: at(id.0, if_match.0.as_deref()),
            id: variant_id.0,
        };
        let listing = catalog::change_variant(&self.0, &staff.0, at, body.0.into()).await?;
        Ok(revised(listing))
    }

    /// Take a pack off sale
    #[oai(
        path = "/products/:id/variants/:variant_id",
        method = "delete",
        operation_id = "seller_variant_delete"
    )]
    async fn remove(
        &self,
        staff: Selling,
        id: Path<Uuid>,
        variant_id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
    ) -> ApiResult<Revised<SellerProductView>> {
        let at = VariantAt {
            product: at(id.0, if_match.0.as_deref()),
            id: variant_id.0,
        };
        let listing = catalog::remove_variant(&self.0, &staff.0, at).await?;
        Ok(revised(listing))
    }
}

/// How much is in a pack.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct PackRequest {
    /// A decimal number such as `500` or `0.5`.
    quantity: String,
    /// What is counted: `g`, `chai`, `hộp`.
    unit: String,
}

impl From<PackRequest> for Pack {
    fn from(request: PackRequest) -> Self {
        Self {
            quantity: request.quantity,
            unit: request.unit,
        }
    }
}

/// A new pack.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(super) struct VariantRequest {
    /// What it is called; after its pack when nothing is said.
    name: Option<String>,
    /// How much is in it.
    pack: Option<PackRequest>,
    /// Grams of goods in it.
    net_weight_g: Option<i32>,
    /// Its price with VAT.
    price: Option<MoneyView>,
    /// A former, higher price.
    compare_at: Option<MoneyView>,
    /// The seller's own article number, unique within the product.
    sku: Option<String>,
    /// The barcode number: 8, 12, 13 or 14 digits.
    gtin: Option<String>,
    /// Units the seller has.
    on_hand: Option<i64>,
}

impl From<VariantRequest> for VariantDraft {
    fn from(request: VariantRequest) -> Self {
        Self {
            says: VariantChange {
                name: request.name,
                pack: request.pack.map(Pack::from).into(),
                net_weight_g: request.net_weight_g.into(),
                price: request.price.map(|price| price.amount),
                compare_at: request.compare_at.map(|price| price.amount).into(),
                sku: request.sku.into(),
                gtin: request.gtin.into(),
            },
            on_hand: request.on_hand,
        }
    }
}

/// What shall be different about a pack; what is left out stays.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct VariantChangeRequest {
    /// What it is called.
    name: Option<String>,
    /// How much is in it; null removes it.
    pack: MaybeUndefined<PackRequest>,
    /// Grams of goods in it; null removes it.
    net_weight_g: MaybeUndefined<i32>,
    /// Its price with VAT.
    price: Option<MoneyView>,
    /// A former, higher price; null removes it.
    compare_at: MaybeUndefined<MoneyView>,
    /// The seller's own article number; null removes it.
    sku: MaybeUndefined<String>,
    /// The barcode number; null removes it.
    gtin: MaybeUndefined<String>,
}

impl From<VariantChangeRequest> for VariantChange {
    fn from(request: VariantChangeRequest) -> Self {
        let compare_at = match change(request.compare_at) {
            Change::To(MoneyView { amount, .. }) => Change::To(amount),
            Change::Clear => Change::Clear,
            Change::Keep => Change::Keep,
        };
        Self {
            name: request.name,
            pack: change(request.pack),
            net_weight_g: change(request.net_weight_g),
            price: request.price.map(|price| price.amount),
            compare_at,
            sku: change(request.sku),
            gtin: change(request.gtin),
        }
    }
}
