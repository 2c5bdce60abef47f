//! After the sale: refunds, parcels that do not arrive, returns, claims and card disputes.

mod cards;
mod claims;
mod parcels;
mod refunds;
mod returns;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use market::accounts::StaffRole;
use serde_json::{Value, json};
use tests::{Answer, Caller, Cart, Market, Sending, dong};

use crate::orders::Placed;

/// What the seller of [`Sold`] is due: two units at 50,000 less 8 % and 10 % VAT on that.
const NET: i64 = 91_200;

/// An order of two units at 50,000 đồng and 30,000 for delivery, at 8 % commission, and
/// somebody of finance.
struct Sold {
    market: Market,
    placed: Placed,
    finance: Caller,
    line: String,
}

impl Sold {
    /// Just placed.
    async fn placed(method: &str) -> Self {
        Self::placed_in(Market::start().await, method).await
    }

    async fn placed_in(market: Market, method: &str) -> Self {
        market.charge(800, 1_000).await;
        let placed = Placed::new(&market, method).await;
        let finance = market.staff(StaffRole::Finance).await;
        let line = text(&placed.view().await["lines"][0]["id"]);
        Self {
            market,
            placed,
            finance,
            line,
        }
    }

    /// With a shopper who paid for nothing but delivery: the market's voucher paid the goods.
    async fn given_away() -> Self {
        let market = Market::start().await;
        market.charge(800, 1_000).await;
        let promoter = market.staff(StaffRole::Promoter).await;
        let now = market.app().clock().now();
        let voucher = json!({"code": "TANG", "title": "Tặng", "benefit": "amount",
            "amount": {"amount": 100_000, "currency": "VND"}, "starts_at": now.to_rfc3339(),
            "ends_at": (now + TimeDelta::days(30)).to_rfc3339()});
        let given = promoter.post("/v1/desk/vouchers", voucher);
        given.await.expect(201);
        let shop = market.shop("HTX A").await;
        let goods = market.product(&shop, 50_000, 10).await;
        let cart = Cart::ready(&market.guest(), &[(goods, 2)]).await;
        let code = json!({"code": "TANG"});
        let added = cart.guest.post(&cart.path("/vouchers"), code);
        added.await.expect(201);
        let bought = cart.buy("sandbox").await;
        let placed = Placed {
            order: bought.order_of(goods),
            shop,
            goods,
            bought,
        };
        let finance = market.staff(StaffRole::Finance).await;
        let line = text(&placed.view().await["lines"][0]["id"]);
        placed.bring_to("delivered").await;
        Self {
            market,
            placed,
            finance,
            line,
        }
    }

    /// With the shopper.
    async fn delivered(method: &str) -> Self {
        Self::delivered_in(Market::start().await, method).await
    }

    async fn delivered_in(market: Market, method: &str) -> Self {
        let sold = Self::placed_in(market, method).await;
        sold.placed.bring_to("delivered").await;
        sold
    }

    /// Paid out to nobody yet, but free to be.
    async fn released() -> Self {
        Self::released_in(Market::start().await).await
    }

    async fn released_in(market: Market) -> Self {
        let sold = Self::delivered_in(market, "sandbox").await;
        sold.market.advance(TimeDelta::days(8));
        sold.market.settle_jobs().await;
        assert_eq!(sold.placed.view().await["state"], "completed");
        sold
    }

    fn shopper(&self) -> &Caller {
        &self.placed.bought.shopper
    }

    fn member(&self) -> &Caller {
        &self.placed.shop.member
    }

    /// Something of the order, for the shopper.
    fn of_order(&self, rest: &str) -> String {
        format!("/v1/store/orders/{}{rest}", self.placed.order)
    }

    fn units(&self, quantity: i64) -> Value {
        json!({"line_id": self.line, "quantity": quantity})
    }

    /// The desk pays something back.
    fn refund(&self, lines: Value) -> Sending {
        let body = json!({"lines": lines, "reason": "Hàng bị móp"});
        self.finance.post(&self.refunds_path(), body)
    }

