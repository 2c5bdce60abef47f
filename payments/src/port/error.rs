use super::LimitError;

/// Our word for a key that a provider does not take, or that lacks a right.
pub(crate) const UNAUTHORISED: &str = "unauthorised";
/// Our word for a request that could not be made.
pub(crate) const CONFIGURATION: &str = "configuration";

/// Why a provider did not do what we asked, or why we cannot tell whether it did.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// The work may or may not have been done: ask before anything else.
    #[error("the provider's answer is unknown: {0}")]
    Unknown(#[from] UnknownCause),
    /// The provider will not do it; nothing has happened.
    #[error("the provider refused ({code}): {message}")]
    Refused {
        /// The provider's own code, or a word of ours for what is wrong on our side.
        code: String,
        /// The provider's own words, for staff.
        message: String,
    },
    /// Outside the provider's limits; it was not asked.
    #[error("outside the provider's limits: {0}")]
    Limit(#[from] LimitError),
    /// This provider has no such operation.
    #[error("the provider has no such operation")]
    NotSupported,
    /// The stored name of the attempt is not one this provider gave.
    #[error("the provider does not know the attempt {0}")]
    UnknownAttempt(String),
}

impl ProviderError {
    /// Whether the provider will never do this work: a refusal that is not about our keys or
    /// their rights, which can be mended.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if !is_about_us(code))
    }
}

/// Whether the code of a refusal says that our side is wrong, and nothing of the work.
pub(crate) fn is_about_us(code: &str) -> bool {
    code == UNAUTHORISED || code == CONFIGURATION
}

/// Why we cannot tell what a provider did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownCause {
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The connection could not be made or broke.
    #[error("the connection failed")]
    Connection,
    /// An HTTP status that says nothing about the work.
    #[error("HTTP status {0}")]
    Status(u16),
    /// An answer that cannot be read.
    #[error("the answer cannot be read")]
    Unreadable,
    /// An answer that is not signed by the provider.
    #[error("the answer is not signed by the provider")]
    Signature,
    /// The provider is still at work on it.
    #[error("the provider is still at work")]
    InProgress,
}
