//! Refusals raised before a handler runs, in the same form as ours.

use market::{Message, language::Bilingual};
use poem::{
    IntoResponse, Response,
    error::{MethodNotAllowedError, NotFoundError, ReadBodyError, SizedLimitError},
    http::{HeaderValue, StatusCode},
};
use poem_openapi::{
    OperationId,
    error::{
        AuthorizationError, ContentTypeError, ParseParamError, ParsePathError,
        ParseRequestPayloadError,
    },
};
use serde_json::{Value, json};

use super::{ProblemBody, document};
use crate::{
    context,
    contract::{Fault, Flaw},
};

/// What the framework refused, in our terms.
struct Refusal {
    status: u16,
    code: &'static str,
    message: Message,
    field: Option<(String, String)>,
}

/// Turns an error on its way out into a problem document. `fault` is what the contract knows
/// of the body, if the parser refused it.
pub(crate) fn render(error: poem::Error, fault: Option<Fault>) -> Response {
    if error.is_from_response() {
        return error.into_response();
    }
    let refusal = match fault {
        Some(fault) => field_invalid(fault),
        None => refusal_of(&error),
    };
    let mut response = respond(refusal);
    // Refused requests are measured under their operation, like answered ones.
    if let Some(operation) = error.data::<OperationId>() {
        response.set_data(*operation);
    }
    response
}

/// What the caller sees when a handler panicked; the panic itself was logged.
pub(crate) fn panicked() -> Response {
    respond(internal())
}

/// What the caller sees when an answer took too long.
pub(crate) fn too_slow() -> Response {
    let mut response = respond(plain(
        503,
        "too_slow",
        [
            "Hệ thống đang bận",
            "Yêu cầu mất quá lâu. Hãy thử lại sau ít phút.",
        ],
        [
            "The market is busy",
            "The request took too long. Try again in a few minutes.",
        ],
    ));
    response
        .headers_mut()
        .insert("retry-after", HeaderValue::from_static("5"));
    response
}

/// The document for an address where there is nothing.
pub(super) fn not_found_body() -> ProblemBody {
    body(&not_found())
}

fn respond(refusal: Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    body(&refusal)
        .into_response()
        .with_status(status)
        .into_response()
}

fn body(refusal: &Refusal) -> ProblemBody {
    let errors = refusal
        .field
        .as_ref()
        .map(
            |(pointer, detail)| json!({"pointer": pointer, "code": refusal.code, "detail": detail}),
        )
        .into_iter()
        .collect();
    ProblemBody(Value::Object(document(
        refusal.status,
        refusal.code,
        &refusal.message,
        errors,
    )))
}

fn refusal_of(error: &poem::Error) -> Refusal {
    if let Some(parse) = error.downcast_ref::<ParseRequestPayloadError>() {
        return body_invalid(&parse.reason);
    }
    if let Some(parse) = error.downcast_ref::<ParseParamError>() {
        return parameter_invalid(parse.name, &parse.reason);
    }
    if let Some(parse) = error.downcast_ref::<ParsePathError>() {
        // An id that cannot exist is simply not there.
        let _ = parse;
        return not_found();
    }
    if error.is::<NotFoundError>() {
        return not_found();
    }
    if error.is::<AuthorizationError>() {
        return plain(
            401,
            "sign_in_needed",
            [
                "Cần đăng nhập",
                "Hãy đăng nhập và gửi tiêu đề Authorization: Bearer.",
            ],
            [
                "Sign in first",
                "Sign in and send the header Authorization: Bearer.",
            ],
        );
    }
    by_status(error)
}

