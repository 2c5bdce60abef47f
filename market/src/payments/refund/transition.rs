//! The states of a refund, and every step between them.
//!
//! Source: payments.md, part 5.5. A refund whose method cannot carry money back goes from
//! approved to manual at once; one that a bank sent back is paid by hand again.

use entity::payments::RefundState;

use crate::step::Command;

/// What can be done with a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefundCommand {
    /// Promise the money.
    Approve,
    /// Say no.
    Reject,
    /// Ask the provider to pay.
    Submit,
    /// Ask it again after it refused, as a new attempt.
    Retry,
    /// The provider paid.
    Succeed,
    /// The provider refused.
    Fail,
    /// Leave it to finance, who transfer it.
    HandOver,
    /// The bank has transferred it.
    Complete,
    /// The bank or provider sent the money back.
    Reverse,
}

impl Command for RefundCommand {
    type State = RefundState;

    const ALL: &'static [Self] = &[
        Self::Approve,
        Self::Reject,
        Self::Submit,
        Self::Retry,
        Self::Succeed,
        Self::Fail,
        Self::HandOver,
        Self::Complete,
        Self::Reverse,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Submit => "submit",
            Self::Retry => "retry",
            Self::Succeed => "succeed",
            Self::Fail => "fail",
            Self::HandOver => "hand_over",
            Self::Complete => "complete",
            Self::Reverse => "bounce",
        }
    }

    fn target(self, from: RefundState) -> Option<RefundState> {
        use RefundState as State;
        match (from, self) {
            (State::Requested, Self::Approve) => Some(State::Approved),
            (State::Requested, Self::Reject) => Some(State::Rejected),
            (State::Approved, Self::Submit) => Some(State::Submitted),
            (State::Failed, Self::Retry) => Some(State::Submitted),
            (State::Submitted, Self::Succeed) => Some(State::Succeeded),
            (State::Manual, Self::Complete) => Some(State::Succeeded),
            (State::Submitted, Self::Fail) => Some(State::Failed),
            (State::Approved | State::Failed | State::Reversed, Self::HandOver) => {
                Some(State::Manual)
            }
            (State::Succeeded, Self::Reverse) => Some(State::Reversed),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::assert_decides;

    #[test]
    fn every_pair_of_state_and_command_is_decided() {
        use RefundCommand as Do;
        use RefundState as State;
        assert_decides(&[
            (State::Requested, Do::Approve, State::Approved),
            (State::Requested, Do::Reject, State::Rejected),
            (State::Approved, Do::Submit, State::Submitted),
            (State::Approved, Do::HandOver, State::Manual),
            (State::Submitted, Do::Succeed, State::Succeeded),
            (State::Submitted, Do::Fail, State::Failed),
            (State::Failed, Do::Retry, State::Submitted),
            (State::Failed, Do::HandOver, State::Manual),
            (State::Manual, Do::Complete, State::Succeeded),
            (State::Succeeded, Do::Reverse, State::Reversed),
            (State::Reversed, Do::HandOver, State::Manual),
        ]);
    }
}
