//! A seller's products on their way to the shop.

mod view;

use market::{
    App,
    catalog::{self, Listing, NewText, ProductAt, ProductChange, ProductDraft, TextChange},
};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
    types::MaybeUndefined,
};
use uuid::Uuid;

use super::{access::Selling, variants::VariantRequest};
use crate::{
    openapi::Tag,
    problem::ApiResult,
    revision::{Created, Revised, etag, seen},
    wire::{Page, change, page},
};

pub(crate) use view::{ProductStateView, ReturnClassView, SellerProductView};

/// The routes.
pub(crate) struct ProductsApi(pub(crate) App);

#[OpenApi(
    prefix_path = "/seller",
    tag = "Tag::Seller",
    request_header(
        name = "Seller-Id",
        ty = "Option<Uuid>",
        description = "The seller acted for; needed by those who serve several."
    )
)]
impl ProductsApi {
    /// The seller's products, newest first
    #[oai(
        path = "/products",
        method = "get",
        operation_id = "seller_product_list"
    )]
    async fn list(
        &self,
        staff: Selling,
        /// Only those in this state.
        state: Query<Option<ProductStateView>>,
        limit: Query<Option<u64>>,
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<SellerProductView>>> {
        let page = page(limit.0, cursor.0)?;
        let state = state.0.map(catalog::ProductState::from);
        let listed = catalog::own_list(&self.0, &staff.0, state, page).await?;
        Ok(Json(Page::of(listed, SellerProductView::from)))
    }

    /// Start a product
    ///
    /// It is a draft until the desk approved it. Its packs may come along or later.
    #[oai(
        path = "/products",
        method = "post",
        operation_id = "seller_product_create"
    )]
    async fn create(
        &self,
        staff: Selling,
        body: Json<ProductRequest>,
    ) -> ApiResult<Created<SellerProductView>> {
        let listing = catalog::create(&self.0, &staff.0, body.0.into()).await?;
        Ok(created(listing))
    }

    /// A product
    #[oai(
        path = "/products/:id",
        method = "get",
        operation_id = "seller_product_get"
    )]
    async fn get(&self, staff: Selling, id: Path<Uuid>) -> ApiResult<Revised<SellerProductView>> {
        Ok(revised(catalog::own(&self.0, &staff.0, id.0).await?))
    }

    /// Change a product
    ///
    /// Descriptions change at once. Name, classification and place of a published product
    /// are what the desk approved: with `resubmit` it goes back to the desk, and out of the
    /// shop until approved; without, the answer is 409 `review_needed`.
    #[oai(
        path = "/products/:id",
        method = "patch",
        operation_id = "seller_product_change"
    )]
    async fn change(
        &self,
        staff: Selling,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        body: Json<ProductChangeRequest>,
    ) -> ApiResult<Revised<SellerProductView>> {
        let at = at(id.0, if_match.0.as_deref());
        let listing = catalog::change(&self.0, &staff.0, at, body.0.into()).await?;
        Ok(revised(listing))
    }

    /// Give a product to the desk
    ///
    /// What is missing is told by `missing` of the product, and by 409 `listing_incomplete`.
    #[oai(
        path = "/products/:id/submit",
        method = "post",
        operation_id = "seller_product_submit"
    )]
    async fn submit(
        &self,
        staff: Selling,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
    ) -> ApiResult<Revised<SellerProductView>> {
        let at = at(id.0, if_match.0.as_deref());
        Ok(revised(catalog::submit(&self.0, &staff.0, at).await?))
    }

    /// Take a product out of the shop
    ///
    /// Orders that exist go on. Submit it again to bring it back.
    #[oai(
        path = "/products/:id/archive",
        method = "post",
        operation_id = "seller_product_archive"
    )]
    async fn archive(
        &self,
        staff: Selling,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
    ) -> ApiResult<Revised<SellerProductView>> {
        let at = at(id.0, if_match.0.as_deref());
        Ok(revised(catalog::archive(&self.0, &staff.0, at).await?))
    }
}

/// A product at the version that the caller has seen.
pub(crate) fn at(id: Uuid, if_match: Option<&str>) -> ProductAt {
    ProductAt {
        id,
        version: seen(if_match),
    }
}

/// A product with its version.
pub(crate) fn revised(listing: Listing) -> Revised<SellerProductView> {
    let tag = etag(listing.product.version);
    Revised::Now(Json(listing.into()), tag)
}

