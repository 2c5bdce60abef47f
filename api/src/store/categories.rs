//! Two trees, kept apart: the shop's categories, and the OCOP classification.

use market::{
    App, Language,
    catalog::categories::{self, Category},
    language::Bilingual,
    product_sets::{self, Industry, ProductSet},
};
use poem_openapi::{Object, OpenApi, param::Header};

use crate::{context, openapi::Tag, problem::ApiResult, ready::Ready};

/// The routes.
pub(crate) struct CategoriesApi(pub(crate) App);

#[OpenApi(prefix_path = "/store", tag = "Tag::Catalogue")]
impl CategoriesApi {
    /// The shop's categories
    #[oai(path = "/categories", method = "get", operation_id = "category_list")]
    async fn categories(
        &self,
        /// The tag of a copy that the caller has.
        #[oai(name = "If-None-Match")]
        known: Header<Option<String>>,
    ) -> ApiResult<Ready<CategoryTreeView>> {
        let categories = categories::all(&self.0).await?;
        let tree = CategoryTreeView {
            items: below(None, &categories, context::language()),
        };
        Ok(Ready::fresh(&tree, known.0.as_deref()))
    }

    /// The OCOP product sets
    ///
    /// Six industries, their groups, and the 26 sets that each have a score sheet.
    #[oai(
        path = "/ocop/product-sets",
        method = "get",
        operation_id = "product_set_list"
    )]
    async fn product_sets(
        &self,
        /// The tag of a copy that the caller has.
        #[oai(name = "If-None-Match")]
        known: Header<Option<String>>,
    ) -> Ready<ClassificationView> {
        Ready::reference(&classification(context::language()), known.0.as_deref())
    }
}

/// The shop's categories.
#[derive(Object)]
#[oai(rename = "CategoryTree")]
struct CategoryTreeView {
    /// The root categories.
    items: Vec<CategoryView>,
}

/// A category with those below it.
#[derive(Object)]
#[oai(rename = "Category")]
struct CategoryView {
    /// What to send as `category`.
    slug: String,
    /// What shoppers read.
    name: String,
    /// The categories below it.
    children: Vec<CategoryView>,
}

fn below(parent: Option<&str>, all: &[Category], language: Language) -> Vec<CategoryView> {
    let own = all
        .iter()
        .filter(|category| category.parent_slug.as_deref() == parent);
    own.map(|category| CategoryView {
        slug: category.slug.clone(),
        name: language
            .pick(&category.name_vi, &category.name_en)
            .to_owned(),
        children: below(Some(&category.slug), all, language),
    })
    .collect()
}

/// The OCOP classification.
#[derive(Object)]
#[oai(rename = "ProductSetTree")]
struct ClassificationView {
    /// The instrument that defines it.
    edition: String,
    /// The industries.
    items: Vec<IndustryView>,
}

/// An OCOP industry.
#[derive(Object)]
#[oai(rename = "Industry")]
struct IndustryView {
    /// What to send as `industry`, 1 to 6.
    number: usize,
    /// Stable name.
    code: String,
    /// What shoppers read.
    name: String,
    /// Its groups.
    groups: Vec<GroupView>,
}

/// A group of product sets.
#[derive(Object)]
#[oai(rename = "ProductSetGroup")]
struct GroupView {
    /// Its number within the industry.
    number: u8,
    /// What shoppers read.
    name: String,
    /// Its sets.
    sets: Vec<ProductSetView>,
}

/// A product set, which has its own score sheet.
#[derive(Object)]
#[oai(rename = "ProductSet")]
struct ProductSetView {
    /// What to send as `product_set`, 1 to 26.
    number: u8,
    /// What shoppers read.
    name: String,
    /// The ministry in charge, or several joined by `;`.
    lead_ministry: String,
    /// How many sample products go with a dossier.
    samples_required: u8,
}

fn classification(language: Language) -> ClassificationView {
    let industries = Industry::ALL.into_iter().zip(1..);
    ClassificationView {
        edition: product_sets::EDITION.to_owned(),
        items: industries
            .map(|(industry, number)| IndustryView {
                number,
                code: industry.code().to_owned(),
                name: language
                    .pick(industry.name_vi(), industry.name_en())
                    .to_owned(),
                groups: groups(industry, language),
            })
            .collect(),
    }
}

fn groups(industry: Industry, language: Language) -> Vec<GroupView> {
    let sets: Vec<&ProductSet> = product_sets::all()
        .iter()
        .filter(|set| set.industry == industry)
        .collect();
    let groups = sets.chunk_by(|one, next| one.group == next.group);
    groups
        .filter_map(|sets| {
            let first = sets.first()?;
            Some(GroupView {
                number: first.group,
                name: language.pick(&first.group_vi, &first.group_en).to_owned(),
                sets: sets.iter().map(|set| set_view(set, language)).collect(),
            })
        })
        .collect()
}

fn set_view(set: &ProductSet, language: Language) -> ProductSetView {
    ProductSetView {
        number: set.number,
        name: language.pick(&set.name_vi, &set.name_en).to_owned(),
        lead_ministry: set.lead_ministry.clone(),
        samples_required: set.samples_required,
    }
}
