//! A Meilisearch server: our engine's calls against the same requests sent bare, in one run.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use reqwest::Client;
use search::{Engine, Meilisearch, MeilisearchSettings};

use crate::{
    Material,
    relay::{Relay, Sent},
    times::Times,
};

/// Begins the names of the indexes that are made here.
const PREFIX: &str = "bench_";
/// Products sent at once.
const BATCH: u32 = 5_000;
/// Aim for what our engine adds to the server's own time.
const OVERHEAD_PERCENT: f64 = 15.0;

/// Measures everything and prints it.
pub(crate) async fn measure(
    material: &Material,
    url: &str,
    key: Option<&str>,
) -> Result<(), Box<dyn Error>> {
    let url = url.trim_end_matches('/');
    let engine = Meilisearch::open(settings(url, key)).await?;
    println!("Meilisearch {}", engine.version().await?);
    fill(material, &engine).await?;
    let outcome = compare(material, &engine, (url, key)).await;
    engine.remove().await?;
    outcome
}

/// A slow answer is a figure here, and not a reason to give up.
fn settings(url: &str, key: Option<&str>) -> MeilisearchSettings {
    MeilisearchSettings {
        prefix: PREFIX.to_owned(),
        search_timeout: Duration::from_secs(30),
        task_timeout: Duration::from_secs(600),
        ..MeilisearchSettings::new(url, key)
    }
}

async fn fill(material: &Material, engine: &Meilisearch) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let mut growing = engine.rebuild().await?;
    let mut from = 0;
    while from < material.products {
        let to = (from + BATCH).min(material.products);
        let entries = (from..to).map(|number| material.entry(number));
        growing.add(entries.collect()).await?;
        from = to;
    }
    growing.swap(1).await?;
    let took = begun.elapsed();
    println!(
        "{:<30} {took:.1?} for {} products",
        "full rebuild",
        engine.count().await?
    );
    Ok(())
}

async fn compare(
    material: &Material,
    engine: &Meilisearch,
    (url, key): (&str, Option<&str>),
) -> Result<(), Box<dyn Error>> {
    let sent = learn(material, (url, key)).await?;
    let client = Client::new();
    let (mut ours, mut bare) = (Times::default(), Times::default());
    for round in 0..=material.rounds {
        for (text, requests) in material.texts.iter().zip(&sent) {
            let query = Material::query(text, true);
            let begun = Instant::now();
            engine.search(&query).await?;
            let our_time = begun.elapsed();
            let begun = Instant::now();
            for request in requests {
                request.again(&client, url).await?;
            }
            let bare_time = begun.elapsed();
            // The first round warms up both.
            if round > 0 {
                ours.push(our_time);
                bare.push(bare_time);
            }
        }
    }
    bare.print("the same requests, bare", [None, None]);
    ours.print("our engine, all facets", [None, None]);
    let ratio = ours.within(500).as_secs_f64() / bare.within(500).as_secs_f64();
    let overhead = (ratio - 1.0) * 100.0;
    let met = if overhead < OVERHEAD_PERCENT {
        "yes"
    } else {
        "NO"
    };
    println!(
        "{:<30} {overhead:.1} % at p50 (< {OVERHEAD_PERCENT} %: {met})",
        "overhead"
    );
    Ok(())
}

/// What our engine sends for each text.
async fn learn(
    material: &Material,
    (url, key): (&str, Option<&str>),
) -> Result<Vec<Vec<Sent>>, Box<dyn Error>> {
    let (relay, relay_url) = Relay::start(url).await?;
    let engine = Meilisearch::open(settings(&relay_url, key)).await?;
    let mut all = Vec::with_capacity(material.texts.len());
    for text in &material.texts {
        relay.take();
        engine.search(&Material::query(text, true)).await?;
        all.push(relay.take());
    }
    Ok(all)
}
