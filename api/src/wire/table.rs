//! Tables that people take away.

use market::{
    settlement::SettlementError,
    sheet::{Sheet, SheetFormat},
};
use poem::{IntoResponse, Response, http::header};
use poem_openapi::{
    ApiResponse,
    payload::{Binary, Payload},
    registry::{MetaMediaType, MetaResponse, MetaResponses, Registry},
};

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

const fn media_type(format: SheetFormat) -> &'static str {
    match format {
        SheetFormat::Csv => "text/csv; charset=utf-8",
        SheetFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        SheetFormat::Pdf => "application/pdf",
    }
}

/// A table as a file, in the format that was asked for.
pub(crate) struct TableFile {
    bytes: Vec<u8>,
    format: SheetFormat,
    name: String,
}

/// A table as a file of this name, which gets its ending here.
pub(crate) fn table(sheet: &Sheet, format: SheetFormat, name: &str) -> ApiResult<TableFile> {
    Ok(TableFile {
        bytes: sheet.write(format).map_err(SettlementError::from)?,
        name: format!("{name}.{}", format.extension()),
        format,
    })
}

impl IntoResponse for TableFile {
    fn into_response(self) -> Response {
        let place = format!("attachment; filename=\"{}\"", self.name);
        Response::builder()
            .header(header::CONTENT_TYPE, media_type(self.format))
            .header(header::CONTENT_DISPOSITION, place)
            .body(self.bytes)
    }
}

impl ApiResponse for TableFile {
    fn meta() -> MetaResponses {
        let content = SheetFormat::ALL.map(|format| MetaMediaType {
            content_type: media_type(format),
            schema: <Binary<Vec<u8>> as Payload>::schema_ref(),
        });
        MetaResponses {
            responses: vec![MetaResponse {
                description: "The table, as a file.",
                status: Some(200),
                status_range: None,
                content: content.into(),
                headers: Vec::new(),
            }],
        }
    }

    fn register(_registry: &mut Registry) {}
}
