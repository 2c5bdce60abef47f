//! A product with everything its seller and the desk see of it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    accounts::Language,
    catalog::{ProductState, product, product_image, product_text, stock, variant},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::{CatalogError, stock::held};
use crate::{App, accounts::Staff, page::PageRequest, sellers::SellerStaff};

/// A product with everything its seller and the desk see of it.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The product itself.
    pub product: product::Model,
    /// Its texts; Vietnamese first.
    pub texts: Vec<product_text::Model>,
    /// The packs that can be bought, in their order.
    pub variants: Vec<StockedVariant>,
    /// The pictures, in their order.
    pub images: Vec<product_image::Model>,
}

/// A pack and how much of it there is.
#[derive(Clone, Debug)]
pub struct StockedVariant {
    /// The pack.
    pub variant: variant::Model,
    /// Units the seller has.
    pub on_hand: i64,
    /// Units of these that are promised to purchases not paid yet.
    pub held: i64,
}

/// What a product still lacks before the desk can look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A Vietnamese name.
    Name,
    /// A pack that can be bought.
    Variant,
    /// A price for at least one pack.
    Price,
}

impl Missing {
    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name_vi",
            Self::Variant => "variant",
            Self::Price => "price",
        }
    }

    /// What to do about it, in Vietnamese and in English.
    #[must_use]
    pub const fn words(self) -> [&'static str; 2] {
        match self {
            Self::Name => ["Thêm tên sản phẩm bằng tiếng Việt", "Add a Vietnamese name"],
            Self::Variant => [
                "Thêm ít nhất một quy cách, ví dụ gói 500 g",
                "Add at least one pack, such as a 500 g bag",
            ],
            Self::Price => [
                "Nhập giá cho ít nhất một quy cách",
                "Give at least one pack a price",
            ],
        }
    }
}

impl Listing {
    /// The texts in one language, if there are any.
    #[must_use]
    pub fn text(&self, language: Language) -> Option<&product_text::Model> {
        self.texts.iter().find(|text| text.language == language)
    }

    /// What the product still lacks before the desk can look at it; pictures are not needed.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let has_price = self
            .variants
            .iter()
            .any(|stocked| stocked.variant.price.is_some());
        let lacks = [
            (Missing::Name, self.text(Language::Vi).is_none()),
            (Missing::Variant, self.variants.is_empty()),
            (Missing::Price, !self.variants.is_empty() && !has_price),
        ];
        lacks
            .into_iter()
            .filter_map(|(missing, is_missing)| is_missing.then_some(missing))
            .collect()
    }
}

/// A product of the seller acted for.
///
/// # Errors
///
/// [`CatalogError::NotFound`] also for a stranger's product.
pub async fn own(app: &App, staff: &SellerStaff, id: Uuid) -> Result<Listing, CatalogError> {
    let query =
        product::Entity::find_by_id(id).filter(product::Column::SellerId.eq(staff.seller_id()));
    one(app, query).await
}

/// The products of the seller acted for, newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn own_list(
    app: &App,
    staff: &SellerStaff,
    state: Option<ProductState>,
    page: PageRequest,
) -> Result<(Vec<Listing>, Option<String>), CatalogError> {
    let own = product::Entity::find().filter(product::Column::SellerId.eq(staff.seller_id()));
    page_of(app, own, state, page).await
}

/// Any product, for the desk.
///
/// # Errors
///
/// [`CatalogError::NotFound`] when there is none.
pub async fn at_desk(app: &App, _staff: &Staff, id: Uuid) -> Result<Listing, CatalogError> {
    one(app, product::Entity::find_by_id(id)).await
}

/// All sellers' products, newest first, for the desk.
///
/// # Errors
///
/// When the database fails.
pub async fn desk_list(
    app: &App,
    _staff: &Staff,
    state: Option<ProductState>,
    page: PageRequest,
) -> Result<(Vec<Listing>, Option<String>), CatalogError> {
    page_of(app, product::Entity::find(), state, page).await
}

