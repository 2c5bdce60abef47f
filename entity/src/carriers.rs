//! Carriers, who refused parcels at the door, and what carriers owe for what they lost.

use sea_orm::entity::prelude::*;

/// How far a claim against a carrier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ClaimState {
    Open,
    Received,
    Refused,
}

pub mod carrier {
    use sea_orm::entity::prelude::*;

    /// Who carries parcels, and on which terms.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "carrier")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub name_vi: String,
        pub name_en: String,
        pub aliases: String,
        pub cod_limit: Option<i64>,
        pub remit_days: i32,
        pub terms: String,
        pub active: bool,
        pub updated_at: Option<DateTimeUtc>,
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod cod_refusal {
    use sea_orm::entity::prelude::*;

    /// A parcel that somebody did not take, by the hash of a phone number.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "cod_refusal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub order_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub phone_hash: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod carrier_claim {
    use sea_orm::entity::prelude::*;

    /// What a carrier is asked to pay for a parcel. Amounts are đồng.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "carrier_claim")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub parcel_id: Uuid,
        pub carrier_code: String,
        pub amount: i64,
        pub seller_share: i64,
        pub received: i64,
        pub state: super::ClaimState,
        pub bank_reference: Option<String>,
        pub note: Option<String>,
        pub created_by: String,
        pub created_at: DateTimeUtc,
        pub closed_by: Option<String>,
        pub closed_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
