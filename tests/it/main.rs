//! End to end, through HTTP and the command line: one module a noun.

mod accounts;
mod architecture;
mod cart;
mod catalogue;
mod checkout;
mod cli;
mod demo;
mod featuring;
mod fees;
mod idempotency;
mod import;
mod journey;
mod listing;
mod operations;
mod orders;
mod outbox;
mod payments;
mod problems;
mod rights;
mod schema;
mod serve;
mod settlement;
mod shares;
mod spec;
