//! What holds while one request is answered: its id and its language.

use std::future::Future;

use market::Language;

tokio::task_local! {
    static CURRENT: Context;
}

/// The request that is being answered.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// The id stamped on the answer and the log.
    pub(crate) request_id: String,
    /// The language the caller asked for; Vietnamese unless English is preferred.
    pub(crate) language: Language,
}

impl Context {
    /// Answers a request within this context.
    pub(crate) async fn hold<T>(self, work: impl Future<Output = T>) -> T {
        CURRENT.scope(self, work).await
    }
}

/// The language of the request being answered.
pub(crate) fn language() -> Language {
    CURRENT
        .try_with(|context| context.language)
        .unwrap_or(Language::Vi)
}

/// The id of the request being answered; empty outside of one.
pub(crate) fn request_id() -> String {
    CURRENT
        .try_with(|context| context.request_id.clone())
        .unwrap_or_default()
}

/// Chooses the language of an `Accept-Language` header (RFC 9110, section 12.5.4).
pub(crate) fn preferred(header: Option<&str>) -> Language {
    let Some(header) = header else {
        return Language::Vi;
    };
    if weight(header, "en") > weight(header, "vi") {
        Language::En
    } else {
        Language::Vi
    }
}

/// The largest weight given to a language or one of its regions, in thousandths.
fn weight(header: &str, language: &str) -> u32 {
    let ranges = header
        .split(',')
        .map(|range| range.split_once(";q=").unwrap_or((range, "1")));
    ranges
        .filter(|(tag, _)| {
            let tag = tag.trim();
            tag.split('-')
                .next()
                .is_some_and(|lead| lead.eq_ignore_ascii_case(language))
        })
        .map(|(_, weight)| thousandths(weight.trim()))
        .max()
        .unwrap_or(0)
}

/// A quality value such as `0.8` in thousandths; a malformed one counts as nothing.
fn thousandths(weight: &str) -> u32 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    match whole {
        "1" => 1000,
        "0" => format!("{fraction:0<3}")
            .get(..3)
            .and_then(|digits| digits.parse().ok())
            .unwrap_or(0),
        _ => 0,
    }
}
