//! What buyers say of products.

pub mod review {
    use sea_orm::entity::prelude::*;

    /// What one purchase's buyer says of one product.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "review")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub product_id: Uuid,
        pub seller_id: Uuid,
        pub purchase_id: Uuid,
        pub stars: i32,
        pub body: Option<String>,
        pub author: String,
        pub hidden_reason: Option<String>,
        pub reply: Option<String>,
        pub replied_at: Option<DateTimeUtc>,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod product_rating {
    use sea_orm::entity::prelude::*;

    /// The sums over a product's reviews that are shown.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_rating")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: Uuid,
        pub reviews: i64,
        pub stars: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