    fn refunds_path(&self) -> String {
        format!("/v1/desk/orders/{}/refunds", self.placed.order)
    }

    /// The seller does something with the parcel.
    fn parcel(&self, step: &str, body: Value) -> Sending {
        let path = format!("/v1/seller/orders/{}/{step}", self.placed.order);
        self.member().post(&path, body)
    }

    /// The only refund there is, as the shopper sees it.
    async fn only_refund(&self) -> Value {
        let list = self.shopper().get(&self.placed.bought.path("/refunds"));
        let list = list.await.expect(200);
        let items = list["items"].as_array().expect("refunds");
        assert_eq!(items.len(), 1, "{list}");
        items[0].clone()
    }

    /// What went back to the shopper so far.
    async fn refunded(&self) -> i64 {
        dong(&self.placed.bought.view().await["payment"]["refunded"])
    }

    /// The seller's money: held and available.
    async fn balance(&self) -> [i64; 2] {
        let balance = self.member().get("/v1/seller/balance").await.expect(200);
        [dong(&balance["held"]), dong(&balance["available"])]
    }

    /// What the lines of the seller's statements of the last ten days are about. They add up
    /// to what the seller is owed.
    async fn statement(&self) -> Vec<String> {
        let today = self.market.app().clock().today();
        let days = [today - TimeDelta::days(10), today];
        let months: BTreeSet<String> = days
            .iter()
            .map(|day| day.format("%Y-%m").to_string())
            .collect();
        let mut owed = 0;
        let mut kinds = Vec::new();
        for month in months {
            let path = format!("/v1/seller/statements/{month}.csv");
            let csv = self.member().get(&path).header("Accept-Language", "en");
            let csv = csv.await.text();
            let rows: Vec<Vec<&str>> = csv.lines().map(|row| row.split(',').collect()).collect();
            let amount = |cell: &str| cell.parse::<i64>().expect("an amount");
            let (closing, lines) = rows[2..].split_last().expect("a closing balance");
            assert_eq!(owed, amount(rows[1][4]), "{csv}");
            owed += lines.iter().map(|line| amount(line[3])).sum::<i64>();
            assert_eq!(owed, amount(closing[4]), "{csv}");
            kinds.extend(lines.iter().map(|line| line[1].to_owned()));
        }
        assert_eq!(owed, self.owed().await);
        kinds
    }

    /// What the ledger says the seller is owed, held and set aside included.
    async fn owed(&self) -> i64 {
        let books = self.finance.get("/v1/desk/ledger/trial-balance").await;
        let books = books.expect(200);
        let lines = books["lines"].as_array().expect("lines").iter();
        let of_seller = lines.filter(|line| {
            let account = line["account"].as_str().unwrap_or_default();
            ["held", "available", "reserve"]
                .iter()
                .any(|sort| account.starts_with(sort))
        });
        -of_seller.map(|line| dong(&line["balance"])).sum::<i64>()
    }

    async fn shelf(&self) -> i64 {
        self.market.on_hand(self.placed.goods).await
    }

    /// Does the jobs, and looks whether everything is right.
    async fn settle(&self) {
        self.market.settle_jobs().await;
        self.market.audit_is_clean().await;
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// How many of these answers are successes; the others must be refusals.
fn wins(answers: &[Answer]) -> usize {
    for answer in answers {
        assert!(answer.status < 500, "{answer}");
    }
    answers.iter().filter(|answer| answer.is_success()).count()
}

/// A picture to upload.
fn picture() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(20u32.to_be_bytes());
    bytes.extend(10u32.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    bytes
}

/// Uploads a picture as proof.
fn upload(who: &Caller, path: &str, bytes: &[u8]) -> Sending {
    let mut form =
        b"--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n".to_vec();
    form.extend(bytes);
    form.extend(b"\r\n--B--\r\n");
    who.post(path, Value::Null)
        .bytes("multipart/form-data; boundary=B", form)
}
