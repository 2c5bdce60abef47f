//! What is sold: products, their texts, packs, pictures, stock, and the rendered documents.

use sea_orm::entity::prelude::*;

/// How far a listing is on its way to the public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ProductState {
    Draft,
    Submitted,
    ChangesRequested,
    Published,
    Archived,
}

/// Which return rules fit the goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ReturnClass {
    Perishable,
    Sealed,
    Craft,
    Standard,
}

/// Why stock changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum MovementReason {
    Import,
    Count,
    Sale,
    Cancellation,
    Return,
    Replacement,
    Sample,
}

pub mod category {
    use sea_orm::entity::prelude::*;

    /// A shopping category; its own tree, apart from the OCOP product sets.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "category")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub slug: String,
        pub parent_slug: Option<String>,
        pub name_vi: String,
        pub name_en: String,
        pub position: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod product {
    use sea_orm::entity::prelude::*;

    /// One article of a seller, public once published.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "product")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub seller_id: Uuid,
        pub slug: String,
        pub state: super::ProductState,
        pub industry: Option<i32>,
        pub product_set: Option<i32>,
        pub category_slug: Option<String>,
        pub province_code: Option<String>,
        pub commune_code: Option<String>,
        pub address_as_printed: Option<String>,
        pub return_class: super::ReturnClass,
        pub review_note: Option<String>,
        pub provenance_notes: Option<String>,
        pub provenance_source: Option<String>,
        pub import_key: Option<String>,
        pub import_hash: Option<String>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub published_at: Option<DateTimeUtc>,
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod product_text {
    use sea_orm::entity::prelude::*;

    /// The texts of a product in one language.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_text")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: crate::accounts::Language,
        pub name: String,
        pub description: Option<String>,
        pub story: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod variant {
    use sea_orm::entity::prelude::*;

    /// A pack that can be put in a cart. Prices are whole đồng with VAT.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "variant")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub product_id: Uuid,
        pub sku: Option<String>,
        pub name: String,
        pub pack_text: Option<String>,
        pub pack_quantity: Option<String>,
        pub pack_unit: Option<String>,
        pub net_weight_g: Option<i32>,
        pub price: Option<i64>,
        pub compare_at: Option<i64>,
        pub price_as_printed: Option<String>,
        pub sample: bool,
        pub gtin: Option<String>,
        pub position: i32,
        pub archived_at: Option<DateTimeUtc>,
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod product_image {
    use sea_orm::entity::prelude::*;

    /// A picture of a product.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_image")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub product_id: Uuid,
        pub position: i32,
        pub file_key: String,
        pub media_type: String,
        pub width: i32,
        pub height: i32,
        pub alt: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod stock {
    use sea_orm::entity::prelude::*;

    /// Units a seller has of a variant.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "stock")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub variant_id: Uuid,
        pub on_hand: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod stock_movement {
    use sea_orm::entity::prelude::*;

    /// One change of stock; a variant's movements add up to its stock.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "stock_movement")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub variant_id: Uuid,
        pub delta: i64,
        pub reason: super::MovementReason,
        pub reference_id: Option<Uuid>,
        pub actor: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod product_document {
    use sea_orm::entity::prelude::*;

    /// What the public sees of a product, ready to serve.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_document")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: Uuid,
        pub seq: i64,
        pub listed_seq: i64,
        pub slug: String,
        pub is_public: bool,
        pub card_vi: String,
        pub card_en: String,
        pub page_vi: String,
        pub page_en: String,
        pub search_entry: String,
        pub next_change_on: Option<Date>,
        pub rendered_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod search_weights {
    use sea_orm::entity::prelude::*;

    /// The weights of the ranking that staff have set.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_weights")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub in_stock: i32,
        pub star: i32,
        pub promotion: i32,
        pub rating: i32,
        pub freshness: i32,
        pub fresh_days: i32,
        pub changed_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod document_clock {
    use sea_orm::entity::prelude::*;

    /// The number given to the newest rendered document.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "document_clock")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub seq: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
