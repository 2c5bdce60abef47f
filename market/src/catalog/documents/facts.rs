//! Everything that the documents of products are made of, read in a fixed number of queries.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    catalog::{category, product, product_image, product_text, variant},
    certification::certificate,
    promotion::product_promotion,
    reviews::product_rating,
    sellers::seller,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use crate::database::sql;

/// What the documents of one product are made of.
pub(super) struct Facts {
    pub(super) product: product::Model,
    pub(super) seller: seller::Model,
    pub(super) texts: Vec<product_text::Model>,
    /// Packs that have a price and are not archived, in the seller's order.
    pub(super) packs: Vec<Pack>,
    pub(super) images: Vec<product_image::Model>,
    pub(super) certificates: Vec<certificate::Model>,
    /// From the root category to the product's own.
    pub(super) categories: Vec<category::Model>,
    /// How staff raise it in lists, whenever that is.
    pub(super) promotion: Option<product_promotion::Model>,
    /// What buyers think; none before the first review.
    pub(super) rating: Option<product_rating::Model>,
}

impl Facts {
    /// How staff raise it in lists on a day.
    pub(super) fn promotion_on(&self, day: NaiveDate) -> Option<&product_promotion::Model> {
        let promotion = self.promotion.as_ref()?;
        let is_in_force =
            promotion.step > 0 && (promotion.starts_on..=promotion.ends_on).contains(&day);
        is_in_force.then_some(promotion)
    }
}

/// A variant that can be bought, and how many units are free.
pub(super) struct Pack {
    pub(super) variant: variant::Model,
    /// Whole đồng.
    pub(super) price: i64,
    /// Stock that no unpaid purchase holds.
    pub(super) available: i64,
}

/// Reads the facts of products; an unknown id has none.
pub(super) async fn gather<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    product_ids: &[Uuid],
) -> Result<Vec<Facts>, DbErr> {
    if product_ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = || product_ids.iter().copied();
    let products = product::Entity::find()
        .filter(product::Column::Id.is_in(ids()))
        .all(db)
        .await?;
    let sellers = sellers_of(db, &products).await?;
    let texts = product_text::Entity::find()
        .filter(product_text::Column::ProductId.is_in(ids()))
        .all(db)
        .await?;
    let images = product_image::Entity::find()
        .filter(product_image::Column::ProductId.is_in(ids()))
        .all(db)
        .await?;
    let certificates = certificate::Entity::find()
        .filter(certificate::Column::ProductId.is_in(ids()))
        .all(db)
        .await?;
    let categories = category::Entity::find().all(db).await?;
    let mut promotions = promotions_of(db, product_ids).await?;
    let mut ratings = ratings_of(db, product_ids).await?;
    let packs = packs_of(db, now, product_ids).await?;

    let mut texts = grouped(texts, |text| text.product_id);
    let mut images = grouped(images, |image| image.product_id);
    let mut certificates = grouped(certificates, |certificate| certificate.product_id);
    let mut packs = grouped(packs, |pack| pack.variant.product_id);
    let facts = products.into_iter().filter_map(|product| {
        let id = product.id;
        let mut images = images.remove(&id).unwrap_or_default();
        images.sort_by_key(|image| (image.position, image.id));
        let mut packs = packs.remove(&id).unwrap_or_default();
        packs.sort_by_key(|pack| pack.variant.position);
        Some(Facts {
            seller: sellers.get(&product.seller_id)?.clone(),
            texts: texts.remove(&id).unwrap_or_default(),
            packs,
            images,
            certificates: certificates.remove(&id).unwrap_or_default(),
            categories: path(&categories, product.category_slug.as_deref()),
            promotion: promotions.remove(&id),
            rating: ratings.remove(&id),
            product,
        })
    });
    Ok(facts.collect())
}

async fn sellers_of<C: ConnectionTrait>(
    db: &C,
    products: &[product::Model],
) -> Result<HashMap<Uuid, seller::Model>, DbErr> {
    let mut ids: Vec<Uuid> = products.iter().map(|product| product.seller_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let sellers = seller::Entity::find()
        .filter(seller::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(sellers
        .into_iter()
        .map(|seller| (seller.id, seller))
        .collect())
}

async fn promotions_of<C: ConnectionTrait>(
    db: &C,
    product_ids: &[Uuid],
) -> Result<HashMap<Uuid, product_promotion::Model>, DbErr> {
    let rows = product_promotion::Entity::find()
        .filter(product_promotion::Column::ProductId.is_in(product_ids.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.product_id, row)).collect())
}

async fn ratings_of<C: ConnectionTrait>(
    db: &C,
    product_ids: &[Uuid],
) -> Result<HashMap<Uuid, product_rating::Model>, DbErr> {
    let rows = product_rating::Entity::find()
        .filter(product_rating::Column::ProductId.is_in(product_ids.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.product_id, row)).collect())
}

async fn packs_of<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    product_ids: &[Uuid],
) -> Result<Vec<Pack>, DbErr> {
    let variants = variant::Entity::find()
        .filter(variant::Column::ProductId.is_in(product_ids.iter().copied()))
        .filter(variant::Column::ArchivedAt.is_null())
        .filter(variant::Column::Price.is_not_null())
        .all(db)
        .await?;
    let available = available(db, now, product_ids).await?;
    let packs = variants.into_iter().filter_map(|variant| {
        Some(Pack {
            price: variant.price?,
            available: available.get(&variant.id).copied().unwrap_or(0).max(0),
            variant,
        })
    });
    Ok(packs.collect())
}

#[derive(FromQueryResult)]
struct AvailableRow {
    variant_id: Uuid,
    available: i64,
}

/// Stock minus what live holds promise to unpaid purchases, by variant.
async fn available<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    product_ids: &[Uuid],
) -> Result<HashMap<Uuid, i64>, DbErr> {
    let marks: Vec<String> = (2..product_ids.len() + 2)
        .map(|mark| format!("${mark}"))
        .collect();
    let text = format!(
        "SELECT s.variant_id, s.on_hand - COALESCE((SELECT SUM(h.quantity) FROM stock_hold h
             WHERE h.variant_id = s.variant_id AND h.expires_at > $1), 0) AS available
         FROM stock s JOIN variant v ON v.id = s.variant_id WHERE v.product_id IN ({})",
        marks.join(", ")
    );
    let values = std::iter::once(now.into()).chain(product_ids.iter().map(|id| (*id).into()));
    let rows = AvailableRow::find_by_statement(sql(db, text, values))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.variant_id, row.available))
        .collect())
}

fn grouped<T>(rows: Vec<T>, key: impl Fn(&T) -> Uuid) -> HashMap<Uuid, Vec<T>> {
    let mut groups: HashMap<Uuid, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

/// The categories from the root down to `slug`. As long as the tree, should it ever be a circle.
fn path(categories: &[category::Model], slug: Option<&str>) -> Vec<category::Model> {
    let find = |slug: &str| categories.iter().find(|category| category.slug == slug);
    let lineage = std::iter::successors(slug.and_then(find), |category| {
        category.parent_slug.as_deref().and_then(find)
    });
    let mut path: Vec<category::Model> = lineage.take(categories.len()).cloned().collect();
    path.reverse();
    path
}
