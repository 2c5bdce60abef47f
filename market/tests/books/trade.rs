//! A small trade to keep books of: sellers, purchases, deliveries, written straight into the
//! tables, so that the books are tested apart from the rules that will call them.

use std::time::Duration;

use chrono::TimeDelta;
use market::{
    App, Settings,
    accounts::{self, Actor, Staff, StaffRole},
    clock::Clock,
    database::{Database, sql},
    ledger::{self, Cancelled, Captured, Charges, CodCollected, OrderAmounts, RefundPaid},
    sellers::{self, SellerStaff},
    settings::PayoutPolicy,
    settlement::{self, AuditReport, Balance, PayoutRun, SettleReport},
    token,
};
use money::Money;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Value};
use tempfile::TempDir;
use uuid::Uuid;

/// The way of sending that every new market has.
const STANDARD_DELIVERY: &str = "01930000-0000-7000-8000-000000000001";
const STOCK: i64 = 1_000_000;

/// A market with a finance person who also acts for every seller.
pub(crate) struct Trade {
    pub(crate) app: App,
    pub(crate) database: Database,
    pub(crate) finance: Staff,
    actor: Actor,
    place: TempDir,
    url: Option<String>,
}

/// A purchase and its orders.
pub(crate) struct Bought {
    pub(crate) purchase_id: Uuid,
    pub(crate) payment_id: Uuid,
    pub(crate) is_prepaid: bool,
    pub(crate) orders: Vec<OrderAmounts>,
}

/// What one seller sells of a purchase, in đồng.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) seller_id: Uuid,
    pub(crate) goods: i64,
    pub(crate) seller_discount: i64,
    pub(crate) platform_discount: i64,
    pub(crate) delivery: i64,
    pub(crate) delivery_subsidy: i64,
    pub(crate) commission: i64,
    pub(crate) commission_vat: i64,
    pub(crate) withheld_vat: i64,
    pub(crate) withheld_pit: i64,
}

impl Part {
    /// The worked example of payments.md, part 4.5.
    pub(crate) fn example(seller_id: Uuid) -> Self {
        Self {
            seller_id,
            goods: 300_000,
            seller_discount: 30_000,
            platform_discount: 20_000,
            delivery: 30_000,
            delivery_subsidy: 0,
            commission: 21_600,
            commission_vat: 2_160,
            withheld_vat: 2_700,
            withheld_pit: 1_350,
        }
    }

    /// What the shopper pays.
    pub(crate) fn total(&self) -> i64 {
        self.goods - self.seller_discount - self.platform_discount + self.delivery
            - self.delivery_subsidy
    }
}

pub(crate) fn money(dong: i64) -> Money {
    Money::new(dong).expect("an amount")
}

impl Trade {
    pub(crate) async fn open() -> Self {
        let place = TempDir::with_prefix("chosao-books-").expect("a directory");
        let url = postgres_database().await;
        let database = Database::open(url.as_deref(), place.path())
            .await
            .expect("it opens");
        let app = App::new(database.clone(), Clock::default(), settings());
        app.migrate().await.expect("the schema applies");
        let actor = finance_person(&app, &database).await;
        Self {
            finance: actor.staff(StaffRole::Finance).expect("the role"),
            actor,
            app,
            database,
            place,
            url,
        }
    }

    /// The same market in another process, as far as the database can tell.
    pub(crate) async fn other_process(&self) -> App {
        let database = Database::open(self.url.as_deref(), self.place.path())
            .await
            .expect("it opens");
        App::new(database, self.app.clock().clone(), settings())
    }

    pub(crate) async fn begin(&self) -> DatabaseTransaction {
        self.database.begin().await.expect("a transaction")
    }

