//! The first schema: places are shipped data, everything else is here.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect::portable;

const TABLES: [&str; 11] = [
    include_str!("tables/0001_foundation.sql"),
    include_str!("tables/0002_people_and_sellers.sql"),
    include_str!("tables/0003_catalog.sql"),
    include_str!("tables/0003_search.sql"),
    include_str!("tables/0004_promotion.sql"),
    include_str!("tables/0004_carriers.sql"),
    include_str!("tables/0005_selling.sql"),
    include_str!("tables/0006_settlement.sql"),
    include_str!("tables/0006_remittance.sql"),
    include_str!("tables/0009_after_sale.sql"),
    include_str!("tables/0010_reviews.sql"),
];
const GUARDS_SQLITE: &str = include_str!("tables/0007_append_only.sqlite.sql");
const GUARDS_POSTGRES: &str = include_str!("tables/0007_append_only.postgres.sql");
const SEED: &str = include_str!("tables/0008_seed.sql");

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let backend = manager.get_database_backend();
        for tables in TABLES {
            connection
                .execute_unprepared(&portable(tables, backend))
                .await?;
        }
        let guards = if backend == DbBackend::Postgres {
            GUARDS_POSTGRES
        } else {
            GUARDS_SQLITE
        };
        connection.execute_unprepared(guards).await?;
        connection
            .execute_unprepared(&portable(SEED, backend))
            .await?;
        Ok(())
    }
}
