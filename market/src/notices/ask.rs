//! Asking providers ourselves: what they answer means the same as what they send.

use ::payments::{Fact, Notification};
use entity::payments::payment;
use uuid::Uuid;

use super::{NoticeError, keep::park, receive::elsewhere};
use crate::{App, checkout, payments};

/// Attempts asked about in one turn.
const POLL_MOST: u64 = 50;

/// Asks providers about attempts that are open or may still bring late money.
///
/// # Errors
///
/// When the database fails; a provider that does not answer is asked again later.
pub async fn poll_due(app: &App) -> Result<(), NoticeError> {
    for attempt in payments::due_for_query(app, POLL_MOST).await? {
        payments::plan_next_query(app, &attempt).await?;
        if let Err(error) = ask(app, attempt.id).await {
            tracing::warn!(payment.id = %attempt.id, "asking a provider failed: {error}");
        }
    }
    Ok(())
}

/// Asks the provider of an attempt how far it is. Safe to repeat and to race.
pub(crate) async fn ask(app: &App, payment_id: Uuid) -> Result<(), NoticeError> {
    for fact in checkout::advance(app, payment_id).await? {
        if let Err(reason) = elsewhere(app, payment_id, &fact).await? {
            let attempt = payments::reload(app.database().read(), payment_id).await?;
            lay_before_person(app, &attempt, (&fact, reason)).await?;
        }
    }
    Ok(())
}

/// Keeps an answer beside the notifications, where the desk looks.
async fn lay_before_person(
    app: &App,
    attempt: &payment::Model,
    (fact, reason): (&Fact, String),
) -> Result<(), NoticeError> {
    let answer = Notification {
        method: "ASKED".to_owned(),
        path_and_query: fact.event_key.clone(),
        headers: Vec::new(),
        body: format!("{} {}: {reason}", attempt.reference, fact.event_key).into_bytes(),
        received_at: app.clock().now(),
    };
    park(app, (&attempt.method, attempt.id), &answer, reason).await?;
    Ok(())
}
