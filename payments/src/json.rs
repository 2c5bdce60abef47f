//! Reading and writing JSON as providers mean it.

use money::Money;
use serde_json::Value;

/// A field as text: a string as it is, a number as it is written, nothing for what is not
/// there. Signatures are made over such texts.
pub(crate) fn text(object: &Value, field: &str) -> String {
    object.get(field).map(plain).unwrap_or_default()
}

/// A value as text, as above.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A field as text; none when it is empty or not there.
pub(crate) fn filled(object: &Value, field: &str) -> Option<String> {
    Some(text(object, field)).filter(|text| !text.is_empty())
}

/// A whole number, whether it was sent as a number or as text.
pub(crate) fn whole(object: &Value, field: &str) -> Option<i64> {
    text(object, field).parse().ok()
}

/// An amount of đồng, zero or more.
pub(crate) fn price(object: &Value, field: &str) -> Option<Money> {
    whole(object, field).and_then(|dong| Money::price(dong).ok())
}

/// JSON with the keys of every object sorted and without blanks, as JavaScript writes it.
pub(crate) fn sorted(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut names: Vec<_> = fields.keys().collect();
            names.sort();
            let member = |name: &String| format!("{}:{}", quoted(name), sorted(&fields[name]));
            let members: Vec<_> = names.into_iter().map(member).collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(sorted).collect();
            format!("[{}]", items.join(","))
        }
        plain => plain.to_string(),
    }
}

fn quoted(name: &str) -> String {
    Value::from(name).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_sorted_at_every_depth() {
        let value = json!({"b": [{"d": 1, "c": "x\"y"}], "a": null, "A": true});

        assert_eq!(
            sorted(&value),
            r#"{"A":true,"a":null,"b":[{"c":"x\"y","d":1}]}"#
        );
    }

    #[test]
    fn numbers_are_read_from_numbers_and_texts() {
        let value = json!({"number": 285_000, "text": "285000", "half": 0.5, "minus": -1});

        assert_eq!(whole(&value, "number"), Some(285_000));
        assert_eq!(whole(&value, "text"), Some(285_000));
        assert_eq!(whole(&value, "half"), None);
        assert_eq!(whole(&value, "none"), None);
        assert_eq!(price(&value, "minus"), None);
    }
}
