//! Packs: what a shopper puts in a cart, with their prices.

use chrono::{DateTime, Utc};
use entity::catalog::{ProductState, variant};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::{CatalogError, Gtin, Listing, ProductAt, edit::Edit, stock::FirstStock};
use crate::{
    App, change::Change, failure::OnConstraint, limits, sellers::SellerStaff, text::TextRule,
    token::new_id,
};

const NAME: TextRule = TextRule::line("/name", 120);
const SKU: TextRule = TextRule::line("/sku", 64);
const QUANTITY: TextRule = TextRule::line("/pack/quantity", 12);
const UNIT: TextRule = TextRule::line("/pack/unit", 30);
/// Đồng, as the table's rule says.
const PRICE_MAX: i64 = 1_000_000_000;
/// A tonne: heavier goods do not travel as parcels.
const WEIGHT_MAX_G: i32 = 1_000_000;

/// How much is in a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// A decimal number such as `500` or `0.5`.
    pub quantity: String,
    /// What is counted: `g`, `chai`, `hộp`.
    pub unit: String,
}

/// A pack of a product.
#[derive(Clone, Copy, Debug)]
pub struct VariantAt {
    /// The product.
    pub product: ProductAt,
    /// The pack.
    pub id: Uuid,
}

/// A new pack.
#[derive(Clone, Debug, Default)]
pub struct VariantDraft {
    /// What it is like. Without a name it is called after its pack.
    pub says: VariantChange,
    /// Units the seller has.
    pub on_hand: Option<i64>,
}

/// What shall be different about a pack.
#[derive(Clone, Debug, Default)]
pub struct VariantChange {
    /// What it is called.
    pub name: Option<String>,
    /// How much is in it.
    pub pack: Change<Pack>,
    /// Grams of goods in it.
    pub net_weight_g: Change<i32>,
    /// The price in đồng with VAT.
    pub price: Option<i64>,
    /// A former, higher price in đồng.
    pub compare_at: Change<i64>,
    /// The seller's own article number, unique within the product.
    pub sku: Change<String>,
    /// The barcode number.
    pub gtin: Change<String>,
}

/// Adds a pack to a product.
///
/// # Errors
///
/// [`CatalogError`] when something about the pack is not usable.
pub async fn add_variant(
    app: &App,
    staff: &SellerStaff,
    at: ProductAt,
    draft: VariantDraft,
) -> Result<Listing, CatalogError> {
    let edit = Edit::begin(app, staff, at).await?;
    let positions: Vec<(i32, Option<DateTime<Utc>>)> = variant::Entity::find()
        .select_only()
        .columns([variant::Column::Position, variant::Column::ArchivedAt])
        .filter(variant::Column::ProductId.eq(at.id))
        .into_tuple()
        .all(&edit.txn)
        .await?;
    let live = positions.iter().filter(|(_, archived)| archived.is_none());
    if live.count() >= limits::VARIANTS_PER_PRODUCT_MAX {
        return Err(CatalogError::TooManyVariants);
    }
    let last = positions.iter().map(|(position, _)| *position).max();
    let new = NewVariant {
        product_id: at.id,
        position: last.unwrap_or(0) + 1,
        now: edit.now,
        draft,
    };
    insert(&edit.txn, staff, new).await?;
    edit.finish(app).await
}

/// Changes a pack; a new price holds from now on.
///
/// # Errors
///
/// [`CatalogError::VariantNotFound`] when this product has no such pack.
pub async fn change_variant(
    app: &App,
    staff: &SellerStaff,
    at: VariantAt,
    change: VariantChange,
) -> Result<Listing, CatalogError> {
    let edit = Edit::begin(app, staff, at.product).await?;
    let mut row = live(&edit, at.id).await?;
    change.apply(&mut row)?;
    row.version += 1;
    variant::ActiveModel::from(row)
        .reset_all()
        .update(&edit.txn)
        .await
        .on_unique("variant_sku", "variant.sku", CatalogError::SkuTaken)?;
    edit.finish(app).await
}

/// Takes a pack off sale. Orders keep what they say about it; its article number is free again.
///
/// # Errors
///
/// [`CatalogError::LastVariant`] for the last pack with a price of a published product.
pub async fn remove_variant(
    app: &App,
    staff: &SellerStaff,
    at: VariantAt,
) -> Result<Listing, CatalogError> {
    let edit = Edit::begin(app, staff, at.product).await?;
    let mut row = live(&edit, at.id).await?;
    if edit.product.state == ProductState::Published {
        let others = variant::Entity::find()
            .filter(variant::Column::ProductId.eq(edit.product.id))
            .filter(variant::Column::Id.ne(at.id))
            .filter(variant::Column::ArchivedAt.is_null())
            .filter(variant::Column::Price.is_not_null())
            .one(&edit.txn)
            .await?;
        others.ok_or(CatalogError::LastVariant)?;
    }
    row.archived_at = Some(edit.now);
    row.sku = None;
    row.version += 1;
    variant::ActiveModel::from(row)
        .reset_all()
        .update(&edit.txn)
        .await?;
    edit.finish(app).await
}

async fn live(edit: &Edit, variant_id: Uuid) -> Result<variant::Model, CatalogError> {
    variant::Entity::find_by_id(variant_id)
        .filter(variant::Column::ProductId.eq(edit.product.id))
        .filter(variant::Column::ArchivedAt.is_null())
        .one(&edit.txn)
        .await?
        .ok_or(CatalogError::VariantNotFound)
}

/// A pack on its way into a product.
pub(super) struct NewVariant {
    pub(super) product_id: Uuid,
    /// Must be free, which holding the product ensures.
    pub(super) position: i32,
    pub(super) now: DateTime<Utc>,
    pub(super) draft: VariantDraft,
}

