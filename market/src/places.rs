//! The gazetteer: provinces, communes and regions of Vietnam, each with the days it is valid.
//!
//! Since 1 July 2025 there are two levels, 34 provinces and 3,321 communes, and no districts.
//! The 63 provinces before that day are kept as predecessors. Codes are text with leading
//! zeros; seven of them were given a new meaning that day, so a code without a date means
//! today's unit. Sources: `data/` and its README.

mod load;
mod names;
mod resolve;
mod spelling;
mod unit;

use std::sync::LazyLock;

use chrono::NaiveDate;

pub use load::GazetteerError;
pub use names::Place;
pub use resolve::{PlaceColumn, PrintedPlace, Resolved, Unresolved, UnresolvedReason};
pub use unit::{Commune, CommuneKind, KindChange, OldProvince, Province, ProvinceKind, Region};

/// First day of the two-level map (Resolution 202/2025/QH15, Decision 19/2025/QĐ-TTg).
pub const TWO_LEVELS_SINCE: NaiveDate =
    NaiveDate::from_ymd_opt(2025, 7, 1).expect("a day of the calendar");

/// Last day of the 63 provinces.
pub const THREE_LEVELS_UNTIL: NaiveDate =
    NaiveDate::from_ymd_opt(2025, 6, 30).expect("a day of the calendar");

static SHARED: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::load().expect("the shipped place files agree with each other"));

/// Every unit we know, and the ways to find one.
#[derive(Debug)]
pub struct Gazetteer {
    regions: Vec<Region>,
    provinces: Vec<Province>,
    old_provinces: Vec<OldProvince>,
    /// Sorted by code.
    communes: Vec<Commune>,
    names: names::Names,
}

/// What a province code meant on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProvinceAt<'a> {
    /// One of the 34.
    Current(&'a Province),
    /// One of the 63 valid until 30 June 2025.
    Old(&'a OldProvince),
}

impl Gazetteer {
    /// Reads the place files that ship with the market.
    ///
    /// # Errors
    ///
    /// [`GazetteerError`] when a file cannot be read or contradicts another.
    pub fn load() -> Result<Self, GazetteerError> {
        load::load()
    }

    /// The gazetteer of this process, read on first use.
    ///
    /// # Panics
    ///
    /// Only when the shipped files are broken, which a test rules out.
    #[must_use]
    pub fn shared() -> &'static Self {
        &SHARED
    }

    /// The six socio-economic regions (Resolution 306/NQ-CP of 5 October 2025).
    #[must_use]
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The 34 provinces of today.
    #[must_use]
    pub fn provinces(&self) -> &[Province] {
        &self.provinces
    }

    /// The 63 provinces valid until 30 June 2025.
    #[must_use]
    pub fn old_provinces(&self) -> &[OldProvince] {
        &self.old_provinces
    }

    /// All communes of today, by code.
    #[must_use]
    pub fn communes(&self) -> &[Commune] {
        &self.communes
    }

    /// The communes of one province.
    pub fn communes_of<'a>(&'a self, province_code: &'a str) -> impl Iterator<Item = &'a Commune> {
        self.communes
            .iter()
            .filter(move |commune| commune.province_code == province_code)
    }

    /// The province that has this code today.
    #[must_use]
    pub fn province(&self, code: &str) -> Option<&Province> {
        self.provinces.iter().find(|province| province.code == code)
    }

    /// The province that has this address part (`ca-mau`) today.
    #[must_use]
    pub fn province_by_slug(&self, slug: &str) -> Option<&Province> {
        self.provinces.iter().find(|province| province.slug == slug)
    }

    /// The province that had this code until 30 June 2025.
    #[must_use]
    pub fn old_province(&self, code: &str) -> Option<&OldProvince> {
        self.old_provinces
            .iter()
            .find(|province| province.code == code)
    }

    /// What a province code meant on a day.
    #[must_use]
    pub fn province_at(&self, code: &str, date: NaiveDate) -> Option<ProvinceAt<'_>> {
        if date < TWO_LEVELS_SINCE {
            self.old_province(code).map(ProvinceAt::Old)
        } else {
            self.province(code).map(ProvinceAt::Current)
        }
    }

    /// The provinces of a day: 63 until 30 June 2025, 34 since.
    #[must_use]
    pub fn provinces_at(&self, date: NaiveDate) -> Vec<ProvinceAt<'_>> {
        if date < TWO_LEVELS_SINCE {
            self.old_provinces.iter().map(ProvinceAt::Old).collect()
        } else {
            self.provinces.iter().map(ProvinceAt::Current).collect()
        }
    }

    /// The old provinces that a province of today was made of.
    pub fn predecessors<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a OldProvince> {
        self.old_provinces
            .iter()
            .filter(move |old| old.successor_code == code)
    }

    /// The province of today that took over a province of before July 2025.
    #[must_use]
    pub fn successor(&self, old_code: &str) -> Option<&Province> {
        self.province(&self.old_province(old_code)?.successor_code)
    }

    /// The commune that has this code today.
    #[must_use]
    pub fn commune(&self, code: &str) -> Option<&Commune> {
        let at = self
            .communes
            .binary_search_by(|commune| commune.code.as_str().cmp(code))
            .ok()?;
        self.communes.get(at)
    }

    /// The commune that had this code on a day; none before July 2025, whose units we do not keep.
    #[must_use]
    pub fn commune_at(&self, code: &str, date: NaiveDate) -> Option<&Commune> {
        self.commune(code)
            .filter(|commune| commune.valid_from <= date)
    }

    /// Whether these two codes name a commune and its province, as a two-level address must.
    #[must_use]
    pub fn is_commune_of(&self, commune_code: &str, province_code: &str) -> bool {
        self.commune(commune_code)
            .is_some_and(|commune| commune.province_code == province_code)
    }

    /// The region with this address part.
    #[must_use]
    pub fn region(&self, slug: &str) -> Option<&Region> {
        self.regions.iter().find(|region| region.slug == slug)
    }

    /// The region a province of today belongs to.
    #[must_use]
    pub fn region_of(&self, province_code: &str) -> Option<&Region> {
        self.region(&self.province(province_code)?.region)
    }

    /// Every name people may search a unit of today by: Vietnamese, English, old names, aliases.
    ///
    /// Takes a province or commune code; an unknown code has no names.
    #[must_use]
    pub fn names_of(&self, code: &str) -> Vec<&str> {
        if let Some(commune) = self.commune(code) {
            return vec![&commune.name_vi];
        }
        let Some(province) = self.province(code) else {
            return Vec::new();
        };
        let old = self
            .predecessors(&province.code)
            .flat_map(OldProvince::names);
        let mut names = vec![province.name_vi.as_str(), province.name_en.as_str()];
        names.extend(old);
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(*name));
        names
    }

    /// The units called exactly this, whatever the marks, case and leading "tỉnh", "xã", "TP.".
    ///
    /// Provinces first, then old provinces, communes, regions; a name spelled with the very
    /// same marks goes before one that only sounds alike.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Place<'_>> {
        self.names.find(self, text)
    }

    /// At most `limit` units whose name begins like this, provinces first.
    #[must_use]
    pub fn suggest(&self, prefix: &str, limit: usize) -> Vec<Place<'_>> {
        self.names.suggest(self, prefix, limit)
    }

    /// Finds the units of a place as someone printed it, claiming only what is certain.
    #[must_use]
    pub fn resolve_printed(&self, printed: &PrintedPlace) -> Resolved {
        resolve::resolve(self, printed)
    }
}

#[cfg(test)]
mod tests;
