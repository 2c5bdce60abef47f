-- From cart to delivered order.

CREATE TABLE delivery_option (
    id {uuid} PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    rates text NOT NULL,
    position integer NOT NULL,
    active boolean NOT NULL
);

-- Money that the state or a partner set aside for discounts. `reserved` is what the orders that
-- were not cancelled took of it.
CREATE TABLE promotion_budget (
    id {uuid} PRIMARY KEY,
    name text NOT NULL,
    holder text NOT NULL,
    ceiling bigint NOT NULL CHECK (ceiling > 0),
    reserved bigint NOT NULL DEFAULT 0,
    source text NOT NULL,
    created_at {instant} NOT NULL,
    CHECK (reserved BETWEEN 0 AND ceiling)
);

-- A code that takes something off, and who pays for it. `amount` is a fixed amount, or the most
-- that a rate (basis points) or delivery takes off; `scope` (JSON) says what it is for.
CREATE TABLE voucher (
    id {uuid} PRIMARY KEY,
    code text NOT NULL UNIQUE,
    title text NOT NULL,
    funder text NOT NULL CHECK (funder IN ('seller', 'budget', 'platform')),
    seller_id {uuid} REFERENCES seller (id),
    budget_id {uuid} REFERENCES promotion_budget (id),
    benefit text NOT NULL CHECK (benefit IN ('percent', 'amount', 'delivery')),
    rate_bp integer CHECK (rate_bp BETWEEN 1 AND 10000),
    amount bigint CHECK (amount > 0),
    minimum bigint NOT NULL CHECK (minimum >= 0),
    scope text NOT NULL,
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    uses_max integer CHECK (uses_max > 0),
    uses_per_buyer integer CHECK (uses_per_buyer > 0),
    uses integer NOT NULL DEFAULT 0 CHECK (uses >= 0),
    ended_at {instant},
    created_by text NOT NULL,
    created_at {instant} NOT NULL,
    CHECK ((funder = 'seller') = (seller_id IS NOT NULL)),
    CHECK ((funder = 'budget') = (budget_id IS NOT NULL)),
    CHECK (benefit <> 'delivery' OR funder = 'platform'),
    CHECK ((benefit = 'percent') = (rate_bp IS NOT NULL)),
    CHECK (benefit <> 'amount' OR amount IS NOT NULL),
    CHECK (uses_max IS NULL OR uses <= uses_max)
);
CREATE INDEX voucher_seller ON voucher (seller_id, id);

CREATE TABLE cart (
    id {uuid} PRIMARY KEY,
    account_id {uuid} REFERENCES account (id),
    token_hash text,
    state text NOT NULL CHECK (state IN ('open', 'completed')),
    address text,
    has_vouchers boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at {instant} NOT NULL,
    CHECK ((account_id IS NULL) <> (token_hash IS NULL))
) {by_key};

CREATE TABLE cart_line (
    id {uuid} PRIMARY KEY,
    cart_id {uuid} NOT NULL REFERENCES cart (id),
    variant_id {uuid} NOT NULL REFERENCES variant (id),
    quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 9999),
    UNIQUE (cart_id, variant_id)
) {by_key};

CREATE TABLE cart_delivery (
    cart_id {uuid} NOT NULL REFERENCES cart (id),
    seller_id {uuid} NOT NULL REFERENCES seller (id),
    option_id {uuid} NOT NULL REFERENCES delivery_option (id),
    PRIMARY KEY (cart_id, seller_id)
) {by_key};

CREATE TABLE cart_voucher (
    cart_id {uuid} NOT NULL REFERENCES cart (id),
    voucher_id {uuid} NOT NULL REFERENCES voucher (id),
    PRIMARY KEY (cart_id, voucher_id)
);

