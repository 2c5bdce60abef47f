-- What comes back after the sale: goods, money, and quarrels about both.

-- How long goods of a class may come back, and on which conditions. Hours count from delivery.
-- `mind_hours` is for a change of mind (0: not possible), `fault_hours` for spoiled, damaged,
-- wrong or missing goods, `description_hours` for goods that are not as described.
-- Below `keep_below` đồng the shopper keeps the goods when the seller agrees at once.
CREATE TABLE return_policy (
    return_class text NOT NULL
        CHECK (return_class IN ('perishable', 'sealed', 'craft', 'standard')),
    valid_from {day} NOT NULL,
    mind_hours integer NOT NULL CHECK (mind_hours >= 0),
    fault_hours integer NOT NULL CHECK (fault_hours > 0),
    description_hours integer NOT NULL CHECK (description_hours > 0),
    keep_below bigint NOT NULL CHECK (keep_below >= 0),
    restock boolean NOT NULL,
    source text NOT NULL,
    PRIMARY KEY (return_class, valid_from)
);

INSERT INTO return_policy VALUES
    ('perishable', '2025-01-01', 0, 48, 720, 300000, false,
     'Policy of the market; description: Law 19/2023/QH15, Art. 38 (30 days)'),
    ('sealed', '2025-01-01', 168, 168, 720, 50000, true,
     'Policy of the market, unopened for a change of mind; description: Law 19/2023/QH15, Art. 38'),
    ('craft', '2025-01-01', 72, 168, 720, 50000, true,
     'Policy of the market; description: Law 19/2023/QH15, Art. 38 (30 days)'),
    ('standard', '2025-01-01', 168, 168, 720, 50000, true,
     'Policy of the market; description: Law 19/2023/QH15, Art. 38 (30 days)');

-- Pictures that prove something about an order. Never public.
CREATE TABLE order_photo (
    id {uuid} PRIMARY KEY,
    order_id {uuid} NOT NULL REFERENCES seller_order (id),
    file_key text NOT NULL,
    added_by text NOT NULL,
    created_at {instant} NOT NULL
);
CREATE INDEX order_photo_order ON order_photo (order_id);

CREATE TABLE return_request (
    id {uuid} PRIMARY KEY,
    order_id {uuid} NOT NULL REFERENCES seller_order (id),
    seller_id {uuid} NOT NULL REFERENCES seller (id),
    state text NOT NULL CHECK (state IN ('requested', 'approved', 'rejected', 'withdrawn',
        'in_transit', 'received', 'refunded', 'replaced', 'closed')),
    reason text NOT NULL CHECK (reason IN ('damaged', 'spoiled', 'wrong_item', 'missing',
        'not_as_described', 'changed_mind')),
    wish text NOT NULL CHECK (wish IN ('refund', 'replacement')),
    note text NOT NULL,
    freight_payer text NOT NULL CHECK (freight_payer IN ('seller', 'platform', 'shopper')),
    keeps_goods boolean NOT NULL DEFAULT false,
    deadline_at {instant},
    answer text,
    carrier text,
    tracking_code text,
    refund_id {uuid} REFERENCES refund (id),
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    version integer NOT NULL DEFAULT 1
);
CREATE INDEX return_request_order ON return_request (order_id);
CREATE INDEX return_request_seller ON return_request (seller_id, id);
CREATE INDEX return_request_deadline ON return_request (deadline_at);

CREATE TABLE return_line (
    return_id {uuid} NOT NULL REFERENCES return_request (id),
    order_line_id {uuid} NOT NULL REFERENCES order_line (id),
    quantity integer NOT NULL CHECK (quantity > 0),
    restocked integer NOT NULL DEFAULT 0,
    PRIMARY KEY (return_id, order_line_id),
    CHECK (restocked BETWEEN 0 AND quantity)
);

CREATE TABLE return_photo (
    return_id {uuid} NOT NULL REFERENCES return_request (id),
    photo_id {uuid} NOT NULL REFERENCES order_photo (id),
    PRIMARY KEY (return_id, photo_id)
);

CREATE TABLE return_event (
    id {uuid} PRIMARY KEY,
    return_id {uuid} NOT NULL REFERENCES return_request (id),
    from_state text,
    to_state text NOT NULL,
    actor text NOT NULL,
    reason text,
    created_at {instant} NOT NULL
);
CREATE INDEX return_event_return ON return_event (return_id, id);

