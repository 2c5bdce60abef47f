//! The index from names to units.

use std::collections::BTreeMap;

use super::{
    Commune, Gazetteer, OldProvince, Province, Region,
    spelling::{self, COMMUNE_TITLES, PROVINCE_TITLES},
};

/// A unit that a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// One of the 34 provinces of today.
    Province(&'a Province),
    /// A province of before July 2025 whose name no province of today bears.
    OldProvince(&'a OldProvince),
    /// A commune of today.
    Commune(&'a Commune),
    /// A region.
    Region(&'a Region),
}

impl<'a> Place<'a> {
    /// Name in Vietnamese.
    #[must_use]
    pub fn name_vi(&self) -> &'a str {
        match self {
            Self::Province(province) => &province.name_vi,
            Self::OldProvince(province) => &province.name_vi,
            Self::Commune(commune) => &commune.name_vi,
            Self::Region(region) => &region.name_vi,
        }
    }

    /// Code of the province of today it leads to; none for a region.
    #[must_use]
    pub fn province_code(&self) -> Option<&'a str> {
        match self {
            Self::Province(province) => Some(&province.code),
            Self::OldProvince(province) => Some(&province.successor_code),
            Self::Commune(commune) => Some(&commune.province_code),
            Self::Region(_) => None,
        }
    }
}

/// Where a unit stands in the gazetteer; the order is the order of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum At {
    Province(usize),
    OldProvince(usize),
    Commune(usize),
    Region(usize),
}

/// Folded names and the units that bear them.
#[derive(Debug, Default)]
pub(super) struct Names {
    units: BTreeMap<String, Vec<At>>,
}

impl Names {
    pub(super) fn of(gazetteer: &Gazetteer) -> Self {
        let mut names = Self::default();
        for (at, province) in gazetteer.provinces.iter().enumerate() {
            names.add(&province.name_vi, At::Province(at));
            names.add(&province.name_en, At::Province(at));
        }
        for (at, old) in gazetteer.old_provinces.iter().enumerate() {
            for name in old.names() {
                let heir = gazetteer
                    .provinces
                    .iter()
                    .position(|new| new.name_vi == old.name_vi);
                names.add(name, heir.map_or(At::OldProvince(at), At::Province));
            }
        }
        for (at, commune) in gazetteer.communes.iter().enumerate() {
            names.add(&commune.name_vi, At::Commune(at));
        }
        for (at, region) in gazetteer.regions.iter().enumerate() {
            names.add(&region.name_vi, At::Region(at));
            names.add(&region.name_en, At::Region(at));
        }
        names
    }

    fn add(&mut self, name: &str, at: At) {
        let units = self.units.entry(search::fold(name)).or_default();
        if !units.contains(&at) {
            units.push(at);
        }
    }

    pub(super) fn find<'a>(&self, gazetteer: &'a Gazetteer, text: &str) -> Vec<Place<'a>> {
        let folded = search::fold(text);
        let mut found: Vec<At> = readings(&folded)
            .into_iter()
            .flat_map(|name| self.units.get(name).into_iter().flatten().copied())
            .collect();
        found.sort();
        found.dedup();
        let marked = spelling::marked(text);
        let mut places: Vec<Place<'a>> = found.into_iter().map(|at| place(gazetteer, at)).collect();
        places.sort_by_key(|place| !marked.ends_with(&spelling::marked(place.name_vi())));
        places
    }

    pub(super) fn suggest<'a>(
        &self,
        gazetteer: &'a Gazetteer,
        prefix: &str,
        limit: usize,
    ) -> Vec<Place<'a>> {
        let folded = search::fold(prefix);
        let mut found: Vec<At> = Vec::new();
        for start in readings(&folded)
            .into_iter()
            .filter(|start| !start.is_empty())
        {
            let from = self.units.range(start.to_owned()..);
            let units = from.take_while(|(name, _)| name.starts_with(start));
            found.extend(units.flat_map(|(_, units)| units));
        }
        found.sort();
        found.dedup();
        found.truncate(limit);
        found.into_iter().map(|at| place(gazetteer, at)).collect()
    }

    /// Communes of one province that bear this folded name.
    pub(super) fn communes_in<'a>(
        &'a self,
        gazetteer: &'a Gazetteer,
        province_code: &'a str,
        folded: &str,
    ) -> impl Iterator<Item = &'a Commune> {
        let units = self.units.get(folded).into_iter().flatten();
        units.filter_map(move |at| match place(gazetteer, *at) {
            Place::Commune(commune) if commune.province_code == province_code => Some(commune),
            _ => None,
        })
    }
}

/// The text itself, and what is left of it behind a title such as "tỉnh" or "xã".
fn readings(folded: &str) -> Vec<&str> {
    let titles = [&PROVINCE_TITLES[..], &COMMUNE_TITLES[..]];
    let behind = titles
        .into_iter()
        .filter_map(|titles| spelling::without_title(folded, titles));
    std::iter::once(folded)
        .chain(behind.map(|(_, name)| name))
        .collect()
}

fn place(gazetteer: &Gazetteer, at: At) -> Place<'_> {
    match at {
        At::Province(at) => Place::Province(&gazetteer.provinces[at]),
        At::OldProvince(at) => Place::OldProvince(&gazetteer.old_provinces[at]),
        At::Commune(at) => Place::Commune(&gazetteer.communes[at]),
        At::Region(at) => Place::Region(&gazetteer.regions[at]),
    }
}
