//! Two at once: exactly one wins.

use market::{accounts::StaffRole, settlement};
use money::Money;
use serde_json::json;
use uuid::Uuid;

use super::{EARNED, Owed};

#[tokio::test]
async fn two_runs_in_two_processes_pay_once() {
    let owed = Owed::new().await;
    let other = owed.market.second_process().await;
    let run = |actor: &str| settlement::PayoutRun {
        as_of: None,
        actor: actor.to_owned(),
    };

    for _ in 0..4 {
        let (here, there) = tokio::join!(
            settlement::settle(owed.market.app(), run("here")),
            settlement::settle(&other, run("there"))
        );
        let payouts = [here.expect("a run"), there.expect("a run")].map(|report| {
            assert!(report.problems.is_empty(), "{report:?}");
            report.payouts
        });
        let paid: Vec<i64> = payouts
            .iter()
            .flatten()
            .map(|one| one.amount.dong())
            .collect();
        assert_eq!(paid, [EARNED], "one of the two won");
        owed.earn_more().await;
    }
    owed.market.audit_is_clean().await;
}

#[tokio::test]
async fn a_payout_is_approved_or_called_off_once() {
    let owed = Owed::with(|settings| settings.payouts.alone_up_to = Money::ZERO).await;
    let people = [
        owed.market.staff(StaffRole::Finance).await,
        owed.market.staff(StaffRole::Finance).await,
    ];
    let id = owed.pay().await;
    let path = |how: &str| format!("/v1/desk/payouts/{id}/{how}");

    let (first, second) = tokio::join!(
        people[0].post(&path("approve"), json!({})),
        people[1].post(&path("approve"), json!({}))
    );

    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let (paid, cancelled) = tokio::join!(
        people[0].post(&path("complete"), json!({"bank_reference": "FT1"})),
        people[1].post(&path("cancel"), json!({"reason": "Nhầm"}))
    );
    let mut statuses = [paid.status, cancelled.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    owed.market.audit_is_clean().await;
}

#[tokio::test]
async fn two_bank_files_at_once_share_no_payout() {
    let owed = Owed::new().await;
    owed.name_account("0071000111").await;
    owed.pay().await;
    let batches = "/v1/desk/payout-batches";

    let (first, second) = tokio::join!(
        owed.finance.post(batches, json!({})),
        owed.finance.post(batches, json!({}))
    );

    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test]
async fn a_balance_keeps_its_bound_when_two_take_from_it() {
    let owed = Owed::new().await;
    let other = owed.market.staff(StaffRole::Finance).await;
    owed.correct("seller_debt", "seller_available", 10).await;
    let propose = async || {
        let body = json!({"seller_id": owed.seller(), "reason": "Hết hy vọng",
                          "entry": {"kind": "write_off", "amount": 10}});
        let made = owed.finance.post("/v1/desk/manual-journals", body).await;
        let id: Uuid = serde_json::from_value(made.expect(201)["id"].clone()).expect("an id");
        format!("/v1/desk/manual-journals/{id}/post")
    };
    let [one, two] = [propose().await, propose().await];

    let (first, second) = tokio::join!(other.post(&one, json!({})), other.post(&two, json!({})));

    let refused = [first, second]
        .into_iter()
        .find(|answer| answer.status != 200);
    refused
        .expect("one of them")
        .problem(409, "balance_too_small");
    owed.market.audit_is_clean().await;
}