/// A product with its version, after something of it was made.
pub(super) fn created(listing: Listing) -> Created<SellerProductView> {
    let tag = etag(listing.product.version);
    let location = format!("/v1/seller/products/{}", listing.product.id);
    Created::Made(Json(listing.into()), location, tag)
}

/// A new product.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ProductRequest {
    /// What it says.
    texts: TextsRequest,
    /// The OCOP product set, 1 to 26; it decides the industry.
    product_set: Option<i32>,
    /// The slug of a shopping category.
    category: Option<String>,
    /// The province of origin, by its code of today.
    province_code: Option<String>,
    /// The commune of origin, by its code of today.
    commune_code: Option<String>,
    /// The address of origin as printed on the label.
    address: Option<String>,
    /// Which return rules fit the goods; `standard` unless said.
    return_class: Option<ReturnClassView>,
    /// Packs to begin with.
    #[oai(default)]
    variants: Vec<VariantRequest>,
}

/// What a new product says.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct TextsRequest {
    /// Vietnamese.
    vi: TextRequest,
    /// English.
    en: Option<TextRequest>,
}

/// What a new product says in one language.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct TextRequest {
    /// What it is called.
    name: String,
    /// What it is.
    description: Option<String>,
    /// Where it comes from and who makes it.
    story: Option<String>,
}

impl From<TextRequest> for NewText {
    fn from(request: TextRequest) -> Self {
        Self {
            name: request.name,
            description: request.description,
            story: request.story,
        }
    }
}

impl From<ProductRequest> for ProductDraft {
    fn from(request: ProductRequest) -> Self {
        let en = request.texts.en.map(NewText::from).map(TextChange::from);
        Self {
            vi: request.texts.vi.into(),
            rest: ProductChange {
                en: en.into(),
                product_set: request.product_set.into(),
                category: request.category.into(),
                province_code: request.province_code.into(),
                commune_code: request.commune_code.into(),
                address: request.address.into(),
                return_class: request.return_class.map(Into::into),
                ..ProductChange::default()
            },
            variants: request.variants.into_iter().map(Into::into).collect(),
        }
    }
}

/// What shall be different about a product; what is left out stays.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ProductChangeRequest {
    /// What it says.
    #[oai(default)]
    texts: TextsChangeRequest,
    /// The OCOP product set, 1 to 26; it decides the industry.
    product_set: MaybeUndefined<i32>,
    /// The slug of a shopping category.
    category: MaybeUndefined<String>,
    /// The province of origin, by its code of today.
    province_code: MaybeUndefined<String>,
    /// The commune of origin, by its code of today.
    commune_code: MaybeUndefined<String>,
    /// The address of origin as printed on the label.
    address: MaybeUndefined<String>,
    /// Which return rules fit the goods.
    return_class: Option<ReturnClassView>,
    /// Whether a published product may go back to the desk because of this change.
    #[oai(default)]
    resubmit: bool,
}

/// What shall be different about the texts.
#[derive(Default, Object)]
#[oai(deny_unknown_fields)]
struct TextsChangeRequest {
    /// Vietnamese.
    #[oai(default)]
    vi: TextChangeRequest,
    /// English; null removes it.
    en: MaybeUndefined<TextChangeRequest>,
}

/// What shall be different about the texts in one language.
#[derive(Default, Object)]
#[oai(deny_unknown_fields)]
struct TextChangeRequest {
    /// What it is called.
    name: Option<String>,
    /// What it is; null removes it.
    description: MaybeUndefined<String>,
    /// Where it comes from and who makes it; null removes it.
    story: MaybeUndefined<String>,
}

impl From<TextChangeRequest> for TextChange {
    fn from(request: TextChangeRequest) -> Self {
        Self {
            name: request.name,
            description: change(request.description),
            story: change(request.story),
        }
    }
}

impl From<ProductChangeRequest> for ProductChange {
    fn from(request: ProductChangeRequest) -> Self {
        Self {
            vi: request.texts.vi.into(),
            en: change(request.texts.en),
            product_set: change(request.product_set),
            category: change(request.category),
            province_code: change(request.province_code),
            commune_code: change(request.commune_code),
            address: change(request.address),
            return_class: request.return_class.map(Into::into),
            resubmit: request.resubmit,
        }
    }
}
