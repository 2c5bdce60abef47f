//! What a partial update says about one value.

/// Keep a value, clear it, or set it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// Nothing was said.
    #[default]
    Keep,
    /// It shall be empty.
    Clear,
    /// It shall be this.
    To(T),
}

impl<T> Change<T> {
    /// Makes the change.
    pub fn apply(self, to: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *to = None,
            Self::To(value) => *to = Some(value),
        }
    }

    /// The same change with the value checked or turned into another.
    ///
    /// # Errors
    ///
    /// What `check` refuses; a checked value may also turn out to be empty.
    pub fn try_map<U, E>(
        self,
        check: impl FnOnce(T) -> Result<Option<U>, E>,
    ) -> Result<Change<U>, E> {
        Ok(match self {
            Self::Keep => Change::Keep,
            Self::Clear => Change::Clear,
            Self::To(value) => check(value)?.map_or(Change::Clear, Change::To),
        })
    }
}

impl<T> From<Option<T>> for Change<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Keep, Self::To)
    }
}
