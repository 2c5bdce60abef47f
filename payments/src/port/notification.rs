use std::fmt;

use chrono::{DateTime, Utc};

/// An HTTP request that somebody sent us, as it came.
#[derive(Clone)]
pub struct Notification {
    /// The HTTP method, upper case.
    pub method: String,
    /// The path and, after a `?`, the query.
    pub path_and_query: String,
    /// The headers in their order; names in any case.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte: signatures cover it.
    pub body: Vec<u8>,
    /// When it reached us.
    pub received_at: DateTime<Utc>,
}

impl Notification {
    /// The first header of this name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// What follows the `?`.
    #[must_use]
    pub fn query(&self) -> &str {
        self.path_and_query
            .split_once('?')
            .map_or("", |(_, query)| query)
    }
}

/// Says how much there is, not what: headers carry secrets, bodies names and accounts.
impl fmt::Debug for Notification {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Notification")
            .field("method", &self.method)
            .field("headers", &self.headers.len())
            .field("body", &self.body.len())
            .field("received_at", &self.received_at)
            .finish_non_exhaustive()
    }
}

/// Why a notification yields no fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotificationError {
    /// Not signed, or not by whom it should be.
    #[error("the signature is missing or wrong")]
    BadSignature,
    /// Signed well, but at another time than now: perhaps recorded and sent again.
    #[error("the signature is too old or from the future")]
    Stale,
    /// Signed well, but meant for another merchant.
    #[error("the notification is meant for another merchant")]
    NotOurs,
    /// Signed well, but it cannot be read; the field that is missing or wrong.
    #[error("the notification cannot be read: {0}")]
    Malformed(&'static str),
    /// Nobody notifies us this way.
    #[error("nobody notifies us this way")]
    NotExpected,
}

impl NotificationError {
    /// What to answer.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::BadSignature | Self::Stale | Self::NotExpected => Verdict::BadSignature,
            Self::NotOurs => Verdict::UnknownReference,
            Self::Malformed(_) => Verdict::OurError,
        }
    }
}

/// What we decided about a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Written down, whether the payment succeeded or failed.
    Recorded,
    /// Written down before.
    AlreadyKnown,
    /// No attempt of ours.
    UnknownReference,
    /// Not the amount that we asked for.
    AmountDiffers,
    /// Not genuine.
    BadSignature,
    /// Something broke here: please send it again.
    OurError,
}

/// An HTTP answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The type of the body; none when there is no body.
    pub content_type: Option<&'static str>,
    /// The body.
    pub body: String,
}

impl Reply {
    /// An answer without a body.
    #[must_use]
    pub const fn empty(status: u16) -> Self {
        Self {
            status,
            content_type: None,
            body: String::new(),
        }
    }

    /// An answer with a JSON body.
    #[must_use]
    pub const fn json(status: u16, body: String) -> Self {
        Self {
            status,
            content_type: Some("application/json"),
            body,
        }
    }
}
