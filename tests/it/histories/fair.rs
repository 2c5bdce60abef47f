//! The market in which histories happen, and what happens to all of it.

use std::{collections::BTreeMap, time::Duration};

use chrono::TimeDelta;
use market::{
    accounts::StaffRole,
    payments::{
        Capture, Secrets,
        bank_notices::{SePayAuth, SePayConfig, Watched},
    },
};
use serde_json::{Value, json};
use tests::{
    Answer, Caller, Goods, Market, Shop,
    fakes::{self, BankNotice, SECRET, STRIPE_KEY, STRIPE_WEBHOOK_SECRET, StripeFake},
    paid_by_province,
};

use super::dice::Dice;
use crate::{
    hooks::told,
    remittances::given::{balance, ghn_file, today, upload},
    stripe::stage::config,
};

/// Prices that leave something to round.
const PRICES: [i64; 6] = [33_333, 120_000, 77_777, 1_001, 185_499, 64_250];

/// Three sellers with two goods each: a household, for which tax is withheld, and two
/// cooperatives; and whoever serves them.
pub(super) struct Fair {
    pub(super) market: Market,
    pub(super) stripe: StripeFake,
    pub(super) finance: Caller,
    pub(super) shops: Vec<Shop>,
    pub(super) goods: Vec<Goods>,
    /// Transfers seen by the bank's watcher.
    pub(super) transfers: Vec<BankNotice>,
    /// Cash at the door that is to be handed over, by parcel.
    pub(super) cash: BTreeMap<String, i64>,
    told: usize,
    numbers: i64,
}

impl Fair {
    /// Cards are charged at once, or only authorised until sellers have confirmed.
    pub(super) async fn open(capture: Capture) -> Self {
        let stripe = StripeFake::start().await;
        let mut keys = config(&stripe, STRIPE_KEY, Secrets::one(STRIPE_WEBHOOK_SECRET));
        // A busy machine may answer late; that is another test's matter.
        keys.calls.answer_within = Duration::from_secs(30);
        let market = Market::start_with(|settings| {
            settings.session_ttl = Duration::from_secs(50 * 365 * 24 * 3600);
            settings.release_awaits_cash = true;
            settings.cod_refusals_max = u32::MAX;
            settings.payments = keys;
            settings.stripe_capture = capture;
            settings.payments.vietqr = Some(fakes::account_of_market());
            settings.payments.sepay = Some(SePayConfig {
                auth: SePayAuth::Hmac(Secrets::one(SECRET)),
                watched: Watched::default(),
            });
        });
        let market = market.await;
        market.charge(735, 1_000).await;
        let finance = market.staff(StaffRole::Finance).await;
        let mut shops = Vec::new();
        let mut goods = Vec::new();
        for (name, prices) in ["Hộ A", "HTX B", "HTX C"].iter().zip(PRICES.chunks(2)) {
            let shop = market.shop(name).await;
            for price in prices {
                let one = market.product(&shop, *price, 1_000_000).await;
                market.classify(one, 1).await;
                goods.push(one);
            }
            shops.push(shop);
        }
        let status = json!({"tax_kind": "household", "residency": "resident",
            "tax_code": "8012345678"});
        let path = format!("/v1/desk/sellers/{}/tax-status", shops[0].id);
        finance.put(&path, status).await.expect(200);
        let fair = Self {
            market,
            stripe,
            finance,
            shops,
            goods,
            transfers: Vec::new(),
            cash: BTreeMap::new(),
            told: 0,
            numbers: 0,
        };
        fair.stripe.stand_at(fair.now());
        fair.gives_vouchers().await;
        fair
    }

    /// Each seller's own voucher (`OWN0` …), the market's (`MARKET`) and a budget's (`BUDGET`).
    async fn gives_vouchers(&self) {
        let draft = |code: &str, amount: i64| self.market.voucher(code, amount, 3_000);
        for (position, shop) in self.shops.iter().enumerate() {
            let own = draft(&format!("OWN{position}"), 7_001);
            shop.member
                .post("/v1/seller/vouchers", own)
                .await
                .expect(201);
        }
        let promoter = self.market.staff(StaffRole::Promoter).await;
        let of_budget = draft("BUDGET", 9_999);
        let of_budget = paid_by_province(&promoter, of_budget, 900_000_000).await;
        for voucher in [of_budget, draft("MARKET", 13_337)] {
            promoter
                .post("/v1/desk/vouchers", voucher)
                .await
                .expect(201);
        }
    }

    /// A number that was not given before.
    pub(super) const fn number(&mut self) -> i64 {
        self.numbers += 1;
        self.numbers
    }

    /// The market's clock, in seconds since 1970; Stripe's is in step with it.
    pub(super) fn now(&self) -> i64 {
        self.market.app().clock().now().timestamp()
    }

    pub(super) async fn works(&self) {
        self.market.settle_jobs().await;
    }

    /// Days pass, and the worker works.
    pub(super) async fn waits(&self, time: TimeDelta) {
        self.market.advance(time);
        self.stripe.stand_at(self.now());
        self.works().await;
    }

