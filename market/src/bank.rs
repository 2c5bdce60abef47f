//! The market's bank account: its statement line by line, and what providers pay into it.
//!
//! The books say what the account `bank:main` should hold, the statement what it holds. Every
//! line of the statement is matched to the entry that says the same, or stays visible; so
//! does every entry without a line. When nothing is left over on either side, both agree.
//!
//! Source: payments.md, parts 4.6 (rule 3) and 4.8.

mod column;
mod matching;
mod reconciliation;
mod refusal;
mod settlements;
mod statement;

pub use matching::{match_by_hand, match_lines};
pub use reconciliation::{BankEntry, Reconciliation, reconciliation, unmatched_entries};
pub use refusal::BankError;
pub use settlements::{
    ForeignAmount, NewProviderSettlement, ProviderSettlement, provider_settlements, settle_provider,
};
pub use statement::{BankLine, StatementIssue, StatementReport, bank_lines, take_statement};
