//! The states of a dispute, and every step between them, as the seller's side sees them: won is
//! when nothing goes back.
//!
//! Source: payments.md, part 5.5.

use entity::after_sale::DisputeState;

use crate::step::Command;

/// What can be done with a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DisputeCommand {
    /// The seller's side answers.
    SubmitEvidence,
    /// Agree with the shopper.
    Accept,
    /// Ruled for the seller's side.
    Win,
    /// Ruled for the shopper.
    Lose,
}

impl Command for DisputeCommand {
    type State = DisputeState;

    const ALL: &'static [Self] = &[Self::SubmitEvidence, Self::Accept, Self::Win, Self::Lose];

    fn name(self) -> &'static str {
        match self {
            Self::SubmitEvidence => "evidence",
            Self::Accept => "accept",
            Self::Win | Self::Lose => "rule",
        }
    }

    fn target(self, from: DisputeState) -> Option<DisputeState> {
        use DisputeState as State;
        match (from, self) {
            (State::Open, Self::SubmitEvidence) => Some(State::EvidenceSubmitted),
            (State::Open, Self::Accept) => Some(State::Accepted),
            (State::Open | State::EvidenceSubmitted, Self::Win) => Some(State::Won),
            (State::Open | State::EvidenceSubmitted, Self::Lose) => Some(State::Lost),
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
        use DisputeCommand as Do;
        use DisputeState as State;
        assert_decides(&[
            (State::Open, Do::SubmitEvidence, State::EvidenceSubmitted),
            (State::Open, Do::Accept, State::Accepted),
            (State::Open, Do::Win, State::Won),
            (State::Open, Do::Lose, State::Lost),
            (State::EvidenceSubmitted, Do::Win, State::Won),
            (State::EvidenceSubmitted, Do::Lose, State::Lost),
        ]);
    }
}
