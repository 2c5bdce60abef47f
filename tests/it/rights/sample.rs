//! A made-up request for an operation: well-formed, and about nothing that exists.

use serde_json::{Map, Value, json};

/// A made-up request.
pub(crate) struct Sample {
    /// The path, parameters filled in.
    pub(crate) path: String,
    /// The headers that the contract requires.
    pub(crate) headers: Vec<(String, String)>,
    /// The media type and the body, if the operation takes one.
    pub(crate) body: Option<(String, Vec<u8>)>,
}

impl Sample {
    /// The smallest request that the contract `spec` allows for an operation.
    pub(crate) fn of(spec: &Value, path: &str, operation: &Value) -> Self {
        let mut sample = Self {
            path: path.to_owned(),
            headers: Vec::new(),
            body: body(spec, operation),
        };
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            sample.fill(spec, parameter);
        }
        sample
    }

    fn fill(&mut self, spec: &Value, parameter: &Value) {
        let name = parameter["name"].as_str().unwrap_or_default();
        let value = match smallest(spec, &parameter["schema"]) {
            Value::String(text) => text,
            Value::Array(items) => items.first().map(ToString::to_string).unwrap_or_default(),
            other => other.to_string(),
        };
        let is_required = parameter["required"] == true;
        match parameter["in"].as_str() {
            Some("path") => self.path = self.path.replace(&format!("{{{name}}}"), &value),
            Some("query") if is_required => {
                let join = if self.path.contains('?') { '&' } else { '?' };
                self.path.push_str(&format!("{join}{name}={value}"));
            }
            // Callers name sellers, tokens and idempotency keys themselves.
            Some("header") if is_required && !name.eq_ignore_ascii_case("Idempotency-Key") => {
                self.headers.push((name.to_owned(), value));
            }
            _ => {}
        }
    }
}

fn body(spec: &Value, operation: &Value) -> Option<(String, Vec<u8>)> {
    let (media_type, content) = operation["requestBody"]["content"]
        .as_object()?
        .iter()
        .next()?;
    let value = smallest(spec, &content["schema"]);
    if media_type.starts_with("application/json") {
        return Some((media_type.clone(), value.to_string().into_bytes()));
    }
    if media_type.starts_with("multipart/form-data") {
        return Some(multipart(&value));
    }
    Some((media_type.clone(), b"sample".to_vec()))
}

fn multipart(value: &Value) -> (String, Vec<u8>) {
    let mut body = String::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        body.push_str(&format!(
            "--sample\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\n\r\n\
             {value}\r\n"
        ));
    }
    body.push_str("--sample--\r\n");
    (
        "multipart/form-data; boundary=sample".to_owned(),
        body.into_bytes(),
    )
}

/// The smallest value that a schema allows.
fn smallest(spec: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = spec.pointer(reference.trim_start_matches('#'));
        return smallest(spec, target.expect("a reference that leads somewhere"));
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return all_of(spec, parts);
    }
    for choice in ["enum", "oneOf", "anyOf"] {
        if let Some(first) = schema[choice]
            .as_array()
            .and_then(|choices| choices.first())
        {
            return if choice == "enum" {
                first.clone()
            } else {
                smallest(spec, first)
            };
        }
    }
    match schema["type"].as_str() {
        Some("object") => object(spec, schema),
        Some("array") => {
            let items = schema["minItems"].as_u64().unwrap_or(1);
            (0..items)
                .map(|_| smallest(spec, &schema["items"]))
                .collect()
        }
        Some("integer" | "number") => json!(least(&schema["minimum"])),
        Some("boolean") => json!(false),
        Some("string") => json!(text(schema)),
        _ => Value::Null,
    }
}

/// A whole number not below a bound, which may be written with decimals; at least 1.
fn least(minimum: &Value) -> i64 {
    let bound = minimum.as_f64().unwrap_or(1.0).ceil();
    format!("{bound:.0}").parse::<i64>().unwrap_or(1).max(1)
}

fn object(spec: &Value, schema: &Value) -> Value {
    let required = schema["required"].as_array().into_iter().flatten();
    let members: Map<String, Value> = required
        .filter_map(Value::as_str)
        .map(|name| (name.to_owned(), smallest(spec, &schema["properties"][name])))
        .collect();
    Value::Object(members)
}

/// Objects laid over one another; of anything else the last part counts.
fn all_of(spec: &Value, parts: &[Value]) -> Value {
    let mut members = Map::new();
    for part in parts {
        match smallest(spec, part) {
            Value::Object(of_part) => members.extend(of_part),
            Value::Null => {}
            other => return other,
        }
    }
    Value::Object(members)
}

fn text(schema: &Value) -> String {
    let least = schema["minLength"]
        .as_u64()
        .and_then(|length| usize::try_from(length).ok());
    match (schema["format"].as_str(), schema["pattern"].as_str()) {
        (Some("uuid"), _) => "00000000-0000-7000-8000-00000000cafe".to_owned(),
        (Some("date"), _) => "2026-01-01".to_owned(),
        (Some("date-time"), _) => "2026-01-01T00:00:00Z".to_owned(),
        (_, Some(pattern)) => pattern.trim_matches(['^', '$']).to_owned(),
        _ => "x".repeat(least.unwrap_or(1).max(1)),
    }
}
