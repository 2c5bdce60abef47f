//! The double-entry ledger, fee plans and payouts.

use sea_orm::entity::prelude::*;

/// The natural side of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum AccountKind {
    Asset,
    Liability,
    Income,
    Expense,
    Clearing,
}

/// How far a payout is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum PayoutState {
    Submitted,
    Paid,
    Failed,
}

pub mod fee_plan {
    use sea_orm::entity::prelude::*;

    /// What the market takes of a sale, from a day on.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "fee_plan")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub components: String,
        pub base_vat_bp: i32,
        pub commission_vat_bp: Option<i32>,
        pub valid_from: Date,
        pub announced_at: DateTimeUtc,
        pub source: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod service_vat_rate {
    use sea_orm::entity::prelude::*;

    /// VAT on the market's own services from a day on, in basis points.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "service_vat_rate")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub vat_bp: i32,
        pub valid_from: Date,
        pub source: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod withholding_rule {
    use sea_orm::entity::prelude::*;

    /// What is withheld of the sales of a kind of seller, in basis points.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "withholding_rule")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tax_kind: crate::sellers::TaxKind,
        pub residency: crate::sellers::Residency,
        pub supply: crate::orders::Supply,
        pub vat_bp: i32,
        pub pit_bp: i32,
        pub valid_from: Date,
        pub valid_to: Option<Date>,
        pub legal_basis: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod ledger_account {
    use sea_orm::entity::prelude::*;

    /// An account with its cached balance: debit above zero, credit below.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ledger_account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub code: String,
        pub kind: super::AccountKind,
        pub seller_id: Option<Uuid>,
        pub min_balance: Option<i64>,
        pub max_balance: Option<i64>,
        pub balance: i64,
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod ledger_journal {
    use sea_orm::entity::prelude::*;

    /// One balanced set of postings, never changed.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ledger_journal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub idempotency_key: String,
        pub content_hash: String,
        pub source_type: String,
        pub source_id: Uuid,
        pub actor: String,
        pub occurred_at: DateTimeUtc,
        pub posted_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod ledger_entry {
    use sea_orm::entity::prelude::*;

    /// One posting: debit above zero, credit below.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ledger_entry")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub journal_id: Uuid,
        pub line_no: i32,
        pub account_id: Uuid,
        pub amount: i64,
        pub order_id: Option<Uuid>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod payout {
    use sea_orm::entity::prelude::*;

    /// Money sent to a seller's bank account.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "payout")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub seller_id: Uuid,
        pub amount: i64,
        pub state: super::PayoutState,
        pub as_of: Date,
        pub bank_bin: Option<String>,
        pub bank_account: Option<String>,
        pub bank_account_name: Option<String>,
        pub bank_reference: Option<String>,
        pub failure: Option<String>,
        pub created_by: String,
        pub created_at: DateTimeUtc,
        pub closed_at: Option<DateTimeUtc>,
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
