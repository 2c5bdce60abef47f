//! How rules say no: a kind for the status, a stable code, and words that say what to do.

use sea_orm::{DbErr, RuntimeErr};
use serde_json::Value;

use crate::{Language, language::Bilingual};

/// What sort of refusal this is; the face turns it into a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request breaks a rule of form.
    Invalid,
    /// Nobody has signed in, or the sign-in no longer counts.
    Unauthenticated,
    /// Signed in, but not allowed.
    Forbidden,
    /// Nothing here, or nothing the caller may know about.
    NotFound,
    /// Right request, wrong moment.
    Conflict,
    /// The caller's copy is stale.
    Stale,
    /// The same key came with another request.
    KeyReused,
    /// Too many tries; come back later.
    TooMany,
    /// Something we depend on is away for the moment.
    Unavailable,
    /// Our own fault; told to the operator, not to the caller.
    Internal,
}

/// A refusal that can be told to a person.
pub trait Failure: std::error::Error + Send + Sync + 'static {
    /// What sort of refusal this is.
    fn kind(&self) -> Kind;

    /// The stable name of this refusal, in `snake_case`.
    fn code(&self) -> &'static str;

    /// What is wrong and what to do, in plain words.
    fn message(&self, language: Language) -> Message;

    /// The field at fault as a JSON pointer (RFC 6901), if one is.
    fn pointer(&self) -> Option<String> {
        None
    }

    /// Seconds after which another try makes sense, if waiting helps.
    fn retry_after_s(&self) -> Option<i64> {
        None
    }

    /// Facts that a program can act on, as extra members of the problem document.
    fn facts(&self) -> Option<Value> {
        None
    }
}

/// The words of a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What is wrong, short.
    pub title: String,
    /// The facts and what to do.
    pub detail: String,
}

impl Message {
    /// Words without facts in them, in both languages: `[title, detail]`.
    #[must_use]
    pub fn fixed(language: Language, vi: [&str; 2], en: [&str; 2]) -> Self {
        Self {
            title: language.pick(vi[0], en[0]).to_owned(),
            detail: language.pick(vi[1], en[1]).to_owned(),
        }
    }

    /// A title in both languages, and a detail that was made for `language`.
    #[must_use]
    pub fn with(language: Language, vi: &str, en: &str, detail: String) -> Self {
        Self {
            title: language.pick(vi, en).to_owned(),
            detail,
        }
    }

    /// What to say when something of ours failed.
    #[must_use]
    pub fn internal(language: Language) -> Self {
        Self::fixed(
            language,
            [
                "Hệ thống gặp lỗi",
                "Xin thử lại sau ít phút. Lỗi đã được ghi lại.",
            ],
            [
                "Something went wrong on our side",
                "Please try again in a few minutes. The fault was logged.",
            ],
        )
    }
}

/// The kind of a database error: away for the moment, or a fault of ours.
#[must_use]
pub fn database_kind(error: &DbErr) -> Kind {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Kind::Unavailable,
        _ if is_momentary(error) => Kind::Unavailable,
        _ => Kind::Internal,
    }
}

/// Whether the database gave up only because of others at work: nothing was written, and
/// another try may well succeed. PostgreSQL says serialization failure, deadlock or lock not
/// available; SQLite says busy or locked, whatever the extended code.
fn is_momentary(error: &DbErr) -> bool {
    let code = refusal_of(error).and_then(|refused| refused.code());
    match code.as_deref() {
        Some("40001" | "40P01" | "55P03") => true,
        Some(code) => code
            .parse::<u32>()
            .is_ok_and(|code| code < 10_000 && matches!(code & 0xff, 5 | 6)),
        None => false,
    }
}

/// What the database itself said, if it was the one to refuse.
fn refusal_of(error: &DbErr) -> Option<&dyn sea_orm::sqlx::error::DatabaseError> {
    let (DbErr::Query(RuntimeErr::SqlxError(driver)) | DbErr::Exec(RuntimeErr::SqlxError(driver))) =
        error
    else {
        return None;
    };
    driver.as_database_error()
}

/// The stable code of a database error.
#[must_use]
pub fn database_code(error: &DbErr) -> &'static str {
    match database_kind(error) {
        Kind::Unavailable => "database_unavailable",
        _ => "internal",
    }
}

/// Turns the violation of a named constraint into a refusal of the rules.
pub trait OnConstraint<T> {
    /// The refusal, if the statement broke a unique rule on `columns` (SQLite names
    /// `table.column`) or of the constraint called `name` (PostgreSQL).
    ///
    /// # Errors
    ///
    /// `refusal` for that violation, the database's error otherwise.
    fn on_unique<E: From<DbErr>>(self, name: &str, columns: &str, refusal: E) -> Result<T, E>;
}

impl<T> OnConstraint<T> for Result<T, DbErr> {
    fn on_unique<E: From<DbErr>>(self, name: &str, columns: &str, refusal: E) -> Result<T, E> {
        self.map_err(|error| {
            if breaks_unique(&error, name, columns) {
                refusal
            } else {
                error.into()
            }
        })
    }
}

fn breaks_unique(error: &DbErr, name: &str, columns: &str) -> bool {
    let Some(refused) = refusal_of(error) else {
        return false;
    };
    refused.is_unique_violation()
        && (refused.constraint() == Some(name) || refused.message().contains(columns))
}