CREATE TABLE purchase (
    id {uuid} PRIMARY KEY,
    number text NOT NULL UNIQUE,
    account_id {uuid} REFERENCES account (id),
    token_hash text,
    cart_id {uuid} NOT NULL UNIQUE REFERENCES cart (id),
    state text NOT NULL
        CHECK (state IN ('awaiting_payment', 'placed', 'completed', 'expired', 'cancelled')),
    contact text NOT NULL,
    address text NOT NULL,
    invoice text,
    goods bigint NOT NULL CHECK (goods >= 0),
    seller_discount bigint NOT NULL DEFAULT 0 CHECK (seller_discount >= 0),
    platform_discount bigint NOT NULL DEFAULT 0 CHECK (platform_discount >= 0),
    delivery bigint NOT NULL CHECK (delivery >= 0),
    delivery_subsidy bigint NOT NULL DEFAULT 0 CHECK (delivery_subsidy >= 0),
    total bigint NOT NULL,
    expires_at {instant},
    placed_at {instant},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CHECK (total = goods - seller_discount - platform_discount + delivery - delivery_subsidy),
    CHECK (account_id IS NOT NULL OR token_hash IS NOT NULL)
) {by_key};
CREATE INDEX purchase_account ON purchase (account_id, id) WHERE account_id IS NOT NULL;
CREATE INDEX purchase_expiry ON purchase (expires_at) WHERE expires_at IS NOT NULL;

-- A use counts while `returned_at` is empty.
CREATE TABLE voucher_use (
    purchase_id {uuid} NOT NULL REFERENCES purchase (id),
    voucher_id {uuid} NOT NULL REFERENCES voucher (id),
    account_id {uuid} REFERENCES account (id),
    phone text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    created_at {instant} NOT NULL,
    returned_at {instant},
    PRIMARY KEY (purchase_id, voucher_id)
);
CREATE INDEX voucher_use_phone ON voucher_use (voucher_id, phone);
CREATE INDEX voucher_use_account ON voucher_use (voucher_id, account_id);

-- Payouts that are given to the bank together, in one file.
CREATE TABLE payout_batch (
    id {uuid} PRIMARY KEY,
    created_by text NOT NULL,
    created_at {instant} NOT NULL
);

-- `bank_…` is where the money goes: empty in a draft, frozen when it is approved.
CREATE TABLE payout (
    id {uuid} PRIMARY KEY,
    seller_id {uuid} NOT NULL REFERENCES seller (id),
    amount bigint NOT NULL CHECK (amount > 0),
    state text NOT NULL CHECK (state IN ('draft', 'approved', 'submitted', 'paid', 'failed',
        'returned', 'cancelled')),
    method text CHECK (method IN ('manual', 'bank_file', 'provider')),
    batch_id {uuid} REFERENCES payout_batch (id),
    as_of {day} NOT NULL,
    bank_bin text,
    bank_account text,
    bank_account_name text,
    bank_reference text,
    proof text,
    failure text,
    created_by text NOT NULL,
    approved_by text,
    created_at {instant} NOT NULL,
    submitted_at {instant},
    closed_at {instant},
    version integer NOT NULL DEFAULT 1
);
CREATE INDEX payout_seller ON payout (seller_id, id);
CREATE INDEX payout_batch_members ON payout (batch_id);
CREATE INDEX payout_under_way ON payout (state, id) WHERE state IN ('draft', 'approved', 'submitted');
-- What waits for a second person is claimed; no other payout is made beside it.
CREATE UNIQUE INDEX payout_one_draft ON payout (seller_id) WHERE state = 'draft';

CREATE TABLE payout_event (
    id {uuid} PRIMARY KEY,
    payout_id {uuid} NOT NULL REFERENCES payout (id),
    from_state text,
    to_state text NOT NULL,
    actor text NOT NULL,
    reason text,
    created_at {instant} NOT NULL
);
CREATE INDEX payout_event_payout ON payout_event (payout_id, id);

-- How often and from how much on a seller is paid, where it is not the market's usual way.
CREATE TABLE payout_terms (
    seller_id {uuid} PRIMARY KEY REFERENCES seller (id),
    schedule text NOT NULL CHECK (schedule IN ('daily', 'weekly', 'monthly', 'manual')),
    minimum bigint NOT NULL CHECK (minimum >= 0),
    set_by text NOT NULL,
    set_at {instant} NOT NULL
);

