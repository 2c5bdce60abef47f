//! Providers with pages of their own: paid, told twice, forged, told about somebody else's.

use market::payments::{
    Config, Method, Secret, Secrets, momo::MoMoConfig, vnpay::VnPayConfig, zalopay::ZaloPayConfig,
};
use serde_json::json;
use tests::{
    Bought, Cart, Goods, Market,
    fakes::{self, Fake, SECRET, Told},
};

use super::{notices, told};

/// A market that is paid by one provider, and a purchase that waits for its money.
struct Till {
    market: Market,
    method: Method,
    fake: Fake,
    goods: Goods,
    bought: Bought,
    reference: String,
}

impl Till {
    async fn all() -> Vec<Self> {
        let mut tills = Vec::new();
        for method in [Method::VnPay, Method::MoMo, Method::ZaloPay] {
            tills.push(Self::open(method).await);
        }
        tills
    }

    async fn open(method: Method) -> Self {
        let (fake, config) = match method {
            Method::VnPay => vnpay().await,
            Method::MoMo => momo().await,
            _ => zalopay().await,
        };
        let market = Market::start_with(|settings| settings.payments = config).await;
        let shop = market.shop("HTX A").await;
        let goods = market.product(&shop, 100_000, 5).await;
        let cart = Cart::ready(&market.guest(), &[(goods, 1)]).await;
        let bought = cart.buy(method.name()).await;
        let action = &bought.answer["payment"]["next_action"];
        assert_eq!(action["type"], "redirect", "{method}");
        if method == Method::VnPay {
            fake.visit(action["url"].as_str().expect("a page"));
        }
        let reference = fake.book.only_reference();
        Self {
            market,
            method,
            fake,
            goods,
            bought,
            reference,
        }
    }

    async fn hears(&self, notification: &Told) -> tests::Answer {
        let door = format!("payments/{}", self.method.name());
        told(&self.market.guest(), &door, notification).await
    }

    async fn is(&self, purchase: &str, payment: &str) {
        self.market.settle_jobs().await;
        let view = self.bought.view().await;
        assert_eq!(
            [&view["state"], &view["payment"]["state"]],
            [purchase, payment],
            "{}",
            self.method
        );
        self.market.audit_is_clean().await;
    }
}

async fn vnpay() -> (Fake, Config) {
    let fake = fakes::vnpay().await;
    let config = VnPayConfig {
        api: fake.url().parse().expect("an address"),
        ..VnPayConfig::sandbox("DEMOTMN1", Secrets::one(SECRET))
    };
    let config = Config {
        vnpay: Some(config),
        ..Config::default()
    };
    (fake, config)
}

async fn momo() -> (Fake, Config) {
    let fake = fakes::momo().await;
    let config = MoMoConfig {
        partner_code: "MOMODEMO".to_owned(),
        access_key: Secret::new("AK"),
        secrets: Secrets::one(SECRET),
        api: fake.url().parse().expect("an address"),
        notify_url: "https://shop.example/v1/hooks/payments/momo".to_owned(),
    };
    let config = Config {
        momo: Some(config),
        ..Config::default()
    };
    (fake, config)
}

async fn zalopay() -> (Fake, Config) {
    let fake = fakes::zalopay().await;
    let config = ZaloPayConfig {
        app_id: 2999,
        key1: Secret::new(SECRET),
        key2: Secrets::one("KEY2"),
        api: fake.url().parse().expect("an address"),
        notify_url: "https://shop.example/v1/hooks/payments/zalopay".to_owned(),
    };
    let config = Config {
        zalopay: Some(config),
        ..Config::default()
    };
    (fake, config)
}

#[tokio::test]
async fn a_notification_places_the_purchase_once() {
    for till in Till::all().await {
        till.fake.book.pay(&till.reference);
        let notification = till.fake.tell(&till.reference);

        let first = till.hears(&notification).await;
        let second = till.hears(&notification).await;

        assert!(
            first.status < 300 && second.status < 300,
            "{first} {second}"
        );
        till.is("placed", "paid").await;
        assert_eq!(till.market.on_hand(till.goods).await, 4);
        let kept = notices(&till.market, "processed").await;
        assert_eq!((kept.len(), &kept[0]["times"]), (1, &json!(2)));
    }
}

#[tokio::test]
async fn a_lost_notification_is_made_up_for_by_asking() {
    for till in Till::all().await {
        till.fake.book.pay(&till.reference);

        till.market.advance(chrono::TimeDelta::minutes(2));

        till.is("placed", "paid").await;
        let late = till.hears(&till.fake.tell(&till.reference)).await;
        assert!(late.status < 300, "{late}");
        till.is("placed", "paid").await;
    }
}

#[tokio::test]
async fn the_browsers_return_and_a_forged_notification_change_nothing() {
    for till in Till::all().await {
        till.fake.book.pay(&till.reference);
        let mut forged = till.fake.tell(&till.reference);
        forged.body = forged.body.replace("130000", "130001");
        forged.query = forged.query.replace("13000000", "13000100");

        let answer = till.hears(&forged).await;

        let view = till.bought.view().await;
        assert_eq!(view["state"], "awaiting_payment", "{answer}");
        assert_eq!(notices(&till.market, "refused").await.len(), 1);
    }
}

