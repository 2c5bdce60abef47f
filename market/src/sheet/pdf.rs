//! A table on A4 pages, with the letters of a font that has all Vietnamese ones.

use std::collections::BTreeMap;

use pdf_writer::{
    Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use subsetter::GlyphRemapper;
use ttf_parser::Face;

use super::{Cell, Sheet, SheetError};

/// DejaVu Sans Condensed, free to be copied and embedded: `data/fonts`.
const FONT: &[u8] = include_bytes!("../../../data/fonts/DejaVuSansCondensed.ttf");
const FONT_NAME: Name<'static> = Name(b"CHOSAO+DejaVuSansCondensed");
const RESOURCE: Name<'static> = Name(b"F1");
const SYSTEM: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// A4 in points.
const PAGE: [f32; 2] = [595.0, 842.0];
const MARGIN: f32 = 40.0;
const SIZE: f32 = 8.0;
const TITLE_SIZE: f32 = 13.0;
const LINE: f32 = 13.0;
const GAP: f32 = 6.0;
/// Rows below the title of a page.
const ROWS: usize = 54;

const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const TYPE0: Ref = Ref::new(3);
const CID: Ref = Ref::new(4);
const DESCRIPTOR: Ref = Ref::new(5);
const CMAP: Ref = Ref::new(6);
const FILE: Ref = Ref::new(7);
const INFO: Ref = Ref::new(8);
/// Pages and their contents take every second number from here on.
const FIRST_PAGE: i32 = 10;

/// The table as a PDF file.
pub(super) fn pages(sheet: &Sheet) -> Result<Vec<u8>, SheetError> {
    let mut letters = Letters::new()?;
    let columns = columns(sheet, &letters);
    let empty: [&[Vec<Cell>]; 1] = [&[]];
    let chunks: Vec<&[Vec<Cell>]> = match sheet.rows.is_empty() {
        true => empty.into(),
        false => sheet.rows.chunks(ROWS).collect(),
    };
    let mut pdf = Pdf::new();
    let mut kids = Vec::new();
    let mut next = FIRST_PAGE;
    for (number, rows) in (1usize..).zip(&chunks) {
        let (page_id, content_id) = (Ref::new(next), Ref::new(next + 1));
        next += 2;
        kids.push(page_id);
        let place = format!("{number}/{}", chunks.len());
        let content = page(sheet, rows, (&columns, &place), &mut letters);
        pdf.stream(content_id, &content);
        let mut page = pdf.page(page_id);
        page.parent(TREE)
            .media_box(Rect::new(0.0, 0.0, PAGE[0], PAGE[1]))
            .contents(content_id);
        page.resources().fonts().pair(RESOURCE, TYPE0);
        page.finish();
    }
    pdf.catalog(CATALOG).pages(TREE);
    let count = i32::try_from(kids.len()).map_err(|_| SheetError::Font("too many pages"))?;
    pdf.pages(TREE).kids(kids).count(count);
    pdf.document_info(INFO).title(TextStr(&sheet.title));
    letters.embed(&mut pdf)?;
    Ok(pdf.finish())
}

/// Where a column begins and ends.
#[derive(Clone, Copy)]
struct Column {
    left: f32,
    right: f32,
}

/// Gives each column what its widest cell needs; a table that is too wide for the page is
/// made narrower as a whole, and long texts are cut.
fn columns(sheet: &Sheet, letters: &Letters<'_>) -> Vec<Column> {
    let mut widths: Vec<f32> = sheet
        .names
        .iter()
        .map(|name| letters.width(name, SIZE))
        .collect();
    for row in &sheet.rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = width.max(letters.width(&shown(cell), SIZE));
        }
    }
    let room = PAGE[0] - 2.0 * MARGIN;
    let wanted: f32 = widths.iter().map(|width| width + GAP).sum();
    let factor = (room / wanted).clamp(0.1, 1.6);
    let mut left = MARGIN;
    widths
        .into_iter()
        .map(|width| {
            let column = Column {
                left,
                right: left + (width + GAP) * factor - GAP,
            };
            left = column.right + GAP;
            column
        })
        .collect()
}

fn page(
    sheet: &Sheet,
    rows: &[Vec<Cell>],
    (columns, place): (&[Column], &str),
    letters: &mut Letters<'_>,
) -> Vec<u8> {
    let mut content = Content::new();
    let mut y = PAGE[1] - MARGIN;
    letters.write(&mut content, (MARGIN, y), TITLE_SIZE, &sheet.title);
    let end = PAGE[0] - MARGIN - letters.width(place, SIZE);
    letters.write(&mut content, (end, y), SIZE, place);
    y -= 2.0 * LINE;
    for (column, name) in columns.iter().zip(&sheet.names) {
        let name = letters.cut(name, column.right - column.left);
        letters.write(&mut content, (column.left, y), SIZE, &name);
    }
    content.set_line_width(0.5);
    content.move_to(MARGIN, y - 4.0);
    content.line_to(PAGE[0] - MARGIN, y - 4.0);
    content.stroke();
    for row in rows {
        y -= LINE;
        for (column, cell) in columns.iter().zip(row) {
            let text = letters.cut(&shown(cell), column.right - column.left);
            let x = match cell {
                Cell::Whole(_) => column.right - letters.width(&text, SIZE),
                Cell::Empty | Cell::Text(_) => column.left,
            };
            letters.write(&mut content, (x, y), SIZE, &text);
        }
    }
    content.finish().to_vec()
}

