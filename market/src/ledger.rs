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
mod reversal;
mod rules;
mod terms;

pub use account::{Account, Bounds};
pub use facts::{
    Cancelled, Captured, CodCollected, OrderAmounts, PayoutMove, RefundPaid, Released,
};
pub use fees::{FeePlan, NewFeePlan, create_plan, plan_on, plans};
pub use journal::{Journal, Posting, post};
pub use refusal::LedgerError;
pub use reversal::{Reversal, share_of_line, value_of_units};
pub use rules::{
    Claimant, DeliveryRefunded, Disputed, LineReversed, ReturnFreight, SellerMoney,
    delivery_refunded, dispute_opened, dispute_secured, dispute_unsecured, dispute_won,
    dispute_written_off, line_reversed, return_freight,
};
pub use rules::{
    cancelled, captured, cod_collected, delivered, payout_failed, payout_instructed, payout_paid,
    refund_bounced, refund_paid, released,
};
pub use terms::{Charges, FeeTerm, FeeTerms, LineTerms, WithheldRates};
