//! What the market takes of a sale: announced in time, made of components, frozen on the line.

use chrono::{Days, NaiveDate, TimeDelta};
use market::accounts::StaffRole;
use serde_json::{Value, json};
use tests::{Caller, Cart, Goods, Market, Shop, dong};

struct Fair {
    market: Market,
    finance: Caller,
    shop: Shop,
    goods: Goods,
}

async fn fair() -> Fair {
    let market = Market::start().await;
    let finance = market.staff(StaffRole::Finance).await;
    let shop = market.shop("HTX Chè Tân Cương").await;
    let goods = market.product(&shop, 100_000, 100).await;
    Fair {
        market,
        finance,
        shop,
        goods,
    }
}

impl Fair {
    fn in_days(&self, days: u64) -> NaiveDate {
        self.market.app().clock().today() + Days::new(days)
    }

    async fn announce(&self, mut plan: Value, days: u64) -> tests::Answer {
        plan["valid_from"] = json!(self.in_days(days).to_string());
        plan["source"] = json!("Quyết định 12/QĐ");
        self.finance.post("/v1/desk/fee-plans", plan).await
    }

    /// The seller's view of an order of `units`, just placed.
    async fn order(&self, units: i64) -> Value {
        let cart = Cart::ready(&self.market.guest(), &[(self.goods, units)]).await;
        let bought = cart.buy("cod").await;
        let path = format!("/v1/seller/orders/{}", bought.order_of(self.goods));
        self.shop.member.get(&path).await.expect(200)
    }
}

#[tokio::test]
async fn a_plan_that_is_worse_for_sellers_needs_the_whole_notice() {
    let fair = fair().await;

    let early = fair.announce(json!({"commission_bp": 300}), 14).await;
    let in_time = fair.announce(json!({"commission_bp": 300}), 15).await;
    let better = fair.announce(json!({"commission_bp": 0}), 1).await;

    let refused = early.problem(409, "fee_notice_short");
    let earliest = fair.in_days(15).format("%d/%m/%Y").to_string();
    let detail = refused["detail"].as_str().expect("words");
    assert!(detail.contains(&earliest), "{detail}");
    in_time.expect(201);
    better.expect(201);
}

#[tokio::test]
async fn a_plan_is_held_against_better_ones_that_begin_before_it() {
    let fair = fair().await;
    fair.market.charge(500, 800).await;
    fair.announce(json!({"commission_bp": 0}), 2)
        .await
        .expect(201);

    let back_up = fair.announce(json!({"commission_bp": 500}), 3).await;

    back_up.problem(409, "fee_notice_short");
}

#[tokio::test]
async fn a_market_without_sellers_has_nobody_to_give_notice_to() {
    let market = Market::start().await;
    let finance = market.staff(StaffRole::Finance).await;
    let tomorrow = market.app().clock().today() + Days::new(1);
    let plan =
        json!({"commission_bp": 500, "valid_from": tomorrow.to_string(), "source": "Mở chợ"});

    let made = finance.post("/v1/desk/fee-plans", plan).await.expect(201);

    assert_eq!(made["commission_vat_bp"], Value::Null);
}

#[tokio::test]
async fn sellers_read_what_holds_and_what_comes() {
    let fair = fair().await;
    fair.announce(json!({"commission_bp": 300}), 20)
        .await
        .expect(201);

    let fees = fair.shop.member.get("/v1/seller/fee-plans").await;
    let fees = fees.expect(200);

    assert_eq!(fees["current"]["commission_bp"], 0);
    assert_eq!(fees["notice_days"], 15);
    let upcoming = fees["upcoming"].as_array().expect("plans");
    assert_eq!(upcoming.len(), 1);
    assert_eq!(upcoming[0]["components"][0]["rate_bp"], 300);
    assert_eq!(upcoming[0]["valid_from"], fair.in_days(20).to_string());
}

#[tokio::test]
async fn an_order_keeps_the_fees_of_the_day_it_was_placed() {
    let fair = fair().await;
    let plan = json!({"components": [
        {"code": "sale", "name_vi": "Phí bán hàng", "name_en": "Sale", "rate_bp": 500,
         "max": {"amount": 12_000, "currency": "VND"}},
        {"code": "payment", "name_vi": "Phí thanh toán", "name_en": "Payment", "rate_bp": 200,
         "min": {"amount": 3_000, "currency": "VND"}},
        {"code": "order", "name_vi": "Phí theo đơn", "name_en": "Per order", "per": "order",
         "fixed": {"amount": 1_000, "currency": "VND"}},
    ], "commission_vat_bp": 1_000});
    fair.announce(plan, 15).await.expect(201);
    let before = fair.order(1).await;
    fair.market.advance(TimeDelta::days(15));

    let small = fair.order(1).await;
    let large = fair.order(3).await;

    assert_eq!(dong(&before["commission"]), 0);
    // 5 % of 100,000, at least 3,000 for the payment, 1,000 for the order.
    assert_eq!(dong(&small["commission"]), 5_000 + 3_000 + 1_000);
    assert_eq!(dong(&small["commission_vat"]), 900);
    // 5 % of 300,000 is above the cap.
    assert_eq!(dong(&large["commission"]), 12_000 + 6_000 + 1_000);
    assert_eq!(dong(&large["net"]), 300_000 - 19_000 - 1_900);
    fair.market.audit_is_clean().await;
}

