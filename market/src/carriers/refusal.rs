//! Why a use case about carriers says no.

mod words;

use money::{AmountError, Money};
use sea_orm::DbErr;
use serde_json::{Value, json};

use self::words::{above_claim, above_limit, cash_too_much};
use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
    ledger::LedgerError,
};

/// Why a use case about carriers says no.
#[derive(Debug, thiserror::Error)]
pub enum CarrierError {
    /// No such carrier.
    #[error("no such carrier")]
    NotFound,
    /// Somebody changed it since it was read.
    #[error("the carrier was changed meanwhile")]
    Stale,
    /// No parcels may be handed to it.
    #[error("the carrier {carrier} is closed")]
    Closed {
        /// Its code.
        carrier: String,
    },
    /// It does not collect so much for one parcel.
    #[error("the carrier {carrier} collects {limit} đồng at most")]
    AboveLimit {
        /// Its code.
        carrier: String,
        /// The most it collects.
        limit: Money,
    },
    /// A field cannot be used.
    #[error("the field {field} is not usable")]
    FieldUnusable {
        /// The field, as a JSON pointer.
        field: &'static str,
    },
    /// More was paid for the parcel already.
    #[error("more was paid to the carrier already")]
    FeePaid,
    /// No such order.
    #[error("no such order")]
    OrderNotFound,
    /// No carrier has a parcel of the order.
    #[error("the order was not shipped")]
    NotShipped,
    /// The parcel may still arrive.
    #[error("the parcel may still arrive")]
    NothingToClaim,
    /// The carrier was asked to pay for the parcel before.
    #[error("the parcel was claimed before")]
    ClaimedBefore,
    /// No such claim.
    #[error("no such claim")]
    ClaimNotFound,
    /// The carrier has paid or refused already.
    #[error("the claim is closed")]
    ClaimClosed,
    /// More than was claimed.
    #[error("at most {most} đồng were claimed")]
    AboveClaim {
        /// What was claimed.
        most: Money,
    },
    /// The purchase costs more than may be paid at the door.
    #[error("at most {most} đồng may be paid at the door")]
    CashTooMuch {
        /// The most that may be.
        most: Money,
    },
    /// Too many parcels were refused under this phone number.
    #[error("too many parcels were refused under this phone number")]
    CashNotForPhone,
    /// Perishable goods, and parcels were refused under this phone number.
    #[error("perishable goods are not sent unpaid to this phone number")]
    CashNotForPerishables,
    /// The ledger refused.
    #[error("the ledger refused")]
    Ledger(#[from] LedgerError),
    /// A stored amount is out of range.
    #[error("a stored amount is out of range")]
    Amount(#[from] AmountError),
    /// The database failed.
    #[error("the database failed in a use case about carriers")]
    Database(#[from] DbErr),
}

impl Failure for CarrierError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::OrderNotFound | Self::ClaimNotFound => Kind::NotFound,
            Self::Stale => Kind::Stale,
            Self::FieldUnusable { .. } => Kind::Invalid,
            Self::Closed { .. }
            | Self::AboveLimit { .. }
            | Self::FeePaid
            | Self::NotShipped
            | Self::NothingToClaim
            | Self::ClaimedBefore
            | Self::ClaimClosed
            | Self::AboveClaim { .. }
            | Self::CashTooMuch { .. }
            | Self::CashNotForPhone
            | Self::CashNotForPerishables => Kind::Conflict,
            Self::Ledger(_) | Self::Amount(_) => Kind::Internal,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "carrier_not_found",
            Self::Stale => "carrier_stale",
            Self::Closed { .. } => "carrier_closed",
            Self::AboveLimit { .. } => "cod_above_carrier_limit",
            Self::FieldUnusable { .. } => "field_unusable",
            Self::FeePaid => "carrier_fee_paid",
            Self::OrderNotFound => "order_not_found",
            Self::NotShipped => "not_shipped",
            Self::NothingToClaim => "nothing_to_claim",
            Self::ClaimedBefore => "carrier_claim_exists",
            Self::ClaimNotFound => "carrier_claim_not_found",
            Self::ClaimClosed => "carrier_claim_closed",
            Self::AboveClaim { .. } => "above_carrier_claim",
            Self::CashTooMuch { .. } => "cod_amount_too_large",
            Self::CashNotForPhone => "cod_not_for_phone",
            Self::CashNotForPerishables => "cod_not_for_perishables",
            Self::Ledger(_) | Self::Amount(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        match self {
            Self::AboveLimit { limit, .. } => above_limit(language, *limit),
            Self::CashTooMuch { most } => cash_too_much(language, *most),
            Self::AboveClaim { most } => above_claim(language, *most),
            Self::Ledger(_) | Self::Amount(_) | Self::Database(_) => Message::internal(language),
            refusal => {
                let [vi, en] = refusal.words();
                Message::fixed(language, vi, en)
            }
        }
    }

    fn pointer(&self) -> Option<String> {
        let pointer = match self {
            Self::FieldUnusable { field } => field,
            Self::Closed { .. } | Self::AboveLimit { .. } => "/carrier",
            Self::AboveClaim { .. } => "/amount",
            Self::CashTooMuch { .. } | Self::CashNotForPhone | Self::CashNotForPerishables => {
                "/payment_method"
            }
            _ => return None,
        };
        Some(pointer.to_owned())
    }

    fn facts(&self) -> Option<Value> {
        let money = |amount: Money| json!({"amount": amount.dong(), "currency": "VND"});
        match self {
            Self::AboveLimit { carrier, limit } => {
                Some(json!({"carrier": carrier, "limit": money(*limit)}))
            }
            Self::CashTooMuch { most } | Self::AboveClaim { most } => {
                Some(json!({"amount_max": money(*most)}))
            }
            _ => None,
        }
    }
}
