//! Who may do what: every operation of the contract × every kind of caller.
//!
//! A new operation needs a row in [`table::RIGHTS`]. It is called with made-up ids and the
//! smallest body that its schema allows, so that nothing but the caller's rights decides.

mod people;
mod sample;
mod table;

use std::collections::BTreeSet;

use poem::http::Method;
use serde_json::Value;
use tests::{Answer, Market};

use self::{
    people::{People, Who},
    sample::Sample,
    table::{RIGHTS, Right},
};

#[tokio::test]
async fn every_operation_has_a_row_in_the_rights_table() {
    let market = Market::start().await;

    let served: BTreeSet<String> = operations(&market)
        .await
        .into_iter()
        .map(|o| o.name)
        .collect();
    let listed: BTreeSet<String> = RIGHTS.iter().map(|(name, _)| (*name).to_owned()).collect();

    let missing: Vec<_> = served.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&served).collect();
    assert!(
        missing.is_empty(),
        "operations without a row in RIGHTS: {missing:?}"
    );
    assert!(
        gone.is_empty(),
        "rows in RIGHTS without an operation: {gone:?}"
    );
    assert_eq!(RIGHTS.len(), listed.len(), "an operation has two rows");
}

#[tokio::test]
async fn every_kind_of_caller_may_do_what_the_table_says() {
    let market = Market::start().await;
    let mut people = People::gather(&market).await;
    let mut wrong = Vec::new();

    for operation in operations(&market).await {
        let Some((_, right)) = RIGHTS.iter().find(|(name, _)| *name == operation.name) else {
            continue; // The test above names it.
        };
        for who in Who::ALL {
            let answer = operation.try_as(&people, who).await;
            wrong.extend(judge(right, who, &answer));
            if operation.method == Method::DELETE && answer.is_success() {
                people.replace(&market, who).await; // Signed out, perhaps, or gone.
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rights_let_in_whom_they_name() {
    let let_in = |right: Right| {
        let all = Who::ALL.into_iter();
        all.filter(move |who| right.refusals(*who).is_empty())
            .collect::<Vec<_>>()
    };

    assert_eq!(let_in(Right::Anyone), Who::ALL);
    assert_eq!(let_in(Right::SignedIn), Who::ALL[1..]);
    assert_eq!(let_in(Right::Seller), [Who::Member]);
    let promoters = let_in(Right::Staff(&[Who::Promoter]));
    assert_eq!(promoters, [Who::Promoter, Who::Admin]);
    assert_eq!(let_in(Right::Secret), []);
    assert_eq!(Right::Staff(&[]).refusals(Who::Guest), [401]);
}

/// What is wrong with an answer, if anything is.
fn judge(right: &Right, who: Who, answer: &Answer) -> Option<String> {
    let refusals: &[u16] = right.refusals(who);
    let is_right = match refusals {
        [] => is_let_in(answer),
        refusals => refusals.contains(&answer.status),
    };
    (!is_right).then(|| {
        let expected = match refusals {
            [] => "to be let in".to_owned(),
            refusals => format!("{refusals:?}"),
        };
        format!("{who:?} expects {expected}: {answer}")
    })
}

/// Whether the caller's rights were enough; what the made-up request comes to does not matter.
fn is_let_in(answer: &Answer) -> bool {
    match answer.status {
        // Wrong credentials are a 401 too, but no matter of rights.
        401 => answer.json()["code"] != "sign_in_needed",
        // Only buyers review a product: what somebody did, not what they may do.
        403 => {
            let code = &answer.json()["code"];
            code == "product_not_bought" || code == "own_product"
        }
        405 | 415 => false,
        // Something that is away for the moment, such as the index, is no matter of rights.
        503 => true,
        status => status < 500,
    }
}

/// An operation of the contract, with a made-up request for it.
struct Operation {
    name: String,
    method: Method,
    sample: Sample,
}

impl Operation {
    async fn try_as(&self, people: &People, who: Who) -> Answer {
        let mut sending = people
            .caller(who)
            .send(self.method.clone(), &self.sample.path);
        for (name, value) in &self.sample.headers {
            sending = sending.header(name, value);
        }
        if let Some((media_type, bytes)) = &self.sample.body {
            sending = sending.bytes(media_type, bytes.clone());
        }
        sending.await
    }
}

async fn operations(market: &Market) -> Vec<Operation> {
    let spec = market.guest().get("/openapi.json").await.expect(200);
    let paths = spec["paths"].as_object().expect("paths");
    let of_path = |(path, methods): (&String, &Value)| {
        let methods = methods.as_object().expect("methods").iter();
        let operations: Vec<Operation> = methods
            .map(|(method, body)| Operation {
                name: body["operationId"].as_str().unwrap_or_default().to_owned(),
                method: method.to_uppercase().parse().expect("a method"),
                sample: Sample::of(&spec, path, body),
            })
            .collect();
        operations
    };
    paths.iter().flat_map(of_path).collect()
}
