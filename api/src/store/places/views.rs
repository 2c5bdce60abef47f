//! What shoppers see of places.

use chrono::NaiveDate;
use market::{
    Language,
    language::Bilingual,
    places::{Commune, CommuneKind, Gazetteer, OldProvince, Province, ProvinceAt, ProvinceKind},
};
use poem_openapi::{Enum, Object};

/// Places, and the regions they belong to.
#[derive(Object)]
#[oai(rename = "PlaceList")]
pub(super) struct PlaceListView {
    /// The places.
    items: Vec<PlaceUnitView>,
    /// The six socio-economic regions of today.
    regions: Vec<RegionView>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// A socio-economic region.
#[derive(Object)]
#[oai(rename = "Region")]
struct RegionView {
    /// What to send as `region`.
    slug: String,
    /// What shoppers read.
    name: String,
    /// Codes of its provinces.
    province_codes: Vec<String>,
}

/// A province or commune with the days it is valid.
#[derive(Object)]
#[oai(rename = "PlaceUnit")]
pub(super) struct PlaceUnitView {
    /// Two digits for a province, five for a commune.
    pub(super) code: String,
    /// Its name, without the word for its kind.
    name: String,
    /// What it was on the day asked about; null where we do not know.
    kind: Option<PlaceKindView>,
    /// First day; null where we do not know.
    valid_from: Option<NaiveDate>,
    /// Last day; null while it lasts.
    valid_to: Option<NaiveDate>,
    /// Its region today.
    region: Option<String>,
    /// Code of the province, for communes.
    #[oai(skip_serializing_if_is_none)]
    province_code: Option<String>,
    /// The units it was made of.
    predecessors: Vec<PlaceLinkView>,
    /// The units that took it over.
    successors: Vec<PlaceLinkView>,
    /// Its communes, when one province is asked for.
    #[oai(skip_serializing_if_is_none)]
    communes: Option<Vec<CommuneView>>,
}

/// Another unit.
#[derive(Object)]
#[oai(rename = "PlaceLink")]
struct PlaceLinkView {
    /// Its code while it was valid.
    code: String,
    /// Its name.
    name: String,
    /// Its last day; null while it lasts.
    valid_to: Option<NaiveDate>,
}

/// A commune of a province.
#[derive(Object)]
#[oai(rename = "Commune")]
struct CommuneView {
    /// Five digits.
    code: String,
    /// Its name, without the word for its kind.
    name: String,
    /// What it is.
    kind: PlaceKindView,
}

/// What a unit is.
#[derive(Clone, Copy, Enum)]
#[oai(rename = "PlaceKind", rename_all = "snake_case")]
enum PlaceKindView {
    /// Thành phố trực thuộc trung ương.
    City,
    /// Tỉnh.
    Province,
    /// Phường.
    Ward,
    /// Xã.
    Commune,
    /// Đặc khu.
    SpecialZone,
}

impl From<ProvinceKind> for PlaceKindView {
    fn from(kind: ProvinceKind) -> Self {
        match kind {
            ProvinceKind::City => Self::City,
            ProvinceKind::Province => Self::Province,
        }
    }
}

impl From<CommuneKind> for PlaceKindView {
    fn from(kind: CommuneKind) -> Self {
        match kind {
            CommuneKind::Ward => Self::Ward,
            CommuneKind::Commune => Self::Commune,
            CommuneKind::SpecialZone => Self::SpecialZone,
        }
    }
}

/// How places are shown: in which language, as of which day.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    language: Language,
    day: NaiveDate,
    gazetteer: &'static Gazetteer,
}

impl Shown {
    pub(super) fn new(language: Language, day: NaiveDate) -> Self {
        Self {
            language,
            day,
            gazetteer: Gazetteer::shared(),
        }
    }

    pub(super) fn list(self, items: Vec<PlaceUnitView>) -> PlaceListView {
        let regions = self.gazetteer.regions().iter().map(|region| RegionView {
            slug: region.slug.clone(),
            name: self
                .language
                .pick(&region.name_vi, &region.name_en)
                .to_owned(),
            province_codes: region.province_codes.clone(),
        });
        PlaceListView {
            items,
            regions: regions.collect(),
            next_cursor: None,
        }
    }

    pub(super) fn province(self, province: ProvinceAt<'_>) -> PlaceUnitView {
        match province {
            ProvinceAt::Current(province) => self.current(province),
            ProvinceAt::Old(province) => self.old(province),
        }
    }

    /// Communes of before July 2025 are not kept, so only a province of today has them.
    pub(super) fn province_with_communes(self, province: ProvinceAt<'_>) -> PlaceUnitView {
        let mut unit = self.province(province);
        let communes = match province {
            ProvinceAt::Current(province) => self
                .gazetteer
                .communes_of(&province.code)
                .map(commune_view)
                .collect(),
            ProvinceAt::Old(_) => Vec::new(),
        };
        unit.communes = Some(communes);
        unit
    }

    fn current(self, province: &Province) -> PlaceUnitView {
        PlaceUnitView {
            code: province.code.clone(),
            name: self.name(province),
            kind: province.kind_at(self.day).map(Into::into),
            valid_from: Some(province.valid_from),
            valid_to: province.valid_to,
            region: Some(province.region.clone()),
            province_code: None,
            predecessors: self
                .gazetteer
                .predecessors(&province.code)
                .map(|old| PlaceLinkView {
                    code: old.code.clone(),
                    name: old.name_vi.clone(),
                    valid_to: Some(old.valid_to),
                })
                .collect(),
            successors: Vec::new(),
            communes: None,
        }
    }

    fn old(self, old: &OldProvince) -> PlaceUnitView {
        let successor = self.gazetteer.province(&old.successor_code);
        PlaceUnitView {
            code: old.code.clone(),
            name: old.name_vi.clone(),
            kind: None,
            valid_from: None,
            valid_to: Some(old.valid_to),
            region: successor.map(|province| province.region.clone()),
            province_code: None,
            predecessors: Vec::new(),
            successors: successor
                .map(|province| PlaceLinkView {
                    code: province.code.clone(),
                    name: self.name(province),
                    valid_to: province.valid_to,
                })
                .into_iter()
                .collect(),
            communes: None,
        }
    }

    pub(super) fn commune(self, commune: &Commune) -> PlaceUnitView {
        let region = self.gazetteer.region_of(&commune.province_code);
        PlaceUnitView {
            code: commune.code.clone(),
            name: commune.name_vi.clone(),
            kind: Some(commune.kind.into()),
            valid_from: Some(commune.valid_from),
            valid_to: commune.valid_to,
            region: region.map(|region| region.slug.clone()),
            province_code: Some(commune.province_code.clone()),
            predecessors: Vec::new(),
            successors: Vec::new(),
            communes: None,
        }
    }

    fn name(self, province: &Province) -> String {
        self.language
            .pick(&province.name_vi, &province.name_en)
            .to_owned()
    }
}

fn commune_view(commune: &Commune) -> CommuneView {
    CommuneView {
        code: commune.code.clone(),
        name: commune.name_vi.clone(),
        kind: commune.kind.into(),
    }
}
