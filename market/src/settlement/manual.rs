//! Journals by hand: one person proposes, another posts.
//!
//! There is no way to change a balance but a journal, and none of these by one person alone.

mod entry;

use chrono::{DateTime, Utc};
use entity::{
    sellers::seller,
    settlement::{ManualState, manual_journal},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

pub use entry::{CorrectedAccount, ManualEntry};

use super::{SettlementError, closing::usable};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    ledger::{ByHand, LedgerError},
    page::PageRequest,
    token::new_id,
};

/// A journal by hand, and how far it is.
#[derive(Clone, Debug)]
pub struct ManualJournal {
    /// The proposal.
    pub id: Uuid,
    /// The seller it is about.
    pub seller_id: Option<Uuid>,
    /// What is posted.
    pub entry: ManualEntry,
    /// Why.
    pub reason: String,
    /// How far it is.
    pub state: ManualState,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Who posted or rejected it.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
}

/// Something to propose.
#[derive(Clone, Debug)]
pub struct NewManual {
    /// The seller it is about.
    pub seller_id: Option<Uuid>,
    /// What shall be posted.
    pub entry: ManualEntry,
    /// Why.
    pub reason: String,
}

/// Proposes a journal for another person to post.
///
/// # Errors
///
/// [`SettlementError::ManualUnusable`] when it cannot be posted as it stands,
/// [`SettlementError::SellerGone`], [`SettlementError::ReasonUnusable`].
pub async fn propose(
    app: &App,
    staff: &Staff,
    new: NewManual,
) -> Result<ManualJournal, SettlementError> {
    let reason = usable(&new.reason)?;
    new.check()?;
    if let Some(seller_id) = new.seller_id {
        let found = seller::Entity::find_by_id(seller_id);
        let found = found.one(app.database().read()).await?;
        found.ok_or(SettlementError::SellerGone)?;
    }
    let row = manual_journal::Model {
        id: new_id(),
        seller_id: new.seller_id,
        content: serde_json::to_string(&new.entry).expect("an entry is plain JSON"),
        reason,
        state: ManualState::Proposed,
        proposed_by: staff.label().to_owned(),
        proposed_at: app.clock().now(),
        decided_by: None,
        decided_at: None,
    };
    let txn = app.database().begin().await?;
    manual_journal::Entity::insert(manual_journal::ActiveModel::from(row.clone()))
        .exec_without_returning(&txn)
        .await?;
    note(&txn, app, staff, ("manual_journal.proposed", row.id)).await?;
    txn.commit().await?;
    of_row(row)
}

/// Posts what somebody else proposed.
///
/// # Errors
///
/// [`SettlementError::ManualNotFound`], [`SettlementError::ManualDecided`],
/// [`SettlementError::SecondPersonNeeded`], [`SettlementError::ManualTooMuch`] when an account
/// has less, [`SettlementError::TaxPaidBefore`] when that month's tax was posted.
pub async fn post_proposed(
    app: &App,
    staff: &Staff,
    id: Uuid,
) -> Result<ManualJournal, SettlementError> {
    decide(app, staff, id, ManualState::Posted).await
}

/// Turns down what was proposed; one may turn down one's own.
///
/// # Errors
///
/// [`SettlementError::ManualNotFound`], [`SettlementError::ManualDecided`].
pub async fn reject_proposed(
    app: &App,
    staff: &Staff,
    id: Uuid,
) -> Result<ManualJournal, SettlementError> {
    decide(app, staff, id, ManualState::Rejected).await
}

/// The journals by hand, the newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn manual_journals(
    app: &App,
    _staff: &Staff,
    state: Option<ManualState>,
    page: PageRequest,
) -> Result<(Vec<ManualJournal>, Option<String>), SettlementError> {
    let mut query = manual_journal::Entity::find()
        .order_by_desc(manual_journal::Column::Id)
        .limit(page.rows + 1);
    if let Some(state) = state {
        query = query.filter(manual_journal::Column::State.eq(state));
    }
    if let Some(after) = page.after {
        query = query.filter(manual_journal::Column::Id.lt(after));
    }
    let rows = query.all(app.database().read()).await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.id);
    let rows: Result<Vec<_>, _> = rows.into_iter().map(of_row).collect();
    Ok((rows?, next_cursor))
}

async fn decide(
    app: &App,
    staff: &Staff,
    id: Uuid,
    state: ManualState,
) -> Result<ManualJournal, SettlementError> {
    let txn = app.database().begin().await?;
    let mut row = manual_journal::Entity::find_by_id(id)
        .lock_exclusive()
        .one(&txn)
        .await?
        .ok_or(SettlementError::ManualNotFound)?;
    if row.state != ManualState::Proposed {
        return Err(SettlementError::ManualDecided);
    }
    let is_own = row.proposed_by == staff.label();
    if state == ManualState::Posted {
        if is_own {
            return Err(SettlementError::SecondPersonNeeded);
        }
        let journal = of_row(row.clone())?;
        let by = ByHand {
            proposal_id: id,
            actor: staff.label(),
        };
        journal.post(&txn, app, by).await.map_err(told)?;
    }
    row.state = state;
    row.decided_by = (!is_own).then(|| staff.label().to_owned());
    row.decided_at = Some(app.clock().now());
    manual_journal::ActiveModel::from(row.clone())
        .reset_all()
        .update(&txn)
        .await?;
    let action = match state {
        ManualState::Posted => "manual_journal.posted",
        _ => "manual_journal.rejected",
    };
    note(&txn, app, staff, (action, id)).await?;
    txn.commit().await?;
    of_row(row)
}

/// What the books refuse here is what people proposed, not a fault of a rule.
fn told(error: SettlementError) -> SettlementError {
    match error {
        SettlementError::Ledger(LedgerError::Insufficient { account }) => {
            SettlementError::ManualTooMuch { account }
        }
        SettlementError::Ledger(LedgerError::KeyConflict { .. }) => SettlementError::TaxPaidBefore,
        other => other,
    }
}

fn of_row(row: manual_journal::Model) -> Result<ManualJournal, SettlementError> {
    let entry = serde_json::from_str(&row.content).map_err(|_| SettlementError::ManualUnusable)?;
    Ok(ManualJournal {
        id: row.id,
        seller_id: row.seller_id,
        entry,
        reason: row.reason,
        state: row.state,
        proposed_by: row.proposed_by,
        proposed_at: row.proposed_at,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
    })
}

async fn note(
    txn: &DatabaseTransaction,
    app: &App,
    staff: &Staff,
    (action, id): (&'static str, Uuid),
) -> Result<(), SettlementError> {
    let deed = Deed {
        actor: staff.label(),
        action,
        subject_type: "manual_journal",
        subject_id: id.to_string(),
        detail: Some(json!({})),
    };
    audit::record(txn, app.clock().now(), deed).await?;
    Ok(())
}