    pub(crate) async fn run(
        &self,
        text: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, DbErr> {
        run(&self.database, text, values).await
    }

    pub(crate) async fn number(&self, text: &str) -> i64 {
        let db = self.database.read();
        let row = db.query_one_raw(sql(db, text, [])).await.expect("a query");
        row.expect("a row").try_get_by_index(0).expect("a number")
    }

    pub(crate) async fn balance_of(&self, code: &str) -> i64 {
        let text = format!(
            "SELECT CAST(COALESCE(SUM(balance), 0) AS bigint)
             FROM ledger_account WHERE code = '{code}'"
        );
        self.number(&text).await
    }

    pub(crate) async fn seller(&self) -> Uuid {
        let id = token::new_id();
        let now: Value = self.app.clock().now().into();
        let slug = format!("seller-{}", id.simple());
        self.run(
            "INSERT INTO seller (id, slug, name, state, tax_kind, bank_bin, bank_account,
                                 bank_account_name, created_at, updated_at)
             VALUES ($1, $2, 'Hộ bà Chè', 'open', 'household', '970436', '0011', 'BA CHE', $3,
                     $3)",
            [id.into(), slug.clone().into(), now.clone()],
        )
        .await
        .expect("a seller");
        self.run(
            "INSERT INTO membership VALUES ($1, $2, 'owner', $3)",
            [id.into(), self.actor.account_id().into(), now.clone()],
        )
        .await
        .expect("a membership");
        self.run(
            "INSERT INTO product (id, seller_id, slug, state, return_class, created_at, updated_at)
             VALUES ($1, $1, $2, 'published', 'standard', $3, $3)",
            [id.into(), slug.into(), now.clone()],
        )
        .await
        .expect("a product");
        self.run(
            "INSERT INTO variant (id, product_id, name, position) VALUES ($1, $1, 'Túi', 1)",
            [id.into()],
        )
        .await
        .expect("a variant");
        self.run("INSERT INTO stock VALUES ($1, 0)", [id.into()])
            .await
            .expect("stock");
        self.move_stock(id, STOCK, "import").await;
        id
    }

    pub(crate) async fn acting_for(&self, seller_id: Uuid) -> SellerStaff {
        sellers::staff_of(&self.app, &self.actor, Some(seller_id))
            .await
            .expect("a membership")
    }

    pub(crate) async fn balance(&self, seller_id: Uuid) -> Balance {
        let staff = self.acting_for(seller_id).await;
        settlement::balance(&self.app, &staff)
            .await
            .expect("a balance")
    }

    async fn move_stock(&self, variant_id: Uuid, delta: i64, reason: &str) {
        self.run(
            "INSERT INTO stock_movement (id, variant_id, delta, reason, actor, created_at)
             VALUES ($1, $2, $3, $4, 'test', $5)",
            [
                token::new_id().into(),
                variant_id.into(),
                delta.into(),
                reason.into(),
                self.app.clock().now().into(),
            ],
        )
        .await
        .expect("a movement");
        self.run(
            "UPDATE stock SET on_hand = on_hand + $1 WHERE variant_id = $2",
            [delta.into(), variant_id.into()],
        )
        .await
        .expect("stock");
    }

