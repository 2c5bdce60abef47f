//! Requests that must happen once: the saved answer of a key, and who is at work on it now.
//!
//! Follows draft-ietf-httpapi-idempotency-key-header-07: another body under the same key is
//! refused, a first request that still runs makes the second wait its turn, a finished one
//! is answered again.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use entity::foundation::idempotency;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, Insert, QueryFilter,
    sea_query::{InsertStatement, IntoCondition, OnConflict, Query},
};

use crate::{
    App, Failure, Kind, Language, Message,
    database::sql,
    failure::{database_code, database_kind},
    limits, token,
};

/// A request with its key, before we know whether it came before.
#[derive(Clone, Debug)]
pub struct KeyedRequest {
    scope: String,
    key: String,
    fingerprint: String,
}

/// Why a keyed request is not run.
#[derive(Debug, thiserror::Error)]
pub enum IdempotencyError {
    /// The header is missing where it is required.
    #[error("the request has no idempotency key")]
    Missing,
    /// The header is empty, too long, or not printable ASCII.
    #[error("the idempotency key is not usable")]
    Unusable,
    /// The same key came with another request.
    #[error("the idempotency key was used for another request")]
    Reused,
    /// The first request with this key has not finished.
    #[error("the first request with this key still runs")]
    StillRunning,
    /// The saved answer has a shape that this version does not read.
    #[error("the saved answer of an idempotency key cannot be read")]
    AnswerUnreadable,
    /// The database failed.
    #[error("the database failed while looking up an idempotency key")]
    Database(#[from] DbErr),
}

impl KeyedRequest {
    /// A request of `caller` on `route` with the value of its `Idempotency-Key` header.
    ///
    /// Quoted (a structured-field string) and bare keys are the same key.
    ///
    /// # Errors
    ///
    /// [`IdempotencyError::Missing`] or [`IdempotencyError::Unusable`].
    pub fn new(
        caller: &str,
        route: &str,
        header: Option<&str>,
        body: &str,
    ) -> Result<Self, IdempotencyError> {
        let header = header.ok_or(IdempotencyError::Missing)?.trim();
        let bare = header
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let key = bare.unwrap_or(header);
        let is_usable = !key.is_empty()
            && key.len() <= limits::IDEMPOTENCY_KEY_CHARS_MAX
            && key
                .chars()
                .all(|letter| letter.is_ascii_graphic() || letter == ' ');
        if !is_usable {
            return Err(IdempotencyError::Unusable);
        }
        Ok(Self {
            scope: format!("{caller} {route}"),
            key: key.to_owned(),
            fingerprint: token::hash(body),
        })
    }
}

/// An answer given before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The answer as its route wrote it down.
    pub answer: String,
}

/// What a key says about its request.
#[derive(Debug)]
pub enum Begun {
    /// Nobody has asked this before: do the work while holding the ticket.
    Fresh(Ticket),
    /// Asked and answered.
    Answered(SavedAnswer),
}

/// The right to do the work of a key. While it lives, a second request is told to wait.
#[derive(Debug)]
pub struct Ticket {
    request: KeyedRequest,
    running: Running,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.running.leave(&self.request);
    }
}

/// Keys at work in this process. Between processes the rows' unique keys decide.
#[derive(Clone, Debug, Default)]
pub struct Running(Arc<Mutex<HashSet<(String, String)>>>);

impl Running {
    fn enter(&self, request: &KeyedRequest) -> bool {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert((request.scope.clone(), request.key.clone()))
    }

    fn leave(&self, request: &KeyedRequest) {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.remove(&(request.scope.clone(), request.key.clone()));
    }
}

/// Looks a key up.
///
/// # Errors
///
/// [`IdempotencyError::Reused`], [`IdempotencyError::StillRunning`], or the database's.
pub async fn begin(app: &App, request: KeyedRequest) -> Result<Begun, IdempotencyError> {
    if !app.running().enter(&request) {
        return Err(IdempotencyError::StillRunning);
    }
    let ticket = Ticket {
        request,
        running: app.running().clone(),
    };
    match find(app, &ticket.request).await? {
        Some(saved) => Ok(Begun::Answered(saved)),
        None => Ok(Begun::Fresh(ticket)),
    }
}

