//! Hearing a notification: believe it or not, apply its facts, answer.

use ::payments::{Fact, FactKind, Method, Notification, Reply, Subject, Verdict};
use entity::payments::NoticeState;
use uuid::Uuid;

use super::{
    NoticeError,
    keep::{Outcome, close, keep, refuse},
};
use crate::{
    App,
    checkout::{self, Applied},
    disputes::{self, DisputeError},
    payments,
    receipts::{self, Sighting},
};

/// By which door a notification came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// A payment provider speaks of attempts and refunds.
    Provider,
    /// A service that watches the bank account speaks of transfers.
    BankAccount,
}

/// What one fact, or all of a notification, came to.
struct Told {
    verdict: Verdict,
    payment_id: Option<Uuid>,
    reason: Option<String>,
}

impl Told {
    fn about(verdict: Verdict, payment_id: Option<Uuid>) -> Self {
        Self {
            verdict,
            payment_id,
            reason: None,
        }
    }

    fn parked(verdict: Verdict, payment_id: Option<Uuid>, reason: String) -> Self {
        Self {
            verdict,
            payment_id,
            reason: Some(reason),
        }
    }

    fn and(self, other: Self) -> Self {
        let verdict = if weight(other.verdict) > weight(self.verdict) {
            other.verdict
        } else {
            self.verdict
        };
        Self {
            verdict,
            payment_id: self.payment_id.or(other.payment_id),
            reason: self.reason.or(other.reason),
        }
    }
}

/// Hears a notification and says what its sender wants to hear.
///
/// # Errors
///
/// [`NoticeError::Closed`] when nobody of this name may notify us by this channel. Whatever
/// else goes wrong is told to the sender in its own terms, so that it sends again.
pub async fn receive(
    app: &App,
    (channel, sender): (Channel, &str),
    notification: &Notification,
) -> Result<Reply, NoticeError> {
    // A provider's name parses as a method; the watchers of bank accounts do not.
    let is_provider = sender.parse::<Method>().is_ok();
    let listener = app
        .providers()
        .listener(sender)
        .filter(|_| is_provider == (channel == Channel::Provider))
        .ok_or(NoticeError::Closed)?;
    let verdict = match listener.parse_notification(notification) {
        Ok(facts) => hear(app, sender, notification, &facts).await,
        Err(error) => {
            tracing::warn!(sender, "a notification was refused: {error}");
            refuse(app, sender, notification, error.to_string()).await?;
            error.verdict()
        }
    };
    Ok(listener.acknowledge(verdict))
}

/// Writes a believed notification down, applies it, and writes down what came of it.
async fn hear(app: &App, sender: &str, notification: &Notification, facts: &[Fact]) -> Verdict {
    let heard = async {
        let notice = keep(app, sender, notification).await?;
        let told = apply_all(app, (sender, notice.id), facts).await?;
        let verdict = told.verdict;
        close(app, notice.id, outcome_of(told, facts.is_empty())).await?;
        Ok::<_, NoticeError>(verdict)
    };
    heard.await.unwrap_or_else(|error| {
        tracing::error!(sender, "a notification could not be applied: {error}");
        Verdict::OurError
    })
}

fn outcome_of(told: Told, is_empty: bool) -> Outcome {
    let state = match told.verdict {
        _ if is_empty => NoticeState::Ignored,
        Verdict::Recorded | Verdict::AlreadyKnown if told.reason.is_none() => {
            NoticeState::Processed
        }
        _ => NoticeState::Parked,
    };
    Outcome {
        state,
        reason: told.reason,
        payment_id: told.payment_id,
    }
}

/// Applies every fact; the answer is the worst of theirs, and a person is needed if any needs
/// one.
async fn apply_all(
    app: &App,
    (sender, notice_id): (&str, Uuid),
    facts: &[Fact],
) -> Result<Told, NoticeError> {
    let mut all: Option<Told> = None;
    for fact in facts {
        let told = apply(app, (sender, notice_id), fact).await?;
        all = Some(match all {
            Some(before) => before.and(told),
            None => told,
        });
    }
    Ok(all.unwrap_or_else(|| Told::about(Verdict::Recorded, None)))
}

const fn weight(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::AlreadyKnown => 0,
        Verdict::Recorded => 1,
        Verdict::AmountDiffers => 2,
        Verdict::UnknownReference => 3,
        Verdict::BadSignature => 4,
        Verdict::OurError => 5,
    }
}

