//! Tables that people take away.

use market::{
    settlement::SettlementError,
    sheet::{Sheet, SheetFormat},
};
use poem_openapi::{ApiResponse, payload::Attachment};

use super::mirror;
use crate::problem::ApiResult;

mirror! {
    /// What a table can be given as.
    TableFormat as "TableFormat" of SheetFormat {
        /// Text that every spreadsheet reads.
        Csv,
        /// A spreadsheet of Office Open XML.
        Xlsx,
        /// Pages to print.
        Pdf,
    }
}

/// A table as a file.
#[derive(ApiResponse)]
pub(crate) enum TableFile {
    /// Comma separated values, in UTF-8 with a byte order mark.
    #[oai(status = 200, content_type = "text/csv; charset=utf-8")]
    Csv(Attachment<Vec<u8>>),
    /// A spreadsheet.
    #[oai(
        status = 200,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )]
    Xlsx(Attachment<Vec<u8>>),
    /// Pages to print.
    #[oai(status = 200, content_type = "application/pdf")]
    Pdf(Attachment<Vec<u8>>),
}

/// A table as a file of this name, which gets its ending here.
pub(crate) fn table(sheet: &Sheet, format: SheetFormat, name: &str) -> ApiResult<TableFile> {
    let bytes = sheet.write(format).map_err(SettlementError::from)?;
    let file = Attachment::new(bytes).filename(format!("{name}.{}", format.extension()));
    Ok(match format {
        SheetFormat::Csv => TableFile::Csv(file),
        SheetFormat::Xlsx => TableFile::Xlsx(file),
        SheetFormat::Pdf => TableFile::Pdf(file),
    })
}