    /// Whatever Stripe and the bank's watcher have to tell, and something they told before,
    /// in any order, some of it twice.
    pub(super) async fn hears(&mut self, dice: &mut Dice) {
        let now = self.now();
        let events = self.stripe.events();
        let old = dice
            .between(0, 3)
            .min(self.told.try_into().unwrap_or(i64::MAX));
        let from = self.told - usize::try_from(old).expect("a small number");
        let mut news: Vec<_> = events[from..]
            .iter()
            .map(|event| {
                (
                    "payments/stripe",
                    self.stripe.sign(event, STRIPE_WEBHOOK_SECRET),
                )
            })
            .collect();
        self.told = events.len();
        for notice in &mut self.transfers {
            notice.sent_at = now;
            news.push(("bank-transfers/sepay", fakes::sepay(notice)));
        }
        if !dice.percent(20) {
            self.transfers.clear();
        }
        let again = news.iter().filter(|_| dice.percent(30)).cloned();
        let again: Vec<_> = again.collect();
        news.extend(again);
        dice.shuffle(&mut news);
        let guest = self.market.guest();
        for (door, what) in &news {
            told(&guest, door, what).await.expect(200);
        }
        self.works().await;
    }

    /// The carrier hands over what it collected, less its fees.
    pub(super) async fn remits(&mut self, dice: &mut Dice) {
        let mut kept = BTreeMap::new();
        let mut rows = Vec::new();
        for (code, amount) in std::mem::take(&mut self.cash) {
            if dice.percent(80) {
                rows.push((code, amount, dice.between(10_000, 25_000)));
            } else {
                kept.insert(code, amount);
            }
        }
        self.cash = kept;
        if rows.is_empty() {
            return;
        }
        let received: i64 = rows.iter().map(|(_, cod, fee)| cod - fee).sum();
        let rows: Vec<_> = rows
            .iter()
            .map(|(code, cod, fee)| (code.as_str(), *cod, *fee))
            .collect();
        let reference = format!("PHIEN{}", self.number());
        let file = ghn_file(&reference, &today(&self.market), &rows);
        let received = received.to_string();
        let fields = [("carrier", "ghn"), ("received", received.as_str())];
        for _ in 0..dice.between(1, 2) {
            let taken = upload(&self.finance, file.as_bytes(), &fields).await;
            assert!(taken.is_success(), "{taken}");
        }
    }

    /// Stripe pays what it holds.
    pub(super) async fn stripe_settles(&mut self) {
        let gross = balance(&self.finance, "psp:stripe").await;
        if gross < 2_000 {
            return;
        }
        let settlement = json!({"provider": "stripe", "reference": format!("po_{}", self.number()),
            "settled_on": today(&self.market), "gross": gross, "fee": 1_000, "fee_vat": 100,
            "net": gross - 1_100});
        let path = "/v1/desk/provider-settlements";
        self.finance.post(path, settlement).await.expect(201);
    }

    /// Everybody is paid whose balance allows it; banks pay, refuse, or send back later.
    pub(super) async fn pays_sellers(&mut self, dice: &mut Dice) {
        let run = self.finance.post("/v1/desk/payout-runs", json!({})).await;
        let run = run.expect(201);
        assert_eq!(run["problems"], json!([]), "{run}");
        for payout in run["payouts"].as_array().expect("payouts") {
            let id = payout["id"].as_str().expect("an id");
            let paid = json!({"bank_reference": format!("FT{}", self.number())});
            let reason = json!({"reason": "Tài khoản đã đóng"});
            let ends = match dice.between(0, 9) {
                0 | 1 => vec![("fail", reason)],
                2 => vec![("complete", paid), ("return", reason)],
                _ => vec![("complete", paid)],
            };
            for (end, body) in ends {
                let path = format!("/v1/desk/payouts/{id}/{end}");
                self.finance.post(&path, body).await.expect(200);
            }
        }
    }

    /// Refunds that no provider can carry are transferred by hand; some come back.
    pub(super) async fn pays_refunds_by_hand(&mut self, dice: &mut Dice) {
        let list = self.finance.get("/v1/desk/refunds?state=manual").await;
        let list = list.expect(200);
        for refund in list["items"].as_array().expect("refunds") {
            let path = |step: &str| {
                let id = refund["id"].as_str().expect("an id");
                format!("/v1/desk/refunds/{id}/{step}")
            };
            let body = json!({"bank_reference": format!("FT{}", self.numbers)});
            self.finance.post(&path("complete"), body).await.expect(200);
            self.number();
            if dice.percent(15) {
                let body = json!({"reason": "Sai tài khoản"});
                self.finance.post(&path("bounce"), body).await.expect(200);
            }
        }
    }
}

/// A yes, or a refusal by the rules.
#[track_caller]
pub(super) fn decided(answer: &Answer) -> bool {
    if answer.is_success() {
        return true;
    }
    assert!([400, 404, 409].contains(&answer.status), "{answer}");
    let code = answer.json()["code"].clone();
    assert!(code != "not_found" && code != "body_unreadable", "{answer}");
    false
}

/// A text on the wire.
#[track_caller]
pub(super) fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