    /// A placed purchase: paid in advance, or to be paid at the door.
    pub(crate) async fn buy(&self, is_prepaid: bool, parts: &[Part]) -> Bought {
        let purchase_id = token::new_id();
        let sum = |of: fn(&Part) -> i64| parts.iter().map(of).sum::<i64>();
        let total = sum(Part::total);
        let now: Value = self.app.clock().now().into();
        let text = purchase_id.to_string();
        self.run(
            "INSERT INTO cart (id, token_hash, state, created_at)
             VALUES ($1, $2, 'completed', $3)",
            [purchase_id.into(), text.clone().into(), now.clone()],
        )
        .await
        .expect("a cart");
        self.run(
            "INSERT INTO purchase (id, number, token_hash, cart_id, state, contact, address,
                                   goods, seller_discount, platform_discount, delivery,
                                   delivery_subsidy, total, placed_at, created_at, updated_at)
             VALUES ($1, $2, $2, $1, 'placed', '{}', '{}', $3, $4, $5, $6, $7, $8, $9, $9, $9)",
            [
                purchase_id.into(),
                text.clone().into(),
                sum(|part| part.goods).into(),
                sum(|part| part.seller_discount).into(),
                sum(|part| part.platform_discount).into(),
                sum(|part| part.delivery).into(),
                sum(|part| part.delivery_subsidy).into(),
                total.into(),
                now.clone(),
            ],
        )
        .await
        .expect("a purchase");
        let (method, state, captured) = if is_prepaid {
            ("sandbox", "paid", total)
        } else {
            ("cod", "cod_due", 0)
        };
        self.run(
            "INSERT INTO payment (id, purchase_id, method, state, next_action, amount, captured,
                                  created_at, updated_at, reference)
             VALUES ($1, $1, $2, $3, '{}', $4, $5, $6, $6, $7)",
            [
                purchase_id.into(),
                method.into(),
                state.into(),
                total.into(),
                captured.into(),
                now,
                purchase_id.to_string().into(),
            ],
        )
        .await
        .expect("a payment");
        let mut orders = Vec::new();
        for part in parts {
            orders.push(self.order(purchase_id, part).await);
        }
        let bought = Bought {
            purchase_id,
            payment_id: purchase_id,
            is_prepaid,
            orders,
        };
        if is_prepaid {
            self.capture(&bought).await;
        }
        bought
    }

    async fn order(&self, purchase_id: Uuid, part: &Part) -> OrderAmounts {
        let order = OrderAmounts {
            order_id: token::new_id(),
            purchase_id,
            seller_id: part.seller_id,
            goods: money(part.goods),
            seller_discount: money(part.seller_discount),
            platform_discount: money(part.platform_discount),
            budget: None,
            delivery: money(part.delivery),
            delivery_subsidy: money(part.delivery_subsidy),
            total: money(part.total()),
            charges: Charges {
                commission: money(part.commission),
                commission_vat: money(part.commission_vat),
                withheld_vat: money(part.withheld_vat),
                withheld_pit: money(part.withheld_pit),
            },
        };
        let delivery_option = Uuid::parse_str(STANDARD_DELIVERY).expect("an id");
        self.run(
            "INSERT INTO seller_order (id, number, purchase_id, seller_id, state, goods,
                 seller_discount, platform_discount, delivery, delivery_subsidy, total,
                 delivery_option_id, delivery_name, commission_vat_bp, commission, commission_vat,
                 withheld_vat, withheld_pit, created_at, updated_at)
             VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $11, '', 0, $12, $13,
                     $14, $15, $16, $16)",
            [
                order.order_id.into(),
                order.order_id.to_string().into(),
                purchase_id.into(),
                part.seller_id.into(),
                part.goods.into(),
                part.seller_discount.into(),
                part.platform_discount.into(),
                part.delivery.into(),
                part.delivery_subsidy.into(),
                part.total().into(),
                delivery_option.into(),
                part.commission.into(),
                part.commission_vat.into(),
                part.withheld_vat.into(),
                part.withheld_pit.into(),
                self.app.clock().now().into(),
            ],
        )
        .await
        .expect("an order");
        self.run(
            "INSERT INTO order_line (id, order_id, position, variant_id, product_id, product_slug,
                 name, variant_name, quantity, unit_price, line_total, sample, seller_discount,
                 platform_discount, commission, commission_vat, withheld_vat, withheld_pit)
             VALUES ($1, $1, 1, $2, $2, '', '', '', 1, $3, $3, false, $4, $5, $6, $7, $8, $9)",
            [
                order.order_id.into(),
                part.seller_id.into(),
                part.goods.into(),
                part.seller_discount.into(),
                part.platform_discount.into(),
                part.commission.into(),
                part.commission_vat.into(),
                part.withheld_vat.into(),
                part.withheld_pit.into(),
            ],
        )
        .await
        .expect("a line");
        self.move_stock(part.seller_id, -1, "sale").await;
        order
    }

    /// The provider tells that it holds the money; it may tell so again.
    pub(crate) async fn capture(&self, bought: &Bought) {
        let amount = Money::total(bought.orders.iter().map(|order| order.total)).expect("a sum");
        let fact = Captured {
            payment_id: bought.payment_id,
            purchase_id: bought.purchase_id,
            provider: "sandbox",
            amount,
        };
        let txn = self.begin().await;
        ledger::captured(&txn, &self.app, fact)
            .await
            .expect("posted");
        txn.commit().await.expect("committed");
    }

    /// Delivers a pending order; any other is left alone. Tells whether it was pending.
    pub(crate) async fn deliver(&self, bought: &Bought, order: OrderAmounts) -> bool {
        let now = self.app.clock().now();
        let release_at = now + TimeDelta::days(7);
        let txn = self.begin().await;
        let delivered = run_in(
            &txn,
            "UPDATE seller_order SET state = 'delivered', delivered_at = $1, release_at = $2
             WHERE id = $3 AND state = 'pending'",
            [now.into(), release_at.into(), order.order_id.into()],
        )
        .await;
        if delivered == 0 {
            return false;
        }
        if !bought.is_prepaid {
            run_in(
                &txn,
                "UPDATE payment SET captured = captured + $1, state = 'collected' WHERE id = $2",
                [order.total.dong().into(), bought.payment_id.into()],
            )
            .await;
            run_in(
                &txn,
                "INSERT INTO parcel (id, order_id, carrier_code, carrier, tracking_code, cod_amount,
                                     cod_collected, shipped_at, delivered_at)
                 VALUES ($1, $1, 'ghn', 'GHN', 'G1', $2, $2, $3, $3)",
                [
                    order.order_id.into(),
                    order.total.dong().into(),
                    now.into(),
                ],
            )
            .await;
            let fact = CodCollected {
                order_id: order.order_id,
                purchase_id: order.purchase_id,
                carrier: "ghn",
                amount: order.total,
            };
            ledger::cod_collected(&txn, &self.app, fact)
                .await
                .expect("posted");
        }
        ledger::delivered(&txn, &self.app, order, "test")
            .await
            .expect("posted");
        txn.commit().await.expect("committed");
        true
    }

    /// Cancels a pending order; any other is left alone. What was paid is refunded.
    pub(crate) async fn cancel(&self, bought: &Bought, order: OrderAmounts) -> Option<Uuid> {
        let cancelled = self
            .run(
                "UPDATE seller_order SET state = 'cancelled' WHERE id = $1 AND state = 'pending'",
                [order.order_id.into()],
            )
            .await
            .expect("an update");
        if cancelled == 0 {
            return None;
        }
        self.move_stock(order.seller_id, 1, "cancellation").await;
        if !bought.is_prepaid || order.total == Money::ZERO {
            return None;
        }
        let refund_id = token::new_id();
        self.run(
            "INSERT INTO refund (id, payment_id, order_id, purchase_id, amount, cause, state,
                                 reason, created_by, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, 'cancellation', 'approved', 'test', 'test', $6, $6)",
            [
                refund_id.into(),
                bought.payment_id.into(),
                order.order_id.into(),
                order.purchase_id.into(),
                order.total.dong().into(),
                self.app.clock().now().into(),
            ],
        )
        .await
        .expect("a refund");
        let fact = Cancelled {
            refund_id,
            purchase_id: order.purchase_id,
            order_id: Some(order.order_id),
            amount: order.total,
        };
        let txn = self.begin().await;
        ledger::cancelled(&txn, &self.app, fact)
            .await
            .expect("posted");
        txn.commit().await.expect("committed");
        Some(refund_id)
    }

    /// The provider pays a refund; it may tell so again.
    pub(crate) async fn pay_refund(&self, bought: &Bought, refund_id: Uuid, amount: Money) {
        let paid = self
            .run(
                "UPDATE refund SET state = 'succeeded' WHERE id = $1 AND state = 'approved'",
                [refund_id.into()],
            )
            .await
            .expect("an update");
        if paid == 1 {
            self.run(
                "UPDATE payment SET refunded = refunded + $1 WHERE id = $2",
                [amount.dong().into(), bought.payment_id.into()],
            )
            .await
            .expect("an update");
        }
        let fact = RefundPaid {
            refund_id,
            attempt: 1,
            provider: Some("sandbox"),
            amount,
        };
        let txn = self.begin().await;
        ledger::refund_paid(&txn, &self.app, fact)
            .await
            .expect("posted");
        txn.commit().await.expect("committed");
    }

    /// A delivered order of one seller whose return window is over.
    pub(crate) async fn earn(&self, seller_id: Uuid) -> Bought {
        let bought = self.buy(true, &[Part::example(seller_id)]).await;
        assert!(self.deliver(&bought, bought.orders[0]).await);
        self.app.clock().advance(TimeDelta::days(8));
        bought
    }

    pub(crate) async fn settle(&self) -> SettleReport {
        settle(&self.app).await
    }

    pub(crate) async fn audit(&self) -> AuditReport {
        settlement::audit(&self.app).await.expect("an audit")
    }

    pub(crate) async fn assert_clean(&self) {
        let broken: Vec<_> = self
            .audit()
            .await
            .invariants
            .into_iter()
            .filter(|finding| !finding.ok)
            .collect();
        assert!(broken.is_empty(), "{broken:#?}");
    }
}

