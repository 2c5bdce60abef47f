//! Paying sellers: releasing what is due, payouts, statements, and the proof that the books
//! are right.
//!
//! A seller's money goes from held (delivered, inside the return window) to available
//! (released) to a payout in transit, and from there to the bank or back.
//!
//! Source: payments.md, parts 4.3, 4.8 and 4.10.

mod approve;
mod audit;
mod balance;
mod bank_file;
mod batch;
mod claim;
mod closing;
mod debts;
mod gateway;
mod invoices;
mod manual;
mod nightly;
mod payouts;
mod period;
mod proof;
mod refusal;
mod release;
mod run;
mod standing;
mod statement;
mod step;
mod terms;
mod transition;
mod trial;
mod turns;

pub use approve::{approve, cancel};
pub use audit::{AuditReport, Finding, audit};
pub use balance::{Balance, BookLine, Stage, balance, book_lines};
pub use bank_file::bank_file;
pub(crate) use bank_file::memo;
pub use batch::{PayoutBatch, batches, create_batch};
pub use closing::{BankPaid, complete, fail, give_back};
pub use debts::{Debt, collect_due, debts};
pub use entity::settlement::{ManualState, PayoutMethod, PayoutSchedule, PayoutState};
pub use gateway::submit;
pub use invoices::{CommissionInvoice, commission_invoices};
pub use manual::{
    CorrectedAccount, ManualEntry, ManualJournal, NewManual, manual_journals, post_proposed,
    propose, reject_proposed,
};
pub use nightly::{LastAudit, last_audit};
pub use payouts::{
    Beneficiary, Payee, Payout, PayoutFilter, PayoutStep, payout, payout_of, payouts, payouts_of,
};
pub use period::Period;
pub use proof::{attach_proof, proof, proof_of};
pub use refusal::SettlementError;
pub use release::release_due;
pub use run::{Paid, PayoutRun, SettleReport, run_payouts, settle};
pub use standing::RunProblem;
pub use statement::{
    LineKind, Statement, StatementLine, StatementOf, statement, statement_at_desk,
};
pub use terms::{PayoutTerms, set_terms, terms};
pub use transition::{PayoutCommand, next};
pub use trial::{TrialBalance, TrialLine, trial_balance};
pub use turns::pay_scheduled;

pub(crate) use gateway::{advance, ask_due};
pub(crate) use nightly::{audit_nightly, last_found};
