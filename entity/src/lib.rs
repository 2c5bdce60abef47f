//! The tables of the market: one file a noun, no rules.
//!
//! Columns and constraints are explained where they are created, in the SQL of `migration`;
//! the schema test proves that both agree on both databases.

pub mod accounts;
pub mod after_sale;
pub mod bank;
pub mod carriers;
pub mod cart;
pub mod catalog;
pub mod certification;
pub mod checkout;
pub mod foundation;
pub mod orders;
pub mod payments;
pub mod promotion;
pub mod remittances;
pub mod reviews;
pub mod search;
pub mod sellers;
pub mod settlement;
pub mod vouchers;
