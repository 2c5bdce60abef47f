//! What is counted in memory, and how little of it there can be.

use super::{super::heard::Outcome, *};

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 29).expect("a day")
}

fn heard(text: &str) -> Heard {
    let outcome = Outcome {
        is_empty: false,
        is_corrected: false,
        is_relaxed: false,
    };
    let named = Named::of(text, Language::Vi, day()).map(Arc::new);
    Heard::new((day(), Language::Vi), named, outcome)
}

/// A text of letters for a number.
fn text(number: usize) -> String {
    let letter = |digit: char| char::from(b'a' + u8::try_from(digit).expect("ASCII") - b'0');
    number.to_string().chars().map(letter).collect()
}

fn count(analytics: &Analytics, text: &str, times: usize) {
    for _ in 0..times {
        analytics.count(&heard(text));
    }
}

#[test]
fn a_text_is_given_out_once_it_was_asked_often_enough_and_then_each_time() {
    let analytics = Analytics::default();
    count(&analytics, "tôm khô", 4);
    let rare = analytics.take(day());
    count(&analytics, "TOM KHO", 1);
    let often = analytics.take(day());
    count(&analytics, "tom kho", 1);
    let again = analytics.take(day());

    assert!(rare.texts.is_empty());
    assert_eq!(rare.days[0].1.searches, 4);
    assert_eq!(often.texts[0].counts.searches, 5);
    assert_eq!(again.texts[0].counts.searches, 1);
    assert!(analytics.take(day()).is_empty());
}

#[test]
fn a_text_is_spelled_as_most_type_it_who_type_its_marks() {
    let analytics = Analytics::default();
    count(&analytics, "tom kho", 9);
    count(&analytics, "tồm kho", 1);
    let plain = analytics.take(day());
    count(&analytics, "Tôm khô", 2);
    let spelled = analytics.take(day());

    assert_eq!(plain.texts[0].spelled, None);
    assert_eq!(spelled.texts[0].spelled.as_deref(), Some("tôm khô"));
}

#[test]
fn what_could_not_be_written_is_given_out_again() {
    let analytics = Analytics::default();
    count(&analytics, "tom", 6);
    let named = Named::of("tom", Language::Vi, day()).expect("a text");
    let noon = DateTime::UNIX_EPOCH;
    assert!(analytics.click(named.search_id(), 3, noon, day()));
    assert!(analytics.click(&"0".repeat(32), 2, noon, day()));

    let batch = analytics.take(day());
    analytics.give_back(batch);
    let batch = analytics.take(day());

    assert_eq!(batch.texts[0].counts.searches, 6);
    assert_eq!(batch.texts[0].counts.positions, 3);
    assert_eq!(batch.days[0].1.clicks, 1);
    assert_eq!(batch.strays[0].1.positions, 2);
}

#[test]
fn floods_fill_a_bounded_room_and_leave_it_again() {
    let analytics = Analytics::default();
    count(&analytics, "tom kho", 9);
    analytics.take(day());
    for number in 0..limits::SEARCH_TEXTS_GATHERED * 2 {
        count(&analytics, &text(number), 1);
    }
    let held = analytics.gathered().texts.len();
    // What is new may stay for one batch.
    analytics.take(day());
    analytics.take(day());
    let left = analytics.gathered().texts.len();
    count(&analytics, "tom kho", 1);

    assert_eq!((held, left), (limits::SEARCH_TEXTS_GATHERED, 1));
    assert_eq!(analytics.take(day()).texts[0].counts.searches, 1);
}

#[test]
fn a_day_that_is_over_is_forgotten() {
    let analytics = Analytics::default();
    count(&analytics, "tom", 2);
    analytics.take(day());

    analytics.take(day().succ_opt().expect("a day"));

    assert!(analytics.gathered().texts.is_empty());
}

#[test]
fn clicks_come_no_faster_than_shoppers_can_make_them() {
    let analytics = Analytics::default();
    let id = "0".repeat(32);
    let noon = DateTime::UNIX_EPOCH;
    for _ in 0..limits::SEARCH_CLICKS_A_MINUTE {
        assert!(analytics.click(&id, 1, noon, day()));
    }

    assert!(!analytics.click(&id, 1, noon, day()));
    assert!(analytics.click(&id, 1, noon + chrono::TimeDelta::minutes(1), day()));
}
