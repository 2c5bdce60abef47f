//! A remittance that fits, written down and posted.

use std::collections::BTreeSet;

use entity::{
    orders::{OrderState, parcel},
    remittances::{remittance, remittance_line},
};
use money::Money;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{RemittanceError, check::Matched};
use crate::{
    App,
    audit::{self, Deed},
    carriers::{self, has_arrived},
    database::insert_all,
    ledger::{self, CarrierFees, CodRemitted, FeeSource, ParcelFee},
};

/// Writes everything that a remittance changes: its rows, the parcels, the ledger (rules 7,
/// 7b and 8, 7c for orders that are completed already), the attempts to pay.
pub(super) async fn post(
    txn: &DatabaseTransaction,
    app: &App,
    row: &remittance::Model,
    matched: &[Matched],
) -> Result<(), RemittanceError> {
    remittance::Entity::insert(remittance::ActiveModel::from(row.clone()))
        .exec_without_returning(txn)
        .await?;
    let lines = matched.iter().map(|matched| remittance_line::ActiveModel {
        remittance_id: Set(row.id),
        parcel_id: Set(matched.parcel.id),
        line: Set(i32::try_from(matched.row.line).unwrap_or(i32::MAX)),
        cod: Set(matched.row.cod),
        fee: Set(matched.row.fee),
    });
    insert_all(txn, lines.collect(), None).await?;
    for matched in matched {
        update_parcel(txn, matched).await?;
    }
    post_fees(txn, app, row, matched).await?;
    post_cash(txn, app, row, matched).await?;
    let purchases: BTreeSet<Uuid> = matched.iter().map(|row| row.purchase_id).collect();
    let purchases: Vec<Uuid> = purchases.into_iter().collect();
    carriers::refresh_attempts(txn, app, &purchases).await?;
    note(txn, app, row).await
}

/// What the carrier is owed for a parcel after this transfer: what it had been paid, and what
/// it keeps now. A row without fees says nothing about them.
const fn fee_after(matched: &Matched) -> i64 {
    if matched.row.fee == 0 {
        matched.parcel.carrier_fee
    } else {
        matched.parcel.carrier_fee_paid + matched.row.fee
    }
}

const fn fee_change(matched: &Matched) -> i64 {
    fee_after(matched) - matched.parcel.carrier_fee
}

async fn update_parcel(
    txn: &DatabaseTransaction,
    matched: &Matched,
) -> Result<(), RemittanceError> {
    let parcel = &matched.parcel;
    let changes = i32::from(fee_change(matched) != 0);
    parcel::Entity::update(parcel::ActiveModel {
        id: Set(parcel.id),
        cod_remitted: Set(parcel.cod_remitted + matched.row.cod),
        carrier_fee: Set(fee_after(matched)),
        carrier_fee_paid: Set(parcel.carrier_fee_paid + matched.row.fee),
        fee_changes: Set(parcel.fee_changes + changes),
        ..Default::default()
    })
    .exec_without_returning(txn)
    .await?;
    Ok(())
}

async fn post_fees(
    txn: &DatabaseTransaction,
    app: &App,
    row: &remittance::Model,
    matched: &[Matched],
) -> Result<(), RemittanceError> {
    let changed = matched.iter().filter(|matched| fee_change(matched) != 0);
    let fees = changed
        .clone()
        .map(|matched| {
            Ok(ParcelFee {
                order_id: matched.parcel.order_id,
                change: Money::new(fee_change(matched))?,
                has_arrived: has_arrived(matched.order_state),
            })
        })
        .collect::<Result<Vec<_>, RemittanceError>>()?;
    let fact = CarrierFees {
        carrier: &row.carrier_code,
        source: FeeSource::Remittance(row.id),
        fees: &fees,
        actor: &row.created_by,
    };
    ledger::carrier_fees(txn, app, fact).await?;
    for matched in changed {
        if matched.order_state == OrderState::Completed {
            carriers::close_shipping(txn, app, matched.parcel.order_id).await?;
        }
    }
    Ok(())
}

async fn post_cash(
    txn: &DatabaseTransaction,
    app: &App,
    row: &remittance::Model,
    matched: &[Matched],
) -> Result<(), RemittanceError> {
    let cash = matched
        .iter()
        .map(|matched| Ok((matched.parcel.order_id, Money::price(matched.row.cod)?)))
        .collect::<Result<Vec<_>, RemittanceError>>()?;
    let fact = CodRemitted {
        remittance_id: row.id,
        carrier: &row.carrier_code,
        received: Money::new(row.received)?,
        fees: Money::price(row.fees)?,
        transfer_fee: Money::price(row.transfer_fee)?,
        cash: &cash,
        actor: &row.created_by,
    };
    Ok(ledger::cod_remitted(txn, app, fact).await?)
}

async fn note(
    txn: &DatabaseTransaction,
    app: &App,
    row: &remittance::Model,
) -> Result<(), RemittanceError> {
    let deed = Deed {
        actor: &row.created_by,
        action: "remittance.posted",
        subject_type: "remittance",
        subject_id: row.id.to_string(),
        detail: Some(json!({
            "carrier": row.carrier_code, "reference": row.reference, "received": row.received,
        })),
    };
    Ok(audit::record(txn, app.clock().now(), deed).await?)
}
