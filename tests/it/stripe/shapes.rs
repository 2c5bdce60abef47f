//! The fake's objects have the fields of Stripe's own examples.
//!
//! `CHOSAO_STRIPE_FIXTURES` names the file `fixtures3.json` of Stripe's public repository
//! `openapi`; without it, a file of that name is looked for beside the repository.

use std::{env, fs, path::PathBuf};

use serde_json::Value;
use tests::repository;

use super::stage::{Stage, attempt, refund};

#[expect(
    clippy::disallowed_methods,
    reason = "where the examples lie is a matter of the machine, not a setting"
)]
fn fixtures() -> Option<Value> {
    let beside = || repository().join("../shared/data/stripe/fixtures3.json");
    let path = env::var_os("CHOSAO_STRIPE_FIXTURES").map_or_else(beside, PathBuf::from);
    let Ok(text) = fs::read_to_string(&path) else {
        println!("skipped: Stripe's examples are not at {}", path.display());
        return None;
    };
    let fixtures: Value = serde_json::from_str(&text).expect("Stripe's examples are JSON");
    Some(fixtures["resources"].clone())
}

#[tokio::test]
async fn every_object_has_the_fields_and_types_of_stripes_own() {
    let Some(theirs) = fixtures() else {
        return;
    };
    let stage = Stage::new().await;
    let known = stage.paid(&attempt(1, 285_000)).await;
    let intent = known.provider_txn.clone().expect("a name");
    let order = refund(10, &known, 100_000);
    stage.provider().refund(&order).await.expect("sent");
    stage.fake.dispute(&intent, 185_000);

    let mut differ = Vec::new();
    for kind in [
        "checkout.session",
        "payment_intent",
        "charge",
        "refund",
        "dispute",
        "balance_transaction",
    ] {
        let ours = stage.fake.newest(kind);
        assert!(theirs[kind].is_object(), "an example of {kind}");
        compare(kind, &ours, &theirs[kind], &mut differ);
    }
    let event = stage.fake.events().pop().expect("an event");
    let mut example = theirs["event"].clone();
    example["data"]["object"] = event["data"]["object"].clone();
    compare("event", &event, &example, &mut differ);

    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

/// Notes where two objects differ in fields or types. Null is of every type, and the example
/// of a list or of free fields (metadata, fees) says nothing about what is in them.
fn compare(place: &str, ours: &Value, theirs: &Value, differ: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Null, _) | (_, Value::Null) => {}
        (Value::Object(ours), Value::Object(theirs)) => {
            if place.ends_with(".metadata") {
                return;
            }
            for (field, their) in theirs {
                match ours.get(field) {
                    Some(our) => compare(&format!("{place}.{field}"), our, their, differ),
                    None => differ.push(format!("{place}.{field} is missing")),
                }
            }
            let strange = ours.keys().filter(|field| !theirs.contains_key(*field));
            differ.extend(strange.map(|field| format!("{place}.{field} is not Stripe's")));
        }
        (ours, theirs) if kind(ours) == kind(theirs) => {}
        _ => differ.push(format!("{place} is {ours}, Stripe's is {theirs}")),
    }
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}
