//! Vouchers, the budgets behind some of them, and who used them.

use sea_orm::entity::prelude::*;

/// Who pays for a voucher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum VoucherFunder {
    Seller,
    Budget,
    Platform,
}

/// What a voucher takes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum VoucherBenefit {
    Percent,
    Amount,
    Delivery,
}

pub mod promotion_budget {
    use sea_orm::entity::prelude::*;

    /// Money that somebody set aside for discounts.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "promotion_budget")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        pub holder: String,
        pub ceiling: i64,
        pub reserved: i64,
        pub source: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod voucher {
    use sea_orm::entity::prelude::*;

    /// A code that takes something off.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "voucher")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub code: String,
        pub title: String,
        pub funder: super::VoucherFunder,
        pub seller_id: Option<Uuid>,
        pub budget_id: Option<Uuid>,
        pub benefit: super::VoucherBenefit,
        pub rate_bp: Option<i32>,
        pub amount: Option<i64>,
        pub minimum: i64,
        pub scope: String,
        pub starts_at: DateTimeUtc,
        pub ends_at: DateTimeUtc,
        pub uses_max: Option<i32>,
        pub uses_per_buyer: Option<i32>,
        pub uses: i32,
        pub ended_at: Option<DateTimeUtc>,
        pub created_by: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod cart_voucher {
    use sea_orm::entity::prelude::*;

    /// A voucher that a shopper put in a cart.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "cart_voucher")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub cart_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub voucher_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod voucher_use {
    use sea_orm::entity::prelude::*;

    /// One use of a voucher; given back when its purchase ends before it is placed.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "voucher_use")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub purchase_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub voucher_id: Uuid,
        pub account_id: Option<Uuid>,
        pub phone: String,
        pub amount: i64,
        pub created_at: DateTimeUtc,
        pub returned_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
