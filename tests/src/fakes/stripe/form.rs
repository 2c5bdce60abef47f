//! Fields of a call, with names such as `metadata[reference]`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Fields by name, sorted: their order means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    pub(super) fn of(encoded: &str) -> Self {
        Self(
            form_urlencoded::parse(encoded.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// A text, or null when it was not sent.
    pub(super) fn value(&self, name: &str) -> Value {
        self.get(name).into()
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.parse().ok()
    }

    /// The fields below a name: `metadata[a]` is `a` below `metadata`.
    pub(super) fn below(&self, name: &str) -> Value {
        let named = |(field, value): (&String, &String)| {
            let field = field.strip_prefix(name)?.strip_prefix('[')?;
            let field = field.strip_suffix(']')?;
            Some((field.to_owned(), Value::from(value.as_str())))
        };
        Value::Object(self.0.iter().filter_map(named).collect::<Map<_, _>>())
    }

    /// The paths to expand.
    pub(super) fn expand(&self) -> Vec<&str> {
        let is_path = |(name, _): &(&String, &String)| name.starts_with("expand");
        let paths = self.0.iter().filter(is_path);
        paths.map(|(_, path)| path.as_str()).collect()
    }

    /// Everything, to compare two calls.
    pub(super) fn all(&self) -> String {
        format!("{:?}", self.0)
    }
}
