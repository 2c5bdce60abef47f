//! Large payouts, and accounts that were just changed.

use chrono::TimeDelta;
use entity::sellers::{SellerState, TaxKind, seller};
use market::accounts::StaffRole;
use money::Money;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;

use super::{EARNED, Owed};

/// A market in which every payout of these tests is large.
async fn strict() -> Owed {
    Owed::with(|settings| {
        settings.payouts.alone_up_to = Money::new(EARNED - 1).expect("an amount");
    })
    .await
}

#[tokio::test]
async fn a_large_payout_waits_for_a_second_person() {
    let owed = strict().await;
    owed.name_account("0071000111").await;
    let id = owed.pay().await;
    let other = owed.market.staff(StaffRole::Finance).await;
    let approve = format!("/v1/desk/payouts/{id}/approve");

    let draft = owed.payout(&id).await;
    let own = owed.finance.post(&approve, json!({})).await;
    let unpaid = owed
        .end(&id, "complete", json!({"bank_reference": "FT1"}))
        .await;
    let again = owed.run().await;
    let approved = other.post(&approve, json!({})).await.expect(200);
    let twice = other.post(&approve, json!({})).await;

    assert_eq!(draft["state"], "draft");
    assert_eq!(draft["beneficiary"]["account"], json!(null));
    own.problem(409, "second_person_needed");
    unpaid.problem(409, "payout_closed");
    assert_eq!(again["payouts"], json!([]));
    assert_eq!(approved["state"], "approved");
    assert_eq!(approved["beneficiary"]["account"], "0071000111");
    twice.problem(409, "payout_closed");
    assert_eq!(owed.available().await, 0);
    owed.market.audit_is_clean().await;
}

#[tokio::test]
async fn a_payout_called_off_is_owed_again_whether_it_was_approved_or_not() {
    let owed = strict().await;
    let other = owed.market.staff(StaffRole::Finance).await;
    let reason = json!({"reason": "Nhầm kỳ"});

    let draft = owed.pay().await;
    let cancelled = owed.end(&draft, "cancel", reason.clone()).await.expect(200);
    assert_eq!(cancelled["state"], "cancelled");
    assert_eq!(owed.available().await, EARNED);
    let approved = owed.pay().await;
    let path = format!("/v1/desk/payouts/{approved}/approve");
    other.post(&path, json!({})).await.expect(200);
    owed.end(&approved, "cancel", reason.clone())
        .await
        .expect(200);
    assert_eq!(owed.available().await, EARNED);
    let late = owed
        .end(&approved, "complete", json!({"bank_reference": "FT1"}))
        .await;

    late.problem(409, "payout_closed");
    let last = owed.run().await;
    assert_eq!(
        last["payouts"][0]["orders"]
            .as_array()
            .expect("orders")
            .len(),
        1
    );
    owed.market.audit_is_clean().await;
}

#[tokio::test]
async fn a_draft_is_not_approved_when_refunds_took_its_money() {
    let owed = strict().await;
    let id = owed.pay().await;
    let other = owed.market.staff(StaffRole::Finance).await;
    owed.correct("seller_available", "commission", 1).await;

    let refused = other
        .post(&format!("/v1/desk/payouts/{id}/approve"), json!({}))
        .await;

    let problem = refused.problem(409, "balance_sank");
    assert_eq!(problem["amount"], EARNED);
    assert_eq!(problem["available"], EARNED - 1);
    owed.end(&id, "cancel", json!({"reason": "Đã hoàn tiền"}))
        .await
        .expect(200);
    assert_eq!(
        owed.run().await["payouts"][0]["amount"]["amount"],
        EARNED - 1
    );
    owed.market.audit_is_clean().await;
}

#[tokio::test]
async fn nothing_is_paid_to_a_bank_account_that_was_just_changed() {
    let owed = Owed::new().await;
    owed.name_account("0071000111").await;
    owed.name_account("9990001234").await;

    let blocked = owed.run().await;
    owed.market.advance(TimeDelta::hours(47));
    let still = owed.run().await;
    owed.market.advance(TimeDelta::hours(2));
    let paid = owed.pay().await;

    for run in [blocked, still] {
        assert_eq!(run["payouts"], json!([]));
        assert_eq!(run["problems"][0]["code"], "bank_account_cooling");
    }
    let beneficiary = owed.payout(&paid).await["beneficiary"].clone();
    assert_eq!(beneficiary["account"], "9990001234");
    let told = owed.member().get("/v1/seller/notices").await.expect(200);
    assert_eq!(told["items"][0]["kind"], "bank_account_changed");
}

#[tokio::test]
async fn clearing_an_account_first_does_not_shorten_the_wait() {
    let owed = Owed::new().await;
    owed.name_account("0071000111").await;
    let profile = owed.member().get("/v1/seller/profile").await;
    let etag = profile.header("etag").expect("a tag").to_owned();
    owed.member()
        .patch("/v1/seller/profile", json!({"bank_account": null}))
        .header("If-Match", &etag)
        .await
        .expect(200);
    owed.market.advance(TimeDelta::hours(49));
    owed.name_account("9990001234").await;

    let run = owed.run().await;

    assert_eq!(run["problems"][0]["code"], "bank_account_cooling");
}

#[tokio::test]
async fn a_suspended_or_unknown_seller_is_told_of_and_not_paid() {
    let owed = Owed::new().await;
    let set = async |change: seller::ActiveModel| {
        let row = seller::ActiveModel {
            id: Set(owed.seller()),
            ..change
        };
        row.update(owed.market.database().write())
            .await
            .expect("set");
    };

    set(seller::ActiveModel {
        tax_kind: Set(TaxKind::Unknown),
        ..Default::default()
    })
    .await;
    let unknown = owed.run().await;
    set(seller::ActiveModel {
        tax_kind: Set(TaxKind::Cooperative),
        state: Set(SellerState::Suspended),
        ..Default::default()
    })
    .await;
    let suspended = owed.run().await;

    assert_eq!(unknown["problems"][0]["code"], "legal_form_unknown");
    assert_eq!(suspended["problems"][0]["code"], "seller_suspended");
    assert_eq!(unknown["payouts"], json!([]));
    assert_eq!(suspended["payouts"], json!([]));
}
