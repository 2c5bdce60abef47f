//! What waits for the desk.

use chrono::{DateTime, Utc};
use market::{App, catalog, certification, waiting::Waiting};
use poem_openapi::{Object, OpenApi, payload::Json};

use super::access::Clerk;
use crate::{openapi::Tag, problem::ApiResult};

/// The routes.
pub(crate) struct InboxApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Desk")]
impl InboxApi {
    /// What waits for the desk
    #[oai(path = "/inbox", method = "get", operation_id = "desk_inbox")]
    async fn inbox(&self, staff: Clerk) -> ApiResult<Json<InboxView>> {
        let now = self.0.clock().now();
        let products = catalog::waiting(&self.0, &staff.0).await?;
        let certificates = certification::waiting(&self.0, &staff.0).await?;
        Ok(Json(InboxView {
            products: WaitingView::of(products, now),
            certificates: WaitingView::of(certificates, now),
        }))
    }
}

/// What waits for the desk.
#[derive(Object)]
#[oai(rename = "Inbox")]
struct InboxView {
    /// Products to approve: `GET /desk/products?state=submitted`.
    products: WaitingView,
    /// Certificates to verify: `GET /desk/certificates?state=pending`.
    certificates: WaitingView,
}

/// How much waits.
#[derive(Object)]
#[oai(rename = "Waiting")]
struct WaitingView {
    /// How many.
    count: u64,
    /// Since when the one that waits longest has not moved.
    oldest_since: Option<DateTime<Utc>>,
    /// How long that is, in seconds.
    oldest_age_s: Option<i64>,
}

impl WaitingView {
    fn of(waiting: Waiting, now: DateTime<Utc>) -> Self {
        Self {
            count: waiting.count,
            oldest_since: waiting.oldest,
            oldest_age_s: waiting.oldest.map(|since| (now - since).num_seconds()),
        }
    }
}
