//! What carriers charge, and what is left of the delivery that shoppers paid.

use entity::orders::{OrderState, parcel, seller_order};
use money::Money;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{CarrierError, Parcel, parcel::last_parcel};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    database::sql,
    ledger::{self, CarrierFees, FeeSource, ParcelFee, ShippingClosed},
};

/// Rules 7, 7b, 14 and 15: the carrier's whole fee for the last parcel of an order is known,
/// or another one than before. The same fee told again changes nothing.
///
/// # Errors
///
/// [`CarrierError::OrderNotFound`], [`CarrierError::NotShipped`],
/// [`CarrierError::FieldUnusable`], [`CarrierError::FeePaid`] below what was paid for the
/// parcel already.
pub async fn set_fee(
    app: &App,
    staff: &Staff,
    order_id: Uuid,
    fee: i64,
) -> Result<Parcel, CarrierError> {
    let fee = Money::price(fee).map_err(|_| CarrierError::FieldUnusable { field: "/fee" })?;
    let txn = app.database().begin().await?;
    let (order, parcel) = last_parcel(&txn, order_id).await?;
    charge(&txn, app, (&order, parcel.id), (fee, staff.label())).await?;
    let deed = Deed {
        actor: staff.label(),
        action: "parcel.fee_set",
        subject_type: "parcel",
        subject_id: parcel.id.to_string(),
        detail: Some(json!({"order": order.number, "fee": fee.dong()})),
    };
    audit::record(&txn, app.clock().now(), deed).await?;
    let (_, parcel) = last_parcel(&txn, order_id).await?;
    txn.commit().await?;
    Ok(parcel)
}

async fn charge(
    txn: &DatabaseTransaction,
    app: &App,
    (order, parcel_id): (&seller_order::Model, Uuid),
    (fee, actor): (Money, &str),
) -> Result<(), CarrierError> {
    let row = parcel::Entity::find_by_id(parcel_id)
        .lock_exclusive()
        .one(txn)
        .await?
        .ok_or(CarrierError::NotShipped)?;
    let fee = fee.dong();
    if fee < row.carrier_fee_paid {
        return Err(CarrierError::FeePaid);
    }
    if fee == row.carrier_fee {
        return Ok(());
    }
    let change = row.fee_changes + 1;
    parcel::Entity::update(parcel::ActiveModel {
        id: Set(row.id),
        carrier_fee: Set(fee),
        fee_changes: Set(change),
        ..Default::default()
    })
    .exec_without_returning(txn)
    .await?;
    let fees = [ParcelFee {
        order_id: order.id,
        change: Money::new(fee - row.carrier_fee)?,
        has_arrived: has_arrived(order.state),
    }];
    let fact = CarrierFees {
        carrier: &row.carrier_code,
        source: FeeSource::Parcel {
            parcel_id: row.id,
            change,
        },
        fees: &fees,
        actor,
    };
    ledger::carrier_fees(txn, app, fact).await?;
    close_shipping(txn, app, order.id).await
}

/// Whether the fee of a parcel of such an order is set against what the shopper paid for
/// delivery: not when the goods came back or were lost.
pub(crate) const fn has_arrived(state: OrderState) -> bool {
    !matches!(
        state,
        OrderState::DeliveryFailed
            | OrderState::Returning
            | OrderState::Returned
            | OrderState::Lost
            | OrderState::Cancelled
    )
}

#[derive(FromQueryResult)]
struct Residue {
    changes: i64,
    residue: i64,
}

/// Rule 7c: once an order is completed and its carrier's fee is known, what is left of its
/// delivery becomes income or cost of the market. Call it whenever either happens.
///
/// # Errors
///
/// What the ledger refuses.
pub(crate) async fn close_shipping(
    txn: &DatabaseTransaction,
    app: &App,
    order_id: Uuid,
) -> Result<(), CarrierError> {
    let Some(found) = residue_of(txn, order_id).await? else {
        return Ok(());
    };
    let residue = Money::new(found.residue)?;
    if found.changes == 0 || residue == Money::ZERO {
        return Ok(());
    }
    let fact = ShippingClosed {
        order_id,
        closing: i32::try_from(found.changes).unwrap_or(i32::MAX),
        residue,
    };
    Ok(ledger::shipping_closed(txn, app, fact).await?)
}

/// How often the fees of a completed order changed, and what its delivery still comes to.
async fn residue_of(txn: &DatabaseTransaction, order_id: Uuid) -> Result<Option<Residue>, DbErr> {
    let text = "SELECT
             CAST((SELECT COALESCE(SUM(p.fee_changes), 0) FROM parcel p
                   WHERE p.order_id = o.id) AS bigint) AS changes,
             CAST((SELECT COALESCE(SUM(e.amount), 0) FROM ledger_account a
                   JOIN ledger_entry e ON e.account_id = a.id
                   WHERE a.code = 'shipping_clearing' AND e.order_id = o.id) AS bigint)
                 AS residue
         FROM seller_order o WHERE o.id = $1 AND o.state = 'completed'";
    let statement = sql(txn, text, [order_id.into()]);
    let row = txn.query_one_raw(statement).await?;
    row.map(|row| Residue::from_query_result(&row, ""))
        .transpose()
}
