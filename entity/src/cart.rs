//! What shoppers gather before they buy, and how it can be delivered.

use sea_orm::entity::prelude::*;

/// Whether a cart can still be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum CartState {
    Open,
    Completed,
}

pub mod delivery_option {
    use sea_orm::entity::prelude::*;

    /// A platform delivery method with its rates.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "delivery_option")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub code: String,
        pub name_vi: String,
        pub name_en: String,
        pub rates: String,
        pub position: i32,
        pub active: bool,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[expect(
    clippy::module_inception,
    reason = "the file has the noun's name, the module the table's"
)]
pub mod cart {
    use sea_orm::entity::prelude::*;

    /// A shopper's open basket over several sellers.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "cart")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Option<Uuid>,
        pub token_hash: Option<String>,
        pub state: super::CartState,
        pub address: Option<String>,
        pub has_vouchers: bool,
        pub version: i32,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod cart_line {
    use sea_orm::entity::prelude::*;

    /// A variant in a cart.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "cart_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub cart_id: Uuid,
        pub variant_id: Uuid,
        pub quantity: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod cart_delivery {
    use sea_orm::entity::prelude::*;

    /// The delivery option chosen for one seller's parcel.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "cart_delivery")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub cart_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub seller_id: Uuid,
        pub option_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
