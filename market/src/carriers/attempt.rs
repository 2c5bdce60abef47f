//! The attempt to pay of a purchase that is paid at the door: its state follows from amounts.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Value};
use uuid::Uuid;

use crate::{
    App,
    database::{placeholders, sql},
};

/// Purchases of one statement; far below the values that SQLite takes.
const PURCHASES_AT_ONCE: usize = 1_000;

/// Brings the attempts of these purchases to the state that their orders and parcels say:
/// due while an order is under way, then uncollected, collected, short or wholly remitted.
///
/// Source: payments.md, part 5.4.
pub(crate) async fn refresh_attempts(
    txn: &DatabaseTransaction,
    app: &App,
    purchase_ids: &[Uuid],
) -> Result<(), DbErr> {
    for ids in purchase_ids.chunks(PURCHASES_AT_ONCE) {
        let text = format!(
            "UPDATE payment SET updated_at = $1, version = version + 1, state = CASE
                 WHEN EXISTS ({orders} AND o.state NOT IN
                     ('delivered', 'completed', 'cancelled', 'returned', 'lost'))
                     THEN 'cod_due'
                 WHEN NOT EXISTS ({orders} AND o.state <> 'cancelled') THEN 'cancelled'
                 WHEN NOT EXISTS ({orders} AND o.state IN ('delivered', 'completed'))
                     THEN 'uncollected'
                 WHEN NOT EXISTS ({parcels} AND p.cod_remitted < p.cod_collected)
                     THEN 'remitted'
                 WHEN EXISTS ({parcels} AND p.cod_remitted > 0
                              AND p.cod_remitted < p.cod_collected)
                     THEN 'short_remitted'
                 ELSE 'collected' END
             WHERE method = 'cod'
               AND state IN ('cod_due', 'collected', 'remitted', 'short_remitted', 'uncollected')
               AND purchase_id IN {}",
            placeholders(2, 1, ids.len()),
            orders = "SELECT 1 FROM seller_order o WHERE o.purchase_id = payment.purchase_id",
            parcels = "SELECT 1 FROM parcel p JOIN seller_order o ON o.id = p.order_id
                       WHERE o.purchase_id = payment.purchase_id",
        );
        let now: Value = app.clock().now().into();
        let values = [now].into_iter().chain(ids.iter().map(|id| (*id).into()));
        txn.execute_raw(sql(txn, text, values.collect::<Vec<_>>()))
            .await?;
    }
    Ok(())
}
