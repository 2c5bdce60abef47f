//! How typed text finds what is meant.

use search::{Entry, Filters, Query};

use crate::given::{found, index_of, index_of_names, product, text};

#[test]
fn accents_case_and_encoding_fold_both_ways() {
    let index = index_of_names(&["Đường thốt nốt Hòa Bình", "Tom kho Dat Mui"]);

    for typed in [
        "đường thốt nốt",
        "duong thot not",
        "ĐƯỜNG",
        "Đươ\u{300}ng",
        "hoà bình",
        "hòa",
    ] {
        assert_eq!(found(&index, typed), [1], "{typed}");
    }
    for typed in ["tôm khô đất mũi", "tom kho ðất", "TÔM"] {
        assert_eq!(found(&index, typed), [2], "{typed}");
    }
}

#[test]
fn the_same_accents_rank_above_other_accents() {
    let index = index_of_names(&["Dứa sấy", "Dưa sấy", "Dừa sấy", "Dua say"]);

    assert_eq!(found(&index, "dưa sấy")[0], 2);
    assert_eq!(found(&index, "dừa sấy")[0], 3);
    assert_eq!(found(&index, "dứa sấy")[0], 1);
    assert_eq!(found(&index, "dua say").len(), 4);
}

#[test]
fn typos_are_forgiven_in_words_that_are_long_enough() {
    let index = index_of_names(&["Nước mắm Phú Quốc", "Mật ong U Minh", "Homestay Hương Tràm"]);

    assert_eq!(found(&index, "phu qouc"), [1]);
    assert_eq!(found(&index, "nuoc mam phu quco"), [1]);
    assert_eq!(found(&index, "mat ong u mihn"), [2]);
    assert_eq!(found(&index, "hoomestya"), [3]);
    assert!(found(&index, "mta").is_empty());
}

#[test]
fn a_typo_is_only_supposed_when_nothing_matches_as_typed() {
    let index = index_of_names(&["Muối hạt", "Mướp hương", "Chuối khô"]);

    assert_eq!(found(&index, "muoi"), [1]);
    assert_eq!(found(&index, "chuoi"), [3]);
}

#[test]
fn telex_keys_are_read_as_what_they_stand_for() {
    let index = index_of_names(&[
        "Muối hạt Bạc Liêu",
        "Tôm khô",
        "Ba khía muối",
        "Người Đất Mũi",
    ]);

    assert_eq!(found(&index, "muoois hatj Bacj Lieeu"), [1]);
    assert_eq!(found(&index, "toom khoo"), [2]);
    assert_eq!(found(&index, "ba khias muoois"), [3]);
    assert_eq!(found(&index, "nguowif ddaats"), [4]);
}

#[test]
fn words_run_together_or_apart_are_found() {
    let index = index_of_names(&["Tôm khô Sông Đầm", "Cà phê Daklak", "Tôm tươi"]);

    assert_eq!(found(&index, "tomkho song dam"), [1]);
    assert_eq!(found(&index, "tomkho"), [1]);
    assert_eq!(found(&index, "khosongdam"), [1]);
    assert_eq!(found(&index, "ca phe dak lak"), [2]);
}

#[test]
fn the_last_word_may_be_unfinished() {
    let index = index_of_names(&["Bánh phồng tôm", "Bánh pía"]);

    assert_eq!(found(&index, "banh pho"), [1]);
    assert_eq!(found(&index, "bánh phồ"), [1]);
    assert!(found(&index, "ban pho").contains(&1));
}

#[test]
fn the_order_of_words_matters() {
    let index = index_of_names(&["Khô cá sặc", "Cá khô sặc", "Sặc khô cá"]);

    assert_eq!(found(&index, "cá khô")[0], 2);
    assert_eq!(found(&index, "khô cá")[0], 1);
    assert_eq!(found(&index, "khô cá").len(), 3);
}

#[test]
fn the_whole_name_ranks_above_a_part_of_it() {
    let index = index_of_names(&[
        "Bánh phồng tôm khô",
        "Tôm khô chà bông",
        "Tôm khô",
        "Chả tôm khô",
    ]);

    let found = found(&index, "tom kho");

    assert_eq!(found[..2], [3, 2]);
    assert_eq!(found.len(), 4);
}

