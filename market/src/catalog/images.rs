//! Pictures of a product: PNG, JPEG and WebP, known by their bytes.

use entity::catalog::product_image;
use imagesize::ImageType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{CatalogError, Listing, ProductAt, edit::Edit};
use crate::{
    App,
    files::{self, FileKind},
    limits,
    sellers::SellerStaff,
    text::TextRule,
    token::new_id,
};

const ALT: TextRule = TextRule::line("/alt", 300);

/// A picture to be added.
#[derive(Clone, Debug)]
pub struct NewImage {
    /// The file as it was uploaded.
    pub bytes: Vec<u8>,
    /// What it shows, for people who cannot see it; the product's name when nothing is said.
    pub alt: Option<String>,
}

/// Adds a picture behind the others.
///
/// # Errors
///
/// [`CatalogError::ImageUnreadable`] for anything but a PNG, JPEG or WebP picture, and
/// [`CatalogError::TooManyImages`].
pub async fn add_image(
    app: &App,
    staff: &SellerStaff,
    at: ProductAt,
    image: NewImage,
) -> Result<Listing, CatalogError> {
    let alt = ALT.clean(image.alt.as_deref().unwrap_or_default())?;
    let frame = measure(&image.bytes)?;
    // Before the disk is written: a stranger's product takes no pictures.
    let listing = super::own(app, staff, at.id).await?;
    let file_key = files::store(app, &image.bytes, frame.kind).await?;
    let edit = Edit::begin(app, staff, at).await?;
    let present = product_image::Entity::find()
        .filter(product_image::Column::ProductId.eq(at.id))
        .all(&edit.txn)
        .await?;
    if u64::try_from(present.len()).is_ok_and(|count| count >= limits::IMAGES_PER_PRODUCT_MAX) {
        return Err(CatalogError::TooManyImages);
    }
    let name = listing.text(crate::Language::Vi).map(|text| &text.name);
    let last = present.iter().map(|image| image.position).max();
    let row = product_image::Model {
        id: new_id(),
        product_id: at.id,
        position: last.unwrap_or(0) + 1,
        file_key,
        media_type: frame.kind.media_type().to_owned(),
        width: frame.width,
        height: frame.height,
        alt: alt.or(name.cloned()).unwrap_or_default(),
        created_at: edit.now,
    };
    product_image::Entity::insert(product_image::ActiveModel::from(row))
        .exec_without_returning(&edit.txn)
        .await?;
    edit.finish(app).await
}

/// Takes a picture off a product. The file stays: another product may show the same one.
///
/// # Errors
///
/// [`CatalogError::ImageNotFound`] when this product has no such picture.
pub async fn remove_image(
    app: &App,
    staff: &SellerStaff,
    at: ProductAt,
    image_id: Uuid,
) -> Result<Listing, CatalogError> {
    let edit = Edit::begin(app, staff, at).await?;
    let removed = product_image::Entity::delete_many()
        .filter(product_image::Column::Id.eq(image_id))
        .filter(product_image::Column::ProductId.eq(at.id))
        .exec(&edit.txn)
        .await?;
    if removed.rows_affected == 0 {
        return Err(CatalogError::ImageNotFound);
    }
    edit.finish(app).await
}

/// What sort of picture these bytes are.
///
/// # Errors
///
/// [`CatalogError::ImageUnreadable`] for anything but a PNG, JPEG or WebP picture, and
/// [`CatalogError::ImageTooLarge`].
pub(crate) fn picture_kind(bytes: &[u8]) -> Result<FileKind, CatalogError> {
    Ok(measure(bytes)?.kind)
}

/// What a picture is and how large.
#[derive(Debug)]
struct Frame {
    kind: FileKind,
    width: i32,
    height: i32,
}

/// Reads kind and size from the first bytes, without unpacking the picture.
fn measure(bytes: &[u8]) -> Result<Frame, CatalogError> {
    if bytes.len() > limits::IMAGE_BYTES_MAX {
        return Err(CatalogError::ImageTooLarge);
    }
    let kind = match imagesize::image_type(bytes) {
        Ok(ImageType::Png) => FileKind::Png,
        Ok(ImageType::Jpeg) => FileKind::Jpeg,
        Ok(ImageType::Webp) => FileKind::Webp,
        _ => return Err(CatalogError::ImageUnreadable),
    };
    let size = imagesize::blob_size(bytes).map_err(|_| CatalogError::ImageUnreadable)?;
    if size.width.saturating_mul(size.height) > limits::IMAGE_PIXELS_MAX {
        return Err(CatalogError::ImageTooLarge);
    }
    match (i32::try_from(size.width), i32::try_from(size.height)) {
        (Ok(width @ 1..), Ok(height @ 1..)) => Ok(Frame {
            kind,
            width,
            height,
        }),
        _ => Err(CatalogError::ImageUnreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The head of a PNG that says it is `width` by `height`.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([8, 6, 0, 0, 0]);
        bytes
    }

    #[test]
    fn pictures_are_known_by_their_bytes() {
        let frame = measure(&png(640, 480)).expect("a picture");

        assert_eq!(
            (frame.kind, frame.width, frame.height),
            (FileKind::Png, 640, 480)
        );
    }

    #[test]
    fn whatever_is_no_picture_is_refused() {
        let page = b"<html><script>alert(1)</script></html>".as_slice();
        let vector = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".as_slice();
        for bytes in [page, vector, b"GIF89a\x01\0\x01\0", b"", &png(0, 5)] {
            assert!(matches!(measure(bytes), Err(CatalogError::ImageUnreadable)));
        }
    }

    #[test]
    fn pictures_that_unpack_to_gigabytes_are_refused() {
        for (width, height) in [(50_001, 1_000), (u32::MAX, u32::MAX)] {
            assert!(matches!(
                measure(&png(width, height)),
                Err(CatalogError::ImageTooLarge)
            ));
        }
    }
}
