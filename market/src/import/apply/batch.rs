//! One batch of rows in one transaction, with a number of statements that does not depend on
//! what the rows say.

use std::collections::HashSet;

use entity::catalog::{ProductState, product};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::{
    Run,
    found::{self, Found},
    merge,
    outcome::Tally,
    sellers::{self, Sellers},
    writes::Writes,
};
use crate::import::ProductRow;

pub(super) async fn apply(
    txn: &DatabaseTransaction,
    rows: &[ProductRow],
    run: &Run,
) -> Result<Tally, DbErr> {
    let mut tally = Tally::default();
    let mut known = found::products(txn, rows).await?;
    let (mut fresh, mut changed, mut products) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        match known.remove(&found::import_key(row)) {
            Some(product) if is_unchanged(row, &product, run) => {
                tally.unchanged += 1;
                tally.note(&product, &[]);
            }
            Some(product) => {
                changed.push(row);
                products.push(product);
            }
            None => fresh.push(row),
        }
    }
    let mut writes = Writes::default();
    for (row, found) in fresh.iter().zip(new_products(txn, &fresh, run).await?) {
        let (product, missing) = merge::row(row, found, run, &mut writes);
        tally.created += 1;
        tally.note(&product, &missing);
    }
    for (row, found) in changed.iter().zip(Found::load(txn, products).await?) {
        let (product, missing) = merge::row(row, found, run, &mut writes);
        tally.updated += 1;
        tally.note(&product, &missing);
    }
    writes.run(txn, run).await?;
    Ok(tally)
}

/// Whether there is nothing to do: the row says what it said, and needs no samples.
fn is_unchanged(row: &ProductRow, product: &product::Model, run: &Run) -> bool {
    let wants_samples = run.options.with_samples && product.state == ProductState::Draft;
    product.import_hash.as_ref() == Some(&row.fingerprint) && !wants_samples
}

/// New products at their sellers, each with an address part of its own.
async fn new_products(
    txn: &DatabaseTransaction,
    rows: &[&ProductRow],
    run: &Run,
) -> Result<Vec<Found>, DbErr> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let sellers = Sellers::of_rows(txn, rows, run).await?;
    let mut new: Vec<Found> = rows
        .iter()
        .map(|row| Found::nothing(row, sellers.of(row), run))
        .collect();
    let slugs = new.iter().map(|found| found.product.slug.as_str());
    let taken: Vec<String> = product::Entity::find()
        .select_only()
        .column(product::Column::Slug)
        .filter(product::Column::Slug.is_in(slugs))
        .into_tuple()
        .all(txn)
        .await?;
    let mut taken: HashSet<String> = taken.into_iter().collect();
    for found in &mut new {
        sellers::set_apart(&mut taken, &mut found.product.slug);
    }
    Ok(new)
}
