//! The history of orders that move with their purchase.

use entity::orders::{OrderState, order_event, seller_order};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait};

use crate::{
    App,
    step::{History, Taken},
};

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
        let events = orders.iter().map(|order| {
            let taken = Taken {
                subject_id: order.id,
                from: Some(self.from),
                to: self.to,
                actor: ACTOR,
                reason: self.reason,
            };
            order_event::Entity::line(app, taken)
        });
        order_event::Entity::insert_many(events)
            .exec_without_returning(txn)
            .await?;
        Ok(())
    }
}
