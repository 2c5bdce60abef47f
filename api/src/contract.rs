//! What the published contract says of a body: which field broke it, and how.
//!
//! The framework's parser tells that a body is unusable, seldom where. This looks the field
//! up afterwards, so only refused requests pay for it.

use std::{collections::HashMap, sync::OnceLock};

use chrono::{DateTime, NaiveDate};
use serde_json::{Map, Value};
use uuid::Uuid;

/// Deeper than any body of the contract; keeps a schema that names itself from going on.
const DEPTH_MAX: u8 = 32;

/// The contract, parsed when the first body has to be explained.
pub(crate) struct Contract {
    json: String,
    parsed: OnceLock<Parsed>,
}

struct Parsed {
    components: Map<String, Value>,
    bodies: HashMap<String, Value>,
}

/// The first field of a body that breaks the contract.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where it stands, as a JSON pointer.
    pub(crate) pointer: String,
    /// What is wrong with it.
    pub(crate) flaw: Flaw,
}

/// What is wrong with a field.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// It has to be there.
    Missing,
    /// Nothing of this name is expected.
    Unknown,
    /// It is of another kind; the name of the expected one.
    Kind(String),
    /// It is none of these.
    NotOneOf(Vec<String>),
}

impl Contract {
    /// The contract as the published JSON.
    pub(crate) fn new(json: String) -> Self {
        Self {
            json,
            parsed: OnceLock::new(),
        }
    }

    /// What breaks the contract in the body of an operation; nothing when the contract does
    /// not know better than the parser.
    pub(crate) fn fault(&self, operation_id: &str, body: &[u8]) -> Option<Fault> {
        let parsed = self.parsed.get_or_init(|| Parsed::read(&self.json));
        let schema = parsed.bodies.get(operation_id)?;
        let value: Value = serde_json::from_slice(body).ok()?;
        parsed.walk(schema, &value, &At::root())
    }
}

/// A place in the body.
struct At {
    pointer: String,
    depth: u8,
}

impl At {
    fn root() -> Self {
        Self {
            pointer: String::new(),
            depth: 0,
        }
    }

    fn below(&self, name: &str) -> Self {
        // RFC 6901, section 3.
        let name = name.replace('~', "~0").replace('/', "~1");
        Self {
            pointer: format!("{}/{name}", self.pointer),
            depth: self.depth + 1,
        }
    }

    fn fault(&self, flaw: Flaw) -> Fault {
        Fault {
            pointer: self.pointer.clone(),
            flaw,
        }
    }
}

impl Parsed {
    fn read(json: &str) -> Self {
        let document: Value = serde_json::from_str(json).unwrap_or_default();
        let operations = document["paths"]
            .as_object()
            .into_iter()
            .flat_map(Map::values)
            .filter_map(Value::as_object)
            .flat_map(Map::values);
        let bodies = operations.filter_map(|operation| {
            let id = operation["operationId"].as_str()?;
            let content = operation["requestBody"]["content"].as_object()?;
            let (_, body) = content
                .iter()
                .find(|(kind, _)| kind.starts_with("application/json"))?;
            Some((id.to_owned(), body["schema"].clone()))
        });
        let components = &document["components"]["schemas"];
        Self {
            bodies: bodies.collect(),
            components: components.as_object().cloned().unwrap_or_default(),
        }
    }

    fn walk(&self, schema: &Value, value: &Value, at: &At) -> Option<Fault> {
        if at.depth > DEPTH_MAX {
            return None;
        }
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap_or(name);
            return self.walk(self.components.get(name)?, value, at);
        }
        if let Some(parts) = schema["allOf"].as_array() {
            return parts.iter().find_map(|part| self.walk(part, value, at));
        }
        let kind = schema["type"].as_str()?;
        if !is_of_kind(kind, schema["format"].as_str(), value) {
            let expected = schema["format"].as_str().unwrap_or(kind);
            return Some(at.fault(Flaw::Kind(expected.to_owned())));
        }
        match (kind, value) {
            ("object", Value::Object(fields)) => self.walk_object(schema, fields, at),
            ("array", Value::Array(items)) => items.iter().enumerate().find_map(|(index, item)| {
                self.walk(&schema["items"], item, &at.below(&index.to_string()))
            }),
            _ => not_one_of(schema, value).map(|choices| at.fault(Flaw::NotOneOf(choices))),
        }
    }

    fn walk_object(&self, schema: &Value, fields: &Map<String, Value>, at: &At) -> Option<Fault> {
        let known = schema["properties"].as_object()?;
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let missing = required.iter().find(|name| !fields.contains_key(**name));
        if let Some(name) = missing {
            return Some(at.below(name).fault(Flaw::Missing));
        }
        let unknown = fields.keys().find(|name| !known.contains_key(*name));
        if let Some(name) = unknown {
            return Some(at.below(name).fault(Flaw::Unknown));
        }
        fields.iter().find_map(|(name, value)| {
            // A field that may be left out may be null as well.
            let is_left_out = value.is_null() && !required.contains(&name.as_str());
            (!is_left_out)
                .then(|| self.walk(&known[name], value, &at.below(name)))
                .flatten()
        })
    }
}

fn is_of_kind(kind: &str, format: Option<&str>, value: &Value) -> bool {
    match (kind, value) {
        ("object", Value::Object(_)) | ("array", Value::Array(_)) | ("boolean", Value::Bool(_)) => {
            true
        }
        ("string", Value::String(text)) => match format {
            Some("uuid") => Uuid::try_parse(text).is_ok(),
            Some("date-time") => DateTime::parse_from_rfc3339(text).is_ok(),
            Some("naive-date") => text.parse::<NaiveDate>().is_ok(),
            _ => true,
        },
        ("integer", Value::Number(number)) => match format {
            Some("int32") => number.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
            Some("uint8") => number.as_u64().is_some_and(|n| u8::try_from(n).is_ok()),
            Some("uint16") => number.as_u64().is_some_and(|n| u16::try_from(n).is_ok()),
            Some("uint32") => number.as_u64().is_some_and(|n| u32::try_from(n).is_ok()),
            Some("uint64") => number.is_u64(),
            _ => number.is_i64(),
        },
        ("number", Value::Number(_)) => true,
        _ => false,
    }
}

/// The choices of an enumeration that the value is none of.
fn not_one_of(schema: &Value, value: &Value) -> Option<Vec<String>> {
    let choices = schema["enum"].as_array()?;
    let names = choices.iter().filter_map(Value::as_str);
    (!choices.contains(value)).then(|| names.map(str::to_owned).collect())
}
