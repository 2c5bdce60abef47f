//! What shoppers search for, in numbers, and rebuilds of the index.

use sea_orm::entity::prelude::*;

/// How far a rebuild of the index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum RebuildState {
    /// Documents of products are rendered again.
    #[sea_orm(string_value = "rendering")]
    Rendering,
    /// The new index grows beside the one in use.
    #[sea_orm(string_value = "building")]
    Building,
    /// The new index is in use.
    #[sea_orm(string_value = "done")]
    Done,
    /// It failed; the old index stayed in use.
    #[sea_orm(string_value = "failed")]
    Failed,
}

pub mod search_day {
    use sea_orm::entity::prelude::*;

    use crate::accounts::Language;

    /// All searches of a day in one language.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_day")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: Date,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: Language,
        pub searches: i64,
        pub empty: i64,
        pub corrected: i64,
        pub relaxed: i64,
        pub clicks: i64,
        pub positions: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod search_text {
    use sea_orm::entity::prelude::*;

    use crate::accounts::Language;

    /// The searches of a day for a text that many ask.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_text")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub day: Date,
        pub language: Language,
        pub text: String,
        pub spelled: Option<String>,
        pub searches: i64,
        pub empty: i64,
        pub corrected: i64,
        pub relaxed: i64,
        pub clicks: i64,
        pub positions: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod hidden_query {
    use sea_orm::entity::prelude::*;

    /// Words that are never suggested.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "hidden_query")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub text: String,
        pub hidden_by: String,
        pub hidden_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod search_rebuild {
    use sea_orm::entity::prelude::*;

    /// The rebuild of the index that is under way, or was the last.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_rebuild")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub state: super::RebuildState,
        pub started_by: String,
        pub started_at: DateTimeUtc,
        pub finished_at: Option<DateTimeUtc>,
        pub done: i64,
        pub total: i64,
        pub error: Option<String>,
        pub lease: Uuid,
        pub leased_until: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