#[derive(FromQueryResult)]
struct SavedRow {
    fingerprint: String,
    status: Option<i32>,
    answer: Option<String>,
}

/// The saved answer of a key that is older than its shortest life but not yet cleared away
/// still counts.
async fn find(app: &App, request: &KeyedRequest) -> Result<Option<SavedAnswer>, IdempotencyError> {
    let db = app.database().read();
    let statement = sql(
        db,
        "SELECT fingerprint, status, answer FROM idempotency WHERE scope = $1 AND key = $2",
        [request.scope.as_str().into(), request.key.as_str().into()],
    );
    let Some(row) = SavedRow::find_by_statement(statement).one(db).await? else {
        return Ok(None);
    };
    if row.fingerprint != request.fingerprint {
        return Err(IdempotencyError::Reused);
    }
    let (Some(status), Some(answer)) = (row.status, row.answer) else {
        return Ok(None);
    };
    Ok(Some(SavedAnswer {
        status: u16::try_from(status).unwrap_or(200),
        answer,
    }))
}

/// Refuses work whose key another process has answered meanwhile.
///
/// # Errors
///
/// [`IdempotencyError::StillRunning`], so that the other's answer is told. Or the database's.
pub(crate) async fn refuse_if_answered(app: &App, ticket: &Ticket) -> Result<(), IdempotencyError> {
    match find(app, &ticket.request).await? {
        Some(_) => Err(IdempotencyError::StillRunning),
        None => Ok(()),
    }
}

/// Saves the answer of a key in the transaction of its work, so that of two processes only
/// one can commit.
///
/// # Errors
///
/// [`IdempotencyError::StillRunning`] when another process was first: the caller's transaction
/// must then be rolled back, and a retry gets the first one's answer. Or the database's.
pub async fn save<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    ticket: &Ticket,
    saved: SavedAnswer,
) -> Result<(), IdempotencyError> {
    let inserted = insertion(app, ticket, saved)
        .exec_without_returning(txn)
        .await?;
    match inserted {
        1 => Ok(()),
        _ => Err(IdempotencyError::StillRunning),
    }
}

/// [`save`] as a statement, to be sent together with others, and only `when` something is so. It
/// returns a row, or none when it is not so or another process was first.
pub(crate) fn saving_when(
    app: &App,
    ticket: &Ticket,
    saved: SavedAnswer,
    when: impl IntoCondition,
) -> Result<InsertStatement, DbErr> {
    let request = &ticket.request;
    let row = Query::select()
        .expr(request.scope.as_str())
        .expr(request.key.as_str())
        .expr(request.fingerprint.as_str())
        .expr(i32::from(saved.status))
        .expr(saved.answer)
        .expr(app.clock().now())
        .cond_where(when)
        .to_owned();
    let mut saving = Query::insert();
    saving
        .into_table(idempotency::Entity)
        .columns([
            idempotency::Column::Scope,
            idempotency::Column::Key,
            idempotency::Column::Fingerprint,
            idempotency::Column::Status,
            idempotency::Column::Answer,
            idempotency::Column::CreatedAt,
        ])
        .select_from(row)
        .map_err(|error| DbErr::Type(error.to_string()))?
        .on_conflict(never_over_another())
        .returning_col(idempotency::Column::Key);
    Ok(saving)
}

fn insertion(app: &App, ticket: &Ticket, saved: SavedAnswer) -> Insert<idempotency::ActiveModel> {
    let row = idempotency::ActiveModel {
        scope: Set(ticket.request.scope.clone()),
        key: Set(ticket.request.key.clone()),
        fingerprint: Set(ticket.request.fingerprint.clone()),
        status: Set(Some(i32::from(saved.status))),
        answer: Set(Some(saved.answer)),
        created_at: Set(app.clock().now()),
    };
    idempotency::Entity::insert(row).on_conflict(never_over_another())
}