#[tokio::test]
async fn vnpay_hears_the_code_it_documents() {
    let till = Till::open(Method::VnPay).await;
    till.fake.book.pay(&till.reference);
    let notification = till.fake.tell(&till.reference);
    let mut forged = notification.clone();
    forged.query = forged.query.replace("13000000", "13000100");

    let wrong = till.hears(&forged).await.expect(200);
    let first = till.hears(&notification).await.expect(200);
    let second = till.hears(&notification).await.expect(200);

    assert_eq!(
        [&wrong["RspCode"], &first["RspCode"], &second["RspCode"]],
        ["97", "00", "02"]
    );
}

#[tokio::test]
async fn a_notification_about_nothing_of_ours_is_parked() {
    let till = Till::open(Method::VnPay).await;
    let stranger = Till::open(Method::VnPay).await;
    stranger.fake.book.pay(&stranger.reference);

    let answer = till.hears(&stranger.fake.tell(&stranger.reference)).await;

    assert_eq!(answer.expect(200)["RspCode"], "01");
    till.is("awaiting_payment", "pending").await;
    let parked = notices(&till.market, "parked").await;
    let finance = till
        .market
        .staff(market::accounts::StaffRole::Finance)
        .await;
    let id = parked[0]["id"].as_str().expect("an id");
    let path = format!("/v1/desk/provider-notices/{id}/resolve");
    let body = json!({"resolution": "Belongs to another shop."});
    let closed = finance.post(&path, body.clone()).await.expect(200);
    assert_eq!(closed["state"], "processed");
    finance
        .post(&path, body)
        .await
        .problem(409, "illegal_transition");
}

/// What the browser brings back: VNPay and MoMo sign it as they sign their notifications.
fn brought_back(notification: &Told) -> String {
    if notification.body.is_empty() {
        return notification.query.clone();
    }
    let fields: serde_json::Value = serde_json::from_str(&notification.body).expect("fields");
    let fields = fields.as_object().expect("fields");
    let text = |value: &serde_json::Value| {
        let text = value.as_str().map(str::to_owned);
        text.unwrap_or_else(|| value.to_string())
    };
    let pairs = fields.iter().map(|(name, value)| (name, text(value)));
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

#[tokio::test]
async fn a_browsers_return_is_told_how_things_stand_and_changes_nothing() {
    for method in [Method::VnPay, Method::MoMo] {
        let till = Till::open(method).await;
        till.fake.book.pay(&till.reference);
        let notification = till.fake.tell(&till.reference);
        let query = brought_back(&notification);
        let guest = till.market.guest();
        let path = |query: &str| format!("/v1/store/payment-returns/{method}?{query}");

        let early = guest.get(&path(&query)).await.expect(200);
        let forged = query.replace("1300", "1301");
        let forged = guest.get(&path(&forged)).await;
        let bare = guest.get(&path("")).await;
        till.hears(&notification).await;
        let late = guest.get(&path(&query)).await.expect(200);

        assert_eq!(early["purchase_id"], till.bought.answer["id"], "{method}");
        assert_eq!(
            [&early["state"], &early["payment_state"]],
            ["awaiting_payment", "pending"]
        );
        forged.problem(400, "return_not_genuine");
        bare.problem(400, "return_not_genuine");
        assert_eq!([&late["state"], &late["payment_state"]], ["placed", "paid"]);
        till.is("placed", "paid").await;
    }
}

#[tokio::test]
async fn methods_without_a_signed_return_believe_none() {
    let market = Market::start().await;
    let guest = market.guest();
    let path = |method: &str| format!("/v1/store/payment-returns/{method}?purchase=1");

    let unsigned = guest.get(&path("sandbox")).await;
    let closed = guest.get(&path("vnpay")).await;
    let unknown = guest.get(&path("gold")).await;

    unsigned.problem(400, "return_not_genuine");
    closed.problem(400, "payment_method_closed");
    unknown.problem(400, "payment_method_closed");
}

#[tokio::test]
async fn shoppers_come_back_to_the_page_that_the_operator_names() {
    let (_fake, config) = vnpay().await;
    let market = Market::start_with(|settings| {
        settings.payments = config;
        settings.payment_return_url =
            Some("https://shop.example/paid/{purchase}?via={method}".to_owned());
    })
    .await;
    let shop = market.shop("HTX A").await;
    let goods = market.product(&shop, 100_000, 5).await;
    let cart = Cart::ready(&market.guest(), &[(goods, 1)]).await;

    let bought = cart.buy("vnpay").await;

    let page = bought.answer["payment"]["next_action"]["url"].as_str();
    let id = bought.answer["id"].as_str().expect("an id");
    let back = format!("vnp_ReturnUrl=https%3A%2F%2Fshop.example%2Fpaid%2F{id}%3Fvia%3Dvnpay");
    assert!(page.is_some_and(|page| page.contains(&back)), "{page:?}");
}
