//! Why settlement says no.

mod words;

use std::io;

use chrono::NaiveDate;
use entity::settlement::PayoutState;
use money::{AmountError, Money};
use sea_orm::{ActiveEnum, DbErr};
use serde_json::{Value, json};

use super::RunProblem;
use crate::{
    Failure, Kind, Language, Message,
    carriers::CarrierError,
    failure::{database_code, database_kind},
    ledger::LedgerError,
    sheet::SheetError,
};

/// Why settlement says no.
#[derive(Debug, thiserror::Error)]
pub enum SettlementError {
    /// There is no such payout.
    #[error("no such payout")]
    PayoutNotFound,
    /// The payout has ended, in another way than asked for.
    #[error("the payout has ended already")]
    PayoutClosed {
        /// How it ended.
        state: PayoutState,
        /// The bank's reference, when it was paid.
        bank_reference: Option<String>,
    },
    /// The bank reference is empty, too long or has control characters.
    #[error("the bank reference is not usable")]
    BankReferenceUnusable,
    /// The reason is empty, too long or has control characters.
    #[error("the reason is not usable")]
    ReasonUnusable,
    /// A month that is not written as 2026-11.
    #[error("the period is not a month")]
    PeriodUnusable,
    /// Nobody is paid early: the day lies ahead.
    #[error("the day lies after {today}")]
    DayAhead {
        /// Today in Vietnam.
        today: NaiveDate,
    },
    /// The day is further away than any order.
    #[error("the day is out of range")]
    DayUnusable,
    /// The seller of this request no longer exists.
    #[error("the seller no longer exists")]
    SellerGone,
    /// The entry that instructed a payout cannot be claimed.
    #[error("the lines of a payout changed while it was made")]
    ClaimLost,
    /// Whoever made or proposed something may not approve it.
    #[error("a second person has to approve this")]
    SecondPersonNeeded,
    /// The seller may not be paid now.
    #[error("the seller may not be paid now: {}", .0.code())]
    NotPayable(Box<RunProblem>),
    /// Refunds have taken money that the payout would send.
    #[error("the balance has sunk below the payout")]
    BalanceSank {
        /// What is left.
        available: Money,
        /// What the payout would send.
        amount: Money,
    },
    /// What the bank took for a payout is below zero.
    #[error("the bank's fee is not usable")]
    BankFeeUnusable,
    /// The payout says nowhere where it goes.
    #[error("the payout has no bank account")]
    BankAccountMissing,
    /// Nobody sends payouts for this market.
    #[error("there is no payout provider")]
    NoProvider,
    /// No approved payout waits for the bank.
    #[error("no payout waits for the bank")]
    NothingToSend,
    /// There is no such bank file.
    #[error("no such bank file")]
    BatchNotFound,
    /// A minimum below zero.
    #[error("the minimum is not usable")]
    MinimumUnusable,
    /// What is proposed cannot be posted as it stands.
    #[error("the journal by hand is not usable")]
    ManualUnusable,
    /// There is no such proposal.
    #[error("no such proposal")]
    ManualNotFound,
    /// The proposal was posted or rejected before.
    #[error("the proposal was decided before")]
    ManualDecided,
    /// An account has less than what shall be taken from it.
    #[error("{account} has less than is to be taken")]
    ManualTooMuch {
        /// The account's code.
        account: String,
    },
    /// The tax of that month was posted before.
    #[error("the tax of that month was paid before")]
    TaxPaidBefore,
    /// The payout was not taken to the bank by a person, or not paid.
    #[error("the payout was not paid by hand")]
    NotPaidByHand,
    /// Nobody handed in the bank's slip.
    #[error("the payout has no proof")]
    ProofNotFound,
    /// Neither a PDF nor a PNG or JPEG picture.
    #[error("the proof is no PDF, PNG or JPEG")]
    ProofUnreadable,
    /// The file is too large.
    #[error("the proof is too large")]
    ProofTooLarge,
    /// The upload broke off.
    #[error("the upload broke off")]
    Upload(#[source] io::Error),
    /// The disk failed.
    #[error("the disk failed")]
    Disk(#[source] io::Error),
    /// A table cannot be written.
    #[error("a table cannot be written")]
    Sheet(#[from] SheetError),
    /// Closing the delivery of an order was refused.
    #[error("the carriers' rules refused a settlement")]
    Carrier(#[from] CarrierError),
    /// The books refused.
    #[error("the ledger refused a settlement")]
    Ledger(#[from] LedgerError),
    /// A stored amount left the range of money.
    #[error("a stored amount is out of range")]
    Amount(#[from] AmountError),
    /// The database failed.
    #[error("the database failed in settlement")]
    Database(#[from] DbErr),
}

impl Failure for SettlementError {
    fn kind(&self) -> Kind {
        match self {
            Self::PayoutNotFound
            | Self::SellerGone
            | Self::BatchNotFound
            | Self::ProofNotFound
            | Self::ManualNotFound => Kind::NotFound,
            Self::PayoutClosed { .. }
            | Self::SecondPersonNeeded
            | Self::NotPayable(_)
            | Self::BalanceSank { .. }
            | Self::BankAccountMissing
            | Self::NoProvider
            | Self::NothingToSend
            | Self::ManualDecided
            | Self::ManualTooMuch { .. }
            | Self::NotPaidByHand
            | Self::TaxPaidBefore => Kind::Conflict,
            Self::BankReferenceUnusable
            | Self::ReasonUnusable
            | Self::PeriodUnusable
            | Self::DayAhead { .. }
            | Self::BankFeeUnusable
            | Self::MinimumUnusable
            | Self::ManualUnusable
            | Self::ProofUnreadable
            | Self::ProofTooLarge
            | Self::Upload(_)
            | Self::DayUnusable => Kind::Invalid,
            Self::ClaimLost | Self::Amount(_) | Self::Sheet(_) | Self::Disk(_) => Kind::Internal,
            Self::Ledger(error) => error.kind(),
            Self::Carrier(error) => error.kind(),
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::PayoutNotFound => "payout_not_found",
            Self::SellerGone => "seller_not_found",
            Self::PayoutClosed { .. } => "payout_closed",
            Self::BankReferenceUnusable => "bank_reference_unusable",
            Self::ReasonUnusable => "reason_unusable",
            Self::PeriodUnusable => "period_unusable",
            Self::DayAhead { .. } => "day_ahead",
            Self::DayUnusable => "day_unusable",
            Self::SecondPersonNeeded => "second_person_needed",
            Self::NotPayable(problem) => problem.code(),
            Self::BalanceSank { .. } => "balance_sank",
            Self::BankFeeUnusable => "bank_fee_unusable",
            Self::BankAccountMissing => "bank_account_missing",
            Self::NoProvider => "payout_provider_missing",
            Self::NothingToSend => "nothing_to_send",
            Self::BatchNotFound => "payout_batch_not_found",
            Self::MinimumUnusable => "minimum_unusable",
            Self::ManualUnusable => "manual_journal_unusable",
            Self::ManualNotFound => "manual_journal_not_found",
            Self::ManualDecided => "manual_journal_decided",
            Self::ManualTooMuch { .. } => "balance_too_small",
            Self::TaxPaidBefore => "tax_paid_before",
            Self::NotPaidByHand => "payout_not_paid_by_hand",
            Self::ProofNotFound => "proof_not_found",
            Self::ProofUnreadable => "proof_unreadable",
            Self::ProofTooLarge => "proof_too_large",
            Self::Upload(_) => "upload_unreadable",
            Self::ClaimLost | Self::Amount(_) | Self::Sheet(_) | Self::Disk(_) => "internal",
            Self::Ledger(error) => error.code(),
            Self::Carrier(error) => error.code(),
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::Ledger(error) => return error.message(language),
            Self::Carrier(error) => return error.message(language),
            Self::ClaimLost
            | Self::Amount(_)
            | Self::Sheet(_)
            | Self::Disk(_)
            | Self::Database(_) => return Message::internal(language),
            refusal => refusal.words(),
        };
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        let pointer = match self {
            Self::BankReferenceUnusable => "/bank_reference",
            Self::ReasonUnusable => "/reason",
            Self::PeriodUnusable => "/period",
            Self::DayAhead { .. } | Self::DayUnusable => "/as_of",
            Self::BankFeeUnusable => "/bank_fee",
            Self::MinimumUnusable => "/minimum",
            Self::ManualUnusable => "/entry",
            Self::ProofUnreadable | Self::ProofTooLarge | Self::Upload(_) => "/file",
            _ => return None,
        };
        Some(pointer.to_owned())
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::PayoutClosed {
                state,
                bank_reference,
            } => Some(json!({"state": state.to_value(), "bank_reference": bank_reference})),
            Self::BalanceSank { available, amount } => {
                Some(json!({"available": available.dong(), "amount": amount.dong()}))
            }
            Self::NotPayable(problem) => problem.facts(),
            Self::ManualTooMuch { account } => Some(json!({ "account": account })),
            _ => None,
        }
    }
}
