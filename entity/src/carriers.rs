//! Carriers, and who refused parcels at the door.

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
