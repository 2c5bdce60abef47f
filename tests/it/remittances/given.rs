//! What these tests begin with: parcels at the door, and carriers' files.

use market::accounts::StaffRole;
use serde_json::{Value, json};
use tests::{Bought, Caller, Cart, Market, Sending, Shop, dong};

/// A market in which sellers wait for the carrier's cash, as by default.
pub(crate) async fn careful_market() -> Market {
    Market::start_with(|settings| settings.release_awaits_cash = true).await
}

/// An order that was paid at the door.
pub(crate) struct Sale {
    pub(crate) shop: Shop,
    pub(crate) bought: Bought,
    pub(crate) order: String,
    pub(crate) number: String,
    /// What the shopper owes, in đồng.
    pub(crate) amount: i64,
}

impl Sale {
    /// An order that a carrier has on its way.
    pub(crate) async fn shipped(market: &Market, tracking_code: &str) -> Self {
        Self::sent(market, "ghn", tracking_code).await
    }

    /// An order that this carrier has on its way.
    pub(crate) async fn sent(market: &Market, carrier: &str, tracking_code: &str) -> Self {
        let shop = market.shop(&format!("HTX {tracking_code}")).await;
        let goods = market.product(&shop, 125_000, 10).await;
        let cart = Cart::ready(&market.guest(), &[(goods, 2)]).await;
        let bought = cart.buy("cod").await;
        let order = &bought.answer["orders"][0];
        let sale = Self {
            order: order["id"].as_str().expect("an id").to_owned(),
            number: order["number"].as_str().expect("a number").to_owned(),
            amount: dong(&order["totals"]["total"]),
            shop,
            bought,
        };
        for step in ["confirm", "pack"] {
            sale.step(step, json!({})).await.expect(200);
        }
        let parcel = json!({"carrier": carrier, "tracking_code": tracking_code});
        sale.step("ship", parcel).await.expect(200);
        sale
    }

    /// An order that the shopper has and paid.
    pub(crate) async fn delivered(market: &Market, tracking_code: &str) -> Self {
        let sale = Self::shipped(market, tracking_code).await;
        sale.deliver().await;
        sale
    }

    /// The shopper takes it and pays.
    pub(crate) async fn deliver(&self) {
        self.step("deliver", json!({})).await.expect(200);
    }

    /// The seller does something with it.
    pub(crate) fn step(&self, step: &str, body: Value) -> Sending {
        let path = format!("/v1/seller/orders/{}/{step}", self.order);
        self.shop.member.post(&path, body)
    }

    /// How far the attempt to pay is.
    pub(crate) async fn payment_state(&self) -> Value {
        self.bought.view().await["payment"]["state"].clone()
    }

    /// What the seller can be paid, in đồng.
    pub(crate) async fn available(&self) -> i64 {
        let balance = self.shop.member.get("/v1/seller/balance").await.expect(200);
        dong(&balance["available"])
    }
}

/// Somebody who keeps the books.
pub(crate) async fn finance(market: &Market) -> Caller {
    market.staff(StaffRole::Finance).await
}

/// A file with a header as GHN writes it: parcel, cash, one fee, the transfer and its day.
pub(crate) fn ghn_file(reference: &str, day: &str, rows: &[(&str, i64, i64)]) -> String {
    let mut file = String::from(
        "\u{feff}STT;Mã vận đơn;Tiền thu hộ;Phí dịch vụ;Mã phiên chuyển tiền;Ngày chuyển tiền\n",
    );
    for (position, (code, cod, fee)) in rows.iter().enumerate() {
        file.push_str(&format!(
            "{};{code};{cod};{fee};{reference};{day}\n",
            position + 1
        ));
    }
    file
}

/// Sends a file to the desk with these form fields.
pub(crate) fn upload(caller: &Caller, file: impl AsRef<[u8]>, fields: &[(&str, &str)]) -> Sending {
    upload_to(caller, "/v1/desk/remittances", file, fields)
}

/// Sends a file to a path with these form fields.
pub(crate) fn upload_to(
    caller: &Caller,
    path: &str,
    file: impl AsRef<[u8]>,
    fields: &[(&str, &str)],
) -> Sending {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!("--form\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .as_bytes(),
        );
    }
    body.extend_from_slice(
        b"--form\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\r\n",
    );
    body.extend_from_slice(file.as_ref());
    body.extend_from_slice(b"\r\n--form--\r\n");
    caller
        .post(path, json!({}))
        .bytes("multipart/form-data; boundary=form", body)
}

/// Today in Vietnam.
pub(crate) fn today(market: &Market) -> String {
    market.app().clock().today().to_string()
}

/// The rows that an answer complains about: line, column and code.
pub(crate) fn complaints(rows: &Value) -> Vec<(Option<u64>, String, String)> {
    let rows = rows.as_array().expect("rows");
    rows.iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().expect("a text").to_owned();
            (row["line"].as_u64(), text("column"), text("code"))
        })
        .collect()
}

/// The balance of an account, from the trial balance.
pub(crate) async fn balance(finance: &Caller, account: &str) -> i64 {
    let books = finance
        .get("/v1/desk/ledger/trial-balance")
        .await
        .expect(200);
    let lines = books["lines"].as_array().expect("lines");
    let line = lines.iter().find(|line| line["account"] == account);
    line.map_or(0, |line| dong(&line["balance"]))
}
