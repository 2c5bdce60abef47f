//! Rows that cannot be taken.

use market::import::Severity;
use tests::Market;

use super::{Held, List};

/// One good row among bad ones, and what is wrong with those.
const BAD: &[u8] = b"name_vi,producer,province,stars,price_vnd\n\
    M\xe1\xba\xaft ong,HTX A,C\xc3\xa0 Mau,4,90000\n\
    Tr\xc3\xa0,HTX A,C\xc3\xa0 Mau,2,\n\
    Kh\xc3\xb4,HTX A,C\xc3\xa0 Mau,3,0\n\
    M\x00am,HTX A,C\xc3\xa0 Mau,3,\n\
    \xff\xfe,HTX A,C\xc3\xa0 Mau,3,\n\
    Ng\xe1\xba\xafn,HTX A\n\
    ,HTX A,C\xc3\xa0 Mau,3,\n\
    M\xe1\xba\xaft  ONG,htx a,C\xc3\xa0 Mau,4,90000\n";

#[tokio::test]
async fn bad_rows_are_told_by_line_and_column_and_the_others_are_taken() {
    let market = Market::start().await;

    let outcome = List::from_bytes(BAD).import(&market).await;

    assert_eq!((outcome.rows, outcome.created), (8, 1));
    assert_eq!((outcome.duplicates, outcome.failed), (1, 6));
    let errors: Vec<(u64, &str, &str)> = outcome
        .issues_of(Severity::Error)
        .map(|issue| (issue.line, issue.column_name(), issue.code()))
        .collect();
    for expected in [
        (3, "stars", "stars_not_certified"),
        (4, "price_vnd", "price_not_positive"),
        (5, "name_vi", "control_character"),
        (6, "name_vi", "not_utf8"),
        (7, "row", "wrong_number_of_cells"),
        (8, "name_vi", "missing"),
    ] {
        assert!(errors.contains(&expected), "{expected:?} in {errors:?}");
    }
    for line in 3..=8 {
        assert!(errors.iter().any(|(at, ..)| *at == line), "line {line}");
    }
    let all = outcome.issues_of(Severity::Error);
    assert!(all.into_iter().all(|issue| !issue.detail_vi().is_empty()));
    let repeated = outcome.issues_of(Severity::Warning).find(|it| it.line == 9);
    assert_eq!(repeated.map(|issue| issue.code()), Some("duplicate_row"));
    assert_eq!(Held::by(&market).await.products.len(), 1);
}

#[tokio::test]
async fn all_or_nothing_takes_nothing_beside_an_error() {
    let market = Market::start().await;
    let empty = Held::by(&market).await;

    let outcome = List::from_bytes(BAD).all_or_nothing().import(&market).await;

    assert_eq!(
        (outcome.created, outcome.skipped, outcome.failed),
        (0, 1, 6)
    );
    assert_eq!(Held::by(&market).await, empty);
}

#[tokio::test]
async fn all_or_nothing_takes_a_list_without_errors() {
    let market = Market::start().await;

    let outcome = List::shipped().all_or_nothing().import(&market).await;

    assert_eq!(outcome.created, 565);
    assert_eq!(Held::by(&market).await.products.len(), 565);
}

#[tokio::test]
async fn an_unknown_province_is_kept_as_printed_and_listed() {
    let market = Market::start().await;

    let outcome = List::new("stars", &["Mật ong,HTX A,Atlantis,4"])
        .import(&market)
        .await;

    assert_eq!(outcome.created, 1);
    assert_eq!(outcome.unresolved_places.get("Atlantis"), Some(&1));
    let issue = outcome
        .issues_of(Severity::Warning)
        .next()
        .expect("a warning");
    assert_eq!(
        (issue.column_name(), issue.code()),
        ("province", "place_unknown")
    );
    let held = Held::by(&market).await;
    assert_eq!(held.product().province_code, None);
    assert_eq!(
        held.product().address_as_printed.as_deref(),
        Some("Atlantis")
    );
}
