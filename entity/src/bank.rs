//! The market's bank account: its statement, and what providers paid into it.

pub mod provider_settlement {
    use sea_orm::entity::prelude::*;

    /// What a provider paid, less its fee and the VAT on it.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "provider_settlement")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub provider: String,
        pub reference: String,
        pub settled_on: Date,
        pub gross: i64,
        pub fee: i64,
        pub fee_vat: i64,
        pub fx: i64,
        pub net: i64,
        pub currency: Option<String>,
        pub foreign_amount: Option<i64>,
        pub created_by: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod bank_line {
    use sea_orm::entity::prelude::*;

    /// One line of the statement: in above zero, out below.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bank_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub line_key: String,
        pub booked_on: Date,
        pub amount: i64,
        pub reference: String,
        pub content: String,
        pub entry_id: Option<Uuid>,
        pub matched_by: Option<String>,
        pub matched_at: Option<DateTimeUtc>,
        pub created_by: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
