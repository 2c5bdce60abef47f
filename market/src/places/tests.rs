use super::*;

fn gazetteer() -> &'static Gazetteer {
    Gazetteer::shared()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

fn printed(parts: [&str; 4]) -> PrintedPlace {
    let [commune, district, old_province, province] = parts.map(str::to_owned);
    PrintedPlace {
        commune,
        district,
        old_province,
        province,
    }
}

fn commune_of(parts: [&str; 4]) -> Result<String, UnresolvedReason> {
    let resolved = gazetteer().resolve_printed(&printed(parts));
    resolved
        .commune_code
        .ok_or_else(|| resolved.unresolved.first().expect("a reason").reason)
}

#[test]
fn the_shipped_files_hold_every_unit() {
    let gazetteer = Gazetteer::load().expect("files that agree");

    assert_eq!(gazetteer.provinces().len(), 34);
    assert_eq!(gazetteer.old_provinces().len(), 63);
    assert_eq!(gazetteer.communes().len(), 3_321);
    assert_eq!(gazetteer.regions().len(), 6);
    let of = |kind| {
        gazetteer
            .communes()
            .iter()
            .filter(|unit| unit.kind == kind)
            .count()
    };
    assert_eq!(of(CommuneKind::Ward), 709);
    assert_eq!(of(CommuneKind::Commune), 2_599);
    assert_eq!(of(CommuneKind::SpecialZone), 13);
    assert_eq!(gazetteer.communes_of("96").count(), 64);
}

#[test]
fn new_and_old_names_lead_to_the_province_of_today() {
    for text in [
        "Bạc Liêu",
        "bac lieu",
        "BẠC LIÊU",
        "tỉnh Bạc Liêu",
        "Cà Mau",
        "ca mau",
        "Tỉnh Cà Mau",
        "Cà mau",
    ] {
        let first = gazetteer().find(text).first().copied();

        assert_eq!(
            first.and_then(|place| place.province_code()),
            Some("96"),
            "{text}"
        );
    }
}

#[test]
fn spellings_in_use_lead_to_their_province() {
    for (text, code) in [
        ("TP. Hồ Chí Minh", "79"),
        ("TP.HCM", "79"),
        ("tphcm", "79"),
        ("Sài Gòn", "79"),
        ("Ho Chi Minh City", "79"),
        ("Thừa Thiên - Huế", "46"),
        ("Thành phố Huế", "46"),
        ("Đắc Lắc", "66"),
        ("Đăk Lăk", "66"),
        ("Bà Rịa Vũng Tàu", "79"),
        ("Hoà Bình", "25"),
        ("Hanoi", "01"),
        ("Ðồng Tháp", "82"),
        ("Kontum", "51"),
        ("Bắc Cạn", "19"),
    ] {
        let first = gazetteer().find(text).first().copied();

        assert_eq!(
            first.and_then(|place| place.province_code()),
            Some(code),
            "{text}"
        );
    }
}

#[test]
fn an_ambiguous_commune_name_gives_every_commune() {
    let found = gazetteer().find("Tân Thành");

    assert!(found.len() > 2);
    assert!(
        found
            .iter()
            .any(|place| place.province_code() == Some("96"))
    );
    assert_eq!(found[0].name_vi(), "Tân Thành");
}

#[test]
fn suggestions_begin_with_the_prefix_and_stay_within_the_limit() {
    let found = gazetteer().suggest("ca m", 5);

    assert_eq!(found.first().map(Place::name_vi), Some("Cà Mau"));
    assert!(found.len() <= 5);
    assert!(gazetteer().suggest("", 5).is_empty());
    assert!(
        gazetteer()
            .suggest("xã đất m", 5)
            .iter()
            .any(|unit| unit.name_vi() == "Đất Mũi")
    );
}

#[test]
fn a_province_has_the_names_of_what_it_was_made_of() {
    assert_eq!(gazetteer().names_of("96"), ["Cà Mau", "Ca Mau", "Bạc Liêu"]);
    assert!(gazetteer().names_of("46").contains(&"Thừa Thiên Huế"));
    assert!(gazetteer().names_of("00").is_empty());
}

#[test]
fn predecessors_and_successors_mirror_each_other() {
    for old in gazetteer().old_provinces() {
        let heir = gazetteer().successor(&old.code).expect("a successor");

        assert!(gazetteer().predecessors(&heir.code).any(|one| one == old));
    }
    for province in gazetteer().provinces() {
        assert!(gazetteer().predecessors(&province.code).next().is_some());
    }
}

#[test]
fn a_reused_code_means_another_province_before_july_2025() {
    let name = |code, date| match gazetteer().province_at(code, date) {
        Some(ProvinceAt::Current(province)) => province.name_vi.as_str(),
        Some(ProvinceAt::Old(province)) => province.name_vi.as_str(),
        None => "",
    };
    for (code, before, since) in [
        ("15", "Yên Bái", "Lào Cai"),
        ("24", "Bắc Giang", "Bắc Ninh"),
        ("44", "Quảng Bình", "Quảng Trị"),
        ("52", "Bình Định", "Gia Lai"),
        ("80", "Long An", "Tây Ninh"),
        ("82", "Tiền Giang", "Đồng Tháp"),
        ("91", "Kiên Giang", "An Giang"),
    ] {
        assert_eq!(name(code, day(2025, 6, 30)), before);
        assert_eq!(name(code, day(2025, 7, 1)), since);
        assert_eq!(
            gazetteer().province(code).map(|unit| unit.name_vi.as_str()),
            Some(since)
        );
    }
    assert_eq!(gazetteer().provinces_at(day(2025, 6, 30)).len(), 63);
    assert_eq!(gazetteer().provinces_at(day(2025, 7, 1)).len(), 34);
    assert!(gazetteer().commune_at("32244", day(2025, 6, 30)).is_none());
}