fn by_status(error: &poem::Error) -> Refusal {
    if error.is::<MethodNotAllowedError>() || error.status() == StatusCode::METHOD_NOT_ALLOWED {
        return plain(
            405,
            "method_not_allowed",
            [
                "Không dùng được phương thức này",
                "Đường dẫn có, nhưng không nhận phương thức này.",
            ],
            [
                "Method not allowed",
                "The path exists but does not take this method.",
            ],
        );
    }
    if error.is::<ContentTypeError>() || error.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE {
        return plain(
            415,
            "media_type_unsupported",
            [
                "Không đọc được loại nội dung này",
                "Hãy gửi Content-Type: application/json.",
            ],
            [
                "Media type not supported",
                "Send Content-Type: application/json.",
            ],
        );
    }
    let is_large = matches!(
        error.downcast_ref::<ReadBodyError>(),
        Some(ReadBodyError::PayloadTooLarge)
    ) || error.is::<SizedLimitError>();
    if is_large || error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return plain(
            413,
            "body_too_large",
            ["Nội dung gửi lên quá lớn", "Hãy gửi ít hơn hoặc chia nhỏ."],
            ["The body is too large", "Send less, or in parts."],
        );
    }
    if error.status().is_client_error() {
        return plain(
            400,
            "request_invalid",
            [
                "Yêu cầu chưa đúng",
                "Hãy xem lại yêu cầu theo tài liệu ở /docs.",
            ],
            [
                "The request is malformed",
                "Compare it with the reference at /docs.",
            ],
        );
    }
    tracing::error!(
        request.id = context::request_id(),
        "request failed: {error}"
    );
    internal()
}

fn plain(status: u16, code: &'static str, vi: [&str; 2], en: [&str; 2]) -> Refusal {
    Refusal {
        status,
        code,
        message: Message::fixed(context::language(), vi, en),
        field: None,
    }
}

fn internal() -> Refusal {
    Refusal {
        status: 500,
        code: "internal",
        message: Message::internal(context::language()),
        field: None,
    }
}

fn not_found() -> Refusal {
    plain(
        404,
        "not_found",
        [
            "Không tìm thấy",
            "Không có gì ở địa chỉ này. Hãy kiểm tra lại đường dẫn hoặc mã.",
        ],
        [
            "Not found",
            "There is nothing at this address. Check the path or the id.",
        ],
    )
}

fn parameter_invalid(name: &str, reason: &str) -> Refusal {
    let language = context::language();
    let detail = language
        .pick(
            "Tham số {name} chưa đúng: {reason}",
            "The parameter {name} is not usable: {reason}",
        )
        .replace("{name}", name)
        .replace("{reason}", reason);
    Refusal {
        status: 400,
        code: "parameter_invalid",
        message: Message::with(
            language,
            "Tham số chưa đúng",
            "Parameter not usable",
            detail,
        ),
        field: Some((format!("/{name}"), reason.to_owned())),
    }
}

fn body_invalid(reason: &str) -> Refusal {
    let language = context::language();
    let detail = language
        .pick(
            "Nội dung gửi lên chưa đúng: {reason}",
            "The body is not usable: {reason}",
        )
        .replace("{reason}", reason);
    Refusal {
        status: 400,
        code: "body_invalid",
        message: Message::with(language, "Nội dung chưa đúng", "Body not usable", detail),
        field: field_named_in(reason).map(|field| (format!("/{field}"), reason.to_owned())),
    }
}

/// A field of the body that breaks the contract.
fn field_invalid(fault: Fault) -> Refusal {
    let language = context::language();
    let detail = match fault.flaw {
        Flaw::Missing => language
            .pick(
                "Thiếu mục này. Hãy điền vào.",
                "This is missing. Fill it in.",
            )
            .to_owned(),
        Flaw::Unknown => language
            .pick(
                "Không có mục nào tên như vậy. Hãy bỏ đi hoặc sửa lại tên.",
                "There is no field of this name. Remove it, or mend its name.",
            )
            .to_owned(),
        Flaw::Kind(kind) => language
            .pick(
                "Giá trị không đúng kiểu; cần kiểu {kind}.",
                "The value is of the wrong kind; expected: {kind}.",
            )
            .replace("{kind}", &kind),
        Flaw::NotOneOf(choices) => language
            .pick(
                "Hãy chọn một trong: {choices}.",
                "Choose one of: {choices}.",
            )
            .replace("{choices}", &choices.join(", ")),
    };
    let titles = ("Nội dung chưa đúng", "Body not usable");
    let message = Message::with(
        language,
        titles.0,
        titles.1,
        format!("{}: {detail}", fault.pointer),
    );
    Refusal {
        status: 400,
        code: "body_invalid",
        message,
        field: Some((fault.pointer, detail)),
    }
}

/// The field that a parser's sentence names in backquotes, if it names one.
fn field_named_in(reason: &str) -> Option<&str> {
    ["field `", "property `", "properties `", "on `"]
        .iter()
        .find_map(|lead| {
            let (_, rest) = reason.split_once(lead)?;
            rest.split_once('`').map(|(field, _)| field)
        })
}
