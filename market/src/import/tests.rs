//! Whole lists read from end to end.

mod spreadsheet;

use std::path::Path;

use chrono::NaiveDate;

use super::*;
use crate::product_sets::Industry;

const REAL_LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/ocop-products.csv");

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day")
}

fn readings(mut table: Table) -> Vec<Reading> {
    let mut reader = ProductReader::new(today());
    let records = table.records().expect("a readable table");
    records
        .map(|record| reader.read(&record.expect("a record")))
        .collect()
}

fn read(list: impl Into<Vec<u8>>) -> Vec<Reading> {
    readings(Table::from_bytes(list.into()).expect("a table"))
}

fn codes(reading: &Reading) -> Vec<(&'static str, &'static str)> {
    reading
        .issues
        .iter()
        .map(|issue| (issue.column_name(), issue.code()))
        .collect()
}

fn one_row(header: &str, row: &str) -> Reading {
    let list = format!("name_vi,producer,province,{header}\nMật ong,HTX U Minh,Cà Mau,{row}\n");
    let [reading] = read(list).try_into().expect("one row");
    reading
}

#[test]
fn the_real_list_is_read_without_an_error() {
    let readings = readings(Table::open(Path::new(REAL_LIST)).expect("the real list"));

    let rows: Vec<&ProductRow> = readings.iter().filter_map(|it| it.row.as_ref()).collect();
    assert_eq!((readings.len(), rows.len()), (565, 565));
    assert!(
        readings
            .iter()
            .all(|reading| reading.duplicate_of.is_none())
    );
    let of = |stars| rows.iter().filter(|row| row.stars == stars).count();
    assert_eq!(of(Some(Stars::Five)), 44);
    assert_eq!(of(Some(Stars::Four)), 207);
    assert_eq!(of(Some(Stars::Three)), 199);
    assert_eq!(of(None), 115);
    assert_eq!(
        rows.iter().filter(|row| row.certificate.is_some()).count(),
        450
    );
    let of = |kind| rows.iter().filter(|row| row.producer_kind == kind).count();
    assert_eq!(of(Some(ProducerKind::Company)), 211);
    assert_eq!(of(Some(ProducerKind::Cooperative)), 137);
    assert_eq!(of(Some(ProducerKind::Household)), 88);
    assert_eq!(of(Some(ProducerKind::CooperativeGroup)), 4);
    let of = |industry| {
        rows.iter()
            .filter(|row| row.industry == Some(industry))
            .count()
    };
    assert_eq!(of(Industry::Food), 451);
    assert_eq!(of(Industry::HerbalMedicinal), 17);
}

#[test]
fn every_price_and_pack_of_the_real_list_is_understood() {
    let readings = readings(Table::open(Path::new(REAL_LIST)).expect("the real list"));
    let rows: Vec<&ProductRow> = readings.iter().filter_map(|it| it.row.as_ref()).collect();

    let prices: Vec<&PrintedPrice> = rows.iter().filter_map(|row| row.price.as_ref()).collect();
    let sold: Vec<(&str, i64)> = rows
        .iter()
        .flat_map(|row| {
            row.offers
                .iter()
                .map(|offer| (row.name_vi.as_str(), offer.price))
        })
        .filter_map(|(name, price)| Some((name, price?.dong())))
        .collect();

    assert_eq!(prices.len(), 12);
    assert!(prices.iter().all(|price| price.parsed.is_some()));
    assert_eq!(sold.len(), 3);
    assert!(sold.contains(&("Ba khía muối nước mắm", 250_000)));
    assert!(sold.contains(&("Cá linh kho mía", 235_000)));
    let packs = rows
        .iter()
        .flat_map(|row| &row.offers)
        .filter_map(|offer| offer.pack.as_ref());
    let packs: Vec<&ParsedPack> = packs.collect();
    assert_eq!(packs.len(), 15);
    assert!(packs.iter().all(|pack| pack.is_understood()));
}

#[test]
fn the_places_of_the_real_list_are_resolved_where_they_are_certain() {
    let readings = readings(Table::open(Path::new(REAL_LIST)).expect("the real list"));
    let rows: Vec<&ProductRow> = readings.iter().filter_map(|it| it.row.as_ref()).collect();

    let mut communes = 0;
    for row in rows {
        let code = row.place.province_code.as_deref().expect("a province");
        let province = crate::places::Gazetteer::shared()
            .province(code)
            .expect("of today");
        assert_eq!(province.name_vi, row.printed_place.province);
        assert!(row.place.commune_code.is_none() || row.printed_place.district.is_empty());
        communes += usize::from(row.place.commune_code.is_some());
    }

    assert_eq!(communes, 11);
    let contradictions = readings
        .iter()
        .flat_map(codes)
        .filter(|(_, code)| *code == "place_contradiction");
    assert_eq!(contradictions.count(), 0);
}

