//! Pictures of products.

use market::{
    App,
    catalog::{self, CatalogError, NewImage},
};
use poem_openapi::{
    Multipart, OpenApi,
    param::{Header, Path},
    types::multipart::Upload,
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
};

/// The routes.
pub(crate) struct ImagesApi(pub(crate) App);

#[OpenApi(
    prefix_path = "/seller",
    tag = "Tag::Seller",
    request_header(
        name = "Seller-Id",
        ty = "Option<Uuid>",
        description = "The seller acted for; needed by those who serve several."
    )
)]
impl ImagesApi {
    /// Add a picture
    ///
    /// PNG, JPEG or WebP, at most 8 MB and 50 million pixels, 12 a product. Answers the
    /// whole product; `If-Match` and `ETag` are the product's.
    #[oai(
        path = "/products/:id/images",
        method = "post",
        operation_id = "seller_image_create"
    )]
    async fn add(
        &self,
        staff: Selling,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        body: ImageUpload,
    ) -> ApiResult<Created<SellerProductView>> {
        let at = at(id.0, if_match.0.as_deref());
        let image = NewImage {
            bytes: body.file.into_vec().await.map_err(CatalogError::from)?,
            alt: body.alt,
        };
        let listing = catalog::add_image(&self.0, &staff.0, at, image).await?;
        Ok(created(listing))
    }

    /// Remove a picture
    #[oai(
        path = "/products/:id/images/:image_id",
        method = "delete",
        operation_id = "seller_image_delete"
    )]
    async fn remove(
        &self,
        staff: Selling,
        id: Path<Uuid>,
        image_id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
    ) -> ApiResult<Revised<SellerProductView>> {
        let at = at(id.0, if_match.0.as_deref());
        let listing = catalog::remove_image(&self.0, &staff.0, at, image_id.0).await?;
        Ok(revised(listing))
    }
}

/// A picture and what it shows.
#[derive(Multipart)]
struct ImageUpload {
    /// The picture.
    file: Upload,
    /// What it shows, for people who cannot see it; the product's name when nothing is said.
    alt: Option<String>,
}
