//! What shoppers search for, and what is suggested to them.

use chrono::{DateTime, NaiveDate, Utc};
use market::{
    App,
    catalog::analytics::{self, Hidden, Numbers, Period, Report, TextSearches},
    limits,
};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};

use super::access::Promoter;
use crate::{
    context,
    openapi::Tag,
    problem::ApiResult,
    revision::Removed,
    wire::table::{TableFile, TableFormat, table},
};

/// The routes.
pub(crate) struct SearchAnalyticsApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk/search", tag = "Tag::Desk")]
impl SearchAnalyticsApi {
    /// What shoppers search for
    ///
    /// Counted are first pages in the usual order and without filters. Texts that are asked fewer
    /// than five times on a day, and those that may name a person, are in the sums and nowhere
    /// else. Counts are kept for 92 days and appear within ten seconds.
    #[oai(
        path = "/analytics",
        method = "get",
        operation_id = "desk_search_analytics_get"
    )]
    async fn report(
        &self,
        staff: Promoter,
        /// The first day; thirty days up to `to` without it.
        from: Query<Option<NaiveDate>>,
        /// The last day; today without it.
        to: Query<Option<NaiveDate>>,
    ) -> ApiResult<Json<SearchReportView>> {
        let period = Period::new(&self.0, from.0, to.0)?;
        let most = limits::SEARCH_TEXTS_REPORTED;
        let report = analytics::report(&self.0, &staff.0, period, most).await?;
        Ok(Json(report.into()))
    }

    /// The same for a spreadsheet
    #[oai(
        path = "/analytics/:format",
        method = "get",
        operation_id = "desk_search_analytics_table"
    )]
    async fn table(
        &self,
        staff: Promoter,
        format: Path<TableFormat>,
        /// The first day; thirty days up to `to` without it.
        from: Query<Option<NaiveDate>>,
        /// The last day; today without it.
        to: Query<Option<NaiveDate>>,
    ) -> ApiResult<TableFile> {
        let period = Period::new(&self.0, from.0, to.0)?;
        let most = limits::SEARCH_TEXTS_REPORTED * 10;
        let report = analytics::report(&self.0, &staff.0, period, most).await?;
        let name = format!("searches-{}-{}", period.from, period.to);
        table(&report.sheet(context::language()), format.0.into(), &name)
    }

    /// Words that are never suggested
    #[oai(
        path = "/hidden-queries",
        method = "get",
        operation_id = "desk_hidden_query_list"
    )]
    async fn hidden(&self, staff: Promoter) -> ApiResult<Json<HiddenQueriesView>> {
        let hidden = analytics::hidden(&self.0, &staff.0).await?;
        Ok(Json(HiddenQueriesView {
            items: hidden.into_iter().map(Into::into).collect(),
        }))
    }

    /// Keep words out of the suggestions
    ///
    /// No popular text with these words in this order is suggested any more: here at once, in other
    /// processes within a minute. The change is on record.
    #[oai(
        path = "/hidden-queries",
        method = "post",
        operation_id = "desk_hidden_query_create"
    )]
    async fn hide(
        &self,
        staff: Promoter,
        body: Json<HiddenQueryRequest>,
    ) -> ApiResult<Json<HiddenQueryView>> {
        let hidden = analytics::hide(&self.0, &staff.0, &body.0.q).await?;
        Ok(Json(hidden.into()))
    }

    /// Let words be suggested again
    #[oai(
        path = "/hidden-queries/:q",
        method = "delete",
        operation_id = "desk_hidden_query_delete"
    )]
    async fn show(
        &self,
        staff: Promoter,
        /// The words, with or without marks.
        q: Path<String>,
    ) -> ApiResult<Removed> {
        analytics::show(&self.0, &staff.0, &q.0).await?;
        Ok(Removed::Gone)
    }
}

/// What shoppers searched for.
#[derive(Object)]
#[oai(rename = "SearchReport")]
struct SearchReportView {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// All searches, those of rare texts too.
    all: SearchNumbersView,
    /// Day by day; days without searches are left out.
    days: Vec<SearchDayView>,
    /// The texts that were asked most, at most 100.
    top_queries: Vec<SearchTextView>,
    /// The texts that found nothing most often, at most 100.
    zero_result_queries: Vec<SearchTextView>,
}

/// How often something happened.
#[derive(Object)]
#[oai(rename = "SearchNumbers")]
struct SearchNumbersView {
    /// Searches.
    searches: i64,
    /// Those that found nothing.
    zero_results: i64,
    /// Those for which a corrected text was proposed.
    corrected: i64,
    /// Those for which something was given up.
    relaxed: i64,
    /// Clicks on hits.
    clicks: i64,
    /// Clicks by searches; null without searches.
    click_through_rate: Option<f64>,
    /// The mean place of the clicked hits, from 1; null without clicks.
    mean_position: Option<f64>,
}

/// The searches of a day.
#[derive(Object)]
#[oai(rename = "SearchDay")]
struct SearchDayView {
    /// The day.
    day: NaiveDate,
    /// Its searches.
    #[oai(flatten)]
    numbers: SearchNumbersView,
}

/// The searches for one text.
#[derive(Object)]
#[oai(rename = "SearchText")]
struct SearchTextView {
    /// The text, without marks.
    q: String,
    /// Its searches.
    #[oai(flatten)]
    numbers: SearchNumbersView,
    /// Whether staff keep it out of the suggestions.
    hidden: bool,
}

/// Words to be hidden.
#[derive(Object)]
#[oai(rename = "HiddenQueryRequest", deny_unknown_fields)]
struct HiddenQueryRequest {
    /// The words, with or without marks.
    q: String,
}

/// Words that are never suggested.
#[derive(Object)]
#[oai(rename = "HiddenQueries")]
struct HiddenQueriesView {
    /// The words, in the order of their letters.
    items: Vec<HiddenQueryView>,
}

/// Words that are never suggested.
#[derive(Object)]
#[oai(rename = "HiddenQuery")]
struct HiddenQueryView {
    /// The words, without marks.
    q: String,
    /// Who hid them.
    hidden_by: String,
    /// Since when.
    hidden_at: DateTime<Utc>,
}

impl From<Report> for SearchReportView {
    fn from(report: Report) -> Self {
        let days = report.days.into_iter().map(|day| SearchDayView {
            day: day.day,
            numbers: day.numbers.into(),
        });
        Self {
            from: report.period.from,
            to: report.period.to,
            all: report.all.into(),
            days: days.collect(),
            top_queries: report.top.into_iter().map(Into::into).collect(),
            zero_result_queries: report.empty.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Numbers> for SearchNumbersView {
    fn from(numbers: Numbers) -> Self {
        Self {
            searches: numbers.searches,
            zero_results: numbers.empty,
            corrected: numbers.corrected,
            relaxed: numbers.relaxed,
            clicks: numbers.clicks,
            click_through_rate: numbers.click_through_rate(),
            mean_position: numbers.mean_position(),
        }
    }
}

impl From<TextSearches> for SearchTextView {
    fn from(text: TextSearches) -> Self {
        Self {
            q: text.text,
            numbers: text.numbers.into(),
            hidden: text.is_hidden,
        }
    }
}

impl From<Hidden> for HiddenQueryView {
    fn from(row: Hidden) -> Self {
        Self {
            q: row.text,
            hidden_by: row.hidden_by,
            hidden_at: row.hidden_at,
        }
    }
}
