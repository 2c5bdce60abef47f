//! Attempts to pay, facts told by providers, and refunds.

use sea_orm::entity::prelude::*;

/// How far an attempt to pay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum PaymentState {
    Created,
    Pending,
    Paid,
    Failed,
    Expired,
    Cancelled,
    LatePaid,
    CodDue,
    Collected,
    Remitted,
    ShortRemitted,
    Uncollected,
}

/// How far a refund is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RefundState {
    Approved,
    Manual,
    Succeeded,
}

pub mod payment {
    use sea_orm::entity::prelude::*;

    /// One attempt to pay a purchase. Amounts are đồng.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub purchase_id: Uuid,
        pub method: String,
        pub state: super::PaymentState,
        pub provider_ref: Option<String>,
        pub sandbox_outcome: Option<String>,
        pub next_action: String,
        pub amount: i64,
        pub captured: i64,
        pub refunded: i64,
        pub expires_at: Option<DateTimeUtc>,
        pub next_query_at: Option<DateTimeUtc>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod payment_event {
    use sea_orm::entity::prelude::*;

    /// A provider's fact that has been applied.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub provider: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub event_key: String,
        pub payment_id: Uuid,
        pub kind: String,
        pub amount: i64,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod refund {
    use sea_orm::entity::prelude::*;

    /// Money going back to the shopper.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "refund")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub payment_id: Uuid,
        pub order_id: Option<Uuid>,
        pub purchase_id: Uuid,
        pub amount: i64,
        pub state: super::RefundState,
        pub reason: String,
        pub provider_ref: Option<String>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
