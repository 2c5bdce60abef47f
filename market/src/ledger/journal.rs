//! Posting: one balanced journal, once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::settlement::{ledger_account, ledger_entry, ledger_journal};
use money::Money;
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Value, sea_query::OnConflict,
};
use uuid::Uuid;

use super::{Account, LedgerError};
use crate::{
    App,
    database::{placeholders, sql},
    token::{self, new_id},
};

/// One movement on one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Where.
    pub account: Account,
    /// How much: debit above zero, credit below. Nothing moves at zero.
    pub amount: Money,
    /// The order it is about, for statements.
    pub order_id: Option<Uuid>,
}

impl Posting {
    fn moves(&self) -> bool {
        self.amount != Money::ZERO
    }
}

/// Movements that belong together and sum to zero.
#[derive(Clone, Debug)]
pub struct Journal {
    /// What happened, in `snake_case`.
    pub kind: &'static str,
    /// The name of the cause: posted once, however often it is told.
    pub key: String,
    /// What sort of thing caused it.
    pub source_type: &'static str,
    /// The thing that caused it.
    pub source_id: Uuid,
    /// Who caused it. Not part of what makes two journals the same.
    pub actor: String,
    /// When it happened (UTC). Not part of what makes two journals the same.
    pub occurred_at: DateTime<Utc>,
    /// The movements. An entry keeps its place here as its line number, so that a rule's
    /// lines can be told apart even where one of them is zero and left out.
    pub postings: Vec<Posting>,
}

impl Journal {
    /// What it says, so that the same key with other content is noticed.
    fn content_hash(&self) -> String {
        let mut content = format!("{} {} {}", self.kind, self.source_type, self.source_id);
        for posting in self.postings.iter().filter(|posting| posting.moves()) {
            let order = posting.order_id.map(|id| id.to_string());
            let order = order.as_deref().unwrap_or("-");
            let code = posting.account.code();
            content.push_str(&format!("\n{code} {} {order}", posting.amount));
        }
        token::hash(&content)
    }
}

/// Posts a journal in the caller's transaction, in three statements. A journal that was
/// posted before under the same key is left as it is.
///
/// Balances are touched in the order of account codes, so that concurrent journals wait for
/// each other instead of locking each other out.
///
/// # Errors
///
/// [`LedgerError::Empty`], [`LedgerError::Unbalanced`], [`LedgerError::KeyConflict`] when the
/// key was used for other content, [`LedgerError::Insufficient`] when a balance would leave
/// its bounds, or the database's. The transaction must then be rolled back.
pub async fn post<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    journal: Journal,
) -> Result<(), LedgerError> {
    check(&journal)?;
    let journal_id = new_id();
    if !insert_journal(txn, app, journal_id, &journal).await? {
        return same_as_before(txn, &journal).await;
    }
    let account_ids = move_balances(txn, journal.postings.iter()).await?;
    insert_entries(txn, &[(journal_id, &journal)], &account_ids).await?;
    Ok(())
}

/// Something moves, and as much to one side as to the other.
fn check(journal: &Journal) -> Result<(), LedgerError> {
    let key = || journal.key.clone();
    let amounts = journal.postings.iter().map(|posting| posting.amount);
    if amounts.clone().all(|amount| amount == Money::ZERO) {
        return Err(LedgerError::Empty { key: key() });
    }
    if Money::total(amounts)? != Money::ZERO {
        return Err(LedgerError::Unbalanced { key: key() });
    }
    Ok(())
}

/// Posts journals of causes that began in this very transaction, so that their keys must be
/// free, in three statements however many they are.
///
/// # Errors
///
/// As [`post`]; a key that was used before is a [`LedgerError::KeyConflict`] whatever it says.
pub async fn post_new<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    journals: Vec<Journal>,
) -> Result<(), LedgerError> {
    let Some(first) = journals.first() else {
        return Ok(());
    };
    journals.iter().try_for_each(check)?;
    let journals: Vec<(Uuid, &Journal)> = journals.iter().map(|each| (new_id(), each)).collect();
    let rows = journals.iter().map(|(id, journal)| row(app, *id, journal));
    let inserted = ledger_journal::Entity::insert_many(rows)
        .on_conflict(first_wins())
        .exec_without_returning(txn)
        .await?;
    if usize::try_from(inserted) != Ok(journals.len()) {
        let key = first.key.clone();
        return Err(LedgerError::KeyConflict { key });
    }
    let postings = || journals.iter().flat_map(|(_, journal)| &journal.postings);
    let account_ids = move_balances(txn, postings()).await?;
    insert_entries(txn, &journals, &account_ids).await?;
    Ok(())
}

/// Tells whether the key was free.
async fn insert_journal<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    id: Uuid,
    journal: &Journal,
) -> Result<bool, DbErr> {
    let inserted = ledger_journal::Entity::insert(row(app, id, journal))
        .on_conflict(first_wins())
        .exec_without_returning(txn)
        .await?;
    Ok(inserted == 1)
}

