//! Everything a batch writes, table by table.

use entity::{
    catalog::{product, product_text, stock, stock_movement, variant},
    certification::certificate,
};
use sea_orm::{
    DatabaseTransaction, DbErr,
    sea_query::{Expr, OnConflict},
};

use super::{
    Run,
    merge::{Count, Packs},
};
use crate::{
    database::insert_all,
    outbox::{self, Event},
    token::new_id,
};

/// Rows to write, new and changed ones alike.
#[derive(Default)]
pub(super) struct Writes {
    pub(super) products: Vec<product::Model>,
    pub(super) texts: Vec<product_text::Model>,
    variants: Vec<variant::Model>,
    /// Stock of packs that were never counted. When somebody else counts one first, the batch
    /// is refused and done again, so that no unit goes unexplained.
    first_stock: Vec<stock::Model>,
    stock: Vec<stock::Model>,
    movements: Vec<stock_movement::Model>,
    pub(super) certificates: Vec<certificate::ActiveModel>,
}

impl Writes {
    pub(super) fn take_packs(&mut self, packs: Packs, run: &Run) {
        self.variants.extend(packs.written);
        for count in packs.counts {
            self.take_count(&count, run);
        }
    }

    fn take_count(&mut self, count: &Count, run: &Run) {
        let level = stock::Model {
            variant_id: count.variant_id,
            on_hand: count.after,
        };
        match count.before {
            Some(_) => self.stock.push(level),
            None => self.first_stock.push(level),
        }
        let delta = count.after - count.before.unwrap_or(0);
        if delta != 0 {
            self.movements.push(stock_movement::Model {
                id: new_id(),
                variant_id: count.variant_id,
                delta,
                reason: count.reason,
                reference_id: None,
                actor: run.importer.label().to_owned(),
                created_at: run.now,
            });
        }
    }

    /// Writes it all, and promises that the public sees it.
    pub(super) async fn run(self, txn: &DatabaseTransaction, run: &Run) -> Result<(), DbErr> {
        let product_ids: Vec<_> = self.products.iter().map(|product| product.id).collect();
        if product_ids.is_empty() {
            return Ok(());
        }
        insert_all(txn, self.products, Some(latest_product())).await?;
        insert_all(txn, self.texts, Some(latest_text())).await?;
        insert_all(txn, self.variants, Some(latest_variant())).await?;
        insert_all(txn, self.first_stock, None).await?;
        insert_all(txn, self.stock, Some(latest_stock())).await?;
        insert_all(txn, self.movements, None).await?;
        insert_all(txn, self.certificates, Some(latest_certificate())).await?;
        outbox::enqueue(txn, run.now, [Event::ProductsChanged { product_ids }]).await
    }
}

fn latest_product() -> OnConflict {
    use product::Column;
    OnConflict::column(Column::Id)
        .update_columns([
            Column::State,
            Column::Industry,
            Column::ProductSet,
            Column::ProvinceCode,
            Column::CommuneCode,
            Column::AddressAsPrinted,
            Column::ReviewNote,
            Column::ProvenanceNotes,
            Column::ProvenanceSource,
            Column::ImportHash,
            Column::UpdatedAt,
            Column::PublishedAt,
            Column::Version,
        ])
        .to_owned()
}

/// A description that the list leaves empty stays, and the story is the seller's own.
fn latest_text() -> OnConflict {
    use product_text::Column;
    OnConflict::columns([Column::ProductId, Column::Language])
        .update_column(Column::Name)
        .value(
            Column::Description,
            Expr::cust("COALESCE(excluded.description, product_text.description)"),
        )
        .to_owned()
}

fn latest_variant() -> OnConflict {
    use variant::Column;
    OnConflict::column(Column::Id)
        .update_columns([
            Column::Sku,
            Column::Name,
            Column::PackText,
            Column::PackQuantity,
            Column::PackUnit,
            Column::NetWeightG,
            Column::Price,
            Column::PriceAsPrinted,
            Column::Sample,
            Column::Gtin,
            Column::Version,
        ])
        .to_owned()
}

fn latest_stock() -> OnConflict {
    OnConflict::column(stock::Column::VariantId)
        .update_column(stock::Column::OnHand)
        .to_owned()
}

fn latest_certificate() -> OnConflict {
    use certificate::Column;
    OnConflict::column(Column::Id)
        .update_columns([
            Column::Stars,
            Column::Decision,
            Column::IssuedOn,
            Column::Year,
            Column::ExpiresOn,
            Column::VerifiedBy,
            Column::VerifiedAt,
            Column::Source,
            Column::Note,
        ])
        .to_owned()
}
