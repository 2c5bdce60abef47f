//! The payout run: what every seller can be paid becomes one payout each.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::{
    orders::seller_order,
    sellers::{SellerState, seller},
    settlement::{PayoutState, ledger_account, payout},
};
use money::Money;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{Payee, SettlementError, release_due};
use crate::{
    App,
    accounts::Staff,
    clock::start_of_vietnam_day,
    ledger::{self, Account, OrderAmounts, PayoutMove},
    token::new_id,
};

/// Which payout run.
#[derive(Clone, Debug)]
pub struct PayoutRun {
    /// Pays what is due by the end of this day in Vietnam. None or today: what is due now.
    /// A day to come pays before return windows end, which is for trying out.
    pub as_of: Option<NaiveDate>,
    /// Who runs it, in histories.
    pub actor: String,
}

/// What a payout run did.
#[derive(Clone, Debug)]
pub struct SettleReport {
    /// The day up to which it paid.
    pub as_of: NaiveDate,
    /// Orders released by this run.
    pub released: u64,
    /// The payouts made, by seller.
    pub payouts: Vec<Paid>,
    /// The sellers that are owed money and were not paid.
    pub problems: Vec<RunProblem>,
}

/// A payout that a run made.
#[derive(Clone, Debug)]
pub struct Paid {
    /// The payout.
    pub payout_id: Uuid,
    /// Who is paid.
    pub seller: Payee,
    /// How much, in đồng.
    pub amount: Money,
    /// The numbers of the orders it pays.
    pub orders: Vec<String>,
}

/// Why a seller that is owed money was not paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunProblem {
    /// The seller is suspended.
    Suspended {
        /// The seller.
        seller: Payee,
    },
    /// The seller's balance is not the sum of the unpaid orders: somebody must look.
    BalanceDiffers {
        /// The seller.
        seller: Payee,
        /// What the unpaid orders add up to.
        orders: Money,
        /// What the ledger says is available.
        balance: Money,
    },
}

impl RunProblem {
    /// The stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Suspended { .. } => "seller_suspended",
            Self::BalanceDiffers { .. } => "balance_differs",
        }
    }

    /// Who was not paid.
    #[must_use]
    pub const fn seller(&self) -> &Payee {
        match self {
            Self::Suspended { seller } | Self::BalanceDiffers { seller, .. } => seller,
        }
    }
}

/// Releases what is due and makes one payout for every seller with money available.
///
/// Each seller is one transaction under the lock of the seller's balance, so that two runs
/// at once never pay twice; what one run misses the next one pays.
///
/// # Errors
///
/// [`SettlementError::DayUnusable`] or the database's. What was paid before stays paid.
pub async fn settle(app: &App, run: PayoutRun) -> Result<SettleReport, SettlementError> {
    let today = app.clock().today();
    let as_of = run.as_of.unwrap_or(today);
    let released = release_due(app, due_by(app, as_of)?).await?;
    let mut report = SettleReport {
        as_of,
        released,
        payouts: Vec::new(),
        problems: Vec::new(),
    };
    for seller in owed_sellers(app).await? {
        if seller.state == SellerState::Suspended {
            let seller = Payee::from(&seller);
            report.problems.push(RunProblem::Suspended { seller });
            continue;
        }
        match pay(app, &run, as_of, &seller).await? {
            Outcome::Paid(paid) => report.payouts.push(paid),
            Outcome::Nothing => {}
            Outcome::Problem(problem) => report.problems.push(problem),
        }
    }
    Ok(report)
}

/// A payout run that a finance person asks for, by the end of a day that has begun.
///
/// # Errors
///
/// [`SettlementError::DayAhead`], or as [`settle`].
pub async fn run_payouts(
    app: &App,
    staff: &Staff,
    as_of: Option<NaiveDate>,
) -> Result<SettleReport, SettlementError> {
    let today = app.clock().today();
    if as_of.is_some_and(|day| day > today) {
        return Err(SettlementError::DayAhead { today });
    }
    let run = PayoutRun {
        as_of,
        actor: staff.label().to_owned(),
    };
    settle(app, run).await
}

/// The instant up to which return windows must have ended.
fn due_by(app: &App, as_of: NaiveDate) -> Result<DateTime<Utc>, SettlementError> {
    if as_of == app.clock().today() {
        return Ok(app.clock().now());
    }
    let next = as_of.succ_opt().ok_or(SettlementError::DayUnusable)?;
    Ok(start_of_vietnam_day(next) - TimeDelta::milliseconds(1))
}

