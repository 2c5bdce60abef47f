//! Which line of the statement is which entry of the books.

use std::collections::HashMap;

use entity::bank::bank_line;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    BankError, BankLine,
    reconciliation::{BankEntry, entries_without_line},
};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
};

/// Who found a match that nobody made by hand.
const BY_REFERENCE: &str = "reference";
/// Letters and digits below which a reference may stand in any text by chance.
const REFERENCE_CHARS_MIN: usize = 4;

/// Matches lines to entries again, for entries that came after their line.
///
/// # Errors
///
/// When the database fails.
pub async fn match_lines(app: &App) -> Result<u64, BankError> {
    let txn = app.database().begin().await?;
    let matched = match_within(&txn, app).await?;
    txn.commit().await?;
    Ok(matched)
}

/// A line is an entry when both move the same amount the same way and a name of the entry is
/// the line's reference, or stands in its content; and no other line or entry fits as well.
/// The bank's own name is looked for first: two transfers of one shopper may say the same.
/// What is left is for a person to tell.
pub(super) async fn match_within(txn: &DatabaseTransaction, app: &App) -> Result<u64, DbErr> {
    let mut lines = bank_line::Entity::find()
        .filter(bank_line::Column::EntryId.is_null())
        .order_by_asc(bank_line::Column::Id)
        .lock_exclusive()
        .all(txn)
        .await?;
    if lines.is_empty() {
        return Ok(0);
    }
    let mut entries = entries_without_line(txn).await?;
    let mut matched = 0;
    let names: [fn(&BankEntry) -> &str; 2] = [|entry| &entry.reference, |entry| &entry.written];
    for name in names {
        for pair in pairs(&lines, &entries, name) {
            join(txn, app, pair, BY_REFERENCE).await?;
            lines.retain(|line| line.id != pair.0);
            entries.retain(|entry| entry.id != pair.1);
            matched += 1;
        }
    }
    Ok(matched)
}

/// Lines and entries that fit each other and nothing else.
fn pairs(
    lines: &[bank_line::Model],
    entries: &[BankEntry],
    name: fn(&BankEntry) -> &str,
) -> Vec<(Uuid, Uuid)> {
    let mut by_amount: HashMap<i64, Vec<&BankEntry>> = HashMap::new();
    for entry in entries {
        by_amount.entry(entry.amount).or_default().push(entry);
    }
    let fits = |line: &bank_line::Model| -> Vec<Uuid> {
        let entries = by_amount.get(&line.amount).map_or(&[][..], Vec::as_slice);
        let named = entries.iter().filter(|entry| names(line, name(entry)));
        named.map(|entry| entry.id).collect()
    };
    let found: Vec<(Uuid, Vec<Uuid>)> = lines.iter().map(|line| (line.id, fits(line))).collect();
    let mut claims: HashMap<Uuid, u32> = HashMap::new();
    for entry_id in found.iter().flat_map(|(_, entries)| entries) {
        *claims.entry(*entry_id).or_default() += 1;
    }
    let only = |(line_id, entries): (Uuid, Vec<Uuid>)| match entries[..] {
        [entry_id] if claims.get(&entry_id) == Some(&1) => Some((line_id, entry_id)),
        _ => None,
    };
    found.into_iter().filter_map(only).collect()
}

/// Whether a line bears a reference: banks drop signs and change case.
fn names(line: &bank_line::Model, reference: &str) -> bool {
    let letters = |text: &str| -> String {
        search::fold(text)
            .chars()
            .filter(|letter| *letter != ' ')
            .collect()
    };
    let wanted = letters(reference);
    if wanted.is_empty() {
        return false;
    }
    letters(&line.reference) == wanted
        || (wanted.len() >= REFERENCE_CHARS_MIN
            && [&line.content, &line.reference]
                .into_iter()
                .any(|text| letters(text).contains(&wanted)))
}

async fn join(
    txn: &DatabaseTransaction,
    app: &App,
    (line_id, entry_id): (Uuid, Uuid),
    by: &str,
) -> Result<(), DbErr> {
    bank_line::Entity::update(bank_line::ActiveModel {
        id: Set(line_id),
        entry_id: Set(Some(entry_id)),
        matched_by: Set(Some(by.to_owned())),
        matched_at: Set(Some(app.clock().now())),
        ..Default::default()
    })
    .exec_without_returning(txn)
    .await?;
    Ok(())
}

/// Says which entry a line is. Told again it changes nothing.
///
/// # Errors
///
/// [`BankError::LineNotFound`], [`BankError::EntryNotFound`] for an entry that is not on the
/// bank account or has its line already, [`BankError::AmountsDiffer`],
/// [`BankError::LineMatched`] when the line is another entry.
pub async fn match_by_hand(
    app: &App,
    staff: &Staff,
    (line_id, entry_id): (Uuid, Uuid),
) -> Result<BankLine, BankError> {
    let txn = app.database().begin().await?;
    let line = bank_line::Entity::find_by_id(line_id)
        .lock_exclusive()
        .one(&txn)
        .await?
        .ok_or(BankError::LineNotFound)?;
    match line.entry_id {
        Some(known) if known == entry_id => return Ok(line.into()),
        Some(_) => return Err(BankError::LineMatched),
        None => {}
    }
    let entries = entries_without_line(&txn).await?;
    let entry = entries.into_iter().find(|entry| entry.id == entry_id);
    let entry = entry.ok_or(BankError::EntryNotFound)?;
    if entry.amount != line.amount {
        return Err(BankError::AmountsDiffer {
            line: line.amount,
            entry: entry.amount,
        });
    }
    join(&txn, app, (line_id, entry_id), staff.label())
        .await
        .map_err(BankError::of_join)?;
    let deed = Deed {
        actor: staff.label(),
        action: "bank_line.matched",
        subject_type: "bank_line",
        subject_id: line_id.to_string(),
        detail: Some(json!({"entry_id": entry_id})),
    };
    audit::record(&txn, app.clock().now(), deed).await?;
    txn.commit().await?;
    let line = bank_line::Entity::find_by_id(line_id)
        .one(app.database().read())
        .await?;
    Ok(line.ok_or(BankError::LineNotFound)?.into())
}
