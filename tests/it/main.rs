//! End to end, through HTTP and the command line: one module a noun.

mod accounts;
mod architecture;
mod checkout;
mod cli;
mod idempotency;
mod journey;
mod operations;
mod outbox;
mod problems;
mod rights;
mod schema;
mod serve;
mod settlement;
mod spec;