async fn owed_sellers(app: &App) -> Result<Vec<seller::Model>, DbErr> {
    let owed: Vec<Uuid> = seller_order::Entity::find()
        .select_only()
        .column(seller_order::Column::SellerId)
        .distinct()
        .filter(seller_order::Column::ReleasedAt.is_not_null())
        .filter(seller_order::Column::PayoutId.is_null())
        .into_tuple()
        .all(app.database().read())
        .await?;
    let mut sellers = Vec::with_capacity(owed.len());
    for ids in owed.chunks(500) {
        let found = seller::Entity::find()
            .filter(seller::Column::Id.is_in(ids.iter().copied()))
            .order_by_asc(seller::Column::Slug)
            .all(app.database().read())
            .await?;
        sellers.extend(found);
    }
    Ok(sellers)
}

enum Outcome {
    Paid(Paid),
    Nothing,
    Problem(RunProblem),
}

async fn pay(
    app: &App,
    run: &PayoutRun,
    as_of: NaiveDate,
    seller: &seller::Model,
) -> Result<Outcome, SettlementError> {
    let txn = app.database().begin().await?;
    let balance = locked_balance(&txn, seller.id).await?;
    let orders = unpaid_orders(&txn, seller.id).await?;
    let mut amount = Money::ZERO;
    for order in &orders {
        amount = amount.plus(OrderAmounts::try_from(order)?.net()?)?;
    }
    if amount != balance {
        return Ok(Outcome::Problem(RunProblem::BalanceDiffers {
            seller: seller.into(),
            orders: amount,
            balance,
        }));
    }
    if amount <= Money::ZERO {
        return Ok(Outcome::Nothing);
    }
    let payout_id = new_id();
    payout::Entity::insert(payout_row(app, run, as_of, (payout_id, amount, seller)))
        .exec_without_returning(&txn)
        .await?;
    claim(&txn, app, payout_id, &orders).await?;
    let movement = PayoutMove {
        payout_id,
        seller_id: seller.id,
        amount,
        actor: &run.actor,
    };
    ledger::payout_instructed(&txn, app, movement).await?;
    txn.commit().await?;
    Ok(Outcome::Paid(Paid {
        payout_id,
        seller: seller.into(),
        amount,
        orders: orders.into_iter().map(|order| order.number).collect(),
    }))
}

/// What the ledger says a seller can be paid. On PostgreSQL the row stays locked, so that
/// another run of the same seller waits and then finds nothing left.
async fn locked_balance(
    txn: &DatabaseTransaction,
    seller_id: Uuid,
) -> Result<Money, SettlementError> {
    let balance: Option<i64> = ledger_account::Entity::find()
        .select_only()
        .column(ledger_account::Column::Balance)
        .filter(ledger_account::Column::Code.eq(Account::Available(seller_id).code()))
        .lock_exclusive()
        .into_tuple()
        .one(txn)
        .await?;
    Ok(-Money::new(balance.unwrap_or(0))?)
}

async fn unpaid_orders(
    txn: &DatabaseTransaction,
    seller_id: Uuid,
) -> Result<Vec<seller_order::Model>, DbErr> {
    seller_order::Entity::find()
        .filter(seller_order::Column::SellerId.eq(seller_id))
        .filter(seller_order::Column::ReleasedAt.is_not_null())
        .filter(seller_order::Column::PayoutId.is_null())
        .order_by_asc(seller_order::Column::Id)
        .all(txn)
        .await
}

fn payout_row(
    app: &App,
    run: &PayoutRun,
    as_of: NaiveDate,
    (id, amount, seller): (Uuid, Money, &seller::Model),
) -> payout::ActiveModel {
    payout::ActiveModel {
        id: Set(id),
        seller_id: Set(seller.id),
        amount: Set(amount.dong()),
        state: Set(PayoutState::Submitted),
        as_of: Set(as_of),
        bank_bin: Set(seller.bank_bin.clone()),
        bank_account: Set(seller.bank_account.clone()),
        bank_account_name: Set(seller.bank_account_name.clone()),
        bank_reference: Set(None),
        failure: Set(None),
        created_by: Set(run.actor.clone()),
        created_at: Set(app.clock().now()),
        closed_at: Set(None),
        version: Set(1),
    }
}

/// Stamps the payout on exactly the orders that were added up.
async fn claim(
    txn: &DatabaseTransaction,
    app: &App,
    payout_id: Uuid,
    orders: &[seller_order::Model],
) -> Result<(), SettlementError> {
    for orders in orders.chunks(500) {
        let claimed = seller_order::Entity::update_many()
            .set(seller_order::ActiveModel {
                payout_id: Set(Some(payout_id)),
                updated_at: Set(app.clock().now()),
                ..Default::default()
            })
            .col_expr(
                seller_order::Column::Version,
                Expr::col(seller_order::Column::Version).add(1),
            )
            .filter(seller_order::Column::Id.is_in(orders.iter().map(|order| order.id)))
            .filter(seller_order::Column::PayoutId.is_null())
            .exec(txn)
            .await?;
        if usize::try_from(claimed.rows_affected) != Ok(orders.len()) {
            return Err(SettlementError::ClaimLost);
        }
    }
    Ok(())
}
