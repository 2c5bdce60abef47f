//! `chosao demo`.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use entity::{
    catalog::{ProductState, product},
    sellers::{membership, seller},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::Value;
use tests::{Market, exchange};
use tokio::task::spawn_blocking;

const ROLES: [&str; 7] = [
    "shopper", "seller", "seller2", "promoter", "verifier", "finance", "admin",
];

/// A running demo; killed when dropped.
struct Demo(Child);

impl Demo {
    /// Starts it, and waits for the line in which it says that it is ready.
    async fn start(mut command: Command) -> (Self, Value) {
        let started = spawn_blocking(move || {
            let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
            let mut line = String::new();
            let output = child.stdout.take().expect("a pipe");
            BufReader::new(output).read_line(&mut line).expect("a line");
            (Self(child), line)
        });
        let (demo, line) = started.await.expect("waiting does not panic");
        (
            demo,
            serde_json::from_str(&line).expect("the ready line is JSON"),
        )
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn sign_in(ready: &Value, role: &str) -> String {
    let address = ready["url"]
        .as_str()
        .and_then(|url| url.strip_prefix("http://"));
    let address = address.expect("an address").parse().expect("a socket");
    let body = ready["accounts"][role].to_string();
    let head = "POST /v1/store/sessions HTTP/1.1\r\nHost: demo\r\nConnection: close";
    let request = format!(
        "{head}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    exchange(address, &request).await.expect("an answer")
}

#[tokio::test]
async fn the_demo_opens_a_full_market_with_an_account_for_every_role() {
    let market = Market::start().await;

    let (_demo, ready) = Demo::start(market.command(&["demo", "--json"])).await;

    assert_eq!(ready["ready"], true);
    for role in ROLES {
        let answer = sign_in(&ready, role).await;
        assert!(answer.starts_with("HTTP/1.1 201"), "{role}: {answer}");
    }
    let published = product::Entity::find()
        .filter(product::Column::State.eq(ProductState::Published))
        .count(market.database().read());
    assert_eq!(published.await.expect("the database answers"), 565);
    let owned = membership::Entity::find().all(market.database().read());
    let owned = owned.await.expect("the database answers");
    let banked = seller::Entity::find()
        .filter(seller::Column::BankAccount.is_not_null())
        .filter(seller::Column::Id.is_in(owned.iter().map(|row| row.seller_id)))
        .count(market.database().read());
    assert_eq!(banked.await.expect("the database answers"), 2);
}

#[tokio::test]
async fn the_demo_is_the_same_the_next_time() {
    let market = Market::start().await;
    let (first, ready) = Demo::start(market.command(&["demo", "--json"])).await;
    drop(first);

    let (_second, again) = Demo::start(market.command(&["demo", "--json"])).await;

    assert_eq!(again["accounts"], ready["accounts"]);
    let answer = sign_in(&again, "seller").await;
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

#[tokio::test]
async fn the_demo_keeps_to_this_machine_and_to_its_own_market() {
    let market = Market::start().await;
    let mut outside = market.command(&["demo", "--json"]);
    outside.env("CHOSAO_LISTEN", "0.0.0.0:0");
    let outside = spawn_blocking(move || outside.output());

    let outside = outside.await.expect("waiting").expect("it runs");
    market.sign_up("Lan").await;
    let mut taken = market.command(&["demo", "--json"]);
    let taken = spawn_blocking(move || taken.output());
    let taken = taken.await.expect("waiting").expect("it runs");

    assert_eq!(outside.status.code(), Some(2));
    assert!(!taken.status.success());
    assert!(outside.stdout.is_empty() && taken.stdout.is_empty());
}
