//! The packs of a row, with price and stock.

use std::collections::HashMap;

use entity::catalog::{MovementReason, variant};
use uuid::Uuid;

use super::Run;
use crate::{
    import::{Offer, ParsedPack, ProductRow, apply::sample::Sample},
    token::new_id,
};

/// What a pack is called that the list does not name.
const UNNAMED: &str = "Mặc định";

/// The packs of a product as they stand.
pub(super) struct Held {
    /// Archived ones too, by position.
    pub(super) variants: Vec<variant::Model>,
    pub(in crate::import::apply) on_hand: HashMap<Uuid, i64>,
}

/// The packs of a product as they shall be.
#[derive(Default)]
pub(in crate::import::apply) struct Packs {
    /// Those that are new or differ.
    pub(in crate::import::apply) written: Vec<variant::Model>,
    /// Stock that shall be another.
    pub(in crate::import::apply) counts: Vec<Count>,
    any_priced: bool,
    any_counted: bool,
    any_sellable: bool,
}

/// A change of the stock of one pack.
pub(in crate::import::apply) struct Count {
    pub(in crate::import::apply) variant_id: Uuid,
    /// None where it was never counted.
    pub(in crate::import::apply) before: Option<i64>,
    pub(in crate::import::apply) after: i64,
    pub(in crate::import::apply) reason: MovementReason,
}

impl Packs {
    /// Whether a pack can be sold at a price.
    pub(super) const fn any_priced(&self) -> bool {
        self.any_priced
    }

    /// Whether the units of a pack are known; of one with a price, if there is any.
    pub(super) const fn any_counted(&self) -> bool {
        self.any_sellable || (self.any_counted && !self.any_priced)
    }
}

/// Puts the row's offers on the packs they are for. Packs that the row does not name stay.
pub(super) fn merge(row: &ProductRow, product_id: Uuid, held: Held, run: &Run) -> Packs {
    let Held { variants, on_hand } = held;
    let mut last = variants.last().map_or(0, |variant| variant.position);
    let mut live: Vec<variant::Model> = variants
        .into_iter()
        .filter(|variant| variant.archived_at.is_none())
        .collect();
    let is_same_alone = live.len() == 1 && row.offers.len() == 1;
    let mut packs = Packs::default();
    for offer in &row.offers {
        let at = live
            .iter()
            .position(|variant| is_same_alone || is_pack(variant, offer));
        if at.is_none() && !live.is_empty() && says_nothing(row, offer) {
            continue;
        }
        let before = at.map(|at| live.swap_remove(at));
        let mut after = before.clone().unwrap_or_else(|| {
            last += 1;
            blank(product_id, last)
        });
        set_offer(&mut after, row, offer);
        set_article(&mut after, row, &live);
        let count = count(&mut after, row, &on_hand, run);
        packs.note(&after, count.is_some() || on_hand.contains_key(&after.id));
        packs.counts.extend(count);
        if before.as_ref() != Some(&after) {
            after.version += 1;
            packs.written.push(after);
        }
    }
    for variant in live {
        packs.note(&variant, on_hand.contains_key(&variant.id));
    }
    packs
}

impl Packs {
    fn note(&mut self, variant: &variant::Model, is_counted: bool) {
        let is_priced = variant.price.is_some();
        self.any_priced |= is_priced;
        self.any_counted |= is_counted;
        self.any_sellable |= is_priced && is_counted;
    }
}

fn is_pack(variant: &variant::Model, offer: &Offer) -> bool {
    variant.pack_text.as_deref() == offer.pack.as_ref().map(|pack| pack.text.as_str())
}

/// Whether the offer only stands for the pack that every product has.
fn says_nothing(row: &ProductRow, offer: &Offer) -> bool {
    offer.pack.is_none() && offer.price.is_none() && row.stock.is_none()
}

fn blank(product_id: Uuid, position: i32) -> variant::Model {
    variant::Model {
        id: new_id(),
        product_id,
        sku: None,
        name: UNNAMED.to_owned(),
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
        version: 0,
    }
}

fn set_offer(variant: &mut variant::Model, row: &ProductRow, offer: &Offer) {
    if let Some(pack) = &offer.pack
        && variant.pack_text.as_ref() != Some(&pack.text)
    {
        variant.name = pack.text.clone();
        variant.pack_text = Some(pack.text.clone());
        (variant.pack_quantity, variant.pack_unit) = content(pack).unzip();
        variant.net_weight_g = pack
            .net_weight_g
            .and_then(|grams| i32::try_from(grams).ok());
    }
    if let Some(price) = offer.price {
        variant.price = Some(price.dong());
    }
    if let Some(price) = &row.price {
        variant.price_as_printed = Some(price.text.clone());
    }
}

/// How much is in a pack, as quantity and unit: `100 g`, `500 ml`, `1 keo`.
fn content(pack: &ParsedPack) -> Option<(String, String)> {
    let (quantity, unit) = match (pack.net_weight_g, pack.volume_ml, &pack.container) {
        _ if pack.is_approximate => return None,
        (Some(grams), _, _) => (grams, "g"),
        (None, Some(millilitres), _) => (millilitres, "ml"),
        (None, None, Some(container)) if pack.pieces.is_none() => (1, container.as_str()),
        _ => return None,
    };
    Some((quantity.to_string(), unit.to_owned()))
}

/// What a row says of its only pack; of several it does not say which is meant.
fn set_article(variant: &mut variant::Model, row: &ProductRow, others: &[variant::Model]) {
    if row.offers.len() != 1 {
        return;
    }
    let weight_g = row.weight_g.and_then(|grams| i32::try_from(grams).ok());
    variant.net_weight_g = variant.net_weight_g.or(weight_g);
    if let Some(gtin) = &row.gtin {
        variant.gtin = Some(gtin.as_str().to_owned());
    }
    let is_free = |sku: &String| others.iter().all(|other| other.sku.as_ref() != Some(sku));
    if let Some(sku) = row.sku.as_ref().filter(|sku| is_free(sku)) {
        variant.sku = Some(sku.clone());
    }
}

/// The stock that the row states for its only pack, or samples of what it lacks.
fn count(
    variant: &mut variant::Model,
    row: &ProductRow,
    on_hand: &HashMap<Uuid, i64>,
    run: &Run,
) -> Option<Count> {
    let before = on_hand.get(&variant.id).copied();
    let stated = row.stock.filter(|_| row.offers.len() == 1).map(i64::from);
    let has_stated_price = row.offers.iter().any(|offer| offer.price.is_some());
    if stated.is_some() && has_stated_price {
        variant.sample = false;
    }
    let mut after = stated.map(|units| (units, MovementReason::Import));
    if run.options.with_samples {
        let sample = Sample::of(row);
        if variant.price.is_none() {
            variant.price = Some(sample.price(variant.position));
            variant.sample = true;
        }
        if before.is_none() && after.is_none() {
            after = Some((sample.stock(), MovementReason::Sample));
            variant.sample = true;
        }
    }
    let (after, reason) = after.filter(|(after, _)| before != Some(*after))?;
    Some(Count {
        variant_id: variant.id,
        before,
        after,
        reason,
    })
}
