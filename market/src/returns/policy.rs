//! When goods of a class may come back, and on which conditions: data with dates.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::{
    after_sale::{FreightPayer, ReturnReason, return_policy},
    catalog::ReturnClass,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

/// The rules for one class of goods that held on the day the goods were bought.
pub(super) type Policy = return_policy::Model;

/// The policies of a day, by class.
pub(super) async fn on<C: ConnectionTrait>(
    connection: &C,
    day: NaiveDate,
) -> Result<BTreeMap<&'static str, Policy>, DbErr> {
    let rows = return_policy::Entity::find()
        .filter(return_policy::Column::ValidFrom.lte(day))
        .order_by_asc(return_policy::Column::ValidFrom)
        .all(connection)
        .await?;
    // The last of a class wins.
    Ok(rows
        .into_iter()
        .map(|row| (name(row.return_class), row))
        .collect())
}

/// The name of a class.
pub(super) const fn name(class: ReturnClass) -> &'static str {
    match class {
        ReturnClass::Perishable => "perishable",
        ReturnClass::Sealed => "sealed",
        ReturnClass::Craft => "craft",
        ReturnClass::Standard => "standard",
    }
}

/// Until when goods may come back for a reason; never for one that the class does not know.
pub(super) fn until(
    policy: &Policy,
    reason: ReturnReason,
    delivered_at: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let hours = match reason {
        ReturnReason::ChangedMind => policy.mind_hours,
        ReturnReason::NotAsDescribed => policy.description_hours,
        ReturnReason::Damaged
        | ReturnReason::Spoiled
        | ReturnReason::WrongItem
        | ReturnReason::Missing => policy.fault_hours,
    };
    (hours > 0).then(|| delivered_at + TimeDelta::hours(i64::from(hours)))
}

/// Whether something went wrong on the seller's side.
pub(super) fn is_fault(reason: ReturnReason) -> bool {
    reason != ReturnReason::ChangedMind
}

/// Whether a picture must prove it: of what is missing there is none.
pub(super) fn needs_photo(reason: ReturnReason) -> bool {
    is_fault(reason) && reason != ReturnReason::Missing
}

/// Who bears the way back (rule 14).
pub(super) fn freight_payer(reason: ReturnReason) -> FreightPayer {
    if is_fault(reason) {
        FreightPayer::Seller
    } else {
        FreightPayer::Shopper
    }
}
