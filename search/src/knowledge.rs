//! What shoppers' words mean: goods in the words of the trade, places old and new, stars, units.
//!
//! - `glossary` gives a product the other names its goods go by, English ones among them: they are
//!   indexed with it, so that every engine finds them, mistyped ones too;
//! - `places` knows provinces, those merged in 2025, their districts, and regions;
//! - `reading` takes a typed text apart with their help.
//!
//! All of it is data of this project, `data/` and its README, compiled in and read once.

mod glossary;
mod places;
mod reading;
mod stars;
mod tokens;
mod units;

use std::sync::LazyLock;

pub use places::PlaceFilter;
pub use reading::{Interpret, ReadPlace, Reading};

use glossary::Glossary;
use places::Places;

static SHARED: LazyLock<Knowledge> = LazyLock::new(|| Knowledge {
    glossary: Glossary::load(),
    places: Places::load(),
});

/// What is known of words.
pub struct Knowledge {
    glossary: Glossary,
    places: Places,
}

impl Knowledge {
    /// What ships with this crate.
    #[must_use]
    pub fn shared() -> &'static Self {
        &SHARED
    }

    /// The other names of what a product's names name: words of other regions and of the trade,
    /// English.
    #[must_use]
    pub fn other_names(&self, names: &[String]) -> Vec<String> {
        self.glossary.other_names(names)
    }

    /// What a province of today is called, and what those were that were merged into it; nothing
    /// for a code that is none.
    #[must_use]
    pub fn province_names(&self, code: &str) -> &[String] {
        self.places.province_names(code)
    }

    /// What a typed text asks for.
    #[must_use]
    pub fn read(&self, text: &str) -> Reading {
        self.read_parts(text, Interpret::ALL)
    }

    /// What a typed text asks for, if only these parts are understood.
    #[must_use]
    pub fn read_parts(&self, text: &str, interpret: Interpret) -> Reading {
        reading::read(text, &self.places, interpret)
    }
}
