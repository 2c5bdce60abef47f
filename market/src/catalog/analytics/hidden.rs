//! Words that staff keep out of the suggestions.

use entity::search::hidden_query;
use sea_orm::{
    ActiveValue::Set, DbErr, EntityTrait, PaginatorTrait, QueryOrder, sea_query::OnConflict,
};

use super::{AnalyticsError, popular};
use crate::{App, accounts::Staff, audit, limits};

/// Words that are never suggested.
pub use entity::search::hidden_query::Model as Hidden;

/// Keeps every text with these words, one after the other, out of the suggestions. Searching for
/// them goes on as before. Hiding them again changes nothing.
///
/// # Errors
///
/// [`AnalyticsError::NothingToHide`] for a text without letters or one too long,
/// [`AnalyticsError::TooManyHidden`].
pub async fn hide(app: &App, staff: &Staff, words: &str) -> Result<Hidden, AnalyticsError> {
    let text = search::fold(words);
    if text.is_empty() || text.chars().count() > limits::SEARCH_CHARS_MAX {
        return Err(AnalyticsError::NothingToHide);
    }
    let now = app.clock().now();
    let txn = app.database().begin().await?;
    if hidden_query::Entity::find().count(&txn).await? >= limits::HIDDEN_QUERIES_MAX {
        return Err(AnalyticsError::TooManyHidden);
    }
    let row = hidden_query::ActiveModel {
        text: Set(text.clone()),
        hidden_by: Set(staff.label().to_owned()),
        hidden_at: Set(now),
    };
    let once = OnConflict::column(hidden_query::Column::Text)
        .do_nothing()
        .to_owned();
    let inserted = hidden_query::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(&txn)
        .await?;
    if inserted == 1 {
        audit::record(&txn, now, deed(staff, "search_query.hidden", &text)).await?;
    }
    let hidden = hidden_query::Entity::find_by_id(text).one(&txn).await?;
    txn.commit().await?;
    popular::refresh(app).await?;
    hidden.ok_or(AnalyticsError::NotHidden)
}

/// Lets words be suggested again.
///
/// # Errors
///
/// [`AnalyticsError::NotHidden`].
pub async fn show(app: &App, staff: &Staff, words: &str) -> Result<(), AnalyticsError> {
    let text = search::fold(words);
    let txn = app.database().begin().await?;
    let removed = hidden_query::Entity::delete_by_id(text.clone())
        .exec(&txn)
        .await?;
    if removed.rows_affected == 0 {
        return Err(AnalyticsError::NotHidden);
    }
    let now = app.clock().now();
    audit::record(&txn, now, deed(staff, "search_query.shown", &text)).await?;
    txn.commit().await?;
    popular::refresh(app).await?;
    Ok(())
}

/// All words that are kept out of the suggestions, in the order of their letters.
///
/// # Errors
///
/// When the database fails.
pub async fn hidden(app: &App, _staff: &Staff) -> Result<Vec<Hidden>, AnalyticsError> {
    let rows = hidden_query::Entity::find().order_by_asc(hidden_query::Column::Text);
    Ok(rows.all(app.database().read()).await?)
}

/// Everything that is hidden, to hold many texts against.
pub(super) struct HiddenWords(Vec<String>);

impl HiddenWords {
    pub(super) async fn read(app: &App) -> Result<Self, DbErr> {
        let rows = hidden_query::Entity::find()
            .all(app.database().read())
            .await?;
        Ok(Self(rows.iter().map(|row| padded(&row.text)).collect()))
    }

    /// Whether a folded text has hidden words, whole and one after the other.
    pub(super) fn are_in(&self, text: &str) -> bool {
        let text = padded(text);
        self.0.iter().any(|hidden| text.contains(hidden.as_str()))
    }
}

fn padded(text: &str) -> String {
    format!(" {text} ")
}

fn deed<'a>(staff: &'a Staff, action: &'static str, text: &str) -> audit::Deed<'a> {
    audit::Deed {
        actor: staff.label(),
        action,
        subject_type: "search_query",
        subject_id: text.to_owned(),
        detail: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_hidden_whole_and_in_order() {
        let hidden = HiddenWords(vec![padded("kho rach")]);

        assert!(hidden.are_in("tom kho rach goc"));
        assert!(hidden.are_in("kho rach"));
        assert!(!hidden.are_in("kho rac"));
        assert!(!hidden.are_in("rach kho"));
    }
}
