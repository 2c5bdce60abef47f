//! Who may pay at the door: a cap on the sum, and what happened at this door before.

use chrono::TimeDelta;
use entity::{
    carriers::cod_refusal,
    catalog::{ReturnClass, product},
    checkout::purchase,
};
use money::Money;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use serde_json::Value;
use uuid::Uuid;

use super::CarrierError;
use crate::{App, token};

/// How long a refused parcel counts.
const COUNTED_FOR: TimeDelta = TimeDelta::days(365);
/// Refused parcels after which perishable goods are not sent unpaid.
const PERISHABLE_REFUSALS: u64 = 2;

/// A purchase that shall be paid at the door.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CashOrder<'a> {
    /// What it costs.
    pub(crate) total: Money,
    /// The numbers that the carrier may call.
    pub(crate) phones: [&'a str; 2],
    /// What is in it.
    pub(crate) product_ids: &'a [Uuid],
}

/// Refuses cash on delivery above the cap, to phone numbers that refused too many parcels,
/// and for perishable goods to those that refused more than one.
///
/// # Errors
///
/// [`CarrierError::CashTooMuch`], [`CarrierError::CashNotForPhone`],
/// [`CarrierError::CashNotForPerishables`], or the database's.
///
/// Source: payments.md, part 3.1, "COD risk controls".
pub(crate) async fn refuse_risky<C: ConnectionTrait>(
    connection: &C,
    app: &App,
    order: CashOrder<'_>,
) -> Result<(), CarrierError> {
    if let Some(most) = app.settings().cod_amount_max
        && order.total > most
    {
        return Err(CarrierError::CashTooMuch { most });
    }
    let refused = refusals(connection, app, order.phones).await?;
    if refused >= u64::from(app.settings().cod_refusals_max) {
        return Err(CarrierError::CashNotForPhone);
    }
    if refused >= PERISHABLE_REFUSALS && has_perishable(connection, order.product_ids).await? {
        return Err(CarrierError::CashNotForPerishables);
    }
    Ok(())
}

/// Orders that were refused lately under one of these numbers.
async fn refusals<C: ConnectionTrait>(
    connection: &C,
    app: &App,
    phones: [&str; 2],
) -> Result<u64, DbErr> {
    cod_refusal::Entity::find()
        .select_only()
        .column(cod_refusal::Column::OrderId)
        .distinct()
        .filter(cod_refusal::Column::PhoneHash.is_in(phones.map(phone_hash)))
        .filter(cod_refusal::Column::CreatedAt.gt(app.clock().now() - COUNTED_FOR))
        .count(connection)
        .await
}

async fn has_perishable<C: ConnectionTrait>(
    connection: &C,
    product_ids: &[Uuid],
) -> Result<bool, DbErr> {
    let perishable = product::Entity::find()
        .filter(product::Column::Id.is_in(product_ids.iter().copied()))
        .filter(product::Column::ReturnClass.eq(ReturnClass::Perishable))
        .count(connection)
        .await?;
    Ok(perishable > 0)
}

/// The hashes of the numbers of a purchase: the buyer's and the one at the door.
pub(super) fn phones_of(purchase: &purchase::Model) -> Vec<String> {
    let phone = |json: &str| {
        let value: Value = serde_json::from_str(json).ok()?;
        value["phone"].as_str().map(phone_hash)
    };
    let phones = [phone(&purchase.contact), phone(&purchase.address)];
    let mut phones: Vec<String> = phones.into_iter().flatten().collect();
    phones.sort();
    phones.dedup();
    phones
}

/// A number without what people write differently: +84 912… and 0912… are one.
fn phone_hash(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let national = digits
        .strip_prefix("84")
        .filter(|rest| rest.len() >= 8)
        .or(digits.strip_prefix('0'))
        .unwrap_or(&digits);
    token::hash(national)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_one_however_it_is_written() {
        for written in [
            "0912345678",
            "+84912345678",
            "84 912 345 678",
            "0912.345.678",
        ] {
            assert_eq!(phone_hash(written), phone_hash("912345678"), "{written}");
        }
        assert_ne!(phone_hash("0912345679"), phone_hash("0912345678"));
    }
}
