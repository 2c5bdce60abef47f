//! The schema's history. Never depends on `entity`: an old migration must not change its
//! meaning when a table does.
//!
//! Tables are written once, in SQL that both databases read; the few words in which they
//! differ stand in braces and are replaced by [`dialect::portable`].

mod dialect;
mod m0001_market;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::{MigrationTrait, async_trait};

/// Applies what a database still lacks, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_market::Migration)]
    }
}
