//! Bank transfers: enough, too little, too much, too late, and without a name.

use chrono::TimeDelta;
use market::{
    accounts::StaffRole,
    payments::{
        Secrets,
        bank_notices::{CassoConfig, SePayAuth, SePayConfig, Watched},
    },
};
use serde_json::{Value, json};
use tests::{
    Bought, Cart, Goods, Market, dong,
    fakes::{self, BankNotice, SECRET},
};

use super::{notices, told};
use crate::remittances::given::upload_to;

/// The price of what is bought, delivery included.
const TOTAL: i64 = 130_000;

/// A market that is paid by transfer, and one purchase of 100,000 + 30,000 đồng.
struct Bank {
    market: Market,
    goods: Goods,
    bought: Bought,
    reference: String,
}

impl Bank {
    async fn open() -> Self {
        let market = Market::start_with(|settings| {
            let watched = Watched::default();
            settings.payments.vietqr = Some(fakes::account_of_market());
            settings.payments.sepay = Some(SePayConfig {
                auth: SePayAuth::Hmac(Secrets::one(SECRET)),
                watched: watched.clone(),
            });
            settings.payments.casso = Some(CassoConfig {
                checksum_keys: Some(Secrets::one(SECRET)),
                tokens: None,
                watched,
            });
        })
        .await;
        let shop = market.shop("HTX A").await;
        let goods = market.product(&shop, 100_000, 1).await;
        let bought = Cart::ready(&market.guest(), &[(goods, 1)])
            .await
            .buy("vietqr")
            .await;
        let transfer = &bought.answer["payment"]["next_action"]["transfer"];
        let reference = transfer["reference"]
            .as_str()
            .expect("a reference")
            .to_owned();
        Self {
            market,
            goods,
            reference,
            bought,
        }
    }

    fn notice(&self, id: i64, amount: i64) -> BankNotice {
        BankNotice {
            id,
            amount,
            content: format!("MBVCB.{id}.{}.CT tu 0123", self.reference),
            sent_at: self.market.app().clock().now().timestamp(),
        }
    }

    /// The bank's watcher tells of a transfer that names the purchase.
    async fn sees(&self, id: i64, amount: i64) {
        let notice = fakes::sepay(&self.notice(id, amount));
        let answer = told(&self.market.guest(), "bank-transfers/sepay", &notice).await;
        assert_eq!(answer.expect(200)["success"], true);
    }

    async fn desk(&self, path: &str) -> Vec<Value> {
        let finance = self.market.staff(StaffRole::Finance).await;
        let listed = finance.get(&format!("/v1/desk/{path}")).await.expect(200);
        listed["items"].as_array().expect("items").clone()
    }

    async fn is(&self, purchase: &str, payment: &str) {
        self.market.settle_jobs().await;
        let view = self.bought.view().await;
        assert_eq!(
            [&view["state"], &view["payment"]["state"]],
            [purchase, payment]
        );
        self.market.audit_is_clean().await;
    }
}

#[tokio::test]
async fn a_transfer_that_names_the_purchase_pays_it_once() {
    let bank = Bank::open().await;
    let action = &bank.bought.answer["payment"]["next_action"];
    assert_eq!(action["type"], "qr");
    assert_eq!(dong(&action["transfer"]["amount"]), TOTAL);

    bank.sees(1, TOTAL).await;
    bank.sees(1, TOTAL).await;
    let other = fakes::casso(&bank.notice(1, TOTAL));
    let other = told(&bank.market.guest(), "bank-transfers/casso", &other).await;

    assert_eq!(other.status, 200);
    bank.is("placed", "paid").await;
    let receipts = bank.desk("bank-receipts").await;
    assert_eq!(receipts.len(), 1);
    assert_eq!(receipts[0]["state"], "matched");
    assert_eq!(bank.desk("bank-returns").await.len(), 0);
}

#[tokio::test]
async fn too_little_waits_for_the_rest() {
    let bank = Bank::open().await;

    bank.sees(1, 100_000).await;
    bank.is("awaiting_payment", "partially_paid").await;
    bank.sees(2, 30_000).await;

    bank.is("placed", "paid").await;
    assert_eq!(bank.market.on_hand(bank.goods).await, 0);
}

