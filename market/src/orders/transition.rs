//! The states of an order, and every step between them.

use entity::orders::OrderState;

/// A step somebody wants to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// The seller takes the order on.
    Confirm,
    /// The parcel is ready.
    Pack,
    /// The carrier has it.
    Ship,
    /// The shopper has it.
    Deliver,
    /// The return window is over.
    Complete,
    /// The order ends before it is shipped.
    Cancel,
    /// The carrier could not hand it over.
    FailDelivery,
    /// The carrier tries again.
    Reship,
    /// The carrier brings it back.
    TurnBack,
    /// The seller has it back.
    ReceiveBack,
    /// The carrier has lost it.
    Lose,
}

impl Command {
    /// Every step.
    pub const ALL: [Self; 11] = [
        Self::Confirm,
        Self::Pack,
        Self::Ship,
        Self::Deliver,
        Self::Complete,
        Self::Cancel,
        Self::FailDelivery,
        Self::Reship,
        Self::TurnBack,
        Self::ReceiveBack,
        Self::Lose,
    ];

    /// The stable name, as in the paths of the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Pack => "pack",
            Self::Ship => "ship",
            Self::Deliver => "deliver",
            Self::Complete => "complete",
            Self::Cancel => "cancel",
            Self::FailDelivery => "fail_delivery",
            Self::Reship => "reship",
            Self::TurnBack => "turn_back",
            Self::ReceiveBack => "receive_back",
            Self::Lose => "lose",
        }
    }
}

/// A step that cannot be taken from where the order is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an order that is {state:?} cannot {}", command.name())]
pub struct IllegalTransition {
    /// Where the order is.
    pub state: OrderState,
    /// What was asked.
    pub command: Command,
    /// What people could do instead; completing is the market's own step, and only the desk
    /// declares a parcel lost.
    pub possible: Vec<Command>,
}

/// Where a step leads.
///
/// # Errors
///
/// [`IllegalTransition`] that says what is possible.
pub fn next(state: OrderState, command: Command) -> Result<OrderState, IllegalTransition> {
    target(state, command).ok_or_else(|| IllegalTransition {
        state,
        command,
        possible: Command::ALL
            .into_iter()
            .filter(|command| !matches!(command, Command::Complete | Command::Lose))
            .filter(|command| target(state, *command).is_some())
            .collect(),
    })
}

const fn target(state: OrderState, command: Command) -> Option<OrderState> {
    use OrderState as State;
    match (state, command) {
        (State::Pending, Command::Confirm) => Some(State::Confirmed),
        (State::Confirmed, Command::Pack) => Some(State::Packed),
        (State::Packed, Command::Ship) => Some(State::Shipped),
        (State::Shipped, Command::Deliver) => Some(State::Delivered),
        (State::Delivered, Command::Complete) => Some(State::Completed),
        (State::Pending | State::Confirmed | State::Packed, Command::Cancel) => {
            Some(State::Cancelled)
        }
        (State::Shipped, Command::FailDelivery) => Some(State::DeliveryFailed),
        (State::DeliveryFailed, Command::Reship) => Some(State::Shipped),
        (State::Shipped | State::DeliveryFailed, Command::TurnBack) => Some(State::Returning),
        (State::Returning, Command::ReceiveBack) => Some(State::Returned),
        (State::Shipped | State::Returning, Command::Lose) => Some(State::Lost),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn every_pair_of_state_and_step_is_decided() {
        use OrderState as State;
        let allowed = [
            (State::Pending, Command::Confirm, State::Confirmed),
            (State::Pending, Command::Cancel, State::Cancelled),
            (State::Confirmed, Command::Pack, State::Packed),
            (State::Confirmed, Command::Cancel, State::Cancelled),
            (State::Packed, Command::Ship, State::Shipped),
            (State::Packed, Command::Cancel, State::Cancelled),
            (State::Shipped, Command::Deliver, State::Delivered),
            (State::Delivered, Command::Complete, State::Completed),
            (State::Shipped, Command::FailDelivery, State::DeliveryFailed),
            (State::DeliveryFailed, Command::Reship, State::Shipped),
            (State::Shipped, Command::TurnBack, State::Returning),
            (State::DeliveryFailed, Command::TurnBack, State::Returning),
            (State::Returning, Command::ReceiveBack, State::Returned),
            (State::Shipped, Command::Lose, State::Lost),
            (State::Returning, Command::Lose, State::Lost),
        ];

        for state in OrderState::iter() {
            for command in Command::ALL {
                let expected = allowed
                    .iter()
                    .find(|(from, step, _)| *from == state && *step == command)
                    .map(|(_, _, to)| *to);
                assert_eq!(next(state, command).ok(), expected, "{state:?} {command:?}");
            }
        }
    }

    #[test]
    fn a_refusal_says_what_is_possible() {
        let refusal = next(OrderState::Pending, Command::Ship).expect_err("too early");

        assert_eq!(refusal.possible, [Command::Confirm, Command::Cancel]);
    }
}