fn never_over_another() -> OnConflict {
    OnConflict::columns([idempotency::Column::Scope, idempotency::Column::Key])
        .do_nothing()
        .to_owned()
}

/// Saves an answer whose work is already committed, or that changed nothing, unless the key
/// has an answer: another process was first, and its answer, which is told, is the one that
/// counts.
///
/// # Errors
///
/// When the database fails.
pub async fn save_first(
    app: &App,
    ticket: &Ticket,
    saved: SavedAnswer,
) -> Result<Option<SavedAnswer>, IdempotencyError> {
    match save(app.database().write(), app, ticket, saved).await {
        Ok(()) => Ok(None),
        Err(IdempotencyError::StillRunning) => find(app, &ticket.request).await,
        Err(error) => Err(error),
    }
}

/// Puts a newer answer in the place of the one that this ticket saved.
///
/// # Errors
///
/// When the database fails.
pub async fn amend(app: &App, ticket: &Ticket, saved: SavedAnswer) -> Result<(), DbErr> {
    idempotency::Entity::update_many()
        .set(idempotency::ActiveModel {
            status: Set(Some(i32::from(saved.status))),
            answer: Set(Some(saved.answer)),
            ..Default::default()
        })
        .filter(idempotency::Column::Scope.eq(ticket.request.scope.as_str()))
        .filter(idempotency::Column::Key.eq(ticket.request.key.as_str()))
        .exec(app.database().write())
        .await?;
    Ok(())
}

/// Forgets answers older than the published life of a key.
///
/// # Errors
///
/// When the database fails.
pub async fn forget_old(app: &App) -> Result<(), DbErr> {
    let oldest = app.clock().now() - app.settings().idempotency_ttl;
    idempotency::Entity::delete_many()
        .filter(idempotency::Column::CreatedAt.lt(oldest))
        .exec(app.database().write())
        .await?;
    Ok(())
}

impl Failure for IdempotencyError {
    fn kind(&self) -> Kind {
        match self {
            Self::Missing | Self::Unusable => Kind::Invalid,
            Self::Reused => Kind::KeyReused,
            Self::StillRunning => Kind::Conflict,
            Self::AnswerUnreadable => Kind::Internal,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Missing => "idempotency_key_missing",
            Self::Unusable => "idempotency_key_unusable",
            Self::Reused => "idempotency_key_reused",
            Self::StillRunning => "idempotency_key_in_use",
            Self::AnswerUnreadable => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::Missing => [
                [
                    "Thiếu mã chống lặp",
                    "Hãy gửi tiêu đề Idempotency-Key với một mã mới cho mỗi lần đặt.",
                ],
                [
                    "Idempotency key missing",
                    "Send the header Idempotency-Key with a new key for each intention.",
                ],
            ],
            Self::Unusable => [
                [
                    "Mã chống lặp không dùng được",
                    "Mã phải có từ 1 đến 255 ký tự ASCII.",
                ],
                [
                    "Idempotency key not usable",
                    "A key has 1 to 255 printable ASCII characters.",
                ],
            ],
            Self::Reused => [
                [
                    "Mã chống lặp đã dùng cho yêu cầu khác",
                    "Hãy dùng một mã mới cho yêu cầu mới.",
                ],
                [
                    "Idempotency key already used",
                    "This key belongs to another request. Use a new key for a new request.",
                ],
            ],
            Self::StillRunning => [
                [
                    "Yêu cầu đang được xử lý",
                    "Yêu cầu đầu tiên với mã này chưa xong. Hãy thử lại sau giây lát với cùng mã.",
                ],
                [
                    "The request is still running",
                    "The first request with this key has not finished. Try again in a moment with the same key.",
                ],
            ],
            Self::AnswerUnreadable | Self::Database(_) => return Message::internal(language),
        };
        Message::fixed(language, vi, en)
    }
}
