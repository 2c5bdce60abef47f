//! How the market opens: staff, fees, three sellers with goods, and vouchers.

use std::{
    io::Write as _,
    process::{Output, Stdio},
    time::Duration,
};

use chrono::{Datelike as _, Days, Months, NaiveDate, NaiveTime};
use market::payments::{
    Secrets,
    bank_notices::{SePayAuth, SePayConfig, Watched},
};
use serde_json::{Value, json};
use tests::{
    Caller, Goods, Market, PASSWORD,
    fakes::{self, SECRET, STRIPE_KEY, STRIPE_WEBHOOK_SECRET, StripeFake},
    paid_by_province,
};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::{Stalls, Story, desk::Desk};
use crate::stripe::stage::config;

/// A seller, who acts for it, and what it sells.
pub(super) struct Stall {
    pub(super) id: String,
    pub(super) member: Caller,
    pub(super) goods: Goods,
}

impl Story {
    pub(super) async fn opens() -> Self {
        let (market, stripe) = market().await;
        for (email, role) in [
            ("lan@cho.vn", "finance"),
            ("mai@cho.vn", "verifier"),
            ("tam@cho.vn", "promoter"),
        ] {
            let create = ["staff", "create", "--email", email, "--role", role];
            run(&market, &create, PASSWORD).await;
        }
        let finance = market.sign_in("lan@cho.vn").await;
        announce_fees(&market, &finance).await;
        to_the_first(&market);
        stripe.stand_at(market.app().clock().now().timestamp());
        let desk = Desk {
            finance,
            promoter: market.sign_in("tam@cho.vn").await,
        };
        let verifier = market.sign_in("mai@cho.vn").await;
        let stalls = [
            Stall::opens(&market, &verifier, ("Hộ bà Chín", "household", 120_000)).await,
            Stall::opens(&market, &verifier, ("HTX Rạch Gốc", "cooperative", 200_000)).await,
            Stall::opens(&market, &verifier, ("Công ty U Minh", "company", 160_000)).await,
        ];
        desk.says_tax_code(&stalls[0].id, "8012345678").await;
        let story = Self {
            market,
            stripe,
            desk,
            stalls,
        };
        story.gives_vouchers().await;
        story
    }

    /// The household takes 40,000 off its own goods, the province 56,000 off any, and the
    /// market 10,000.
    async fn gives_vouchers(&self) {
        let draft = |code: &str, amount: i64| self.market.voucher(code, amount, 30);
        let own = self.stalls[0]
            .member
            .post("/v1/seller/vouchers", draft("BACHIN", 40_000));
        own.await.expect(201);
        let promoter = &self.desk.promoter;
        let province = paid_by_province(promoter, draft("TINH", 56_000), 56_000).await;
        for voucher in [province, draft("CHOSAO", 10_000)] {
            promoter
                .post("/v1/desk/vouchers", voucher)
                .await
                .expect(201);
        }
    }
}

async fn market() -> (Market, StripeFake) {
    let stripe = StripeFake::start().await;
    let mut keys = config(&stripe, STRIPE_KEY, Secrets::one(STRIPE_WEBHOOK_SECRET));
    // A busy machine may answer late; that is another test's matter.
    keys.calls.answer_within = Duration::from_secs(30);
    let market = Market::start_with(|settings| {
        settings.session_ttl = Duration::from_secs(400 * 24 * 3600);
        settings.release_awaits_cash = true;
        settings.payments = keys;
        settings.payments.vietqr = Some(fakes::account_of_market());
        settings.payments.sepay = Some(SePayConfig {
            auth: SePayAuth::Hmac(Secrets::one(SECRET)),
            watched: Watched::default(),
        });
    });
    (market.await, stripe)
}

/// Nobody sells yet, so fees need no notice.
async fn announce_fees(market: &Market, finance: &Caller) {
    let tomorrow = market.app().clock().today() + Days::new(1);
    let plan = json!({"commission_bp": 800, "commission_vat_bp": 1_000,
        "valid_from": tomorrow.to_string(), "source": "Quyết định mở chợ"});
    finance.post("/v1/desk/fee-plans", plan).await.expect(201);
}