#[test]
fn names_weigh_more_than_sellers_and_places_and_those_more_than_the_story() {
    let index = index_of([
        Entry {
            provenance: vec!["collective mark Năm Căn".into()],
            ..product(1, "Tôm khô")
        },
        Entry {
            places: vec!["Năm Căn".into()],
            ..product(2, "Tôm khô")
        },
        Entry {
            seller_name: "HTX Năm Căn".into(),
            ..product(3, "Tôm khô")
        },
        Entry {
            names: vec!["Tôm khô".into(), "Nam Can shrimp".into()],
            ..product(4, "")
        },
        Entry {
            story: vec!["Từ Năm Căn.".into()],
            ..product(5, "Tôm khô")
        },
    ]);

    let found = found(&index, "tôm khô nam can");

    assert_eq!(found[0], 4);
    assert_eq!(found[1..3].iter().copied().max(), Some(3));
    assert_eq!(found[3..], [5, 1]);
}

#[test]
fn all_words_must_match_and_most_if_nothing_has_all() {
    let index = index_of_names(&[
        "Tôm khô",
        "Tôm tươi",
        "Muối hạt Bạc Liêu",
        "Muối tinh Bạc Liêu",
    ]);

    assert_eq!(found(&index, "tôm khô"), [1]);
    assert_eq!(found(&index, "tôm khô zzzz"), [1]);
    let mut salt = found(&index, "muối bạc liêu 5 qqqq");
    salt.sort_unstable();
    assert_eq!(salt, [3, 4]);
    assert!(found(&index, "zzzz qqqq").is_empty());
}

#[test]
fn filters_do_not_make_words_looser() {
    let index = index_of([
        Entry {
            stars: Some(3),
            ..product(1, "Tôm khô")
        },
        Entry {
            stars: Some(5),
            ..product(2, "Tôn khô")
        },
    ]);
    let filters = Filters {
        stars: vec![5],
        ..Filters::default()
    };

    let answer = index
        .search(&Query {
            filters,
            ..text("tôm khô")
        })
        .unwrap();

    assert_eq!(answer.total, 0);
}

#[test]
fn spellings_with_i_and_y_are_one() {
    let index = index_of_names(&["Mỳ gạo Chũ", "Bánh quy", "Cá thủy"]);

    assert_eq!(found(&index, "mì chũ"), [1]);
    assert_eq!(found(&index, "banh qui"), [2]);
}

#[test]
fn no_text_matches_everything() {
    let index = index_of_names(&["Tôm khô", "Muối"]);

    for typed in ["", "   ", "\"\"", "🦐", "()", "*", "\0"] {
        assert_eq!(found(&index, typed).len(), 2, "{typed:?}");
    }
}

#[test]
fn hostile_text_is_only_text() {
    let index = index_of_names(&["Tôm khô", "Muối"]);
    let long_word = "tôm".repeat(4_000);
    let many_words = "tôm khô ".repeat(2_000);
    let marks = "\u{0301}".repeat(10_000);
    let hostile = [
        "tôm AND NOT khô",
        "+tôm -khô",
        "names:tôm",
        "\"tôm khô",
        "tôm khô\"~9999",
        "(((((((((",
        "[* TO *]",
        "tôm^1e99 khô",
        "/.*/",
        "tôm\0khô",
        "🦐 tôm 🦐 khô",
        "'; DROP TABLE product; --",
        "\u{202e}khô tôm",
        "ﷺ ꙮ \u{10ffff}",
        &long_word,
        &many_words,
        &marks,
    ];

    for typed in hostile {
        index.search(&text(typed)).unwrap();
        index.suggest(typed, 10).unwrap();
    }
    assert_eq!(found(&index, "tôm\0khô"), [1]);
    assert_eq!(found(&index, "🦐 tôm 🦐 khô"), [1]);
    assert_eq!(found(&index, &many_words), [1]);
}

#[test]
fn hostile_entries_are_only_text() {
    let hostile = "\0 \"+-:()[]{}^~*? 🦐 ".repeat(500) + &"x".repeat(100_000);
    let index = index_of([Entry {
        names: vec![hostile.clone(), String::new()],
        seller_name: hostile.clone(),
        places: vec![hostile.clone()],
        story: vec![hostile.clone(), "tôm ".repeat(100_000)],
        province: Some("\0".into()),
        category: Some(hostile.chars().take(1_000).collect()),
        ..product(1, "")
    }]);

    assert_eq!(found(&index, "tôm"), [1]);
    assert_eq!(found(&index, ""), [1]);
}