#[test]
fn lines_are_counted_as_a_person_counts_them() {
    let list = "name_vi,province\n\"Mật\nong\",Cà Mau\n\n\nTôm khô,Cà Mau\nMuối,Cà Mau";
    for list in [
        list.to_owned(),
        list.replace('\n', "\r\n"),
        list.replace('\n', "\r"),
        format!("{list}\n"),
        format!("\u{feff}{list}\r\n"),
    ] {
        let lines: Vec<u64> = read(list).iter().map(|reading| reading.line).collect();

        assert_eq!(lines, [2, 6, 7]);
    }
}

#[test]
fn the_fields_a_spreadsheet_saves_with_semicolons_or_tabs_are_read() {
    let list = "Tên sản phẩm;Chủ thể;Tỉnh;Số sao;Giá;Điện thoại\n\
        \"Mật ong; rừng, tràm\";HTX U Minh;Bạc Liêu;4 sao;85.000 đ;0900\n";
    for list in [
        list.to_owned(),
        list.replace("\";", "\"\t")
            .replace(';', "\t")
            .replace("\t rừng", "; rừng"),
    ] {
        let table = Table::from_bytes(list).expect("a table");
        assert_eq!(table.unknown_columns(), ["Điện thoại"]);

        let [reading] = readings(table).try_into().expect("one row");

        let row = reading.row.expect("a row");
        assert_eq!(row.name_vi, "Mật ong; rừng, tràm");
        assert_eq!(row.place.province_code.as_deref(), Some("96"));
        assert_eq!(
            (row.stars, row.offers[0].price.map(money::Money::dong)),
            (Some(Stars::Four), Some(85_000))
        );
    }
}

#[test]
fn commas_in_names_do_not_hide_a_semicolon() {
    let readings = read("name_vi;province\nMật ong, rừng, tràm;Cà Mau\nMuối, hạt;Cà Mau\n");

    let names = readings
        .iter()
        .filter_map(|reading| Some(&reading.row.as_ref()?.name_vi));
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["Mật ong, rừng, tràm", "Muối, hạt"]
    );
    let error = Table::from_bytes("name_vi;stars\nMật ong;4\n")
        .err()
        .expect("an error");
    assert!(
        matches!(error, TableError::MissingColumns { missing } if missing == [Column::Province])
    );
}

#[test]
fn an_open_quote_is_one_row_that_says_so() {
    let list = format!(
        "name_vi,province\n\"Mật ong,Cà Mau\n{}",
        "Muối,Cà Mau\n".repeat(20_000)
    );

    let readings = read(list);

    assert_eq!(readings.len(), 1);
    assert!(codes(&readings[0]).contains(&("name_vi", "too_long")));
}

#[test]
fn titles_above_the_header_and_numbering_are_passed_over() {
    let list = "DANH SÁCH SẢN PHẨM OCOP,,\n,,\nSTT,Tên sản phẩm,Tỉnh\n1,Mật ong,Cà Mau\n";

    let table = Table::from_bytes(list).expect("a table");

    assert_eq!(table.header_line(), 3);
    assert!(table.unknown_columns().is_empty());
    assert_eq!(readings(table)[0].line, 4);
}

#[test]
fn a_list_without_a_required_column_says_which() {
    let error = Table::from_bytes("name_vi,stars\nMật ong,4\n")
        .err()
        .expect("an error");

    assert!(
        matches!(&error, TableError::MissingColumns { missing } if *missing == [Column::Province])
    );
    assert!(error.to_string().contains("province (Tỉnh)"));
    assert!(matches!(
        Table::from_bytes(""),
        Err(TableError::MissingColumns { .. })
    ));
    let twice = Table::from_bytes("name_vi,Tên sản phẩm,province\n");
    assert!(matches!(
        twice,
        Err(TableError::DuplicateColumn {
            column: Column::NameVi
        })
    ));
}

#[test]
fn files_of_other_formats_are_named() {
    for start in [&b"\xd0\xcf\x11\xe0rest"[..], b"\xff\xfen\0", b"%PDF-1.7"] {
        assert!(matches!(
            Table::from_bytes(start.to_vec()),
            Err(TableError::OtherFormat { .. })
        ));
    }
    assert!(matches!(
        Table::open(Path::new("/no/such/list.csv")),
        Err(TableError::Io(_))
    ));
    assert!(matches!(
        Table::from_bytes(&b"PK\x03\x04broken"[..]),
        Err(TableError::Archive(_))
    ));
}

