//! A typed text, taken apart.

use super::{
    PlaceFilter,
    places::{Named, Places},
    stars,
    tokens::{Token, joined, tokens},
    units,
};

/// Words that tie a place to what stands before it.
const BEFORE_PLACES: [&str; 15] = [
    "o", "tai", "cua", "tu", "in", "from", "tinh", "tp", "thanh", "pho", "huyen", "tx", "thi",
    "xa", "vung",
];

/// What a typed text asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The words to be found.
    pub words: String,
    /// The words of the place: what has them, too, comes first.
    pub hint: String,
    /// Stars asked for, lowest first; none when the text speaks of none.
    pub stars: Vec<u8>,
    /// The province or region asked for.
    pub place: Option<ReadPlace>,
    /// A former district among the words, with the province of today around it. Its name is
    /// looked for like any other words; only when nothing has them is the province a way out.
    pub district: Option<ReadPlace>,
    /// What was left out: amounts, "OCOP", "buy".
    pub ignored: String,
}

/// A place that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadPlace {
    /// The place of today.
    pub filter: PlaceFilter,
    /// The name it was found by, as it is officially written.
    pub name: String,
    /// Whether the name is one of before July 2025.
    pub is_former: bool,
    /// The words to be found beside it.
    pub other_words: String,
}

/// What may be understood in a text; the rest of it is words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interpret {
    /// Stars: "5 sao".
    pub stars: bool,
    /// Provinces and regions, and former districts.
    pub place: bool,
    /// What can be left out: amounts, "OCOP", "buy".
    pub ignored: bool,
}

impl Interpret {
    /// Everything.
    pub const ALL: Self = Self {
        stars: true,
        place: true,
        ignored: true,
    };
    /// Nothing: every word is looked for as it is.
    pub const NOTHING: Self = Self {
        stars: false,
        place: false,
        ignored: false,
    };
}

/// Takes a text apart.
pub(super) fn read(text: &str, places: &Places, interpret: Interpret) -> Reading {
    let tokens = tokens(text);
    let mut parts: Vec<Part> = vec![Part::Word; tokens.len()];
    let stars = interpret.stars.then(|| stars::asked(&tokens)).flatten();
    if let Some(asked) = &stars {
        parts[asked.words.clone()].fill(Part::Stars);
    }
    for (place, token) in tokens.iter().enumerate() {
        if interpret.ignored && token.is("ocop") && parts[place] == Part::Word {
            parts[place] = Part::Idle;
        }
    }
    let place = match interpret.place {
        true => province(&tokens, &mut parts, places),
        false => None,
    };
    for (place, is_idle) in units::idle(&tokens).into_iter().enumerate() {
        if interpret.ignored && is_idle && parts[place] == Part::Word {
            parts[place] = Part::Idle;
        }
    }
    let words = of(&tokens, &parts, Part::Word);
    let district = match place {
        None if interpret.place => district(&tokens, &parts, places),
        _ => None,
    };
    Reading {
        place: place.map(|named| named.read(words.clone())),
        words,
        hint: of(&tokens, &parts, Part::Place),
        stars: stars.map_or_else(Vec::new, |asked| asked.stars),
        district,
        ignored: of(&tokens, &parts, Part::Idle),
    }
}

/// What a word is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Word,
    Stars,
    Place,
    Idle,
}

fn of(tokens: &[Token], parts: &[Part], wanted: Part) -> String {
    let chosen = tokens
        .iter()
        .zip(parts)
        .filter(|(_, part)| **part == wanted);
    joined(chosen.map(|(token, _)| token))
}

/// The first province or region, and its words wherever they stand.
fn province<'a>(tokens: &[Token], parts: &mut [Part], places: &'a Places) -> Option<&'a Named> {
    let mut found: Option<&Named> = None;
    let mut start = 0;
    while start < tokens.len() {
        let free = parts[start..]
            .iter()
            .take_while(|part| **part == Part::Word)
            .count();
        let named = places.at(&tokens[start..start + free]);
        let Some(named) =
            named.filter(|named| found.is_none_or(|found| found.filter == named.filter))
        else {
            start += 1;
            continue;
        };
        found.get_or_insert(named);
        let end = start + named.words.len();
        parts[start..end].fill(Part::Place);
        let ties = tokens[..start].iter().rev();
        for (back, _) in (1..).zip(
            ties.take_while(|token| token.is_one_of(&BEFORE_PLACES))
                .take(2),
        ) {
            if parts[start - back] == Part::Word {
                parts[start - back] = Part::Idle;
            }
        }
        start = end;
    }
    found
}

fn district(tokens: &[Token], parts: &[Part], places: &Places) -> Option<ReadPlace> {
    (0..tokens.len()).find_map(|start| {
        let free = parts[start..]
            .iter()
            .take_while(|part| **part == Part::Word)
            .count();
        let named = places.district_at(&tokens[start..start + free])?;
        let mut parts = parts.to_vec();
        parts[start..start + named.words.len()].fill(Part::Place);
        Some(named.read(of(tokens, &parts, Part::Word)))
    })
}

