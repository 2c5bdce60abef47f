//! Remittances that were posted.

use chrono::{DateTime, NaiveDate, Utc};
use entity::remittances::remittance;
use money::Money;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::RemittanceError;
use crate::{App, accounts::Staff, page::PageRequest};

/// One transfer of a carrier: cash − fees − transfer fee = received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remittance {
    /// The remittance.
    pub id: Uuid,
    /// The carrier's code.
    pub carrier: String,
    /// The carrier's name for it.
    pub reference: String,
    /// The day of the transfer.
    pub remitted_on: NaiveDate,
    /// The cash of its parcels.
    pub cod: Money,
    /// The fees that the carrier kept.
    pub fees: Money,
    /// What the transfer itself cost.
    pub transfer_fee: Money,
    /// What the bank received; below zero when the carrier was paid.
    pub received: Money,
    /// Who took it.
    pub created_by: String,
    /// When it was taken.
    pub created_at: DateTime<Utc>,
}

/// Remittances, the newest first, with the cursor of the next page.
///
/// # Errors
///
/// When the database fails.
pub async fn remittances(
    app: &App,
    _staff: &Staff,
    carrier: Option<&str>,
    page: PageRequest,
) -> Result<(Vec<Remittance>, Option<String>), RemittanceError> {
    let mut rows = remittance::Entity::find()
        .order_by_desc(remittance::Column::Id)
        .limit(page.rows + 1);
    if let Some(carrier) = carrier {
        rows = rows.filter(remittance::Column::CarrierCode.eq(carrier));
    }
    if let Some(after) = page.after {
        rows = rows.filter(remittance::Column::Id.lt(after));
    }
    let rows = rows.all(app.database().read()).await?;
    let (rows, cursor) = page.cut(rows, |row| row.id);
    let rows = rows.into_iter().map(Remittance::try_from);
    Ok((rows.collect::<Result<_, _>>()?, cursor))
}
