//! One attempt to pay.

use ::payments::{
    Attempt, Capture, Fact, KnownAttempt, Language, Method, Provider, Reference, SandboxOutcome,
    Subject,
};
use chrono::{DateTime, TimeDelta, Utc};
use entity::payments::{PaymentState, payment};
use money::Money;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait as _},
};
use uuid::Uuid;

use super::{PaymentError, authorisation};
use crate::{
    App,
    outbox::{self, Event},
    token::new_id,
};

/// A way to pay, with what a shopper wants to know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodOffer {
    /// The method.
    pub method: Method,
    /// The most it takes for one purchase, in đồng.
    pub amount_max: Money,
    /// Whether sellers wait for the money before they start.
    pub is_prepaid: bool,
}

impl MethodOffer {
    pub(super) fn of(app: &App, method: Method, provider: &dyn Provider) -> Self {
        let most = provider.capabilities().amount_max;
        let cap = app.settings().cod_amount_max;
        Self {
            method,
            amount_max: match cap.filter(|_| method == Method::Cod) {
                Some(cap) => Ord::min(cap, most),
                None => most,
            },
            is_prepaid: method.is_prepaid(),
        }
    }
}

/// An attempt before it is written down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draft {
    pub(crate) purchase_id: Uuid,
    pub(crate) method: Method,
    pub(crate) amount: Money,
    pub(crate) expires_at: Option<DateTime<Utc>>,
    pub(crate) sandbox_outcome: Option<SandboxOutcome>,
}

/// When a provider is first asked; its own notification usually comes earlier.
const QUERY_FIRST_AFTER: TimeDelta = TimeDelta::seconds(5);
/// The longest wait between two questions.
pub(super) const QUERY_WAIT_MAX: TimeDelta = TimeDelta::hours(1);
/// How long after the hold has ended money may still come.
const LATE_MONEY_WITHIN: TimeDelta = TimeDelta::hours(48);

/// Writes an attempt down.
pub(crate) async fn insert<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    draft: Draft,
) -> Result<payment::Model, DbErr> {
    let row = new_attempt(app, draft);
    payment::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(txn)
        .await?;
    Ok(row)
}