#[tokio::test]
async fn too_much_goes_back_to_the_payer() {
    let bank = Bank::open().await;

    bank.sees(1, TOTAL + 20_000).await;
    bank.sees(2, 5_000).await;

    bank.is("placed", "paid").await;
    let due = bank.desk("bank-returns?state=due").await;
    let amounts: Vec<i64> = due.iter().map(|row| dong(&row["amount"])).collect();
    assert_eq!(amounts, [5_000, 20_000]);
    let finance = bank.market.staff(StaffRole::Finance).await;
    let id = due[0]["id"].as_str().expect("an id");
    let path = format!("/v1/desk/bank-returns/{id}/complete");
    let body = json!({"bank_reference": "FT900"});
    let paid = finance.post(&path, body.clone()).await.expect(200);
    assert_eq!(paid["state"], "paid");
    let again = finance.post(&path, body).await;
    again.problem(409, "illegal_transition");
    bank.market.audit_is_clean().await;
}

#[tokio::test]
async fn a_part_goes_back_when_nothing_more_comes() {
    let bank = Bank::open().await;
    bank.sees(1, 50_000).await;

    bank.market.advance(TimeDelta::hours(1));
    bank.is("expired", "expired").await;
    bank.sees(2, 80_000).await;

    bank.is("expired", "late_paid").await;
    assert_eq!(bank.market.on_hand(bank.goods).await, 1);
}

#[tokio::test]
async fn money_that_comes_late_places_the_purchase_while_the_goods_are_there() {
    let bank = Bank::open().await;
    bank.market.advance(TimeDelta::hours(1));
    bank.is("expired", "expired").await;

    bank.sees(1, TOTAL).await;

    bank.is("placed", "paid").await;
    assert_eq!(bank.market.on_hand(bank.goods).await, 0);
}

#[tokio::test]
async fn a_transfer_without_a_name_waits_for_a_person() {
    let bank = Bank::open().await;
    let notice = BankNotice {
        content: "chuyen tien mua tom".to_owned(),
        ..bank.notice(1, TOTAL)
    };
    let answer = told(
        &bank.market.guest(),
        "bank-transfers/sepay",
        &fakes::sepay(&notice),
    )
    .await;
    answer.expect(200);
    bank.is("awaiting_payment", "pending").await;
    let waiting = bank.desk("bank-receipts?state=unidentified").await;
    let path = format!(
        "/v1/desk/bank-receipts/{}",
        waiting[0]["id"].as_str().expect("an id")
    );
    let finance = bank.market.staff(StaffRole::Finance).await;
    let purchase = |number: &str| json!({ "purchase": number });

    let unknown = finance
        .post(&format!("{path}/match"), purchase("CS-0"))
        .await;
    let number = bank.bought.answer["number"].as_str().expect("a number");
    let matched = finance
        .post(&format!("{path}/match"), purchase(number))
        .await;
    let returned = finance
        .post(&format!("{path}/return"), json!({"reason": "not ours"}))
        .await;

    let problem = unknown.problem(400, "purchase_not_found");
    assert_eq!(problem["errors"][0]["pointer"], "/purchase");
    assert_eq!(matched.expect(200)["state"], "matched");
    returned.problem(409, "illegal_transition");
    bank.is("placed", "paid").await;
}

#[tokio::test]
async fn a_transfer_that_nobody_can_explain_is_sent_back() {
    let bank = Bank::open().await;
    let notice = BankNotice {
        content: "?".to_owned(),
        ..bank.notice(1, 7_000)
    };
    let answer = told(
        &bank.market.guest(),
        "bank-transfers/sepay",
        &fakes::sepay(&notice),
    )
    .await;
    answer.expect(200);
    let waiting = bank.desk("bank-receipts?state=unidentified").await;
    let path = format!(
        "/v1/desk/bank-receipts/{}",
        waiting[0]["id"].as_str().expect("an id")
    );
    let finance = bank.market.staff(StaffRole::Finance).await;

    let unsaid = finance
        .post(&format!("{path}/return"), json!({"reason": " "}))
        .await;
    let returned = finance
        .post(
            &format!("{path}/return"),
            json!({"reason": "unknown payer"}),
        )
        .await;

    unsaid.problem(400, "text_unusable");
    assert_eq!(returned.expect(200)["state"], "returned");
    assert_eq!(dong(&bank.desk("bank-returns").await[0]["amount"]), 7_000);
    bank.market.audit_is_clean().await;
}

#[tokio::test]
async fn a_forged_notice_changes_nothing_and_is_seen() {
    let bank = Bank::open().await;
    let real = fakes::sepay(&bank.notice(1, TOTAL));
    let mut forged = real.clone();
    forged.body = forged.body.replace("130000", "930000");
    let old = BankNotice {
        sent_at: bank.market.app().clock().now().timestamp() - 3_600,
        ..bank.notice(2, TOTAL)
    };

    let guest = bank.market.guest();
    let refused = told(&guest, "bank-transfers/sepay", &forged).await;
    let stale = told(&guest, "bank-transfers/sepay", &fakes::sepay(&old)).await;
    let wrong_door = told(&guest, "payments/sepay", &real).await;
    let closed = told(&guest, "bank-transfers/payos", &real).await;

    assert!(
        refused.status >= 400 && stale.status >= 400,
        "{refused} {stale}"
    );
    wrong_door.problem(404, "hook_closed");
    closed.problem(404, "hook_closed");
    bank.is("awaiting_payment", "pending").await;
    assert_eq!(bank.desk("bank-receipts").await.len(), 0);
    assert_eq!(notices(&bank.market, "refused").await.len(), 2);
}

