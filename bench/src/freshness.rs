//! How soon a change is found: sellers change prices and stock all the time, and some look for
//! what they have just changed as shoppers do.

mod sellers;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};

use crate::{
    Arguments,
    error::BenchError,
    figures::{Aim, Figure},
    http::{self, Connection, percent_encoded},
    load::Sample,
    program::{self, Server},
    run,
};
use sellers::{Pack, Sellers};

/// Sellers who change their goods at once.
const WRITERS: usize = 8;
/// Sellers who look for what they have changed.
const WATCHERS: usize = 4;
/// How long a watcher waits between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// A change that is not found after this ends the run.
const FOUND_WITHIN: Duration = Duration::from_secs(30);
/// How long a search server may take to be filled.
const FILLED_WITHIN: Duration = Duration::from_secs(600);
/// Units of a pack that is in stock.
const IN_STOCK: i64 = 1_000_000;
/// Aim at p99.
const FRESH_MS: f64 = 1_000.0;

/// Measures everything and prints it, with a search server if there is an address and a key.
pub(crate) async fn measure(
    arguments: &Arguments,
    changes: u32,
    (search_server, key): (Option<&str>, Option<&str>),
) -> Result<(), BenchError> {
    let (storage, place) = run::prepare(arguments)?;
    let mut figures = Vec::new();
    let products = run::fill(arguments, &storage, &place, &mut figures).await?;
    figures.clear();
    let settings = [
        ("CHOSAO_MEILISEARCH_URL", search_server.unwrap_or_default()),
        ("CHOSAO_MEILISEARCH_KEY", key.unwrap_or_default()),
    ];
    let server = Server::start_with(&place, &settings).await?;
    if search_server.is_some() {
        run::tell("filling the search server");
        filled(&server).await?;
    }
    run::tell("letting somebody act for sellers");
    let sellers = Arc::new(Sellers::gather(&place, &server, WRITERS + WATCHERS).await?);
    run::tell("changing and looking");
    let deadline = Instant::now() + arguments.duration();
    let mut writing = JoinSet::new();
    let pace = Duration::from_secs(1) * u32::try_from(WRITERS).unwrap_or(u32::MAX) / changes;
    for writer in 0..WRITERS {
        let (sellers, server) = (sellers.clone(), server.address);
        writing.spawn(async move {
            let mut connection = Connection::open(server).await?;
            change(&mut connection, (&sellers, writer), pace, deadline).await
        });
    }
    let mut watching = JoinSet::new();
    for watcher in WRITERS..WRITERS + WATCHERS {
        let (sellers, server) = (sellers.clone(), server.address);
        watching.spawn(async move {
            let mut connection = Connection::open(server).await?;
            watch(&mut connection, (&sellers, watcher), deadline).await
        });
    }
    let written = gathered(writing, arguments.duration()).await?;
    let found = gathered(watching, arguments.duration()).await?;
    server.stop().await?;
    program::run(&place, &["audit", "--json"], false).await?;
    let ms = |key, name, sample: &Sample, percent| {
        Figure::new(key, name, sample.percentile_ms(percent), "ms")
    };
    let wanted = f64::from(changes);
    figures.extend([
        Figure::new("changes", "changes by sellers", written.rate(), "/s")
            .aim(Aim::AtLeast(wanted * 0.95)),
        ms("change_p50", "  answered: p50", &written, 50),
        ms("change_p99", "  p99", &written, 99),
        Figure::new("looks", "changes looked for", found.count(), ""),
        ms("fresh_p50", "  found by search after: p50", &found, 50),
        ms("fresh_p99", "  p99", &found, 99).aim(Aim::Under(FRESH_MS)),
    ]);
    run::print(arguments, &storage, products, figures);
    Ok(())
}

/// Waits until lists come from the search server.
async fn filled(server: &Server) -> Result<(), BenchError> {
    let mut connection = Connection::open(server.address).await?;
    let begun = Instant::now();
    for turn in 0_u32.. {
        if begun.elapsed() > FILLED_WITHIN {
            break;
        }
        // Another list each time, so that none is answered from memory.
        let request = http::get(&format!("/v1/store/products?limit=1&price_min={turn}"));
        if connection.json(200, &request).await?["degraded"].is_null() {
            return Ok(());
        }
        sleep(LOOK_EVERY * 10).await;
    }
    Err(too_slow("fill the search server", FILLED_WITHIN))
}

