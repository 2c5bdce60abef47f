//! Taxes withheld from household and individual sellers, declared by month, certified by year.

use chrono::{Days, TimeDelta};
use market::accounts::StaffRole;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tests::{Caller, Cart, Goods, Market, Shop, dong};

const CODE: &str = "8012345678";

struct Fair {
    market: Market,
    finance: Caller,
    shop: Shop,
    goods: Goods,
}

/// A shop with food to sell at 100,000 đồng, and finance staff.
async fn fair() -> Fair {
    let market = Market::start().await;
    let finance = market.staff(StaffRole::Finance).await;
    let shop = market.shop("Hộ bà Ba").await;
    let goods = market.product(&shop, 100_000, 100).await;
    market.classify(goods, 1).await;
    Fair {
        market,
        finance,
        shop,
        goods,
    }
}

impl Fair {
    async fn status(&self, kind: &str, code: Option<&str>) -> tests::Answer {
        let path = format!("/v1/desk/sellers/{}/tax-status", self.shop.id);
        let body = json!({"tax_kind": kind, "residency": "resident", "tax_code": code});
        self.finance.put(&path, body).await
    }

    async fn household(&self) {
        self.status("household", Some(CODE)).await.expect(200);
    }

    /// Nobody has said yet what the seller is.
    async fn forget_kind(&self) {
        let db = self.market.database().write();
        db.execute_unprepared("UPDATE seller SET tax_kind = 'unknown'")
            .await
            .expect("forgotten");
    }

    /// Sells units, and answers the path of the order.
    async fn sell(&self, units: i64) -> String {
        let cart = Cart::ready(&self.market.guest(), &[(self.goods, units)]).await;
        let bought = cart.buy("cod").await;
        format!("/v1/seller/orders/{}", bought.order_of(self.goods))
    }

    async fn deliver(&self, order: &str) -> Value {
        let ship = json!({"carrier": "GHN", "tracking_code": "G1"});
        for (step, body) in [("confirm", json!({})), ("pack", json!({})), ("ship", ship)] {
            let path = format!("{order}/{step}");
            self.shop.member.post(&path, body).await.expect(200);
        }
        let path = format!("{order}/deliver");
        self.shop.member.post(&path, json!({})).await.expect(200)
    }

    async fn view(&self, order: &str) -> Value {
        self.shop.member.get(order).await.expect(200)
    }

    async fn month(&self) -> Value {
        let month = self.market.app().clock().today().format("%Y-%m");
        let path = format!("/v1/desk/withholding/{month}");
        self.finance.get(&path).await.expect(200)
    }
}

fn withheld(order: &Value) -> [i64; 2] {
    [dong(&order["withheld_vat"]), dong(&order["withheld_pit"])]
}

#[tokio::test]
async fn a_household_is_withheld_for_and_gets_the_rest() {
    let fair = fair().await;
    fair.household().await;

    let order = fair.sell(3).await;
    let order = fair.deliver(&order).await;

    assert_eq!(withheld(&order), [3_000, 1_500]);
    assert_eq!(dong(&order["net"]), 295_500);
    let balance = fair.shop.member.get("/v1/seller/balance").await.expect(200);
    assert_eq!(dong(&balance["held"]), 295_500);
    fair.market.audit_is_clean().await;
}

#[tokio::test]
async fn cooperatives_and_companies_declare_for_themselves() {
    let fair = fair().await;

    for kind in ["cooperative", "enterprise"] {
        fair.status(kind, None).await.expect(200);
        let order = fair.sell(3).await;
        let order = fair.deliver(&order).await;
        assert_eq!(withheld(&order), [0, 0], "{kind}");
    }

    let month = fair.month().await;
    assert_eq!(month["sellers"], json!([]));
}

#[tokio::test]
async fn services_and_goods_nobody_classified_cost_the_higher_rate() {
    let fair = fair().await;
    fair.household().await;
    let unclassified = fair.market.product(&fair.shop, 100_000, 10).await;
    let tourism = fair.market.product(&fair.shop, 100_000, 10).await;
    fair.market.classify(tourism, 6).await;

    for goods in [unclassified, tourism] {
        let cart = Cart::ready(&fair.market.guest(), &[(goods, 1)]).await;
        let bought = cart.buy("cod").await;
        let order = format!("/v1/seller/orders/{}", bought.order_of(goods));
        assert_eq!(withheld(&fair.view(&order).await), [5_000, 2_000]);
    }
}

#[tokio::test]
async fn an_order_keeps_the_rates_of_the_day_it_was_placed() {
    let fair = fair().await;
    fair.household().await;
    let tomorrow = fair.market.app().clock().today() + Days::new(1);
    let rule = json!({
        "tax_kind": "household", "residency": "resident", "supply": "goods", "vat_bp": 200,
        "pit_bp": 100, "valid_from": tomorrow.to_string(), "legal_basis": "Nghị định mới",
    });
    let path = "/v1/desk/tax-rules/withholding";
    fair.finance.post(path, rule).await.expect(201);

    let before = fair.sell(1).await;
    fair.market.advance(TimeDelta::days(1));
    let after = fair.sell(1).await;

    assert_eq!(withheld(&fair.deliver(&before).await), [1_000, 500]);
    assert_eq!(withheld(&fair.deliver(&after).await), [2_000, 1_000]);
}