async fn apply(
    app: &App,
    (sender, notice_id): (&str, Uuid),
    fact: &Fact,
) -> Result<Told, NoticeError> {
    match fact.kind {
        FactKind::Received => {
            let sighting = Sighting {
                sender,
                notice_id,
                fact,
            };
            let (is_new, payment_id) = receipts::seen(app, sighting).await?;
            Ok(Told::about(recorded(is_new), payment_id))
        }
        // What leaves the account is closed by whoever sent it, with the bank's reference.
        FactKind::Sent => Ok(Told::about(Verdict::Recorded, None)),
        FactKind::Refunded | FactKind::RefundFailed => refund(app, sender, fact).await,
        FactKind::Changed => changed(app, sender, fact).await,
        _ => attempt(app, sender, fact).await,
    }
}

const fn recorded(is_new: bool) -> Verdict {
    if is_new {
        Verdict::Recorded
    } else {
        Verdict::AlreadyKnown
    }
}

/// A refund has moved: whoever sent it asks the provider, whose answer counts.
async fn refund(app: &App, sender: &str, fact: &Fact) -> Result<Told, NoticeError> {
    let Subject::Refund(refund_id) = fact.about else {
        let reason = "a refund that was not ordered here".to_owned();
        return Ok(Told::parked(Verdict::UnknownReference, None, reason));
    };
    match payments::ask_about_refund(app, sender, refund_id).await? {
        Some(payment_id) => Ok(Told::about(Verdict::Recorded, Some(payment_id))),
        None => {
            let reason = format!("no refund {refund_id} of this provider");
            Ok(Told::parked(Verdict::UnknownReference, None, reason))
        }
    }
}

/// Something has happened that the notification does not tell well enough: we ask.
async fn changed(app: &App, sender: &str, fact: &Fact) -> Result<Told, NoticeError> {
    if matches!(fact.about, Subject::Refund(_)) {
        return refund(app, sender, fact).await;
    }
    let Some(attempt) = payments::find(app, sender, &fact.about).await? else {
        return Ok(nobodys(fact));
    };
    payments::ask_about(app, attempt.id).await?;
    Ok(Told::about(Verdict::Recorded, Some(attempt.id)))
}

/// A fact about no attempt of this provider's.
fn nobodys(fact: &Fact) -> Told {
    let reason = format!("no attempt for {:?}", fact.about);
    Told::parked(Verdict::UnknownReference, None, reason)
}

/// A fact about an attempt: it must be one of this provider's. Money that came or is promised must
/// be what is expected; other facts move none.
async fn attempt(app: &App, sender: &str, fact: &Fact) -> Result<Told, NoticeError> {
    let Some(attempt) = payments::find(app, sender, &fact.about).await? else {
        return Ok(nobodys(fact));
    };
    let payment_id = Some(attempt.id);
    let moves_money = matches!(fact.kind, FactKind::Paid | FactKind::Authorised);
    if moves_money && !payments::is_expected(&attempt, fact) {
        let reason = format!(
            "{} {} instead of {} VND",
            fact.amount,
            fact.currency.code(),
            payments::expected(&attempt, fact.kind).unwrap_or(0)
        );
        return Ok(Told::parked(Verdict::AmountDiffers, payment_id, reason));
    }
    let applied = match checkout::apply(app, &attempt, fact).await? {
        Applied::Nothing => elsewhere(app, attempt.id, fact).await?,
        applied => Ok(applied == Applied::New),
    };
    Ok(match applied {
        Ok(is_new) => Told::about(recorded(is_new), payment_id),
        Err(reason) => Told::parked(Verdict::Recorded, payment_id, reason),
    })
}

/// A fact from which nothing follows for the purchase: whether it was new to whom it concerns,
/// or else why it needs a person.
pub(super) async fn elsewhere(
    app: &App,
    payment_id: Uuid,
    fact: &Fact,
) -> Result<Result<bool, String>, NoticeError> {
    let needs_person = format!(
        "{} over {} {} needs a person",
        fact.kind.name(),
        fact.amount,
        fact.currency.code()
    );
    if !fact.kind.is_of_dispute() {
        return Ok(Err(needs_person));
    }
    match disputes::hear(app, payment_id, fact).await {
        Ok(is_new) => Ok(Ok(is_new)),
        Err(DisputeError::Unusable) => Ok(Err(needs_person)),
        Err(error) => Err(error.into()),
    }
}
