//! What must hold after every history, beside what the audit proves.
//!
//! Source: payments.md, part 4.10.

use std::collections::BTreeMap;

use entity::{
    orders::{OrderState, order_line, seller_order},
    settlement::{PayoutState, payout},
};
use market::database::sql;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use super::fair::Fair;

/// Commission and VAT on it, in basis points, as the fair charges them.
const FEES: [i64; 2] = [735, 1_000];
/// VAT and income tax withheld from households that sell goods, in basis points.
const WITHHELD: [i64; 2] = [100, 50];

/// What an order comes to, from its lines as they are kept, in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Kept {
    sale: i64,
    commission: i64,
    commission_vat: i64,
    withheld_vat: i64,
    withheld_pit: i64,
    vouchers: i64,
}

/// An amount of the books.
#[derive(FromQueryResult)]
struct Sum {
    owner: Uuid,
    name: String,
    amount: i64,
}

impl Fair {
    pub(super) async fn keeps_every_promise(&self) {
        self.works().await;
        self.market.audit_is_clean().await;
        let orders = self.delivered().await;
        self.fees_are_those_of_what_was_kept(&orders).await;
        self.nothing_a_seller_earned_is_lost(&orders).await;
    }

    /// Delivered orders and what they come to.
    async fn delivered(&self) -> Vec<(seller_order::Model, Kept)> {
        let db = self.market.database().read();
        let delivered = [OrderState::Delivered, OrderState::Completed];
        let orders = seller_order::Entity::find()
            .filter(seller_order::Column::State.is_in(delivered))
            .all(db)
            .await
            .expect("orders");
        let lines = order_line::Entity::find().all(db).await.expect("lines");
        orders
            .into_iter()
            .map(|order| {
                let own = lines.iter().filter(|line| line.order_id == order.id);
                let is_household = order.seller_id == self.shops[0].id;
                let kept = own.fold(Kept::default(), |sum, line| sum.and(line, is_household));
                (order, kept)
            })
            .collect()
    }

    /// Promise 5: commission, VAT, taxes and vouchers in the books are those of what shoppers
    /// kept, whatever came back in whatever parts.
    async fn fees_are_those_of_what_was_kept(&self, orders: &[(seller_order::Model, Kept)]) {
        let booked = self
            .sums(
                "SELECT e.order_id AS owner,
                        CASE WHEN a.code LIKE 'budget:%' THEN 'expense:voucher' ELSE a.code END
                            AS name, CAST(SUM(e.amount) AS bigint) AS amount
                 FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
                 WHERE e.order_id IS NOT NULL
                   AND (a.code IN ('income:commission', 'vat_output', 'withheld_vat',
                                   'withheld_pit', 'expense:voucher') OR a.code LIKE 'budget:%')
                 GROUP BY 1, 2",
            )
            .await;
        for (order, kept) in orders {
            let found = |name: &str| booked.get(&(order.id, name.to_owned())).copied();
            let found = |name: &str| found(name).unwrap_or(0);
            let found = Kept {
                sale: kept.sale,
                commission: -found("income:commission"),
                commission_vat: -found("vat_output"),
                withheld_vat: -found("withheld_vat"),
                withheld_pit: -found("withheld_pit"),
                vouchers: found("expense:voucher"),
            };
            assert_eq!(found, *kept, "order {}", order.number);
        }
    }

    /// Promise 7: everything a seller ever earned was paid out or is owed, and what it owes is
    /// written down.
    async fn nothing_a_seller_earned_is_lost(&self, orders: &[(seller_order::Model, Kept)]) {
        let beside = self
            .sums(
                "SELECT a.seller_id AS owner, 'beside' AS name,
                        CAST(SUM(-e.amount) AS bigint) AS amount
                 FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
                 JOIN ledger_journal j ON j.id = e.journal_id
                 WHERE a.seller_id IS NOT NULL
                   AND j.kind IN ('delivery_refunded', 'return_freight', 'parcel_lost')
                 GROUP BY 1",
            )
            .await;
        let owed = self
            .sums(
                "SELECT seller_id AS owner, 'owed' AS name,
                        CAST(SUM(-balance) AS bigint) AS amount
                 FROM ledger_account WHERE seller_id IS NOT NULL GROUP BY 1",
            )
            .await;
        let paid = payout::Entity::find()
            .filter(payout::Column::State.eq(PayoutState::Paid))
            .all(self.market.database().read())
            .await
            .expect("payouts");
        for shop in &self.shops {
            let of = |sums: &BTreeMap<(Uuid, String), i64>, name: &str| {
                sums.get(&(shop.id, name.to_owned())).copied().unwrap_or(0)
            };
            let own = orders
                .iter()
                .filter(|(order, _)| order.seller_id == shop.id);
            let earned: i64 = own.map(|(_, kept)| kept.net()).sum();
            let paid = paid.iter().filter(|payout| payout.seller_id == shop.id);
            let paid: i64 = paid.map(|payout| payout.amount).sum();
            assert_eq!(of(&owed, "owed") + paid, earned + of(&beside, "beside"));
        }
    }

    /// Promise 10: the statement of the month under way closes with what is owed.
    pub(super) async fn statements_close_with_balances(&self) {
        let owed = self
            .sums(
                "SELECT seller_id AS owner, 'owed' AS name,
                        CAST(SUM(-balance) AS bigint) AS amount
                 FROM ledger_account WHERE code LIKE 'held:%' OR code LIKE 'available:%'
                    OR code LIKE 'reserve:%' GROUP BY 1",
            )
            .await;
        let month = self.market.app().clock().today().format("%Y-%m");
        for shop in &self.shops {
            let path = format!("/v1/seller/statements/{month}.csv");
            let csv = shop.member.get(&path).await.text();
            let closing = csv.lines().last().and_then(|row| row.rsplit(',').next());
            let closing: i64 = closing.expect("a row").parse().expect("an amount");
            let owed = owed.get(&(shop.id, "owed".to_owned()));
            assert_eq!(closing, owed.copied().unwrap_or(0), "{csv}");
        }
    }

    async fn sums(&self, text: &str) -> BTreeMap<(Uuid, String), i64> {
        let db = self.market.database().read();
        let rows = Sum::find_by_statement(sql(db, text, [])).all(db).await;
        rows.expect("sums")
            .into_iter()
            .map(|sum| ((sum.owner, sum.name), sum.amount))
            .collect()
    }
}

impl Kept {
    fn and(self, line: &order_line::Model, is_household: bool) -> Self {
        let sale = line.line_total - line.seller_discount;
        let kept = sale - line.reversed;
        let commission = part(kept, FEES[0], 10_000);
        let [vat, pit] = WITHHELD.map(|rate| match is_household {
            true => part(kept, rate, 10_000),
            false => 0,
        });
        let given_back = part(line.platform_discount, line.reversed, sale);
        Self {
            sale: self.sale + kept,
            commission: self.commission + commission,
            commission_vat: self.commission_vat + part(commission, FEES[1], 10_000),
            withheld_vat: self.withheld_vat + vat,
            withheld_pit: self.withheld_pit + pit,
            vouchers: self.vouchers + line.platform_discount - given_back,
        }
    }

    const fn net(&self) -> i64 {
        self.sale - self.commission - self.commission_vat - self.withheld_vat - self.withheld_pit
    }
}

/// A part of an amount, rounded half up.
fn part(amount: i64, part: i64, whole: i64) -> i64 {
    if whole == 0 {
        return 0;
    }
    let exact = i128::from(amount) * i128::from(part);
    let whole = i128::from(whole);
    i64::try_from((2 * exact + whole) / (2 * whole)).expect("an amount")
}
