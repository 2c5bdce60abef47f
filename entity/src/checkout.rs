//! The purchase a shopper makes, and the stock held for it.

use sea_orm::entity::prelude::*;

/// The stored state of a purchase; everything "partly" is derived from amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum PurchaseState {
    AwaitingPayment,
    Placed,
    Completed,
    Expired,
    Cancelled,
}

pub mod purchase {
    use sea_orm::entity::prelude::*;

    /// What the shopper deals with: one checkout, one payment, an order per seller.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "purchase")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub number: String,
        pub account_id: Option<Uuid>,
        pub token_hash: Option<String>,
        pub cart_id: Uuid,
        pub state: super::PurchaseState,
        pub contact: String,
        pub address: String,
        pub invoice: Option<String>,
        pub goods: i64,
        pub seller_discount: i64,
        pub platform_discount: i64,
        pub delivery: i64,
        pub delivery_subsidy: i64,
        pub total: i64,
        pub expires_at: Option<DateTimeUtc>,
        pub placed_at: Option<DateTimeUtc>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod stock_hold {
    use sea_orm::entity::prelude::*;

    /// Stock promised to an unpaid purchase until `expires_at`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "stock_hold")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub purchase_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub variant_id: Uuid,
        pub quantity: i32,
        pub expires_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
