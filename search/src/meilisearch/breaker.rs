//! Keeps questions away from a server that does not answer.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::error::SearchError;

/// Failures in a row after which the server is left alone.
const FAILURES_MAX: u32 = 3;
/// How long it is left alone before one question may try it again.
const REST: Duration = Duration::from_secs(1);

/// Open after several failures in a row; then one question in a while tries the server.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<Circuit>);

#[derive(Debug, Default)]
struct Circuit {
    failures: u32,
    open_until: Option<Instant>,
}

impl Breaker {
    /// Lets a question through, or says at once that the server is away.
    pub(super) fn pass(&self) -> Result<(), SearchError> {
        let mut circuit = self.circuit();
        let Some(until) = circuit.open_until else {
            return Ok(());
        };
        let now = Instant::now();
        if now < until {
            return Err(SearchError::Away(
                "it was found to be away lately".to_owned(),
            ));
        }
        // This one tries; the others wait for what it finds.
        circuit.open_until = Some(now + REST);
        Ok(())
    }

    /// Takes note of how a question went. A refusal is an answer, unless it is one of the key.
    pub(super) fn note<T>(&self, outcome: Result<T, SearchError>) -> Result<T, SearchError> {
        let mut circuit = self.circuit();
        match &outcome {
            Err(SearchError::Away(_) | SearchError::KeyRefused(_)) => {
                circuit.failures = circuit.failures.saturating_add(1);
                if circuit.failures >= FAILURES_MAX {
                    circuit.open_until = Some(Instant::now() + REST);
                }
            }
            _ => *circuit = Circuit::default(),
        }
        outcome
    }

    /// Whether questions are kept away.
    pub(super) fn is_open(&self) -> bool {
        self.circuit().open_until.is_some()
    }

    fn circuit(&self) -> MutexGuard<'_, Circuit> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail(breaker: &Breaker) {
        let away: Result<(), _> = breaker.note(Err(SearchError::Away(String::new())));
        away.unwrap_err();
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_fails_is_left_alone_and_tried_again_by_one() {
        let breaker = Breaker::default();
        for _ in 0..FAILURES_MAX {
            breaker.pass().unwrap();
            fail(&breaker);
        }

        assert!(breaker.is_open() && breaker.pass().is_err());
        tokio::time::advance(REST).await;
        breaker.pass().unwrap();
        assert!(breaker.pass().is_err());
        breaker.note(Ok(())).unwrap();

        assert!(!breaker.is_open() && breaker.pass().is_ok());
    }

    #[tokio::test]
    async fn a_refusal_is_an_answer() {
        let breaker = Breaker::default();

        for _ in 0..10 {
            let refused: Result<(), _> = breaker.note(Err(SearchError::Refused(String::new())));
            refused.unwrap_err();
        }

        assert!(breaker.pass().is_ok());
    }
}
