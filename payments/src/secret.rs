//! Keys of providers, which never reach a log.

use std::fmt;

/// A key shared with a provider.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a key.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key itself, for signing and for sending to its provider.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// The key in use and, while keys are being exchanged, the one before it. We sign with the
/// first and believe both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secrets {
    /// The key in use.
    pub current: Secret,
    /// The key before it, during an exchange.
    pub previous: Option<Secret>,
}

impl Secrets {
    /// One key, and none before it.
    #[must_use]
    pub fn one(key: impl Into<String>) -> Self {
        Self {
            current: Secret::new(key),
            previous: None,
        }
    }

    /// Whether any of the keys satisfies a check.
    pub(crate) fn any(&self, mut check: impl FnMut(&Secret) -> bool) -> bool {
        check(&self.current) || self.previous.as_ref().is_some_and(check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_do_not_show_when_printed() {
        let secrets = Secrets {
            current: Secret::new("new-key"),
            previous: Some(Secret::new("old-key")),
        };

        let printed = format!("{secrets:?}");

        assert!(!printed.contains("key"), "{printed}");
    }

    #[test]
    fn both_keys_are_believed_during_an_exchange() {
        let secrets = Secrets {
            current: Secret::new("new"),
            previous: Some(Secret::new("old")),
        };

        assert!(secrets.any(|secret| secret.reveal() == "new"));
        assert!(secrets.any(|secret| secret.reveal() == "old"));
        assert!(!secrets.any(|secret| secret.reveal() == "other"));
    }
}
