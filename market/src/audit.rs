//! Who did what: written in the transaction of the deed, so that neither exists alone.

use chrono::{DateTime, Utc};
use entity::foundation::audit_log;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::Value;

use crate::{
    App, Failure, Kind, Language, Message,
    accounts::Staff,
    failure::{database_code, database_kind},
    page::PageRequest,
    token::new_id,
};

/// A line of the audit log.
pub use entity::foundation::audit_log::Model as AuditEntry;

/// A deed to be written down.
#[derive(Clone, Debug)]
pub struct Deed<'a> {
    /// Who did it, as [`Staff::label`] names people.
    pub actor: &'a str,
    /// What was done, noun first: `product.approved`.
    pub action: &'static str,
    /// The noun it was done to: `product`.
    pub subject_type: &'static str,
    /// Which one.
    pub subject_id: String,
    /// What else to know, such as the note that was given.
    pub detail: Option<Value>,
}

/// Writes a deed down in the caller's transaction.
///
/// # Errors
///
/// When the database fails.
pub async fn record<C: ConnectionTrait>(
    txn: &C,
    now: DateTime<Utc>,
    deed: Deed<'_>,
) -> Result<(), DbErr> {
    audit_log::Entity::insert(audit_log::ActiveModel {
        id: Set(new_id()),
        actor: Set(deed.actor.to_owned()),
        action: Set(deed.action.to_owned()),
        subject_type: Set(deed.subject_type.to_owned()),
        subject_id: Set(deed.subject_id),
        detail: Set(deed.detail.map(|detail| detail.to_string())),
        created_at: Set(now),
    })
    .exec_without_returning(txn)
    .await?;
    Ok(())
}

/// Which lines of the audit log are asked for.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Deeds to this kind of thing.
    pub subject_type: Option<String>,
    /// Deeds to this one.
    pub subject_id: Option<String>,
}

/// The audit log, newest first. Administrators read it.
///
/// # Errors
///
/// When the database fails.
pub async fn list(
    app: &App,
    _admin: &Staff,
    filter: AuditFilter,
    page: PageRequest,
) -> Result<(Vec<AuditEntry>, Option<String>), AuditError> {
    let mut query = audit_log::Entity::find()
        .order_by_desc(audit_log::Column::Id)
        .limit(page.rows + 1);
    if let Some(subject_type) = filter.subject_type {
        query = query.filter(audit_log::Column::SubjectType.eq(subject_type));
    }
    if let Some(subject_id) = filter.subject_id {
        query = query.filter(audit_log::Column::SubjectId.eq(subject_id));
    }
    if let Some(after) = page.after {
        query = query.filter(audit_log::Column::Id.lt(after));
    }
    let rows = query.all(app.database().read()).await?;
    Ok(page.cut(rows, |row| row.id))
}

/// Why the audit log cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the database failed while reading the audit log")]
pub struct AuditError(#[from] DbErr);

impl Failure for AuditError {
    fn kind(&self) -> Kind {
        database_kind(&self.0)
    }

    fn code(&self) -> &'static str {
        database_code(&self.0)
    }

    fn message(&self, language: Language) -> Message {
        Message::internal(language)
    }
}
