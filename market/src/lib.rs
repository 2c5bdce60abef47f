//! The rules of the market: one module a noun, transactions, outbox and jobs.
//!
//! A noun may call the nouns before it in this list and none after it: places, accounts,
//! sellers, certification, catalog, promotion, vouchers, ledger, payments, carriers, cart,
//! checkout, receipts, orders, reviews, returns, disputes, notices, settlement, withholding, import,
//! remittances, bank, demo. What must go the other way travels as an outbox event handled in
//! [`jobs`].

pub mod accounts;
mod app;
pub mod audit;
pub mod bank;
pub mod carriers;
pub mod cart;
pub mod catalog;
pub mod certification;
pub mod change;
pub mod checkout;
pub mod clock;
pub mod database;
pub mod demo;
pub mod disputes;
pub mod failure;
pub mod files;
pub mod health;
pub mod idempotency;
pub mod import;
pub mod jobs;
pub mod language;
pub mod ledger;
pub mod limits;
pub mod notices;
pub mod orders;
pub mod outbox;
pub mod page;
pub mod payments;
pub mod places;
pub mod product_sets;
pub mod promotion;
pub mod receipts;
pub mod remittances;
pub mod returns;
pub mod reviews;
mod schedule;
pub mod sellers;
pub mod settings;
pub mod settlement;
pub mod sheet;
pub mod slug;
pub mod step;
pub mod text;
pub mod token;
pub mod vouchers;
pub mod waiting;
pub mod withholding;

pub use app::App;
pub use change::Change;
pub use failure::{Failure, Kind, Message};
pub use language::Language;
pub use search::MeilisearchSettings;
pub use settings::Settings;
