//! Which sellers there are, and who serves them.

use chrono::{DateTime, Utc};
use entity::sellers::{
    MemberRole, Residency, SellerKind, SellerState, TaxKind, membership, seller,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, TryInsertResult,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{SellerError, tax_kind_of};
use crate::{
    App,
    accounts::{self, Actor},
    places::Gazetteer,
    slug,
    text::TextRule,
    token::new_id,
};

const NAME: TextRule = TextRule::line("/name", 200);

/// A seller that a person serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The seller.
    pub seller_id: Uuid,
    /// Its address part.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether it trades.
    pub state: SellerState,
    /// What the person may do for it.
    pub role: MemberRole,
}

/// The sellers that a person serves, oldest first.
///
/// # Errors
///
/// When the database fails.
pub async fn memberships(app: &App, actor: &Actor) -> Result<Vec<Membership>, SellerError> {
    let connection = app.database().read();
    let held = membership::Entity::find()
        .filter(membership::Column::AccountId.eq(actor.account_id()))
        .order_by_asc(membership::Column::SellerId)
        .all(connection)
        .await?;
    let sellers = seller::Entity::find()
        .filter(seller::Column::Id.is_in(held.iter().map(|held| held.seller_id)))
        .order_by_asc(seller::Column::Id)
        .all(connection)
        .await?;
    // Every membership has its seller, and both lists are sorted by it.
    let served = held.into_iter().zip(sellers);
    Ok(served
        .map(|(held, seller)| Membership {
            seller_id: seller.id,
            slug: seller.slug,
            name: seller.name,
            state: seller.state,
            role: held.role,
        })
        .collect())
}

/// A seller that an operator enters by hand.
#[derive(Clone, Debug)]
pub struct Founding {
    /// Its name.
    pub name: String,
    /// Its legal form.
    pub kind: SellerKind,
    /// The code of its province of today.
    pub province_code: Option<String>,
}

/// Enters a seller. For operators: sellers who apply by themselves come later.
///
/// # Errors
///
/// [`SellerError::PlaceUnknown`] for a province that is not one of today.
pub async fn found(app: &App, founding: Founding) -> Result<seller::Model, SellerError> {
    let name = NAME.needed(&founding.name)?;
    if let Some(code) = &founding.province_code {
        let known = Gazetteer::shared().province(code);
        known.ok_or(SellerError::PlaceUnknown)?;
    }
    let now = app.clock().now();
    let mut row = blank(slug::of(&name, "nguoi-ban"), name, now);
    row.kind = Some(founding.kind);
    row.tax_kind = tax_kind_of(row.kind);
    row.province_code = founding.province_code;
    let wanted = row.slug.clone();
    loop {
        let inserted = seller::Entity::insert(seller::ActiveModel::from(row.clone()))
            .on_conflict_do_nothing_on([seller::Column::Slug])
            .exec_without_returning(app.database().write())
            .await?;
        if let TryInsertResult::Inserted(1) = inserted {
            return Ok(row);
        }
        row.slug = slug::apart(&wanted);
    }
}

fn blank(slug: String, name: String, now: DateTime<Utc>) -> seller::Model {
    seller::Model {
        id: new_id(),
        slug,
        name,
        kind: None,
        state: SellerState::Open,
        tax_kind: TaxKind::Unknown,
        residency: Residency::Resident,
        tax_code: None,
        province_code: None,
        commune_code: None,
        address_as_printed: None,
        description_vi: None,
        description_en: None,
        bank_bin: None,
        bank_account: None,
        bank_account_name: None,
        import_key: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// Lets a person act for a seller, or changes what they may do. For operators.
///
/// # Errors
///
/// [`SellerError::NotFound`] or [`SellerError::AccountNotFound`] when either does not exist.
pub async fn add_member(
    app: &App,
    seller_slug: &str,
    email: &str,
    role: MemberRole,
) -> Result<seller::Model, SellerError> {
    let seller = seller::Entity::find()
        .filter(seller::Column::Slug.eq(seller_slug))
        .one(app.database().read())
        .await?
        .ok_or(SellerError::NotFound)?;
    let account_id = accounts::by_email(app, email)
        .await?
        .ok_or(SellerError::AccountNotFound)?;
    let row = membership::ActiveModel {
        seller_id: Set(seller.id),
        account_id: Set(account_id),
        role: Set(role),
        created_at: Set(app.clock().now()),
    };
    let latest = OnConflict::columns([membership::Column::SellerId, membership::Column::AccountId])
        .update_column(membership::Column::Role)
        .to_owned();
    membership::Entity::insert(row)
        .on_conflict(latest)
        .exec_without_returning(app.database().write())
        .await?;
    Ok(seller)
}
