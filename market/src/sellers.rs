//! Who sells, and who acts for them.

mod members;
mod profile;
mod refusal;
mod standing;
mod tax;

use entity::sellers::membership;
pub use entity::{
    orders::Supply,
    sellers::{MemberRole, Residency, SellerKind, SellerState, TaxKind, seller},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

pub use members::{Founding, Membership, add_member, found, memberships};
pub use profile::{BankAccount, ProfileChange, change_profile};
pub use refusal::SellerError;
pub use standing::{at_desk, reopen, suspend};
pub(crate) use tax::set_tax_status;
pub use tax::{TaxStatus, tax_kind_of};

use crate::{App, accounts::Actor};

/// Proof that a person acts for a seller. Only [`staff_of`] makes one, so a use case that
/// asks for it cannot forget the check.
#[derive(Clone, Debug)]
pub struct SellerStaff {
    seller_id: Uuid,
    label: String,
    role: MemberRole,
}

impl SellerStaff {
    /// The seller acted for.
    #[must_use]
    pub const fn seller_id(&self) -> Uuid {
        self.seller_id
    }

    /// What the person may do for the seller.
    #[must_use]
    pub const fn role(&self) -> MemberRole {
        self.role
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
    let chosen = match (asked, memberships.as_slice()) {
        (Some(asked), held) => held.iter().find(|held| held.seller_id == asked),
        (None, [_, _, ..]) => {
            let sellers = memberships.iter().map(|held| held.seller_id).collect();
            return Err(SellerError::ChooseSeller { sellers });
        }
        (None, held) => held.first(),
    };
    let chosen = chosen.ok_or(SellerError::NoMembership)?;
    Ok(SellerStaff {
        seller_id: chosen.seller_id,
        label: actor.label(),
        role: chosen.role,
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