#[test]
fn broken_cells_fail_their_row_and_no_other() {
    let mut list = b"name_vi,province,notes\nM\xe2t ong,C\xc3\xa0 Mau,\n".to_vec();
    list.extend_from_slice("Tôm\0khô,Cà Mau,\nCá khô,Cà Mau,ok\n".as_bytes());
    list.extend_from_slice(format!("{},Cà Mau,\n", "x".repeat(100_001)).as_bytes());

    let readings = read(list);

    let codes: Vec<_> = readings
        .iter()
        .flat_map(codes)
        .filter(|it| it.0 != "producer")
        .collect();
    assert_eq!(
        codes,
        [
            ("name_vi", "not_utf8"),
            ("name_vi", "control_character"),
            ("name_vi", "too_long")
        ]
    );
    let taken: Vec<bool> = readings
        .iter()
        .map(|reading| reading.row.is_some())
        .collect();
    assert_eq!(taken, [false, false, true, false]);
}

#[test]
fn a_row_of_the_wrong_width_is_an_error() {
    let readings = read("name_vi,province,notes\nMật ong,Cà Mau\nMuối,Cà Mau,a,b\nCá,Cà Mau,a,,\n");

    assert_eq!(codes(&readings[0])[0], ("row", "wrong_number_of_cells"));
    assert_eq!(codes(&readings[1])[0], ("row", "wrong_number_of_cells"));
    assert!(readings[2].row.is_some());
}

#[test]
fn a_row_without_name_or_province_is_an_error() {
    let readings = read("name_vi,province,notes\n,Cà Mau,x\nMuối,,x\n");

    assert!(codes(&readings[0]).contains(&("name_vi", "missing")));
    assert!(codes(&readings[1]).contains(&("province", "missing")));
    assert!(readings.iter().all(|reading| reading.row.is_none()));
}

#[test]
fn a_repeated_product_is_reported_with_its_first_line() {
    let readings = read(
        "name_vi,producer,province\nMật ong,HTX U Minh,Cà Mau\nMẬT  ONG,htx u minh,Cà Mau\n\
         Mật ong,HTX Trí Lực,Cà Mau\nMat ong,HTX U Minh,Cà Mau\n",
    );

    let of: Vec<Option<u64>> = readings
        .iter()
        .map(|reading| reading.duplicate_of)
        .collect();
    assert_eq!(of, [None, Some(2), None, None]);
    assert_eq!(codes(&readings[1]), [("name_vi", "duplicate_row")]);
    assert!(readings[1].issues[0].detail_vi().contains("dòng 2"));
}

#[test]
fn an_unchanged_row_has_the_same_fingerprint_wherever_its_columns_stand() {
    let row = |list: &str| read(list)[0].row.clone().expect("a row");
    let first = row("name_vi,producer,province,stars\nMật ong,HTX,Cà Mau,4\n");

    let moved = row("\nstars,province,name_vi,producer,notes\n4, Cà Mau ,Mật ong,HTX,\n");
    let changed = row("name_vi,producer,province,stars\nMật ong,HTX,Cà Mau,5\n");

    assert_eq!(moved.fingerprint, first.fingerprint);
    assert_eq!(moved.key(), first.key());
    assert_ne!(changed.fingerprint, first.fingerprint);
    assert_eq!(changed.key(), first.key());
    assert_eq!(first.fingerprint.len(), 64);
}

#[test]
fn every_wrong_value_is_reported_by_its_column() {
    for (column, value, code, is_taken) in [
        ("stars", "2", "stars_not_certified", false),
        ("stars", "3 or 4", "stars_unsure", true),
        ("stars", "", "stars_missing", true),
        ("year", "2017", "year_out_of_range", false),
        ("year", "2027", "year_out_of_range", false),
        ("year", "năm nay", "year_out_of_range", false),
        (
            "decision",
            "86/QĐ-UBND ngày 1/1/2027",
            "decision_in_future",
            false,
        ),
        (
            "decision",
            "86/QĐ-UBND ngày 31/2/2024",
            "decision_date_not_understood",
            true,
        ),
        ("group", "clothes", "group_unknown", false),
        ("producer_kind", "hội quán", "producer_kind_unknown", false),
        ("producer_kind", "cơ sở", "producer_kind_unclear", true),
        ("product_set", "27", "not_a_number", false),
        ("gtin", "8930123456787", "gtin_check_digit", false),
        ("gtin", "12", "gtin_length", false),
        ("stock", "-1", "not_a_number", false),
        ("weight_g", "0", "not_a_number", false),
        ("price_vnd", "liên hệ", "price_not_understood", true),
        ("price_vnd", "42-50k", "price_is_a_range", true),
        ("price_vnd", "khoảng 50k", "price_is_approximate", true),
        ("price_vnd", "0", "price_not_positive", false),
        ("price_vnd", "150", "price_too_low", true),
        ("price_vnd", "2.000.000.000", "price_too_high", false),
        ("pack", "tùy chọn", "pack_not_understood", true),
        (
            "commune",
            "Thị trấn Đầm Dơi",
            "place_before_july_2025",
            true,
        ),
        ("commune", "Không Có", "place_unknown", true),
        ("old_province", "Kiên Giang", "place_contradiction", true),
    ] {
        let reading = one_row(column, value);

        assert_eq!(codes(&reading), [(column, code)], "{column} {value}");
        assert_eq!(reading.row.is_some(), is_taken, "{column} {value}");
        let issue = &reading.issues[0];
        assert_eq!(
            (issue.line, issue.severity() == Severity::Error),
            (2, !is_taken)
        );
        assert!(!issue.detail_vi().is_empty() && !issue.detail_en().is_empty());
    }
}