#[test]
fn a_province_is_a_city_from_the_day_it_became_one() {
    for (code, first) in [
        ("75", day(2026, 4, 30)),
        ("22", day(2026, 9, 1)),
        ("24", day(2026, 9, 20)),
    ] {
        let province = gazetteer().province(code).expect("a province");
        let eve = first.pred_opt().expect("a day before");

        assert_eq!(province.kind_at(first), Some(ProvinceKind::City));
        assert_eq!(province.kind_at(eve), Some(ProvinceKind::Province));
        assert_eq!(province.kind(), ProvinceKind::City);
        assert_eq!(province.kind_at(day(2025, 6, 30)), None);
    }
    let cities = gazetteer()
        .provinces()
        .iter()
        .filter(|unit| unit.kind() == ProvinceKind::City);
    assert_eq!(cities.count(), 9);
}

#[test]
fn every_province_belongs_to_the_region_that_lists_it() {
    for region in gazetteer().regions() {
        for code in &region.province_codes {
            assert_eq!(gazetteer().region_of(code), Some(region));
        }
    }
}

#[test]
fn a_commune_of_today_is_resolved_by_its_name_in_its_province() {
    let code = |name: &str, province: &str| {
        let mut units = gazetteer().communes_of(province);
        units
            .find(|unit| unit.name_vi == name)
            .map(|unit| unit.code.clone())
            .expect("a commune")
    };

    for (text, old, new, name, province) in [
        ("Đầm Dơi", "Cà Mau", "Cà Mau", "Đầm Dơi", "96"),
        (
            "Phường Cẩm Thành",
            "Quảng Ngãi",
            "Quảng Ngãi",
            "Cẩm Thành",
            "51",
        ),
        ("Đặc khu Lý Sơn", "", "Tỉnh Quảng Ngãi", "Lý Sơn", "51"),
        ("xã Ðất Mũi", "", "Cà Mau", "Đất Mũi", "96"),
        ("dat mui", "", "ca mau", "Đất Mũi", "96"),
        ("Phương Liệt", "", "Hà Nội", "Phương Liệt", "01"),
        ("P. Phương Liệt", "", "Hà Nội", "Phương Liệt", "01"),
    ] {
        assert_eq!(
            commune_of([text, "", old, new]),
            Ok(code(name, province)),
            "{text}"
        );
    }
}

#[test]
fn what_is_not_certain_stays_as_printed() {
    use UnresolvedReason::{Ambiguous, OldUnit, OtherKind, Unknown};
    for (parts, reason) in [
        (["Tân Duyệt", "Đầm Dơi", "Cà Mau", "Cà Mau"], OldUnit),
        (["Đầm Dơi", "Đầm Dơi", "Cà Mau", "Cà Mau"], OldUnit),
        (["Thị trấn Đầm Dơi", "", "", "Cà Mau"], OldUnit),
        (["Phường 9", "", "", "Cà Mau"], Unknown),
        (["P.9", "", "", "Cà Mau"], Unknown),
        (["Tân Thạnh", "", "", "Cà Mau"], Unknown),
        (["Phường Đầm Dơi", "", "", "Cà Mau"], OtherKind),
        (["Son Ha", "", "", "Quảng Ngãi"], Ambiguous),
        (["", "TP Cà Mau", "Cà Mau", "Cà Mau"], OldUnit),
    ] {
        assert_eq!(commune_of(parts), Err(reason), "{parts:?}");
    }
    assert!(commune_of(["Sơn Hạ", "", "", "Quảng Ngãi"]).is_ok());
}

#[test]
fn an_old_province_of_another_heir_is_reported() {
    let resolved = gazetteer().resolve_printed(&printed(["", "", "Kiên Giang", "Cà Mau"]));

    assert_eq!(resolved.province_code.as_deref(), Some("96"));
    let contradiction = Unresolved {
        column: PlaceColumn::OldProvince,
        reason: UnresolvedReason::Contradiction,
    };
    assert_eq!(resolved.unresolved, [contradiction]);
    assert_eq!(resolved.as_printed, "Kiên Giang, Cà Mau");
}

#[test]
fn the_old_province_alone_leads_to_its_heir() {
    let resolved = gazetteer().resolve_printed(&printed(["Phường 9", "TP Cà Mau", "Bạc Liêu", ""]));

    assert_eq!(resolved.province_code.as_deref(), Some("96"));
    assert_eq!(resolved.as_printed, "Phường 9, TP Cà Mau, Bạc Liêu");
}

#[test]
fn an_unknown_province_resolves_nothing() {
    let resolved = gazetteer().resolve_printed(&printed(["Đầm Dơi", "", "", "Atlantis"]));

    assert_eq!(
        (resolved.province_code, resolved.commune_code),
        (None, None)
    );
    assert_eq!(resolved.unresolved.len(), 2);
}

#[test]
fn a_two_level_address_needs_a_commune_of_its_province() {
    let commune = gazetteer().communes_of("96").next().expect("a commune");

    assert!(gazetteer().is_commune_of(&commune.code, "96"));
    assert!(!gazetteer().is_commune_of(&commune.code, "01"));
    assert!(!gazetteer().is_commune_of("99999", "96"));
}
