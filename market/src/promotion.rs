//! What promotion staff put before shoppers: collections of products, and slots in which a
//! product or a collection stands for some time, and products raised in lists for some days.

mod collections;
mod raised;
mod refusal;
mod shown;
mod slots;

pub use entity::promotion::{collection, product_promotion, slot};

pub use collections::{
    Collection, CollectionChange, CollectionDraft, change_collection, collection, collections,
    create_collection, delete_collection, set_items,
};
pub use raised::{Raising, lower_product, raise_product, raised_product, raised_products};
pub use refusal::PromotionError;
pub use shown::{ShownCollection, ShownSlot, placement, public_collection};
pub use slots::{
    SlotChange, SlotDraft, SlotTarget, change_slot, create_slot, delete_slot, slot, slots,
};

use entity::catalog::{ProductState, product};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use crate::{accounts::Staff, audit::Deed};

/// A slot or a collection, and the version of it that the caller has seen, if it says.
#[derive(Clone, Copy, Debug)]
pub struct PromotionAt {
    /// Which one.
    pub id: Uuid,
    /// Refuse when someone changed it since.
    pub version: Option<i32>,
}

/// What staff did to something of promotion; the action begins with what that is.
fn deed<'a>(staff: &'a Staff, action: &'static str, id: Uuid, detail: Option<Value>) -> Deed<'a> {
    let subject_type = action.split_once('.').map_or(action, |(noun, _)| noun);
    Deed {
        actor: staff.label(),
        action,
        subject_type,
        subject_id: id.to_string(),
        detail,
    }
}

/// Refuses products that nobody can buy.
async fn refuse_unpublished<C: ConnectionTrait>(
    connection: &C,
    product_ids: &[Uuid],
) -> Result<(), PromotionError> {
    let published: Vec<Uuid> = product::Entity::find()
        .select_only()
        .column(product::Column::Id)
        .filter(product::Column::Id.is_in(product_ids.iter().copied()))
        .filter(product::Column::State.eq(ProductState::Published))
        .into_tuple()
        .all(connection)
        .await?;
    let others: Vec<Uuid> = product_ids
        .iter()
        .filter(|id| !published.contains(id))
        .copied()
        .collect();
    if others.is_empty() {
        Ok(())
    } else {
        Err(PromotionError::NotPublished {
            product_ids: others,
        })
    }
}
