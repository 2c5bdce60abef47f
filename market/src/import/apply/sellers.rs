//! Producers of a list as sellers of the market.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use entity::sellers::{Residency, SellerKind, SellerState, seller};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::Run;
use crate::{
    database::insert_all,
    import::{ProducerKind, ProductRow, text},
    places::Gazetteer,
    sellers, slug,
    token::new_id,
};

/// Sellers by their key.
pub(super) struct Sellers(HashMap<String, Uuid>);

impl Sellers {
    /// The sellers of these rows, opened where there are none yet.
    pub(super) async fn of_rows(
        txn: &DatabaseTransaction,
        rows: &[&ProductRow],
        run: &Run,
    ) -> Result<Self, DbErr> {
        let wanted: HashSet<String> = rows.iter().map(|row| key(row)).collect();
        let found: Vec<(String, Uuid)> = seller::Entity::find()
            .select_only()
            .columns([seller::Column::ImportKey, seller::Column::Id])
            .filter(seller::Column::ImportKey.is_in(wanted))
            .into_tuple()
            .all(txn)
            .await?;
        let mut sellers: HashMap<String, Uuid> = found.into_iter().collect();
        let mut new: Vec<seller::Model> = Vec::new();
        for row in rows {
            if let Entry::Vacant(vacant) = sellers.entry(key(row)) {
                let opened = open(row, vacant.key().clone(), run);
                vacant.insert(opened.id);
                new.push(opened);
            }
        }
        set_slugs_apart(txn, &mut new).await?;
        insert_all(txn, new, None).await?;
        Ok(Self(sellers))
    }

    pub(super) fn of(&self, row: &ProductRow) -> Uuid {
        *self
            .0
            .get(&key(row))
            .expect("every row's seller was opened")
    }
}

/// One name in one province is one seller, whatever the case.
fn key(row: &ProductRow) -> String {
    let producer = text::caseless(row.producer.as_deref().unwrap_or_default());
    let province = match &row.place.province_code {
        Some(code) => code.clone(),
        None => text::caseless(&row.printed_place.province),
    };
    format!("{producer}|{province}")
}

fn open(row: &ProductRow, key: String, run: &Run) -> seller::Model {
    let name = row.producer.clone().unwrap_or_else(|| nobody(row));
    let is_known = row.producer.is_some();
    seller::Model {
        id: new_id(),
        slug: slug::of(&name, "don-vi"),
        name,
        kind: row.producer_kind.filter(|_| is_known).map(kind),
        state: SellerState::Open,
        tax_kind: sellers::tax_kind_of(row.producer_kind.filter(|_| is_known).map(kind)),
        residency: Residency::Resident,
        tax_code: None,
        province_code: row.place.province_code.clone(),
        commune_code: row.place.commune_code.clone().filter(|_| is_known),
        address_as_printed: Some(row.place.as_printed.clone()).filter(|_| is_known),
        description_vi: None,
        description_en: None,
        bank_bin: None,
        bank_account: None,
        bank_account_name: None,
        import_key: Some(key),
        created_at: run.now,
        updated_at: run.now,
        version: 1,
    }
}

/// Holds the products of a province whose maker the list does not name, and says so.
fn nobody(row: &ProductRow) -> String {
    let code = row.place.province_code.as_deref();
    let province = code.and_then(|code| Gazetteer::shared().province(code));
    let province = province.map_or(row.printed_place.province.as_str(), |it| &it.name_vi);
    format!("Chưa rõ chủ thể ({province})")
}

const fn kind(kind: ProducerKind) -> SellerKind {
    match kind {
        ProducerKind::Cooperative => SellerKind::Cooperative,
        ProducerKind::CooperativeGroup => SellerKind::CooperativeGroup,
        ProducerKind::Household => SellerKind::Household,
        ProducerKind::Company => SellerKind::Company,
    }
}

async fn set_slugs_apart(
    txn: &DatabaseTransaction,
    sellers: &mut [seller::Model],
) -> Result<(), DbErr> {
    if sellers.is_empty() {
        return Ok(());
    }
    let slugs = sellers.iter().map(|seller| seller.slug.as_str());
    let taken: Vec<String> = seller::Entity::find()
        .select_only()
        .column(seller::Column::Slug)
        .filter(seller::Column::Slug.is_in(slugs))
        .into_tuple()
        .all(txn)
        .await?;
    let mut taken: HashSet<String> = taken.into_iter().collect();
    for seller in sellers {
        set_apart(&mut taken, &mut seller.slug);
    }
    Ok(())
}

/// Takes an address part, or one set apart from it where it is taken.
pub(super) fn set_apart(taken: &mut HashSet<String>, slug: &mut String) {
    while !taken.insert(slug.clone()) {
        *slug = slug::apart(slug);
    }
}
