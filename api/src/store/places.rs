//! The gazetteer: provinces and communes with the days they are valid.

mod views;

use chrono::NaiveDate;
use market::{
    App,
    places::{Gazetteer, Place, ProvinceAt},
};
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};

use self::views::{PlaceListView, PlaceUnitView, Shown};
use crate::{
    context,
    openapi::Tag,
    problem::{ApiError, ApiResult},
    ready::Ready,
};

/// The routes.
pub(crate) struct PlacesApi(pub(crate) App);

#[OpenApi(prefix_path = "/store/places", tag = "Tag::Places")]
impl PlacesApi {
    /// Provinces and regions of a day
    ///
    /// 34 provinces since 1 July 2025, 63 before. With `q`, the provinces and communes of today
    /// that are, or were, called like this.
    #[oai(path = "/", method = "get", operation_id = "place_list")]
    async fn list(
        &self,
        /// The day; today without it.
        at: Query<Option<NaiveDate>>,
        /// A name, with or without marks, of today or of before.
        q: Query<Option<String>>,
        /// The tag of a copy that the caller has.
        #[oai(name = "If-None-Match")]
        known: Header<Option<String>>,
    ) -> Ready<PlaceListView> {
        let day = at.0.unwrap_or_else(|| self.0.clock().today());
        let shown = Shown::new(context::language(), day);
        let items = match q.0.as_deref().filter(|name| !name.trim().is_empty()) {
            Some(name) => called(name, shown),
            None => Gazetteer::shared()
                .provinces_at(day)
                .into_iter()
                .map(|province| shown.province(province))
                .collect(),
        };
        Ready::reference(&shown.list(items), known.0.as_deref())
    }

    /// A province with its communes, or a commune
    ///
    /// A code means today's unit unless `at` says another day: seven province codes were given
    /// a new meaning on 1 July 2025. A code that only the old list has answers that province.
    #[oai(path = "/:code", method = "get", operation_id = "place_get")]
    async fn find(
        &self,
        /// Two digits for a province, five for a commune.
        code: Path<String>,
        /// The day; today without it.
        at: Query<Option<NaiveDate>>,
        /// The tag of a copy that the caller has.
        #[oai(name = "If-None-Match")]
        known: Header<Option<String>>,
    ) -> ApiResult<Ready<PlaceUnitView>> {
        let day = at.0.unwrap_or_else(|| self.0.clock().today());
        let gazetteer = Gazetteer::shared();
        let shown = Shown::new(context::language(), day);
        let old = || {
            let asked_for_today = at.0.is_none();
            asked_for_today
                .then(|| gazetteer.old_province(&code.0))
                .flatten()
                .map(ProvinceAt::Old)
        };
        let province = gazetteer.province_at(&code.0, day).or_else(old);
        let unit = match province {
            Some(province) => shown.province_with_communes(province),
            None => gazetteer
                .commune_at(&code.0, day)
                .map(|commune| shown.commune(commune))
                .ok_or_else(ApiError::not_found)?,
        };
        Ok(Ready::reference(&unit, known.0.as_deref()))
    }
}

/// The units of today that a name leads to, each once.
fn called(name: &str, shown: Shown) -> Vec<PlaceUnitView> {
    let gazetteer = Gazetteer::shared();
    let mut units: Vec<PlaceUnitView> = Vec::new();
    for place in gazetteer.find(name) {
        let unit = match place {
            Place::Commune(commune) => Some(shown.commune(commune)),
            Place::Province(_) | Place::OldProvince(_) => place
                .province_code()
                .and_then(|code| gazetteer.province(code))
                .map(|province| shown.province(ProvinceAt::Current(province))),
            Place::Region(_) => None,
        };
        if let Some(unit) = unit
            && units.iter().all(|known| known.code != unit.code)
        {
            units.push(unit);
        }
    }
    units
}