/// Nine in the morning of the first of the next month, in Vietnam.
fn to_the_first(market: &Market) {
    let first = first_of_next(market.app().clock().today());
    let nine = NaiveTime::from_hms_opt(2, 0, 0).expect("a time");
    let then = first.and_time(nine).and_utc();
    market.advance(then - market.app().clock().now());
}

pub(super) fn first_of_next(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).expect("every month has a first");
    first + Months::new(1)
}

impl Stall {
    /// A seller is entered, somebody signs up and acts for it, and its goods pass the desk.
    async fn opens(
        market: &Market,
        verifier: &Caller,
        (name, kind, price): (&str, &str, i64),
    ) -> Self {
        let email = format!("{kind}@ban.vn");
        let person = json!({"email": email, "name": "Chín", "password": PASSWORD,
            "language": "vi"});
        let guest = market.guest();
        guest.post("/v1/store/accounts", person).await.expect(201);
        let create = [
            "seller",
            "create",
            "--name",
            name,
            "--kind",
            kind,
            "--province",
            "96",
            "--json",
        ];
        let seller = run(market, &create, "").await;
        let seller: Value = serde_json::from_slice(&seller.stdout).expect("JSON");
        let slug = text(&seller["slug"]);
        let join = [
            "seller",
            "add-member",
            "--seller",
            &slug,
            "--email",
            &email,
            "--role",
            "owner",
        ];
        run(market, &join, "").await;
        let member = market.sign_in(&email).await;
        name_account(&member, name).await;
        let product = publish(&member, verifier, price).await;
        Self {
            id: text(&seller["id"]),
            goods: Goods {
                seller_id: id(&seller["id"]),
                product_id: id(&product["id"]),
                variant_id: id(&product["variants"][0]["id"]),
                price,
            },
            member,
        }
    }
}

async fn name_account(member: &Caller, holder: &str) {
    let account = json!({"bin": "970436", "number": "0071000111", "holder": holder});
    let profile = member.get("/v1/seller/profile").await;
    let etag = profile.header("etag").unwrap_or("*").to_owned();
    let change = json!({ "bank_account": account });
    let changed = member.patch("/v1/seller/profile", change);
    changed.header("If-Match", &etag).await.expect(200);
}

async fn publish(member: &Caller, verifier: &Caller, price: i64) -> Value {
    let product = json!({
        "texts": {"vi": {"name": "Tôm khô", "description": "Tôm đất phơi nắng"}},
        "product_set": 8, "category": "hai-san-kho", "province_code": "96",
        "variants": [{"pack": {"quantity": "500", "unit": "g"}, "net_weight_g": 500,
            "price": {"amount": price, "currency": "VND"}, "on_hand": 10}],
    });
    let draft = member
        .post("/v1/seller/products", product)
        .await
        .expect(201);
    let id = text(&draft["id"]);
    let submit = format!("/v1/seller/products/{id}/submit");
    member.post(&submit, Value::Null).await.expect(200);
    let approve = format!("/v1/desk/products/{id}/approve");
    verifier.post(&approve, Value::Null).await.expect(200)
}

/// Runs the program over this market, with a line on its standard input.
pub(super) async fn run(market: &Market, arguments: &[&str], line: &str) -> Output {
    let mut command = market.command(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let line = format!("{line}\n");
    let output = spawn_blocking(move || {
        let mut child = command.spawn()?;
        // A command that reads nothing may have ended already.
        let _ = child
            .stdin
            .take()
            .map(|mut input| input.write_all(line.as_bytes()));
        child.wait_with_output()
    });
    let output = output.await.expect("waited").expect("it runs");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    output
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn id(value: &Value) -> Uuid {
    text(value).parse().expect("a UUID")
}

/// Where every seller stands: held and available, in đồng.
pub(super) type Balances = [[i64; 2]; 3];

/// What the sellers' own view says.
pub(super) async fn balances(stalls: &Stalls) -> Balances {
    let mut all = [[0; 2]; 3];
    for (stall, own) in stalls.iter().zip(&mut all) {
        let balance = stall.member.get("/v1/seller/balance").await.expect(200);
        *own = ["held", "available"].map(|stage| tests::dong(&balance[stage]));
    }
    all
}
