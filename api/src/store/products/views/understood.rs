//! How a search text was understood.

use poem_openapi::{Enum, Object};

/// What was read in the text beside words to look for. Ask again with `interpret=false` to take
/// every word as it is, with `interpret=place` to understand nothing but the place, or with filters
/// of your own, which win over the text.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Understood")]
pub(crate) struct UnderstoodView {
    /// In words: "4–5 stars in Cà Mau". Empty when only words were left out.
    label: String,
    /// The words that were looked for.
    words: String,
    /// Stars that the text asks for.
    stars: Vec<u8>,
    /// The place that the text names.
    place: Option<UnderstoodPlaceView>,
    /// The words that were left out: amounts, "OCOP".
    ignored: String,
}

/// A place that a text names.
#[derive(Clone, Debug, Object)]
#[oai(rename = "UnderstoodPlace")]
pub(crate) struct UnderstoodPlaceView {
    /// The filter that takes the value.
    kind: UnderstoodPlaceKindView,
    /// What to send as that filter.
    value: String,
    /// What the place is called today.
    name: String,
    /// The name of before July 2025 it was found by, where that is another.
    formerly: Option<String>,
}

/// A filter that takes a place read in a text.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename = "UnderstoodPlaceKind", rename_all = "snake_case")]
pub(crate) enum UnderstoodPlaceKindView {
    /// A province.
    Province,
    /// A region.
    Region,
}

/// The one thing that was given up, because nothing was exactly as asked.
#[derive(Clone, Debug, Object)]
#[oai(rename = "RelaxedSearch")]
pub(crate) struct RelaxedView {
    /// What it was.
    what: RelaxedPartView,
    /// In words that a shopper can be shown.
    label: String,
}

/// A part of a question that can be given up.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename = "RelaxedPart", rename_all = "snake_case")]
pub(crate) enum RelaxedPartView {
    /// Some of the words.
    Words,
    /// A former district, taken for its whole province.
    District,
    /// The stars.
    Stars,
    /// The place in the text.
    Place,
    /// Everything read into the text.
    Interpretation,
}
