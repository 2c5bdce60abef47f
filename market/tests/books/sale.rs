//! Purchases and their orders, written straight into the tables.

use market::{
    ledger::{Charges, OrderAmounts},
    token,
};
use sea_orm::Value;
use uuid::Uuid;

use crate::trade::{Trade, money};

/// The way of sending that every new market has.
const STANDARD_DELIVERY: &str = "01930000-0000-7000-8000-000000000001";

/// A purchase and its orders.
pub(crate) struct Bought {
    pub(crate) purchase_id: Uuid,
    pub(crate) payment_id: Uuid,
    pub(crate) is_prepaid: bool,
    pub(crate) orders: Vec<OrderAmounts>,
}

/// What one seller sells of a purchase, in đồng.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) seller_id: Uuid,
    pub(crate) goods: i64,
    pub(crate) seller_discount: i64,
    pub(crate) platform_discount: i64,
    pub(crate) delivery: i64,
    pub(crate) delivery_subsidy: i64,
    pub(crate) commission: i64,
    pub(crate) commission_vat: i64,
    pub(crate) withheld_vat: i64,
    pub(crate) withheld_pit: i64,
}

impl Part {
    /// The worked example of payments.md, part 4.5.
    pub(crate) fn example(seller_id: Uuid) -> Self {
        Self {
            seller_id,
            goods: 300_000,
            seller_discount: 30_000,
            platform_discount: 20_000,
            delivery: 30_000,
            delivery_subsidy: 0,
            commission: 21_600,
            commission_vat: 2_160,
            withheld_vat: 2_700,
            withheld_pit: 1_350,
        }
    }

    /// What the shopper pays.
    pub(crate) fn total(&self) -> i64 {
        self.goods - self.seller_discount - self.platform_discount + self.delivery
            - self.delivery_subsidy
    }
}

impl Trade {
    /// A placed purchase: paid in advance, or to be paid at the door.
    pub(crate) async fn buy(&self, is_prepaid: bool, parts: &[Part]) -> Bought {
        let purchase_id = token::new_id();
        let sum = |of: fn(&Part) -> i64| parts.iter().map(of).sum::<i64>();
        let total = sum(Part::total);
        let now: Value = self.app.clock().now().into();
        let text = purchase_id.to_string();
        self.run(
            "INSERT INTO cart (id, token_hash, state, created_at)
             VALUES ($1, $2, 'completed', $3)",
            [purchase_id.into(), text.clone().into(), now.clone()],
        )
        .await
        .expect("a cart");
        self.run(
            "INSERT INTO purchase (id, number, token_hash, cart_id, state, contact, address,
                                   goods, seller_discount, platform_discount, delivery,
                                   delivery_subsidy, total, placed_at, created_at, updated_at)
             VALUES ($1, $2, $2, $1, 'placed', '{}', '{}', $3, $4, $5, $6, $7, $8, $9, $9, $9)",
            [
                purchase_id.into(),
                text.clone().into(),
                sum(|part| part.goods).into(),
                sum(|part| part.seller_discount).into(),
                sum(|part| part.platform_discount).into(),
                sum(|part| part.delivery).into(),
                sum(|part| part.delivery_subsidy).into(),
                total.into(),
                now.clone(),
            ],
        )
        .await
        .expect("a purchase");
        let (method, state, captured) = if is_prepaid {
            ("sandbox", "paid", total)
        } else {
            ("cod", "cod_due", 0)
        };
        self.run(
            "INSERT INTO payment (id, purchase_id, method, state, next_action, amount, captured,
                                  created_at, updated_at, reference)
             VALUES ($1, $1, $2, $3, '{}', $4, $5, $6, $6, $7)",
            [
                purchase_id.into(),
                method.into(),
                state.into(),
                total.into(),
                captured.into(),
                now,
                purchase_id.to_string().into(),
            ],
        )
        .await
        .expect("a payment");
        let mut orders = Vec::new();
        for part in parts {
            orders.push(self.order(purchase_id, part).await);
        }
        let bought = Bought {
            purchase_id,
            payment_id: purchase_id,
            is_prepaid,
            orders,
        };
        if is_prepaid {
            self.capture(&bought).await;
        }
        bought
    }

    async fn order(&self, purchase_id: Uuid, part: &Part) -> OrderAmounts {
        let order = OrderAmounts {
            order_id: token::new_id(),
            purchase_id,
            seller_id: part.seller_id,
            goods: money(part.goods),
            seller_discount: money(part.seller_discount),
            platform_discount: money(part.platform_discount),
            budget: None,
            delivery: money(part.delivery),
            delivery_subsidy: money(part.delivery_subsidy),
            total: money(part.total()),
            charges: Charges {
                commission: money(part.commission),
                commission_vat: money(part.commission_vat),
                withheld_vat: money(part.withheld_vat),
                withheld_pit: money(part.withheld_pit),
            },
        };
        let delivery_option = Uuid::parse_str(STANDARD_DELIVERY).expect("an id");
        self.run(
            "INSERT INTO seller_order (id, number, purchase_id, seller_id, state, goods,
                 seller_discount, platform_discount, delivery, delivery_subsidy, total,
                 delivery_option_id, delivery_name, commission_vat_bp, commission, commission_vat,
                 withheld_vat, withheld_pit, created_at, updated_at)
             VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $11, '', 0, $12, $13,
                     $14, $15, $16, $16)",
            [
                order.order_id.into(),
                order.order_id.to_string().into(),
                purchase_id.into(),
                part.seller_id.into(),
                part.goods.into(),
                part.seller_discount.into(),
                part.platform_discount.into(),
                part.delivery.into(),
                part.delivery_subsidy.into(),
                part.total().into(),
                delivery_option.into(),
                part.commission.into(),
                part.commission_vat.into(),
                part.withheld_vat.into(),
                part.withheld_pit.into(),
                self.app.clock().now().into(),
            ],
        )
        .await
        .expect("an order");
        self.run(
            "INSERT INTO order_line (id, order_id, position, variant_id, product_id, product_slug,
                 name, variant_name, quantity, unit_price, line_total, sample, seller_discount,
                 platform_discount, commission, commission_vat, withheld_vat, withheld_pit)
             VALUES ($1, $1, 1, $2, $2, '', '', '', 1, $3, $3, false, $4, $5, $6, $7, $8, $9)",
            [
                order.order_id.into(),
                part.seller_id.into(),
                part.goods.into(),
                part.seller_discount.into(),
                part.platform_discount.into(),
                part.commission.into(),
                part.commission_vat.into(),
                part.withheld_vat.into(),
                part.withheld_pit.into(),
            ],
        )
        .await
        .expect("a line");
        self.move_stock(part.seller_id, -1, "sale").await;
        order
    }
}
