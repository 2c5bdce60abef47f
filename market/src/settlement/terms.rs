//! How often, and from how much on, a seller is paid.

use entity::{
    sellers::seller,
    settlement::{PayoutSchedule, payout_terms},
};
use money::Money;
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};
use serde_json::json;
use uuid::Uuid;

use super::SettlementError;
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
};

/// How a seller is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayoutTerms {
    /// How often.
    pub schedule: PayoutSchedule,
    /// What its balance has to exceed to be paid out, in đồng.
    pub minimum: Money,
}

/// How a seller is paid: as was agreed with it, else the market's usual way.
///
/// # Errors
///
/// [`SettlementError::SellerGone`] when there is none, or the database's.
pub async fn terms(
    app: &App,
    _staff: &Staff,
    seller_id: Uuid,
) -> Result<PayoutTerms, SettlementError> {
    let db = app.database().read();
    seller::Entity::find_by_id(seller_id)
        .one(db)
        .await?
        .ok_or(SettlementError::SellerGone)?;
    let usual = &app.settings().payouts;
    let agreed = payout_terms::Entity::find_by_id(seller_id).one(db).await?;
    match agreed {
        Some(row) => Ok(PayoutTerms {
            schedule: row.schedule,
            minimum: Money::new(row.minimum)?,
        }),
        None => Ok(PayoutTerms {
            schedule: usual.schedule,
            minimum: usual.minimum,
        }),
    }
}

/// Agrees with a seller how it is paid from now on.
///
/// # Errors
///
/// [`SettlementError::SellerGone`], [`SettlementError::MinimumUnusable`], or the database's.
pub async fn set_terms(
    app: &App,
    staff: &Staff,
    seller_id: Uuid,
    wanted: PayoutTerms,
) -> Result<PayoutTerms, SettlementError> {
    if wanted.minimum < Money::ZERO {
        return Err(SettlementError::MinimumUnusable);
    }
    terms(app, staff, seller_id).await?;
    let now = app.clock().now();
    let row = payout_terms::ActiveModel {
        seller_id: Set(seller_id),
        schedule: Set(wanted.schedule),
        minimum: Set(wanted.minimum.dong()),
        set_by: Set(staff.label().to_owned()),
        set_at: Set(now),
    };
    let mut last_wins = OnConflict::column(payout_terms::Column::SellerId);
    last_wins.update_columns([
        payout_terms::Column::Schedule,
        payout_terms::Column::Minimum,
        payout_terms::Column::SetBy,
        payout_terms::Column::SetAt,
    ]);
    let txn = app.database().begin().await?;
    payout_terms::Entity::insert(row)
        .on_conflict(last_wins)
        .exec_without_returning(&txn)
        .await?;
    let deed = Deed {
        actor: staff.label(),
        action: "seller.payout_terms_set",
        subject_type: "seller",
        subject_id: seller_id.to_string(),
        detail: Some(json!({
            "schedule": sea_orm::ActiveEnum::to_value(&wanted.schedule),
            "minimum": wanted.minimum.dong(),
        })),
    };
    audit::record(&txn, now, deed).await?;
    txn.commit().await?;
    Ok(wanted)
}
