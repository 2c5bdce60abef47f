//! The bank's statement, line by line.

use std::collections::HashMap;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use entity::bank::bank_line;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;

use super::{BankError, column::Column, matching};
use crate::{
    App, Language,
    accounts::Staff,
    audit::{self, Deed},
    database::insert_all,
    import::{Heading, ListError, ListRow, Sheet, day, dong, read_list},
    language::Bilingual,
    page::PageRequest,
    token::{self, new_id},
};

/// Most rows of one statement.
const ROWS_MAX: usize = 20_000;

/// A line of the statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankLine {
    /// The line.
    pub id: Uuid,
    /// The day the bank booked it.
    pub booked_on: NaiveDate,
    /// In above zero, out below, in đồng.
    pub amount: i64,
    /// The bank's reference.
    pub reference: String,
    /// What was written with it.
    pub content: String,
    /// The entry of the books that says the same; none while nobody knows.
    pub entry_id: Option<Uuid>,
    /// When that was found.
    pub matched_at: Option<DateTime<Utc>>,
}

impl From<bank_line::Model> for BankLine {
    fn from(row: bank_line::Model) -> Self {
        Self {
            id: row.id,
            booked_on: row.booked_on,
            amount: row.amount,
            reference: row.reference,
            content: row.content,
            entry_id: row.entry_id,
            matched_at: row.matched_at,
        }
    }
}

/// A cell of a statement that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementIssue {
    /// Line of the file or row of the sheet, from 1.
    pub line: u64,
    /// The column's header in our own files.
    pub column: &'static str,
}

impl StatementIssue {
    /// What is wrong and what to do.
    #[must_use]
    pub fn detail(&self, language: Language) -> String {
        language
            .pick(
                "Không hiểu ô này: ngày ghi như 22/11/2026, số tiền là số đồng nguyên, chiều là \
                 “in” (tiền vào) hoặc “out” (tiền ra).",
                "This cell is not understood: days as 2026-11-22, amounts in whole đồng, the \
                 direction “in” or “out”.",
            )
            .to_owned()
    }
}

/// What became of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementReport {
    /// Lines of the file.
    pub lines: u64,
    /// Lines that were not there before.
    pub added: u64,
    /// Lines, of any statement, that found their entry now.
    pub matched: u64,
    /// Lines, of any statement, that still have none.
    pub unmatched: u64,
}

/// A line of the file.
struct Line {
    booked_on: NaiveDate,
    amount: i64,
    reference: String,
    content: String,
}

/// Takes a statement (CSV or XLSX: date, amount with its direction or two columns of amounts,
/// reference, content) and matches what can be matched. Lines that were taken before are left
/// as they are, so statements may overlap.
///
/// # Errors
///
/// [`BankError::Unreadable`] with every cell that is not understood; nothing is taken then.
pub async fn take_statement(
    app: &App,
    staff: &Staff,
    file: Bytes,
) -> Result<StatementReport, BankError> {
    let lines = tokio::task::spawn_blocking(move || read(file)).await??;
    let now = app.clock().now();
    let rows = keyed(&lines).map(|(key, line)| bank_line::ActiveModel {
        id: Set(new_id()),
        line_key: Set(key),
        booked_on: Set(line.booked_on),
        amount: Set(line.amount),
        reference: Set(line.reference.clone()),
        content: Set(line.content.clone()),
        entry_id: Set(None),
        matched_by: Set(None),
        matched_at: Set(None),
        created_by: Set(staff.label().to_owned()),
        created_at: Set(now),
    });
    let rows: Vec<_> = rows.collect();
    let txn = app.database().begin().await?;
    let before = bank_line::Entity::find().count(&txn).await?;
    let known_stay = OnConflict::column(bank_line::Column::LineKey)
        .do_nothing()
        .to_owned();
    insert_all(&txn, rows, Some(known_stay)).await?;
    let after = bank_line::Entity::find().count(&txn).await?;
    let matched = matching::match_within(&txn, app).await?;
    let unmatched = bank_line::Entity::find()
        .filter(bank_line::Column::EntryId.is_null())
        .count(&txn)
        .await?;
    let report = StatementReport {
        lines: u64::try_from(lines.len()).unwrap_or(u64::MAX),
        added: after.saturating_sub(before),
        matched,
        unmatched,
    };
    let deed = Deed {
        actor: staff.label(),
        action: "bank_statement.taken",
        subject_type: "bank_statement",
        subject_id: new_id().to_string(),
        detail: Some(serde_json::json!({"lines": report.lines, "added": report.added})),
    };
    audit::record(&txn, now, deed).await?;
    txn.commit().await?;
    Ok(report)
}

