//! The published contract.

use std::{collections::HashSet, fs};

use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::Value;
use tests::{Market, repository};

#[tokio::test]
async fn the_contract_in_the_repository_is_the_one_that_is_served() {
    let market = Market::start().await;

    let served = market.guest().get("/openapi.yaml").await;
    let kept = fs::read_to_string(repository().join("openapi.yaml")).expect("openapi.yaml");

    assert!(
        served.text() == kept,
        "openapi.yaml is not current: run `cargo run -- openapi > openapi.yaml`"
    );
}

#[tokio::test]
async fn the_contract_is_strict_yaml_without_double_keys() {
    let market = Market::start().await;
    let served = market.guest().get("/openapi.yaml").await.text();

    let parsed = Yaml::load_from_str(&served);

    parsed.expect("YAML");
    Yaml::load_from_str("a: 1\na: 2").expect_err("the parser refuses double keys");
}

#[tokio::test]
async fn every_operation_is_named_once_and_explained() {
    let mut names = HashSet::new();

    for operation in operations().await {
        let name = operation.name();
        assert!(names.insert(name.clone()), "{name} names two operations");
        let snake_case = name
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter == '_');
        assert!(snake_case, "{name} is not in snake_case");
        assert!(
            !operation.part("summary").is_empty(),
            "{name} has no summary"
        );
        assert!(
            operation.body["tags"].is_array(),
            "{name} belongs to no part of the contract"
        );
        let audience = operation
            .path
            .strip_prefix("/v1/")
            .and_then(|rest| rest.split('/').next());
        assert!(
            matches!(audience, Some("store" | "seller" | "desk" | "hooks")),
            "{name} has no audience"
        );
    }
}

#[tokio::test]
async fn every_operation_documents_its_answers() {
    let mut wrong = Vec::new();

    for operation in operations().await {
        let answers = operation.body["responses"].as_object().expect("answers");
        let has = |first: char| answers.keys().any(|status| status.starts_with(first));
        let name = operation.name();

        if !has('2') && !has('3') {
            wrong.push(format!("{name} never succeeds"));
        }
        if operation.asks_for_anything() && !has('4') {
            wrong.push(format!("{name} is never refused"));
        }
        let refusals = answers
            .iter()
            .filter(|(status, _)| status.starts_with(['4', '5']));
        let plain = refusals
            .filter(|(_, answer)| !answer["content"]["application/problem+json"].is_object());
        wrong.extend(plain.map(|(status, _)| format!("{name} {status} is no problem document")));
    }

    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn every_reference_in_the_contract_leads_somewhere() {
    let spec = contract().await;
    let mut references = Vec::new();
    collect_references(&spec, &mut references);

    for reference in references {
        let pointer = reference
            .strip_prefix('#')
            .expect("a reference within the contract");
        assert!(spec.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

struct Operation {
    path: String,
    body: Value,
}

impl Operation {
    fn name(&self) -> String {
        let name = self.part("operationId");
        assert!(
            !name.is_empty(),
            "{} has an operation without operationId",
            self.path
        );
        name
    }

    /// Whether it takes something that can be wrong: a body, a sign-in, a value in its address.
    fn asks_for_anything(&self) -> bool {
        let parameters = self.body["parameters"].as_array().into_iter().flatten();
        let mut places = parameters.filter_map(|parameter| parameter["in"].as_str());
        self.body["requestBody"].is_object()
            || self.body["security"].is_array()
            || places.any(|place| place != "header")
    }

    fn part(&self, member: &str) -> String {
        self.body[member].as_str().unwrap_or_default().to_owned()
    }
}

async fn contract() -> Value {
    let market = Market::start().await;
    market.guest().get("/openapi.json").await.expect(200)
}

async fn operations() -> Vec<Operation> {
    let spec = contract().await;
    let paths = spec["paths"].as_object().expect("paths").clone();
    let of_path = |(path, methods): (String, Value)| {
        let methods = methods.as_object().expect("methods").clone();
        methods.into_iter().map(move |(_, body)| Operation {
            path: path.clone(),
            body,
        })
    };
    paths.into_iter().flat_map(of_path).collect()
}

fn collect_references(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                references.push(reference.clone());
            }
            members
                .values()
                .for_each(|member| collect_references(member, references));
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect_references(item, references)),
        _ => {}
    }
}
