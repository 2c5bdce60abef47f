//! The rules of the market: one module a noun, transactions, outbox and jobs.
//!
//! Calls go down the list of nouns and never up: places, accounts, sellers, certification,
//! catalog, promotion, cart, checkout, orders, payments, settlement, provenance, reports.
//! What must go up or sideways travels as an outbox event handled in [`jobs`].

pub mod accounts;
mod app;
pub mod catalog;
pub mod certification;
pub mod clock;
pub mod database;
pub mod failure;
pub mod health;
pub mod idempotency;
pub mod jobs;
pub mod language;
pub mod limits;
pub mod outbox;
pub mod page;
pub mod places;
pub mod product_sets;
mod schedule;
pub mod sellers;
pub mod settings;
pub mod token;

pub use app::App;
pub use failure::{Failure, Kind, Message};
pub use language::Language;
pub use settings::Settings;
