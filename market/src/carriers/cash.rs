//! The parcels whose cash a carrier still holds.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{CarrierError, directory};
use crate::{App, accounts::Staff, database::sql, page::PageRequest};

/// A parcel whose cash the carrier has not wholly handed over. Amounts are đồng.
#[derive(Clone, Debug, FromQueryResult)]
pub struct CashParcel {
    /// The parcel.
    pub id: Uuid,
    /// The carrier's code for it.
    pub tracking_code: String,
    /// The number of its order.
    pub order_number: String,
    /// What the carrier collected.
    pub collected: i64,
    /// What it handed over.
    pub remitted: i64,
    /// When it collected.
    pub delivered_at: DateTime<Utc>,
}

/// The parcels whose cash a carrier has held for at least so many days, first shipped first,
/// with the cursor of the next page.
///
/// # Errors
///
/// [`CarrierError::NotFound`], [`CarrierError::FieldUnusable`] for a number of days out of
/// range, or the database's.
pub async fn cash_parcels(
    app: &App,
    _staff: &Staff,
    (code, least_days): (&str, i64),
    page: PageRequest,
) -> Result<(Vec<CashParcel>, Option<String>), CarrierError> {
    if !(0..=3_650).contains(&least_days) {
        return Err(CarrierError::FieldUnusable {
            field: "/least_days",
        });
    }
    let db = app.database().read();
    directory::known(db, code).await?;
    let before = app.clock().now() - TimeDelta::days(least_days);
    let values: [Value; 4] = [
        code.into(),
        before.into(),
        page.after.unwrap_or_default().into(),
        i64::try_from(page.rows + 1).unwrap_or(i64::MAX).into(),
    ];
    let text = "SELECT p.id, p.tracking_code, o.number AS order_number,
                       p.cod_collected AS collected, p.cod_remitted AS remitted, p.delivered_at
                FROM parcel p JOIN seller_order o ON o.id = p.order_id
                WHERE p.carrier_code = $1 AND p.cod_collected > p.cod_remitted
                  AND p.delivered_at <= $2 AND p.id > $3
                ORDER BY p.id LIMIT $4";
    let rows = CashParcel::find_by_statement(sql(db, text, values))
        .all(db)
        .await?;
    Ok(page.cut(rows, |row| row.id))
}