pub(crate) async fn settle(app: &App) -> SettleReport {
    let run = PayoutRun {
        as_of: None,
        actor: "test".to_owned(),
    };
    settlement::settle(app, run).await.expect("a payout run")
}

fn settings() -> Settings {
    Settings {
        return_window: Duration::from_secs(7 * 24 * 3600),
        payouts: PayoutPolicy {
            alone_up_to: money(1_000_000_000),
            ..PayoutPolicy::default()
        },
        ..Settings::default()
    }
}

async fn finance_person(app: &App, database: &Database) -> Actor {
    let id = token::new_id();
    let secret = "a session of these tests";
    let now = app.clock().now();
    run(
        database,
        "INSERT INTO account (id, email, name, password_hash, language, created_at)
         VALUES ($1, 'finance@example.com', 'Lan', '', 'vi', $2)",
        [id.into(), now.into()],
    )
    .await
    .expect("an account");
    run(
        database,
        "INSERT INTO account_role VALUES ($1, 'finance')",
        [id.into()],
    )
    .await
    .expect("a role");
    run(
        database,
        "INSERT INTO session (id, account_id, token_hash, created_at, expires_at)
         VALUES ($1, $1, $2, $3, $4)",
        [
            id.into(),
            token::hash(secret).into(),
            now.into(),
            (now + TimeDelta::days(36_500)).into(),
        ],
    )
    .await
    .expect("a session");
    accounts::actor_of(app, secret).await.expect("signed in")
}