/// An attempt that is to be written down. Cash needs no provider: it is due at the door from
/// now on.
pub(crate) fn new_attempt(app: &App, draft: Draft) -> payment::Model {
    let now = app.clock().now();
    let state = if draft.method.is_prepaid() {
        PaymentState::Created
    } else {
        PaymentState::CodDue
    };
    let id = new_id();
    payment::Model {
        id,
        purchase_id: draft.purchase_id,
        method: draft.method.name().to_owned(),
        state,
        reference: Reference::of(id).to_string(),
        provider_ref: None,
        provider_txn: None,
        sandbox_outcome: draft
            .sandbox_outcome
            .map(|outcome| outcome.name().to_owned()),
        next_action: r#"{"type":"none"}"#.to_owned(),
        amount: draft.amount.dong(),
        captured: 0,
        refunded: 0,
        disputed: 0,
        charged_back: 0,
        expires_at: draft.expires_at,
        capture_by: authorisation::capture_by(app, draft.method, now),
        to_capture: None,
        next_query_at: draft.method.is_prepaid().then_some(now + QUERY_FIRST_AFTER),
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// Tells the provider of an attempt, if it does not know yet, and answers the attempt as it
/// is then. Safe to repeat: the provider sees the same key every time.
pub(crate) async fn make_known(
    app: &App,
    row: payment::Model,
) -> Result<payment::Model, PaymentError> {
    if row.state != PaymentState::Created {
        return Ok(row);
    }
    let outcome = row.sandbox_outcome.as_deref().map(str::parse).transpose()?;
    let reference = Reference::of(row.id);
    let attempt = Attempt {
        id: row.id,
        amount: Money::price(row.amount)?,
        description: format!("Thanh toan {reference}"),
        reference,
        created_at: row.created_at,
        expires_at: row.expires_at,
        return_url: app.settings().return_page(row.purchase_id, &row.method),
        shopper_ip: None,
        language: Language::Vietnamese,
        capture: match row.capture_by {
            Some(_) => Capture::Manual,
            None => Capture::Automatic,
        },
        sandbox_outcome: outcome.unwrap_or_default(),
    };
    let created = provider_of(app, &row)?.create(&attempt).await?;
    let next_action =
        serde_json::to_string(&created.next_action).expect("a next action is plain JSON");
    let known = payment::Model {
        provider_ref: Some(created.provider_ref),
        next_action,
        ..row
    };
    record_known(app, &known).await?;
    Ok(known)
}

/// Writes down what the provider calls an attempt. One that was given up meanwhile stays so,
/// but keeps the name: money may still come by it, and could not be sent back without.
async fn record_known(app: &App, known: &payment::Model) -> Result<(), DbErr> {
    use PaymentState as State;
    let waits = payment::Column::State.eq(State::Created);
    let state = Expr::case(waits, State::Pending).finally(Expr::col(payment::Column::State));
    payment::Entity::update_many()
        .set(payment::ActiveModel {
            provider_ref: Set(known.provider_ref.clone()),
            next_action: Set(known.next_action.clone()),
            updated_at: Set(app.clock().now()),
            ..Default::default()
        })
        .col_expr(payment::Column::State, state.into())
        .filter(payment::Column::Id.eq(known.id))
        .filter(payment::Column::ProviderRef.is_null())
        .exec(app.database().write())
        .await?;
    Ok(())
}

/// Attempts whose provider should be asked now, the most overdue first.
pub(crate) async fn due_for_query(app: &App, most: u64) -> Result<Vec<payment::Model>, DbErr> {
    payment::Entity::find()
        .filter(payment::Column::NextQueryAt.lte(app.clock().now()))
        .order_by_asc(payment::Column::NextQueryAt)
        .limit(most)
        .all(app.database().read())
        .await
}

/// Sets when the provider is asked again: waits grow with the attempt's age, and end when
/// money can no longer be expected or has come. A promise is asked about until it is kept.
pub(crate) async fn plan_next_query(app: &App, row: &payment::Model) -> Result<(), DbErr> {
    let now = app.clock().now();
    let wait = ((now - row.created_at) / 2).clamp(QUERY_FIRST_AFTER, QUERY_WAIT_MAX);
    let is_late = row
        .expires_at
        .is_none_or(|end| end + LATE_MONEY_WITHIN < now);
    let is_over = is_late && !authorisation::is_promised(row);
    let next = (!is_over).then_some(now + wait);
    payment::Entity::update_many()
        .col_expr(payment::Column::NextQueryAt, Expr::value(next))
        .filter(payment::Column::Id.eq(row.id))
        .filter(payment::Column::NextQueryAt.is_not_null())
        .exec(app.database().write())
        .await?;
    Ok(())
}

/// Asks the provider what has happened to an attempt so far.
pub(crate) async fn facts_of(app: &App, row: &payment::Model) -> Result<Vec<Fact>, PaymentError> {
    if row.provider_ref.is_none() {
        return Ok(Vec::new());
    }
    let known = known(app, row)?;
    Ok(provider_of(app, row)?.query(&known).await?)
}

/// The attempt that a provider speaks of, if it is one of its own.
pub(crate) async fn find(
    app: &App,
    method: &str,
    about: &Subject,
) -> Result<Option<payment::Model>, DbErr> {
    let named = match about {
        Subject::Ours(reference) => payment::Column::Reference.eq(reference.as_str()),
        Subject::Theirs(name) => payment::Column::ProviderRef
            .eq(name.as_str())
            .or(payment::Column::ProviderTxn.eq(name.as_str())),
        Subject::Refund(_) | Subject::Receipt => return Ok(None),
    };
    payment::Entity::find()
        .filter(payment::Column::Method.eq(method))
        .filter(named)
        .one(app.database().read())
        .await
}

/// The attempt that a shopper's browser comes back from, by what its provider signed into the
/// query of the return page.
///
/// # Errors
///
/// [`PaymentError::MethodClosed`], [`PaymentError::ReturnNotGenuine`] also where a provider
/// signs no return, [`PaymentError::NotFound`] for an attempt that is not ours.
pub(crate) async fn returned_from(
    app: &App,
    method: &str,
    query: &str,
) -> Result<payment::Model, PaymentError> {
    let method = super::open_method(app, method)?;
    let provider = app.providers().get(method);
    let provider = provider.ok_or(PaymentError::MethodClosed)?;
    let about = provider.parse_return(query).map_err(|error| {
        tracing::info!(%method, "a return was not believed: {error}");
        PaymentError::ReturnNotGenuine
    })?;
    let attempt = find(app, method.name(), &about).await?;
    attempt.ok_or(PaymentError::NotFound)
}

/// Has an attempt asked about, since its provider says only that something happened to it.
pub(crate) async fn ask_about(app: &App, payment_id: Uuid) -> Result<(), DbErr> {
    let txn = app.database().begin().await?;
    let asked = Event::PaymentCreated { payment_id };
    outbox::enqueue(&txn, app.clock().now(), [asked]).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(())
}

/// An attempt as it is now.
pub(crate) async fn reload<C: ConnectionTrait>(txn: &C, id: Uuid) -> Result<payment::Model, DbErr> {
    let row = payment::Entity::find_by_id(id).one(txn).await?;
    row.ok_or_else(|| DbErr::RecordNotFound(format!("payment {id}")))
}

/// The provider of an attempt's method.
pub(super) fn provider_of<'a>(
    app: &'a App,
    row: &payment::Model,
) -> Result<&'a dyn Provider, PaymentError> {
    let method: Method = row.method.parse()?;
    app.providers()
        .get(method)
        .ok_or(PaymentError::MethodClosed)
}

/// An attempt as its provider knows it.
pub(super) fn known(app: &App, row: &payment::Model) -> Result<KnownAttempt, PaymentError> {
    Ok(KnownAttempt {
        id: row.id,
        reference: Reference::of(row.id),
        provider_ref: row.provider_ref.clone(),
        provider_txn: row.provider_txn.clone(),
        amount: Money::price(row.amount)?,
        created_at: row.created_at,
        expires_at: row.expires_at,
        now: app.clock().now(),
    })
}
