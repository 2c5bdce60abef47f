//! How much waits for a person.

use chrono::{DateTime, Utc};

/// How much waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// How many wait.
    pub count: u64,
    /// Since when the one that waits longest has not moved.
    pub oldest: Option<DateTime<Utc>>,
}
