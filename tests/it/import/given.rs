//! Lists to import, and looking at what became of them.

use chrono::NaiveDate;
use entity::{
    catalog::{product, product_text, stock, stock_movement, variant},
    certification::certificate,
    foundation::outbox,
    sellers::seller,
};
use market::{
    Language,
    import::{ImportError, ImportOptions, Importer, Outcome, ProductImport, Table},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tests::Market;

/// A list and how it is imported.
pub(super) struct List {
    bytes: Vec<u8>,
    options: ImportOptions,
}

impl List {
    /// A list with the usual first columns, then `columns`.
    pub(super) fn new(columns: &str, rows: &[&str]) -> Self {
        let header = format!("name_vi,producer,province,{columns}");
        Self::from_bytes(format!("{header}\n{}\n", rows.join("\n")))
    }

    pub(super) fn from_bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            options: ImportOptions::default(),
        }
    }

    /// The list that ships with the market.
    pub(super) fn shipped() -> Self {
        let file = tests::repository().join("data/ocop-products.csv");
        Self::from_bytes(std::fs::read(file).expect("the shipped list"))
    }

    pub(super) fn dry(mut self) -> Self {
        self.options.is_dry_run = true;
        self
    }

    pub(super) fn all_or_nothing(mut self) -> Self {
        self.options.is_all_or_nothing = true;
        self
    }

    pub(super) fn with_samples(mut self) -> Self {
        self.options.with_samples = true;
        self
    }

    pub(super) async fn import(self, market: &Market) -> Outcome {
        self.import_at(market.app()).await.expect("a readable list")
    }

    pub(super) async fn import_at(self, app: &market::App) -> Result<Outcome, ImportError> {
        let import = ProductImport {
            table: Table::from_bytes(self.bytes)?,
            importer: Importer::operator("lan"),
            options: self.options,
        };
        let outcome = import.run(app, |_| {}).await?;
        let parts = [
            outcome.created,
            outcome.updated,
            outcome.unchanged,
            outcome.duplicates,
            outcome.skipped,
            outcome.failed,
        ];
        assert_eq!(
            parts.iter().sum::<u64>(),
            outcome.rows,
            "every row counts once"
        );
        Ok(outcome)
    }
}

/// Everything that an import can write.
#[derive(Debug, PartialEq)]
pub(super) struct Held {
    pub(super) sellers: Vec<seller::Model>,
    pub(super) products: Vec<product::Model>,
    pub(super) texts: Vec<product_text::Model>,
    pub(super) variants: Vec<variant::Model>,
    pub(super) stock: Vec<stock::Model>,
    pub(super) movements: Vec<stock_movement::Model>,
    pub(super) certificates: Vec<certificate::Model>,
    pub(super) events: Vec<outbox::Model>,
}

impl Held {
    pub(super) async fn by(market: &Market) -> Self {
        let db = market.database().read();
        let fails = "the database answers";
        Self {
            sellers: seller::Entity::find()
                .order_by_asc(seller::Column::Id)
                .all(db)
                .await
                .expect(fails),
            products: product::Entity::find()
                .order_by_asc(product::Column::Id)
                .all(db)
                .await
                .expect(fails),
            texts: product_text::Entity::find()
                .order_by_asc(product_text::Column::ProductId)
                .order_by_asc(product_text::Column::Language)
                .all(db)
                .await
                .expect(fails),
            variants: variant::Entity::find()
                .order_by_asc(variant::Column::ProductId)
                .order_by_asc(variant::Column::Position)
                .all(db)
                .await
                .expect(fails),
            stock: stock::Entity::find()
                .order_by_asc(stock::Column::VariantId)
                .all(db)
                .await
                .expect(fails),
            movements: stock_movement::Entity::find()
                .order_by_asc(stock_movement::Column::Id)
                .all(db)
                .await
                .expect(fails),
            certificates: certificate::Entity::find()
                .order_by_asc(certificate::Column::Id)
                .all(db)
                .await
                .expect(fails),
            events: outbox::Entity::find()
                .order_by_asc(outbox::Column::Id)
                .all(db)
                .await
                .expect(fails),
        }
    }

    /// The only product.
    pub(super) fn product(&self) -> &product::Model {
        let [product] = &self.products[..] else {
            panic!("{} products", self.products.len());
        };
        product
    }

    /// The only pack.
    pub(super) fn variant(&self) -> &variant::Model {
        let [variant] = &self.variants[..] else {
            panic!("{} packs", self.variants.len());
        };
        variant
    }

    /// The only certificate.
    pub(super) fn certificate(&self) -> &certificate::Model {
        let [certificate] = &self.certificates[..] else {
            panic!("{} certificates", self.certificates.len());
        };
        certificate
    }
}

/// A product of this Vietnamese name.
pub(super) async fn product_named(market: &Market, name: &str) -> product::Model {
    let db = market.database().read();
    let text = product_text::Entity::find()
        .filter(product_text::Column::Language.eq(Language::Vi))
        .filter(product_text::Column::Name.eq(name))
        .one(db)
        .await
        .expect("the database answers")
        .expect("a product of this name");
    product::Entity::find_by_id(text.product_id)
        .one(db)
        .await
        .expect("the database answers")
        .expect("the product of the text")
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}
