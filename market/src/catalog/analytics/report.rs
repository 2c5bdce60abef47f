//! What the desk learns of searches.

use chrono::{Days, NaiveDate};
use entity::search::search_day;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};

use super::{AnalyticsError, hidden::HiddenWords};
use crate::{
    App, Language,
    accounts::Staff,
    database::sql,
    language::Bilingual,
    limits,
    sheet::{Cell, Sheet},
};

/// Days of a report when nobody says.
const DAYS_DEFAULT: u64 = 30;

/// The days of a report, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
}

impl Period {
    /// The days asked for; the last thirty of what nobody says.
    ///
    /// # Errors
    ///
    /// [`AnalyticsError::PeriodUnusable`] when it ends before it begins, or is longer than what is
    /// kept.
    pub fn new(
        app: &App,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    ) -> Result<Self, AnalyticsError> {
        let to = to.unwrap_or_else(|| app.clock().today());
        let before = to.checked_sub_days(Days::new(DAYS_DEFAULT - 1));
        let from = from.or(before).ok_or(AnalyticsError::PeriodUnusable)?;
        let days = u64::try_from((to - from).num_days());
        match days {
            Ok(days) if days < limits::SEARCH_DAYS_KEPT => Ok(Self { from, to }),
            _ => Err(AnalyticsError::PeriodUnusable),
        }
    }
}

/// How often something happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Numbers {
    /// Searches: first pages in the usual order, without filters.
    pub searches: i64,
    /// Those of them that found nothing.
    pub empty: i64,
    /// Those for which another text was proposed.
    pub corrected: i64,
    /// Those for which something was given up.
    pub relaxed: i64,
    /// Clicks on hits.
    pub clicks: i64,
    /// The sum of the places of the clicked hits, from 1.
    pub positions: i64,
}

impl Numbers {
    /// Clicks by searches; none without searches.
    #[must_use]
    pub fn click_through_rate(&self) -> Option<f64> {
        ratio(self.clicks, self.searches)
    }

    /// The mean place of the clicked hits, from 1; none without clicks.
    #[must_use]
    pub fn mean_position(&self) -> Option<f64> {
        ratio(self.positions, self.clicks)
    }

    fn add(&mut self, day: &search_day::Model) {
        self.searches += day.searches;
        self.empty += day.empty;
        self.corrected += day.corrected;
        self.relaxed += day.relaxed;
        self.clicks += day.clicks;
        self.positions += day.positions;
    }
}

/// Counts are far below 2^32, so that both fit a float.
fn ratio(part: i64, whole: i64) -> Option<f64> {
    let number = |count: i64| u32::try_from(count).map_or(f64::from(u32::MAX), f64::from);
    (whole > 0).then(|| number(part) / number(whole))
}

/// The searches of a day.
#[derive(Clone, Debug)]
pub struct DaySearches {
    /// The day, in Vietnam.
    pub day: NaiveDate,
    /// All its searches, those of rare texts too.
    pub numbers: Numbers,
}

/// The searches for one text.
#[derive(Clone, Debug)]
pub struct TextSearches {
    /// The text, folded.
    pub text: String,
    /// Its searches on days when it was asked often enough.
    pub numbers: Numbers,
    /// Whether staff keep it out of the suggestions.
    pub is_hidden: bool,
}

/// What shoppers searched for in a period.
#[derive(Clone, Debug)]
pub struct Report {
    /// Which days.
    pub period: Period,
    /// All searches, those of rare texts too.
    pub all: Numbers,
    /// Day by day; a day without searches is left out.
    pub days: Vec<DaySearches>,
    /// The texts that were asked most.
    pub top: Vec<TextSearches>,
    /// The texts that found nothing most often.
    pub empty: Vec<TextSearches>,
}

/// Which texts come first.
#[derive(Clone, Copy)]
enum Top {
    Asked,
    Empty,
}

