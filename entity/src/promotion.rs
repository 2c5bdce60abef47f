//! What promotion staff put before shoppers.

pub mod collection {
    use sea_orm::entity::prelude::*;

    /// A named list of products.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "collection")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub slug: String,
        pub name_vi: String,
        pub name_en: Option<String>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod collection_item {
    use sea_orm::entity::prelude::*;

    /// A product in a collection.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "collection_item")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub collection_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: Uuid,
        pub position: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod slot {
    use sea_orm::entity::prelude::*;

    /// A product or collection shown in a placement for some time.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "slot")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub placement: String,
        pub position: i32,
        pub label_vi: String,
        pub label_en: Option<String>,
        pub ocop_only: bool,
        pub sponsored: bool,
        pub product_id: Option<Uuid>,
        pub collection_id: Option<Uuid>,
        pub starts_at: DateTimeUtc,
        pub ends_at: Option<DateTimeUtc>,
        pub created_by: Uuid,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod product_promotion {
    use sea_orm::entity::prelude::*;

    /// A product that staff raise in lists for some days.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_promotion")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: Uuid,
        pub step: i32,
        pub starts_on: Date,
        pub ends_on: Date,
        pub label_vi: Option<String>,
        pub label_en: Option<String>,
        pub reason: String,
        pub set_by: Uuid,
        pub set_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
