//! Ways in which an answer gets lost.

/// What happens to the next call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// HTTP 500, and nothing was done.
    FailsBefore,
    /// HTTP 500, although the work was done.
    FailsAfter,
    /// The connection breaks in the middle of the answer; the work was done.
    DropsAfter,
    /// No answer, ever, and nothing was done.
    SilentBefore,
    /// No answer, ever, although the work was done.
    SilentAfter,
    /// HTTP 429, and nothing was done.
    TooMany,
    /// An answer that is not what it should be; the work was done.
    Garbles,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 7] = [
        Self::FailsBefore,
        Self::FailsAfter,
        Self::DropsAfter,
        Self::SilentBefore,
        Self::SilentAfter,
        Self::TooMany,
        Self::Garbles,
    ];

    /// Whether the work is done all the same.
    #[must_use]
    pub const fn does_the_work(self) -> bool {
        matches!(
            self,
            Self::FailsAfter | Self::DropsAfter | Self::SilentAfter | Self::Garbles
        )
    }
}
