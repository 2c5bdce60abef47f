//! One seller's part of a purchase, and how it travels.

use sea_orm::entity::prelude::*;

/// How far an order is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum OrderState {
    Pending,
    Confirmed,
    Packed,
    Shipped,
    Delivered,
    Completed,
    DeliveryFailed,
    Returning,
    Returned,
    Lost,
    Cancelled,
}

/// What kind of supply a line is, as tax law tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Supply {
    Goods,
    Services,
    Unknown,
}

pub mod seller_order {
    use sea_orm::entity::prelude::*;

    /// What one seller deals with; its terms are frozen on it.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "seller_order")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub number: String,
        pub purchase_id: Uuid,
        pub seller_id: Uuid,
        pub state: super::OrderState,
        pub goods: i64,
        pub seller_discount: i64,
        pub platform_discount: i64,
        pub budget_discount: i64,
        pub budget_id: Option<Uuid>,
        pub delivery: i64,
        pub delivery_subsidy: i64,
        pub total: i64,
        pub delivery_option_id: Uuid,
        pub delivery_name: String,
        pub commission_vat_bp: i32,
        pub commission: i64,
        pub commission_vat: i64,
        pub tax_kind: crate::sellers::TaxKind,
        pub withheld_vat: i64,
        pub withheld_pit: i64,
        pub hold_s: i64,
        pub cancel_reason: Option<String>,
        pub delivered_at: Option<DateTimeUtc>,
        pub release_at: Option<DateTimeUtc>,
        pub released_at: Option<DateTimeUtc>,
        pub payout_id: Option<Uuid>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod order_line {
    use sea_orm::entity::prelude::*;

    /// One variant of an order as it was sold, with the terms of its sale.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "order_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub order_id: Uuid,
        pub position: i32,
        pub variant_id: Uuid,
        pub product_id: Uuid,
        pub product_slug: String,
        pub name: String,
        pub variant_name: String,
        pub sku: Option<String>,
        pub quantity: i32,
        pub unit_price: i64,
        pub line_total: i64,
        pub sample: bool,
        pub seller_discount: i64,
        pub platform_discount: i64,
        pub budget_discount: i64,
        pub fees: String,
        pub commission_bp: i32,
        pub commission: i64,
        pub commission_vat: i64,
        pub supply: super::Supply,
        pub withheld_vat_bp: i32,
        pub withheld_pit_bp: i32,
        pub withheld_vat: i64,
        pub withheld_pit: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod order_event {
    use sea_orm::entity::prelude::*;

    /// One step of an order, with who took it.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "order_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub order_id: Uuid,
        pub from_state: Option<super::OrderState>,
        pub to_state: super::OrderState,
        pub actor: String,
        pub reason: Option<String>,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod parcel {
    use sea_orm::entity::prelude::*;

    /// A parcel on its way.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "parcel")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub order_id: Uuid,
        pub carrier: String,
        pub tracking_code: String,
        pub shipped_at: DateTimeUtc,
        pub delivered_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