-- The turns of the payout schedules. One without an end was cut short and is taken up again.
CREATE TABLE payout_turn (
    schedule text NOT NULL,
    due_on {day} NOT NULL,
    started_at {instant} NOT NULL,
    finished_at {instant},
    PRIMARY KEY (schedule, due_on)
);

-- One seller's part of a purchase. Its sums of discounts, fees and taxes are sums of its lines.
-- `budget_discount` is the part of `platform_discount` that a promotion budget pays. The seller's
-- tax kind and the seconds its money is held after delivery are those of the day it was placed.
CREATE TABLE seller_order (
    id {uuid} PRIMARY KEY,
    number text NOT NULL UNIQUE,
    purchase_id {uuid} NOT NULL REFERENCES purchase (id),
    seller_id {uuid} NOT NULL REFERENCES seller (id),
    state text NOT NULL CHECK (state IN ('pending', 'confirmed', 'packed', 'shipped', 'delivered',
        'completed', 'delivery_failed', 'returning', 'returned', 'lost', 'cancelled')),
    goods bigint NOT NULL CHECK (goods >= 0),
    seller_discount bigint NOT NULL DEFAULT 0 CHECK (seller_discount >= 0),
    platform_discount bigint NOT NULL DEFAULT 0 CHECK (platform_discount >= 0),
    budget_discount bigint NOT NULL DEFAULT 0,
    budget_id {uuid} REFERENCES promotion_budget (id),
    delivery bigint NOT NULL CHECK (delivery >= 0),
    delivery_subsidy bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL,
    delivery_option_id {uuid} NOT NULL REFERENCES delivery_option (id),
    delivery_name text NOT NULL,
    commission_vat_bp integer NOT NULL,
    commission bigint NOT NULL CHECK (commission >= 0),
    commission_vat bigint NOT NULL CHECK (commission_vat >= 0),
    tax_kind text NOT NULL DEFAULT 'unknown'
        CHECK (tax_kind IN ('enterprise', 'cooperative', 'household', 'individual', 'unknown')),
    withheld_vat bigint NOT NULL DEFAULT 0 CHECK (withheld_vat >= 0),
    withheld_pit bigint NOT NULL DEFAULT 0 CHECK (withheld_pit >= 0),
    hold_s bigint NOT NULL DEFAULT 604800 CHECK (hold_s >= 0),
    cancel_reason text,
    delivery_refunded bigint NOT NULL DEFAULT 0,
    delivered_at {instant},
    release_at {instant},
    released_at {instant},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    version integer NOT NULL DEFAULT 1,
    UNIQUE (purchase_id, seller_id),
    CHECK (total = goods - seller_discount - platform_discount + delivery - delivery_subsidy),
    CHECK (seller_discount + platform_discount <= goods),
    CHECK (budget_discount BETWEEN 0 AND platform_discount),
    CHECK (budget_discount = 0 OR budget_id IS NOT NULL),
    CHECK (delivery_subsidy BETWEEN 0 AND delivery),
    CHECK (delivery_refunded BETWEEN 0 AND delivery - delivery_subsidy)
) {by_key};
CREATE INDEX seller_order_seller ON seller_order (seller_id, id);
CREATE INDEX seller_order_release ON seller_order (release_at) WHERE release_at IS NOT NULL;

