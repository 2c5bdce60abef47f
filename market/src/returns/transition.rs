//! The states of a return, and every step between them.
//!
//! Source: payments.md, part 5.5. An approved return ends too when the shopper thinks again or
//! never sends the goods: otherwise the seller's money would be held for ever.

use entity::after_sale::ReturnState;

use crate::step::Command;

/// What can be done with a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReturnCommand {
    /// Agree to it.
    Approve,
    /// Say no.
    Reject,
    /// The shopper thinks again.
    Withdraw,
    /// The goods are on their way back.
    Send,
    /// The seller has them.
    Receive,
    /// Pay the shopper back.
    Refund,
    /// Send other goods instead.
    Replace,
    /// End it without either.
    Close,
}

impl Command for ReturnCommand {
    type State = ReturnState;

    const ALL: &'static [Self] = &[
        Self::Approve,
        Self::Reject,
        Self::Withdraw,
        Self::Send,
        Self::Receive,
        Self::Refund,
        Self::Replace,
        Self::Close,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "refuse",
            Self::Withdraw => "withdraw",
            Self::Send => "send",
            Self::Receive => "receive",
            Self::Refund => "refund",
            Self::Replace => "replace",
            Self::Close => "close",
        }
    }

    fn target(self, from: ReturnState) -> Option<ReturnState> {
        use ReturnState as State;
        match (from, self) {
            (State::Requested, Self::Approve) => Some(State::Approved),
            (State::Requested, Self::Reject) => Some(State::Rejected),
            (State::Requested | State::Approved, Self::Withdraw) => Some(State::Withdrawn),
            (State::Approved, Self::Send) => Some(State::InTransit),
            (State::InTransit, Self::Receive) => Some(State::Received),
            (State::Approved | State::Received, Self::Refund) => Some(State::Refunded),
            (State::Approved | State::Received, Self::Replace) => Some(State::Replaced),
            (State::Approved | State::Received, Self::Close) => Some(State::Closed),
            _ => None,
        }
    }
}

/// States in which a return holds the seller's money.
pub(crate) const OPEN: [ReturnState; 4] = [
    ReturnState::Requested,
    ReturnState::Approved,
    ReturnState::InTransit,
    ReturnState::Received,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::assert_decides;

    #[test]
    fn every_pair_of_state_and_command_is_decided() {
        use ReturnCommand as Do;
        use ReturnState as State;
        assert_decides(&[
            (State::Requested, Do::Approve, State::Approved),
            (State::Requested, Do::Reject, State::Rejected),
            (State::Requested, Do::Withdraw, State::Withdrawn),
            (State::Approved, Do::Withdraw, State::Withdrawn),
            (State::Approved, Do::Send, State::InTransit),
            (State::Approved, Do::Refund, State::Refunded),
            (State::Approved, Do::Replace, State::Replaced),
            (State::Approved, Do::Close, State::Closed),
            (State::InTransit, Do::Receive, State::Received),
            (State::Received, Do::Refund, State::Refunded),
            (State::Received, Do::Replace, State::Replaced),
            (State::Received, Do::Close, State::Closed),
        ]);
    }
}
