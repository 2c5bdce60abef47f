//! What the books promise: the ledger, payouts and the audit, on a database of their own.
//!
//! SQLite unless `CHOSAO_TEST_DATABASE=postgres`, with a server at `CHOSAO_TEST_POSTGRES_URL`.

mod payouts;
mod posting;
mod sale;
mod sellers;
mod steps;
mod trade;
