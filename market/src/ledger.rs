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
mod quote;
mod refusal;
mod reversal;
mod rules;
mod tax_rules;
mod terms;
mod withholding;

pub use account::{Account, Bounds};
pub use entity::settlement::{
    service_vat_rate::Model as ServiceVatRate, withholding_rule::Model as WithholdingRule,
};
pub use facts::{
    ByHand, Cancelled, Captured, CodCollected, OrderAmounts, PayoutMove, RefundPaid, Released,
    TaxPaid,
};
pub use fees::{
    FeeComponent, FeePer, FeePlan, FeesOfDay, NewFeePlan, create_plan, fees_on, plans, plans_ahead,
};
pub use journal::{Journal, Posting, balance_of, post, post_new};
pub use quote::{QuoteLine, Quoted, quote};
pub use refusal::LedgerError;
pub use reversal::{Reversal, share_of_line, value_of_units};
pub use rules::{
    CarrierFees, ClaimClosed, CodRemitted, FeeSource, ParcelFee, ParcelLost, ProviderSettled,
    ShippingClosed, carrier_fees, claim_closed, cod_remitted, cod_rounded, parcel_lost,
    provider_settled, shipping_closed,
};
pub use rules::{
    Claimant, DeliveryRefunded, Disputed, EscrowKept, LineReversed, ReturnFreight, SellerMoney,
    delivery_refunded, dispute_opened, dispute_secured, dispute_unsecured, dispute_won,
    dispute_written_off, escrow_kept, line_reversed, return_freight,
};
pub use rules::{
    ReceiptMatched, ReceiptReturned, ReceiptSeen, cancelled, captured, cod_collected, corrected,
    debt_moved, debt_repaid, debt_written_off, delivered, payout_cancelled, payout_failed,
    payout_instructed, payout_paid, payout_returned, payouts_instructed, receipt_matched,
    receipt_returned, receipt_seen, refund_bounced, refund_paid, released, return_paid, tax_paid,
    withheld_later,
};
pub use tax_rules::{
    NewServiceVat, NewWithholdingRule, TaxRules, add_withholding_rule, set_service_vat, tax_rules,
};
pub use terms::{Charges, FeeTerm, FeeTerms, LineTerms, WithheldRates};
pub use withholding::{WithholdingRules, is_withheld, withholding_on};
