//! What comes back after the sale: returns, quarrels, and the lines they reverse.

use sea_orm::entity::prelude::*;

/// How far a return is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ReturnState {
    Requested,
    Approved,
    Rejected,
    Withdrawn,
    InTransit,
    Received,
    Refunded,
    Replaced,
    Closed,
}

/// Why goods come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ReturnReason {
    Damaged,
    Spoiled,
    WrongItem,
    Missing,
    NotAsDescribed,
    ChangedMind,
}

/// What the shopper wants for goods that come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ReturnWish {
    Refund,
    Replacement,
}

/// Who bears the way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum FreightPayer {
    Seller,
    Platform,
    Shopper,
}

/// Who rules a quarrel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum DisputeKind {
    Claim,
    Card,
}

/// How far a quarrel is, as the seller's side sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum DisputeState {
    Open,
    EvidenceSubmitted,
    Won,
    Lost,
    Accepted,
}

/// Whose evidence it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Side {
    Shopper,
    Seller,
    Desk,
}

pub mod return_policy {
    use sea_orm::entity::prelude::*;

    /// When goods of a class may come back, from a day on.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "return_policy")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub return_class: crate::catalog::ReturnClass,
        #[sea_orm(primary_key, auto_increment = false)]
        pub valid_from: Date,
        pub mind_hours: i32,
        pub fault_hours: i32,
        pub description_hours: i32,
        pub keep_below: i64,
        pub restock: bool,
        pub source: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod order_photo {
    use sea_orm::entity::prelude::*;

    /// A picture that proves something about an order.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "order_photo")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub order_id: Uuid,
        pub file_key: String,
        pub added_by: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod return_request {
    use sea_orm::entity::prelude::*;

    /// Goods that a shopper wants to give back.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "return_request")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub order_id: Uuid,
        pub seller_id: Uuid,
        pub state: super::ReturnState,
        pub reason: super::ReturnReason,
        pub wish: super::ReturnWish,
        pub note: String,
        pub freight_payer: super::FreightPayer,
        pub keeps_goods: bool,
        pub deadline_at: Option<DateTimeUtc>,
        pub answer: Option<String>,
        pub carrier: Option<String>,
        pub tracking_code: Option<String>,
        pub refund_id: Option<Uuid>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod return_line {
    use sea_orm::entity::prelude::*;

    /// Units of a line that come back.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "return_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub return_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub order_line_id: Uuid,
        pub quantity: i32,
        pub restocked: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod return_photo {
    use sea_orm::entity::prelude::*;

    /// A picture that belongs to a return.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "return_photo")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub return_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub photo_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod return_event {
    use sea_orm::entity::prelude::*;

    /// One step of a return, with who took it.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "return_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub return_id: Uuid,
        pub from_state: Option<super::ReturnState>,
        pub to_state: super::ReturnState,
        pub actor: String,
        pub reason: Option<String>,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod dispute {
    use sea_orm::entity::prelude::*;

    /// A quarrel about an order or a payment. Amounts are đồng; `taken` and `given_back` are
    /// what a card scheme has moved of the disputed `amount` so far.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dispute")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: super::DisputeKind,
        pub purchase_id: Uuid,
        pub order_id: Option<Uuid>,
        pub seller_id: Option<Uuid>,
        pub return_id: Option<Uuid>,
        pub payment_id: Option<Uuid>,
        pub provider_ref: Option<String>,
        pub state: super::DisputeState,
        pub reason: String,
        pub amount: i64,
        pub taken: i64,
        pub given_back: i64,
        pub fee: i64,
        pub secured: i64,
        pub security: String,
        pub answer_by: Option<DateTimeUtc>,
        pub ruling: Option<String>,
        pub refund_id: Option<Uuid>,
        pub opened_by: String,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub closed_at: Option<DateTimeUtc>,
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod dispute_evidence {
    use sea_orm::entity::prelude::*;

    /// What a side of a quarrel says and shows. `photo_ids` is a JSON list.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dispute_evidence")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub dispute_id: Uuid,
        pub side: super::Side,
        pub note: String,
        pub photo_ids: String,
        pub added_by: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod dispute_event {
    use sea_orm::entity::prelude::*;

    /// One step of a quarrel, with who took it.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dispute_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub dispute_id: Uuid,
        pub from_state: Option<super::DisputeState>,
        pub to_state: super::DisputeState,
        pub actor: String,
        pub reason: Option<String>,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod line_reversal {
    use sea_orm::entity::prelude::*;

    /// What went back of a line, with its discounts, fees and taxes. Amounts are đồng.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "line_reversal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub order_id: Uuid,
        pub order_line_id: Uuid,
        pub cause: crate::payments::RefundCause,
        pub refund_id: Option<Uuid>,
        pub dispute_id: Option<Uuid>,
        pub quantity: i32,
        pub restocked: i32,
        pub sale: i64,
        pub platform_discount: i64,
        pub budget_discount: i64,
        pub commission: i64,
        pub commission_vat: i64,
        pub withheld_vat: i64,
        pub withheld_pit: i64,
        pub delivered: bool,
        pub actor: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
