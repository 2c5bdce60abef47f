//! What is offered while a text is being typed.

use search::{Entry, Index};
use uuid::Uuid;

use crate::given::{index_of, product};

fn market() -> Index {
    let of = |number, name: &str, seller: &str, seller_name: &str| Entry {
        seller: seller.to_owned(),
        seller_name: seller_name.to_owned(),
        ..product(number, name)
    };
    index_of([
        of(1, "Tôm khô", "song-dam", "HTX Sông Đầm"),
        of(2, "Tôm sú", "song-dam", "HTX Sông Đầm"),
        of(3, "Mật ong", "tai-thinh-phat", "HTX Tài Thịnh Phát"),
        of(4, "Mật ong rừng", "u-minh", "Cơ sở U Minh"),
        of(5, "Khô bổi", "u-minh", "Cơ sở U Minh"),
    ])
}

fn products(typed: &str) -> Vec<u128> {
    let suggestions = market().suggest(typed, 10).unwrap();
    suggestions.products.iter().map(Uuid::as_u128).collect()
}

fn sellers(typed: &str) -> Vec<String> {
    market().suggest(typed, 10).unwrap().sellers
}

#[test]
fn every_keystroke_narrows() {
    for typed in ["m", "mậ", "mat", "mật o", "mat on", "mat ong"] {
        let mut offered = products(typed);
        offered.sort_unstable();
        offered.retain(|number| [3, 4].contains(number));
        assert_eq!(offered, [3, 4], "{typed}");
    }
    assert_eq!(products("mat ong r"), [4]);
    assert_eq!(products("tôm k"), [1]);
}

#[test]
fn sellers_are_offered_by_name() {
    assert_eq!(sellers("htx s"), ["song-dam"]);
    assert_eq!(sellers("tai thi"), ["tai-thinh-phat"]);
    assert_eq!(sellers("u mi"), ["u-minh"]);
    assert_eq!(sellers("htx"), ["song-dam", "tai-thinh-phat"]);
    assert!(sellers("mat ong").is_empty());
}

#[test]
fn typos_are_forgiven_when_nothing_else_is_offered() {
    assert_eq!(sellers("tai thinhf"), ["tai-thinh-phat"]);
    assert_eq!(products("mat onng").len(), 2);
}

#[test]
fn nothing_is_offered_for_nothing() {
    for typed in ["", " ", "🦐", "\0"] {
        assert!(products(typed).is_empty());
        assert!(sellers(typed).is_empty());
    }
    assert_eq!(
        market().suggest("tôm", 0).unwrap(),
        search::Suggestions::default()
    );
    assert_eq!(market().suggest("tôm", 1).unwrap().products.len(), 1);
}
