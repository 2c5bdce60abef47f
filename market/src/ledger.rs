//! The double-entry ledger: who holds and who is owed every đồng, and why.
//!
//! Amounts are signed: debit above zero, credit below. Every journal sums to zero, is posted
//! once under a key of its cause, and is never changed. Each account keeps its balance, which
//! is the sum of its entries, and the bounds it may not leave.
//!
//! A refusal leaves the caller's transaction half-written: roll it back.
//!
//! Source: payments.md, part 4.

mod account;
mod facts;
mod fees;
mod journal;
mod refusal;
mod rules;

pub use account::{Account, Bounds};
pub use facts::{
    ByHand, Cancelled, Captured, CodCollected, OrderAmounts, PayoutMove, RefundPaid, Released,
    TaxPaid,
};
pub use fees::{FeePlan, NewFeePlan, commission, create_plan, plan_on, plans};
pub use journal::{Journal, Posting, post, post_new};
pub use refusal::LedgerError;
pub use rules::{
    cancelled, captured, cod_collected, corrected, debt_moved, debt_repaid, debt_written_off,
    delivered, payout_cancelled, payout_failed, payout_instructed, payout_paid, payout_returned,
    payouts_instructed, refund_paid, released, tax_paid,
};
