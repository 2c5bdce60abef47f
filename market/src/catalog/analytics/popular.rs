//! Texts that many search for, as suggestions.

use std::{cmp::Reverse, collections::HashMap};

use chrono::{Days, NaiveDate};
use sea_orm::{DbErr, FromQueryResult};

use super::hidden::HiddenWords;
use crate::{App, database::sql, limits};

/// Days that count for suggestions.
const DAYS: u64 = 30;

/// The texts that are suggested, in the order of their letters.
#[derive(Debug, Default)]
pub(crate) struct Popular(Vec<PopularText>);

#[derive(Clone, Debug, FromQueryResult)]
struct PopularText {
    text: String,
    searches: i64,
    /// The text with its marks, as most type it, when that is known.
    spelled: Option<String>,
}

impl Popular {
    /// The most popular texts that begin like this one, best first.
    fn beginning_with(&self, typed: &str, most: usize) -> Vec<String> {
        let from = self
            .0
            .partition_point(|popular| popular.text.as_str() < typed);
        let beginning = self.0[from..]
            .iter()
            .take_while(|popular| popular.text.starts_with(typed));
        let mut found: Vec<&PopularText> = beginning
            .filter(|popular| popular.text.len() > typed.len())
            .collect();
        found.sort_by_key(|popular| Reverse(popular.searches));
        let texts = found.into_iter().map(|popular| {
            let spelled = popular.spelled.as_ref();
            spelled.unwrap_or(&popular.text).clone()
        });
        texts.take(most).collect()
    }
}

/// Popular texts that begin like one that is still being typed, marks aside.
pub(in crate::catalog) fn suggested(app: &App, typed: &str, most: usize) -> Vec<String> {
    let mut folded = search::fold(typed);
    if folded.is_empty() {
        return Vec::new();
    }
    if typed.ends_with(char::is_whitespace) {
        // The word is finished.
        folded.push(' ');
    }
    app.analytics().popular().beginning_with(&folded, most)
}

/// Reads again what is suggested: what many asked for lately and mostly found, as it was typed,
/// less what staff have hidden.
pub(super) async fn refresh(app: &App) -> Result<(), DbErr> {
    let db = app.database().read();
    let text = "SELECT text, CAST(SUM(searches) AS bigint) AS searches,
                       CAST(NULL AS text) AS spelled
                FROM search_text WHERE day >= $1 GROUP BY text
                HAVING SUM(searches) >= $2
                   AND SUM(empty + corrected + relaxed) * 2 < SUM(searches)
                ORDER BY 2 DESC, 1 LIMIT $3";
    let today = app.clock().today();
    let first = today.checked_sub_days(Days::new(DAYS)).unwrap_or(today);
    let values = [
        first.into(),
        limits::SEARCH_ASKED_MIN.into(),
        limits::SEARCH_TEXTS_SUGGESTED.into(),
    ];
    let mut texts = PopularText::find_by_statement(sql(db, text, values))
        .all(db)
        .await?;
    let mut spellings = spellings(app, first).await?;
    for popular in &mut texts {
        popular.spelled = spellings.remove(&popular.text);
    }
    let hidden = HiddenWords::read(app).await?;
    texts.retain(|popular| !hidden.are_in(&popular.text));
    texts.sort_unstable_by(|a, b| a.text.cmp(&b.text));
    app.analytics().set_popular(Popular(texts));
    Ok(())
}

/// How most type each text who type its marks, since a day.
async fn spellings(app: &App, first: NaiveDate) -> Result<HashMap<String, String>, DbErr> {
    #[derive(FromQueryResult)]
    struct Spelling {
        text: String,
        spelled: String,
    }
    let db = app.database().read();
    // The last of a text stays in the map.
    let text = "SELECT text, spelled FROM search_text
                WHERE day >= $1 AND spelled IS NOT NULL
                GROUP BY text, spelled ORDER BY SUM(searches), spelled DESC";
    let found = Spelling::find_by_statement(sql(db, text, [first.into()]));
    let found = found.all(db).await?.into_iter();
    Ok(found.map(|one| (one.text, one.spelled)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn popular(texts: &[(&str, i64)]) -> Popular {
        let mut texts: Vec<PopularText> = texts
            .iter()
            .map(|(text, searches)| PopularText {
                text: (*text).to_owned(),
                searches: *searches,
                spelled: None,
            })
            .collect();
        texts.sort_unstable_by(|a, b| a.text.cmp(&b.text));
        Popular(texts)
    }

    #[test]
    fn the_most_asked_come_first_and_what_is_typed_is_not_repeated() {
        let popular = popular(&[
            ("tom", 90),
            ("tom kho", 20),
            ("tom kho rach goc", 40),
            ("tra sen", 99),
            ("to yen", 7),
        ]);

        assert_eq!(
            popular.beginning_with("tom", 8),
            ["tom kho rach goc", "tom kho"]
        );
        assert_eq!(popular.beginning_with("to", 1), ["tom"]);
        assert!(popular.beginning_with("z", 8).is_empty());
    }
}
