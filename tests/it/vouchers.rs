//! Vouchers: what they take off, who pays for it, and that nobody uses them too often.

mod races;
mod returns;

use chrono::TimeDelta;
use market::accounts::StaffRole;
use serde_json::{Value, json};
use tests::{Answer, Caller, Cart, Goods, Market, Shop, dong};

/// A shop with two goods, at 120,000 and 180,000 đồng, and the market's promoter.
struct Fair {
    market: Market,
    promoter: Caller,
    shop: Shop,
    goods: [Goods; 2],
}

async fn fair() -> Fair {
    let market = Market::start().await;
    let promoter = market.staff(StaffRole::Promoter).await;
    let shop = market.shop("Hộ bà Ba").await;
    let mut goods = Vec::new();
    for price in [120_000, 180_000] {
        let one = market.product(&shop, price, 1_000).await;
        market.classify(one, 1).await;
        goods.push(one);
    }
    Fair {
        goods: [goods[0], goods[1]],
        market,
        promoter,
        shop,
    }
}

fn money(amount: i64) -> Value {
    json!({"amount": amount, "currency": "VND"})
}

impl Fair {
    /// A voucher of a month, changed by `change`.
    fn draft(&self, code: &str, change: &Value) -> Value {
        let now = self.market.app().clock().now();
        let mut draft = json!({
            "code": code, "title": "Giảm giá", "benefit": "amount", "amount": money(20_000),
            "starts_at": now.to_rfc3339(), "ends_at": (now + TimeDelta::days(30)).to_rfc3339(),
        });
        for (field, value) in change.as_object().into_iter().flatten() {
            draft[field] = value.clone();
        }
        draft
    }

    /// A voucher of the market.
    async fn give(&self, code: &str, change: Value) -> Value {
        let draft = self.draft(code, &change);
        let made = self.promoter.post("/v1/desk/vouchers", draft).await;
        made.expect(201)
    }

    /// A voucher of the shop.
    async fn give_own(&self, code: &str, change: Value) -> Answer {
        let draft = self.draft(code, &change);
        self.shop.member.post("/v1/seller/vouchers", draft).await
    }

    /// A voucher of a budget of so many đồng.
    async fn give_of_budget(&self, code: &str, ceiling: i64) {
        let budget = json!({
            "name": "Tuần hàng OCOP", "holder": "Sở Công Thương", "ceiling": money(ceiling),
            "source": "Quyết định 5/QĐ",
        });
        let made = self.promoter.post("/v1/desk/budgets", budget).await;
        let made = made.expect(201);
        self.give(code, json!({"budget_id": made["id"]})).await;
    }

    async fn cart(&self) -> Cart {
        let wanted = [(self.goods[0], 1), (self.goods[1], 1)];
        Cart::ready(&self.market.guest(), &wanted).await
    }

    async fn end(&self, voucher: &Value) {
        let id = voucher["id"].as_str().expect("an id");
        let path = format!("/v1/desk/vouchers/{id}/end");
        self.promoter.post(&path, json!({})).await.expect(200);
    }

    async fn reserved(&self) -> i64 {
        let budgets = self.promoter.get("/v1/desk/budgets").await.expect(200);
        dong(&budgets["items"][0]["reserved"])
    }

    async fn uses(&self) -> i64 {
        let vouchers = self.promoter.get("/v1/desk/vouchers").await.expect(200);
        vouchers["items"][0]["uses"].as_i64().expect("a count")
    }
}

async fn put_in(cart: &Cart, code: &str) -> Answer {
    let body = json!({ "code": code });
    cart.guest.post(&cart.path("/vouchers"), body).await
}

/// Money a phone number of its own pays with.
fn pay(method: &str, phone: &str) -> Value {
    json!({"payment_method": method, "contact": {"name": "Lan", "phone": phone}})
}

#[tokio::test]
async fn the_worked_example_of_the_design_holds_to_the_dong() {
    let fair = fair().await;
    let finance = fair.market.staff(StaffRole::Finance).await;
    fair.market.charge(800, 1_000).await;
    let path = format!("/v1/desk/sellers/{}/tax-status", fair.shop.id);
    let status = json!({
        "tax_kind": "household", "residency": "resident", "tax_code": "8012345678",
    });
    finance.put(&path, status).await.expect(200);
    let own = json!({"amount": money(30_000)});
    fair.give_own("BABA", own).await.expect(201);
    fair.give("SAO", json!({})).await;
    let cart = fair.cart().await;
    put_in(&cart, "sao").await.expect(201);
    let shown = put_in(&cart, " baba ").await.expect(201);

    let bought = cart.buy("cod").await;
    let path = format!("/v1/seller/orders/{}", bought.order_of(fair.goods[0]));
    let ship = json!({"carrier": "GHN", "tracking_code": "G1"});
    for (step, body) in [("confirm", json!({})), ("pack", json!({})), ("ship", ship)] {
        let path = format!("{path}/{step}");
        fair.shop.member.post(&path, body).await.expect(200);
    }
    let deliver = format!("{path}/deliver");
    let order = fair.shop.member.post(&deliver, json!({})).await.expect(200);

    assert_eq!(dong(&shown["totals"]["discount"]), 50_000);
    assert_eq!(dong(&order["totals"]["total"]), 280_000);
    for (field, amount) in [
        ("seller_discount", 30_000),
        ("platform_discount", 20_000),
        ("commission", 21_600),
        ("commission_vat", 2_160),
        ("withheld_vat", 2_700),
        ("withheld_pit", 1_350),
        ("net", 242_190),
    ] {
        assert_eq!(dong(&order[field]), amount, "{field}");
    }
    let balance = fair.shop.member.get("/v1/seller/balance").await.expect(200);
    assert_eq!(dong(&balance["held"]), 242_190);
    let books = finance.get("/v1/desk/ledger/trial-balance").await;
    let books = books.expect(200).to_string();
    assert!(books.contains("expense:voucher"), "{books}");
    fair.market.audit_is_clean().await;
}

