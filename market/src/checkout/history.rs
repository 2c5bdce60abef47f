//! The history of orders that move with their purchase.

use entity::orders::{OrderState, order_event, seller_order};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait};

use crate::{App, token::new_id};

/// A step that several orders took together.
pub(super) struct Step<'a> {
    pub(super) from: OrderState,
    pub(super) to: OrderState,
    pub(super) reason: Option<&'a str>,
}

/// Who moves orders when money decides.
const ACTOR: &str = "market";

impl Step<'_> {
    /// Writes the step into the history of each order.
    pub(super) async fn record(
        self,
        txn: &DatabaseTransaction,
        app: &App,
        orders: &[seller_order::Model],
    ) -> Result<(), DbErr> {
        let events = orders.iter().map(|order| order_event::ActiveModel {
            id: Set(new_id()),
            order_id: Set(order.id),
            from_state: Set(Some(self.from)),
            to_state: Set(self.to),
            actor: Set(ACTOR.to_owned()),
            reason: Set(self.reason.map(str::to_owned)),
            created_at: Set(app.clock().now()),
        });
        order_event::Entity::insert_many(events)
            .exec_without_returning(txn)
            .await?;
        Ok(())
    }
}