fn row(app: &App, id: Uuid, journal: &Journal) -> ledger_journal::ActiveModel {
    ledger_journal::ActiveModel {
        id: Set(id),
        kind: Set(journal.kind.to_owned()),
        idempotency_key: Set(journal.key.clone()),
        content_hash: Set(journal.content_hash()),
        source_type: Set(journal.source_type.to_owned()),
        source_id: Set(journal.source_id),
        actor: Set(journal.actor.clone()),
        occurred_at: Set(journal.occurred_at),
        posted_at: Set(app.clock().now()),
    }
}

fn first_wins() -> OnConflict {
    OnConflict::column(ledger_journal::Column::IdempotencyKey)
        .do_nothing()
        .to_owned()
}

async fn same_as_before<C: ConnectionTrait>(txn: &C, journal: &Journal) -> Result<(), LedgerError> {
    let before: Option<String> = ledger_journal::Entity::find()
        .select_only()
        .column(ledger_journal::Column::ContentHash)
        .filter(ledger_journal::Column::IdempotencyKey.eq(&journal.key))
        .into_tuple()
        .one(txn)
        .await?;
    if before == Some(journal.content_hash()) {
        Ok(())
    } else {
        Err(LedgerError::KeyConflict {
            key: journal.key.clone(),
        })
    }
}

#[derive(FromQueryResult)]
struct MovedRow {
    id: Uuid,
    code: String,
    balance: i64,
}

/// What an account holds: debit above zero, credit below, in đồng. Nobody moves it until the
/// transaction ends.
///
/// # Errors
///
/// When the database fails.
pub async fn balance_of(
    txn: &DatabaseTransaction,
    account: &Account,
) -> Result<Money, LedgerError> {
    let balance: Option<i64> = ledger_account::Entity::find()
        .select_only()
        .column(ledger_account::Column::Balance)
        .filter(ledger_account::Column::Code.eq(account.code()))
        .lock_exclusive()
        .into_tuple()
        .one(txn)
        .await?;
    Ok(Money::new(balance.unwrap_or(0))?)
}

/// Opens the accounts that are new and moves all balances within their bounds, in one
/// statement. Answers the accounts' ids by code.
async fn move_balances<'a, C: ConnectionTrait>(
    txn: &C,
    postings: impl Iterator<Item = &'a Posting>,
) -> Result<BTreeMap<String, Uuid>, LedgerError> {
    let mut moves: BTreeMap<String, (&Account, Money)> = BTreeMap::new();
    for posting in postings.filter(|posting| posting.moves()) {
        let (_, sum) = moves
            .entry(posting.account.code())
            .or_insert((&posting.account, Money::ZERO));
        *sum = sum.plus(posting.amount)?;
    }
    let text = format!(
        "INSERT INTO ledger_account
             (id, code, kind, seller_id, min_balance, max_balance, balance, version)
         VALUES {}
         ON CONFLICT (code) DO UPDATE
         SET balance = ledger_account.balance + excluded.balance,
             version = ledger_account.version + 1
         WHERE (ledger_account.min_balance IS NULL
                OR ledger_account.balance + excluded.balance >= ledger_account.min_balance)
           AND (ledger_account.max_balance IS NULL
                OR ledger_account.balance + excluded.balance <= ledger_account.max_balance)
         RETURNING id, code, balance",
        placeholders(1, moves.len(), 8)
    );
    let values = moves
        .iter()
        .flat_map(|(code, (account, sum))| account_row(code, account, *sum));
    let moved = MovedRow::find_by_statement(sql(txn, text, values.collect::<Vec<_>>()))
        .all(txn)
        .await?;
    let mut ids = BTreeMap::new();
    for row in moved {
        let opened_within = moves
            .get(&row.code)
            .is_some_and(|(account, _)| account.bounds().hold(row.balance));
        if opened_within {
            ids.insert(row.code, row.id);
        }
    }
    match moves.into_keys().find(|code| !ids.contains_key(code)) {
        Some(account) => Err(LedgerError::Insufficient { account }),
        None => Ok(ids),
    }
}

fn account_row(code: &str, account: &Account, balance: Money) -> [Value; 8] {
    let bounds = account.bounds();
    [
        new_id().into(),
        code.into(),
        account.kind().to_value().into(),
        account.seller_id().into(),
        bounds.min.into(),
        bounds.max.into(),
        balance.dong().into(),
        0i32.into(),
    ]
}

async fn insert_entries<C: ConnectionTrait>(
    txn: &C,
    journals: &[(Uuid, &Journal)],
    account_ids: &BTreeMap<String, Uuid>,
) -> Result<(), DbErr> {
    let numbered = journals.iter().flat_map(|(journal_id, journal)| {
        let lines = (1i32..).zip(&journal.postings);
        lines.map(move |(line_no, posting)| (*journal_id, line_no, posting))
    });
    let rows =
        numbered
            .filter(|(_, _, posting)| posting.moves())
            .map(|(journal_id, line_no, posting)| ledger_entry::ActiveModel {
                id: Set(new_id()),
                journal_id: Set(journal_id),
                line_no: Set(line_no),
                account_id: Set(account_ids[&posting.account.code()]),
                amount: Set(posting.amount.dong()),
                order_id: Set(posting.order_id),
            });
    ledger_entry::Entity::insert_many(rows)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}