#[tokio::test]
async fn a_cart_says_what_is_missing_for_its_voucher() {
    let fair = fair().await;
    let voucher = json!({"minimum": money(400_000)});
    fair.give("NHIEU", voucher).await;
    let cart = fair.cart().await;

    let shown = put_in(&cart, "NHIEU").await.expect(201);
    let blocked = cart.check_out("cod").await;
    cart.add(fair.goods[0], 1).await.expect(201);
    let enough = cart.view().await;

    let discount = &shown["discounts"][0];
    assert_eq!(discount["problem"]["code"], "below_minimum");
    assert_eq!(dong(&discount["problem"]["missing"]), 100_000);
    assert_eq!(dong(&shown["totals"]["discount"]), 0);
    blocked.problem(409, "voucher_unusable");
    assert_eq!(enough["discounts"][0]["problem"], Value::Null);
    assert_eq!(dong(&enough["totals"]["discount"]), 20_000);
}

#[tokio::test]
async fn a_voucher_that_ended_is_refused_at_checkout_with_the_sums_without_it() {
    let fair = fair().await;
    let gone = fair.give("HET", json!({})).await;
    let cart = fair.cart().await;
    put_in(&cart, "HET").await.expect(201);
    fair.end(&gone).await;

    let refused = cart.check_out("cod").await;
    let refused = refused.problem(409, "voucher_unusable");
    let late = put_in(&cart, "HET").await;
    let taken_out = cart.guest.delete(&cart.path("/vouchers/het")).await;
    let taken_out = taken_out.expect(200);

    assert_eq!(refused["vouchers"][0]["code"], "HET");
    assert_eq!(refused["vouchers"][0]["problem"], "ended");
    assert_eq!(refused["totals"], taken_out["totals"]);
    late.problem(409, "voucher_unusable");
    cart.buy("cod").await;
    fair.market.audit_is_clean().await;
}

#[tokio::test]
async fn the_expected_total_counts_vouchers() {
    let fair = fair().await;
    fair.give("SAO", json!({})).await;
    let cart = fair.cart().await;
    let before = cart.view().await;
    let after = put_in(&cart, "SAO").await.expect(201);

    let mut body = pay("cod", "0912345678");
    body["expected_total"] = before["totals"]["total"].clone();
    let stale = cart.check_out_with(body.clone()).await;
    body["expected_total"] = after["totals"]["total"].clone();
    let bought = cart.check_out_with(body).await.expect(201);

    stale.problem(409, "total_changed");
    assert_eq!(bought["totals"], after["totals"]);
}

#[tokio::test]
async fn a_cart_has_one_voucher_of_each_giver_and_sort() {
    let fair = fair().await;
    fair.give("MOT", json!({})).await;
    fair.give("HAI", json!({"amount": money(1_000)})).await;
    fair.give("SHIP", json!({"benefit": "delivery", "amount": null}))
        .await;
    fair.give_own("BABA", json!({})).await.expect(201);
    let cart = fair.cart().await;
    let codes = |cart: &Value| -> Vec<String> {
        let discounts = cart["discounts"].as_array().expect("discounts");
        let code = |one: &Value| one["code"].as_str().expect("a code").to_owned();
        let mut codes: Vec<String> = discounts.iter().map(code).collect();
        codes.sort();
        codes
    };

    let set = json!({"codes": ["MOT", "HAI", "SHIP", "BABA"]});
    let path = cart.path("/voucher-codes");
    let all = cart.guest.put(&path, set).await.expect(200);
    let none = cart
        .guest
        .put(&path, json!({"codes": []}))
        .await
        .expect(200);
    let unknown = put_in(&cart, "KHONGCO").await;

    assert_eq!(codes(&all), ["BABA", "HAI", "SHIP"]);
    assert_eq!(dong(&all["totals"]["discount"]), 20_000 + 1_000 + 30_000);
    assert_eq!(codes(&none), Vec::<String>::new());
    assert_eq!(dong(&none["totals"]["discount"]), 0);
    unknown.problem(404, "voucher_not_found");
}

