//! What PostgreSQL itself can do: the least SQL that a checkout of two lines needs, by pgbench.

use std::{path::Path, time::Duration};

use tokio::process::Command;

use crate::{
    cluster::{done, programs, psql},
    error::BenchError,
};

/// Tables of its own in the database that is measured, with as many packs as buyers use.
const TABLES: &str = "
    DROP SCHEMA IF EXISTS bench_minimum CASCADE;
    CREATE SCHEMA bench_minimum;
    SET search_path TO bench_minimum;
    CREATE TABLE stock (id bigint PRIMARY KEY, on_hand bigint NOT NULL CHECK (on_hand >= 0));
    INSERT INTO stock SELECT id, 1000000 FROM generate_series(1, 600) AS id;
    CREATE TABLE purchase (id bigserial PRIMARY KEY, address text NOT NULL, total bigint NOT NULL);
    CREATE TABLE seller_order (id bigserial PRIMARY KEY,
        purchase_id bigint NOT NULL REFERENCES purchase (id), total bigint NOT NULL);
    CREATE TABLE order_line (id bigserial PRIMARY KEY,
        order_id bigint NOT NULL REFERENCES seller_order (id),
        stock_id bigint NOT NULL REFERENCES stock (id),
        quantity integer NOT NULL, price bigint NOT NULL);
    ANALYZE;";

/// One checkout: stock is taken in one order, so that buyers never wait in a circle.
const CHECKOUT: &str = r"\set one random(1, 300)
\set other random(301, 600)
BEGIN;
UPDATE bench_minimum.stock SET on_hand = on_hand - 1 WHERE id = :one AND on_hand >= 1;
UPDATE bench_minimum.stock SET on_hand = on_hand - 1 WHERE id = :other AND on_hand >= 1;
INSERT INTO bench_minimum.purchase (address, total) VALUES ('Cà Mau', 250000) RETURNING id \gset p
INSERT INTO bench_minimum.seller_order (purchase_id, total) VALUES (:pid, 100000) RETURNING id \gset a
INSERT INTO bench_minimum.seller_order (purchase_id, total) VALUES (:pid, 150000) RETURNING id \gset b
INSERT INTO bench_minimum.order_line (order_id, stock_id, quantity, price)
    VALUES (:aid, :one, 1, 100000), (:bid, :other, 1, 150000);
COMMIT;
";

/// Checkouts a second by this many clients; none where there is no pgbench.
pub(crate) async fn checkouts(
    url: &str,
    (clients, duration): (u32, Duration),
    files: &Path,
) -> Result<Option<f64>, BenchError> {
    let program = match programs().join("pgbench") {
        path if path.exists() => path,
        _ => "pgbench".into(),
    };
    if Command::new(&program)
        .arg("--version")
        .output()
        .await
        .is_err()
    {
        return Ok(None);
    }
    psql(url, TABLES)?;
    let script = files.join("checkout.sql");
    tokio::fs::write(&script, CHECKOUT).await?;
    let output = Command::new(&program)
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
        .arg(format!("--client={clients}"))
        .arg(format!("--time={}", duration.as_secs()))
        .arg("--file")
        .arg(&script)
        .arg(url)
        .kill_on_drop(true)
        .output()
        .await?;
    let said = done("pgbench", output)?;
    psql(url, "DROP SCHEMA bench_minimum CASCADE")?;
    rate(&said).map(Some).ok_or_else(|| BenchError::Program {
        program: "pgbench".to_owned(),
        said,
    })
}

/// The transactions a second that pgbench prints.
fn rate(said: &str) -> Option<f64> {
    let line = said.lines().find_map(|line| line.strip_prefix("tps = "))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_found_in_what_pgbench_says() {
        let said = "latency average = 1.6 ms\ntps = 4931.25 (without initial connection time)\n";

        assert!(rate(said).is_some_and(|rate| (rate - 4931.25).abs() < 1e-6));
        assert!(rate("").is_none());
    }
}
