//! Pages and lists are rendered ahead and sent as they are: they must be what the contract says.

use serde_json::{Map, Value};
use tests::Market;

use super::Given;

#[tokio::test]
async fn pages_and_lists_are_what_the_contract_says() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    let last = market.app().clock().today() + chrono::Days::new(30);
    let given = Given::product(seller, "Tôm khô", "tom-kho").stars(4, last);
    given.put_up(&market).await;
    Given::product(seller, "Mắm", "mam").put_up(&market).await;
    market.settle_jobs().await;
    let guest = market.guest();
    let contract = guest.get("/openapi.json").await.expect(200);

    for (path, view) in [
        ("/v1/store/products/tom-kho", "ProductView"),
        ("/v1/store/products/mam", "ProductView"),
        ("/v1/store/products", "ListView"),
        ("/v1/store/products?facets=true&limit=1", "ListView"),
        ("/v1/store/products?q=khong+co", "ListView"),
    ] {
        let answer = guest.get(path).await.expect(200);
        let schema = &contract["components"]["schemas"][view];
        Contract(&contract).holds(&answer, schema, path);
    }
}

struct Contract<'a>(&'a Value);

impl Contract<'_> {
    /// Nothing that the contract promises is missing, and nothing is there that it does not name.
    fn holds(&self, value: &Value, schema: &Value, at: &str) {
        let mut properties = Map::new();
        let mut required = Vec::new();
        self.gather(schema, (&mut properties, &mut required));
        match value {
            Value::Object(members) if !properties.is_empty() => {
                for name in required {
                    assert!(members.contains_key(&name), "{at} lacks {name}");
                }
                for (name, member) in members {
                    let schema = properties.get(name);
                    let schema = schema.unwrap_or_else(|| panic!("{at} has {name}"));
                    self.holds(member, schema, &format!("{at} {name}"));
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.holds(item, &schema["items"], at);
                }
            }
            _ => {}
        }
    }

    /// The members of an object, wherever its schema says them.
    fn gather(&self, schema: &Value, into: (&mut Map<String, Value>, &mut Vec<String>)) {
        let (properties, required) = into;
        if let Some(reference) = schema["$ref"].as_str() {
            let pointer = reference.trim_start_matches('#');
            let named = self.0.pointer(pointer).expect("a schema");
            self.gather(named, (properties, required));
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.gather(part, (properties, required));
        }
        properties.extend(
            schema["properties"]
                .as_object()
                .cloned()
                .unwrap_or_default(),
        );
        let names = schema["required"].as_array().into_iter().flatten();
        required.extend(names.filter_map(Value::as_str).map(str::to_owned));
    }
}