-- A variant as it was sold, with the terms of its sale: `fees` is how its commission is worked
-- out (JSON), the withheld rates are basis points of what is left after the seller's discount.
-- `reversed` is how much of that has gone back (đồng), with `reversed_quantity` units.
CREATE TABLE order_line (
    id {uuid} PRIMARY KEY,
    order_id {uuid} NOT NULL REFERENCES seller_order (id),
    position integer NOT NULL,
    variant_id {uuid} NOT NULL REFERENCES variant (id),
    product_id {uuid} NOT NULL REFERENCES product (id),
    product_slug text NOT NULL,
    name text NOT NULL,
    variant_name text NOT NULL,
    sku text,
    quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 9999),
    unit_price bigint NOT NULL CHECK (unit_price > 0),
    line_total bigint NOT NULL,
    sample boolean NOT NULL,
    seller_discount bigint NOT NULL DEFAULT 0 CHECK (seller_discount >= 0),
    platform_discount bigint NOT NULL DEFAULT 0 CHECK (platform_discount >= 0),
    budget_discount bigint NOT NULL DEFAULT 0,
    fees text NOT NULL DEFAULT '{}',
    commission_bp integer NOT NULL DEFAULT 0 CHECK (commission_bp >= 0),
    commission bigint NOT NULL DEFAULT 0 CHECK (commission >= 0),
    commission_vat bigint NOT NULL DEFAULT 0 CHECK (commission_vat >= 0),
    supply text NOT NULL DEFAULT 'unknown' CHECK (supply IN ('goods', 'services', 'unknown')),
    withheld_vat_bp integer NOT NULL DEFAULT 0 CHECK (withheld_vat_bp BETWEEN 0 AND 2000),
    withheld_pit_bp integer NOT NULL DEFAULT 0 CHECK (withheld_pit_bp BETWEEN 0 AND 2000),
    withheld_vat bigint NOT NULL DEFAULT 0 CHECK (withheld_vat >= 0),
    withheld_pit bigint NOT NULL DEFAULT 0 CHECK (withheld_pit >= 0),
    return_class text NOT NULL DEFAULT 'standard'
        CHECK (return_class IN ('perishable', 'sealed', 'craft', 'standard')),
    reversed bigint NOT NULL DEFAULT 0,
    reversed_quantity integer NOT NULL DEFAULT 0,
    CHECK (reversed BETWEEN 0 AND line_total - seller_discount),
    CHECK (reversed_quantity BETWEEN 0 AND quantity),
    CHECK (line_total = unit_price * quantity),
    CHECK (seller_discount + platform_discount <= line_total),
    CHECK (budget_discount BETWEEN 0 AND platform_discount)
) {by_key};
CREATE INDEX order_line_order ON order_line (order_id, position);

CREATE TABLE order_event (
    id {uuid} PRIMARY KEY,
    order_id {uuid} NOT NULL REFERENCES seller_order (id),
    from_state text,
    to_state text NOT NULL,
    actor text NOT NULL,
    reason text,
    created_at {instant} NOT NULL
) {by_key};
CREATE INDEX order_event_order ON order_event (order_id, id);

-- `carrier` is what the seller called the carrier. Cash is followed in amounts: what the
-- shopper owes at the door, what the carrier collected, what it handed over. A parcel that
-- was not taken has `uncollected_at`. With `awaits_cash` the seller is paid for the order
-- only when the cash is here. `fee_changes` counts what the ledger was told of the fee.
CREATE TABLE parcel (
    id {uuid} PRIMARY KEY,
    order_id {uuid} NOT NULL REFERENCES seller_order (id),
    carrier_code text NOT NULL REFERENCES carrier (code),
    carrier text NOT NULL,
    tracking_code text NOT NULL,
    cod_amount bigint NOT NULL DEFAULT 0 CHECK (cod_amount >= 0),
    cod_collected bigint NOT NULL DEFAULT 0,
    cod_remitted bigint NOT NULL DEFAULT 0,
    awaits_cash boolean NOT NULL DEFAULT false,
    uncollected_at {instant},
    carrier_fee bigint NOT NULL DEFAULT 0,
    carrier_fee_paid bigint NOT NULL DEFAULT 0,
    fee_changes integer NOT NULL DEFAULT 0,
    shipped_at {instant} NOT NULL,
    delivered_at {instant},
    CHECK (cod_collected BETWEEN 0 AND cod_amount),
    CHECK (cod_remitted BETWEEN 0 AND cod_collected),
    CHECK (carrier_fee_paid BETWEEN 0 AND carrier_fee),
    CHECK (uncollected_at IS NULL OR cod_collected = 0)
);
CREATE INDEX parcel_order ON parcel (order_id);
CREATE INDEX parcel_tracking ON parcel (carrier_code, UPPER(tracking_code));
CREATE INDEX parcel_cash_out ON parcel (carrier_code, delivered_at)
    WHERE cod_collected > cod_remitted;

