//! Reading the place files, and the checks that they agree with each other.

use chrono::NaiveDate;
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    Commune, CommuneKind, Gazetteer, KindChange, OldProvince, Province, ProvinceKind, Region,
    THREE_LEVELS_UNTIL, TWO_LEVELS_SINCE, names::Names,
};

const REGIONS: File = File(
    "vn-regions.csv",
    include_str!("../../../data/vn-regions.csv"),
);
const PROVINCES: File = File(
    "vn-provinces.csv",
    include_str!("../../../data/vn-provinces.csv"),
);
const OLD_PROVINCES: File = File(
    "vn-provinces-legacy.csv",
    include_str!("../../../data/vn-provinces-legacy.csv"),
);
const COMMUNES: File = File(
    "vn-communes.csv",
    include_str!("../../../data/vn-communes.csv"),
);
const KIND_CHANGES: File = File(
    "vn-province-kind-changes.csv",
    include_str!("../../../data/vn-province-kind-changes.csv"),
);
const ALIASES: File = File(
    "vn-province-aliases.csv",
    include_str!("../../../data/vn-province-aliases.csv"),
);

/// The instrument that gave the provinces of today their codes.
const TWO_LEVELS_INSTRUMENT: &str = "19/2025/QĐ-TTg";

/// Why the place files cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GazetteerError {
    /// A file is not the table we know.
    #[error("{file} cannot be read")]
    Unreadable {
        /// Name of the file in `data/`.
        file: &'static str,
        /// What the reader met.
        #[source]
        cause: csv::Error,
    },
    /// A row names something that no other row defines, or contradicts it.
    #[error("{file}: {value} does not agree with the other place files")]
    Contradiction {
        /// Name of the file in `data/`.
        file: &'static str,
        /// The value that has no counterpart.
        value: String,
    },
    /// Two rows have one key.
    #[error("{file}: {key} stands there twice")]
    Twice {
        /// Name of the file in `data/`.
        file: &'static str,
        /// The repeated key.
        key: String,
    },
}

/// A shipped table: its name and its text.
struct File(&'static str, &'static str);

impl File {
    fn rows<T: DeserializeOwned>(&self) -> Result<Vec<T>, GazetteerError> {
        let mut reader = csv::Reader::from_reader(self.1.as_bytes());
        let rows: Result<Vec<T>, csv::Error> = reader.deserialize().collect();
        rows.map_err(|cause| GazetteerError::Unreadable {
            file: self.0,
            cause,
        })
    }

    fn check(&self, agrees: bool, value: &str) -> Result<(), GazetteerError> {
        if agrees {
            return Ok(());
        }
        Err(GazetteerError::Contradiction {
            file: self.0,
            value: value.to_owned(),
        })
    }

