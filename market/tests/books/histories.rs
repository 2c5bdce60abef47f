//! Random histories: whatever happens in whatever order, the books stay right.

use chrono::TimeDelta;
use market::page::PageRequest;
use market::settlement::{self, PayoutState};
use proptest::prelude::*;
use uuid::Uuid;

use crate::trade::{Bought, Part, Trade, money};

const SELLERS: usize = 3;

/// Goods in đồng, percents off by the seller and by the market, delivery in đồng, percents of
/// it that the market pays, percents of commission.
type SoldPart = (i64, (u8, u8), (i64, u8), u8);

/// Something that happens. Numbers choose among what exists, wrapping around.
#[derive(Clone, Debug)]
enum Step {
    Buy {
        is_prepaid: bool,
        parts: Vec<SoldPart>,
    },
    CaptureAgain(usize),
    Deliver(usize, usize),
    Cancel(usize, usize),
    PayRefund(usize),
    Wait(i64),
    Settle,
    Complete(usize),
    Fail(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let part = (
        1i64..5_000_000,
        (0u8..=100, 0u8..=100),
        (0i64..100_000, 0u8..=100),
        0u8..=20,
    );
    let some = 0usize..20;
    let step = prop_oneof![
        3 => (any::<bool>(), prop::collection::vec(part, 1..=SELLERS))
            .prop_map(|(is_prepaid, parts)| Step::Buy { is_prepaid, parts }),
        1 => some.clone().prop_map(Step::CaptureAgain),
        5 => (some.clone(), 0..SELLERS).prop_map(|(of, order)| Step::Deliver(of, order)),
        2 => (some.clone(), 0..SELLERS).prop_map(|(of, order)| Step::Cancel(of, order)),
        1 => some.clone().prop_map(Step::PayRefund),
        2 => (0i64..9).prop_map(Step::Wait),
        2 => Just(Step::Settle),
        1 => some.clone().prop_map(Step::Complete),
        1 => some.prop_map(Step::Fail),
    ];
    prop::collection::vec(step, 1..40)
}

/// What a history has led to.
struct World {
    trade: Trade,
    sellers: Vec<Uuid>,
    bought: Vec<Bought>,
    refunds: Vec<(usize, usize, Uuid)>,
    earned: Vec<i64>,
}

impl World {
    async fn open() -> Self {
        let trade = Trade::open().await;
        let mut sellers = Vec::new();
        for _ in 0..SELLERS {
            sellers.push(trade.seller().await);
        }
        Self {
            trade,
            earned: vec![0; sellers.len()],
            sellers,
            bought: Vec::new(),
            refunds: Vec::new(),
        }
    }

    async fn take(&mut self, step: &Step) {
        match step {
            Step::Buy { is_prepaid, parts } => self.buy(*is_prepaid, parts).await,
            Step::Wait(days) => self.trade.app.clock().advance(TimeDelta::days(*days)),
            Step::Settle => assert!(self.trade.settle().await.problems.is_empty()),
            Step::Complete(of) => self.end_payout(*of, true).await,
            Step::Fail(of) => self.end_payout(*of, false).await,
            Step::PayRefund(of) => self.pay_refund(*of).await,
            Step::CaptureAgain(of) => {
                if let Some(bought) = chosen(&self.bought, *of).filter(|bought| bought.is_prepaid) {
                    self.trade.capture(bought).await;
                }
            }
            Step::Deliver(of, order) => self.deliver(*of, *order).await,
            Step::Cancel(of, order) => self.cancel(*of, *order).await,
        }
    }

    async fn buy(&mut self, is_prepaid: bool, parts: &[SoldPart]) {
        let parts: Vec<Part> = parts
            .iter()
            .zip(&self.sellers)
            .map(
                |((goods, off, (delivery, subsidy_percent), fee_percent), seller_id)| {
                    let of = |whole: i64, percent: u8| whole * i64::from(percent) / 100;
                    let seller_discount = of(*goods, off.0);
                    let sale = goods - seller_discount;
                    let commission = of(sale, *fee_percent);
                    Part {
                        seller_id: *seller_id,
                        goods: *goods,
                        seller_discount,
                        platform_discount: of(sale, off.1),
                        delivery: *delivery,
                        delivery_subsidy: of(*delivery, *subsidy_percent),
                        commission,
                        commission_vat: commission / 10,
                        withheld_vat: sale / 100,
                        withheld_pit: sale / 200,
                    }
                },
            )
            .collect();
        let total: i64 = parts.iter().map(Part::total).sum();
        if total > 0 {
            self.bought.push(self.trade.buy(is_prepaid, &parts).await);
        }
    }

    async fn deliver(&mut self, of: usize, order: usize) {
        let Some(bought) = chosen(&self.bought, of) else {
            return;
        };
        let place = order % bought.orders.len();
        if self.trade.deliver(bought, bought.orders[place]).await {
            self.earned[place] += bought.orders[place].net().expect("an amount").dong();
        }
    }

    async fn cancel(&mut self, of: usize, order: usize) {
        let Some(bought) = chosen(&self.bought, of) else {
            return;
        };
        let place = order % bought.orders.len();
        if let Some(refund_id) = self.trade.cancel(bought, bought.orders[place]).await {
            self.refunds
                .push((of % self.bought.len(), place, refund_id));
        }
    }

    async fn pay_refund(&self, of: usize) {
        if let Some((bought, order, refund_id)) = chosen(&self.refunds, of) {
            let bought = &self.bought[*bought];
            let amount = bought.orders[*order].total;
            self.trade.pay_refund(bought, *refund_id, amount).await;
        }
    }

    async fn end_payout(&self, of: usize, is_paid: bool) {
        let Trade { app, finance, .. } = &self.trade;
        let page = PageRequest::new(100, None).expect("a page");
        let (payouts, _) = settlement::payouts(app, finance, None, page)
            .await
            .expect("a list");
        let Some(payout) = chosen(&payouts, of) else {
            return;
        };
        let ended = if is_paid {
            settlement::complete(app, finance, payout.id, "FT1").await
        } else {
            settlement::fail(app, finance, payout.id, "refused").await
        };
        let may_end = match payout.state {
            PayoutState::Submitted => true,
            PayoutState::Paid => is_paid,
            PayoutState::Failed => !is_paid,
        };
        assert_eq!(ended.is_ok(), may_end);
    }

    /// Everything a seller ever earned is somewhere.
    async fn assert_nothing_lost(&self) {
        for (seller_id, earned) in self.sellers.iter().zip(&self.earned) {
            let balance = self.trade.balance(*seller_id).await;
            let all = [
                balance.held,
                balance.available,
                balance.in_transit,
                balance.paid_out,
            ];
            let somewhere: i64 = all.iter().map(|amount| amount.dong()).sum();
            assert_eq!(somewhere, *earned);
            assert!(all.iter().all(|amount| *amount >= money(0)));
        }
    }
}

fn chosen<T>(list: &[T], number: usize) -> Option<&T> {
    list.get(number.checked_rem(list.len())?)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn no_history_breaks_the_books(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let mut world = World::open().await;
            for step in &steps {
                world.take(step).await;
            }
            world.trade.assert_clean().await;
            world.assert_nothing_lost().await;
        });
    }
}
