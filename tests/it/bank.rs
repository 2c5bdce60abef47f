//! The bank account of the books and the bank's own statement.

use chrono::TimeDelta;
use market::accounts::StaffRole;
use serde_json::{Value, json};
use tests::{Caller, Market, dong};

use crate::{
    orders::Placed,
    remittances::given::{
        Sale, balance, careful_market, complaints, finance, ghn_file, today, upload, upload_to,
    },
};

async fn take(finance: &Caller, statement: &str) -> Value {
    upload_to(finance, "/v1/desk/bank-statements", statement, &[])
        .await
        .expect(201)
}

async fn reconciliation(finance: &Caller) -> Value {
    let path = "/v1/desk/bank-reconciliation";
    finance.get(path).await.expect(200)
}

async fn lines_left(finance: &Caller) -> Vec<Value> {
    let path = "/v1/desk/bank-lines?matched=false";
    let page = finance.get(path).await.expect(200);
    page["items"].as_array().expect("lines").clone()
}

async fn entries_left(finance: &Caller) -> Vec<Value> {
    let path = "/v1/desk/bank-reconciliation/entries";
    let page = finance.get(path).await.expect(200);
    page["items"].as_array().expect("entries").clone()
}

fn settlement(market: &Market, gross: i64, reference: &str) -> Value {
    json!({
        "provider": "sandbox", "reference": reference, "settled_on": today(market),
        "gross": gross, "fee": 3_000, "fee_vat": 300, "net": gross - 3_300,
    })
}

/// A remittance of 280,000 đồng under this name.
async fn remit(market: &Market, finance: &Caller, reference: &str) {
    let sale = Sale::delivered(market, reference).await;
    let file = ghn_file(reference, &today(market), &[(reference, sale.amount, 0)]);
    let fields = [("carrier", "ghn"), ("received", "280000")];
    upload(finance, file, &fields).await.expect(201);
}

#[tokio::test]
async fn carriers_providers_and_payouts_end_in_the_statement() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let prepaid = Placed::new(&market, "sandbox").await;
    let gross = dong(&prepaid.bought.view().await["totals"]["total"]);
    remit(&market, &finance, "PHIEN2211").await;
    finance
        .post(
            "/v1/desk/provider-settlements",
            settlement(&market, gross, "SB-1"),
        )
        .await
        .expect(201);
    market.advance(TimeDelta::days(8));
    let run = finance.post("/v1/desk/payout-runs", json!({})).await;
    let payout = run.expect(201)["payouts"][0].clone();
    let path = format!(
        "/v1/desk/payouts/{}/complete",
        payout["id"].as_str().expect("an id")
    );
    let paid = json!({"bank_reference": "FT26325-01"});
    finance.post(&path, paid).await.expect(200);

    let net = gross - 3_300;
    let out = dong(&payout["amount"]);
    let statement = format!(
        "Ngày giao dịch;Số tham chiếu;Ghi nợ;Ghi có;Nội dung\n\
         22/11/2026;B1;;280.000;GHN CHUYEN TIEN COD phien2211\n\
         22/11/2026;SB-1;;{net};SANDBOX SETTLEMENT\n\
         22/11/2026;FT2632501;{out};;CHI TRA HTX\n"
    );
    let taken = take(&finance, &statement).await;

    assert_eq!(balance(&finance, "psp:sandbox").await, 0);
    assert_eq!(balance(&finance, "expense:psp_fee").await, 3_000);
    assert_eq!(balance(&finance, "vat_input").await, 300);
    assert_eq!(
        [&taken["added"], &taken["matched"], &taken["unmatched"]],
        [3, 3, 0]
    );
    let found = reconciliation(&finance).await;
    assert_eq!(found["agrees"], true, "{found}");
    assert_eq!(found["ledger"], found["statement"]);
    assert_eq!(dong(&found["ledger"]), 280_000 + net - out);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn what_nobody_can_explain_stays_visible_until_a_person_does() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    remit(&market, &finance, "PHIEN1").await;
    let statement = "date,amount,direction,reference,content\n\
                     2026-11-20,280000,in,X1,COD\n\
                     2026-11-20,11000,out,X2,PHI THUONG NIEN\n";

    let first = take(&finance, statement).await;
    let again = take(&finance, statement).await;
    let found = reconciliation(&finance).await;
    let lines = lines_left(&finance).await;
    let entries = entries_left(&finance).await;
    let line = |amount: i64| {
        let line = lines.iter().find(|line| dong(&line["amount"]) == amount);
        let id = line.expect("a line")["id"].as_str().expect("an id");
        format!("/v1/desk/bank-lines/{id}/match")
    };
    let entry = json!({"entry_id": entries[0]["id"]});
    let differ = finance.post(&line(-11_000), entry.clone()).await;
    let matched = finance.post(&line(280_000), entry.clone()).await;
    let told_again = finance.post(&line(280_000), entry).await;
    let unknown = json!({"entry_id": "00000000-0000-7000-8000-00000000cafe"});
    let no_entry = finance.post(&line(-11_000), unknown).await;

    assert_eq!([&first["added"], &first["matched"]], [2, 0]);
    assert_eq!([&again["added"], &again["unmatched"]], [0, 2]);
    assert_eq!(found["agrees"], false);
    assert_eq!(found["lines_left"]["count"], 2);
    assert_eq!(dong(&found["lines_left"]["sum"]), 269_000);
    assert_eq!(dong(&found["entries_left"]["sum"]), 280_000);
    differ.problem(409, "amounts_differ");
    assert_eq!(matched.expect(200), told_again.expect(200));
    no_entry.problem(404, "bank_entry_not_found");
    assert_eq!(lines_left(&finance).await.len(), 1);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_line_that_came_before_its_entry_finds_it_by_itself() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let statement = "date,amount,direction,reference,content\n2026-11-20,280000,in,PHIEN9,COD\n";
    let taken = take(&finance, statement).await;

    remit(&market, &finance, "PHIEN9").await;
    market.advance(TimeDelta::minutes(11));
    market.run_jobs().await;

    assert_eq!(taken["matched"], 0);
    assert_eq!(reconciliation(&finance).await["agrees"], true);
}

