//! Payouts as they are listed.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    sellers::seller,
    settlement::{PayoutMethod, PayoutState, payout, payout_event},
};
use money::Money;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Value,
};
use uuid::Uuid;

use super::SettlementError;
use crate::{
    App,
    accounts::Staff,
    database::{placeholders, sql},
    page::PageRequest,
    sellers::SellerStaff,
};

/// A seller as a payout names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payee {
    /// The seller.
    pub id: Uuid,
    /// Its address in the market.
    pub slug: String,
    /// Its name.
    pub name: String,
}

impl From<&seller::Model> for Payee {
    fn from(row: &seller::Model) -> Self {
        Self {
            id: row.id,
            slug: row.slug.clone(),
            name: row.name.clone(),
        }
    }
}

/// The bank account paid into, as it was when the payout was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beneficiary {
    /// The bank's number in the Vietnamese interbank network (six digits).
    pub bank_bin: Option<String>,
    /// The account number.
    pub account: Option<String>,
    /// The name of the account.
    pub name: Option<String>,
}

/// Money sent to a seller.
#[derive(Clone, Debug)]
pub struct Payout {
    /// The payout.
    pub id: Uuid,
    /// Who is paid.
    pub seller: Payee,
    /// How much, in đồng.
    pub amount: Money,
    /// How far it is.
    pub state: PayoutState,
    /// How it reaches the bank, once that is decided.
    pub method: Option<PayoutMethod>,
    /// The bank file it is in.
    pub batch_id: Option<Uuid>,
    /// The day up to which it pays.
    pub as_of: NaiveDate,
    /// Where it goes; without an account number somebody must ask the seller.
    pub beneficiary: Beneficiary,
    /// The bank's reference, once paid.
    pub bank_reference: Option<String>,
    /// The name under which the bank's slip is kept, if somebody handed one in.
    pub proof: Option<String>,
    /// Why it failed or came back, if it did.
    pub failure: Option<String>,
    /// How many orders it pays, those of failed payouts that it makes up for included.
    pub order_count: u64,
    /// Who made it.
    pub created_by: String,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub closed_at: Option<DateTime<Utc>>,
}

/// One step of a payout.
#[derive(Clone, Debug)]
pub struct PayoutStep {
    /// The state it led to.
    pub state: PayoutState,
    /// Who took it; sellers see only whether it was the market.
    pub actor: String,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Which payouts are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct PayoutFilter {
    /// Only those that are this far.
    pub state: Option<PayoutState>,
    /// Only those in this bank file.
    pub batch_id: Option<Uuid>,
}

impl From<Option<PayoutState>> for PayoutFilter {
    fn from(state: Option<PayoutState>) -> Self {
        Self {
            state,
            batch_id: None,
        }
    }
}

/// All payouts, the newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn payouts(
    app: &App,
    _staff: &Staff,
    filter: impl Into<PayoutFilter>,
    page: PageRequest,
) -> Result<(Vec<Payout>, Option<String>), SettlementError> {
    let filter = filter.into();
    let mut query = payout::Entity::find();
    if let Some(state) = filter.state {
        query = query.filter(payout::Column::State.eq(state));
    }
    if let Some(batch_id) = filter.batch_id {
        query = query.filter(payout::Column::BatchId.eq(batch_id));
    }
    listed(app, query, page).await
}

/// The payouts of the seller, the newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn payouts_of(
    app: &App,
    staff: &SellerStaff,
    page: PageRequest,
) -> Result<(Vec<Payout>, Option<String>), SettlementError> {
    let own = payout::Entity::find().filter(payout::Column::SellerId.eq(staff.seller_id()));
    listed(app, own, page).await
}

/// A payout with its history, for finance staff.
///
/// # Errors
///
/// [`SettlementError::PayoutNotFound`], or the database's.
pub async fn payout(
    app: &App,
    _staff: &Staff,
    id: Uuid,
) -> Result<(Payout, Vec<PayoutStep>), SettlementError> {
    let db = app.database().read();
    Ok((payout_by_id(db, id).await?, steps(db, id).await?))
}

/// A payout of the seller with its history.
///
/// # Errors
///
/// [`SettlementError::PayoutNotFound`], of others' payouts too, or the database's.
pub async fn payout_of(
    app: &App,
    staff: &SellerStaff,
    id: Uuid,
) -> Result<(Payout, Vec<PayoutStep>), SettlementError> {
    let db = app.database().read();
    let payout = payout_by_id(db, id).await?;
    if payout.seller.id != staff.seller_id() {
        return Err(SettlementError::PayoutNotFound);
    }
    Ok((payout, steps(db, id).await?))
}

