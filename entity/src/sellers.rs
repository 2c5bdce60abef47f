//! Who sells, and who acts for them.

use sea_orm::entity::prelude::*;

/// The legal form of a seller as its source states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SellerKind {
    Cooperative,
    CooperativeGroup,
    Household,
    Company,
}

/// How tax law sees a seller: who declares for itself, and for whom the market withholds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum TaxKind {
    Enterprise,
    Cooperative,
    Household,
    Individual,
    Unknown,
}

/// Where a seller is taxed on its income.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Residency {
    Resident,
    NonResident,
}

/// Whether a seller trades.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SellerState {
    Open,
    Suspended,
}

/// What a member may do for a seller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum MemberRole {
    Owner,
    Staff,
}

pub mod seller {
    use sea_orm::entity::prelude::*;

    /// A party that sells, with its storefront and bank account.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "seller")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub slug: String,
        pub name: String,
        pub kind: Option<super::SellerKind>,
        pub state: super::SellerState,
        pub tax_kind: super::TaxKind,
        pub residency: super::Residency,
        pub tax_code: Option<String>,
        pub province_code: Option<String>,
        pub commune_code: Option<String>,
        pub address_as_printed: Option<String>,
        pub description_vi: Option<String>,
        pub description_en: Option<String>,
        pub bank_bin: Option<String>,
        pub bank_account: Option<String>,
        pub bank_account_name: Option<String>,
        pub import_key: Option<String>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod membership {
    use sea_orm::entity::prelude::*;

    /// A person who acts for a seller.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "membership")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub seller_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        pub role: super::MemberRole,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
