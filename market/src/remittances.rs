//! Remittances: the cash that carriers hand over, balanced to the đồng or refused.
//!
//! A carrier transfers what it collected less its fees, and sends a file that says which
//! parcels it is for. The file is held against our parcels and against the money that came:
//! cash − fees − transfer fee = received. Nothing is posted unless every row fits.
//!
//! Source: payments.md, parts 3.1 and 4.6 (rules 7 to 8).

mod check;
mod column;
mod file;
mod issue;
mod listing;
mod post;
mod refusal;
mod request;
mod take;

pub use column::Column;
pub use issue::{Problem, RowIssue};
pub use listing::{Remittance, remittances};
pub use refusal::RemittanceError;
pub use request::{By, RemittanceReport, RemittanceRequest, Sums};
pub use take::take;
