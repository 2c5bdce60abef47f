//! What the market holds already of the products of a batch.

use std::collections::HashMap;

use entity::{
    catalog::{ProductState, ReturnClass, product, stock, variant},
    certification::certificate,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::Run;
use crate::{
    import::ProductRow,
    product_sets::Industry,
    slug,
    token::{self, new_id},
};

/// A product as it stands, with what a list may change of it.
pub(super) struct Found {
    pub(super) product: product::Model,
    /// All packs, archived ones too, by position.
    pub(super) variants: Vec<variant::Model>,
    /// Units of the packs that were ever counted.
    pub(super) on_hand: HashMap<Uuid, i64>,
    pub(super) certificates: Vec<certificate::Model>,
}

/// The key by which a row's product is found again.
pub(super) fn import_key(row: &ProductRow) -> String {
    token::hash(&row.key())
}

/// The products of these rows that the market has, by key; locked, so that they stay as they
/// are until the batch is written.
pub(super) async fn products(
    txn: &DatabaseTransaction,
    rows: &[ProductRow],
) -> Result<HashMap<String, product::Model>, DbErr> {
    let found = product::Entity::find()
        .filter(product::Column::ImportKey.is_in(rows.iter().map(import_key)))
        .order_by_asc(product::Column::Id)
        .lock_exclusive()
        .all(txn)
        .await?;
    let keyed = found
        .into_iter()
        .filter_map(|product| Some((product.import_key.clone()?, product)));
    Ok(keyed.collect())
}

impl Found {
    /// A product that is not there yet.
    pub(super) fn nothing(row: &ProductRow, seller_id: Uuid, run: &Run) -> Self {
        let product = product::Model {
            id: new_id(),
            seller_id,
            slug: slug::of(&row.name_vi, "san-pham"),
            state: ProductState::Draft,
            industry: None,
            product_set: None,
            category_slug: row.industry.map(|industry| category(industry).to_owned()),
            province_code: None,
            commune_code: None,
            address_as_printed: None,
            return_class: row.industry.map_or(ReturnClass::Standard, return_class),
            review_note: None,
            provenance_notes: None,
            provenance_source: None,
            import_key: Some(import_key(row)),
            import_hash: None,
            created_at: run.now,
            updated_at: run.now,
            published_at: None,
            version: 0,
        };
        Self {
            product,
            variants: Vec::new(),
            on_hand: HashMap::new(),
            certificates: Vec::new(),
        }
    }

    /// These products with everything a list may change of them, in the same order.
    pub(super) async fn load(
        txn: &DatabaseTransaction,
        products: Vec<product::Model>,
    ) -> Result<Vec<Self>, DbErr> {
        if products.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Uuid> = products.iter().map(|product| product.id).collect();
        let variants = variant::Entity::find()
            .filter(variant::Column::ProductId.is_in(ids.iter().copied()))
            .order_by_asc(variant::Column::ProductId)
            .order_by_asc(variant::Column::Position)
            .all(txn)
            .await?;
        let counted = stock::Entity::find()
            .filter(stock::Column::VariantId.is_in(variants.iter().map(|variant| variant.id)))
            .order_by_asc(stock::Column::VariantId)
            .lock_exclusive()
            .all(txn)
            .await?;
        let certificates = certificate::Entity::find()
            .filter(certificate::Column::ProductId.is_in(ids))
            .order_by_asc(certificate::Column::Id)
            .all(txn)
            .await?;
        let on_hand: HashMap<Uuid, i64> = counted
            .into_iter()
            .map(|row| (row.variant_id, row.on_hand))
            .collect();
        let mut variants = grouped(variants, |variant| variant.product_id);
        let mut certificates = grouped(certificates, |certificate| certificate.product_id);
        let found = products.into_iter().map(|product| {
            let variants = variants.remove(&product.id).unwrap_or_default();
            let own = |variant: &variant::Model| Some((variant.id, *on_hand.get(&variant.id)?));
            Self {
                on_hand: variants.iter().filter_map(own).collect(),
                variants,
                certificates: certificates.remove(&product.id).unwrap_or_default(),
                product,
            }
        });
        Ok(found.collect())
    }
}

fn grouped<T>(rows: Vec<T>, key: impl Fn(&T) -> Uuid) -> HashMap<Uuid, Vec<T>> {
    let mut groups: HashMap<Uuid, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

/// The shopping category to begin with; a list says the OCOP industry only.
const fn category(industry: Industry) -> &'static str {
    match industry {
        Industry::Food => "thuc-pham",
        Industry::Beverages => "do-uong",
        Industry::HerbalMedicinal => "suc-khoe-lam-dep",
        Industry::Handicrafts => "thu-cong-my-nghe",
        Industry::Ornamental => "hoa-cay-canh",
        Industry::Tourism => "du-lich",
    }
}

/// The return rules to begin with: packed food is sealed, plants and animals are alive.
const fn return_class(industry: Industry) -> ReturnClass {
    match industry {
        Industry::Food | Industry::Beverages | Industry::HerbalMedicinal => ReturnClass::Sealed,
        Industry::Handicrafts => ReturnClass::Craft,
        Industry::Ornamental => ReturnClass::Perishable,
        Industry::Tourism => ReturnClass::Standard,
    }
}
