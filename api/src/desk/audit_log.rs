//! Who did what.

use chrono::{DateTime, Utc};
use market::{
    App,
    audit::{self, AuditEntry, AuditFilter},
};
use poem_openapi::{Object, OpenApi, param::Query, payload::Json};
use serde_json::Value;
use uuid::Uuid;

use super::access::Admin;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    wire::{Page, page},
};

/// The routes.
pub(crate) struct AuditLogApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Desk")]
impl AuditLogApi {
    /// Who did what, newest first
    #[oai(path = "/audit-log", method = "get", operation_id = "desk_audit_log")]
    async fn list(
        &self,
        staff: Admin,
        /// Only deeds to this kind of thing, such as `product`.
        subject_type: Query<Option<String>>,
        /// Only deeds to this one.
        subject_id: Query<Option<Uuid>>,
        limit: Query<Option<u64>>,
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<AuditEntryView>>> {
        let page = page(limit.0, cursor.0)?;
        let filter = AuditFilter {
            subject_type: subject_type.0,
            subject_id: subject_id.0.map(|id| id.to_string()),
        };
        let entries = audit::list(&self.0, &staff.0, filter, page).await?;
        Ok(Json(Page::of(entries, AuditEntryView::from)))
    }
}

/// Something that was done.
#[derive(Object)]
#[oai(rename = "AuditEntry")]
struct AuditEntryView {
    /// The entry.
    id: Uuid,
    /// Who did it.
    actor: String,
    /// What was done, noun first.
    action: String,
    /// The noun it was done to.
    subject_type: String,
    /// Which one.
    subject_id: String,
    /// What else to know.
    detail: Option<Value>,
    /// When.
    created_at: DateTime<Utc>,
}

impl From<AuditEntry> for AuditEntryView {
    fn from(entry: AuditEntry) -> Self {
        Self {
            id: entry.id,
            actor: entry.actor,
            action: entry.action,
            subject_type: entry.subject_type,
            subject_id: entry.subject_id,
            detail: entry
                .detail
                .and_then(|detail| serde_json::from_str(&detail).ok()),
            created_at: entry.created_at,
        }
    }
}
