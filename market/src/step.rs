//! Steps between the states of something: each is decided, a refusal says what is possible, and
//! a step that was taken leaves a line in its history.

use entity::{
    after_sale::{ReturnState, return_event},
    orders::{OrderState, order_event},
    payments::{RefundState, refund_event},
    settlement::{PayoutState, payout_event},
};
use sea_orm::{ActiveEnum, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, UpdateResult};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{App, Language, Message, language::Bilingual, token::new_id};

/// What can be done with something that has states.
pub trait Command: Copy + 'static {
    /// The states.
    type State: ActiveEnum<Value = String> + Copy;

    /// Every command.
    const ALL: &'static [Self];

    /// The stable name, as in the paths of the API.
    fn name(self) -> &'static str;

    /// Where the command leads from a state; nowhere when it cannot be given there.
    fn target(self, from: Self::State) -> Option<Self::State>;
}

/// A command that cannot be given where something is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what is {state} cannot be told to {command}")]
pub struct IllegalStep {
    /// Where it is.
    pub state: String,
    /// What was asked.
    pub command: &'static str,
    /// What could be done instead.
    pub possible: Vec<&'static str>,
}

/// Where a command leads.
///
/// # Errors
///
/// [`IllegalStep`] that says what is possible.
pub fn next<C: Command>(state: C::State, command: C) -> Result<C::State, IllegalStep> {
    command.target(state).ok_or_else(|| IllegalStep {
        state: state.to_value(),
        command: command.name(),
        possible: C::ALL
            .iter()
            .filter(|command| command.target(state).is_some())
            .map(|command| command.name())
            .collect(),
    })
}

impl IllegalStep {
    /// The stable code of every such refusal.
    pub(crate) const CODE: &'static str = "illegal_transition";

    /// The refusal in words.
    pub(crate) fn message(&self, language: Language) -> Message {
        let possible = if self.possible.is_empty() {
            language
                .pick("không còn bước nào", "nothing more")
                .to_owned()
        } else {
            self.possible.join(", ")
        };
        Message::with(
            language,
            "Chưa làm được bước này",
            "Not possible at this moment",
            language
                .pick(
                    "Trạng thái hiện nay là {state}. Lúc này có thể: {possible}.",
                    "The state is {state}. Possible now: {possible}.",
                )
                .replace("{state}", &self.state)
                .replace("{possible}", &possible),
        )
    }

    /// The refusal for programs.
    pub(crate) fn facts(&self) -> Value {
        json!({"state": self.state, "possible": self.possible})
    }
}

/// A step that was taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken<'a, S> {
    /// What took it.
    pub(crate) subject_id: Uuid,
    /// Where it was; nowhere when it begins.
    pub(crate) from: Option<S>,
    /// Where it is now.
    pub(crate) to: S,
    /// Who moved it.
    pub(crate) actor: &'a str,
    /// Why, where a reason was given.
    pub(crate) reason: Option<&'a str>,
}

/// A table of the steps that things of one sort took.
pub(crate) trait History: EntityTrait {
    /// The states.
    type State;

    /// The line that a step leaves, as of now.
    fn line(app: &App, taken: Taken<'_, Self::State>) -> Self::ActiveModel;
}

macro_rules! histories {
    ($($events:ident of $state:ident by $subject:ident;)+) => {$(
        impl History for $events::Entity {
            type State = $state;

            fn line(app: &App, taken: Taken<'_, $state>) -> $events::ActiveModel {
                $events::ActiveModel {
                    id: Set(new_id()),
                    $subject: Set(taken.subject_id),
                    from_state: Set(taken.from),
                    to_state: Set(taken.to),
                    actor: Set(taken.actor.to_owned()),
                    reason: Set(taken.reason.map(str::to_owned)),
                    created_at: Set(app.clock().now()),
                }
            }
        }
    )+};
}

histories! {
    order_event of OrderState by order_id;
    refund_event of RefundState by refund_id;
    return_event of ReturnState by return_id;
    payout_event of PayoutState by payout_id;
}

/// Writes a step into its history.
pub(crate) async fn remember<H: History, C: ConnectionTrait>(
    txn: &C,
    app: &App,
    _history: H,
    taken: Taken<'_, H::State>,
) -> Result<(), DbErr> {
    H::insert(H::line(app, taken))
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// A compare-and-swap moved what it was meant for. Whoever comes second finds another state
/// and moves nothing.
pub(crate) fn demand_moved(moved: &UpdateResult) -> Result<(), DbErr> {
    if moved.rows_affected == 1 {
        Ok(())
    } else {
        Err(DbErr::RecordNotUpdated)
    }
}

/// Holds a table of every allowed step against a machine: what is not in it must be refused.
#[cfg(test)]
pub(crate) fn assert_decides<C>(allowed: &[(C::State, C, C::State)])
where
    C: Command + PartialEq + std::fmt::Debug,
    C::State: PartialEq + std::fmt::Debug + sea_orm::Iterable,
{
    for state in <C::State as sea_orm::Iterable>::iter() {
        for command in C::ALL {
            let expected = allowed
                .iter()
                .find(|(from, step, _)| *from == state && step == command)
                .map(|(_, _, to)| *to);
            assert_eq!(
                next(state, *command).ok(),
                expected,
                "{state:?} {command:?}"
            );
        }
    }
}
