//! The command line.

use std::{
    io::Write as _,
    process::{Output, Stdio},
};

use serde_json::Value;
use tests::{Kind, Market, PASSWORD, kind};
use tokio::task::spawn_blocking;

#[tokio::test]
async fn migrations_are_reported_and_applied() {
    let market = Market::start().await;

    let status = run(&market, &["migrate", "status", "--json"]).await;
    let up = run(&market, &["migrate", "up", "--json"]).await;

    for output in [status, up] {
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert_eq!(json(&output)["pending"], 0);
    }
}

#[tokio::test]
async fn missing_migrations_are_an_exit_code() {
    if kind() == Kind::Postgres {
        return; // An empty database is a matter of the embedded one's first start.
    }
    let market = Market::start_with(|settings| settings.data_dir.push("first")).await;
    let mut command = market.command(&["migrate", "status"]);
    command.env("CHOSAO_DATA_DIR", market.data_dir().join("second"));

    let output = spawn_blocking(move || command.output()).await;

    let output = output.expect("waited").expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("chosao migrate up"));
}

#[tokio::test]
async fn the_search_is_built_anew_with_and_without_a_server_beside_it() {
    let market = Market::start().await;
    let shop = market.shop("HTX Sông Đầm").await;
    market.product(&shop, 30_000, 3).await;

    let alone = run(&market, &["reindex", "--json"]).await;
    let served = market.serve().await;
    let beside = run(&market, &["reindex", "--json"]).await;
    served.terminate();
    served.ended().await;

    for (output, index_by) in [(alone, "this command"), (beside, "the running server")] {
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let told = json(&output);
        assert_eq!(told["rendered"], 1, "{told}");
        assert_eq!(told["index_by"], index_by);
    }
}

#[tokio::test]
async fn staff_are_made_on_the_command_line_and_sign_in_over_http() {
    let market = Market::start().await;
    let arguments = [
        "staff",
        "create",
        "--email",
        "lan@tinh.gov.vn",
        "--name",
        "Lan",
        "--role",
        "promoter",
        "--role",
        "finance",
        "--json",
    ];

    let output = run_with(&market, &arguments, PASSWORD).await;

    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(json(&output)["email"], "lan@tinh.gov.vn");
    let lan = market.sign_in("lan@tinh.gov.vn").await;
    let me = lan.get("/v1/store/me").await.expect(200);
    let mut roles = me["roles"].as_array().expect("roles").clone();
    roles.sort_by_key(ToString::to_string);
    assert_eq!(roles, ["finance", "promoter"]);
}

#[tokio::test]
async fn staff_need_a_long_password() {
    let market = Market::start().await;
    let arguments = [
        "staff",
        "create",
        "--email",
        "lan@tinh.gov.vn",
        "--role",
        "admin",
    ];

    let output = run_with(&market, &arguments, "14 characters!").await;

    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("15"),
        "{output:?}"
    );
}

#[tokio::test]
async fn the_contract_is_printed_without_a_database() {
    let market = Market::start().await;

    let yaml = run(&market, &["openapi"]).await;
    let as_json = run(&market, &["openapi", "--json"]).await;

    let served = market.guest().get("/openapi.yaml").await;
    assert_eq!(String::from_utf8_lossy(&yaml.stdout), served.text());
    assert_eq!(json(&as_json)["info"]["title"], "Chợ Sao");
}

#[tokio::test]
async fn settings_are_printed_without_their_secrets() {
    let market = Market::start().await;
    let mut command = market.command(&["serve", "--print-config"]);
    command.env(
        "CHOSAO_DATABASE_URL",
        "postgres://chosao:s3cret@localhost/chosao",
    );

    let output = spawn_blocking(move || command.output()).await;

    let output = output.expect("waited").expect("it runs");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        printed.contains("CHOSAO_LISTEN=127.0.0.1:0  # environment"),
        "{printed}"
    );
    assert!(!printed.contains("s3cret"), "{printed}");
}

#[tokio::test]
async fn the_environment_wins_over_the_file() {
    let market = Market::start().await;
    let file = market.data_dir().join("chosao.toml");
    let written = "CHOSAO_STOCK_HOLD_S = 60\nCHOSAO_RETURN_WINDOW_S = 120\n";
    std::fs::write(&file, written).expect("written");
    let file = file.to_str().expect("a plain path");
    let mut command = market.command(&["--config", file, "serve", "--print-config"]);
    command.env("CHOSAO_STOCK_HOLD_S", "30");

    let output = spawn_blocking(move || command.output()).await;

    let output = output.expect("waited").expect("it runs");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    for told in [
        "CHOSAO_STOCK_HOLD_S=30  # environment",
        "CHOSAO_RETURN_WINDOW_S=120  # file",
    ] {
        assert!(printed.contains(told), "{printed}");
    }
}

#[tokio::test]
async fn wrong_calls_and_settings_end_with_two() {
    let market = Market::start().await;

    let unknown = run(&market, &["buy"]).await;

    assert_eq!(unknown.status.code(), Some(2));
    for (name, value) in [
        ("CHOSAO_LISTEN", "here"),
        ("CHOSAO_STOCK_HOLD_S", "soon"),
        ("CHOSAO_STOCK_HOLD_S", "-1"),
        ("CHOSAO_IDEMPOTENCY_TTL_S", "60"),
        ("CHOSAO_DATABASE_URL", "mysql://x"),
        ("CHOSAO_MEILISEARCH_URL", "localhost:7700"),
        ("CHOSAO_MEILISEARCH_URL", "http://key@host"),
        ("CHOSAO_LOG_FORMAT", "xml"),
        ("CHOSAO_STRIPE_CAPTURE", "later"),
    ] {
        let mut unusable = market.command(&["serve"]);
        unusable.env(name, value);

        let output = spawn_blocking(move || unusable.output()).await;

        let output = output.expect("waited").expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{name}={value}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(name), "{said}");
    }
}

#[tokio::test]
async fn a_setting_that_does_not_exist_is_not_passed_over() {
    let market = Market::start().await;
    let file = market.data_dir().join("chosao.toml");
    std::fs::write(&file, "CHOSAO_TYPO = 1\n").expect("written");
    let file = file.to_str().expect("a plain path");

    let output = run(&market, &["--config", file, "serve"]).await;

    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("CHOSAO_TYPO"));
}

#[tokio::test]
async fn every_command_explains_itself_with_an_example() {
    let market = Market::start().await;
    let help = run(&market, &["--help"]).await;
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = listed.map_while(|line| line.strip_prefix("  "));
    let names: Vec<String> = commands
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|name| name != "help")
        .collect();
    assert!(names.contains(&"serve".to_owned()), "{help}");

    for name in names {
        let explained = run(&market, &[name.as_str(), "--help"]).await;
        let text = String::from_utf8_lossy(&explained.stdout).into_owned();
        assert!(text.contains("Example: "), "{name} has no example:\n{text}");
    }
}

async fn run(market: &Market, arguments: &[&str]) -> Output {
    run_with(market, arguments, "").await
}

/// Runs a command with a line on its standard input.
async fn run_with(market: &Market, arguments: &[&str], line: &str) -> Output {
    let mut command = market.command(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let line = format!("{line}\n");
    let output = spawn_blocking(move || {
        let mut child = command.spawn()?;
        // A command that reads nothing may have ended already.
        let _ = child
            .stdin
            .take()
            .map(|mut input| input.write_all(line.as_bytes()));
        child.wait_with_output()
    });
    output.await.expect("waited").expect("it runs")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}