/// A name for every line that it has in any file: what it says, and which of the lines that
/// say the same it is.
fn keyed(lines: &[Line]) -> impl Iterator<Item = (String, &Line)> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    lines.iter().map(move |line| {
        let said = format!(
            "{} {} {}\n{}",
            line.booked_on, line.amount, line.reference, line.content
        );
        let nth = seen.entry(said.clone()).or_default();
        *nth += 1;
        (token::hash(&format!("{nth} {said}")), line)
    })
}

fn read(file: Bytes) -> Result<Vec<Line>, BankError> {
    let mut sheet = Sheet::from_bytes(file).map_err(ListError::from)?;
    let mut lines = Vec::new();
    let mut issues = Vec::new();
    for row in read_list::<Column>(&mut sheet, ROWS_MAX)? {
        match line(&row) {
            Ok(Some(line)) => lines.push(line),
            Ok(None) => {}
            Err(column) => issues.push(StatementIssue {
                line: row.line,
                column: column.name(),
            }),
        }
    }
    if issues.is_empty() {
        Ok(lines)
    } else {
        Err(BankError::Unreadable { issues })
    }
}

/// One line; none for rows that move nothing, such as opening balances.
fn line(row: &ListRow<Column>) -> Result<Option<Line>, Column> {
    let text = |column| row.text(column).map(str::trim).ok_or(column);
    let amount = amount(row)?;
    if amount == 0 {
        return Ok(None);
    }
    Ok(Some(Line {
        booked_on: day(text(Column::BookedOn)?).ok_or(Column::BookedOn)?,
        amount,
        reference: text(Column::Reference)?.to_owned(),
        content: text(Column::Content)?.to_owned(),
    }))
}

/// In above zero, out below: by a sign, by a direction, or by the column it stands in.
fn amount(row: &ListRow<Column>) -> Result<i64, Column> {
    let read = |column| match row.text(column).map(str::trim) {
        Some("" | "-") => Ok(0),
        text => text.and_then(dong).ok_or(column),
    };
    let sided = read(Column::Credit)?.abs() - read(Column::Debit)?.abs();
    let stated = read(Column::Amount)?;
    if stated == 0 {
        return Ok(sided);
    }
    let direction = row.text(Column::Direction).ok_or(Column::Direction)?;
    match search::fold(direction).as_str() {
        "" => Ok(stated),
        "in" | "credit" | "co" | "ghi co" | "vao" | "tien vao" | "c" => Ok(stated.abs()),
        "out" | "debit" | "no" | "ghi no" | "ra" | "tien ra" | "d" => Ok(-stated.abs()),
        _ => Err(Column::Direction),
    }
}

/// Lines of the statement, the newest first, with the cursor of the next page.
///
/// # Errors
///
/// When the database fails.
pub async fn bank_lines(
    app: &App,
    _staff: &Staff,
    is_matched: Option<bool>,
    page: PageRequest,
) -> Result<(Vec<BankLine>, Option<String>), BankError> {
    let mut rows = bank_line::Entity::find()
        .order_by_desc(bank_line::Column::Id)
        .limit(page.rows + 1);
    rows = match is_matched {
        Some(true) => rows.filter(bank_line::Column::EntryId.is_not_null()),
        Some(false) => rows.filter(bank_line::Column::EntryId.is_null()),
        None => rows,
    };
    if let Some(after) = page.after {
        rows = rows.filter(bank_line::Column::Id.lt(after));
    }
    let (rows, cursor) = page.cut(rows.all(app.database().read()).await?, |row| row.id);
    Ok((rows.into_iter().map(BankLine::from).collect(), cursor))
}
