//! What words find.

use super::*;

pub(super) async fn vietnamese_is_found_however_it_is_typed(engine: &dyn Engine) {
    with_names(
        engine,
        &[
            "Đường thốt nốt Hòa Bình",
            "Tôm khô Rạch Gốc",
            "Muối hạt",
            "Mật ong",
        ],
    )
    .await;
    let decomposed: String = "đường thốt nốt".nfd().collect();

    for (typed, expected) in [
        ("đường thốt nốt", 1),
        ("duong thot not", 1),
        ("ĐƯỜNG THỐT NỐT", 1),
        (&decomposed, 1),
        ("đường hoà", 1),
        ("đường hòa", 1),
        ("tom kho rach goc", 2),
        ("tôm khô rach gốc", 2),
        ("toom khoo", 2),
        ("muoois hatj", 3),
        ("tom6 kho6", 2),
        ("ma65t ong", 4),
        ("maatj ong", 4),
    ] {
        assert_eq!(found(engine, typed).await, [expected], "{typed}");
    }
}

pub(super) async fn typos_prefixes_and_joined_words_are_found(engine: &dyn Engine) {
    with_names(
        engine,
        &["Nước mắm Phú Quốc", "Bánh phồng tôm", "Tôm khô Sông Đầm"],
    )
    .await;

    for (typed, expected) in [
        ("nuoc mam phu qouc", 1),
        ("bánh phồ", 2),
        ("banh phong to", 2),
        ("tomkho song dam", 3),
    ] {
        assert!(found(engine, typed).await.contains(&expected), "{typed}");
    }
}

pub(super) async fn goods_are_found_by_their_other_names(engine: &dyn Engine) {
    with_names(engine, &["Tôm khô", "Lạc rang", "Kẹo dừa"]).await;

    for (typed, expected) in [
        ("dried shrimp", 1),
        ("dried shirmp", 1),
        ("đậu phộng", 2),
        ("coconut candy", 3),
    ] {
        assert_eq!(found(engine, typed).await, [expected], "{typed}");
    }
}

pub(super) async fn no_text_matches_everything(engine: &dyn Engine) {
    with_names(engine, &["Tôm khô", "Muối"]).await;

    for typed in ["", "   ", "\"\"", "🦐", "()", "*", "\0"] {
        assert_eq!(found(engine, typed).await, [1, 2], "{typed:?}");
    }
}

pub(super) async fn hostile_text_is_only_text(engine: &dyn Engine) {
    with_names(engine, &["Tôm khô", "Muối"]).await;
    let (long, many) = ("tôm".repeat(4_000), "tôm khô ".repeat(1_300));

    for typed in [
        "tôm AND NOT khô",
        "-tôm",
        "\"tôm khô",
        "names:tôm^9",
        "(((((",
        "[* TO *]",
        "/.*/",
        "'; DROP TABLE product; --",
        "\u{202e}khô",
        "ﷺ ꙮ \u{10ffff}",
        &long,
        &many,
    ] {
        find(engine, &text(typed), Interpret::ALL).await.unwrap();
        engine.suggest(typed, 5).await.unwrap();
    }
    assert_eq!(found(engine, "tôm\0khô").await, [1]);
    assert_eq!(found(engine, "🦐 tôm 🦐 khô").await, [1]);
    assert_eq!(found(engine, "-tôm").await, [1]);
}

pub(super) async fn one_thing_of_the_text_is_given_up(engine: &dyn Engine) {
    let entry = Entry {
        stars: Some(4),
        province: Some("96".to_owned()),
        ..product(1, "Tôm khô")
    };
    with(engine, vec![entry, product(2, "Muối")]).await;

    for (typed, relaxed) in [
        ("tôm khô", None),
        ("tôm khô 4 sao cà mau", None),
        ("tôm khô 5 sao", Some(Relaxed::Stars)),
        ("tôm khô hà giang", Some(Relaxed::Place)),
        ("tôm khô zzzzzzzz", Some(Relaxed::Words)),
    ] {
        let found = find(engine, &text(typed), Interpret::ALL).await.unwrap();
        assert_eq!(
            (numbers(&found.answer), found.relaxed),
            (vec![1], relaxed),
            "{typed}"
        );
    }
}

/// What is marked in a name is told from the name alone, so that every engine marks alike.
pub(super) async fn what_was_typed_is_marked(engine: &dyn Engine) {
    with_names(engine, &["Tôm khô Rạch Gốc"]).await;
    assert_eq!(found(engine, "tom kh").await, [1]);

    let name = "Tôm khô Rạch Gốc";
    let marked = highlight(name, "tom kh");

    let marked: Vec<&str> = marked.into_iter().map(|range| &name[range]).collect();
    assert_eq!(marked, ["Tôm", "khô"]);
}
