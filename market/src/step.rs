//! Steps between the states of something: each is decided, and a refusal says what is possible.

use sea_orm::ActiveEnum;
use serde_json::{Value, json};

use crate::{Language, Message, language::Bilingual};

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
