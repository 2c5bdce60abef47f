use chrono::TimeDelta;
use money::Money;

use super::{Attempt, Capture, RefundOrder};

/// What a provider can do, and within which limits. Limits are checked before any call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The least that can be paid.
    pub amount_min: Money,
    /// The most that can be paid at once.
    pub amount_max: Money,
    /// What it takes (ISO 4217).
    pub currencies: &'static [&'static str],
    /// How money goes back.
    pub refund: RefundRoute,
    /// Whether a part of the money can go back.
    pub partial_refund: bool,
    /// Whether money can be authorised first and taken later.
    pub manual_capture: bool,
    /// How long an attempt may live; none when the provider does not mind.
    pub expiry: Option<ExpiryBounds>,
    /// Whether money of another amount than we asked for may arrive.
    pub other_amount_may_arrive: bool,
}

/// How money goes back to a shopper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundRoute {
    /// The provider sends it when asked.
    Api,
    /// A person sends a bank transfer.
    BankTransfer,
    /// It does not: no money came this way.
    None,
}

/// How long an attempt may live, from its making to its expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpiryBounds {
    /// The shortest life.
    pub min: TimeDelta,
    /// The longest life.
    pub max: TimeDelta,
}

/// Why a provider is not asked at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// Less than it takes.
    #[error("at least {min} đồng can be paid this way")]
    TooLittle {
        /// The least.
        min: Money,
    },
    /// More than it takes.
    #[error("at most {max} đồng can be paid this way")]
    TooMuch {
        /// The most.
        max: Money,
    },
    /// The attempt would end too soon.
    #[error("an attempt must live for at least {} s", .min.num_seconds())]
    ExpiresTooSoon {
        /// The shortest life.
        min: TimeDelta,
    },
    /// The attempt would live too long.
    #[error("an attempt may live for at most {} s", .max.num_seconds())]
    ExpiresTooLate {
        /// The longest life.
        max: TimeDelta,
    },
    /// Money cannot be authorised first and taken later.
    #[error("money is taken at once this way")]
    NoManualCapture,
    /// Only all of the money can go back.
    #[error("only the whole payment can be refunded this way")]
    NoPartialRefund,
}

impl Capabilities {
    /// Whether an attempt is within the limits.
    ///
    /// # Errors
    ///
    /// The first [`LimitError`] that it breaks.
    pub fn check(&self, attempt: &Attempt) -> Result<(), LimitError> {
        self.check_amount(attempt.amount)?;
        if attempt.capture == Capture::Manual && !self.manual_capture {
            return Err(LimitError::NoManualCapture);
        }
        let (Some(bounds), Some(end)) = (self.expiry, attempt.expires_at) else {
            return Ok(());
        };
        match end - attempt.created_at {
            life if life < bounds.min => Err(LimitError::ExpiresTooSoon { min: bounds.min }),
            life if life > bounds.max => Err(LimitError::ExpiresTooLate { max: bounds.max }),
            _ => Ok(()),
        }
    }

    /// Whether a refund is one that this provider can send.
    ///
    /// # Errors
    ///
    /// [`LimitError::TooMuch`] beyond what was paid, [`LimitError::NoPartialRefund`].
    pub fn check_refund(&self, order: &RefundOrder) -> Result<(), LimitError> {
        let max = order.attempt.amount;
        if order.amount > max {
            return Err(LimitError::TooMuch { max });
        }
        if order.amount < max && !self.partial_refund {
            return Err(LimitError::NoPartialRefund);
        }
        Ok(())
    }

    /// Whether this much can be paid at once.
    ///
    /// # Errors
    ///
    /// [`LimitError::TooLittle`] or [`LimitError::TooMuch`].
    pub fn check_amount(&self, amount: Money) -> Result<(), LimitError> {
        if amount < self.amount_min {
            return Err(LimitError::TooLittle {
                min: self.amount_min,
            });
        }
        if amount > self.amount_max {
            return Err(LimitError::TooMuch {
                max: self.amount_max,
            });
        }
        Ok(())
    }
}
