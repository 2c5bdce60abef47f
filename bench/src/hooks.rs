//! How fast notifications of payments are answered: a bank's watcher tells of transfers that pay
//! purchases, one after the other and many at once. Each is signed, booked in the ledger and
//! turns a hold into a sale before it is answered.

use std::{
    fmt::Write as _,
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::task::JoinSet;

use crate::{
    Arguments,
    buying::{goods::Goods, journey::Shopper},
    error::BenchError,
    figures::{Aim, Figure},
    http::{self, Connection},
    load::Sample,
    program::{self, Server},
    run,
};

const ACCOUNT: &str = "0123456789";
/// The key that both sides share; it opens nothing but this run's market.
const SECRET: &str = "bench-watcher-secret";
const SETTINGS: [(&str, &str); 4] = [
    ("CHOSAO_VIETQR_BANK_BIN", "970436"),
    ("CHOSAO_VIETQR_ACCOUNT", ACCOUNT),
    ("CHOSAO_VIETQR_ACCOUNT_NAME", "Cho Sao"),
    ("CHOSAO_SEPAY_SECRET", SECRET),
];
const HOOK: &str = "/v1/hooks/bank-transfers/sepay";
/// Aim at p99.
const ANSWER_MS: f64 = 20.0;

/// Measures everything and prints it.
pub(crate) async fn measure(arguments: &Arguments, payments: u32) -> Result<(), BenchError> {
    let (storage, place) = run::prepare(arguments)?;
    let mut figures = Vec::new();
    let products = run::fill(arguments, &storage, &place, &mut figures).await?;
    figures.clear();
    let server = Server::start_with(&place, &SETTINGS).await?;
    run::tell("buying");
    let mut due = buy(&server, arguments.buyers, payments).await?;
    run::tell("paying");
    let at_once = due.split_off(due.len() / 2);
    let alone = pay(&server, due, 1).await?;
    let crowd = pay(&server, at_once, arguments.buyers).await?;
    server.stop().await?;
    // An answer that left the books wrong is no answer.
    program::run(&place, &["audit", "--json"], false).await?;
    let ms = |key, name, sample: &Sample, percent| {
        Figure::new(key, name, sample.percentile_ms(percent), "ms")
    };
    figures.extend([
        ms(
            "hook_p50",
            "notification to answer, one at a time: p50",
            &alone,
            50,
        ),
        ms("hook_p99", "  p99", &alone, 99).aim(Aim::Under(ANSWER_MS)),
        ms(
            "hooks_p50",
            "  from all buyers' banks at once: p50",
            &crowd,
            50,
        ),
        ms("hooks_p99", "  p99", &crowd, 99),
        Figure::new("hooks_rate", "  notifications", crowd.rate(), "/s"),
    ]);
    run::print(arguments, &storage, products, figures);
    Ok(())
}

/// A transfer that a purchase waits for.
#[derive(Clone, Debug)]
struct Due {
    id: u32,
    reference: String,
    amount: i64,
}

/// Makes purchases that wait for a transfer.
async fn buy(server: &Server, buyers: u32, payments: u32) -> Result<Vec<Due>, BenchError> {
    let goods = Arc::new(Goods::of(server.address).await?);
    let mut tasks = JoinSet::new();
    for buyer in 0..buyers {
        let connection = Connection::open(server.address).await?;
        let mut shopper = Shopper::new(connection, "vietqr");
        let goods = goods.clone();
        tasks.spawn(async move {
            let mut due = Vec::new();
            for (id, turn) in (buyer..payments).step_by(step(buyers)).zip(0_usize..) {
                // Buyers buy other goods than each other.
                let pair = turn * step(buyers) + step(buyer);
                let key = format!("hooks-{id}");
                let bought = shopper.buy(goods.pair(pair), &goods, &key).await?;
                due.push(transfer(id, &bought.purchase)?);
            }
            Ok::<_, BenchError>(due)
        });
    }
    let mut all = Vec::new();
    while let Some(done) = tasks.join_next().await {
        all.extend(done??);
    }
    Ok(all)
}

fn step(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn transfer(id: u32, purchase: &Value) -> Result<Due, BenchError> {
    let payment = &purchase["payment"];
    let reference = payment["next_action"]["transfer"]["reference"].as_str();
    let amount = purchase["totals"]["total"]["amount"].as_i64();
    match (reference, amount) {
        (Some(reference), Some(amount)) => Ok(Due {
            id,
            reference: reference.to_owned(),
            amount,
        }),
        _ => Err(BenchError::Incomplete {
            request: "POST …/checkout".to_owned(),
            missing: "a reference to transfer with, or a total",
        }),
    }
}

/// Tells of all transfers over so many connections.
async fn pay(server: &Server, due: Vec<Due>, connections: u32) -> Result<Sample, BenchError> {
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for share in shares(due, step(connections)) {
        let mut connection = Connection::open(server.address).await?;
        tasks.spawn(async move {
            let mut latencies: Vec<Duration> = Vec::with_capacity(share.len());
            for due in share {
                let request = notification(&due);
                let before = Instant::now();
                connection.expect(200, &request).await?;
                latencies.push(before.elapsed());
            }
            Ok::<_, BenchError>(latencies)
        });
    }
    let mut latencies = Vec::new();
    while let Some(done) = tasks.join_next().await {
        latencies.extend(done??);
    }
    Ok(Sample::new(latencies, start.elapsed()))
}

fn shares(due: Vec<Due>, count: usize) -> Vec<Vec<Due>> {
    let mut shares = vec![Vec::new(); count];
    for (turn, due) in due.into_iter().enumerate() {
        shares[turn % count].push(due);
    }
    shares
}

/// What SePay sends when a transfer has come.
fn notification(due: &Due) -> Vec<u8> {
    let body = json!({
        "id": due.id, "gateway": "Vietcombank", "transactionDate": "2026-11-21 19:03:12",
        "accountNumber": ACCOUNT, "subAccount": null, "code": null,
        "content": format!("MBVCB.{}.{}.CT tu 0123", due.id, due.reference),
        "transferType": "in", "description": "", "transferAmount": due.amount, "accumulated": 0,
        "referenceCode": format!("FT{}", due.id),
    });
    let seconds = now_s();
    let signature = signed(&format!("{seconds}.{body}"));
    let headers =
        format!("x-sepay-timestamp: {seconds}\r\nx-sepay-signature: sha256={signature}\r\n");
    http::send("POST", HOOK, &headers, &body)
}

fn signed(text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key will do");
    mac.update(text.as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the clock of a bank, not of the market"
)]
fn now_s() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_transfer_is_told_once() {
        let due = |id| Due {
            id,
            reference: String::new(),
            amount: 1,
        };

        let shares = shares((0..7).map(due).collect(), 3);

        let mut ids: Vec<u32> = shares.iter().flatten().map(|due| due.id).collect();
        ids.sort_unstable();
        assert_eq!(ids, [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(shares.len(), 3);
    }
}