#[tokio::test]
async fn a_transfer_told_to_two_processes_at_once_counts_once() {
    let bank = Bank::open().await;
    let notice = fakes::sepay(&bank.notice(1, TOTAL));
    let here = bank.market.guest();
    let there = bank.market.guest_next_door().await;

    let tellings = (0..8).map(|turn| {
        let door = if turn % 2 == 0 { &here } else { &there };
        told(door, "bank-transfers/sepay", &notice)
    });
    let answers = futures_util::future::join_all(tellings).await;

    assert!(
        answers.iter().all(|answer| answer.status == 200),
        "{answers:?}"
    );
    bank.is("placed", "paid").await;
    assert_eq!(bank.desk("bank-receipts").await.len(), 1);
    assert_eq!(bank.desk("bank-returns").await.len(), 0);
}

#[tokio::test]
async fn two_watchers_of_one_transfer_without_a_name_count_it_once() {
    let bank = Bank::open().await;
    let notice = BankNotice {
        content: "chuyen tien mua tom".to_owned(),
        ..bank.notice(1, TOTAL)
    };
    let [sepay, casso] = [fakes::sepay(&notice), fakes::casso(&notice)];
    let here = bank.market.guest();
    let there = bank.market.guest_next_door().await;

    let tellings = (0..4).flat_map(|_| {
        [
            told(&here, "bank-transfers/sepay", &sepay),
            told(&there, "bank-transfers/casso", &casso),
        ]
    });
    let answers = futures_util::future::join_all(tellings).await;

    assert!(
        answers.iter().all(|answer| answer.status == 200),
        "{answers:?}"
    );
    let waiting = bank.desk("bank-receipts").await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(dong(&waiting[0]["amount"]), TOTAL);
    bank.market.audit_is_clean().await;
}

#[tokio::test]
async fn another_amount_under_the_same_number_is_another_transfer() {
    let bank = Bank::open().await;
    let guest = bank.market.guest();

    for (watcher, amount) in [("sepay", 7_000), ("casso", 8_000)] {
        let notice = BankNotice {
            content: "?".to_owned(),
            ..bank.notice(1, amount)
        };
        let notice = match watcher {
            "sepay" => fakes::sepay(&notice),
            _ => fakes::casso(&notice),
        };
        let answer = told(&guest, &format!("bank-transfers/{watcher}"), &notice).await;
        answer.expect(200);
    }

    assert_eq!(bank.desk("bank-receipts").await.len(), 2);
}

#[tokio::test]
async fn transfers_in_and_out_find_their_lines_of_the_statement() {
    let bank = Bank::open().await;
    let finance = bank.market.staff(StaffRole::Finance).await;
    // Two parts of the same size: only the bank's own numbers tell them apart.
    bank.sees(1001, 60_000).await;
    bank.sees(1002, 60_000).await;
    bank.sees(1003, 35_000).await;
    bank.is("placed", "paid").await;
    let due = bank.desk("bank-returns?state=due").await;
    let id = due[0]["id"].as_str().expect("an id");
    let path = format!("/v1/desk/bank-returns/{id}/complete");
    let sent = json!({"bank_reference": "FT900"});
    finance.post(&path, sent).await.expect(200);

    let statement = format!(
        "date,amount,direction,reference,content\n\
         2026-11-21,60000,in,FT1001,{ours}\n\
         2026-11-21,60000,in,FT1002,{ours}\n\
         2026-11-21,35000,in,X1,MBVCB {ours} CT\n\
         2026-11-21,25000,out,X2,FT900 HOAN TIEN THUA\n\
         2026-11-21,25000,in,X3,FT900\n",
        ours = bank.reference
    );
    let path = "/v1/desk/bank-statements";
    let taken = upload_to(&finance, path, statement, &[]).await.expect(201);

    assert_eq!(taken["matched"], 4, "a line the other way is not the same");
    let found = finance.get("/v1/desk/bank-reconciliation").await;
    let found = found.expect(200);
    assert_eq!(found["entries_left"]["count"], 0);
    assert_eq!(dong(&found["lines_left"]["sum"]), 25_000);
    bank.market.audit_is_clean().await;
}
