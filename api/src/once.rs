//! Requests that must happen once: answered again instead of done again.

use market::{
    App,
    idempotency::{self, Begun, IdempotencyError, KeyedRequest, SavedAnswer, Ticket},
};
use poem_openapi::types::{ParseFromJSON, ToJSON};

use crate::problem::{ApiError, ApiResult};

/// The status under which a success is saved; its route knows the exact one.
const SUCCESS: u16 = 200;

/// What a key says about its request.
pub(crate) enum Asked<T> {
    /// Asked for the first time: do the work, then save the answer under the ticket.
    Fresh(Ticket),
    /// Done before; this was the answer.
    Answered(T),
}

/// Looks a key up, for work that saves its answer in its own transaction.
///
/// # Errors
///
/// The refusal that was saved, or 409, 422 and the like of the key itself.
pub(crate) async fn asked<T: ParseFromJSON>(
    app: &App,
    request: KeyedRequest,
) -> ApiResult<Asked<T>> {
    match idempotency::begin(app, request).await? {
        Begun::Fresh(ticket) => Ok(Asked::Fresh(ticket)),
        Begun::Answered(saved) => told(saved).map(Asked::Answered),
    }
}

/// Does the work of a key unless it was done before.
///
/// Answers and refusals of the rules (409) are saved; other refusals changed nothing and may
/// be asked again. The answer is saved after the work: a process that dies in between leaves
/// work that must bear being asked for again.
///
/// # Errors
///
/// What the work refused, now or before.
pub(crate) async fn once<T: ParseFromJSON + ToJSON>(
    app: &App,
    request: KeyedRequest,
    work: impl Future<Output = ApiResult<T>>,
) -> ApiResult<T> {
    let ticket = match asked(app, request).await? {
        Asked::Fresh(ticket) => ticket,
        Asked::Answered(answer) => return Ok(answer),
    };
    match work.await {
        Ok(answer) => {
            let first = idempotency::save_first(app, &ticket, success(&answer)).await?;
            first.map_or(Ok(answer), told)
        }
        Err(refusal) => refused(app, &ticket, refusal).await,
    }
}

/// A success, written down to be saved with its key.
pub(crate) fn success(answer: &impl ToJSON) -> SavedAnswer {
    SavedAnswer {
        status: SUCCESS,
        answer: answer.to_json_string(),
    }
}

/// Saves a refusal of the rules, so that the same key is refused again; passes it on. What
/// was refused because another process had done it for the same key gets that one's answer.
///
/// # Errors
///
/// The refusal, unless the key was answered otherwise before.
pub(crate) async fn refused<T: ParseFromJSON>(
    app: &App,
    ticket: &Ticket,
    refusal: ApiError,
) -> ApiResult<T> {
    if !matches!(refusal, ApiError::Conflict(_)) {
        return Err(refusal);
    }
    let (status, answer) = refusal.saved();
    let first = idempotency::save_first(app, ticket, SavedAnswer { status, answer }).await?;
    first.map_or(Err(refusal), told)
}

/// What was answered under the same key before.
fn told<T: ParseFromJSON>(saved: SavedAnswer) -> ApiResult<T> {
    if saved.status == SUCCESS {
        read(&saved)
    } else {
        Err(ApiError::replayed(&saved.answer))
    }
}

fn read<T: ParseFromJSON>(saved: &SavedAnswer) -> ApiResult<T> {
    T::parse_from_json_string(&saved.answer).map_err(|_| IdempotencyError::AnswerUnreadable.into())
}
