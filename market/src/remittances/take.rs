//! Taking a remittance: read, held against parcels and money, then posted or refused whole.

use entity::remittances::remittance;
use money::Money;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::{
    By, Remittance, RemittanceError, RemittanceReport, RemittanceRequest, Sums,
    check::{self, Matched},
    file::RemittanceFile,
    issue::{Problem, RowIssue},
    post,
};
use crate::{
    App,
    carriers::{self, Carrier},
    import::{ListError, Sheet},
    text,
    token::{self, new_id},
};

/// Characters of a carrier's name for a transfer.
const REFERENCE_CHARS_MAX: usize = 100;
/// The most đồng of one transfer, either way.
const RECEIVED_MAX: i64 = 100_000_000_000;

/// Takes a carrier's remittance. The same file again changes nothing.
///
/// # Errors
///
/// [`RemittanceError::Refused`] with the rows that do not fit (a dry run answers them),
/// [`RemittanceError::KnownOtherwise`] when the transfer was posted with other content, and
/// what is wrong with the file or a field.
pub async fn take(
    app: &App,
    by: By<'_>,
    request: RemittanceRequest,
) -> Result<RemittanceReport, RemittanceError> {
    let carrier = carriers::known_carrier(app.database().read(), &request.carrier).await?;
    check_fields(&request)?;
    let is_dry_run = request.is_dry_run;
    let bytes = request.file.clone();
    let read = move || {
        let sheet = Sheet::from_bytes(bytes).map_err(ListError::from)?;
        RemittanceFile::read(sheet)
    };
    let file = tokio::task::spawn_blocking(read).await??;
    let transfer = Transfer::of(app, by, (carrier, request), &file)?;
    let txn = app.database().begin().await?;
    let report = transfer.post(&txn, app, file).await?;
    if is_dry_run {
        txn.rollback().await?;
        return Ok(report);
    }
    if !report.issues.is_empty() {
        return Err(RemittanceError::Refused(Box::new(report)));
    }
    txn.commit().await?;
    app.wake_jobs();
    Ok(report)
}

fn check_fields(request: &RemittanceRequest) -> Result<(), RemittanceError> {
    let unusable = |field| Err(RemittanceError::FieldUnusable { field });
    if !(-RECEIVED_MAX..=RECEIVED_MAX).contains(&request.received) {
        return unusable("/received");
    }
    if !(0..=RECEIVED_MAX).contains(&request.transfer_fee) {
        return unusable("/transfer_fee");
    }
    Ok(())
}

/// A remittance before it is posted.
struct Transfer {
    row: remittance::Model,
    accepts_short: bool,
}

impl Transfer {
    fn of(
        app: &App,
        by: By<'_>,
        (carrier, request): (Carrier, RemittanceRequest),
        file: &RemittanceFile,
    ) -> Result<Self, RemittanceError> {
        let unusable = |field| RemittanceError::FieldUnusable { field };
        let named = request.reference.or_else(|| file.reference.clone());
        let named = named.ok_or(RemittanceError::ReferenceMissing)?;
        let reference = text::line(&named, REFERENCE_CHARS_MAX).ok_or(unusable("/reference"))?;
        let remitted_on = request.remitted_on.or(file.remitted_on);
        let remitted_on = remitted_on.ok_or(RemittanceError::DayMissing)?;
        if remitted_on > app.clock().today() {
            return Err(unusable("/remitted_on"));
        }
        let sum = |of: fn(&super::file::FileRow) -> i64| file.rows.iter().map(of).sum();
        let mut row = remittance::Model {
            id: new_id(),
            carrier_code: carrier.code,
            reference,
            remitted_on,
            content_hash: String::new(),
            cod: sum(|row| row.cod),
            fees: sum(|row| row.fee),
            transfer_fee: request.transfer_fee,
            received: request.received,
            created_by: by.label(),
            created_at: app.clock().now(),
        };
        row.content_hash = content_hash(&row, file);
        Ok(Self {
            row,
            accepts_short: request.accepts_short,
        })
    }