async fn gathered(
    mut tasks: JoinSet<Result<Vec<Duration>, BenchError>>,
    elapsed: Duration,
) -> Result<Sample, BenchError> {
    let mut times = Vec::new();
    while let Some(done) = tasks.join_next().await {
        times.extend(done??);
    }
    Ok(Sample::new(times, elapsed))
}

/// Changes prices and stock of one seller in turn; how long each change took.
async fn change(
    connection: &mut Connection,
    (sellers, seller): (&Sellers, usize),
    pace: Duration,
    deadline: Instant,
) -> Result<Vec<Duration>, BenchError> {
    let packs = sellers.packs(seller);
    let mut ticks = interval(pace);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut times = Vec::new();
    for turn in 0_u32.. {
        ticks.tick().await;
        let before = Instant::now();
        if before >= deadline {
            break;
        }
        let place = usize::try_from(turn / 2).unwrap_or(0);
        let pack = &packs[place % packs.len()];
        match turn % 2 {
            0 => price(connection, (sellers, pack), 50_000 + i64::from(turn)).await?,
            _ => {
                stock(
                    connection,
                    (sellers, pack),
                    IN_STOCK * i64::from(turn / 2 % 2),
                )
                .await?
            }
        }
        times.push(before.elapsed());
    }
    Ok(times)
}

/// Changes the price and the stock of one pack, and looks for it each time; how long each change
/// took from its answer until it was found.
async fn watch(
    connection: &mut Connection,
    (sellers, seller): (&Sellers, usize),
    deadline: Instant,
) -> Result<Vec<Duration>, BenchError> {
    let pack = &sellers.packs(seller)[0];
    let mut times = Vec::new();
    let mut amount = 1_000_000 + i64::try_from(seller).unwrap_or(0) * 1_000_000;
    while Instant::now() < deadline {
        amount += 1;
        price(connection, (sellers, pack), amount).await?;
        times.push(found(connection, pack, (amount, ""), 1).await?);
        stock(connection, (sellers, pack), 0).await?;
        times.push(found(connection, pack, (amount, "&in_stock=true"), 0).await?);
        stock(connection, (sellers, pack), IN_STOCK).await?;
        times.push(found(connection, pack, (amount, "&in_stock=true"), 1).await?);
    }
    Ok(times)
}

/// How long it takes until a search finds so many products at a price.
async fn found(
    connection: &mut Connection,
    pack: &Pack,
    (price, filter): (i64, &str),
    total: u64,
) -> Result<Duration, BenchError> {
    let name = percent_encoded(&pack.name);
    let path =
        format!("/v1/store/products?q={name}&limit=1&price_min={price}&price_max={price}{filter}");
    let request = http::get(&path);
    let begun = Instant::now();
    while begun.elapsed() < FOUND_WITHIN {
        let answer = connection.json(200, &request).await?;
        if answer["total"].as_u64() == Some(total) && answer["degraded"].is_null() {
            return Ok(begun.elapsed());
        }
        sleep(LOOK_EVERY).await;
    }
    Err(too_slow("show a change in a search", FOUND_WITHIN))
}

fn too_slow(task: &'static str, within: Duration) -> BenchError {
    BenchError::TooSlow {
        program: "chosao serve".to_owned(),
        task,
        seconds: within.as_secs(),
    }
}

async fn price(
    connection: &mut Connection,
    (sellers, pack): (&Sellers, &Pack),
    amount: i64,
) -> Result<(), BenchError> {
    let path = format!(
        "/v1/seller/products/{}/variants/{}",
        pack.product_id, pack.variant_id
    );
    let body = json!({"price": {"amount": amount, "currency": "VND"}});
    let request = http::send("PATCH", &path, &sellers.headers(pack), &body);
    connection.expect(200, &request).await.map(drop)
}

async fn stock(
    connection: &mut Connection,
    (sellers, pack): (&Sellers, &Pack),
    units: i64,
) -> Result<(), BenchError> {
    let body = json!([{"variant_id": pack.variant_id, "on_hand": units}]);
    let request = http::send("PATCH", "/v1/seller/stock", &sellers.headers(pack), &body);
    connection.expect(200, &request).await.map(drop)
}
