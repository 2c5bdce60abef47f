//! What products say, in Vietnamese and English.

use entity::{accounts::Language, catalog::product_text};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::CatalogError;
use crate::{Change, text::TextRule};

/// The texts of a product in one language.
#[derive(Clone, Debug)]
pub struct NewText {
    /// What the product is called.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// Where it comes from and who makes it.
    pub story: Option<String>,
}

/// What shall be different about the texts in one language.
#[derive(Clone, Debug, Default)]
pub struct TextChange {
    /// What the product is called.
    pub name: Option<String>,
    /// What it is.
    pub description: Change<String>,
    /// Where it comes from and who makes it.
    pub story: Change<String>,
}

impl From<NewText> for TextChange {
    fn from(text: NewText) -> Self {
        Self {
            name: Some(text.name),
            description: text.description.into(),
            story: text.story.into(),
        }
    }
}

pub(super) async fn texts_of<C: ConnectionTrait>(
    connection: &C,
    product_id: Uuid,
) -> Result<Vec<product_text::Model>, DbErr> {
    product_text::Entity::find()
        .filter(product_text::Column::ProductId.eq(product_id))
        .all(connection)
        .await
}

/// Where a text stands in a request, and how long it may be.
struct TextRules {
    name: TextRule,
    description: TextRule,
    story: TextRule,
}

const fn rules(language: Language) -> TextRules {
    let (name, description, story) = match language {
        Language::Vi => ("/texts/vi/name", "/texts/vi/description", "/texts/vi/story"),
        Language::En => ("/texts/en/name", "/texts/en/description", "/texts/en/story"),
    };
    TextRules {
        name: TextRule::line(name, 200),
        description: TextRule::lines(description, 5_000),
        story: TextRule::lines(story, 10_000),
    }
}

impl TextChange {
    /// The texts that follow; none when there were none and nothing was said.
    pub(super) fn apply(
        self,
        before: Option<product_text::Model>,
        language: Language,
    ) -> Result<Option<product_text::Model>, CatalogError> {
        let is_silent =
            self.name.is_none() && self.description == Change::Keep && self.story == Change::Keep;
        if before.is_none() && is_silent {
            return Ok(None);
        }
        let rules = rules(language);
        let mut text = before.unwrap_or(product_text::Model {
            product_id: Uuid::nil(),
            language,
            name: String::new(),
            description: None,
            story: None,
        });
        if let Some(name) = self.name {
            text.name = name;
        }
        text.name = rules.name.needed(&text.name)?;
        self.description
            .try_map(|said| rules.description.clean(&said))?
            .apply(&mut text.description);
        self.story
            .try_map(|said| rules.story.clean(&said))?
            .apply(&mut text.story);
        Ok(Some(text))
    }
}

/// The texts of a product after a change.
pub(super) struct Texts {
    pub(super) vi: Option<product_text::Model>,
    pub(super) en: Option<product_text::Model>,
}

impl Texts {
    /// The names that differ from before; the desk approved them.
    pub(super) fn changed_names(&self, before: &[product_text::Model]) -> Vec<&'static str> {
        let name_before = |language| {
            let text = before.iter().find(|text| text.language == language);
            text.map(|text| &text.name)
        };
        let names = [
            ("texts.vi.name", Language::Vi, &self.vi),
            ("texts.en.name", Language::En, &self.en),
        ];
        names
            .into_iter()
            .filter(|(_, language, text)| {
                text.as_ref().map(|text| &text.name) != name_before(*language)
            })
            .map(|(field, ..)| field)
            .collect()
    }

    pub(super) async fn write(
        self,
        txn: &DatabaseTransaction,
        product_id: Uuid,
    ) -> Result<(), DbErr> {
        if self.en.is_none() {
            product_text::Entity::delete_by_id((product_id, Language::En))
                .exec(txn)
                .await?;
        }
        let rows = [self.vi, self.en].into_iter().flatten();
        let rows = rows.map(|text| {
            product_text::ActiveModel::from(product_text::Model { product_id, ..text })
        });
        let latest = OnConflict::columns([
            product_text::Column::ProductId,
            product_text::Column::Language,
        ])
        .update_columns([
            product_text::Column::Name,
            product_text::Column::Description,
            product_text::Column::Story,
        ])
        .to_owned();
        product_text::Entity::insert_many(rows)
            .on_conflict(latest)
            .exec_without_returning(txn)
            .await?;
        Ok(())
    }
}
