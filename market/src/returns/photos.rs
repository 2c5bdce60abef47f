//! Pictures that prove something about an order: seen by its shopper, its seller and the desk.

use entity::after_sale::order_photo;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
};
use uuid::Uuid;

use super::{ReturnError, Viewer};
use crate::{
    App, catalog,
    files::{self, FileKind, Shelf},
    limits,
    token::new_id,
};

/// Adds a picture to an order that the viewer may see.
///
/// # Errors
///
/// [`ReturnError::Picture`] for anything but a PNG, JPEG or WebP picture,
/// [`ReturnError::TooManyPhotos`], [`ReturnError::NotFound`] for a stranger's order.
pub async fn add_photo(
    app: &App,
    viewer: Viewer<'_>,
    order_id: Uuid,
    bytes: &[u8],
) -> Result<Uuid, ReturnError> {
    let kind = catalog::picture_kind(bytes)?;
    viewer.order(app, order_id).await?;
    let present = order_photo::Entity::find()
        .filter(order_photo::Column::OrderId.eq(order_id))
        .count(app.database().read())
        .await?;
    if present >= limits::PHOTOS_PER_ORDER_MAX {
        return Err(ReturnError::TooManyPhotos);
    }
    let file_key = files::store_on(app, Shelf::Private, bytes, kind)
        .await
        .map_err(ReturnError::Disk)?;
    let id = new_id();
    order_photo::Entity::insert(order_photo::ActiveModel {
        id: Set(id),
        order_id: Set(order_id),
        file_key: Set(file_key),
        added_by: Set(viewer.label()),
        created_at: Set(app.clock().now()),
    })
    .exec_without_returning(app.database().write())
    .await?;
    Ok(id)
}

/// A picture that the viewer may see.
///
/// # Errors
///
/// [`ReturnError::NotFound`] for a stranger's picture as for none.
pub async fn photo(
    app: &App,
    viewer: Viewer<'_>,
    photo_id: Uuid,
) -> Result<(Vec<u8>, FileKind), ReturnError> {
    let row = order_photo::Entity::find_by_id(photo_id)
        .one(app.database().read())
        .await?;
    let row = row.ok_or(ReturnError::NotFound)?;
    viewer.order(app, row.order_id).await?;
    let file = files::read_from(app, Shelf::Private, &row.file_key)
        .await
        .map_err(ReturnError::Disk)?;
    file.ok_or(ReturnError::NotFound)
}

/// Refuses pictures that are not of this order.
pub(crate) async fn demand_photos<C: ConnectionTrait>(
    connection: &C,
    order_id: Uuid,
    photo_ids: &[Uuid],
) -> Result<(), ReturnError> {
    let unique: std::collections::BTreeSet<Uuid> = photo_ids.iter().copied().collect();
    let known = order_photo::Entity::find()
        .filter(order_photo::Column::OrderId.eq(order_id))
        .filter(order_photo::Column::Id.is_in(unique.iter().copied()))
        .count(connection)
        .await?;
    if unique.len() == photo_ids.len() && usize::try_from(known) == Ok(unique.len()) {
        Ok(())
    } else {
        Err(ReturnError::PhotoUnknown)
    }
}
