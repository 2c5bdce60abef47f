//! The books at size: how long the audit and a payout run take over a ledger of many postings.

use std::path::Path;

use crate::{
    cluster::{Cluster, script},
    error::BenchError,
    program,
    storage::Place,
};

/// Postings of one order that was paid, delivered, charged and released.
const POSTINGS_OF_AN_ORDER: u32 = 11;
const SCRIPT: &str = include_str!("books.sql");

/// Fills a market of its own with a ledger and prints what was measured, one line each.
pub(crate) async fn measure(postings: u32, sellers: u32) -> Result<(), BenchError> {
    let files = tempfile::TempDir::with_prefix("chosao-bench-books-")?;
    let cluster = Cluster::start()?;
    let place = Place {
        data_dir: files.path().to_owned(),
        database_url: Some(cluster.database("books")?),
    };
    fill(&place, files.path(), (postings, sellers)).await?;
    println!("{postings} postings of {sellers} sellers on PostgreSQL");
    audit(&place, "audit before paying", 10.0).await?;
    let run = program::run(&place, &["settle", "--json"], true).await?;
    let paid = run.answer["payouts"].as_array().map_or(0, Vec::len);
    let problems = run.answer["problems"].as_array().map_or(0, Vec::len);
    told("payout run", run.elapsed.as_secs_f64(), 30.0);
    println!("  {paid} payouts, {problems} problems");
    audit(&place, "audit after paying", 10.0).await
}

async fn fill(
    place: &Place,
    files: &Path,
    (postings, sellers): (u32, u32),
) -> Result<(), BenchError> {
    // The first command brings the schema up to date.
    program::run(place, &["audit", "--json"], true).await?;
    let orders = postings.div_ceil(POSTINGS_OF_AN_ORDER);
    let url = place.database_url.as_deref().unwrap_or_default();
    let settings = [format!("orders={orders}"), format!("sellers={sellers}")];
    script(url, &settings, (files, SCRIPT))
}

async fn audit(place: &Place, name: &str, aim_s: f64) -> Result<(), BenchError> {
    let done = program::run(place, &["audit", "--json"], true).await?;
    told(name, done.elapsed.as_secs_f64(), aim_s);
    let findings = done.answer["invariants"].as_array();
    let broken = findings
        .into_iter()
        .flatten()
        .filter(|one| one["ok"] != true);
    for finding in broken {
        println!("  broken: {} {}", finding["name"], finding["detail"]);
    }
    Ok(())
}

fn told(name: &str, seconds: f64, aim_s: f64) {
    let verdict = if seconds < aim_s { "within" } else { "ABOVE" };
    println!("{name}: {seconds:.1} s, {verdict} the aim of {aim_s:.0} s");
}
