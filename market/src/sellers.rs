//! Who sells, and who acts for them.

mod refusal;

pub use entity::sellers::{MemberRole, SellerKind, SellerState};
use entity::sellers::{membership, seller};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

pub use refusal::SellerError;

use crate::{App, accounts::Actor};

/// Proof that a person acts for a seller. Only [`staff_of`] makes one, so a use case that
/// asks for it cannot forget the check.
#[derive(Clone, Debug)]
pub struct SellerStaff {
    seller_id: Uuid,
    label: String,
}

impl SellerStaff {
    /// The seller acted for.
    #[must_use]
    pub const fn seller_id(&self) -> Uuid {
        self.seller_id
    }

    /// How the person is named in histories.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }
}

/// The seller that a person acts for: the one asked for, or the only one there is.
///
/// # Errors
///
/// [`SellerError::NoMembership`] for strangers, whether the seller exists or not, and
/// [`SellerError::ChooseSeller`] when the person serves several and names none.
pub async fn staff_of(
    app: &App,
    actor: &Actor,
    asked: Option<Uuid>,
) -> Result<SellerStaff, SellerError> {
    let memberships = membership::Entity::find()
        .filter(membership::Column::AccountId.eq(actor.account_id()))
        .order_by_asc(membership::Column::SellerId)
        .all(app.database().read())
        .await?;
    let sellers: Vec<Uuid> = memberships.into_iter().map(|row| row.seller_id).collect();
    let seller_id = match (asked, sellers.as_slice()) {
        (Some(asked), sellers) if sellers.contains(&asked) => asked,
        (None, [only]) => *only,
        (None, [_, _, ..]) => return Err(SellerError::ChooseSeller { sellers }),
        _ => return Err(SellerError::NoMembership),
    };
    Ok(SellerStaff {
        seller_id,
        label: actor.label(),
    })
}

/// The seller a person acts for, as it is stored.
///
/// # Errors
///
/// When the database fails.
pub async fn own(app: &App, staff: &SellerStaff) -> Result<seller::Model, SellerError> {
    seller::Entity::find_by_id(staff.seller_id)
        .one(app.database().read())
        .await?
        .ok_or(SellerError::NoMembership)
}
