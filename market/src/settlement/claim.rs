//! Claiming what sellers are owed: some sellers at once, in one transaction.
//!
//! A payout is made of the entries on a seller's available money that no payout has settled
//! yet. They sum to what is available, so refunds after an earlier payout are netted, and
//! nothing goes out before the hole is filled.

use std::collections::BTreeMap;

use entity::{
    sellers::seller,
    settlement::{PayoutState, ledger_account, payout, payout_event},
};
use money::Money;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect, Value,
};
use uuid::Uuid;

use super::{
    Payee, PayoutRun, RunProblem, SettlementError, standing,
    step::{Doer, event},
};
use crate::{
    App,
    database::{placeholders, sql},
    ledger::{self, PayoutMove},
    token::new_id,
};

/// A seller that is owed something, and from how much on it is paid.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) seller_id: Uuid,
    pub(super) minimum: Money,
}

/// What one transaction did.
#[derive(Debug, Default)]
pub(super) struct Claimed {
    pub(super) payouts: Vec<payout::Model>,
    pub(super) problems: Vec<RunProblem>,
}

/// Makes the payouts of some sellers, all or none.
///
/// The rows of their balances are locked on PostgreSQL, in the order of their codes, so that
/// another run waits and then finds nothing left; SQLite has one writer. Should a lock ever be
/// missed, an entry that two payouts claim is refused by the primary key of `payout_line`.
pub(super) async fn claim(
    app: &App,
    run: &PayoutRun,
    as_of: chrono::NaiveDate,
    candidates: &[Candidate],
) -> Result<Claimed, SettlementError> {
    let txn = app.database().begin().await?;
    let owed = owed(&txn, candidates).await?;
    let sellers = sellers(&txn, candidates).await?;
    let mut claimed = Claimed::default();
    for (candidate, owed) in candidates.iter().filter_map(|one| {
        let owed = owed.get(&one.seller_id)?;
        Some((one, owed))
    }) {
        let Some(row) = sellers.get(&candidate.seller_id) else {
            continue;
        };
        if owed.lines <= candidate.minimum && owed.is_sound() {
            continue;
        }
        match obstacle(app, row, owed) {
            Some(problem) => claimed.problems.push(problem),
            None => claimed.payouts.push(payout_row(app, run, as_of, row, owed)),
        }
    }
    write(&txn, app, run, &claimed.payouts).await?;
    txn.commit().await?;
    Ok(claimed)
}

/// What the ledger says of one seller.
#[derive(Debug)]
struct Owed {
    /// The ledger's balance.
    balance: Money,
    /// The sum of the entries that no payout has settled.
    lines: Money,
    /// A payout that waits for a second person, and its amount.
    draft: Option<(Uuid, Money)>,
}

impl Owed {
    /// A draft has claimed its lines and left the balance as it was.
    fn is_sound(&self) -> bool {
        let claimed = self.draft.map_or(Money::ZERO, |(_, amount)| amount);
        self.lines.plus(claimed) == Ok(self.balance)
    }
}

fn obstacle(app: &App, row: &seller::Model, owed: &Owed) -> Option<RunProblem> {
    if !owed.is_sound() {
        return Some(RunProblem::BalanceDiffers {
            seller: row.into(),
            lines: owed.lines,
            balance: owed.balance,
        });
    }
    if let Some((payout_id, _)) = owed.draft {
        let seller = Payee::from(row);
        return Some(RunProblem::ApprovalWaits { seller, payout_id });
    }
    standing::against(app, row)
}

#[derive(FromQueryResult)]
struct LinesRow {
    account_id: Uuid,
    owed: i64,
}

async fn owed(
    txn: &DatabaseTransaction,
    candidates: &[Candidate],
) -> Result<BTreeMap<Uuid, Owed>, SettlementError> {
    let codes = candidates
        .iter()
        .map(|one| ledger::Account::Available(one.seller_id).code());
    let accounts = ledger_account::Entity::find()
        .filter(ledger_account::Column::Code.is_in(codes))
        .order_by_asc(ledger_account::Column::Code)
        .lock_exclusive()
        .all(txn)
        .await?;
    if accounts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let text = format!(
        "SELECT e.account_id, CAST(SUM(-e.amount) AS bigint) AS owed
         FROM ledger_entry e LEFT JOIN payout_line l ON l.entry_id = e.id
         WHERE e.account_id IN {} AND l.entry_id IS NULL GROUP BY e.account_id",
        placeholders(1, 1, accounts.len())
    );
    let values = accounts.iter().map(|account| Value::from(account.id));
    let lines: BTreeMap<Uuid, i64> = LinesRow::find_by_statement(sql(txn, text, values))
        .all(txn)
        .await?
        .into_iter()
        .map(|row| (row.account_id, row.owed))
        .collect();
    let mut drafts = drafts(txn, candidates).await?;
    let mut owed = BTreeMap::new();
    for account in accounts {
        let Some(seller_id) = account.seller_id else {
            continue;
        };
        let found = Owed {
            balance: -Money::new(account.balance)?,
            lines: Money::new(lines.get(&account.id).copied().unwrap_or(0))?,
            draft: drafts.remove(&seller_id),
        };
        owed.insert(seller_id, found);
    }
    Ok(owed)
}

