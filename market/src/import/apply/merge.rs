//! What a row makes of a product: only what it says changes.

mod certificates;
mod packs;
mod texts;

use entity::catalog::{ProductState, product};

pub(super) use packs::{Count, Packs};

use super::{Missing, Run, found::Found, writes::Writes};
use crate::{import::ProductRow, product_sets::Industry};

/// Works out everything there is to write for one row, and what the product lacks then.
pub(super) fn row(
    row: &ProductRow,
    found: Found,
    run: &Run,
    writes: &mut Writes,
) -> (product::Model, Vec<Missing>) {
    let Found {
        product,
        variants,
        on_hand,
        certificates,
    } = found;
    let mut product = product_of(row, product, run);
    writes.texts.extend(texts::of(row, product.id));
    let packs = packs::merge(row, product.id, packs::Held { variants, on_hand }, run);
    let missing = missing(row, &packs, run);
    set_state(&mut product, &missing, run);
    writes.take_packs(packs, run);
    let certificate = certificates::merge(row, product.id, certificates, run);
    writes.certificates.extend(certificate);
    writes.products.push(product.clone());
    (product, missing)
}

fn product_of(row: &ProductRow, mut product: product::Model, run: &Run) -> product::Model {
    let set = row.product_set.map(i32::from);
    product.industry = row.industry.map(number).or(product.industry);
    product.product_set = set.or(product.product_set);
    let printed = &row.place.as_printed;
    if product.address_as_printed.as_ref() != Some(printed) {
        product.address_as_printed = Some(printed.clone());
        product.province_code = row.place.province_code.clone();
        product.commune_code = row.place.commune_code.clone();
    }
    product.provenance_notes = row.notes.clone().or(product.provenance_notes);
    product.provenance_source = row.source.clone().or(product.provenance_source);
    product.import_hash = Some(row.fingerprint.clone());
    product.updated_at = run.now;
    product.version += 1;
    product
}

/// 1 to 6, in the order of the decree.
fn number(industry: Industry) -> i32 {
    let before = Industry::ALL.iter().take_while(|one| **one != industry);
    i32::try_from(before.count() + 1).expect("there are six industries")
}

/// Samples are for trying out, so then the list need not say who makes a product.
fn missing(row: &ProductRow, packs: &packs::Packs, run: &Run) -> Vec<Missing> {
    let mut missing = Vec::new();
    if row.producer.is_none() && !run.options.with_samples {
        missing.push(Missing::Producer);
    }
    if !packs.any_priced() {
        missing.push(Missing::Price);
    }
    if !packs.any_counted() {
        missing.push(Missing::Stock);
    }
    missing
}

/// Publishes a draft that lacks nothing, and says on another what it lacks. A product that
/// people have taken in hand stays as they left it.
fn set_state(product: &mut product::Model, missing: &[Missing], run: &Run) {
    if product.state != ProductState::Draft {
        return;
    }
    if missing.is_empty() {
        product.state = ProductState::Published;
        product.published_at = Some(run.now);
        product.review_note = None;
    } else {
        let names: Vec<&str> = missing.iter().map(|one| one.words()[0]).collect();
        product.review_note = Some(format!("Còn thiếu: {}.", names.join(", ")));
    }
}