#[tokio::test]
async fn an_unknown_kind_stops_no_sale_and_is_withheld_once_known() {
    let fair = fair().await;
    fair.forget_kind().await;
    let delivered = fair.sell(1).await;
    let on_its_way = fair.sell(2).await;
    assert_eq!(withheld(&fair.deliver(&delivered).await), [0, 0]);

    fair.household().await;

    assert_eq!(withheld(&fair.view(&delivered).await), [1_000, 500]);
    assert_eq!(withheld(&fair.deliver(&on_its_way).await), [2_000, 1_000]);
    let month = fair.month().await;
    assert_eq!(dong(&month["total"]["vat"]), 3_000);
    assert_eq!(dong(&month["total"]["pit"]), 1_500);
    let balance = fair.shop.member.get("/v1/seller/balance").await.expect(200);
    assert_eq!(dong(&balance["held"]), 300_000 - 4_500);
    fair.market.audit_is_clean().await;
}

#[tokio::test]
async fn a_kind_known_after_the_release_is_withheld_of_what_can_be_paid() {
    let fair = fair().await;
    fair.forget_kind().await;
    let order = fair.sell(1).await;
    fair.deliver(&order).await;
    fair.market.advance(TimeDelta::days(8));
    let now = fair.market.app().clock().now();
    let released = market::settlement::release_due(fair.market.app(), now).await;
    assert_eq!(released.expect("released"), 1);

    fair.household().await;

    let balance = fair.shop.member.get("/v1/seller/balance").await.expect(200);
    assert_eq!(dong(&balance["available"]), 98_500);
    fair.market.audit_is_clean().await;
}

#[tokio::test]
async fn the_month_is_declared_and_the_year_certified_from_the_same_entries() {
    let fair = fair().await;
    fair.household().await;
    let order = fair.sell(3).await;
    fair.deliver(&order).await;
    let today = fair.market.app().clock().today();

    let month = fair.month().await;
    let file = today.format("/v1/desk/tax-periods/%Y-%m.csv").to_string();
    let csv = fair.finance.get(&file).await;
    let certificate = today
        .format("/v1/seller/withholding-certificates/%Y")
        .to_string();
    let year = fair.shop.member.get(&certificate).await.expect(200);
    let printed = format!("{certificate}/print");
    let printed = fair.shop.member.get(&printed).await;

    let declared = &month["sellers"][0];
    assert_eq!(declared["tax_code"], CODE);
    assert_eq!(declared["tax_kind"], "household");
    assert_eq!(dong(&declared["withheld"]["sales"]), 300_000);
    assert_eq!(declared["withheld"], month["total"]);
    assert_eq!(year["total"], month["total"]);
    assert_eq!(year["months"].as_array().expect("months").len(), 1);
    let xlsx = fair.finance.get(&file.replace(".csv", ".xlsx")).await;
    assert_eq!(xlsx.status, 200);
    assert!(xlsx.text().starts_with("PK"));
    let other = fair.finance.get(&file.replace(".csv", ".doc")).await;
    other.problem(400, "month_unusable");
    let csv = csv.text();
    assert!(csv.contains("Hộ bà Ba,8012345678,"), "{csv}");
    assert!(
        csv.contains(",300000,0,3000,0,3000,1500,0,1500\r\n"),
        "{csv}"
    );
    let printed = printed.text();
    assert!(
        printed.contains(year["number"].as_str().expect("a number")),
        "{printed}"
    );
    assert!(printed.contains("300000 | 0 | 3000 | 1500"), "{printed}");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let fair = fair().await;
    let stranger = fair.market.seller("HTX khác").await;
    let path = |rest: &str| format!("/v1/desk/sellers/{}/{rest}", uuid::Uuid::nil());
    let known = format!("/v1/desk/sellers/{stranger}/withholding-certificates/2019");

    let no_code = fair.status("household", None).await;
    let odd_code = fair.status("individual", Some("12345")).await;
    let status = json!({"tax_kind": "enterprise", "residency": "resident"});
    let nobody = fair.finance.put(&path("tax-status"), status).await;
    let month = fair.finance.get("/v1/desk/withholding/2026").await;
    let year = fair.finance.get(&known).await;
    let gone = path("withholding-certificates/2026");
    let gone = fair.finance.get(&gone).await;

    no_code.problem(400, "tax_code_unusable");
    odd_code.problem(400, "tax_code_unusable");
    nobody.problem(404, "seller_not_found");
    month.problem(400, "month_unusable");
    year.problem(400, "year_unusable");
    gone.problem(404, "seller_not_found");
}