-- Stock promised to an unpaid purchase. A hold counts only while `expires_at` lies ahead,
-- so nobody has to clean up for stock to be free again.
CREATE TABLE stock_hold (
    purchase_id {uuid} NOT NULL REFERENCES purchase (id),
    variant_id {uuid} NOT NULL REFERENCES variant (id),
    quantity integer NOT NULL CHECK (quantity > 0),
    expires_at {instant} NOT NULL,
    PRIMARY KEY (purchase_id, variant_id)
) {by_key};
CREATE INDEX stock_hold_variant ON stock_hold (variant_id, expires_at);

-- An attempt to pay a purchase. Progress is amounts; at most one attempt is live. Money that is
-- promised first is taken by `capture_by`, as much as was decided (`to_capture`).
CREATE TABLE payment (
    id {uuid} PRIMARY KEY,
    purchase_id {uuid} NOT NULL REFERENCES purchase (id),
    method text NOT NULL,
    state text NOT NULL CHECK (state IN ('created', 'pending', 'authorized', 'capturing',
        'partially_paid', 'paid', 'failed', 'expired', 'cancelled', 'late_paid', 'cod_due', 'collected',
        'remitted', 'short_remitted', 'uncollected')),
    reference text NOT NULL UNIQUE,
    provider_ref text,
    provider_txn text,
    sandbox_outcome text,
    next_action text NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    captured bigint NOT NULL DEFAULT 0,
    refunded bigint NOT NULL DEFAULT 0,
    disputed bigint NOT NULL DEFAULT 0,
    charged_back bigint NOT NULL DEFAULT 0,
    expires_at {instant},
    capture_by {instant},
    to_capture bigint CHECK (to_capture BETWEEN 1 AND amount),
    next_query_at {instant},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CHECK (captured BETWEEN 0 AND amount),
    CHECK (refunded BETWEEN 0 AND captured),
    CHECK (disputed BETWEEN 0 AND captured),
    CHECK (charged_back BETWEEN 0 AND disputed),
    CHECK (to_capture IS NULL OR capture_by IS NOT NULL),
    CHECK (state NOT IN ('authorized', 'capturing') OR capture_by IS NOT NULL),
    CHECK (state <> 'capturing' OR to_capture IS NOT NULL)
) {by_key};
CREATE INDEX payment_purchase ON payment (purchase_id);
CREATE UNIQUE INDEX payment_provider_ref ON payment (method, provider_ref)
    WHERE provider_ref IS NOT NULL;
CREATE INDEX payment_provider_txn ON payment (method, provider_txn) WHERE provider_txn IS NOT NULL;
CREATE INDEX payment_next_query ON payment (next_query_at) WHERE next_query_at IS NOT NULL;
CREATE INDEX payment_to_take ON payment (capture_by) WHERE state = 'authorized';
CREATE UNIQUE INDEX payment_live ON payment (purchase_id)
    WHERE state IN ('created', 'pending', 'authorized', 'capturing', 'partially_paid', 'paid',
        'cod_due', 'collected', 'remitted', 'short_remitted');

-- Facts already applied: a provider may tell the same one twice.
CREATE TABLE payment_event (
    provider text NOT NULL,
    event_key text NOT NULL,
    payment_id {uuid} NOT NULL REFERENCES payment (id),
    kind text NOT NULL,
    amount bigint NOT NULL,
    created_at {instant} NOT NULL,
    PRIMARY KEY (provider, event_key)
);
CREATE INDEX payment_event_payment ON payment_event (payment_id);

-- Money going back to a shopper. `goods` and `delivery` say what for; a refund without an order
-- is of a whole purchase. `provider_key` is the key of the attempt under way, stored before the
-- provider is called.
-- What providers and banks sent us, as it came and what became of it. Credentials are left out.
CREATE TABLE provider_notice (
    id {uuid} PRIMARY KEY,
    sender text NOT NULL,
    digest text NOT NULL,
    state text NOT NULL CHECK (state IN ('received', 'processed', 'ignored', 'parked', 'refused')),
    reason text,
    payment_id {uuid} REFERENCES payment (id),
    method text NOT NULL,
    path_and_query text NOT NULL,
    body text NOT NULL,
    times integer NOT NULL DEFAULT 1,
    received_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    resolved_by text,
    resolution text,
    UNIQUE (sender, digest)
);
CREATE INDEX provider_notice_state ON provider_notice (state, id);

