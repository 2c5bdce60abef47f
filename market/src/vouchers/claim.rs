//! Using vouchers: counted once, never more often or more than they allow, given back when the
//! purchase ends before it is placed.
//!
//! Rows are locked in one order: vouchers by id, then budgets by id.

use chrono::{DateTime, Utc};
use entity::vouchers::voucher_use;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{Applied, VoucherProblem};
use crate::database::sql;

/// Who uses a voucher: whoever has this phone or this account is the same shopper.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Buyer<'a> {
    pub(crate) account_id: Option<Uuid>,
    pub(crate) phone: &'a str,
}

/// One way of writing a phone number, so that a shopper is the same however it is written:
/// digits alone, a Vietnamese country code as the leading zero.
fn one_phone(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("84") {
        Some(rest) if rest.len() >= 9 => format!("0{rest}"),
        _ => digits,
    }
}

/// Uses the vouchers of a purchase, in the caller's transaction. Answers the one that somebody
/// else used up meanwhile; the caller rolls back then.
pub(crate) async fn claim<C: ConnectionTrait>(
    txn: &C,
    now: DateTime<Utc>,
    (purchase_id, buyer): (Uuid, Buyer<'_>),
    vouchers: &[Applied],
) -> Result<Option<(Uuid, VoucherProblem)>, DbErr> {
    let mut by_id: Vec<&Applied> = vouchers.iter().collect();
    by_id.sort_by_key(|one| one.voucher.id);
    for one in &by_id {
        if !count_use(txn, now, one.voucher.id).await? {
            return Ok(Some((one.voucher.id, VoucherProblem::UsedUp)));
        }
        if has_reached_limit(txn, one, buyer).await? {
            return Ok(Some((one.voucher.id, VoucherProblem::BuyerLimit)));
        }
    }
    by_id.sort_by_key(|one| one.voucher.budget_id);
    for one in &by_id {
        if let Some(budget_id) = one.voucher.budget_id
            && !reserve(txn, budget_id, one.amount.dong()).await?
        {
            return Ok(Some((one.voucher.id, VoucherProblem::BudgetExhausted)));
        }
    }
    let uses = by_id.iter().map(|one| voucher_use::ActiveModel {
        purchase_id: Set(purchase_id),
        voucher_id: Set(one.voucher.id),
        account_id: Set(buyer.account_id),
        phone: Set(one_phone(buyer.phone)),
        amount: Set(one.amount.dong()),
        created_at: Set(now),
        returned_at: Set(None),
    });
    if !by_id.is_empty() {
        voucher_use::Entity::insert_many(uses)
            .exec_without_returning(txn)
            .await?;
    }
    Ok(None)
}

/// Counts one use, if the voucher still stands; its row stays locked until the end.
async fn count_use<C: ConnectionTrait>(
    txn: &C,
    now: DateTime<Utc>,
    voucher_id: Uuid,
) -> Result<bool, DbErr> {
    let counted = txn
        .execute_raw(sql(
            txn,
            "UPDATE voucher SET uses = uses + 1
             WHERE id = $1 AND (uses_max IS NULL OR uses < uses_max)
               AND (ended_at IS NULL OR ended_at > $2)",
            [voucher_id.into(), now.into()],
        ))
        .await?;
    Ok(counted.rows_affected() == 1)
}

async fn has_reached_limit<C: ConnectionTrait>(
    txn: &C,
    one: &Applied,
    buyer: Buyer<'_>,
) -> Result<bool, DbErr> {
    let Some(most) = one.voucher.uses_per_buyer else {
        return Ok(false);
    };
    let found = txn
        .query_one_raw(sql(
            txn,
            "SELECT CAST(COUNT(*) AS bigint) AS uses FROM voucher_use
             WHERE voucher_id = $1 AND returned_at IS NULL AND (phone = $2 OR account_id = $3)",
            [
                one.voucher.id.into(),
                one_phone(buyer.phone).into(),
                buyer.account_id.into(),
            ],
        ))
        .await?;
    let uses: i64 = match found {
        Some(row) => row.try_get("", "uses")?,
        None => 0,
    };
    Ok(uses >= i64::from(most))
}

async fn reserve<C: ConnectionTrait>(txn: &C, budget_id: Uuid, amount: i64) -> Result<bool, DbErr> {
    let reserved = txn
        .execute_raw(sql(
            txn,
            "UPDATE promotion_budget SET reserved = reserved + $2
             WHERE id = $1 AND reserved + $2 <= ceiling",
            [budget_id.into(), amount.into()],
        ))
        .await?;
    Ok(reserved.rows_affected() == 1)
}

/// Gives a budget back what an order took of it that will not be delivered.
pub(crate) async fn release_budget<C: ConnectionTrait>(
    txn: &C,
    budget_id: Uuid,
    amount: i64,
) -> Result<(), DbErr> {
    txn.execute_raw(sql(
        txn,
        "UPDATE promotion_budget SET reserved = reserved - $2 WHERE id = $1",
        [budget_id.into(), amount.into()],
    ))
    .await?;
    Ok(())
}

/// Gives back the vouchers of a purchase that ends before it is placed, and what they took of
/// their budgets; once.
pub(crate) async fn give_back<C: ConnectionTrait>(
    txn: &C,
    now: DateTime<Utc>,
    purchase_id: Uuid,
) -> Result<(), DbErr> {
    for one in return_uses(txn, now, purchase_id).await? {
        txn.execute_raw(sql(
            txn,
            "UPDATE promotion_budget SET reserved = reserved - $2
             WHERE id = (SELECT budget_id FROM voucher WHERE id = $1)",
            [one.voucher_id.into(), one.amount.into()],
        ))
        .await?;
    }
    Ok(())
}

/// Gives back the vouchers of a purchase, whose orders give back what they took of budgets; once.
/// Answers the uses that were given back.
pub(crate) async fn return_uses<C: ConnectionTrait>(
    txn: &C,
    now: DateTime<Utc>,
    purchase_id: Uuid,
) -> Result<Vec<voucher_use::Model>, DbErr> {
    let mut held = uses_of(txn, purchase_id).await?;
    held.retain(|one| one.returned_at.is_none());
    for one in &held {
        txn.execute_raw(sql(
            txn,
            "UPDATE voucher SET uses = uses - 1 WHERE id = $1",
            [one.voucher_id.into()],
        ))
        .await?;
    }
    if !held.is_empty() {
        mark(txn, purchase_id, Some(now)).await?;
    }
    Ok(held)
}

/// Takes vouchers again that were given back, for a purchase whose money came late; tells
/// whether they could be had. If not, the caller sends the money back and commits: nothing was
/// taken then.
pub(crate) async fn take_again<C: ConnectionTrait>(
    txn: &C,
    now: DateTime<Utc>,
    purchase_id: Uuid,
) -> Result<bool, DbErr> {
    let uses = uses_of(txn, purchase_id).await?;
    let gone: Vec<_> = uses
        .iter()
        .filter(|one| one.returned_at.is_some())
        .collect();
    let mut taken = Vec::new();
    for one in &gone {
        if !count_use(txn, now, one.voucher_id).await? {
            return undo(txn, &taken).await;
        }
        taken.push((one.voucher_id, 0));
    }
    for one in &gone {
        let has_budget = "SELECT budget_id FROM voucher WHERE id = $1";
        let row = txn
            .query_one_raw(sql(txn, has_budget, [one.voucher_id.into()]))
            .await?;
        let budget_id: Option<Uuid> = match row {
            Some(row) => row.try_get("", "budget_id")?,
            None => None,
        };
        if let Some(budget_id) = budget_id {
            if !reserve(txn, budget_id, one.amount).await? {
                return undo(txn, &taken).await;
            }
            if let Some(entry) = taken.iter_mut().find(|(id, _)| *id == one.voucher_id) {
                entry.1 = one.amount;
            }
        }
    }
    if !gone.is_empty() {
        mark(txn, purchase_id, None).await?;
    }
    Ok(true)
}

/// Takes back what was counted and reserved before something could not be had.
async fn undo<C: ConnectionTrait>(txn: &C, taken: &[(Uuid, i64)]) -> Result<bool, DbErr> {
    for (voucher_id, amount) in taken {
        txn.execute_raw(sql(
            txn,
            "UPDATE voucher SET uses = uses - 1 WHERE id = $1",
            [(*voucher_id).into()],
        ))
        .await?;
        txn.execute_raw(sql(
            txn,
            "UPDATE promotion_budget SET reserved = reserved - $2
             WHERE id = (SELECT budget_id FROM voucher WHERE id = $1)",
            [(*voucher_id).into(), (*amount).into()],
        ))
        .await?;
    }
    Ok(false)
}

async fn uses_of<C: ConnectionTrait>(
    txn: &C,
    purchase_id: Uuid,
) -> Result<Vec<voucher_use::Model>, DbErr> {
    voucher_use::Entity::find()
        .filter(voucher_use::Column::PurchaseId.eq(purchase_id))
        .order_by_asc(voucher_use::Column::VoucherId)
        .all(txn)
        .await
}

async fn mark<C: ConnectionTrait>(
    txn: &C,
    purchase_id: Uuid,
    returned_at: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    voucher_use::Entity::update_many()
        .col_expr(voucher_use::Column::ReturnedAt, Expr::value(returned_at))
        .filter(voucher_use::Column::PurchaseId.eq(purchase_id))
        .exec(txn)
        .await?;
    Ok(())
}