#[tokio::test]
async fn two_lines_that_could_be_one_entry_wait_for_a_person() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    remit(&market, &finance, "PHIEN5").await;
    let twins = "date,amount,direction,reference,content\n\
                 2026-11-20,280000,in,A,phien5\n2026-11-20,280000,in,B,phien5\n";

    let taken = take(&finance, twins).await;
    let next_door = finance.at(&market.guest_next_door().await);
    let lines = lines_left(&finance).await;
    let entry = json!({"entry_id": entries_left(&finance).await[0]["id"]});
    let path = |line: &Value| {
        format!(
            "/v1/desk/bank-lines/{}/match",
            line["id"].as_str().expect("an id")
        )
    };
    let (here, there) = futures_util::join!(
        async { finance.post(&path(&lines[0]), entry.clone()).await },
        async { next_door.post(&path(&lines[1]), entry.clone()).await },
    );

    assert_eq!(taken["matched"], 0);
    let mut statuses = [here.status, there.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404], "one entry is one line");
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_statement_with_cells_nobody_understands_is_not_taken() {
    let market = Market::start().await;
    let finance = finance(&market).await;
    let statement = "date,amount,direction,reference,content\n\
                     2026-11-20,1000,in,A,fine\n\
                     soon,1000,in,B,day\n\
                     2026-11-20,12.5,in,C,amount\n\
                     2026-11-20,1000,up,D,direction\n";

    let refused = upload_to(&finance, "/v1/desk/bank-statements", statement, &[]).await;

    let refused = refused.problem(400, "statement_unreadable");
    let rows = complaints(&refused["rows"]);
    let columns: Vec<&str> = rows.iter().map(|(_, column, _)| column.as_str()).collect();
    assert_eq!(columns, ["date", "amount", "direction"]);
    assert_eq!(lines_left(&finance).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_provider_settles_once_and_not_more_than_it_holds() {
    let market = Market::start().await;
    let finance = finance(&market).await;
    let promoter = market.staff(StaffRole::Promoter).await;
    let next_door = finance.at(&market.guest_next_door().await);
    let path = "/v1/desk/provider-settlements";
    let nothing = finance
        .post(path, settlement(&market, 10_000, "SB-0"))
        .await;
    let bought = Placed::new(&market, "sandbox").await.bought;
    let gross = dong(&bought.view().await["totals"]["total"]);
    let mut wrong = settlement(&market, gross, "SB-1");
    wrong["net"] = json!(gross);

    let not_allowed = promoter
        .post(path, settlement(&market, gross, "SB-1"))
        .await;
    let unbalanced = finance.post(path, wrong).await;
    let too_much = finance
        .post(path, settlement(&market, gross + 1, "SB-1"))
        .await;
    let (here, there) = futures_util::join!(
        async { finance.post(path, settlement(&market, gross, "SB-1")).await },
        async {
            next_door
                .post(path, settlement(&market, gross, "SB-2"))
                .await
        },
    );
    let first = if here.status == 201 { "SB-1" } else { "SB-2" };
    let again = finance.post(path, settlement(&market, gross, first)).await;
    let other = finance
        .post(path, settlement(&market, gross - 1, first))
        .await;

    nothing.problem(400, "provider_unknown");
    not_allowed.problem(403, "role_needed");
    unbalanced.problem(400, "settlement_does_not_balance");
    too_much.problem(409, "settlement_above_held");
    let mut statuses = [here.status, there.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    again.expect(201);
    other.problem(409, "settlement_known_otherwise");
    assert_eq!(balance(&finance, "psp:sandbox").await, 0);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_provider_that_settles_in_another_currency_loses_or_wins_by_exchange() {
    let market = Market::start().await;
    let finance = finance(&market).await;
    let path = "/v1/desk/provider-settlements";
    let bought = Placed::new(&market, "sandbox").await.bought;
    let first = dong(&bought.view().await["totals"]["total"]);
    let other = Placed::new(&market, "sandbox").await.bought;
    let second = dong(&other.view().await["totals"]["total"]);
    let foreign = json!({"currency": "SGD", "amount": 650});
    let settled = |gross: i64, fx: i64, reference: &str| {
        let mut body = settlement(&market, gross, reference);
        body["fx"] = json!(fx);
        body["net"] = json!(gross - 3_300 - fx);
        body["foreign"] = foreign.clone();
        body
    };

    let mut at_home = settled(first, 1_200, "SB-1");
    at_home["foreign"] = Value::Null;
    let at_home = finance.post(path, at_home).await;
    let mut in_dong = settled(first, 1_200, "SB-1");
    in_dong["foreign"] = json!({"currency": "VND", "amount": 650});
    let in_dong = finance.post(path, in_dong).await;
    let mut unbalanced = settled(first, 1_200, "SB-1");
    unbalanced["fx"] = json!(1_199);
    let unbalanced = finance.post(path, unbalanced).await;
    let lost = finance.post(path, settled(first, 1_200, "SB-1")).await;
    let won = finance.post(path, settled(second, -700, "SB-2")).await;
    let again = finance.post(path, settled(second, -700, "SB-2")).await;
    let mut told_otherwise = settled(second, -700, "SB-2");
    told_otherwise["foreign"] = json!({"currency": "USD", "amount": 650});
    let told_otherwise = finance.post(path, told_otherwise).await;

    let pointer = |refused: Value| refused["errors"][0]["pointer"].clone();
    assert_eq!(pointer(at_home.problem(400, "field_unusable")), "/foreign");
    assert_eq!(pointer(in_dong.problem(400, "field_unusable")), "/foreign");
    unbalanced.problem(400, "settlement_does_not_balance");
    let lost = lost.expect(201);
    assert_eq!(dong(&lost["fx"]), 1_200);
    assert_eq!(lost["foreign"], foreign);
    assert_eq!(won.expect(201), again.expect(201));
    told_otherwise.problem(409, "settlement_known_otherwise");
    assert_eq!(balance(&finance, "psp:sandbox").await, 0);
    assert_eq!(balance(&finance, "expense:fx").await, 1_200 - 700);
    let bank = first + second - 2 * 3_300 - 500;
    assert_eq!(balance(&finance, "bank:main").await, bank);
    market.audit_is_clean().await;
}
