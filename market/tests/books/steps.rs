//! What happens to a purchase: captured, delivered, cancelled, refunded, with its postings.

use chrono::TimeDelta;
use market::{
    ledger::{self, Cancelled, Captured, CodCollected, OrderAmounts, RefundPaid},
    token,
};
use money::Money;
use uuid::Uuid;

use crate::{
    sale::{Bought, Part},
    trade::{Trade, run_in},
};

impl Trade {
    /// The provider tells that it holds the money; it may tell so again.
    pub(crate) async fn capture(&self, bought: &Bought) {
        let amount = Money::total(bought.orders.iter().map(|order| order.total)).expect("a sum");
        let fact = Captured {
            payment_id: bought.payment_id,
            purchase_id: bought.purchase_id,
            provider: "sandbox",
            amount,
        };
        let txn = self.begin().await;
        ledger::captured(&txn, &self.app, fact)
            .await
            .expect("posted");
        txn.commit().await.expect("committed");
    }

    /// Delivers a pending order; any other is left alone. Tells whether it was pending.
    pub(crate) async fn deliver(&self, bought: &Bought, order: OrderAmounts) -> bool {
        let now = self.app.clock().now();
        let release_at = now + TimeDelta::days(7);
        let txn = self.begin().await;
        let delivered = run_in(
            &txn,
            "UPDATE seller_order SET state = 'delivered', delivered_at = $1, release_at = $2
             WHERE id = $3 AND state = 'pending'",
            [now.into(), release_at.into(), order.order_id.into()],
        )
        .await;
        if delivered == 0 {
            return false;
        }
        if !bought.is_prepaid {
            run_in(
                &txn,
                "UPDATE payment SET captured = captured + $1, state = 'collected' WHERE id = $2",
                [order.total.dong().into(), bought.payment_id.into()],
            )
            .await;
            run_in(
                &txn,
                "INSERT INTO parcel (id, order_id, carrier_code, carrier, tracking_code, cod_amount,
                                     cod_collected, shipped_at, delivered_at)
                 VALUES ($1, $1, 'ghn', 'GHN', 'G1', $2, $2, $3, $3)",
                [
                    order.order_id.into(),
                    order.total.dong().into(),
                    now.into(),
                ],
            )
            .await;
            let fact = CodCollected {
                order_id: order.order_id,
                purchase_id: order.purchase_id,
                carrier: "ghn",
                amount: order.total,
            };
            ledger::cod_collected(&txn, &self.app, fact)
                .await
                .expect("posted");
        }
        ledger::delivered(&txn, &self.app, order, "test")
            .await
            .expect("posted");
        txn.commit().await.expect("committed");
        true
    }

    /// Cancels a pending order; any other is left alone. What was paid is refunded.
    pub(crate) async fn cancel(&self, bought: &Bought, order: OrderAmounts) -> Option<Uuid> {
        let cancelled = self
            .run(
                "UPDATE seller_order SET state = 'cancelled' WHERE id = $1 AND state = 'pending'",
                [order.order_id.into()],
            )
            .await
            .expect("an update");
        if cancelled == 0 {
            return None;
        }
        self.move_stock(order.seller_id, 1, "cancellation").await;
        if !bought.is_prepaid || order.total == Money::ZERO {
            return None;
        }
        let refund_id = token::new_id();
        self.run(
            "INSERT INTO refund (id, payment_id, order_id, purchase_id, amount, cause, state,
                                 reason, created_by, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, 'cancellation', 'approved', 'test', 'test', $6, $6)",
            [
                refund_id.into(),
                bought.payment_id.into(),
                order.order_id.into(),
                order.purchase_id.into(),
                order.total.dong().into(),
                self.app.clock().now().into(),
            ],
        )
        .await
        .expect("a refund");
        let fact = Cancelled {
            refund_id,
            purchase_id: order.purchase_id,
            order_id: Some(order.order_id),
            amount: order.total,
        };
        let txn = self.begin().await;
        ledger::cancelled(&txn, &self.app, fact)
            .await
            .expect("posted");
        txn.commit().await.expect("committed");
        Some(refund_id)
    }

    /// The provider pays a refund; it may tell so again.
    pub(crate) async fn pay_refund(&self, bought: &Bought, refund_id: Uuid, amount: Money) {
        let paid = self
            .run(
                "UPDATE refund SET state = 'succeeded' WHERE id = $1 AND state = 'approved'",
                [refund_id.into()],
            )
            .await
            .expect("an update");
        if paid == 1 {
            self.run(
                "UPDATE payment SET refunded = refunded + $1 WHERE id = $2",
                [amount.dong().into(), bought.payment_id.into()],
            )
            .await
            .expect("an update");
        }
        let fact = RefundPaid {
            refund_id,
            attempt: 1,
            provider: Some("sandbox"),
            amount,
        };
        let txn = self.begin().await;
        ledger::refund_paid(&txn, &self.app, fact)
            .await
            .expect("posted");
        txn.commit().await.expect("committed");
    }

    /// A delivered order of one seller whose return window is over.
    pub(crate) async fn earn(&self, seller_id: Uuid) -> Bought {
        let bought = self.buy(true, &[Part::example(seller_id)]).await;
        assert!(self.deliver(&bought, bought.orders[0]).await);
        self.app.clock().advance(TimeDelta::days(8));
        bought
    }
}
