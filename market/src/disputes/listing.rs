//! Disputes as their shopper, their seller and the desk see them.

use chrono::{DateTime, Utc};
use entity::after_sale::{DisputeState, Side, dispute, dispute_evidence};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{DisputeError, security::unreadable};
use crate::{App, page::PageRequest, returns::Viewer};

/// A dispute with what both sides said, oldest first.
#[derive(Clone, Debug)]
pub struct Dispute {
    /// The dispute as it is stored.
    pub row: dispute::Model,
    /// What was said and shown.
    pub evidence: Vec<Evidence>,
}

/// What a side said and showed.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Who.
    pub side: Side,
    /// In own words.
    pub note: String,
    /// The pictures.
    pub photo_ids: Vec<Uuid>,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl TryFrom<&dispute_evidence::Model> for Evidence {
    type Error = DisputeError;

    fn try_from(row: &dispute_evidence::Model) -> Result<Self, DisputeError> {
        Ok(Self {
            side: row.side,
            note: row.note.clone(),
            photo_ids: serde_json::from_str(&row.photo_ids).map_err(unreadable)?,
            created_at: row.created_at,
        })
    }
}

/// One dispute. Card disputes of several orders are the desk's alone.
///
/// # Errors
///
/// [`DisputeError::NotFound`] for a stranger's dispute as for none.
pub async fn view(
    app: &App,
    viewer: Viewer<'_>,
    dispute_id: Uuid,
) -> Result<Dispute, DisputeError> {
    let row = dispute::Entity::find_by_id(dispute_id)
        .one(app.database().read())
        .await?;
    let row = row.ok_or(DisputeError::NotFound)?;
    match (viewer, row.order_id) {
        (Viewer::Desk(_), _) => {}
        (_, Some(order_id)) => {
            viewer.order(app, order_id).await?;
        }
        (_, None) => return Err(DisputeError::NotFound),
    }
    let found = with_evidence(app, vec![row]).await?;
    found.into_iter().next().ok_or(DisputeError::NotFound)
}

/// The disputes about an order, oldest first.
///
/// # Errors
///
/// [`DisputeError::NotFound`] for a stranger's order as for none.
pub async fn of_order(
    app: &App,
    viewer: Viewer<'_>,
    order_id: Uuid,
) -> Result<Vec<Dispute>, DisputeError> {
    viewer.order(app, order_id).await?;
    let rows = dispute::Entity::find()
        .filter(dispute::Column::OrderId.eq(order_id))
        .order_by_asc(dispute::Column::Id)
        .all(app.database().read())
        .await?;
    with_evidence(app, rows).await
}

/// Disputes, the newest first: a seller's own, or all of them for the desk. A shopper asks by
/// order.
///
/// # Errors
///
/// When the database fails.
pub async fn list(
    app: &App,
    viewer: Viewer<'_>,
    state: Option<DisputeState>,
    page: PageRequest,
) -> Result<(Vec<Dispute>, Option<String>), DisputeError> {
    let mut rows = dispute::Entity::find()
        .order_by_desc(dispute::Column::Id)
        .limit(page.rows + 1);
    match viewer {
        Viewer::Desk(_) => {}
        Viewer::Seller(staff) => {
            rows = rows.filter(dispute::Column::SellerId.eq(staff.seller_id()));
        }
        Viewer::Buyer(_) => return Err(DisputeError::NotFound),
    }
    if let Some(state) = state {
        rows = rows.filter(dispute::Column::State.eq(state));
    }
    if let Some(after) = page.after {
        rows = rows.filter(dispute::Column::Id.lt(after));
    }
    let (rows, cursor) = page.cut(rows.all(app.database().read()).await?, |row| row.id);
    Ok((with_evidence(app, rows).await?, cursor))
}

async fn with_evidence(app: &App, rows: Vec<dispute::Model>) -> Result<Vec<Dispute>, DisputeError> {
    let all = dispute_evidence::Entity::find()
        .filter(dispute_evidence::Column::DisputeId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(dispute_evidence::Column::Id)
        .all(app.database().read())
        .await?;
    let of = |id: Uuid| all.iter().filter(move |one| one.dispute_id == id);
    rows.into_iter()
        .map(|row| {
            Ok(Dispute {
                evidence: of(row.id)
                    .map(Evidence::try_from)
                    .collect::<Result<_, _>>()?,
                row,
            })
        })
        .collect()
}
