//! `chosao import products`.

use std::{
    io::{Cursor, Write as _},
    path::PathBuf,
    process::Output,
};

use market::accounts::StaffRole;
use serde_json::Value;
use tests::Market;
use tokio::task::spawn_blocking;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::Held;

const LIST: &str = "Tên sản phẩm,Chủ thể,Tỉnh,Số sao\nMật ong,HTX A,Cà Mau,4\nTrà,HTX A,Cà Mau,2\n";

fn file(market: &Market, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = market.data_dir().join(name);
    std::fs::write(&path, bytes).expect("room for a list");
    path
}

async fn import(market: &Market, path: &std::path::Path, options: &[&str]) -> Output {
    let mut command = market.command(&["import", "products"]);
    command.arg(path).args(options);
    let ran = spawn_blocking(move || command.output());
    ran.await.expect("waiting does not panic").expect("it runs")
}

/// The last line of the output, as JSON.
fn last_line(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().last().expect("a line");
    serde_json::from_str(line).expect("JSON")
}

#[tokio::test]
async fn errors_are_told_in_json_with_exit_code_1() {
    let market = Market::start().await;
    let list = file(&market, "list.csv", LIST);

    let output = import(&market, &list, &["--json", "--lang", "en"]).await;

    assert_eq!(output.status.code(), Some(1));
    let told = last_line(&output);
    assert_eq!(
        (&told["rows"], &told["created"], &told["failed"]),
        (&2.into(), &1.into(), &1.into())
    );
    let error = &told["errors"][0];
    assert_eq!(
        (&error["line"], &error["column"]),
        (&3.into(), &"stars".into())
    );
    assert_eq!(error["code"], "stars_not_certified");
    assert!(
        error["detail"]
            .as_str()
            .is_some_and(|it| it.contains("only 3, 4 and 5 stars"))
    );
    assert_eq!(Held::by(&market).await.products.len(), 1);
}

#[tokio::test]
async fn people_are_told_in_their_language() {
    let market = Market::start().await;
    let list = file(&market, "list.csv", LIST);

    let vietnamese = import(&market, &list, &["--lang", "vi", "--dry-run"]).await;
    let english = import(&market, &list, &["--lang", "en", "--dry-run"]).await;

    let vietnamese = String::from_utf8_lossy(&vietnamese.stdout).into_owned();
    assert!(
        vietnamese.contains("dòng 3, cột stars [stars_not_certified]"),
        "{vietnamese}"
    );
    let english = String::from_utf8_lossy(&english.stdout).into_owned();
    assert!(
        english.contains("line 3, column stars [stars_not_certified]"),
        "{english}"
    );
    assert!(Held::by(&market).await.products.is_empty());
}

#[tokio::test]
async fn a_report_holds_every_issue() {
    let market = Market::start().await;
    let list = file(&market, "list.csv", LIST);
    let report = market.data_dir().join("report.csv");

    import(
        &market,
        &list,
        &["--report", report.to_str().expect("a path")],
    )
    .await;

    let written = std::fs::read_to_string(report).expect("a report");
    let header = "\u{feff}line,column,severity,code,detail_vi,detail_en\n";
    assert!(written.starts_with(header), "{written}");
    assert!(
        written.contains("\n3,stars,error,stars_not_certified,"),
        "{written}"
    );
}

#[tokio::test]
async fn a_file_that_is_no_list_exits_with_2() {
    let market = Market::start().await;
    let lists = [
        file(&market, "no-header.csv", "a,b\n1,2\n"),
        file(&market, "broken.xlsx", b"PK\x03\x04broken"),
        market.data_dir().join("nowhere.csv"),
    ];

    for list in lists {
        let output = import(&market, &list, &["--json"]).await;

        assert_eq!(output.status.code(), Some(2), "{}", list.display());
        assert!(!output.stderr.is_empty(), "{}", list.display());
    }
}

#[tokio::test]
async fn certificates_are_verified_by_the_verifier_who_imports() {
    let market = Market::start().await;
    let verifier = market.staff(StaffRole::Verifier).await;
    let promoter = market.staff(StaffRole::Promoter).await;
    let me = verifier.get("/v1/store/me").await.expect(200);
    let other = promoter.get("/v1/store/me").await.expect(200);
    let list = file(&market, "list.csv", LIST);
    let email = |me: &Value| me["email"].as_str().expect("an address").to_owned();

    let refused = import(&market, &list, &["--as", &email(&other)]).await;
    import(&market, &list, &["--as", &email(&me)]).await;

    assert_eq!(refused.status.code(), Some(2));
    let held = Held::by(&market).await;
    let by = format!("import:account:{}", verifier.account_id());
    assert_eq!(held.certificate().verified_by, Some(by));
}

#[tokio::test]
async fn a_spreadsheet_is_imported_as_the_same_list() {
    let market = Market::start().await;
    let list = file(&market, "list.csv", LIST);
    import(&market, &list, &[]).await;
    let spreadsheet = file(&market, "list.xlsx", workbook(LIST));

    let output = import(&market, &spreadsheet, &["--json"]).await;

    let told = last_line(&output);
    assert_eq!(
        (&told["unchanged"], &told["failed"]),
        (&1.into(), &1.into())
    );
    assert_eq!(told["errors"][0]["line"], 3);
}

/// The smallest workbook that says what a CSV without quotes says.
pub(crate) fn workbook(list: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let cell = |text: &str| format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#);
    let rows: String = list
        .lines()
        .map(|line| {
            format!(
                "<row>{}</row>",
                line.split(',').map(cell).collect::<String>()
            )
        })
        .collect();
    let relation = |kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        (
            "xl/_rels/workbook.xml.rels",
            relation("worksheet", "worksheets/sheet1.xml"),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="Danh sách" sheetId="1" r:id="r"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#),
        ),
    ] {
        file.start_file(name, SimpleFileOptions::default())
            .expect("a part");
        file.write_all(text.as_bytes()).expect("its text");
    }
    file.finish().expect("a file").into_inner()
}
