//! Orders that were placed while nobody knew how tax law sees their seller: what has to be
//! withheld of them is, as soon as somebody says.
//!
//! An unknown kind never stops a sale; it stops payouts, so the money is still there.

use entity::{
    checkout::purchase,
    orders::{OrderState, order_line, seller_order},
    sellers::{TaxKind, seller},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::OrderError;
use crate::{
    App,
    accounts::Staff,
    clock::vietnam_day,
    database::sql,
    ledger::{self, LineTerms, OrderAmounts},
    outbox::{self, Event},
    sellers::{self, TaxStatus},
};

/// Says how tax law sees a seller, and withholds of what it sold before anybody said.
///
/// Orders placed while the kind was known keep what was withheld of them.
///
/// # Errors
///
/// [`OrderError::Seller`] when there is no such seller or its tax code is not usable.
pub async fn set_tax_status(
    app: &App,
    staff: &Staff,
    seller_id: Uuid,
    status: TaxStatus,
) -> Result<seller::Model, OrderError> {
    let txn = app.database().begin().await?;
    let seller = sellers::set_tax_status(&txn, app, staff, (seller_id, status)).await?;
    if seller.tax_kind != TaxKind::Unknown {
        withhold_of_delivered(&txn, app, seller_id).await?;
    }
    outbox::enqueue(
        &txn,
        app.clock().now(),
        [Event::SellerChanged { seller_id }],
    )
    .await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(seller)
}

async fn withhold_of_delivered(
    txn: &DatabaseTransaction,
    app: &App,
    seller_id: Uuid,
) -> Result<(), OrderError> {
    let waiting = seller_order::Entity::find()
        .filter(seller_order::Column::SellerId.eq(seller_id))
        .filter(seller_order::Column::TaxKind.eq(TaxKind::Unknown))
        .filter(seller_order::Column::State.is_in([OrderState::Delivered, OrderState::Completed]))
        .filter(seller_order::Column::PayoutId.is_null());
    let purchases = waiting
        .clone()
        .select_only()
        .column(seller_order::Column::PurchaseId)
        .into_tuple::<Uuid>()
        .all(txn)
        .await?;
    // All purchases first, in one order: whoever holds one never waits for what we hold.
    for ids in purchases.chunks(500) {
        purchase::Entity::find()
            .filter(purchase::Column::Id.is_in(ids.iter().copied()))
            .order_by_asc(purchase::Column::Id)
            .lock_exclusive()
            .all(txn)
            .await?;
    }
    for order in waiting
        .order_by_asc(seller_order::Column::Id)
        .all(txn)
        .await?
    {
        if has_returns(txn, order.id).await? {
            tracing::warn!(order.id = %order.id, "nothing is withheld of an order with returns");
            continue;
        }
        let order = known(txn, app, order).await?;
        let is_released = order.released_at.is_some();
        let amounts = OrderAmounts::try_from(&order)?;
        ledger::withheld_later(txn, app, amounts, is_released).await?;
    }
    Ok(())
}

async fn has_returns<C: ConnectionTrait>(txn: &C, order_id: Uuid) -> Result<bool, DbErr> {
    let found = txn
        .query_one_raw(sql(
            txn,
            "SELECT 1 FROM ledger_entry e JOIN ledger_journal j ON j.id = e.journal_id
             WHERE e.order_id = $1 AND j.kind = 'line_refunded' LIMIT 1",
            [order_id.into()],
        ))
        .await?;
    Ok(found.is_some())
}

/// The order with what has to be withheld of it, by the rules of the day it was placed; as it
/// was while its seller's kind is unknown still, or was known from the beginning.
pub(super) async fn known(
    txn: &DatabaseTransaction,
    app: &App,
    mut order: seller_order::Model,
) -> Result<seller_order::Model, OrderError> {
    if order.tax_kind != TaxKind::Unknown {
        return Ok(order);
    }
    let seller = seller::Entity::find_by_id(order.seller_id).one(txn).await?;
    let Some(seller) = seller.filter(|seller| seller.tax_kind != TaxKind::Unknown) else {
        return Ok(order);
    };
    let rules = ledger::withholding_on(txn, vietnam_day(order.created_at)).await?;
    let lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.eq(order.id))
        .all(txn)
        .await?;
    for line in &lines {
        let mut terms = LineTerms::try_from(line)?;
        terms.withheld = rules.rates(seller.tax_kind, seller.residency, line.supply)?;
        let charges = terms.charges_on(terms.sale()?)?;
        order.withheld_vat += charges.withheld_vat.dong();
        order.withheld_pit += charges.withheld_pit.dong();
        order_line::Entity::update(order_line::ActiveModel {
            id: Set(line.id),
            withheld_vat_bp: Set(terms.withheld.vat.get()),
            withheld_pit_bp: Set(terms.withheld.pit.get()),
            withheld_vat: Set(charges.withheld_vat.dong()),
            withheld_pit: Set(charges.withheld_pit.dong()),
            ..Default::default()
        })
        .exec_without_returning(txn)
        .await?;
    }
    order.tax_kind = seller.tax_kind;
    seller_order::Entity::update(seller_order::ActiveModel {
        id: Set(order.id),
        tax_kind: Set(order.tax_kind),
        withheld_vat: Set(order.withheld_vat),
        withheld_pit: Set(order.withheld_pit),
        updated_at: Set(app.clock().now()),
        ..Default::default()
    })
    .exec_without_returning(txn)
    .await?;
    Ok(order)
}