/// A cell as people read it: 1.234.567 as amounts are written in Vietnam.
fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Whole(number) => grouped(*number),
    }
}

fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::from(if number < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

/// The font, and which of its letters were used.
struct Letters<'a> {
    face: Face<'a>,
    used: GlyphRemapper,
    /// Widths in thousandths of the size and characters, by the glyph's new number.
    glyphs: BTreeMap<u16, (f32, char)>,
}

impl Letters<'_> {
    fn new() -> Result<Self, SheetError> {
        Ok(Self {
            face: Face::parse(FONT, 0).map_err(|_| SheetError::Font("the font is broken"))?,
            used: GlyphRemapper::new(),
            glyphs: BTreeMap::new(),
        })
    }

    /// The width of a letter in thousandths of the size.
    fn advance(&self, letter: char) -> f32 {
        let glyph = self.face.glyph_index(letter).unwrap_or_default();
        let units = self.face.glyph_hor_advance(glyph).unwrap_or_default();
        f32::from(units) * 1_000.0 / f32::from(self.face.units_per_em())
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        let thousandths: f32 = text.chars().map(|letter| self.advance(letter)).sum();
        thousandths * size / 1_000.0
    }

    /// As much of a text as fits.
    fn cut(&self, text: &str, room: f32) -> String {
        if self.width(text, SIZE) <= room + 0.5 {
            return text.to_owned();
        }
        let mut cut = String::new();
        for letter in text.chars() {
            cut.push(letter);
            if self.width(&cut, SIZE) + self.advance('…') * SIZE / 1_000.0 > room {
                cut.pop();
                break;
            }
        }
        cut.push('…');
        cut
    }

    fn write(&mut self, content: &mut Content, (x, y): (f32, f32), size: f32, text: &str) {
        let mut codes = Vec::with_capacity(text.len() * 2);
        for letter in text.chars() {
            let glyph = self.face.glyph_index(letter).unwrap_or_default();
            let new = self.used.remap(glyph.0);
            let width = self.advance(letter);
            self.glyphs.entry(new).or_insert((width, letter));
            codes.extend(new.to_be_bytes());
        }
        content.begin_text();
        content.set_font(RESOURCE, size);
        content.next_line(x, y);
        content.show(Str(&codes));
        content.end_text();
    }

    /// Puts the letters that were used into the file, with what they mean for who copies
    /// text out of it.
    fn embed(&self, pdf: &mut Pdf) -> Result<(), SheetError> {
        pdf.type0_font(TYPE0)
            .base_font(FONT_NAME)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(CID)
            .to_unicode(CMAP);
        let mut cid = pdf.cid_font(CID);
        cid.subtype(CidFontType::Type2)
            .base_font(FONT_NAME)
            .system_info(SYSTEM)
            .font_descriptor(DESCRIPTOR)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = cid.widths();
        let mut cmap = UnicodeCmap::new(Name(b"ChoSao"), SYSTEM);
        for (glyph, (width, letter)) in &self.glyphs {
            widths.consecutive(*glyph, [*width]);
            cmap.pair(*glyph, *letter);
        }
        widths.finish();
        cid.finish();
        self.describe(pdf);
        pdf.cmap(CMAP, &cmap.finish());
        let font = subsetter::subset(FONT, 0, &self.used)
            .map_err(|_| SheetError::Font("the font cannot be cut down"))?;
        let length = i32::try_from(font.len()).unwrap_or(i32::MAX);
        pdf.stream(FILE, &font).pair(Name(b"Length1"), length);
        Ok(())
    }

    fn describe(&self, pdf: &mut Pdf) {
        let scale = 1_000.0 / f32::from(self.face.units_per_em());
        let units = |value: i16| f32::from(value) * scale;
        let bounds = self.face.global_bounding_box();
        pdf.font_descriptor(DESCRIPTOR)
            .name(FONT_NAME)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(
                units(bounds.x_min),
                units(bounds.y_min),
                units(bounds.x_max),
                units(bounds.y_max),
            ))
            .italic_angle(0.0)
            .ascent(units(self.face.ascender()))
            .descent(units(self.face.descender()))
            .cap_height(units(
                self.face.capital_height().unwrap_or(self.face.ascender()),
            ))
            .stem_v(80.0)
            .font_file2(FILE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_by_points() {
        assert_eq!(grouped(1_234_567), "1.234.567");
        assert_eq!(grouped(-21_600), "-21.600");
        assert_eq!(grouped(0), "0");
    }

    #[test]
    fn a_long_table_takes_several_pages_and_only_its_own_letters() {
        let mut sheet = Sheet::new("Sao kê tháng 11", ["Nội dung", "Số tiền (đồng)"]);
        for number in 0..120 {
            sheet.push(["Chè Ô Long, gói 100 g — ưu đãi".into(), Cell::Whole(number)]);
        }

        let file = pages(&sheet).expect("a file");

        assert!(file.starts_with(b"%PDF-1.7"));
        let text = String::from_utf8_lossy(&file);
        assert!(text.contains("/Count 3"));
        assert!(file.len() < FONT.len() / 2, "{} bytes", file.len());
    }
}
