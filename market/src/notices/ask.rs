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
    let left = checkout::advance(app, payment_id).await?;
    say_elsewhere(app, payment_id, left).await
}

/// Tells the provider of an attempt to let go what is promised by it. Safe to repeat and to race.
pub(crate) async fn release(app: &App, payment_id: Uuid) -> Result<(), NoticeError> {
    let left = checkout::release(app, payment_id).await?;
    say_elsewhere(app, payment_id, left).await
}

/// Hands on the facts from which nothing followed for the purchase.
async fn say_elsewhere(app: &App, payment_id: Uuid, left: Vec<Fact>) -> Result<(), NoticeError> {
    for fact in left {
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
