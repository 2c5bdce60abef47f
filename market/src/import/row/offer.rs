//! Which packs a row offers, and which of them it names a price for.

use money::Money;

use super::cells::Cells;
use crate::import::{
    column::Column,
    issue::OfferProblem,
    pack::{self, ParsedPack},
    price::ParsedPrice,
};

/// One pack that can be sold, with its price if the row is certain of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The pack; none where the row does not say.
    pub pack: Option<ParsedPack>,
    /// Price of one such pack.
    pub price: Option<Money>,
}

/// A price as printed, understood or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedPrice {
    /// As printed.
    pub text: String,
    /// What it says; none where it was not understood.
    pub parsed: Option<ParsedPrice>,
}

pub(super) fn read(cells: &mut Cells<'_>) -> (Vec<Offer>, Option<PrintedPrice>) {
    let price = price(cells);
    let parsed = price.as_ref().and_then(|price| price.parsed.as_ref());
    let packs = packs(cells, parsed);
    let mut offers: Vec<Offer> = packs
        .into_iter()
        .map(|pack| Offer {
            pack: Some(pack),
            price: None,
        })
        .collect();
    if offers.is_empty() {
        offers.push(Offer {
            pack: None,
            price: None,
        });
    }
    if let Some(parsed) = parsed
        && let Some(exact) = parsed.exact()
    {
        set_price(cells, &mut offers, exact, parsed.per.as_deref());
    }
    (offers, price)
}

fn price(cells: &mut Cells<'_>) -> Option<PrintedPrice> {
    let printed = cells.text(Column::PriceVnd)?;
    let parsed = cells.value(Column::PriceVnd, |text| {
        ParsedPrice::read(text).map_err(|error| OfferProblem::Price {
            printed: text.to_owned(),
            error,
        })
    });
    match &parsed {
        Some(ParsedPrice { high: Some(_), .. }) => {
            cells.report(
                Column::PriceVnd,
                OfferProblem::PriceRange {
                    printed: printed.clone(),
                },
            );
        }
        Some(ParsedPrice {
            is_approximate: true,
            ..
        }) => {
            let problem = OfferProblem::PriceApproximate {
                printed: printed.clone(),
            };
            cells.report(Column::PriceVnd, problem);
        }
        _ => {}
    }
    Some(PrintedPrice {
        text: printed,
        parsed,
    })
}

/// The packs the row names, else the one its price is for.
fn packs(cells: &mut Cells<'_>, price: Option<&ParsedPrice>) -> Vec<ParsedPack> {
    let Some(printed) = cells.text(Column::Pack) else {
        let per = price.and_then(|price| price.per.as_deref());
        return per.map(pack::read).unwrap_or_default();
    };
    let packs = pack::read(&printed);
    if packs.iter().any(|pack| !pack.is_understood()) {
        cells.report(Column::Pack, OfferProblem::Pack { printed });
    }
    packs
}

/// Gives the price to the pack it is for: never worked out for another amount.
fn set_price(cells: &mut Cells<'_>, offers: &mut [Offer], price: Money, per: Option<&str>) {
    let unit = per.and_then(|per| pack::read(per).into_iter().next());
    let is_alone = offers.len() == 1;
    let mut has_found = false;
    for offer in offers {
        let is_for_it = match (&unit, &offer.pack) {
            (None, _) => is_alone,
            (Some(unit), Some(pack)) => unit.is_priced_as(pack),
            (Some(_), None) => false,
        };
        if is_for_it {
            offer.price = Some(price);
            has_found = true;
        }
    }
    if !has_found {
        let per = per.map(str::to_owned);
        cells.report(Column::PriceVnd, OfferProblem::PriceOfOtherPack { per });
    }
}