-- A quarrel about an order that the desk rules (`claim`), or about a payment that the card
-- scheme rules (`card`). `amount` is what the scheme took; `secured` is what is set aside of
-- sellers' money while it is open, by order in `security` (JSON).
CREATE TABLE dispute (
    id {uuid} PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('claim', 'card')),
    purchase_id {uuid} NOT NULL REFERENCES purchase (id),
    order_id {uuid} REFERENCES seller_order (id),
    seller_id {uuid} REFERENCES seller (id),
    return_id {uuid} REFERENCES return_request (id),
    payment_id {uuid} REFERENCES payment (id),
    provider_ref text,
    state text NOT NULL CHECK (state IN ('open', 'evidence_submitted', 'won', 'lost', 'accepted')),
    reason text NOT NULL,
    amount bigint NOT NULL DEFAULT 0 CHECK (amount >= 0),
    taken bigint NOT NULL DEFAULT 0,
    given_back bigint NOT NULL DEFAULT 0,
    fee bigint NOT NULL DEFAULT 0,
    secured bigint NOT NULL DEFAULT 0 CHECK (secured >= 0),
    security text NOT NULL DEFAULT '{}',
    answer_by {instant},
    ruling text,
    refund_id {uuid} REFERENCES refund (id),
    opened_by text NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    closed_at {instant},
    version integer NOT NULL DEFAULT 1,
    CHECK (given_back BETWEEN 0 AND taken),
    CHECK ((kind = 'card') = (payment_id IS NOT NULL)),
    CHECK (kind = 'card' OR order_id IS NOT NULL)
);
CREATE UNIQUE INDEX dispute_provider_ref ON dispute (payment_id, provider_ref);
CREATE INDEX dispute_order ON dispute (order_id);
CREATE INDEX dispute_purchase ON dispute (purchase_id);
CREATE INDEX dispute_seller ON dispute (seller_id, id);
-- One quarrel about an order at a time.
CREATE UNIQUE INDEX dispute_open_claim ON dispute (order_id)
    WHERE kind = 'claim' AND state IN ('open', 'evidence_submitted');

CREATE TABLE dispute_evidence (
    id {uuid} PRIMARY KEY,
    dispute_id {uuid} NOT NULL REFERENCES dispute (id),
    side text NOT NULL CHECK (side IN ('shopper', 'seller', 'desk')),
    note text NOT NULL,
    photo_ids text NOT NULL,
    added_by text NOT NULL,
    created_at {instant} NOT NULL
);
CREATE INDEX dispute_evidence_dispute ON dispute_evidence (dispute_id, id);

CREATE TABLE dispute_event (
    id {uuid} PRIMARY KEY,
    dispute_id {uuid} NOT NULL REFERENCES dispute (id),
    from_state text,
    to_state text NOT NULL,
    actor text NOT NULL,
    reason text,
    created_at {instant} NOT NULL
);
CREATE INDEX dispute_event_dispute ON dispute_event (dispute_id, id);

-- What went back of a line, and what of its discounts, fees and taxes went with it. Amounts are
-- đồng; each is a difference of cumulative shares, so any sequence ends where one return of the
-- whole would. `delivered` tells whether the sale had been posted. `restocked` units went back on
-- the shelf with a parcel that was not taken.
CREATE TABLE line_reversal (
    id {uuid} PRIMARY KEY,
    order_id {uuid} NOT NULL REFERENCES seller_order (id),
    order_line_id {uuid} NOT NULL REFERENCES order_line (id),
    cause text NOT NULL CHECK (cause IN ('late_payment', 'cancellation', 'delivery_failed', 'lost',
        'return', 'dispute', 'goodwill')),
    refund_id {uuid} REFERENCES refund (id),
    dispute_id {uuid} REFERENCES dispute (id),
    quantity integer NOT NULL CHECK (quantity >= 0),
    restocked integer NOT NULL DEFAULT 0,
    sale bigint NOT NULL CHECK (sale >= 0),
    platform_discount bigint NOT NULL CHECK (platform_discount >= 0),
    budget_discount bigint NOT NULL CHECK (budget_discount >= 0),
    commission bigint NOT NULL,
    commission_vat bigint NOT NULL,
    withheld_vat bigint NOT NULL,
    withheld_pit bigint NOT NULL,
    delivered boolean NOT NULL,
    actor text NOT NULL,
    created_at {instant} NOT NULL,
    CHECK (restocked BETWEEN 0 AND quantity)
);
CREATE INDEX line_reversal_line ON line_reversal (order_line_id);
CREATE INDEX line_reversal_order ON line_reversal (order_id);
