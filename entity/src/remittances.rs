//! Cash that carriers hand over.

pub mod remittance {
    use sea_orm::entity::prelude::*;

    /// One transfer of a carrier, balanced to the đồng.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "remittance")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub carrier_code: String,
        pub reference: String,
        pub remitted_on: Date,
        pub content_hash: String,
        pub cod: i64,
        pub fees: i64,
        pub transfer_fee: i64,
        pub received: i64,
        pub created_by: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod remittance_line {
    use sea_orm::entity::prelude::*;

    /// What a transfer brings for one parcel.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "remittance_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub remittance_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub parcel_id: Uuid,
        pub line: i32,
        pub cod: i64,
        pub fee: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
