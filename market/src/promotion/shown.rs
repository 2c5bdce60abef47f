//! What shoppers see of slots and collections: the documents of products that are public now.

use std::collections::{BTreeMap, HashMap, HashSet};

use bytes::Bytes;
use chrono::NaiveDate;
use entity::promotion::{collection, slot};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::{PromotionError, collections::items_of, slots::check_placement};
use crate::{App, Language, catalog::documents, certification, limits};

/// A slot as shoppers see it now.
#[derive(Clone, Debug)]
pub struct ShownSlot {
    /// The slot.
    pub id: Uuid,
    /// What is written over it, in the asked language where there is a text.
    pub label: String,
    /// Whether someone paid for it.
    pub sponsored: bool,
    /// Whether only products with a star in force stand here.
    pub ocop_only: bool,
    /// The card of its product as ready JSON, when a product stands in it.
    pub product: Option<Bytes>,
    /// Its collection, when one stands in it.
    pub collection: Option<ShownCollection>,
}

/// A collection as shoppers see it now.
#[derive(Clone, Debug)]
pub struct ShownCollection {
    /// Its address part.
    pub slug: String,
    /// What it is called, in the asked language where there is a name.
    pub name: String,
    /// The cards of its products as ready JSON, in its order.
    pub cards: Vec<Bytes>,
}

/// What stands in a placement now, in its order. What shoppers cannot buy, or what may not
/// stand in an OCOP slot today, is left out.
///
/// # Errors
///
/// [`PromotionError::PlacementUnusable`] for a name that no placement has.
pub async fn placement(
    app: &App,
    placement: String,
    language: Language,
) -> Result<Vec<ShownSlot>, PromotionError> {
    let placement = check_placement(placement)?;
    let connection = app.database().read();
    let now = app.clock().now();
    let slots = slot::Entity::find()
        .filter(slot::Column::Placement.eq(placement))
        .filter(slot::Column::StartsAt.lte(now))
        .filter(
            Condition::any()
                .add(slot::Column::EndsAt.is_null())
                .add(slot::Column::EndsAt.gt(now)),
        )
        .order_by_asc(slot::Column::Position)
        .order_by_asc(slot::Column::Id)
        .limit(limits::SLOTS_SHOWN_MAX)
        .all(connection)
        .await?;
    let shelf = Shelf::load(app, &slots, language).await?;
    let starred = starred(connection, &slots, &shelf, app.clock().today()).await?;
    let shown = slots
        .into_iter()
        .filter_map(|slot| shelf.show(slot, &starred));
    Ok(shown.collect())
}

/// A collection with the products that can be bought now.
///
/// # Errors
///
/// [`PromotionError::CollectionNotFound`] when there is none.
pub async fn public_collection(
    app: &App,
    slug: &str,
    language: Language,
) -> Result<ShownCollection, PromotionError> {
    let connection = app.database().read();
    // PostgreSQL cannot even look for NUL.
    if slug.contains('\0') {
        return Err(PromotionError::CollectionNotFound);
    }
    let row = collection::Entity::find()
        .filter(collection::Column::Slug.eq(slug))
        .one(connection)
        .await?
        .ok_or(PromotionError::CollectionNotFound)?;
    let items = items_of(connection, [row.id]).await?;
    let ids: Vec<Uuid> = items.into_values().flatten().collect();
    let mut cards = documents::cards_by_id(app, &ids, language).await?;
    Ok(ShownCollection {
        cards: ids.iter().filter_map(|id| cards.remove(id)).collect(),
        name: name_in(&row, language).to_owned(),
        slug: row.slug,
    })
}

/// Everything that a placement's slots may show.
struct Shelf {
    collections: HashMap<Uuid, collection::Model>,
    items: BTreeMap<Uuid, Vec<Uuid>>,
    cards: HashMap<Uuid, Bytes>,
    language: Language,
}

impl Shelf {
    async fn load(
        app: &App,
        slots: &[slot::Model],
        language: Language,
    ) -> Result<Self, PromotionError> {
        let connection = app.database().read();
        let collection_ids: Vec<Uuid> =
            slots.iter().filter_map(|slot| slot.collection_id).collect();
        let (mut collections, mut items) = (HashMap::new(), BTreeMap::new());
        if !collection_ids.is_empty() {
            let rows = collection::Entity::find()
                .filter(collection::Column::Id.is_in(collection_ids.iter().copied()))
                .all(connection)
                .await?;
            collections = rows.into_iter().map(|row| (row.id, row)).collect();
            items = items_of(connection, collection_ids).await?;
        }
        let direct = slots.iter().filter_map(|slot| slot.product_id);
        let listed = items.values().flatten().copied();
        let wanted: Vec<Uuid> = direct.chain(listed).collect();
        Ok(Self {
            collections,
            cards: documents::cards_by_id(app, &wanted, language).await?,
            items,
            language,
        })
    }

    /// A slot with what can be seen in it; none when that is nothing.
    fn show(&self, slot: slot::Model, starred: &HashSet<Uuid>) -> Option<ShownSlot> {
        let card = |id: &Uuid| {
            let may_stand = !slot.ocop_only || starred.contains(id);
            self.cards.get(id).filter(|_| may_stand).cloned()
        };
        let product = slot.product_id.as_ref().and_then(card);
        let collection = slot.collection_id.and_then(|id| {
            let row = self.collections.get(&id)?;
            let cards: Vec<Bytes> = self.items.get(&id)?.iter().filter_map(card).collect();
            (!cards.is_empty()).then(|| ShownCollection {
                slug: row.slug.clone(),
                name: name_in(row, self.language).to_owned(),
                cards,
            })
        });
        if product.is_none() && collection.is_none() {
            return None;
        }
        let label_en = slot.label_en.filter(|_| self.language == Language::En);
        Some(ShownSlot {
            id: slot.id,
            label: label_en.unwrap_or(slot.label_vi),
            sponsored: slot.sponsored,
            ocop_only: slot.ocop_only,
            product,
            collection,
        })
    }
}

fn name_in(row: &collection::Model, language: Language) -> &str {
    match (language, &row.name_en) {
        (Language::En, Some(name)) => name,
        _ => &row.name_vi,
    }
}

/// The products with a star in force today, asked only when a slot wants to know.
async fn starred(
    connection: &DatabaseConnection,
    slots: &[slot::Model],
    shelf: &Shelf,
    today: NaiveDate,
) -> Result<HashSet<Uuid>, DbErr> {
    if !slots.iter().any(|slot| slot.ocop_only) {
        return Ok(HashSet::new());
    }
    let certificates = certification::of_products(connection, shelf.cards.keys().copied()).await?;
    let in_force = certificates
        .into_iter()
        .filter(|certificate| certification::in_force(certificate, today));
    Ok(in_force.map(|certificate| certificate.product_id).collect())
}