#[tokio::test]
async fn a_voucher_touches_only_what_it_is_for() {
    let fair = fair().await;
    let other = fair.market.shop("HTX khác").await;
    let foreign = fair.market.product(&other, 500_000, 10).await;
    fair.give_own(
        "BABA",
        json!({"benefit": "percent", "rate_bp": 1_000, "amount": null}),
    )
    .await
    .expect(201);
    let only = json!({"scope": {"products": [fair.goods[0].product_id]}, "amount": money(200_000)});
    fair.give("MOT", only).await;
    let stars = json!({"scope": {"stars_min": 4}});
    let wanted = [(fair.goods[0], 1), (foreign, 1)];
    let cart = Cart::ready(&fair.market.guest(), &wanted).await;

    let percent = put_in(&cart, "BABA").await.expect(201);
    let capped = put_in(&cart, "MOT").await.expect(201);
    fair.give("BONSAO", stars).await;
    let none = put_in(&cart, "BONSAO").await.expect(201);

    assert_eq!(dong(&percent["totals"]["discount"]), 12_000);
    assert_eq!(dong(&capped["totals"]["discount"]), 120_000);
    assert_eq!(dong(&none["totals"]["discount"]), 12_000);
    let problems = none["discounts"].as_array().expect("discounts").iter();
    let mut problems = problems.map(|one| &one["problem"]["code"]);
    assert!(problems.any(|code| code == "nothing_meant"));
}

#[tokio::test]
async fn delivery_that_the_market_pays_is_no_sale_of_the_seller() {
    let fair = fair().await;
    fair.give(
        "SHIP",
        json!({"benefit": "delivery", "amount": money(25_000)}),
    )
    .await;
    let cart = fair.cart().await;
    let shown = put_in(&cart, "SHIP").await.expect(201);

    let bought = cart.buy("cod").await;

    assert_eq!(dong(&shown["totals"]["delivery"]), 30_000);
    assert_eq!(dong(&shown["totals"]["discount"]), 25_000);
    assert_eq!(bought.answer["totals"], shown["totals"]);
    let path = format!("/v1/seller/orders/{}", bought.order_of(fair.goods[0]));
    let order = fair.shop.member.get(&path).await.expect(200);
    assert_eq!(dong(&order["net"]), 300_000);
    fair.market.audit_is_clean().await;
}

#[tokio::test]
async fn a_shopper_uses_a_voucher_as_often_as_one_can() {
    let fair = fair().await;
    fair.give("MOTLAN", json!({"uses_per_buyer": 1})).await;
    let [first, second, other] = [fair.cart().await, fair.cart().await, fair.cart().await];
    for cart in [&first, &second, &other] {
        put_in(cart, "MOTLAN").await.expect(201);
    }

    let once = first.check_out_with(pay("cod", "0912345678")).await;
    let again = second.check_out_with(pay("cod", "+84912345678")).await;
    let another = other.check_out_with(pay("cod", "0987654321")).await;

    once.expect(201);
    let refused = again.problem(409, "voucher_unusable");
    assert_eq!(refused["vouchers"][0]["problem"], "buyer_limit");
    assert_eq!(dong(&refused["totals"]["discount"]), 0);
    another.expect(201);
    fair.market.audit_is_clean().await;
}

#[tokio::test]
async fn vouchers_that_make_no_sense_are_refused() {
    let fair = fair().await;
    let stranger = fair.market.shop("HTX khác").await;
    let made = fair.give_own("BABA", json!({})).await.expect(201);
    let end = format!(
        "/v1/seller/vouchers/{}/end",
        made["id"].as_str().expect("an id")
    );

    for change in [
        json!({"code": "A"}),
        json!({"code": "MÃ GIẢM"}),
        json!({"amount": null}),
        json!({"amount": money(0)}),
        json!({"rate_bp": 100}),
        json!({"benefit": "percent"}),
        json!({"benefit": "percent", "rate_bp": 10_001}),
        json!({"benefit": "delivery"}),
        json!({"minimum": money(-1)}),
        json!({"uses_max": 0}),
        json!({"ends_at": "2020-01-01T00:00:00Z"}),
        json!({"scope": {"stars_min": 6}}),
        json!({"scope": {"sellers": [stranger.id]}}),
    ] {
        let refused = fair.give_own("DUNG", change.clone()).await;
        let refused = refused.problem(400, "field_unusable");
        assert!(refused["errors"][0]["pointer"].is_string(), "{change}");
    }
    let taken = fair.give_own("baba", json!({})).await;
    let foreign = stranger.member.post(&end, json!({})).await;
    let draft = fair.draft("NGAN", &json!({"budget_id": uuid::Uuid::nil()}));
    let no_budget = fair.promoter.post("/v1/desk/vouchers", draft).await;

    taken.problem(409, "voucher_code_taken");
    foreign.problem(404, "voucher_not_found");
    no_budget.problem(404, "budget_not_found");
    fair.shop.member.post(&end, json!({})).await.expect(200);
}
