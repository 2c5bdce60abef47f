//! From a place as printed to the units of today, claiming only what is certain.

use super::{
    Commune, CommuneKind, Gazetteer, Place,
    spelling::{self, COMMUNE_TITLES},
};

/// A place as a list, label or certificate prints it; empty text where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintedPlace {
    /// Ward, commune or town, of today or of before July 2025.
    pub commune: String,
    /// District, which says that the unit is one of before July 2025.
    pub district: String,
    /// Province of before July 2025.
    pub old_province: String,
    /// Province.
    pub province: String,
}

/// A part of a printed place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceColumn {
    /// Ward, commune or town.
    Commune,
    /// District.
    District,
    /// Province of before July 2025.
    OldProvince,
    /// Province.
    Province,
}

/// Why a part of a printed place is kept as text only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnresolvedReason {
    /// No unit of today is called so there.
    Unknown,
    /// Several units are called so there.
    Ambiguous,
    /// It names a unit of before July 2025, which may share its name with one of today.
    OldUnit,
    /// A unit is called so, but it is of another kind ("Xã" on the name of a ward).
    OtherKind,
    /// The old province became part of another province than the printed one.
    Contradiction,
}

/// A part that could not be resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// Which part.
    pub column: PlaceColumn,
    /// Why.
    pub reason: UnresolvedReason,
}

/// What a printed place is today, as far as it is certain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// Code of the province of today.
    pub province_code: Option<String>,
    /// Code of the commune of today; only together with its province.
    pub commune_code: Option<String>,
    /// The whole place as printed, smallest unit first.
    pub as_printed: String,
    /// The parts that stay text only.
    pub unresolved: Vec<Unresolved>,
}

pub(super) fn resolve(gazetteer: &Gazetteer, printed: &PrintedPlace) -> Resolved {
    let mut resolved = Resolved {
        as_printed: as_printed(printed),
        ..Resolved::default()
    };
    let mut leave = |column, reason| resolved.unresolved.push(Unresolved { column, reason });
    let province = match province(gazetteer, printed) {
        Ok(province) => province,
        Err(unresolved) => {
            leave(unresolved.column, unresolved.reason);
            None
        }
    };
    if let Some(code) = province
        && !printed.old_province.is_empty()
        && let Err(reason) = check_old_province(gazetteer, &printed.old_province, code)
    {
        leave(PlaceColumn::OldProvince, reason);
    }
    let commune = match (printed.commune.is_empty(), printed.district.is_empty()) {
        (true, true) => None,
        (true, false) => {
            leave(PlaceColumn::District, UnresolvedReason::OldUnit);
            None
        }
        (false, false) => {
            leave(PlaceColumn::Commune, UnresolvedReason::OldUnit);
            None
        }
        (false, true) => commune(gazetteer, &printed.commune, province)
            .map_err(|reason| leave(PlaceColumn::Commune, reason))
            .ok(),
    };
    resolved.province_code = province.map(str::to_owned);
    resolved.commune_code = commune.map(|commune| commune.code.clone());
    resolved
}

/// The parts joined as on an address; a province is not said twice.
fn as_printed(printed: &PrintedPlace) -> String {
    let says_twice = search::fold(&printed.old_province) == search::fold(&printed.province);
    let old_province = if says_twice {
        ""
    } else {
        &printed.old_province
    };
    let parts = [
        &printed.commune,
        &printed.district,
        old_province,
        &printed.province,
    ];
    let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    said.join(", ")
}

/// The province of today: as printed, else the heir of the old one.
fn province<'a>(
    gazetteer: &'a Gazetteer,
    printed: &PrintedPlace,
) -> Result<Option<&'a str>, Unresolved> {
    let (column, text) = match (printed.province.as_str(), printed.old_province.as_str()) {
        ("", "") => return Ok(None),
        ("", old) => (PlaceColumn::OldProvince, old),
        (new, _) => (PlaceColumn::Province, new),
    };
    let code = province_called(gazetteer, text).filter(|code| gazetteer.province(code).is_some());
    code.map(Some).ok_or(Unresolved {
        column,
        reason: UnresolvedReason::Unknown,
    })
}

/// The province of today that a new or old name leads to.
fn province_called<'a>(gazetteer: &'a Gazetteer, text: &str) -> Option<&'a str> {
    gazetteer
        .find(text)
        .into_iter()
        .find_map(|place| match place {
            Place::Province(_) | Place::OldProvince(_) => place.province_code(),
            Place::Commune(_) | Place::Region(_) => None,
        })
}

fn check_old_province(
    gazetteer: &Gazetteer,
    old: &str,
    code: &str,
) -> Result<(), UnresolvedReason> {
    match province_called(gazetteer, old) {
        None => Err(UnresolvedReason::Unknown),
        Some(heir) if heir == code => Ok(()),
        Some(_) => Err(UnresolvedReason::Contradiction),
    }
}

/// The one commune of today with this name in this province.
fn commune<'a>(
    gazetteer: &'a Gazetteer,
    text: &str,
    province_code: Option<&'a str>,
) -> Result<&'a Commune, UnresolvedReason> {
    let province_code = province_code.ok_or(UnresolvedReason::Unknown)?;
    let folded = search::fold(text);
    let whole = same_spelling(gazetteer, province_code, &folded, text);
    if !whole.is_empty() {
        return the_one(whole);
    }
    let (title, name) =
        spelling::without_title(&folded, &COMMUNE_TITLES).ok_or(UnresolvedReason::Unknown)?;
    let named = same_spelling(gazetteer, province_code, name, text);
    let kind = kind_titled(title).ok_or(UnresolvedReason::OldUnit)?;
    if named.is_empty() {
        return Err(UnresolvedReason::Unknown);
    }
    let of_kind: Vec<&Commune> = named.into_iter().filter(|unit| unit.kind == kind).collect();
    if of_kind.is_empty() {
        return Err(UnresolvedReason::OtherKind);
    }
    the_one(of_kind)
}

/// Communes called so; a text with marks must bear the same ones, wherever the tone stands.
fn same_spelling<'a>(
    gazetteer: &'a Gazetteer,
    province_code: &'a str,
    folded: &str,
    text: &str,
) -> Vec<&'a Commune> {
    let words = folded.split(' ').count();
    let marked = spelling::marked(text);
    let start = marked.split(' ').count().saturating_sub(words);
    let name = marked.split(' ').skip(start).collect::<Vec<_>>().join(" ");
    let unmarked = spelling::is_unmarked(&name);
    let communes = gazetteer
        .names
        .communes_in(gazetteer, province_code, folded);
    communes
        .filter(|unit| unmarked || spelling::marked(&unit.name_vi) == name)
        .collect()
}

fn the_one(communes: Vec<&Commune>) -> Result<&Commune, UnresolvedReason> {
    match communes[..] {
        [commune] => Ok(commune),
        [] => Err(UnresolvedReason::Unknown),
        [_, ..] => Err(UnresolvedReason::Ambiguous),
    }
}

/// The kind a folded title says; a town (thị trấn) is no unit of today.
fn kind_titled(title: &str) -> Option<CommuneKind> {
    match title {
        "phuong" | "p" => Some(CommuneKind::Ward),
        "xa" | "x" => Some(CommuneKind::Commune),
        "dac khu" | "dk" => Some(CommuneKind::SpecialZone),
        _ => None,
    }
}
