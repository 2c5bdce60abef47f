//! The states of a payout, and every step between them.

use entity::settlement::PayoutState;

/// A step of a payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayoutCommand {
    /// It may go out: rule 10 is posted and the beneficiary frozen.
    Approve,
    /// The bank or a provider is told.
    Submit,
    /// The bank has paid.
    Confirm,
    /// The bank refused.
    Fail,
    /// The money came back after it was paid.
    Return,
    /// It is called off before the bank was told.
    Cancel,
}

impl PayoutCommand {
    /// Every step.
    pub const ALL: [Self; 6] = [
        Self::Approve,
        Self::Submit,
        Self::Confirm,
        Self::Fail,
        Self::Return,
        Self::Cancel,
    ];
}

/// Where a step leads; none where it cannot be taken.
///
/// Source: payments.md, part 5.5.
#[must_use]
pub const fn next(state: PayoutState, command: PayoutCommand) -> Option<PayoutState> {
    use PayoutCommand as Command;
    use PayoutState as State;
    match (state, command) {
        (State::Draft, Command::Approve) => Some(State::Approved),
        (State::Approved, Command::Submit) => Some(State::Submitted),
        (State::Submitted, Command::Confirm) => Some(State::Paid),
        (State::Submitted, Command::Fail) => Some(State::Failed),
        (State::Paid, Command::Return) => Some(State::Returned),
        (State::Draft | State::Approved, Command::Cancel) => Some(State::Cancelled),
        _ => None,
    }
}

/// Whether nothing more is expected to happen.
pub(super) const fn is_closed(state: PayoutState) -> bool {
    use PayoutState as State;
    !matches!(state, State::Draft | State::Approved | State::Submitted)
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn every_pair_of_state_and_step_is_decided() {
        use PayoutCommand as Command;
        use PayoutState as State;
        let allowed = [
            (State::Draft, Command::Approve, State::Approved),
            (State::Draft, Command::Cancel, State::Cancelled),
            (State::Approved, Command::Submit, State::Submitted),
            (State::Approved, Command::Cancel, State::Cancelled),
            (State::Submitted, Command::Confirm, State::Paid),
            (State::Submitted, Command::Fail, State::Failed),
            (State::Paid, Command::Return, State::Returned),
        ];

        let mut pairs = 0;
        for state in PayoutState::iter() {
            for command in Command::ALL {
                let expected = allowed
                    .iter()
                    .find(|(from, step, _)| *from == state && *step == command)
                    .map(|(_, _, to)| *to);
                assert_eq!(next(state, command), expected, "{state:?} {command:?}");
                pairs += 1;
            }
        }
        assert_eq!(pairs, 42);
    }
}
