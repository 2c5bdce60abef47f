//! Every entity, as a table that can be held against the schema.

use entity::{
    accounts::{account, account_role, session, sign_in_throttle},
    after_sale::{
        dispute, dispute_event, dispute_evidence, line_reversal, order_photo, return_event,
        return_line, return_photo, return_policy, return_request,
    },
    bank::{bank_line, provider_settlement},
    carriers::{carrier, carrier_claim, cod_refusal},
    cart::{cart, cart_delivery, cart_line, delivery_option},
    catalog::{
        category, document_clock, product, product_document, product_image, product_text,
        search_weights, stock, stock_movement, variant,
    },
    certification::certificate,
    checkout::{purchase, stock_hold},
    foundation::{audit_log, idempotency, outbox, schedule},
    orders::{order_event, order_line, parcel, seller_order},
    payments::{
        bank_receipt, bank_return, payment, payment_event, provider_notice, refund,
        refund_bank_account, refund_event,
    },
    promotion::{collection, collection_item, product_promotion, slot},
    remittances::{remittance, remittance_line},
    reviews::{product_rating, review},
    search::{hidden_query, search_day, search_rebuild, search_text},
    sellers::{membership, seller, seller_notice},
    settlement::{
        audit_run, fee_plan, ledger_account, ledger_entry, ledger_journal, manual_journal, payout,
        payout_batch, payout_event, payout_line, payout_terms, payout_turn, service_vat_rate,
        withholding_rule,
    },
    vouchers::{cart_voucher, promotion_budget, voucher, voucher_use},
};
use sea_orm::{
    ColumnTrait, ColumnType, DbBackend, EntityTrait, Iterable, QuerySelect, QueryTrait, Statement,
};

/// What an entity says of its table.
pub(super) struct Table {
    pub(super) name: String,
    /// Names, and what is in them.
    pub(super) columns: Vec<(String, String)>,
    /// Reads a row with all columns.
    pub(super) read_one: Statement,
}

/// Every entity there is; a new one is added here.
pub(super) fn tables(backend: DbBackend) -> Vec<Table> {
    macro_rules! of {
        ($($entity:ident)*) => { vec![$(table::<$entity::Entity>(backend)),*] };
    }
    of![
        account account_role session sign_in_throttle
        seller membership seller_notice
        certificate
        category product product_text variant product_image stock stock_movement
        product_document document_clock search_weights
        search_day search_text hidden_query search_rebuild
        collection collection_item slot product_promotion
        delivery_option cart cart_line cart_delivery
        promotion_budget voucher cart_voucher voucher_use
        purchase stock_hold
        seller_order order_line order_event parcel
        payment payment_event provider_notice bank_receipt bank_return
        refund refund_event refund_bank_account
        carrier cod_refusal carrier_claim remittance remittance_line provider_settlement bank_line
        fee_plan service_vat_rate withholding_rule
        ledger_account ledger_journal ledger_entry manual_journal audit_run
        payout payout_batch payout_event payout_line payout_terms payout_turn
        return_policy order_photo return_request return_line return_photo return_event
        review product_rating
        dispute dispute_evidence dispute_event line_reversal
        outbox schedule idempotency audit_log
    ]
}

fn table<E: EntityTrait>(backend: DbBackend) -> Table {
    Table {
        name: E::default().table_name().to_owned(),
        columns: E::Column::iter()
            .map(|column| described(backend, column))
            .collect(),
        read_one: E::find().limit(1).build(backend),
    }
}

/// A column's name, its type in this database, and whether it may be null.
fn described<C: ColumnTrait>(backend: DbBackend, column: C) -> (String, String) {
    let definition = column.def();
    let sort = sort(backend, definition.get_column_type());
    let null = if definition.is_null() {
        "null"
    } else {
        "not null"
    };
    (column.as_str().to_owned(), format!("{sort}, {null}"))
}

fn sort(backend: DbBackend, column: &ColumnType) -> &'static str {
    let [sqlite, postgres] = match column {
        ColumnType::Uuid => ["blob", "uuid"],
        ColumnType::Text | ColumnType::String(_) => ["text", "text"],
        ColumnType::Integer => ["integer", "integer"],
        ColumnType::BigInteger => ["bigint", "bigint"],
        ColumnType::Boolean => ["boolean", "boolean"],
        ColumnType::Date => ["text", "date"],
        ColumnType::TimestampWithTimeZone => ["text", "timestamp with time zone"],
        other => panic!("say here what {other:?} is in both databases"),
    };
    match backend {
        DbBackend::Postgres => postgres,
        _ => sqlite,
    }
}
