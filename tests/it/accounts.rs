//! Accounts and sign-in.

use chrono::TimeDelta;
use serde_json::json;
use tests::{Market, PASSWORD};

#[tokio::test]
async fn a_new_account_can_sign_in_and_see_itself() {
    let market = Market::start().await;
    let registration = json!({
        "email": "  Lan@Example.vn ", "phone": "+84 912 345 678", "name": "Lan", "password": PASSWORD,
    });
    market
        .guest()
        .post("/v1/store/accounts", registration)
        .await
        .expect(201);

    let by_email = market.sign_in("LAN@example.vn").await;
    let by_phone = market.sign_in("0912345678").await;

    for lan in [by_email, by_phone] {
        let me = lan.get("/v1/store/me").await.expect(200);
        assert_eq!(me["name"], "Lan");
        assert_eq!(me["email"], "lan@example.vn");
        assert_eq!(me["phone"], "0912345678");
        assert_eq!(me["roles"], json!([]));
    }
}

#[tokio::test]
async fn an_identifier_belongs_to_one_account() {
    let market = Market::start().await;
    let guest = market.guest();
    let first = json!({
        "email": "lan@example.vn", "phone": "0912345678", "name": "Lan", "password": PASSWORD,
    });
    guest.post("/v1/store/accounts", first).await.expect(201);

    let same_email = json!({"email": "LAN@example.vn", "name": "Mai", "password": PASSWORD});
    let same_phone = json!({"phone": "+84912345678", "name": "Mai", "password": PASSWORD});
    let by_email = guest.post("/v1/store/accounts", same_email).await;
    let by_phone = guest.post("/v1/store/accounts", same_phone).await;

    by_email.problem(409, "email_taken");
    by_phone.problem(409, "phone_taken");
}

#[tokio::test]
async fn unusable_registrations_name_the_field() {
    let market = Market::start().await;
    let whole = json!({"email": "lan@example.vn", "name": "Lan", "password": PASSWORD});

    for (field, value, code) in [
        ("email", json!("not an address"), "email_unusable"),
        ("email", json!("lan\u{0}@example.vn"), "email_unusable"),
        ("phone", json!("12"), "phone_unusable"),
        ("name", json!(" "), "name_unusable"),
        ("name", json!("La\u{0}n"), "name_unusable"),
        ("password", json!("1234567"), "password_too_short"),
        ("password", json!("x".repeat(257)), "password_too_long"),
        ("password", json!("matkhau123"), "password_too_common"),
    ] {
        let mut registration = whole.clone();
        registration[field] = value;
        let answer = market.guest().post("/v1/store/accounts", registration);
        let problem = answer.await.problem(400, code);
        assert_eq!(problem["errors"][0]["pointer"], format!("/{field}"));
    }
}

#[tokio::test]
async fn nobody_gives_themselves_a_role() {
    let market = Market::start().await;
    let registration = json!({
        "email": "lan@example.vn", "name": "Lan", "password": PASSWORD, "roles": ["admin"],
    });

    let answer = market
        .guest()
        .post("/v1/store/accounts", registration)
        .await;

    let problem = answer.problem(400, "body_invalid");
    assert_eq!(problem["errors"][0]["pointer"], "/roles");
}

#[tokio::test]
async fn waits_grow_after_wrong_passwords() {
    let market = Market::start().await;
    let lan = market.sign_up("Lan").await;
    let me = lan.get("/v1/store/me").await.expect(200);
    let email = me["email"].as_str().expect("an address");

    let first = wrong_passwords_until_refused(&market, email).await;
    market.advance(TimeDelta::seconds(first));
    let second = wrong_passwords_until_refused(&market, email).await;

    assert!(second > first, "{second} s after {first} s");
}

#[tokio::test]
async fn a_wait_passes_and_success_forgives() {
    let market = Market::start().await;
    let lan = market.sign_up("Lan").await;
    let me = lan.get("/v1/store/me").await.expect(200);
    let email = me["email"].as_str().expect("an address");
    let wait_s = wrong_passwords_until_refused(&market, email).await;

    market.advance(TimeDelta::seconds(wait_s));
    market.sign_in(email).await;

    let again = wrong_passwords_until_refused(&market, email).await;
    assert_eq!(again, wait_s);
}

#[tokio::test]
async fn unknown_identifiers_are_refused_as_known_ones_are() {
    let market = Market::start().await;
    let lan = market.sign_up("Lan").await;
    let me = lan.get("/v1/store/me").await.expect(200);
    let known = me["email"].as_str().expect("an address");

    let mut seen = Vec::new();
    for identifier in [known, "nobody@example.vn"] {
        let mut answers = Vec::new();
        for _ in 0..8 {
            let answer = try_password(&market, identifier).await;
            let mut problem = answer.json();
            problem["request_id"].take();
            answers.push((
                answer.status,
                problem,
                answer.header("retry-after").map(str::to_owned),
            ));
        }
        seen.push(answers);
    }

    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn a_sign_out_holds_at_once_and_for_this_session_only() {
    let market = Market::start().await;
    let lan = market.sign_up("Lan").await;
    let me = lan.get("/v1/store/me").await.expect(200);
    let elsewhere = market
        .sign_in(me["email"].as_str().expect("an address"))
        .await;

    lan.delete("/v1/store/sessions/current").await.expect(204);

    lan.get("/v1/store/me").await.problem(401, "sign_in_needed");
    elsewhere.get("/v1/store/me").await.expect(200);
}

#[tokio::test]
async fn a_session_ends_when_its_time_is_over() {
    let market = Market::start().await;
    let lan = market.sign_up("Lan").await;
    let ttl = TimeDelta::from_std(market.app().settings().session_ttl).expect("a short time");

    market.advance(ttl - TimeDelta::minutes(1));
    lan.get("/v1/store/me").await.expect(200);
    market.advance(TimeDelta::minutes(1));

    lan.get("/v1/store/me").await.problem(401, "sign_in_needed");
}

#[tokio::test]
async fn made_up_tokens_open_nothing() {
    let market = Market::start().await;

    for token in [
        "",
        "Bearer",
        "Bearer x",
        "Bearer cs_session_0",
        "Basic eDp4",
    ] {
        let answer = market
            .guest()
            .get("/v1/store/me")
            .header("Authorization", token);
        answer.await.problem(401, "sign_in_needed");
    }
}

/// Fails to sign in until told to wait, and answers for how many seconds.
async fn wrong_passwords_until_refused(market: &Market, identifier: &str) -> i64 {
    for _ in 0..20 {
        let answer = try_password(market, identifier).await;
        if answer.status == 429 {
            answer.problem(429, "too_many_failures");
            let wait_s = answer.header("retry-after").and_then(|s| s.parse().ok());
            return wait_s.expect("Retry-After in seconds");
        }
        answer.problem(401, "wrong_credentials");
    }
    panic!("twenty wrong passwords were taken without a wait");
}

async fn try_password(market: &Market, identifier: &str) -> tests::Answer {
    let credentials = json!({"email": identifier, "password": "wrong as can be"});
    market.guest().post("/v1/store/sessions", credentials).await
}
