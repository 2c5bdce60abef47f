//! What carriers are asked to pay for parcels that they lost or spoilt, and what they paid.

use entity::{
    carriers::{ClaimState, carrier_claim},
    orders::{OrderState, parcel},
};
use money::Money;
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, FromQueryResult,
    QueryFilter, Value,
};
use serde_json::json;
use uuid::Uuid;

use super::{CarrierError, parcel::last_parcel};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    database::sql,
    failure::OnConstraint,
    ledger::{self, ClaimClosed, ParcelLost},
    page::PageRequest,
    text,
    token::new_id,
};

/// Characters of the bank's reference.
const BANK_REFERENCE_CHARS_MAX: usize = 100;
/// Characters of why a carrier does not pay.
const NOTE_CHARS_MAX: usize = 500;

/// A claim against a carrier, with what it is about. Amounts are đồng.
#[derive(Clone, Debug, FromQueryResult)]
pub struct CarrierClaim {
    /// The claim.
    #[sea_orm(nested)]
    pub row: carrier_claim::Model,
    /// The carrier's code for the parcel.
    pub tracking_code: String,
    /// The number of its order.
    pub order_number: String,
}

/// What a carrier shall pay for a parcel, as typed.
#[derive(Clone, Copy, Debug)]
pub struct NewClaim {
    /// What it shall pay, in đồng.
    pub amount: i64,
    /// What of that is the seller's by contract.
    pub seller_share: i64,
}

/// Which claims a list shows.
#[derive(Clone, Debug, Default)]
pub struct ClaimFilter {
    /// Only those against this carrier.
    pub carrier: Option<String>,
    /// Only those that are this far.
    pub state: Option<ClaimState>,
}

/// Asks a carrier to pay for the parcel of an order that it lost or spoilt (rule 16). The
/// seller's share can be paid out at once, whatever the carrier pays in the end.
///
/// # Errors
///
/// [`CarrierError::OrderNotFound`], [`CarrierError::NotShipped`],
/// [`CarrierError::NothingToClaim`] while the parcel may still arrive,
/// [`CarrierError::ClaimedBefore`], [`CarrierError::FieldUnusable`] that names the amount.
pub async fn claim(
    app: &App,
    staff: &Staff,
    order_id: Uuid,
    new: NewClaim,
) -> Result<CarrierClaim, CarrierError> {
    let unusable = |field| CarrierError::FieldUnusable { field };
    let amount = Money::price(new.amount).map_err(|_| unusable("/amount"))?;
    if amount == Money::ZERO {
        return Err(unusable("/amount"));
    }
    let seller_share = Money::price(new.seller_share).map_err(|_| unusable("/seller_share"))?;
    if seller_share > amount {
        return Err(unusable("/seller_share"));
    }
    let txn = app.database().begin().await?;
    let (order, parcel) = last_parcel(&txn, order_id).await?;
    if !is_over(order.state) {
        return Err(CarrierError::NothingToClaim);
    }
    let row = carrier_claim::Model {
        id: new_id(),
        parcel_id: parcel.id,
        carrier_code: parcel.carrier_code,
        amount: amount.dong(),
        seller_share: seller_share.dong(),
        received: 0,
        state: ClaimState::Open,
        bank_reference: None,
        note: None,
        created_by: staff.label().to_owned(),
        created_at: app.clock().now(),
        closed_by: None,
        closed_at: None,
    };
    carrier_claim::Entity::insert(carrier_claim::ActiveModel::from(row.clone()))
        .exec_without_returning(&txn)
        .await
        .on_unique(
            "carrier_claim_parcel_id_key",
            "carrier_claim.parcel_id",
            CarrierError::ClaimedBefore,
        )?;
    let lost = ParcelLost {
        parcel_id: parcel.id,
        order_id,
        seller_id: order.seller_id,
        carrier: &row.carrier_code,
        claim: amount,
        seller_share,
        actor: staff.label(),
    };
    ledger::parcel_lost(&txn, app, lost).await?;
    let detail = json!({"order": order.number, "amount": row.amount});
    remember(&txn, app, staff, ("carrier_claim.made", row.id, detail)).await?;
    txn.commit().await?;
    by_id(app, row.id).await
}

/// Whether a parcel of such an order cannot arrive unspoilt any more.
const fn is_over(state: OrderState) -> bool {
    matches!(
        state,
        OrderState::Lost | OrderState::Returned | OrderState::Delivered | OrderState::Completed
    )
}

/// The carrier paid, all of it or as much as it would: the rest is the market's cost.
///
/// # Errors
///
/// [`CarrierError::ClaimNotFound`], [`CarrierError::ClaimClosed`],
/// [`CarrierError::AboveClaim`], [`CarrierError::FieldUnusable`] that names the field.
pub async fn receive_compensation(
    app: &App,
    staff: &Staff,
    claim_id: Uuid,
    (received, bank_reference): (i64, &str),
) -> Result<CarrierClaim, CarrierError> {
    let unusable = |field| CarrierError::FieldUnusable { field };
    let received = Money::price(received).map_err(|_| unusable("/amount"))?;
    if received == Money::ZERO {
        return Err(unusable("/amount"));
    }
    let reference =
        text::line(bank_reference, BANK_REFERENCE_CHARS_MAX).ok_or(unusable("/bank_reference"))?;
    let end = End {
        state: ClaimState::Received,
        received,
        bank_reference: Some(reference),
        note: None,
    };
    close(app, staff, claim_id, end).await
}