    /// Posts it unless something does not fit. What is written then is for the caller to keep
    /// or to undo.
    async fn post(
        self,
        txn: &DatabaseTransaction,
        app: &App,
        file: RemittanceFile,
    ) -> Result<RemittanceReport, RemittanceError> {
        let carrier = &self.row.carrier_code;
        let (matched, unmatched) = check::matched(txn, carrier, &file.rows).await?;
        let mut report = RemittanceReport {
            posted: None,
            was_known: false,
            rows: u64::try_from(file.rows.len()).unwrap_or(u64::MAX),
            sums: self.sums(),
            issues: file.issues,
        };
        if let Some(known) = self.known(txn).await? {
            report.posted = Some(known);
            report.was_known = true;
            report.issues.clear();
            return Ok(report);
        }
        report.issues.extend(unmatched);
        report.issues.extend(self.misfits(&matched));
        report.issues.sort_by_key(|issue| issue.line);
        report.issues.dedup();
        report.issues.extend(self.imbalance());
        if report.issues.is_empty() {
            post::post(txn, app, &self.row, &matched).await?;
            report.posted = Some(self.row.try_into()?);
        }
        Ok(report)
    }

    /// The same transfer, if it was posted before.
    async fn known(
        &self,
        txn: &DatabaseTransaction,
    ) -> Result<Option<Remittance>, RemittanceError> {
        let before = remittance::Entity::find()
            .filter(remittance::Column::CarrierCode.eq(&self.row.carrier_code))
            .filter(remittance::Column::Reference.eq(&self.row.reference))
            .one(txn)
            .await?;
        match before {
            Some(before) if before.content_hash != self.row.content_hash => {
                Err(RemittanceError::KnownOtherwise)
            }
            before => before.map(Remittance::try_from).transpose(),
        }
    }

    fn misfits(&self, matched: &[Matched]) -> Vec<RowIssue> {
        let problem = |matched: &Matched| {
            let problem = check::problem_of(matched, self.accepts_short)?;
            let line = matched.row.line;
            Some(RowIssue::cell(line, super::Column::Cod, problem))
        };
        matched.iter().filter_map(problem).collect()
    }

    fn imbalance(&self) -> Option<RowIssue> {
        let sums = self.sums();
        (sums.computed() != sums.received).then(|| RowIssue {
            line: None,
            column: None,
            problem: Problem::DoesNotBalance {
                computed: sums.computed(),
                received: sums.received,
            },
        })
    }

    const fn sums(&self) -> Sums {
        Sums {
            cod: self.row.cod,
            fees: self.row.fees,
            transfer_fee: self.row.transfer_fee,
            received: self.row.received,
        }
    }
}

/// What a transfer says, whatever its file looks like.
fn content_hash(row: &remittance::Model, file: &RemittanceFile) -> String {
    let mut content = format!(
        "{} {} {} {} {}",
        row.carrier_code, row.reference, row.remitted_on, row.transfer_fee, row.received
    );
    for row in &file.rows {
        let order = row.order_number.as_deref().unwrap_or("-");
        content.push_str(&format!(
            "\n{} {order} {} {}",
            row.tracking_code, row.cod, row.fee
        ));
    }
    token::hash(&content)
}

impl TryFrom<remittance::Model> for Remittance {
    type Error = RemittanceError;

    fn try_from(row: remittance::Model) -> Result<Self, RemittanceError> {
        Ok(Self {
            id: row.id,
            carrier: row.carrier_code,
            reference: row.reference,
            remitted_on: row.remitted_on,
            cod: Money::price(row.cod)?,
            fees: Money::price(row.fees)?,
            transfer_fee: Money::price(row.transfer_fee)?,
            received: Money::new(row.received)?,
            created_by: row.created_by,
            created_at: row.created_at,
        })
    }
}
