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
    Cancelled, Captured, CodCollected, OrderAmounts, PayoutMove, RefundPaid, Released,
};
pub use fees::{FeePlan, NewFeePlan, commission, create_plan, plan_on, plans};
pub use journal::{Journal, Posting, post};
pub use refusal::LedgerError;
pub use rules::{
    CarrierFees, CodRemitted, FeeSource, ParcelFee, ParcelLost, ProviderSettled, ShippingClosed,
    cancelled, captured, carrier_fees, cod_collected, cod_remitted, cod_rounded, delivered,
    parcel_lost, payout_failed, payout_instructed, payout_paid, provider_settled, refund_paid,
    released, shipping_closed,
};
