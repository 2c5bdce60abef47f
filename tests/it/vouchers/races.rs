//! Many shoppers at once: no voucher is used too often, no budget is exceeded.

use futures_util::future::join_all;
use serde_json::json;
use tests::{Answer, Cart};

use super::{Fair, fair, pay, put_in};

/// As many carts with the voucher, each of another shopper, at two processes.
async fn carts(fair: &Fair, code: &str, count: usize) -> Vec<Cart> {
    let doors = [fair.market.guest(), fair.market.guest_next_door().await];
    let mut carts = Vec::new();
    for number in 0..count {
        let cart = fair.cart().await;
        put_in(&cart, code).await.expect(201);
        carts.push(cart.at(&doors[number % doors.len()]));
    }
    carts
}

async fn check_out_all(carts: &[Cart], method: &str) -> Vec<Answer> {
    let asked = carts.iter().enumerate().map(|(number, cart)| {
        let sending = cart.check_out_with(pay(method, &format!("09123456{number:02}")));
        tokio::spawn(async move { sending.await })
    });
    let answers = join_all(asked).await;
    answers
        .into_iter()
        .map(|one| one.expect("an answer"))
        .collect()
}

fn bought(answers: &[Answer], problem: &str) -> usize {
    let (bought, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|one| one.is_success());
    for answer in refused {
        let refused = answer.problem(409, "voucher_unusable");
        assert_eq!(refused["vouchers"][0]["problem"], problem);
    }
    bought.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_use_of_a_voucher_is_had_once() {
    let fair = fair().await;
    fair.give("BALAN", json!({"uses_max": 3})).await;
    let carts = carts(&fair, "BALAN", 12).await;

    let answers = check_out_all(&carts, "cod").await;

    assert_eq!(bought(&answers, "used_up"), 3);
    assert_eq!(fair.uses().await, 3);
    fair.market.audit_is_clean().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_budget_is_never_exceeded() {
    let fair = fair().await;
    fair.give_of_budget("TINH", 50_000).await;
    let carts = carts(&fair, "TINH", 10).await;

    let answers = check_out_all(&carts, "cod").await;

    assert_eq!(bought(&answers, "budget_exhausted"), 2);
    assert_eq!(fair.reserved().await, 40_000);
    fair.market.audit_is_clean().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_shopper_at_two_doors_uses_a_voucher_once() {
    let fair = fair().await;
    fair.give("MOTLAN", json!({"uses_per_buyer": 1})).await;
    let carts = carts(&fair, "MOTLAN", 8).await;

    let asked = carts.iter().map(|cart| {
        let sending = cart.check_out_with(pay("cod", "0912345678"));
        tokio::spawn(async move { sending.await })
    });
    let answers = join_all(asked).await;
    let answers: Vec<Answer> = answers
        .into_iter()
        .map(|one| one.expect("an answer"))
        .collect();

    assert_eq!(bought(&answers, "buyer_limit"), 1);
    assert_eq!(fair.uses().await, 1);
    fair.market.audit_is_clean().await;
}
