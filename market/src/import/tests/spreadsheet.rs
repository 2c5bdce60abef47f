//! Spreadsheet files, honest and not.

use std::{
    collections::BTreeMap,
    io::{Cursor, Write},
};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

const HEADER_CELLS: &str = r#"<row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="inlineStr"><is><t>Số sao</t></is></c><c r="E2" t="inlineStr"><is><t>Mã vạch</t></is></c><c r="F2" t="inlineStr"><is><t>Giá</t></is></c></row>"#;
const SHARED: &str = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="4" uniqueCount="4"><si><t>Tên sản phẩm</t></si><si><t>Tỉnh</t></si><si><t>Mật ong</t></si><si><r><t>Cà </t></r><r><t>Mau</t></r></si></sst>"#;

fn sheet(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>"#
    )
}

/// The smallest workbook: one sheet and its texts.
fn workbook(sheet: &str, shared: &str) -> Vec<u8> {
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let parts = BTreeMap::from([
        (
            "[Content_Types].xml",
            format!(r#"<Types xmlns="{PACKAGE}/content-types"/>"#),
        ),
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="b" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{RELATIONS}"><sheets><sheet name="Danh sách" sheetId="1" r:id="b"/></sheets></workbook>"#
            ),
        ),
        ("xl/sharedStrings.xml", shared.to_owned()),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ]);
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        file.start_file(name, SimpleFileOptions::default())
            .expect("a part");
        file.write_all(text.as_bytes()).expect("its text");
    }
    file.finish().expect("a file").into_inner()
}

#[test]
fn a_spreadsheet_is_read_as_a_person_sees_it() {
    let rows = format!(
        r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Danh sách OCOP</t></is></c></row>{HEADER_CELLS}
        <row r="5"><c r="B5" t="s"><v>2</v></c><c r="C5" t="s"><v>3</v></c><c r="D5"><v>4</v></c><c r="E5"><v>8930123456786</v></c><c r="F5"><v>85000</v></c></row>
        <row r="6"><c r="Z6" s="1"/></row>
        <row r="7"><c r="B7" t="inlineStr"><is><t>Muối</t></is></c><c r="C7" t="s"><v>3</v></c><c r="F7" t="e"><v>#N/A</v></c></row>"#
    );

    let readings = read(workbook(&sheet(&rows), SHARED));

    assert_eq!(
        readings
            .iter()
            .map(|reading| reading.line)
            .collect::<Vec<_>>(),
        [5, 7]
    );
    let row = readings[0].row.as_ref().expect("a row");
    assert_eq!(
        (row.name_vi.as_str(), row.stars),
        ("Mật ong", Some(Stars::Four))
    );
    assert_eq!(
        row.gtin.as_ref().map(crate::catalog::Gtin::as_str),
        Some("08930123456786")
    );
    assert_eq!(row.offers[0].price.map(money::Money::dong), Some(85_000));
    assert!(codes(&readings[1]).contains(&("price_vnd", "formula_failed")));
}

#[test]
fn a_spreadsheet_that_states_a_billion_texts_is_refused() {
    for count in ["17000000000", "00000000000000000000000000001"] {
        let shared = SHARED.replace(r#"uniqueCount="4""#, &format!(r#"uniqueCount = '{count}'"#));

        let table = Table::from_bytes(workbook(&sheet(HEADER_CELLS), &shared));

        assert!(
            matches!(table, Err(TableError::Archive(ArchiveError::Bomb { .. }))),
            "{count}"
        );
    }
}

#[test]
fn a_spreadsheet_that_unpacks_to_an_endless_text_is_refused() {
    let endless = format!(
        "<row r=\"3\"><c r=\"B3\" t=\"str\"><v>{}</v></c></row>",
        "x".repeat(2 << 20)
    );

    let table = Table::from_bytes(workbook(
        &sheet(&format!("{HEADER_CELLS}{endless}")),
        SHARED,
    ));

    assert!(matches!(
        table,
        Err(TableError::Archive(ArchiveError::Bomb { .. }))
    ));
}

#[test]
fn a_spreadsheet_in_an_encoding_that_hides_its_markup_is_refused() {
    let shared = SHARED.replace("Mật ong", "M\0t ong");

    let table = Table::from_bytes(workbook(&sheet(HEADER_CELLS), &shared));

    assert!(matches!(
        table,
        Err(TableError::Archive(ArchiveError::Malformed { .. }))
    ));
}

#[test]
fn a_filled_cell_far_to_the_right_ends_the_reading() {
    let rows = format!(r#"{HEADER_CELLS}<row r="3"><c r="XFD3"><v>1</v></c></row>"#);
    let mut table = Table::from_bytes(workbook(&sheet(&rows), SHARED)).expect("a table");

    assert!(matches!(
        table.count(),
        Err(TableError::TooManyColumns { line: 3 })
    ));
}

#[test]
fn a_cut_off_spreadsheet_is_refused() {
    let mut file = workbook(&sheet(HEADER_CELLS), SHARED);
    file.truncate(file.len() / 2);

    assert!(matches!(
        Table::from_bytes(file),
        Err(TableError::Archive(_))
    ));
}
