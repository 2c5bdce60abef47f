//! The carriers that parcels can go by: data that finance staff keep.

use entity::carriers::carrier;
use money::Money;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;

use super::CarrierError;
use crate::{
    App, Change,
    accounts::Staff,
    audit::{self, Deed},
    sellers::SellerStaff,
    text,
};

/// Characters of a carrier's terms.
const TERMS_CHARS_MAX: usize = 500;
/// The most days that a carrier may keep cash.
const REMIT_DAYS_MAX: i32 = 90;
/// The carrier of parcels whose carrier is not on the list.
const OTHER: &str = "other";

/// Who carries parcels, and on which terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// Its stable name, such as `ghn`.
    pub code: String,
    /// What it is called in Vietnamese.
    pub name_vi: String,
    /// What it is called in English.
    pub name_en: String,
    /// The most cash it collects for one parcel, in đồng; none when it states no limit.
    pub cod_limit: Option<Money>,
    /// Days for which it may keep the cash.
    pub remit_days: i32,
    /// When and how it hands cash over, in the operator's words.
    pub terms: String,
    /// Whether parcels may be handed to it.
    pub active: bool,
    /// Counts changes.
    pub version: i32,
}

impl TryFrom<carrier::Model> for Carrier {
    type Error = CarrierError;

    fn try_from(row: carrier::Model) -> Result<Self, CarrierError> {
        Ok(Self {
            code: row.code,
            name_vi: row.name_vi,
            name_en: row.name_en,
            cod_limit: row.cod_limit.map(Money::price).transpose()?,
            remit_days: row.remit_days,
            terms: row.terms,
            active: row.active,
            version: row.version,
        })
    }
}

/// What shall be different about a carrier.
#[derive(Clone, Debug, Default)]
pub struct CarrierChange {
    /// The most cash for one parcel, in đồng; cleared, it states no limit.
    pub cod_limit: Change<i64>,
    /// Days for which it may keep the cash, 0 to 90.
    pub remit_days: Option<i32>,
    /// When and how it hands cash over.
    pub terms: Option<String>,
    /// Whether parcels may be handed to it.
    pub active: Option<bool>,
}

/// Every carrier, by code.
///
/// # Errors
///
/// When the database fails.
pub async fn carriers(app: &App, _staff: &Staff) -> Result<Vec<Carrier>, CarrierError> {
    let rows = carrier::Entity::find().order_by_asc(carrier::Column::Code);
    let rows = rows.all(app.database().read()).await?;
    rows.into_iter().map(Carrier::try_from).collect()
}

/// The carriers that a seller can hand parcels to, by code.
///
/// # Errors
///
/// When the database fails.
pub async fn open_carriers(app: &App, _staff: &SellerStaff) -> Result<Vec<Carrier>, CarrierError> {
    let rows = carrier::Entity::find()
        .filter(carrier::Column::Active.eq(true))
        .order_by_asc(carrier::Column::Code)
        .all(app.database().read())
        .await?;
    rows.into_iter().map(Carrier::try_from).collect()
}

/// Changes the terms of a carrier, if it is still as `seen`. Parcels that are on their way
/// keep theirs.
///
/// # Errors
///
/// [`CarrierError::NotFound`], [`CarrierError::Stale`] when somebody changed it since, or
/// [`CarrierError::FieldUnusable`] that names the field.
pub async fn change(
    app: &App,
    staff: &Staff,
    (code, seen): (&str, Option<i32>),
    change: CarrierChange,
) -> Result<Carrier, CarrierError> {
    let txn = app.database().begin().await?;
    let row = carrier::Entity::find_by_id(code)
        .lock_exclusive()
        .one(&txn)
        .await?
        .ok_or(CarrierError::NotFound)?;
    if seen.is_some_and(|version| version != row.version) {
        return Err(CarrierError::Stale);
    }
    let now = app.clock().now();
    let row = carrier::Model {
        updated_at: Some(now),
        version: row.version + 1,
        ..changed(row, change)?
    };
    carrier::Entity::update(carrier::ActiveModel {
        code: Set(row.code.clone()),
        cod_limit: Set(row.cod_limit),
        remit_days: Set(row.remit_days),
        terms: Set(row.terms.clone()),
        active: Set(row.active),
        updated_at: Set(row.updated_at),
        version: Set(row.version),
        ..Default::default()
    })
    .exec_without_returning(&txn)
    .await?;
    let deed = Deed {
        actor: staff.label(),
        action: "carrier.changed",
        subject_type: "carrier",
        subject_id: row.code.clone(),
        detail: Some(json!({
            "cod_limit": row.cod_limit, "remit_days": row.remit_days, "terms": row.terms,
            "active": row.active,
        })),
    };
    audit::record(&txn, now, deed).await?;
    txn.commit().await?;
    row.try_into()
}

fn changed(row: carrier::Model, change: CarrierChange) -> Result<carrier::Model, CarrierError> {
    let unusable = |field| CarrierError::FieldUnusable { field };
    let cod_limit = match change.cod_limit {
        Change::Keep => row.cod_limit,
        Change::Clear => None,
        Change::To(limit) => match Money::price(limit) {
            Ok(limit) if limit > Money::ZERO => Some(limit.dong()),
            _ => return Err(unusable("/cod_limit")),
        },
    };
    let remit_days = change.remit_days.unwrap_or(row.remit_days);
    if !(0..=REMIT_DAYS_MAX).contains(&remit_days) {
        return Err(unusable("/remit_days"));
    }
    let terms = match change.terms {
        Some(terms) => text::line(&terms, TERMS_CHARS_MAX).ok_or(unusable("/terms"))?,
        None => row.terms,
    };
    Ok(carrier::Model {
        cod_limit,
        remit_days,
        terms,
        active: change.active.unwrap_or(row.active),
        ..row
    })
}

/// The carrier of this code.
///
/// # Errors
///
/// [`CarrierError::NotFound`] when there is none.
pub(crate) async fn known<C: ConnectionTrait>(
    connection: &C,
    code: &str,
) -> Result<Carrier, CarrierError> {
    let row = carrier::Entity::find_by_id(code).one(connection).await?;
    row.ok_or(CarrierError::NotFound)?.try_into()
}

/// The carrier that somebody means: by its code, a name or another name it goes by. Any other
/// text means the one that stands for carriers not on the list.
///
/// # Errors
///
/// [`CarrierError::Closed`] when no parcels may be handed to it.
pub(crate) async fn meant<C: ConnectionTrait>(
    connection: &C,
    typed: &str,
) -> Result<Carrier, CarrierError> {
    let typed = search::fold(typed);
    let rows = carrier::Entity::find().all(connection).await?;
    let found = rows.iter().find(|row| goes_by(row, &typed));
    let row = found.or_else(|| rows.iter().find(|row| row.code == OTHER));
    let row = row.ok_or(CarrierError::NotFound)?;
    if row.active {
        row.clone().try_into()
    } else {
        Err(CarrierError::Closed {
            carrier: row.code.clone(),
        })
    }
}

fn goes_by(row: &carrier::Model, folded: &str) -> bool {
    let names = [&row.code, &row.name_vi, &row.name_en];
    names.into_iter().any(|name| search::fold(name) == folded)
        || row.aliases.split(',').any(|alias| alias == folded)
}