async fn steps<C: ConnectionTrait>(connection: &C, id: Uuid) -> Result<Vec<PayoutStep>, DbErr> {
    let rows = payout_event::Entity::find()
        .filter(payout_event::Column::PayoutId.eq(id))
        .order_by_asc(payout_event::Column::Id)
        .all(connection)
        .await?;
    let steps = rows.into_iter().map(|row| PayoutStep {
        state: row.to_state,
        actor: row.actor,
        reason: row.reason,
        at: row.created_at,
    });
    Ok(steps.collect())
}

async fn listed(
    app: &App,
    mut query: sea_orm::Select<payout::Entity>,
    page: PageRequest,
) -> Result<(Vec<Payout>, Option<String>), SettlementError> {
    if let Some(after) = page.after {
        query = query.filter(payout::Column::Id.lt(after));
    }
    let rows = query
        .order_by_desc(payout::Column::Id)
        .limit(page.rows + 1)
        .all(app.database().read())
        .await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.id);
    Ok((described(app.database().read(), rows).await?, next_cursor))
}

/// Adds the sellers and the number of orders, in one query each.
async fn described<C: ConnectionTrait>(
    connection: &C,
    rows: Vec<payout::Model>,
) -> Result<Vec<Payout>, SettlementError> {
    let payees = payees(connection, &rows).await?;
    let orders = order_numbers(connection, rows.iter().map(|row| row.id)).await?;
    rows.into_iter()
        .map(|row| {
            let seller = payees
                .get(&row.seller_id)
                .cloned()
                .ok_or_else(|| DbErr::RecordNotFound("the seller of a payout".to_owned()))?;
            let count = orders.get(&row.id).map_or(0, Vec::len);
            described_one(row, seller, u64::try_from(count).unwrap_or(u64::MAX))
        })
        .collect()
}

/// The sellers of some payouts.
pub(super) async fn payees<C: ConnectionTrait>(
    connection: &C,
    rows: &[payout::Model],
) -> Result<BTreeMap<Uuid, Payee>, DbErr> {
    let rows = seller::Entity::find()
        .filter(seller::Column::Id.is_in(rows.iter().map(|row| row.seller_id)))
        .all(connection)
        .await?;
    Ok(rows.iter().map(|row| (row.id, Payee::from(row))).collect())
}

#[derive(FromQueryResult)]
struct NumberRow {
    payout_id: Uuid,
    number: String,
}

/// The numbers of the orders that payouts pay: those released into them, and those of
/// payouts that failed, came back or were called off, whose money they send again.
pub(super) async fn order_numbers<C: ConnectionTrait>(
    connection: &C,
    payout_ids: impl ExactSizeIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Vec<String>>, DbErr> {
    if payout_ids.len() == 0 {
        return Ok(BTreeMap::new());
    }
    let text = format!(
        "WITH RECURSIVE behind (payout_id, source_id) AS (
             SELECT id, id FROM payout WHERE id IN {}
             UNION
             SELECT b.payout_id, j.source_id FROM behind b
             JOIN payout_line l ON l.payout_id = b.source_id
             JOIN ledger_entry e ON e.id = l.entry_id
             JOIN ledger_journal j ON j.id = e.journal_id
             WHERE j.kind IN ('payout_failed', 'payout_returned', 'payout_cancelled'))
         SELECT DISTINCT b.payout_id, o.number FROM behind b
         JOIN payout_line l ON l.payout_id = b.source_id
         JOIN ledger_entry e ON e.id = l.entry_id
         JOIN ledger_journal j ON j.id = e.journal_id AND j.kind = 'released'
         JOIN seller_order o ON o.id = e.order_id
         ORDER BY o.number",
        placeholders(1, 1, payout_ids.len())
    );
    let values = payout_ids.map(Value::from);
    let mut numbers: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for row in NumberRow::find_by_statement(sql(connection, text, values))
        .all(connection)
        .await?
    {
        numbers.entry(row.payout_id).or_default().push(row.number);
    }
    Ok(numbers)
}

fn described_one(
    row: payout::Model,
    seller: Payee,
    order_count: u64,
) -> Result<Payout, SettlementError> {
    Ok(Payout {
        id: row.id,
        seller,
        amount: Money::new(row.amount)?,
        state: row.state,
        method: row.method,
        batch_id: row.batch_id,
        as_of: row.as_of,
        beneficiary: Beneficiary {
            bank_bin: row.bank_bin,
            account: row.bank_account,
            name: row.bank_account_name,
        },
        bank_reference: row.bank_reference,
        proof: row.proof,
        failure: row.failure,
        order_count,
        created_by: row.created_by,
        approved_by: row.approved_by,
        created_at: row.created_at,
        closed_at: row.closed_at,
    })
}

/// One payout as it stands.
pub(super) async fn payout_by_id<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
) -> Result<Payout, SettlementError> {
    let row = payout::Entity::find_by_id(id).one(connection).await?;
    let found = described(connection, row.into_iter().collect()).await?;
    found
        .into_iter()
        .next()
        .ok_or(SettlementError::PayoutNotFound)
}
