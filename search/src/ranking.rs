//! What decides between products that match a text equally well.

use serde::{Deserialize, Serialize};

use crate::entry::Entry;

/// The weights of what decides between equal matches. The text always comes first.
///
/// Published: anyone may read them, staff change them. A product's points are the sum of what
/// each weight gives; who has more stands higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranking {
    /// Points for what can be bought now.
    pub in_stock: u16,
    /// Points for each star in force.
    pub star: u16,
    /// Points for each step of promotion, of which there are [`Ranking::PROMOTION_MAX`]; at most
    /// [`Ranking::PROMOTION_WEIGHT_MAX`].
    pub promotion: u16,
    /// Points for a rating of five stars. Few votes count for little, and without any a product
    /// has the rating of an average one, so that new sellers are not buried.
    pub rating: u16,
    /// Points for what was published just now; they wear off over [`Ranking::fresh_days`].
    pub freshness: u16,
    /// Days after which a product is no longer new.
    pub fresh_days: u16,
    /// The moment from which age is counted: milliseconds since 1970, UTC.
    pub now_ms: i64,
}

/// The points of one product, by what gave them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Points {
    /// For being in stock.
    pub in_stock: u32,
    /// For stars in force.
    pub stars: u32,
    /// For promotion.
    pub promotion: u32,
    /// For what buyers think.
    pub rating: u32,
    /// For being new.
    pub freshness: u32,
}

/// What of a product the ranking looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Merits {
    pub(crate) in_stock: bool,
    pub(crate) stars: u8,
    pub(crate) promotion: u8,
    /// Hundredths of a star; 0 when nobody has rated.
    pub(crate) rating: u16,
    pub(crate) rating_count: u16,
    pub(crate) published_at: i64,
}

impl Merits {
    /// What the ranking looks at in an entry.
    pub(crate) fn of(entry: &Entry) -> Self {
        Self {
            in_stock: entry.in_stock,
            stars: entry.stars.unwrap_or_default(),
            promotion: entry.promotion,
            rating: entry.rating.unwrap_or_default(),
            rating_count: u16::try_from(entry.rating_count).unwrap_or(u16::MAX),
            published_at: entry.published_at,
        }
    }
}

/// As many votes of [`PRIOR_RATING`] are supposed before the first.
const PRIOR_VOTES: u32 = 5;
/// Four stars, in hundredths.
const PRIOR_RATING: u32 = 400;
const BEST_RATING: u32 = 500;
const DAY_MS: i64 = 24 * 3600 * 1000;

impl Ranking {
    /// Steps of promotion.
    pub const PROMOTION_MAX: u8 = 5;
    /// The highest weight of anything.
    pub const WEIGHT_MAX: u16 = 10_000;
    /// The highest weight of a step of promotion: all steps together give less than one star of
    /// the usual weight, so that no promotion buys a star.
    pub const PROMOTION_WEIGHT_MAX: u16 = 39;

    /// Whether another ranking gives a product as many points.
    #[must_use]
    pub fn agrees(&self, other: &Self, entry: &Entry) -> bool {
        let merits = Merits::of(entry);
        self.points(merits).total() == other.points(merits).total()
    }

    /// What a product gets.
    pub(crate) fn points(&self, merits: Merits) -> Points {
        Points {
            in_stock: u32::from(merits.in_stock) * u32::from(self.in_stock),
            stars: u32::from(merits.stars) * u32::from(self.star),
            promotion: u32::from(merits.promotion.min(Self::PROMOTION_MAX))
                * u32::from(self.promotion.min(Self::PROMOTION_WEIGHT_MAX)),
            rating: u32::from(self.rating) * damped(merits) / BEST_RATING,
            freshness: self.freshness(merits.published_at),
        }
    }

    fn freshness(&self, published_at: i64) -> u32 {
        let age_days = self.now_ms.saturating_sub(published_at).max(0) / DAY_MS;
        let left = i64::from(self.fresh_days).saturating_sub(age_days).max(0);
        let left = u32::try_from(left).unwrap_or(0);
        u32::from(self.freshness) * left / u32::from(self.fresh_days.max(1))
    }
}

impl Default for Ranking {
    fn default() -> Self {
        Self {
            in_stock: 2_000,
            star: 200,
            promotion: 30,
            rating: 300,
            freshness: 100,
            fresh_days: 60,
            now_ms: 0,
        }
    }
}

impl Points {
    /// All of them.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.in_stock + self.stars + self.promotion + self.rating + self.freshness
    }
}

/// The rating with [`PRIOR_VOTES`] more, in hundredths of a star.
fn damped(merits: Merits) -> u32 {
    let votes = match merits.rating {
        0 => 0,
        _ => u32::from(merits.rating_count.max(1)),
    };
    (PRIOR_VOTES * PRIOR_RATING + votes * u32::from(merits.rating)) / (PRIOR_VOTES + votes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(merits: Merits) -> u32 {
        Ranking::default().points(merits).total()
    }

    #[test]
    fn stock_comes_before_stars_and_stars_before_promotion() {
        let stars = |stars| Merits {
            stars,
            published_at: -i64::from(u32::MAX),
            ..Merits::default()
        };
        let in_stock = Merits {
            in_stock: true,
            ..stars(0)
        };
        let promoted = Merits {
            promotion: u8::MAX,
            ..stars(3)
        };

        assert!(total(in_stock) > total(stars(5)));
        assert!(total(stars(4)) > total(promoted));
        assert!(total(promoted) > total(stars(3)));
    }

    #[test]
    fn a_promotion_gives_no_more_than_its_bound() {
        let greedy = Ranking {
            promotion: u16::MAX,
            ..Ranking::default()
        };
        let merits = Merits {
            promotion: u8::MAX,
            ..Merits::default()
        };

        assert_eq!(
            greedy.points(merits).promotion,
            u32::from(Ranking::PROMOTION_WEIGHT_MAX) * u32::from(Ranking::PROMOTION_MAX)
        );
    }

    #[test]
    fn rankings_agree_on_what_they_treat_alike() {
        let midnight = Ranking {
            now_ms: 10 * DAY_MS,
            ..Ranking::default()
        };
        let next_day = Ranking {
            now_ms: 11 * DAY_MS,
            ..midnight
        };
        let published = |published_at| Entry {
            published_at,
            ..Entry::default()
        };

        assert!(!midnight.agrees(&next_day, &published(9 * DAY_MS)));
        assert!(midnight.agrees(&next_day, &published(-90 * DAY_MS)));
    }

    #[test]
    fn one_vote_tells_little_and_none_does_not_bury() {
        let rated = |rating, rating_count| {
            total(Merits {
                rating,
                rating_count,
                ..Merits::default()
            })
        };

        assert!(rated(500, 100) > rated(500, 1));
        assert!(rated(500, 1) > rated(0, 0));
        assert!(rated(0, 0) > rated(300, 20));
        assert!(rated(100, 1) > rated(100, 50));
    }

    #[test]
    fn what_is_new_stands_a_little_higher_for_a_while() {
        let ranking = Ranking {
            now_ms: 100 * DAY_MS,
            ..Ranking::default()
        };
        let fresh = |published_at| {
            ranking
                .points(Merits {
                    published_at,
                    ..Merits::default()
                })
                .freshness
        };

        assert_eq!(fresh(100 * DAY_MS), 100);
        assert_eq!(fresh(70 * DAY_MS), 50);
        assert_eq!(fresh(0), 0);
        assert_eq!(fresh(i64::MAX), 100);
    }
}
