//! The way of a product from its seller past the desk to the public, and back.

use entity::catalog::{ProductState, product};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::{CatalogError, Listing, ProductAt, edit::Edit, listing};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    sellers::SellerStaff,
    text::TextRule,
    waiting::Waiting,
};

const NOTE: TextRule = TextRule::lines("/note", 2000);

/// A step on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Submit,
    Archive,
    Approve,
    RequestChanges,
    Reject,
}

impl Step {
    const ALL: [Self; 5] = [
        Self::Submit,
        Self::Archive,
        Self::Approve,
        Self::RequestChanges,
        Self::Reject,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Archive => "archive",
            Self::Approve => "approve",
            Self::RequestChanges => "request_changes",
            Self::Reject => "reject",
        }
    }

    /// Where this step leads from `state`, if it can be taken there.
    const fn from(self, state: ProductState) -> Option<ProductState> {
        use ProductState::{Archived, ChangesRequested, Draft, Published, Submitted};
        match (self, state) {
            (Self::Submit, Draft | ChangesRequested | Archived) => Some(Submitted),
            (Self::Archive, Draft | Submitted | ChangesRequested | Published) => Some(Archived),
            (Self::Approve, Submitted) => Some(Published),
            (Self::RequestChanges, Submitted | Published) => Some(ChangesRequested),
            (Self::Reject, Submitted | Published) => Some(Archived),
            _ => None,
        }
    }

    fn take(self, edit: &mut Edit) -> Result<(), CatalogError> {
        let state = edit.product.state;
        let possible = || {
            Self::ALL
                .into_iter()
                .filter(|step| step.from(state).is_some())
        };
        edit.product.state = self
            .from(state)
            .ok_or_else(|| CatalogError::IllegalTransition {
                state,
                possible: possible().map(Self::name).collect(),
            })?;
        Ok(())
    }
}

/// Gives a product to the desk. An archived one may come back this way.
///
/// # Errors
///
/// [`CatalogError::ListingIncomplete`] with what is missing.
pub async fn submit(
    app: &App,
    staff: &SellerStaff,
    at: ProductAt,
) -> Result<Listing, CatalogError> {
    let mut edit = Edit::begin(app, staff, at).await?;
    Step::Submit.take(&mut edit)?;
    refuse_incomplete(&edit).await?;
    edit.finish(app).await
}

/// Takes a product out of the shop. Orders that exist go on.
///
/// # Errors
///
/// [`CatalogError::IllegalTransition`] when it is archived already.
pub async fn archive(
    app: &App,
    staff: &SellerStaff,
    at: ProductAt,
) -> Result<Listing, CatalogError> {
    let mut edit = Edit::begin(app, staff, at).await?;
    Step::Archive.take(&mut edit)?;
    edit.finish(app).await
}

/// Publishes a product that waits for the desk.
///
/// # Errors
///
/// [`CatalogError::IllegalTransition`] unless it waits, [`CatalogError::ListingIncomplete`]
/// when its seller took something away meanwhile.
pub async fn approve(app: &App, staff: &Staff, at: ProductAt) -> Result<Listing, CatalogError> {
    let mut edit = Edit::begin_at_desk(app, at).await?;
    Step::Approve.take(&mut edit)?;
    refuse_incomplete(&edit).await?;
    edit.product.review_note = None;
    edit.product.published_at = edit.product.published_at.or(Some(edit.now));
    record(&edit, staff, "product.approved").await?;
    edit.finish(app).await
}

/// Sends a product back to its seller with what to change; a published one leaves the shop.
///
/// # Errors
///
/// [`CatalogError::IllegalTransition`] unless it waits or is published.
pub async fn request_changes(
    app: &App,
    staff: &Staff,
    at: ProductAt,
    note: &str,
) -> Result<Listing, CatalogError> {
    let note = NOTE.needed(note)?;
    let mut edit = Edit::begin_at_desk(app, at).await?;
    Step::RequestChanges.take(&mut edit)?;
    edit.product.review_note = Some(note);
    record(&edit, staff, "product.changes_requested").await?;
    edit.finish(app).await
}

/// Archives a product that does not belong here, and says why.
///
/// # Errors
///
/// [`CatalogError::IllegalTransition`] unless it waits or is published.
pub async fn reject(
    app: &App,
    staff: &Staff,
    at: ProductAt,
    note: &str,
) -> Result<Listing, CatalogError> {
    let note = NOTE.needed(note)?;
    let mut edit = Edit::begin_at_desk(app, at).await?;
    Step::Reject.take(&mut edit)?;
    edit.product.review_note = Some(note);
    record(&edit, staff, "product.rejected").await?;
    edit.finish(app).await
}

async fn refuse_incomplete(edit: &Edit) -> Result<(), CatalogError> {
    let listing = listing::load_one(&edit.txn, edit.product.clone(), edit.now).await?;
    let missing = listing.missing();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(CatalogError::ListingIncomplete { missing })
    }
}

async fn record(edit: &Edit, staff: &Staff, action: &'static str) -> Result<(), CatalogError> {
    let note = edit.product.review_note.as_ref();
    let deed = Deed {
        actor: staff.label(),
        action,
        subject_type: "product",
        subject_id: edit.product.id.to_string(),
        detail: note.map(|note| json!({ "note": note })),
    };
    Ok(audit::record(&edit.txn, edit.now, deed).await?)
}

/// The products that wait for the desk.
///
/// # Errors
///
/// When the database fails.
pub async fn waiting(app: &App, _staff: &Staff) -> Result<Waiting, CatalogError> {
    let connection = app.database().read();
    let submitted =
        product::Entity::find().filter(product::Column::State.eq(ProductState::Submitted));
    let oldest = submitted
        .clone()
        .order_by_asc(product::Column::UpdatedAt)
        .one(connection)
        .await?;
    Ok(Waiting {
        count: submitted.count(connection).await?,
        oldest: oldest.map(|product| product.updated_at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_desk_publishes_and_only_what_waits() {
        use ProductState::{Archived, ChangesRequested, Draft, Published, Submitted};
        for state in [Draft, Submitted, ChangesRequested, Published, Archived] {
            for step in Step::ALL {
                let publishes = step.from(state) == Some(Published);
                assert_eq!(publishes, step == Step::Approve && state == Submitted);
            }
        }
    }
}
