//! How a text was understood, in words that a client can show and a shopper can undo.

use search::{Found, Knowledge, PlaceFilter, Query, ReadPlace, Reading};
use serde::Serialize;

use crate::{App, Language, catalog::documents, language::Bilingual, places::Gazetteer};

/// Products whose words a mistyped text is compared with.
const PRODUCTS_READ: usize = 5;

/// How a text was understood, and what was given up to find anything.
#[derive(Clone, Debug, Default)]
pub(super) struct Understood {
    pub(super) read: Option<Read>,
    pub(super) relaxed: Option<Relaxed>,
}

/// What was read in a text.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Read {
    /// "4–5 stars in Cà Mau".
    label: String,
    /// The words that were looked for.
    words: String,
    stars: Vec<u8>,
    place: Option<ReadAs>,
    /// The words that were left out.
    ignored: String,
}

/// The place read in a text.
#[derive(Clone, Debug, Serialize)]
struct ReadAs {
    kind: &'static str,
    value: String,
    name: String,
    formerly: Option<String>,
}

/// What was given up.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Relaxed {
    what: &'static str,
    label: String,
}

impl Understood {
    pub(super) fn of(found: &Found, language: Language) -> Self {
        let took_district = found.relaxed == Some(search::Relaxed::District);
        let read = found.reading.as_ref().and_then(|reading| {
            let place = match took_district {
                true => reading.district.as_ref(),
                false => reading.place.as_ref(),
            };
            read(reading, place, language)
        });
        Self {
            read: read.filter(|_| found.relaxed != Some(search::Relaxed::Reading)),
            relaxed: found.relaxed.map(|relaxed| given_up(relaxed, language)),
        }
    }
}

/// What was read, if anything but words was.
fn read(reading: &Reading, place: Option<&ReadPlace>, language: Language) -> Option<Read> {
    if reading.stars.is_empty() && place.is_none() && reading.ignored.is_empty() {
        return None;
    }
    let shown = place.map(|place| read_as(place, language));
    let stars = stars_label(&reading.stars, language);
    let at = shown.as_ref().map(|place| {
        let at = language.pick("ở {place}", "in {place}");
        at.replace("{place}", &place.name)
    });
    let label: Vec<String> = stars.into_iter().chain(at).collect();
    Some(Read {
        label: label.join(" "),
        words: place
            .map_or(&reading.words, |place| &place.other_words)
            .clone(),
        stars: reading.stars.clone(),
        place: shown,
        ignored: reading.ignored.clone(),
    })
}

fn stars_label(stars: &[u8], language: Language) -> Option<String> {
    let (first, last) = (stars.first()?, stars.last()?);
    let word = language.pick("sao", "stars");
    let is_run = usize::from(last - first) + 1 == stars.len();
    Some(match stars {
        [one] => format!("{one} {word}"),
        _ if is_run => format!("{first}–{last} {word}"),
        _ => {
            let numbers: Vec<String> = stars.iter().map(u8::to_string).collect();
            format!("{} {word}", numbers.join(", "))
        }
    })
}

fn read_as(place: &ReadPlace, language: Language) -> ReadAs {
    let gazetteer = Gazetteer::shared();
    let (kind, value, names) = match &place.filter {
        PlaceFilter::Province(code) => {
            let province = gazetteer.province(code);
            let names = province.map(|province| (&province.name_vi, &province.name_en));
            ("province", code, names)
        }
        PlaceFilter::Region(slug) => {
            let region = gazetteer.region(slug);
            let names = region.map(|region| (&region.name_vi, &region.name_en));
            ("region", slug, names)
        }
    };
    let name = names.map_or(place.name.as_str(), |(vi, en)| language.pick(vi, en));
    ReadAs {
        kind,
        value: value.clone(),
        name: name.to_owned(),
        formerly: place.is_former.then(|| place.name.clone()),
    }
}

fn given_up(relaxed: search::Relaxed, language: Language) -> Relaxed {
    use search::Relaxed as Given;
    let (what, vi, en) = match relaxed {
        Given::Words => ("words", "không đủ các từ đã gõ", "not all of the words"),
        Given::District => (
            "district",
            "cả tỉnh thay cho huyện cũ",
            "the whole province of the former district",
        ),
        Given::Stars => ("stars", "mọi số sao", "any number of stars"),
        Given::Place => ("place", "mọi nơi", "any place"),
        Given::Reading => (
            "interpretation",
            "đúng từng chữ đã gõ",
            "the words as typed",
        ),
    };
    let label = language
        .pick(
            "Không có sản phẩm đúng như đã tìm. Đang hiện: {shown}.",
            "Nothing is exactly as asked. Shown instead: {shown}.",
        )
        .replace("{shown}", language.pick(vi, en));
    Relaxed { what, label }
}

/// The text with its mistyped words corrected, when nothing has it as typed.
pub(super) fn did_you_mean(app: &App, query: &Query, found: &Found) -> Option<String> {
    let typed = query.text.as_deref()?;
    if !found.answer.stretched {
        return None;
    }
    let best = &found.answer.hits[..found.answer.hits.len().min(PRODUCTS_READ)];
    let gazetteer = Gazetteer::shared();
    let mut texts = Vec::new();
    for label in documents::labels(app, best, Language::Vi) {
        texts.extend(Knowledge::shared().other_names(std::slice::from_ref(&label.name)));
        let code = label.place.province_code;
        let places = code
            .as_deref()
            .into_iter()
            .flat_map(|code| gazetteer.names_of(code));
        texts.extend(places.map(str::to_owned));
        texts.extend([label.name, label.seller.name]);
    }
    search::did_you_mean(typed, &texts)
}