impl Named {
    fn read(&self, other_words: String) -> ReadPlace {
        ReadPlace {
            filter: self.filter.clone(),
            name: self.name.clone(),
            is_former: self.is_former,
            other_words,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Interpret, Knowledge, PlaceFilter, Reading};

    fn read(text: &str) -> Reading {
        Knowledge::shared().read(text)
    }

    fn province(text: &str) -> Option<String> {
        match read(text).place?.filter {
            PlaceFilter::Province(code) => Some(code),
            PlaceFilter::Region(slug) => Some(slug),
        }
    }

    #[test]
    fn stars_are_read_in_words_and_figures() {
        for (text, stars, words) in [
            ("tôm khô 5 sao", &[5][..], "tôm khô"),
            ("tôm khô năm sao", &[5], "tôm khô"),
            ("nam sao tom kho", &[5], "tom kho"),
            ("ocop 4 sao", &[4], ""),
            ("ocop 4", &[4], ""),
            ("honey 5 star", &[5], "honey"),
            ("honey 4-5 stars", &[4, 5], "honey"),
            ("mật ong từ 4 sao trở lên", &[4, 5], "mật ong"),
            ("mật ong 4+ sao", &[4, 5], "mật ong"),
            ("mật ong 5*", &[5], "mật ong"),
            ("gạo 3 đến 5 sao", &[3, 4, 5], "gạo"),
            ("gạo hạng bốn sao", &[4], "gạo"),
            ("nhung hươu sao", &[], "nhung hươu sao"),
            ("gạo st25", &[], "gạo st25"),
            ("bánh 7 sao", &[], "bánh 7 sao"),
        ] {
            let read = read(text);

            assert_eq!(
                (read.stars.as_slice(), read.words.as_str()),
                (stars, words),
                "{text}"
            );
        }
    }

    #[test]
    fn provinces_old_and_new_become_the_place_of_today() {
        for (text, code) in [
            ("tôm khô cà mau", "96"),
            ("muoi bac lieu", "96"),
            ("kẹo dừa Bến Tre", "86"),
            ("ca phe dak lak", "66"),
            ("cà phê Daklak", "66"),
            ("nem Huế", "46"),
            ("mắm tỉnh Trà Vinh", "86"),
            ("dried shrimp from Ca Mau", "96"),
            ("đặc sản miền tây", "mekong-river-delta"),
        ] {
            assert_eq!(province(text).as_deref(), Some(code), "{text}");
        }
        assert_eq!(read("dried shrimp from Ca Mau").words, "dried shrimp");
        assert_eq!(read("kẹo dừa Bến Tre").hint, "Bến Tre");
        assert!(read("kẹo dừa Bến Tre").place.unwrap().is_former);
    }

    #[test]
    fn other_marks_make_another_word() {
        assert_eq!(province("cá màu"), None);
        assert_eq!(province("trà hoa huệ"), None);
        assert_eq!(province("hue do"), None);
    }

    #[test]
    fn a_former_district_leads_to_its_province_and_stays_a_word() {
        let read = read("cà phê Ea H'leo");

        assert_eq!(read.place, None);
        assert_eq!(read.words, "cà phê Ea H leo");
        let district = read.district.unwrap();
        assert_eq!(district.filter, PlaceFilter::Province("66".to_owned()));
        assert_eq!(district.other_words, "cà phê");
    }

    #[test]
    fn amounts_and_talk_are_left_out() {
        for (text, words) in [
            ("tôm khô 500g", "tôm khô"),
            ("mật ong chai 500 ml", "mật ong"),
            ("2 hộp trà sen", "trà sen"),
            ("gạo 0,5 kg", "gạo"),
            ("mua mật ong giá rẻ ở đâu", "mật ong"),
            ("nước mắm 40 độ đạm", "nước mắm 40 độ đạm"),
            ("giá đỗ", "giá đỗ"),
            ("hộp quà", "hộp quà"),
            ("tim mua gạo", "gạo"),
            ("tím gạo", "tím gạo"),
            ("mua quả na", "na"),
            ("trái cây sấy", "trái cây sấy"),
            ("nước ép trái nhàu", "nước ép trái nhàu"),
            ("quà tết", "quà tết"),
            ("500g", "500g"),
        ] {
            assert_eq!(read(text).words, words, "{text}");
        }
    }

    #[test]
    fn what_is_not_to_be_understood_is_words() {
        let text = "ocop tôm khô 5 sao Cà Mau";
        let read = |interpret| Knowledge::shared().read_parts(text, interpret);

        let without_stars = read(Interpret {
            stars: false,
            ..Interpret::ALL
        });
        let without_place = read(Interpret {
            place: false,
            ..Interpret::ALL
        });
        let nothing = read(Interpret::NOTHING);

        assert_eq!(without_stars.words, "tôm khô 5 sao");
        assert!(without_stars.stars.is_empty() && without_stars.place.is_some());
        assert_eq!(without_place.words, "tôm khô Cà Mau");
        assert!(without_place.place.is_none() && without_place.district.is_none());
        assert_eq!(without_place.stars, [5]);
        assert_eq!(nothing.words, text);
    }

    #[test]
    fn any_text_can_be_read() {
        let long = "ocop 5 sao cà mau ".repeat(1_000);
        for text in [
            "",
            "\0",
            "🦐",
            "5",
            "sao",
            "+*★",
            "từ sao",
            &long,
            "ocop",
            "5 sao 5 sao",
        ] {
            read(text);
        }
    }
}