-- Money seen on the market's bank account. What no attempt explains waits for a person.
CREATE TABLE bank_receipt (
    id {uuid} PRIMARY KEY,
    sender text NOT NULL,
    event_key text NOT NULL,
    notice_id {uuid} NOT NULL REFERENCES provider_notice (id),
    bank_txn text,
    amount bigint NOT NULL CHECK (amount > 0),
    payer_bank_bin text,
    payer_account text,
    payer_name text,
    state text NOT NULL CHECK (state IN ('unidentified', 'matched', 'returned')),
    payment_id {uuid} REFERENCES payment (id),
    applied bigint NOT NULL DEFAULT 0,
    settled_by text,
    note text,
    occurred_at {instant} NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    UNIQUE (sender, event_key),
    CHECK (applied BETWEEN 0 AND amount)
);
CREATE INDEX bank_receipt_state ON bank_receipt (state, id);
CREATE INDEX bank_receipt_payment ON bank_receipt (payment_id);
-- Several watchers may tell of one transfer: the bank's own number and the amount make it one.
CREATE UNIQUE INDEX bank_receipt_txn ON bank_receipt (bank_txn, amount);

-- Money of a receipt that goes back to where it came from: too much, too late, or nobody's.
CREATE TABLE bank_return (
    id {uuid} PRIMARY KEY,
    receipt_id {uuid} NOT NULL UNIQUE REFERENCES bank_receipt (id),
    amount bigint NOT NULL CHECK (amount > 0),
    state text NOT NULL CHECK (state IN ('due', 'paid')),
    reason text NOT NULL,
    bank_reference text,
    closed_by text,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX bank_return_state ON bank_return (state, id);

CREATE TABLE refund (
    id {uuid} PRIMARY KEY,
    payment_id {uuid} NOT NULL REFERENCES payment (id),
    order_id {uuid} REFERENCES seller_order (id),
    purchase_id {uuid} NOT NULL REFERENCES purchase (id),
    cause text NOT NULL CHECK (cause IN ('late_payment', 'cancellation', 'delivery_failed', 'lost',
        'return', 'dispute', 'goodwill')),
    delivery bigint NOT NULL DEFAULT 0 CHECK (delivery >= 0),
    amount bigint NOT NULL CHECK (amount > 0),
    state text NOT NULL CHECK (state IN ('requested', 'approved', 'submitted', 'succeeded',
        'failed', 'manual', 'rejected', 'reversed')),
    reason text NOT NULL,
    wanted text,
    attempt integer NOT NULL DEFAULT 0,
    provider_key {uuid},
    provider_ref text,
    bank_reference text,
    failure text,
    created_by text NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CHECK (delivery <= amount)
);
CREATE INDEX refund_payment ON refund (payment_id);
CREATE INDEX refund_order ON refund (order_id);
CREATE INDEX refund_purchase ON refund (purchase_id);
CREATE INDEX refund_state ON refund (state, id);

CREATE TABLE refund_event (
    id {uuid} PRIMARY KEY,
    refund_id {uuid} NOT NULL REFERENCES refund (id),
    from_state text,
    to_state text NOT NULL,
    actor text NOT NULL,
    reason text,
    created_at {instant} NOT NULL
);
CREATE INDEX refund_event_refund ON refund_event (refund_id, id);

-- Where a shopper wants the money whose method cannot carry it back. Removed when it is no
-- longer needed.
CREATE TABLE refund_bank_account (
    refund_id {uuid} PRIMARY KEY REFERENCES refund (id),
    bin text NOT NULL,
    number text NOT NULL,
    holder text NOT NULL,
    created_at {instant} NOT NULL
);
