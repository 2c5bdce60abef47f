//! What documents render to is what the contract says.

use market::catalog::documents::{
    Breadcrumb, Card, CertificateShown, Image, PackShown, Page, Picture, Place, Price, Rating,
    SellerLink, Variant,
};
use poem_openapi::types::{ParseFromJSON, ToJSON};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ListView, ProductView};

fn card() -> Card {
    Card {
        id: Uuid::from_u128(7),
        slug: "tom-kho".to_owned(),
        name: "Tôm khô".to_owned(),
        seller: SellerLink {
            slug: "htx".to_owned(),
            name: "HTX".to_owned(),
        },
        stars: Some(4),
        place: Place {
            province_code: Some("96".to_owned()),
            province: Some("Cà Mau".to_owned()),
            commune_code: None,
            commune: None,
        },
        product_set: Some(8),
        price: Price::dong(125_000),
        compare_at: Some(Price::dong(150_000)),
        image: Some(Image {
            url: "/files/1.jpg".to_owned(),
            alt: "Tôm".to_owned(),
        }),
        in_stock: true,
        rating: Rating::default(),
        promotion: Some("Tuần lễ OCOP".to_owned()),
        sample: true,
    }
}

fn page() -> Page {
    Page {
        card: card(),
        description: Some("Ngon".to_owned()),
        story: None,
        industry: Some(1),
        variants: vec![Variant {
            id: Uuid::from_u128(8),
            sku: None,
            name: "500 g".to_owned(),
            pack: PackShown {
                quantity: Some("500".to_owned()),
                unit: Some("g".to_owned()),
                text: None,
            },
            net_weight_g: Some(500),
            price: Price::dong(125_000),
            compare_at: None,
            available: 3,
            gtin: None,
            sample: false,
        }],
        certificate: Some(CertificateShown {
            code: "OCOP-1".to_owned(),
            stars: 4,
            decision: None,
            issued_on: None,
            year: Some(2025),
            expires_on: "2028-12-31".parse().ok(),
            status: "current",
        }),
        images: vec![Picture {
            url: "/files/1.jpg".to_owned(),
            alt: "Tôm".to_owned(),
            width: 800,
            height: 600,
        }],
        return_class: "standard",
        breadcrumbs: vec![Breadcrumb {
            slug: "hai-san-kho".to_owned(),
            name: "Hải sản khô".to_owned(),
        }],
    }
}

fn json_of(document: &impl serde::Serialize) -> Value {
    serde_json::to_value(document).expect("documents are plain JSON")
}

/// Reading a document as the view and writing the view again must give the same document:
/// nothing missing, nothing undocumented.
fn survives<T: ParseFromJSON + ToJSON>(document: Value) {
    let read = T::parse_from_json(Some(document.clone()));

    let view = read.unwrap_or_else(|error| panic!("{}", error.into_message()));
    assert_eq!(view.to_json(), Some(document));
}

#[test]
fn the_page_of_a_product_is_what_the_contract_says() {
    survives::<ProductView>(json_of(&page()));
}

#[test]
fn a_list_is_what_the_contract_says() {
    let value = json!({"value": "4", "label": "4 sao", "count": 2});
    let facets = json!({
        "stars": [value], "province": [], "region": [], "industry": [], "product_set": [],
        "category": [], "seller": [],
        "price": {"min": json_of(&Price::dong(1)), "max": json_of(&Price::dong(2))},
    });

    survives::<ListView>(json!({"items": [json_of(&card())], "total": 1, "next_cursor": null}));
    survives::<ListView>(json!({"items": [], "total": 0, "next_cursor": "00ff", "facets": facets}));
}
