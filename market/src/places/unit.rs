//! The units of the gazetteer, and the days they are valid.

use chrono::NaiveDate;

/// A socio-economic region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Address part and key, such as `mekong-river-delta`.
    pub slug: String,
    /// Name in Vietnamese.
    pub name_vi: String,
    /// Name in English.
    pub name_en: String,
    /// Codes of its provinces.
    pub province_codes: Vec<String>,
}

/// What a unit of the first level is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProvinceKind {
    /// Thành phố trực thuộc trung ương.
    City,
    /// Tỉnh.
    Province,
}

impl ProvinceKind {
    /// Stable name: `city` or `province`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::Province => "province",
        }
    }
}

/// From which day a province is of which kind, and by which instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindChange {
    /// First day.
    pub valid_from: NaiveDate,
    /// The kind from that day.
    pub kind: ProvinceKind,
    /// Number of the legal instrument.
    pub instrument: String,
}

/// A province or centrally-run city of today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Province {
    /// Two digits (Decision 19/2025/QĐ-TTg).
    pub code: String,
    /// Name without "Tỉnh" or "Thành phố".
    pub name_vi: String,
    /// Name in English.
    pub name_en: String,
    /// Address part, such as `ca-mau`.
    pub slug: String,
    /// Slug of its region.
    pub region: String,
    /// Its kinds, oldest first; never empty.
    pub kinds: Vec<KindChange>,
    /// First day under this code.
    pub valid_from: NaiveDate,
    /// Last day, if it has ended.
    pub valid_to: Option<NaiveDate>,
}

impl Province {
    /// What it is, by the newest change we know.
    #[must_use]
    pub fn kind(&self) -> ProvinceKind {
        self.kinds
            .last()
            .map_or(ProvinceKind::Province, |change| change.kind)
    }

    /// What it was on a day; nothing before the day it began.
    #[must_use]
    pub fn kind_at(&self, date: NaiveDate) -> Option<ProvinceKind> {
        let change = self
            .kinds
            .iter()
            .rev()
            .find(|change| change.valid_from <= date)?;
        Some(change.kind)
    }
}

/// One of the 63 provinces valid until 30 June 2025.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldProvince {
    /// Two digits of the old list; some mean another province today.
    pub code: String,
    /// Name without "Tỉnh" or "Thành phố".
    pub name_vi: String,
    /// Other names in use for it.
    pub aliases: Vec<String>,
    /// Address part, such as `bac-lieu`.
    pub slug: String,
    /// Code of the province of today that took it over.
    pub successor_code: String,
    /// Last day: 30 June 2025.
    pub valid_to: NaiveDate,
}

impl OldProvince {
    /// Its name and aliases.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name_vi.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

/// What a unit of the second level is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CommuneKind {
    /// Phường.
    Ward,
    /// Xã.
    Commune,
    /// Đặc khu.
    SpecialZone,
}

impl CommuneKind {
    /// Stable name: `ward`, `commune` or `special_zone`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ward => "ward",
            Self::Commune => "commune",
            Self::SpecialZone => "special_zone",
        }
    }

    /// The word before the name on an address: "Phường", "Xã", "Đặc khu".
    #[must_use]
    pub const fn title_vi(self) -> &'static str {
        match self {
            Self::Ward => "Phường",
            Self::Commune => "Xã",
            Self::SpecialZone => "Đặc khu",
        }
    }
}

/// A ward, commune or special zone of today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commune {
    /// Five digits (Decision 19/2025/QĐ-TTg).
    pub code: String,
    /// Name without "Phường", "Xã" or "Đặc khu".
    pub name_vi: String,
    /// What it is, as of the newest change we know.
    pub kind: CommuneKind,
    /// Code of its province.
    pub province_code: String,
    /// First day under this code.
    pub valid_from: NaiveDate,
    /// Last day, if it has ended.
    pub valid_to: Option<NaiveDate>,
}

impl Commune {
    /// The name as an address prints it: "Xã Đất Mũi".
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.kind.title_vi(), self.name_vi)
    }
}
