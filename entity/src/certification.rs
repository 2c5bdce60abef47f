//! What proves a star.

use sea_orm::entity::prelude::*;

/// What the desk found about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum CertificateState {
    Pending,
    Verified,
    Rejected,
    Withdrawn,
}

/// Why an authority takes a certificate back (Decision 26/2026/QĐ-TTg, Art. 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum WithdrawalGround {
    FalseDossier,
    CriteriaNoLongerMet,
    LawViolation,
    MarkMisuse,
    ProductionStopped,
    OtherAuthorityConclusion,
}

pub mod certificate {
    use sea_orm::entity::prelude::*;

    /// An OCOP certificate of a product.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "certificate")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub code: String,
        pub product_id: Uuid,
        pub stars: i32,
        pub decision: Option<String>,
        pub issued_on: Option<Date>,
        pub year: Option<i32>,
        pub expires_on: Option<Date>,
        pub state: super::CertificateState,
        pub verified_by: Option<String>,
        pub verified_at: Option<DateTimeUtc>,
        pub source: Option<String>,
        pub note: Option<String>,
        pub withdrawal_ground: Option<super::WithdrawalGround>,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
