//! `chosao import remittance`, and spreadsheets.

use std::path::Path;

use serde_json::Value;
use tests::Market;
use tokio::task::spawn_blocking;

use super::given::{Sale, balance, careful_market, finance, ghn_file, today, upload};
use crate::import::command::workbook;

#[tokio::test]
async fn the_command_posts_a_file_that_fits_and_lists_what_does_not() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let sale = Sale::delivered(&market, "GHN1").await;
    let file = market.data_dir().join("ghn.csv");
    let rows = [("GHN1", sale.amount, 22_000)];
    std::fs::write(&file, ghn_file("P1", &today(&market), &rows)).expect("a file");
    let received = (sale.amount - 22_000).to_string();

    let (short, told) = run(&market, &file, &["--received", "1"]).await;
    let (tried, _) = run(&market, &file, &["--received", &received, "--dry-run"]).await;
    let untouched = balance(&finance, "bank:main").await;
    let (posted, report) = run(&market, &file, &["--received", &received]).await;
    let (again, known) = run(&market, &file, &["--received", &received]).await;
    let nowhere = market.data_dir().join("nowhere.csv");
    let (unreadable, _) = run(&market, &nowhere, &["--received", "1"]).await;

    assert_eq!([short, tried, posted, again, unreadable], [1, 0, 0, 0, 2]);
    assert_eq!(told["issues"][0]["code"], "does_not_balance");
    assert_eq!(untouched, 0);
    assert_eq!(
        report["remittance"]["received"]["amount"],
        sale.amount - 22_000
    );
    assert_eq!(known["was_known"], true);
    assert_eq!(balance(&finance, "bank:main").await, sale.amount - 22_000);
}

#[tokio::test]
async fn a_spreadsheet_is_read_as_the_same_file() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let sale = Sale::delivered(&market, "GHN1").await;
    let day = today(&market);
    let list = format!(
        "OrderCode,CODAmount,MainService,CODFee,Remittance ID,CODTransferDate\n\
         GHN1,{},20000,2000,P1,{day}\n",
        sale.amount
    );
    let received = (sale.amount - 22_000).to_string();
    let fields = [("carrier", "ghn"), ("received", received.as_str())];

    let taken = upload(&finance, workbook(&list), &fields).await.expect(201);

    assert_eq!(taken["sums"]["fees"]["amount"], 22_000);
    assert_eq!(sale.payment_state().await, "remitted");
}

/// Runs the command for GHN; answers its exit code and the JSON it printed.
async fn run(market: &Market, file: &Path, arguments: &[&str]) -> (i32, Value) {
    let file = file.to_str().expect("a path");
    let mut call = vec!["import", "remittance", file, "--carrier", "ghn", "--json"];
    call.extend(arguments);
    let mut command = market.command(&call);
    let output = spawn_blocking(move || command.output()).await;
    let output = output.expect("waited").expect("it runs");
    let told = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code().expect("an exit code"), told)
}
