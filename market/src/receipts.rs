//! Money seen on the market's bank account: recorded at once, so that the books equal the
//! bank's statement, then matched to what it pays, or sent back.
//!
//! A transfer cannot be refused: too little waits for the rest, too much and too late goes
//! back, and what names no purchase waits for a person.
//!
//! Source: payments.md, parts 3.2, 3.3 (reconciliation rule) and 4.6 (rules 2 and 2b).

mod desk;
mod refusal;
mod seen;
mod settle;

pub use desk::{complete_return, list, match_to, returns, send_back};
pub use entity::payments::{ReceiptState, ReturnState, bank_receipt, bank_return};
pub use refusal::ReceiptError;
pub(crate) use seen::{Sighting, seen};