async fn drafts(
    txn: &DatabaseTransaction,
    candidates: &[Candidate],
) -> Result<BTreeMap<Uuid, (Uuid, Money)>, SettlementError> {
    let rows = payout::Entity::find()
        .filter(payout::Column::State.eq(PayoutState::Draft))
        .filter(payout::Column::SellerId.is_in(candidates.iter().map(|one| one.seller_id)))
        .all(txn)
        .await?;
    rows.into_iter()
        .map(|row| Ok((row.seller_id, (row.id, Money::new(row.amount)?))))
        .collect()
}

async fn sellers(
    txn: &DatabaseTransaction,
    candidates: &[Candidate],
) -> Result<BTreeMap<Uuid, seller::Model>, DbErr> {
    let rows = seller::Entity::find()
        .filter(seller::Column::Id.is_in(candidates.iter().map(|one| one.seller_id)))
        .all(txn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// A payout as it begins: approved at once up to the limit, else a draft without a place to
/// go, for a second person to look at.
fn payout_row(
    app: &App,
    run: &PayoutRun,
    as_of: chrono::NaiveDate,
    seller: &seller::Model,
    owed: &Owed,
) -> payout::Model {
    let is_small = owed.lines <= app.settings().payouts.alone_up_to;
    let frozen = |field: &Option<String>| field.clone().filter(|_| is_small);
    payout::Model {
        id: new_id(),
        seller_id: seller.id,
        amount: owed.lines.dong(),
        state: if is_small {
            PayoutState::Approved
        } else {
            PayoutState::Draft
        },
        method: None,
        batch_id: None,
        as_of,
        bank_bin: frozen(&seller.bank_bin),
        bank_account: frozen(&seller.bank_account),
        bank_account_name: frozen(&seller.bank_account_name),
        bank_reference: None,
        proof: None,
        failure: None,
        created_by: run.actor.clone(),
        approved_by: is_small.then(|| run.actor.clone()),
        created_at: app.clock().now(),
        submitted_at: None,
        closed_at: None,
        version: 1,
    }
}

/// Writes payouts, their histories and journals, and stamps every entry that was added up.
async fn write(
    txn: &DatabaseTransaction,
    app: &App,
    run: &PayoutRun,
    payouts: &[payout::Model],
) -> Result<(), SettlementError> {
    if payouts.is_empty() {
        return Ok(());
    }
    let rows = payouts.iter().cloned().map(payout::ActiveModel::from);
    payout::Entity::insert_many(rows)
        .exec_without_returning(txn)
        .await?;
    let doer = Doer {
        actor: &run.actor,
        reason: None,
    };
    let events = payouts
        .iter()
        .map(|row| event(app, row.id, (None, row.state), doer));
    payout_event::Entity::insert_many(events)
        .exec_without_returning(txn)
        .await?;
    let approved = payouts
        .iter()
        .filter(|row| row.state == PayoutState::Approved);
    let moves: Vec<PayoutMove<'_>> = approved
        .map(|row| super::step::movement(row, &run.actor))
        .collect::<Result<_, _>>()?;
    ledger::payouts_instructed(txn, app, &moves).await?;
    stamp(txn, payouts).await
}

async fn stamp(
    txn: &DatabaseTransaction,
    payouts: &[payout::Model],
) -> Result<(), SettlementError> {
    let text = format!(
        "INSERT INTO payout_line (entry_id, payout_id)
         SELECT e.id, p.id FROM payout p
         JOIN ledger_account a ON a.seller_id = p.seller_id AND a.code IN {}
         JOIN ledger_entry e ON e.account_id = a.id
         LEFT JOIN payout_line l ON l.entry_id = e.id
         WHERE p.id IN {} AND l.entry_id IS NULL",
        placeholders(1, 1, payouts.len()),
        placeholders(payouts.len() + 1, 1, payouts.len())
    );
    let codes = payouts
        .iter()
        .map(|row| Value::from(ledger::Account::Available(row.seller_id).code()));
    let ids = payouts.iter().map(|row| Value::from(row.id));
    let values: Vec<Value> = codes.chain(ids).collect();
    txn.execute_raw(sql(txn, text, values)).await?;
    Ok(())
}