/// Inserts a pack with its stock.
pub(super) async fn insert(
    txn: &DatabaseTransaction,
    staff: &SellerStaff,
    new: NewVariant,
) -> Result<(), CatalogError> {
    let mut row = blank(new.product_id, new.position);
    new.draft.says.apply(&mut row)?;
    let first = FirstStock {
        variant_id: row.id,
        on_hand: new.draft.on_hand.unwrap_or(0),
        now: new.now,
    };
    variant::Entity::insert(variant::ActiveModel::from(row))
        .exec_without_returning(txn)
        .await
        .on_unique("variant_sku", "variant.sku", CatalogError::SkuTaken)?;
    first.write(txn, staff).await
}

fn blank(product_id: Uuid, position: i32) -> variant::Model {
    variant::Model {
        id: new_id(),
        product_id,
        sku: None,
        name: String::new(),
        pack_text: None,
        pack_quantity: None,
        pack_unit: None,
        net_weight_g: None,
        price: None,
        compare_at: None,
        price_as_printed: None,
        sample: false,
        gtin: None,
        position,
        archived_at: None,
        version: 1,
    }
}

impl VariantChange {
    fn apply(self, row: &mut variant::Model) -> Result<(), CatalogError> {
        match self.pack {
            Change::Keep => {}
            Change::Clear => {
                (row.pack_text, row.pack_quantity, row.pack_unit) = (None, None, None);
            }
            Change::To(pack) => {
                let pack = pack.cleaned()?;
                row.pack_text = Some(format!("{} {}", pack.quantity, pack.unit));
                row.pack_quantity = Some(pack.quantity);
                row.pack_unit = Some(pack.unit);
            }
        }
        if let Some(name) = self.name {
            row.name = name;
        }
        if row.name.is_empty() {
            row.name = row.pack_text.clone().unwrap_or_default();
        }
        row.name = NAME.needed(&row.name)?;
        self.sku.try_map(|sku| SKU.clean(&sku))?.apply(&mut row.sku);
        self.gtin
            .try_map(|gtin| Gtin::read(&gtin).map(|gtin| Some(gtin.as_str().to_owned())))?
            .apply(&mut row.gtin);
        self.net_weight_g
            .try_map(|grams| match grams {
                1..=WEIGHT_MAX_G => Ok(Some(grams)),
                _ => Err(CatalogError::WeightOutOfRange),
            })?
            .apply(&mut row.net_weight_g);
        set_prices(row, self.price, self.compare_at)
    }
}

/// Sets prices; one that the seller sets is no sample any more.
fn set_prices(
    row: &mut variant::Model,
    price: Option<i64>,
    compare_at: Change<i64>,
) -> Result<(), CatalogError> {
    let in_range = |price: i64, pointer| match price {
        1..=PRICE_MAX => Ok(Some(price)),
        _ => Err(CatalogError::PriceOutOfRange { pointer }),
    };
    if let Some(price) = price {
        row.price = in_range(price, "/price")?;
        row.sample = false;
    }
    compare_at
        .try_map(|price| in_range(price, "/compare_at"))?
        .apply(&mut row.compare_at);
    match (row.price, row.compare_at) {
        (Some(price), Some(compare_at)) if compare_at <= price => {
            Err(CatalogError::CompareAtNotHigher)
        }
        _ => Ok(()),
    }
}

impl Pack {
    /// The quantity with a point for a comma and without needless zeros in front.
    fn cleaned(&self) -> Result<Self, CatalogError> {
        let quantity = QUANTITY.needed(&self.quantity)?.replace(',', ".");
        let (whole, fraction) = quantity.split_once('.').unwrap_or((&quantity, "0"));
        let is_digits =
            |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
        let is_positive = quantity.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
        if !is_digits(whole) || !is_digits(fraction) || fraction.len() > 3 || !is_positive {
            return Err(CatalogError::PackUnusable);
        }
        Ok(Self {
            unit: UNIT.needed(&self.unit)?,
            quantity,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(quantity: &str) -> Result<Pack, CatalogError> {
        let unit = "kg".to_owned();
        Pack {
            quantity: quantity.to_owned(),
            unit,
        }
        .cleaned()
    }

    #[test]
    fn a_pack_holds_a_positive_decimal_number() {
        assert_eq!(pack(" 0,5 ").expect("half").quantity, "0.5");
        assert_eq!(pack("500").expect("a number").quantity, "500");
        for unusable in ["0", "-1", "1.2.3", "1.", ".5", "0.0005", "nhiều", "1e3"] {
            assert!(pack(unusable).is_err(), "{unusable}");
        }
    }

    #[test]
    fn a_former_price_is_higher_than_the_price() {
        let mut row = blank(Uuid::nil(), 1);
        set_prices(&mut row, Some(90_000), Change::To(100_000)).expect("cheaper than before");

        let raised = set_prices(&mut row, Some(100_000), Change::Keep);

        assert!(matches!(raised, Err(CatalogError::CompareAtNotHigher)));
    }

    #[test]
    fn prices_are_at_least_one_dong_and_at_most_a_billion() {
        for price in [i64::MIN, -1, 0, 1_000_000_001, i64::MAX] {
            let set = set_prices(&mut blank(Uuid::nil(), 1), Some(price), Change::Keep);
            assert!(
                matches!(
                    set,
                    Err(CatalogError::PriceOutOfRange { pointer: "/price" })
                ),
                "{price}"
            );
        }
    }

    #[test]
    fn a_price_set_by_the_seller_is_no_sample() {
        let mut row = blank(Uuid::nil(), 1);
        row.sample = true;

        set_prices(&mut row, Some(50_000), Change::Keep).expect("a price");

        assert!(!row.sample);
    }
}
