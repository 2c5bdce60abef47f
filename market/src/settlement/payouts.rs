//! Payouts as they are listed.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    orders::seller_order,
    sellers::seller,
    settlement::{PayoutState, payout},
};
use money::Money;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::SettlementError;
use crate::{App, accounts::Staff, page::PageRequest, sellers::SellerStaff};

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

/// The bank account paid into, as it was when the payout was made.
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
    /// The day up to which it pays.
    pub as_of: NaiveDate,
    /// Where it goes; without an account number somebody must ask the seller.
    pub beneficiary: Beneficiary,
    /// The bank's reference, once paid.
    pub bank_reference: Option<String>,
    /// Why it failed, if it did.
    pub failure: Option<String>,
    /// How many orders it pays; none after it failed.
    pub order_count: u64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub closed_at: Option<DateTime<Utc>>,
}

/// All payouts, the newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn payouts(
    app: &App,
    _staff: &Staff,
    state: Option<PayoutState>,
    page: PageRequest,
) -> Result<(Vec<Payout>, Option<String>), SettlementError> {
    let mut query = payout::Entity::find();
    if let Some(state) = state {
        query = query.filter(payout::Column::State.eq(state));
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
    let payees: BTreeMap<Uuid, Payee> = seller::Entity::find()
        .filter(seller::Column::Id.is_in(rows.iter().map(|row| row.seller_id)))
        .all(connection)
        .await?
        .iter()
        .map(|row| (row.id, Payee::from(row)))
        .collect();
    let counts: BTreeMap<Uuid, i64> = seller_order::Entity::find()
        .select_only()
        .column(seller_order::Column::PayoutId)
        .column_as(seller_order::Column::Id.count(), "orders")
        .filter(seller_order::Column::PayoutId.is_in(rows.iter().map(|row| row.id)))
        .group_by(seller_order::Column::PayoutId)
        .into_tuple()
        .all(connection)
        .await?
        .into_iter()
        .collect();
    rows.into_iter()
        .map(|row| {
            let seller = payees
                .get(&row.seller_id)
                .cloned()
                .ok_or_else(|| DbErr::RecordNotFound("the seller of a payout".to_owned()))?;
            let orders = counts.get(&row.id).copied().unwrap_or(0);
            payout_of(row, seller, u64::try_from(orders).unwrap_or(0))
        })
        .collect()
}

fn payout_of(
    row: payout::Model,
    seller: Payee,
    order_count: u64,
) -> Result<Payout, SettlementError> {
    Ok(Payout {
        id: row.id,
        seller,
        amount: Money::new(row.amount)?,
        state: row.state,
        as_of: row.as_of,
        beneficiary: Beneficiary {
            bank_bin: row.bank_bin,
            account: row.bank_account,
            name: row.bank_account_name,
        },
        bank_reference: row.bank_reference,
        failure: row.failure,
        order_count,
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
