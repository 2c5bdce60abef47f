//! Attempts to pay, facts told by providers, and refunds.

use sea_orm::entity::prelude::*;

/// How far an attempt to pay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum PaymentState {
    Created,
    Pending,
    Authorized,
    Capturing,
    PartiallyPaid,
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

/// What became of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum NoticeState {
    Received,
    Processed,
    Ignored,
    Parked,
    Refused,
}

/// What became of money seen on the bank account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ReceiptState {
    Unidentified,
    Matched,
    Returned,
}

/// How far money is on its way back to a payer's bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ReturnState {
    Due,
    Paid,
}

/// How far a refund is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RefundState {
    Requested,
    Approved,
    Submitted,
    Succeeded,
    Failed,
    Manual,
    Rejected,
    Reversed,
}

/// Why money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RefundCause {
    LatePayment,
    Cancellation,
    DeliveryFailed,
    Lost,
    Return,
    Dispute,
    Goodwill,
}

pub mod payment {
    use sea_orm::entity::prelude::*;

    /// One attempt to pay a purchase. Amounts are đồng; of what a card scheme has taken
    /// (`disputed`), `charged_back` is lost for good.
    ///
    /// An attempt with a `capture_by` only has money promised first; it is taken by then, as
    /// much as was decided (`to_capture`).
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub purchase_id: Uuid,
        pub method: String,
        pub state: super::PaymentState,
        pub reference: String,
        pub provider_ref: Option<String>,
        pub provider_txn: Option<String>,
        pub sandbox_outcome: Option<String>,
        pub next_action: String,
        pub amount: i64,
        pub captured: i64,
        pub refunded: i64,
        pub disputed: i64,
        pub charged_back: i64,
        pub expires_at: Option<DateTimeUtc>,
        pub capture_by: Option<DateTimeUtc>,
        pub to_capture: Option<i64>,
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

pub mod provider_notice {
    use sea_orm::entity::prelude::*;

    /// What a provider or a bank's watcher sent us, as it came.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "provider_notice")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub sender: String,
        pub digest: String,
        pub state: super::NoticeState,
        pub reason: Option<String>,
        pub payment_id: Option<Uuid>,
        pub method: String,
        pub path_and_query: String,
        pub body: String,
        pub times: i32,
        pub received_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub resolved_by: Option<String>,
        pub resolution: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod bank_receipt {
    use sea_orm::entity::prelude::*;

    /// Money seen on the market's bank account. Amounts are đồng.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bank_receipt")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub sender: String,
        pub event_key: String,
        pub notice_id: Uuid,
        pub bank_txn: Option<String>,
        pub amount: i64,
        pub payer_bank_bin: Option<String>,
        pub payer_account: Option<String>,
        pub payer_name: Option<String>,
        pub state: super::ReceiptState,
        pub payment_id: Option<Uuid>,
        pub applied: i64,
        pub settled_by: Option<String>,
        pub note: Option<String>,
        pub occurred_at: DateTimeUtc,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod bank_return {
    use sea_orm::entity::prelude::*;

    /// Money of a receipt that goes back to where it came from. Amounts are đồng.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bank_return")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub receipt_id: Uuid,
        pub amount: i64,
        pub state: super::ReturnState,
        pub reason: String,
        pub bank_reference: Option<String>,
        pub closed_by: Option<String>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod refund {
    use sea_orm::entity::prelude::*;

    /// Money going back to the shopper. Amounts are đồng; `delivery` is part of `amount`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "refund")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub payment_id: Uuid,
        pub order_id: Option<Uuid>,
        pub purchase_id: Uuid,
        pub cause: super::RefundCause,
        pub delivery: i64,
        pub amount: i64,
        pub state: super::RefundState,
        pub reason: String,
        pub wanted: Option<String>,
        pub attempt: i32,
        pub provider_key: Option<Uuid>,
        pub provider_ref: Option<String>,
        pub bank_reference: Option<String>,
        pub failure: Option<String>,
        pub created_by: String,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod refund_event {
    use sea_orm::entity::prelude::*;

    /// One step of a refund, with who took it.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "refund_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub refund_id: Uuid,
        pub from_state: Option<super::RefundState>,
        pub to_state: super::RefundState,
        pub actor: String,
        pub reason: Option<String>,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod refund_bank_account {
    use sea_orm::entity::prelude::*;

    /// Where the shopper wants a refund that its method cannot carry.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "refund_bank_account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub refund_id: Uuid,
        pub bin: String,
        pub number: String,
        pub holder: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
