//! Calling again with the same key when an answer is unknown.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

use tokio::time::sleep;

use crate::ProviderError;

/// How long we wait for a provider's answers and how often we ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calls {
    /// How long making a connection may take.
    pub connect_within: Duration,
    /// How long one call may take, connection included.
    pub answer_within: Duration,
    /// How often a call is made at most when its answer stays unknown and its protocol
    /// makes it safe to repeat.
    pub tries_max: u32,
    /// The wait before the second try; it doubles from try to try.
    pub first_wait: Duration,
}

impl Default for Calls {
    /// MoMo asks for at least 30 s of patience; nobody needs more.
    fn default() -> Self {
        Self {
            connect_within: Duration::from_secs(5),
            answer_within: Duration::from_secs(30),
            tries_max: 3,
            first_wait: Duration::from_millis(500),
        }
    }
}

/// Makes a call, and makes it again while its answer is unknown, a bounded number of times.
/// Only for calls that carry a key by which the provider knows a repetition.
///
/// Waits double and are spread by the key, so that calls that failed together do not come
/// back together.
pub(crate) async fn until_known<T, F>(
    calls: &Calls,
    key: &str,
    mut call: impl FnMut() -> F,
) -> Result<T, ProviderError>
where
    F: Future<Output = Result<T, ProviderError>>,
{
    let mut tries = 1;
    loop {
        match call().await {
            Err(ProviderError::Unknown(_)) if tries < calls.tries_max => {
                sleep(wait_after(calls.first_wait, key, tries)).await;
                tries += 1;
            }
            answer => return answer,
        }
    }
}

/// The doubled wait, shortened by up to a half.
fn wait_after(first: Duration, key: &str, tries: u32) -> Duration {
    let mut hasher = DefaultHasher::new();
    (key, tries).hash(&mut hasher);
    let percent = 50 + u32::try_from(hasher.finish() % 51).expect("less than 51");
    let whole = first.saturating_mul(1 << (tries - 1).min(16));
    whole.saturating_mul(percent) / 100
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::UnknownCause;

    const CALLS: Calls = Calls {
        connect_within: Duration::from_secs(1),
        answer_within: Duration::from_secs(1),
        tries_max: 3,
        first_wait: Duration::ZERO,
    };

    async fn tries(answers: [Result<u8, ProviderError>; 4]) -> (u32, Result<u8, ProviderError>) {
        let made = Cell::new(0);
        let mut answers = answers.into_iter();
        let end = until_known(&CALLS, "key", || {
            made.set(made.get() + 1);
            let answer = answers.next().expect("an answer");
            async move { answer }
        })
        .await;
        (made.get(), end)
    }

    #[tokio::test]
    async fn an_unknown_answer_is_asked_for_again_but_not_for_ever() {
        let unknown = || Err(UnknownCause::Timeout.into());

        let learnt = tries([unknown(), Ok(1), Ok(2), Ok(3)]).await;
        let given_up = tries([unknown(), unknown(), unknown(), Ok(3)]).await;

        assert_eq!(learnt, (2, Ok(1)));
        assert_eq!(given_up, (3, unknown()));
    }

    #[tokio::test]
    async fn a_refusal_is_an_answer() {
        let refused = || Err(ProviderError::NotSupported);

        let end = tries([refused(), Ok(1), Ok(2), Ok(3)]).await;

        assert_eq!(end, (1, refused()));
    }

    #[test]
    fn waits_grow_and_are_spread() {
        let first = Duration::from_millis(400);

        for tries in 1..=4 {
            let whole = first * (1 << (tries - 1));
            let wait = wait_after(first, "key", tries);
            assert!(wait >= whole / 2 && wait <= whole, "{wait:?}");
        }
        assert_ne!(wait_after(first, "a", 1), wait_after(first, "b", 1));
    }
}