/// The carrier does not pay: what was claimed is the market's cost.
///
/// # Errors
///
/// As [`receive_compensation`].
pub async fn refuse_compensation(
    app: &App,
    staff: &Staff,
    claim_id: Uuid,
    reason: &str,
) -> Result<CarrierClaim, CarrierError> {
    let reason = text::line(reason, NOTE_CHARS_MAX)
        .ok_or(CarrierError::FieldUnusable { field: "/reason" })?;
    let end = End {
        state: ClaimState::Refused,
        received: Money::ZERO,
        bank_reference: None,
        note: Some(reason),
    };
    close(app, staff, claim_id, end).await
}

/// How a claim ends.
struct End {
    state: ClaimState,
    received: Money,
    bank_reference: Option<String>,
    note: Option<String>,
}

async fn close(
    app: &App,
    staff: &Staff,
    claim_id: Uuid,
    end: End,
) -> Result<CarrierClaim, CarrierError> {
    let known = by_id(app, claim_id).await?.row;
    let claimed = Money::price(known.amount)?;
    if end.received > claimed {
        return Err(CarrierError::AboveClaim { most: claimed });
    }
    let txn = app.database().begin().await?;
    let moved = carrier_claim::Entity::update_many()
        .set(carrier_claim::ActiveModel {
            state: Set(end.state),
            received: Set(end.received.dong()),
            bank_reference: Set(end.bank_reference),
            note: Set(end.note),
            closed_by: Set(Some(staff.label().to_owned())),
            closed_at: Set(Some(app.clock().now())),
            ..Default::default()
        })
        .filter(carrier_claim::Column::Id.eq(claim_id))
        .filter(carrier_claim::Column::State.eq(ClaimState::Open))
        .exec(&txn)
        .await?;
    if moved.rows_affected == 0 {
        return Err(CarrierError::ClaimClosed);
    }
    let parcel = parcel::Entity::find_by_id(known.parcel_id)
        .one(&txn)
        .await?;
    let closed = ClaimClosed {
        claim_id,
        order_id: parcel.ok_or(CarrierError::ClaimNotFound)?.order_id,
        carrier: &known.carrier_code,
        claim: claimed,
        received: end.received,
        actor: staff.label(),
    };
    ledger::claim_closed(&txn, app, closed).await?;
    let detail = json!({"state": end.state.to_value(), "received": end.received.dong()});
    remember(&txn, app, staff, ("carrier_claim.closed", claim_id, detail)).await?;
    txn.commit().await?;
    by_id(app, claim_id).await
}

async fn remember(
    txn: &DatabaseTransaction,
    app: &App,
    staff: &Staff,
    (action, id, detail): (&'static str, Uuid, serde_json::Value),
) -> Result<(), CarrierError> {
    let deed = Deed {
        actor: staff.label(),
        action,
        subject_type: "carrier_claim",
        subject_id: id.to_string(),
        detail: Some(detail),
    };
    Ok(audit::record(txn, app.clock().now(), deed).await?)
}

const CLAIMS: &str = "
    SELECT c.*, p.tracking_code, o.number AS order_number
    FROM carrier_claim c JOIN parcel p ON p.id = c.parcel_id
    JOIN seller_order o ON o.id = p.order_id";

async fn by_id(app: &App, id: Uuid) -> Result<CarrierClaim, CarrierError> {
    let db = app.database().read();
    let text = format!("{CLAIMS} WHERE c.id = $1");
    let found = CarrierClaim::find_by_statement(sql(db, text, [id.into()]))
        .one(db)
        .await?;
    found.ok_or(CarrierError::ClaimNotFound)
}

/// Claims against carriers, the newest first, with the cursor of the next page.
///
/// # Errors
///
/// When the database fails.
pub async fn claims(
    app: &App,
    _staff: &Staff,
    filter: ClaimFilter,
    page: PageRequest,
) -> Result<(Vec<CarrierClaim>, Option<String>), CarrierError> {
    let db = app.database().read();
    let text = format!(
        "{CLAIMS} WHERE c.id < $1 AND ($2 = '' OR c.carrier_code = $2)
                    AND ($3 = '' OR c.state = $3)
         ORDER BY c.id DESC LIMIT $4"
    );
    let state = filter.state.map(|state| state.to_value());
    let values: [Value; 4] = [
        page.after.unwrap_or(Uuid::max()).into(),
        filter.carrier.unwrap_or_default().into(),
        state.unwrap_or_default().into(),
        i64::try_from(page.rows + 1).unwrap_or(i64::MAX).into(),
    ];
    let rows = CarrierClaim::find_by_statement(sql(db, text, values))
        .all(db)
        .await?;
    Ok(page.cut(rows, |claim| claim.row.id))
}