#[test]
fn a_whole_row_of_a_cooperative_is_understood() {
    let header = "name_en,product_set,sku,stock,weight_g,gtin,description_vi,pack,price_vnd,year,stars,decision";
    let row = "Honey,4,MO-500,20,700,8930123456786,\"Mật ong\nrừng tràm\",chai 500 ml,\"185,000đ/chai\",2025,4,12/QĐ-UBND ngày 3/2/2026";

    let reading = one_row(header, row);

    assert_eq!(reading.issues, []);
    let row = reading.row.expect("a row");
    assert_eq!(
        (row.industry, row.product_set),
        (Some(Industry::Food), Some(4))
    );
    assert_eq!((row.stock, row.weight_g), (Some(20), Some(700)));
    assert_eq!(
        row.gtin.as_ref().map(crate::catalog::Gtin::as_str),
        Some("08930123456786")
    );
    assert_eq!(row.description_vi.as_deref(), Some("Mật ong\nrừng tràm"));
    assert_eq!(row.offers[0].price.map(money::Money::dong), Some(185_000));
    let certificate = row.certificate.expect("a claim");
    assert!(certificate.is_in_force_on(today()));
    assert_eq!(certificate.decision.as_deref(), Some("12/QĐ-UBND"));
    assert_eq!(certificate.year, Some(2025));
}

#[test]
fn a_price_counts_only_for_the_pack_it_names() {
    let prices = |pack: &str, price: &str| -> Vec<Option<i64>> {
        let row = one_row("pack,price_vnd", &format!("{pack},{price}"))
            .row
            .expect("a row");
        row.offers
            .iter()
            .map(|offer| offer.price.map(money::Money::dong))
            .collect()
    };

    assert_eq!(
        prices("500 g và 1 kg", "200.000 đ/kg"),
        [None, Some(200_000)]
    );
    assert_eq!(prices("500 g và 1 kg", "200.000 đ"), [None, None]);
    assert_eq!(prices("túi 5 kg", "34.000 đ/kg"), [None]);
    assert_eq!(prices("túi 5 kg", "170.000 đ"), [Some(170_000)]);
    assert_eq!(prices("", "170.000 đ/kg"), [Some(170_000)]);
    assert_eq!(prices("", ""), [None]);
    assert_eq!(
        codes(&one_row("pack,price_vnd", "túi 5 kg,34.000 đ/kg")),
        [("price_vnd", "price_of_other_pack")]
    );
}

#[test]
fn a_set_of_another_group_is_an_error() {
    let reading = one_row("group,product_set", "beverages,4");

    assert_eq!(
        codes(&reading),
        [("product_set", "product_set_of_other_group")]
    );
    assert!(reading.row.is_none());
}

#[test]
fn a_hundred_thousand_rows_are_all_read_one_by_one() {
    let mut list = String::from("name_vi,producer,province,stars\n");
    for number in 0..100_000 {
        list.push_str(&format!("Tôm khô {number},HTX Ngọc Hiển,Cà Mau,4\n"));
    }
    let mut table = Table::from_bytes(list).expect("a table");

    assert_eq!(table.count().expect("readable rows"), 100_000);
    let mut records = table.records().expect("readable again");
    let last = records.by_ref().last().expect("a row").expect("a record");
    assert_eq!(last.line, 100_001);
}

#[test]
fn a_list_beyond_the_limit_of_rows_is_refused() {
    let list = format!("name_vi,province\n{}", "Muối,Cà Mau\n".repeat(200_001));
    let mut table = Table::from_bytes(list).expect("a table");

    assert!(matches!(table.count(), Err(TableError::TooManyRows)));
}

#[test]
fn a_list_can_be_read_on_another_thread() {
    fn can_move<T: Send>() {}

    can_move::<Table>();
    can_move::<Records<'_>>();
    can_move::<ProductReader>();
}
