//! Paying sellers: releasing what is due, payouts, statements, and the proof that the books
//! are right.
//!
//! A seller's money goes from held (delivered, inside the return window) to available
//! (released) to a payout in transit, and from there to the bank or back.
//!
//! Source: payments.md, parts 4.3, 4.8 and 4.10.

mod audit;
mod balance;
mod closing;
mod payouts;
mod refusal;
mod release;
mod run;
mod statement;
mod trial;

pub use audit::{AuditReport, Finding, audit};
pub use balance::{Balance, BookLine, Stage, balance, book_lines};
pub use closing::{complete, fail};
pub use entity::settlement::PayoutState;
pub use payouts::{Beneficiary, Payee, Payout, payouts, payouts_of};
pub use refusal::SettlementError;
pub use release::release_due;
pub use run::{Paid, PayoutRun, RunProblem, SettleReport, run_payouts, settle};
pub(crate) use statement::csv::text_cell;
pub use statement::{LineKind, Period, Statement, StatementLine, statement};
pub use trial::{TrialBalance, TrialLine, trial_balance};