    fn check_unique<'a>(&self, keys: impl Iterator<Item = &'a str>) -> Result<(), GazetteerError> {
        let mut seen = std::collections::HashSet::new();
        for key in keys {
            if !seen.insert(key) {
                return Err(GazetteerError::Twice {
                    file: self.0,
                    key: key.to_owned(),
                });
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct RegionRow {
    slug: String,
    name_vi: String,
    name_en: String,
    province_codes: String,
}

#[derive(Deserialize)]
struct ProvinceRow {
    code: String,
    name_vi: String,
    name_en: String,
    slug: String,
    #[serde(rename = "type")]
    kind: KindName,
    socio_economic_region: String,
    merged_from: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KindName {
    City,
    Province,
}

#[derive(Deserialize)]
struct OldProvinceRow {
    old_code: String,
    name_vi: String,
    slug: String,
    alias_vi: String,
    new_code: String,
}

#[derive(Deserialize)]
struct CommuneRow {
    code: String,
    name_vi: String,
    #[serde(rename = "type")]
    kind: CommuneKindName,
    province_code: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum CommuneKindName {
    Ward,
    Commune,
    SpecialZone,
}

#[derive(Deserialize)]
struct KindChangeRow {
    code: String,
    kind_before: KindName,
    kind_after: KindName,
    valid_from: NaiveDate,
    instrument: String,
}

#[derive(Deserialize)]
struct AliasRow {
    old_code: String,
    alias: String,
}

pub(super) fn load() -> Result<Gazetteer, GazetteerError> {
    let old_provinces = old_provinces()?;
    let provinces = provinces(&old_provinces)?;
    for old in &old_provinces {
        let known = provinces
            .iter()
            .any(|province| province.code == old.successor_code);
        OLD_PROVINCES.check(known, &old.successor_code)?;
    }
    let mut gazetteer = Gazetteer {
        regions: regions(&provinces)?,
        communes: communes(&provinces)?,
        provinces,
        old_provinces,
        names: Names::default(),
    };
    gazetteer.names = Names::of(&gazetteer);
    Ok(gazetteer)
}

fn old_provinces() -> Result<Vec<OldProvince>, GazetteerError> {
    let aliases: Vec<AliasRow> = ALIASES.rows()?;
    let rows: Vec<OldProvinceRow> = OLD_PROVINCES.rows()?;
    OLD_PROVINCES.check_unique(rows.iter().map(|row| row.old_code.as_str()))?;
    for alias in &aliases {
        let known = rows.iter().any(|row| row.old_code == alias.old_code);
        ALIASES.check(known, &alias.old_code)?;
    }
    let old = rows.into_iter().map(|row| {
        let own = (!row.alias_vi.is_empty()).then_some(row.alias_vi);
        let ours = aliases
            .iter()
            .filter(|alias| alias.old_code == row.old_code);
        OldProvince {
            aliases: own
                .into_iter()
                .chain(ours.map(|alias| alias.alias.clone()))
                .collect(),
            code: row.old_code,
            name_vi: row.name_vi,
            slug: row.slug,
            successor_code: row.new_code,
            valid_to: THREE_LEVELS_UNTIL,
        }
    });
    Ok(old.collect())
}

fn provinces(old: &[OldProvince]) -> Result<Vec<Province>, GazetteerError> {
    let changes: Vec<KindChangeRow> = KIND_CHANGES.rows()?;
    let rows: Vec<ProvinceRow> = PROVINCES.rows()?;
    PROVINCES.check_unique(rows.iter().map(|row| row.code.as_str()))?;
    for change in &changes {
        KIND_CHANGES.check(rows.iter().any(|row| row.code == change.code), &change.code)?;
    }
    rows.into_iter()
        .map(|row| {
            for name in row.merged_from.split(';') {
                let agrees =
                    |old: &OldProvince| old.name_vi == name && old.successor_code == row.code;
                PROVINCES.check(old.iter().any(agrees), name)?;
            }
            Ok(Province {
                kinds: kinds(&row, &changes)?,
                code: row.code,
                name_vi: row.name_vi,
                name_en: row.name_en,
                slug: row.slug,
                region: row.socio_economic_region,
                valid_from: TWO_LEVELS_SINCE,
                valid_to: None,
            })
        })
        .collect()
}

/// The file of provinces says what each is now, the file of changes what it was before.
fn kinds(row: &ProvinceRow, changes: &[KindChangeRow]) -> Result<Vec<KindChange>, GazetteerError> {
    let mut changes: Vec<&KindChangeRow> = changes
        .iter()
        .filter(|change| change.code == row.code)
        .collect();
    changes.sort_by_key(|change| change.valid_from);
    let first = changes
        .first()
        .map_or(row.kind, |change| change.kind_before);
    let mut kinds = vec![KindChange {
        valid_from: TWO_LEVELS_SINCE,
        kind: kind(first),
        instrument: TWO_LEVELS_INSTRUMENT.to_owned(),
    }];
    kinds.extend(changes.iter().map(|change| KindChange {
        valid_from: change.valid_from,
        kind: kind(change.kind_after),
        instrument: change.instrument.clone(),
    }));
    let agrees = kinds.last().is_some_and(|last| last.kind == kind(row.kind));
    KIND_CHANGES.check(agrees, &row.code)?;
    Ok(kinds)
}

fn kind(name: KindName) -> ProvinceKind {
    match name {
        KindName::City => ProvinceKind::City,
        KindName::Province => ProvinceKind::Province,
    }
}

fn regions(provinces: &[Province]) -> Result<Vec<Region>, GazetteerError> {
    let rows: Vec<RegionRow> = REGIONS.rows()?;
    REGIONS.check_unique(rows.iter().map(|row| row.slug.as_str()))?;
    let regions: Vec<Region> = rows
        .into_iter()
        .map(|row| Region {
            province_codes: row.province_codes.split(';').map(str::to_owned).collect(),
            slug: row.slug,
            name_vi: row.name_vi,
            name_en: row.name_en,
        })
        .collect();
    for province in provinces {
        let lists = |region: &&Region| region.province_codes.contains(&province.code);
        let mut listing = regions.iter().filter(lists).map(|region| &region.slug);
        let agrees = listing.next() == Some(&province.region) && listing.next().is_none();
        REGIONS.check(agrees, &province.code)?;
    }
    Ok(regions)
}

fn communes(provinces: &[Province]) -> Result<Vec<Commune>, GazetteerError> {
    let rows: Vec<CommuneRow> = COMMUNES.rows()?;
    COMMUNES.check_unique(rows.iter().map(|row| row.code.as_str()))?;
    for row in &rows {
        let known = provinces
            .iter()
            .any(|province| province.code == row.province_code);
        COMMUNES.check(known, &row.province_code)?;
    }
    let mut communes: Vec<Commune> = rows
        .into_iter()
        .map(|row| Commune {
            code: row.code,
            name_vi: row.name_vi,
            kind: match row.kind {
                CommuneKindName::Ward => CommuneKind::Ward,
                CommuneKindName::Commune => CommuneKind::Commune,
                CommuneKindName::SpecialZone => CommuneKind::SpecialZone,
            },
            province_code: row.province_code,
            valid_from: TWO_LEVELS_SINCE,
            valid_to: None,
        })
        .collect();
    communes.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(communes)
}