/// What shoppers searched for in a period, with at most `most` texts of each list.
///
/// # Errors
///
/// When the database fails.
pub async fn report(
    app: &App,
    _staff: &Staff,
    period: Period,
    most: u32,
) -> Result<Report, AnalyticsError> {
    let rows = search_day::Entity::find()
        .filter(search_day::Column::Day.between(period.from, period.to))
        .order_by_asc(search_day::Column::Day)
        .all(app.database().read())
        .await?;
    let mut all = Numbers::default();
    let mut days: Vec<DaySearches> = Vec::new();
    for row in &rows {
        all.add(row);
        match days.last_mut().filter(|last| last.day == row.day) {
            Some(last) => last.numbers.add(row),
            None => {
                let mut numbers = Numbers::default();
                numbers.add(row);
                days.push(DaySearches {
                    day: row.day,
                    numbers,
                });
            }
        }
    }
    Ok(Report {
        period,
        all,
        days,
        top: texts(app, period, Top::Asked, most).await?,
        empty: texts(app, period, Top::Empty, most).await?,
    })
}

async fn texts(
    app: &App,
    period: Period,
    top: Top,
    most: u32,
) -> Result<Vec<TextSearches>, AnalyticsError> {
    #[derive(FromQueryResult)]
    struct Row {
        text: String,
        #[sea_orm(nested)]
        numbers: Numbers,
    }
    let first = match top {
        Top::Asked => "searches",
        Top::Empty => "empty",
    };
    let text = format!(
        "SELECT text, CAST(SUM(searches) AS bigint) AS searches,
                CAST(SUM(empty) AS bigint) AS empty, CAST(SUM(corrected) AS bigint) AS corrected,
                CAST(SUM(relaxed) AS bigint) AS relaxed, CAST(SUM(clicks) AS bigint) AS clicks,
                CAST(SUM(positions) AS bigint) AS positions
         FROM search_text WHERE day BETWEEN $1 AND $2
         GROUP BY text HAVING SUM({first}) > 0 ORDER BY SUM({first}) DESC, text LIMIT $3"
    );
    let db = app.database().read();
    let values = [period.from.into(), period.to.into(), i64::from(most).into()];
    let rows = Row::find_by_statement(sql(db, text, values))
        .all(db)
        .await?;
    let hidden = HiddenWords::read(app).await?;
    let told = rows.into_iter().map(|row| TextSearches {
        is_hidden: hidden.are_in(&row.text),
        text: row.text,
        numbers: row.numbers,
    });
    Ok(told.collect())
}

impl Report {
    /// The texts as a table to take away: those asked most, then others that found nothing.
    #[must_use]
    pub fn sheet(&self, language: Language) -> Sheet {
        let mut sheet = Sheet::new(
            language.pick("Tìm kiếm", "Searches"),
            [
                language.pick("Từ tìm", "Text"),
                language.pick("Số lần tìm", "Searches"),
                language.pick("Không có kết quả", "Without a result"),
                language.pick("Gợi ý sửa", "Corrected"),
                language.pick("Nới điều kiện", "Relaxed"),
                language.pick("Lượt bấm", "Clicks"),
                language.pick("Tỷ lệ bấm (%)", "Click-through rate (%)"),
                language.pick("Vị trí trung bình", "Mean position"),
            ],
        );
        let is_top = |text: &TextSearches| self.top.iter().any(|top| top.text == text.text);
        let others = self.empty.iter().filter(|text| !is_top(text));
        for text in self.top.iter().chain(others) {
            let numbers = &text.numbers;
            let shown = |number: Option<f64>, times: f64| {
                number.map_or(Cell::Empty, |number| {
                    Cell::Text(format!("{:.1}", number * times))
                })
            };
            sheet.push([
                Cell::Text(text.text.clone()),
                Cell::Whole(numbers.searches),
                Cell::Whole(numbers.empty),
                Cell::Whole(numbers.corrected),
                Cell::Whole(numbers.relaxed),
                Cell::Whole(numbers.clicks),
                shown(numbers.click_through_rate(), 100.0),
                shown(numbers.mean_position(), 1.0),
            ]);
        }
        sheet
    }
}