async fn one(app: &App, query: Select<product::Entity>) -> Result<Listing, CatalogError> {
    let connection = app.database().read();
    let product = query.one(connection).await?.ok_or(CatalogError::NotFound)?;
    load_one(connection, product, app.clock().now()).await
}

async fn page_of(
    app: &App,
    query: Select<product::Entity>,
    state: Option<ProductState>,
    page: PageRequest,
) -> Result<(Vec<Listing>, Option<String>), CatalogError> {
    let mut query = query
        .order_by_desc(product::Column::Id)
        .limit(page.rows + 1);
    if let Some(state) = state {
        query = query.filter(product::Column::State.eq(state));
    }
    if let Some(after) = page.after {
        query = query.filter(product::Column::Id.lt(after));
    }
    let connection = app.database().read();
    let (products, next) = page.cut(query.all(connection).await?, |row| row.id);
    Ok((load(connection, products, app.clock().now()).await?, next))
}

pub(super) async fn load_one<C: ConnectionTrait>(
    connection: &C,
    product: product::Model,
    now: DateTime<Utc>,
) -> Result<Listing, CatalogError> {
    let mut listings = load(connection, vec![product], now).await?;
    listings.pop().ok_or(CatalogError::NotFound)
}

/// Completes products; as many statements for a page as for one.
async fn load<C: ConnectionTrait>(
    connection: &C,
    products: Vec<product::Model>,
    now: DateTime<Utc>,
) -> Result<Vec<Listing>, DbErr> {
    let ids: Vec<Uuid> = products.iter().map(|product| product.id).collect();
    let mut texts = grouped(texts_of(connection, &ids).await?, |text| text.product_id);
    let variants = stocked_variants(connection, &ids, now).await?;
    let mut variants = grouped(variants, |stocked| stocked.variant.product_id);
    let mut images = grouped(images_of(connection, &ids).await?, |image| image.product_id);
    let listings = products.into_iter().map(|product| Listing {
        texts: texts.remove(&product.id).unwrap_or_default(),
        variants: variants.remove(&product.id).unwrap_or_default(),
        images: images.remove(&product.id).unwrap_or_default(),
        product,
    });
    Ok(listings.collect())
}

fn grouped<T>(rows: Vec<T>, product_id: impl Fn(&T) -> Uuid) -> HashMap<Uuid, Vec<T>> {
    let mut groups: HashMap<Uuid, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(product_id(&row)).or_default().push(row);
    }
    groups
}

async fn texts_of<C: ConnectionTrait>(
    connection: &C,
    products: &[Uuid],
) -> Result<Vec<product_text::Model>, DbErr> {
    product_text::Entity::find()
        .filter(product_text::Column::ProductId.is_in(products.iter().copied()))
        .order_by_desc(product_text::Column::Language)
        .all(connection)
        .await
}

async fn images_of<C: ConnectionTrait>(
    connection: &C,
    products: &[Uuid],
) -> Result<Vec<product_image::Model>, DbErr> {
    product_image::Entity::find()
        .filter(product_image::Column::ProductId.is_in(products.iter().copied()))
        .order_by_asc(product_image::Column::Position)
        .order_by_asc(product_image::Column::Id)
        .all(connection)
        .await
}

async fn stocked_variants<C: ConnectionTrait>(
    connection: &C,
    products: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<StockedVariant>, DbErr> {
    let variants = variant::Entity::find()
        .filter(variant::Column::ProductId.is_in(products.iter().copied()))
        .filter(variant::Column::ArchivedAt.is_null())
        .order_by_asc(variant::Column::Position)
        .all(connection)
        .await?;
    let ids: Vec<Uuid> = variants.iter().map(|variant| variant.id).collect();
    let on_hand: HashMap<Uuid, i64> = stock::Entity::find()
        .filter(stock::Column::VariantId.is_in(ids.iter().copied()))
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.variant_id, row.on_hand))
        .collect();
    let held = held(connection, &ids, now).await?;
    let stocked = variants.into_iter().map(|variant| StockedVariant {
        on_hand: on_hand.get(&variant.id).copied().unwrap_or(0),
        held: held.get(&variant.id).copied().unwrap_or(0),
        variant,
    });
    Ok(stocked.collect())
}
