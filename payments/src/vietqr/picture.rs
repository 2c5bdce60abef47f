//! A QR code as a picture.

use png::{BitDepth, ColorType, EncodingError};
use qrcode::{Color, EcLevel, QrCode, types::QrError};

/// The quiet border that scanners need, in modules.
const BORDER: usize = 4;

/// A QR code with a border, ready to be drawn.
#[derive(Clone, Debug)]
pub struct Picture {
    /// How many modules a side has, border included.
    side: usize,
    /// Row by row; true is dark.
    dark: Vec<bool>,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// Too much text for a QR code.
    #[error("the text does not fit a QR code")]
    TooLong(#[from] QrError),
    /// The file could not be written.
    #[error("the picture could not be encoded")]
    Encoding(#[from] EncodingError),
}

impl Picture {
    /// Draws a text as a QR code that survives the loss of 15 % of itself.
    ///
    /// # Errors
    ///
    /// [`PictureError::TooLong`] beyond about 2,300 bytes.
    pub fn of(text: &str) -> Result<Self, PictureError> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M)?;
        let width = code.width();
        let side = width + 2 * BORDER;
        let is_dark = |at: usize| {
            let inside = |value: usize| value.checked_sub(BORDER).filter(|value| *value < width);
            match (inside(at % side), inside(at / side)) {
                (Some(x), Some(y)) => code[(x, y)] == Color::Dark,
                _ => false,
            }
        };
        Ok(Self {
            side,
            dark: (0..side * side).map(is_dark).collect(),
        })
    }

    /// As SVG, which is sharp at every size.
    #[must_use]
    pub fn svg(&self) -> String {
        let side = self.side;
        let dark = self.dark.iter().enumerate().filter(|(_, dark)| **dark);
        let path: String = dark
            .map(|(at, _)| format!("M{} {}h1v1h-1z", at % side, at / side))
            .collect();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
             <path d=\"{path}\"/></svg>"
        )
    }

    /// As PNG, each module `scale` pixels wide.
    ///
    /// # Errors
    ///
    /// [`PictureError::Encoding`] when the picture would be too large for the format.
    pub fn png(&self, scale: u8) -> Result<Vec<u8>, PictureError> {
        let scale = usize::from(scale.max(1));
        let pixels = self.side * scale;
        let width = u32::try_from(pixels).expect("a code has at most 185 modules a side");
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, width);
        encoder.set_color(ColorType::Grayscale);
        encoder.set_depth(BitDepth::Eight);
        let shade = |at: usize| {
            let (x, y) = (at % pixels / scale, at / pixels / scale);
            if self.dark[y * self.side + x] { 0 } else { 255 }
        };
        let image: Vec<u8> = (0..pixels * pixels).map(shade).collect();
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&image)?;
        writer.finish()?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_pictures_show_the_same_modules() {
        let picture = Picture::of("OCOP240001A7").expect("a picture");

        let svg = picture.svg();
        let png = picture.png(3).expect("a file");

        let mut decoded = png::Decoder::new(std::io::Cursor::new(png))
            .read_info()
            .expect("a picture");
        let mut pixels = vec![0; decoded.output_buffer_size().expect("a size")];
        let frame = decoded.next_frame(&mut pixels).expect("a frame");
        // Version 1 has 21 modules a side, and four of border on both.
        assert_eq!((frame.width, frame.height), (29 * 3, 29 * 3));
        let dark = pixels.iter().filter(|pixel| **pixel == 0).count();
        assert_eq!(dark, svg.matches("h1v1h-1z").count() * 9);
        // The corner of the upper left finder, and the border beside it.
        assert!(svg.contains("M4 4h1v1h-1z"));
        assert!(!svg.contains("M3 3h1"));
    }

    #[test]
    fn too_much_text_has_no_picture() {
        let text = "A".repeat(5_000);

        assert!(matches!(Picture::of(&text), Err(PictureError::TooLong(_))));
    }
}