async fn run(
    database: &Database,
    text: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, DbErr> {
    let db = database.write();
    let done = db.execute_raw(sql(db, text, values)).await?;
    Ok(done.rows_affected())
}

async fn run_in(
    txn: &DatabaseTransaction,
    text: &str,
    values: impl IntoIterator<Item = Value>,
) -> u64 {
    let done = txn.execute_raw(sql(txn, text, values)).await;
    done.expect("an update").rows_affected()
}

/// The address of a new database on the test server, if the tests run on one.
#[expect(
    clippy::disallowed_methods,
    reason = "tests learn from the environment which database to use"
)]
async fn postgres_database() -> Option<String> {
    let kind = std::env::var("CHOSAO_TEST_DATABASE").unwrap_or_default();
    if kind != "postgres" {
        return None;
    }
    let server = std::env::var("CHOSAO_TEST_POSTGRES_URL").expect("CHOSAO_TEST_POSTGRES_URL");
    let connection = sea_orm::Database::connect(&server)
        .await
        .expect("the server answers");
    let name = format!("chosao_books_{}", token::new_id().simple());
    connection
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .expect("room for a database");
    let (base, query) = server.split_once('?').unwrap_or((&server, ""));
    let (base, _) = base.rsplit_once('/').expect("an address with a path");
    Some(format!("{base}/{name}?{query}"))
}
