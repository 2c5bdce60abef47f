//! Rows of a file held against our parcels.

use std::collections::{BTreeSet, HashMap};

use entity::{
    checkout::purchase,
    orders::{OrderState, parcel, seller_order},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::{
    Column,
    file::FileRow,
    issue::{Problem, RowIssue},
};
use crate::{
    carriers::Parcel,
    database::{placeholders, sql},
};

/// Codes or ids of one statement.
const AT_ONCE: usize = 1_000;

/// A row with its parcel, as it is behind its purchase's lock.
#[derive(Clone, Debug)]
pub(super) struct Matched {
    pub(super) row: FileRow,
    pub(super) parcel: Parcel,
    pub(super) purchase_id: Uuid,
    pub(super) order_state: OrderState,
}

/// Parcels that may be meant, read before anything is locked.
#[derive(Clone, Debug, FromQueryResult)]
struct Candidate {
    parcel_id: Uuid,
    purchase_id: Uuid,
    order_number: String,
    tracking_code: String,
}

/// Finds the parcels of a file's rows, locks them behind their purchases, and says what does
/// not fit.
pub(super) async fn matched(
    txn: &DatabaseTransaction,
    carrier: &str,
    rows: &[FileRow],
) -> Result<(Vec<Matched>, Vec<RowIssue>), DbErr> {
    let candidates = candidates(txn, carrier, rows).await?;
    let mut chosen = Vec::new();
    let mut issues = Vec::new();
    let mut first_lines = HashMap::new();
    for row in rows {
        match choose(row, &candidates) {
            Err(problem) => issues.push(RowIssue::cell(row.line, Column::TrackingCode, problem)),
            Ok(candidate) => {
                if let Some(first_line) = first_lines.insert(candidate.parcel_id, row.line) {
                    let problem = Problem::DuplicateRow { first_line };
                    issues.push(RowIssue::cell(row.line, Column::TrackingCode, problem));
                } else {
                    chosen.push((row, candidate));
                }
            }
        }
    }
    let purchases = chosen.iter().map(|(_, candidate)| candidate.purchase_id);
    lock_purchases(txn, purchases.collect()).await?;
    let parcels = chosen.iter().map(|(_, candidate)| candidate.parcel_id);
    let parcels = lock_parcels(txn, parcels.collect()).await?;
    let states = order_states(txn, &parcels).await?;
    let matched = chosen.into_iter().filter_map(|(row, candidate)| {
        let parcel = parcels.get(&candidate.parcel_id)?;
        Some(Matched {
            row: row.clone(),
            order_state: *states.get(&parcel.order_id)?,
            parcel: parcel.clone(),
            purchase_id: candidate.purchase_id,
        })
    });
    Ok((matched.collect(), issues))
}

async fn candidates(
    txn: &DatabaseTransaction,
    carrier: &str,
    rows: &[FileRow],
) -> Result<Vec<Candidate>, DbErr> {
    let codes: BTreeSet<&str> = rows.iter().map(|row| row.tracking_code.as_str()).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let mut found = Vec::new();
    for codes in codes.chunks(AT_ONCE) {
        let text = format!(
            "SELECT p.id AS parcel_id, o.purchase_id, o.number AS order_number,
                    UPPER(p.tracking_code) AS tracking_code
             FROM parcel p JOIN seller_order o ON o.id = p.order_id
             WHERE p.carrier_code = $1 AND UPPER(p.tracking_code) IN {}",
            placeholders(2, 1, codes.len())
        );
        let values = [carrier.into()]
            .into_iter()
            .chain(codes.iter().map(|code| (*code).into()))
            .collect::<Vec<sea_orm::Value>>();
        found.extend(
            Candidate::find_by_statement(sql(txn, text, values))
                .all(txn)
                .await?,
        );
    }
    Ok(found)
}

/// The one parcel that a row means.
fn choose<'a>(row: &FileRow, candidates: &'a [Candidate]) -> Result<&'a Candidate, Problem> {
    let means = |candidate: &&Candidate| {
        candidate.tracking_code == row.tracking_code
            && row
                .order_number
                .as_ref()
                .is_none_or(|number| candidate.order_number.eq_ignore_ascii_case(number))
    };
    let mut meant = candidates.iter().filter(means);
    match (meant.next(), meant.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(Problem::SeveralParcels),
        (None, _) => Err(Problem::UnknownParcel),
    }
}

/// Everyone locks purchases before what belongs to them, in the order of their ids.
async fn lock_purchases(txn: &DatabaseTransaction, ids: BTreeSet<Uuid>) -> Result<(), DbErr> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    for ids in ids.chunks(AT_ONCE) {
        let _: Vec<Uuid> = purchase::Entity::find()
            .select_only()
            .column(purchase::Column::Id)
            .filter(purchase::Column::Id.is_in(ids.iter().copied()))
            .order_by_asc(purchase::Column::Id)
            .lock_exclusive()
            .into_tuple()
            .all(txn)
            .await?;
    }
    Ok(())
}

async fn lock_parcels(
    txn: &DatabaseTransaction,
    ids: BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, Parcel>, DbErr> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut parcels = HashMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let rows = parcel::Entity::find()
            .filter(parcel::Column::Id.is_in(ids.iter().copied()))
            .order_by_asc(parcel::Column::Id)
            .lock_exclusive()
            .all(txn)
            .await?;
        parcels.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(parcels)
}

async fn order_states(
    txn: &DatabaseTransaction,
    parcels: &HashMap<Uuid, Parcel>,
) -> Result<HashMap<Uuid, OrderState>, DbErr> {
    let ids: BTreeSet<Uuid> = parcels.values().map(|parcel| parcel.order_id).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut states = HashMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let rows: Vec<(Uuid, OrderState)> = seller_order::Entity::find()
            .select_only()
            .columns([seller_order::Column::Id, seller_order::Column::State])
            .filter(seller_order::Column::Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(txn)
            .await?;
        states.extend(rows);
    }
    Ok(states)
}

/// What does not fit between a row's cash and its parcel's.
pub(super) fn problem_of(matched: &Matched, accepts_short: bool) -> Option<Problem> {
    let (row, parcel) = (&matched.row, &matched.parcel);
    let expected = parcel.cod_collected - parcel.cod_remitted;
    if row.cod == expected && (row.cod > 0 || row.fee > 0) {
        return None;
    }
    if row.cod < expected && accepts_short && (row.cod > 0 || row.fee > 0) {
        return None;
    }
    Some(if parcel.uncollected_at.is_some() {
        Problem::CameBack
    } else if parcel.cod_amount > 0 && parcel.delivered_at.is_none() {
        Problem::NotDelivered
    } else if expected == 0 && parcel.cod_remitted > 0 {
        Problem::AlreadyRemitted
    } else {
        Problem::OtherAmount { expected }
    })
}
