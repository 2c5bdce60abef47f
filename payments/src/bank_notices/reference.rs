use crate::Reference;

/// How our references look in the text of a transfer: a prefix, and letters and digits up
/// to a fixed length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferencePattern {
    /// What they begin with, upper case.
    pub prefix: String,
    /// How long they are, prefix included.
    pub len: usize,
}

/// The pattern of [`Reference::of`].
impl Default for ReferencePattern {
    fn default() -> Self {
        Self {
            prefix: Reference::PREFIX.to_owned(),
            len: Reference::LEN,
        }
    }
}

impl ReferencePattern {
    /// The first reference in a bank's text. Banks put words before and after it, change
    /// its case, and break long texts with blanks.
    pub(super) fn find(&self, text: &str) -> Option<Reference> {
        let upper = text.to_uppercase();
        self.first(&upper).or_else(|| {
            let joined: String = upper.split_whitespace().collect();
            self.first(&joined)
        })
    }

    fn first(&self, text: &str) -> Option<Reference> {
        let starts = text.match_indices(&self.prefix).map(|(start, _)| start);
        starts
            .filter_map(|start| text.get(start..start + self.len))
            .find_map(|candidate| candidate.parse().ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_found_whatever_the_bank_writes_around_it() {
        let pattern = ReferencePattern {
            prefix: "OCOP".to_owned(),
            len: 12,
        };

        for text in [
            "OCOP240001A7",
            "MBVCB.123.OCOP240001A7.CT tu 0123 toi 0456",
            "ocop240001a7 thanh toan",
            "OCOP che ngon OCOP240001A7",
            "CT DEN:0123OCOP240001A7CHUYENKHOAN",
            "OCOP2400 01A7",
            "Chuyển tiền OCOP240001A7 ạ",
        ] {
            let found = pattern.find(text);
            assert_eq!(found.expect(text).as_str(), "OCOP240001A7", "{text}");
        }
        for text in ["", "OCOP", "OCOP24", "COP240001A7XX", "chuyen tien"] {
            assert_eq!(pattern.find(text), None, "{text}");
        }
    }

    #[test]
    fn the_pattern_finds_the_references_we_make() {
        let reference = Reference::of(uuid::Uuid::from_u128(7));
        let text = format!("VCB.99.{reference}.CT");

        assert_eq!(ReferencePattern::default().find(&text), Some(reference));
    }
}
