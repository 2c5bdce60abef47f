//! Names of provinces of today and before July 2025, of their districts, and of regions.

use std::collections::HashMap;

use super::tokens::Token;
use crate::{
    fold::fold,
    words::{Word, words},
};

const PROVINCES: &str = include_str!("../../../data/vn-provinces.csv");
const OLD_PROVINCES: &str = include_str!("../../../data/vn-provinces-legacy.csv");
const ALIASES: &str = include_str!("../../../data/vn-province-aliases.csv");
const DISTRICTS: &str = include_str!("../../../data/vn-districts-legacy.csv");
const REGIONS: &str = include_str!("../../../data/vn-regions.csv");

/// What regions are called beside their official names.
const REGION_ALIASES: [(&str, &str); 7] = [
    ("mekong-river-delta", "miền Tây"),
    ("mekong-river-delta", "đồng bằng sông Cửu Long"),
    ("mekong-river-delta", "ĐBSCL"),
    ("mekong-river-delta", "Mekong Delta"),
    ("red-river-delta", "đồng bằng Bắc Bộ"),
    ("northern-midlands-mountains", "Tây Bắc"),
    ("northern-midlands-mountains", "Đông Bắc"),
];
/// Words of the longest name.
const NAME_WORDS_MAX: usize = 12;

/// What a place narrows an answer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceFilter {
    /// A province of today, by code.
    Province(String),
    /// A region, by slug.
    Region(String),
}

/// A name and the place of today it stands for.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) words: Vec<Word>,
    pub(super) filter: PlaceFilter,
    /// Whether no place of today bears the name at its level.
    pub(super) is_former: bool,
}

/// All names, by their first word, folded.
pub(super) struct Places {
    provinces: HashMap<String, Vec<Named>>,
    districts: HashMap<String, Vec<Named>>,
    /// Official names, of today and of before, by the code of today.
    province_names: HashMap<String, Vec<String>>,
}

impl Places {
    pub(super) fn load() -> Self {
        let mut provinces = Vec::new();
        let mut code_of_old_name = HashMap::new();
        let mut name_of_old_code = HashMap::new();
        let mut province_names: HashMap<String, Vec<String>> = HashMap::new();
        for row in rows(PROVINCES) {
            let [code, name, english] = [row[0], row[1], row[2]];
            province_names.insert(code.to_owned(), vec![name.to_owned()]);
            // An English name that only drops the marks is read as the Vietnamese one is.
            let other = (fold(english) != fold(name)).then_some(english);
            for name in std::iter::once(name).chain(other) {
                provinces.push(named(name, PlaceFilter::Province(code.to_owned()), false));
            }
        }
        for row in rows(OLD_PROVINCES) {
            let [old_code, name, alias, code] = [row[0], row[1], row[3], row[4]];
            code_of_old_name.insert(name, code);
            let names = province_names.entry(code.to_owned()).or_default();
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
            name_of_old_code.insert(old_code, code);
            for name in std::iter::once(name).chain(alias.split(';')) {
                provinces.push(named(name, PlaceFilter::Province(code.to_owned()), true));
            }
        }
        for row in rows(ALIASES) {
            if let Some(code) = name_of_old_code.get(row[0]) {
                provinces.push(named(
                    row[1],
                    PlaceFilter::Province((*code).to_owned()),
                    false,
                ));
            }
        }
        for row in rows(REGIONS) {
            for name in [row[1], row[2]] {
                provinces.push(named(name, PlaceFilter::Region(row[0].to_owned()), false));
            }
        }
        for (slug, name) in REGION_ALIASES {
            provinces.push(named(name, PlaceFilter::Region(slug.to_owned()), false));
        }
        let provinces = by_first_word(provinces);
        let districts = districts(&code_of_old_name, &provinces);
        Self {
            provinces,
            districts,
            province_names,
        }
    }

    /// What a province is and was called, by its code of today.
    pub(super) fn province_names(&self, code: &str) -> &[String] {
        self.province_names.get(code).map_or(&[], Vec::as_slice)
    }

    /// The longest province or region that the words begin with.
    pub(super) fn at(&self, tokens: &[Token]) -> Option<&Named> {
        longest(&self.provinces, tokens)
    }

    /// The longest district that the words begin with.
    pub(super) fn district_at(&self, tokens: &[Token]) -> Option<&Named> {
        longest(&self.districts, tokens)
    }
}

/// Districts of one province only, and of more words than one: the others tell too little.
fn districts(
    codes: &HashMap<&str, &str>,
    provinces: &HashMap<String, Vec<Named>>,
) -> HashMap<String, Vec<Named>> {
    let mut districts: HashMap<&str, Vec<&str>> = HashMap::new();
    for row in rows(DISTRICTS) {
        for district in row[1].split(';') {
            districts
                .entry(district)
                .or_default()
                .extend(codes.get(row[0]));
        }
    }
    let telling = districts.into_iter().filter_map(|(district, codes)| {
        let code = codes.first()?;
        let one_province = codes.iter().all(|other| other == code);
        let named = named(district, PlaceFilter::Province((*code).to_owned()), true);
        let first = named.words.first()?;
        let is_province = provinces
            .get(&first.folded)
            .is_some_and(|others| others.iter().any(|other| other.words == named.words));
        (one_province && named.words.len() > 1 && !is_province).then_some(named)
    });
    by_first_word(telling.collect())
}

fn rows(file: &str) -> impl Iterator<Item = Vec<&str>> {
    file.lines().skip(1).map(|line| line.split(',').collect())
}

fn named(name: &str, filter: PlaceFilter, is_former: bool) -> Named {
    Named {
        name: name.to_owned(),
        words: words(name, NAME_WORDS_MAX),
        filter,
        is_former,
    }
}

fn by_first_word(names: Vec<Named>) -> HashMap<String, Vec<Named>> {
    let mut known: HashMap<String, Vec<Named>> = HashMap::new();
    for named in names {
        let Some(first) = named.words.first() else {
            continue;
        };
        let names = known.entry(first.folded.clone()).or_default();
        // A province that kept its name stands first, as the one of today.
        if names.iter().all(|other| other.words != named.words) {
            names.push(named);
        }
    }
    known
}

fn longest<'a>(names: &'a HashMap<String, Vec<Named>>, tokens: &[Token]) -> Option<&'a Named> {
    let first = tokens.first()?;
    let fits = |named: &&Named| {
        named.words.len() <= tokens.len()
            && named
                .words
                .iter()
                .zip(tokens)
                .all(|(word, token)| token.names(word))
            && is_enough(named, tokens)
    };
    let names = names.get(&first.word.folded)?.iter().filter(fits);
    names.max_by_key(|named| named.words.len())
}

/// One word without its marks is a place only where a text ends: `hue` may be many things.
fn is_enough(named: &Named, tokens: &[Token]) -> bool {
    let [word] = named.words.as_slice() else {
        return true;
    };
    tokens.len() == 1
        || tokens
            .first()
            .is_some_and(|token| token.word.marked == word.marked)
}