#[tokio::test]
async fn vat_on_the_commission_is_that_of_the_day() {
    let fair = fair().await;
    fair.announce(json!({"commission_bp": 1_000}), 15)
        .await
        .expect(201);
    let rules = fair.finance.get("/v1/desk/tax-rules").await.expect(200);
    let begins = |vat_bp: i64| {
        let rates = rules["service_vat"].as_array().expect("rates").iter();
        let mut days = rates
            .filter(|rate| rate["vat_bp"] == vat_bp)
            .map(|rate| rate["valid_from"].as_str().expect("a day").to_owned());
        days.next().expect("a rate")
    };
    let (reduced, whole) = (begins(800), begins(1_000));

    let day = fair.in_days(15).to_string();
    fair.market.advance(TimeDelta::days(15));
    let order = fair.order(1).await;

    let expected = if day >= whole || day < reduced {
        1_000
    } else {
        800
    };
    assert_eq!(dong(&order["commission"]), 10_000);
    assert_eq!(dong(&order["commission_vat"]), expected);
}

#[tokio::test]
async fn fees_that_make_no_sense_are_refused() {
    let fair = fair().await;
    let component = |change: Value| {
        let mut one = json!({"code": "sale", "name_vi": "Phí", "name_en": "Fee", "rate_bp": 100});
        for (field, value) in change.as_object().expect("fields") {
            one[field] = value.clone();
        }
        json!({ "components": [one] })
    };
    let money = |amount: i64| json!({"amount": amount, "currency": "VND"});
    let twice = json!({"commission_bp": 100, "components": [
        {"code": "commission", "name_vi": "Phí", "name_en": "Fee", "rate_bp": 100},
    ]});

    for (plan, code) in [
        (json!({"commission_bp": 10_001}), "fee_rate_unusable"),
        (json!({"commission_bp": -1}), "fee_rate_unusable"),
        (component(json!({"code": "Phí"})), "fee_components_unusable"),
        (
            component(json!({"fixed": money(-1)})),
            "fee_components_unusable",
        ),
        (
            component(json!({"min": money(2), "max": money(1)})),
            "fee_components_unusable",
        ),
        (
            component(json!({"per": "order", "fixed": money(1)})),
            "fee_components_unusable",
        ),
        (component(json!({"name_vi": " "})), "text_missing"),
        (twice, "fee_components_unusable"),
    ] {
        fair.announce(plan, 30).await.problem(400, code);
    }
}

#[tokio::test]
async fn tax_rules_change_for_days_to_come_only() {
    let fair = fair().await;
    let rule = |day: NaiveDate, vat_bp: i64, tax_kind: &str| {
        json!({
            "tax_kind": tax_kind, "residency": "resident", "supply": "goods", "vat_bp": vat_bp,
            "pit_bp": 50, "valid_from": day.to_string(), "legal_basis": "Nghị định mới",
        })
    };
    let path = "/v1/desk/tax-rules/withholding";
    let add = async |body: Value| fair.finance.post(path, body).await;

    let past = add(rule(fair.in_days(0), 100, "household")).await;
    let made = add(rule(fair.in_days(1), 150, "household")).await;
    let taken = add(rule(fair.in_days(1), 100, "household")).await;
    let nobody = add(rule(fair.in_days(1), 100, "cooperative")).await;
    let high = add(rule(fair.in_days(1), 2_001, "individual")).await;
    let vat = json!({"vat_bp": 1_000, "valid_from": "2028-01-01", "source": "Luật mới"});
    let vat = fair
        .finance
        .post("/v1/desk/tax-rules/service-vat", vat)
        .await;

    past.problem(400, "tax_rule_not_ahead");
    made.expect(201);
    taken.problem(409, "tax_rule_day_taken");
    nobody.problem(400, "withholding_rule_unusable");
    high.problem(400, "withholding_rule_unusable");
    vat.expect(201);
}
