-- What is sold, what proves its stars, how much of it there is, and how the public sees it.

CREATE TABLE category (
    slug text PRIMARY KEY,
    parent_slug text REFERENCES category (slug),
    name_vi text NOT NULL,
    name_en text NOT NULL,
    position integer NOT NULL
);

CREATE TABLE product (
    id {uuid} PRIMARY KEY,
    seller_id {uuid} NOT NULL REFERENCES seller (id),
    slug text NOT NULL UNIQUE,
    state text NOT NULL
        CHECK (state IN ('draft', 'submitted', 'changes_requested', 'published', 'archived')),
    industry integer CHECK (industry BETWEEN 1 AND 6),
    product_set integer CHECK (product_set BETWEEN 1 AND 26),
    category_slug text REFERENCES category (slug),
    province_code text,
    commune_code text,
    address_as_printed text,
    return_class text NOT NULL CHECK (return_class IN ('perishable', 'sealed', 'craft', 'standard')),
    review_note text,
    provenance_notes text,
    provenance_source text,
    import_key text UNIQUE,
    import_hash text,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    published_at {instant},
    version integer NOT NULL DEFAULT 1
);
CREATE INDEX product_seller ON product (seller_id, id);
CREATE INDEX product_state ON product (state, id);

CREATE TABLE product_text (
    product_id {uuid} NOT NULL REFERENCES product (id),
    language text NOT NULL CHECK (language IN ('vi', 'en')),
    name text NOT NULL,
    description text,
    story text,
    PRIMARY KEY (product_id, language)
);

-- A variant is a pack that can be put in a cart. Prices are whole đồng, VAT included.
CREATE TABLE variant (
    id {uuid} PRIMARY KEY,
    product_id {uuid} NOT NULL REFERENCES product (id),
    sku text,
    name text NOT NULL,
    pack_text text,
    pack_quantity text,
    pack_unit text,
    net_weight_g integer CHECK (net_weight_g > 0),
    price bigint CHECK (price BETWEEN 1 AND 1000000000),
    compare_at bigint CHECK (compare_at BETWEEN 1 AND 1000000000),
    price_as_printed text,
    sample boolean NOT NULL DEFAULT false,
    gtin text,
    position integer NOT NULL,
    archived_at {instant},
    version integer NOT NULL DEFAULT 1,
    UNIQUE (product_id, position)
) {by_key};
CREATE UNIQUE INDEX variant_sku ON variant (product_id, sku);

CREATE TABLE product_image (
    id {uuid} PRIMARY KEY,
    product_id {uuid} NOT NULL REFERENCES product (id),
    position integer NOT NULL,
    file_key text NOT NULL,
    media_type text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    alt text NOT NULL,
    created_at {instant} NOT NULL
);
CREATE INDEX product_image_product ON product_image (product_id, position);

-- Stars come from here alone. Validity is 36 months (Decision 26/2026/QĐ-TTg, Art. 4.3);
-- without any date `expires_on` is unknown and the certificate never counts as in force.
CREATE TABLE certificate (
    id {uuid} PRIMARY KEY,
    code text NOT NULL UNIQUE,
    product_id {uuid} NOT NULL REFERENCES product (id),
    stars integer NOT NULL CHECK (stars BETWEEN 3 AND 5),
    decision text,
    issued_on {day},
    year integer,
    expires_on {day},
    state text NOT NULL CHECK (state IN ('pending', 'verified', 'rejected', 'withdrawn')),
    verified_by text,
    verified_at {instant},
    source text,
    note text,
    withdrawal_ground text CHECK (withdrawal_ground IN ('false_dossier', 'criteria_no_longer_met',
        'law_violation', 'mark_misuse', 'production_stopped', 'other_authority_conclusion')),
    created_at {instant} NOT NULL,
    CHECK ((state = 'withdrawn') = (withdrawal_ground IS NOT NULL))
);
CREATE INDEX certificate_product ON certificate (product_id);
CREATE INDEX certificate_expiry ON certificate (expires_on);

CREATE TABLE stock (
    variant_id {uuid} PRIMARY KEY REFERENCES variant (id),
    on_hand bigint NOT NULL CHECK (on_hand BETWEEN 0 AND 1000000000)
) {by_key};

-- Every unit is accounted for: on_hand is the sum of a variant's movements.
CREATE TABLE stock_movement (
    id {uuid} PRIMARY KEY,
    variant_id {uuid} NOT NULL REFERENCES variant (id),
    delta bigint NOT NULL CHECK (delta <> 0),
    reason text NOT NULL
        CHECK (reason IN ('import', 'count', 'sale', 'cancellation', 'return',
            'replacement', 'sample')),
    reference_id {uuid},
    actor text NOT NULL,
    created_at {instant} NOT NULL
) {by_key};
CREATE INDEX stock_movement_variant ON stock_movement (variant_id, id);

-- What the public sees of a product, rendered when something about it changes.
-- `seq` orders the changes for every process's cache and index; `listed_seq` is the last of
-- them that changed how lists show or find the product.
CREATE TABLE product_document (
    product_id {uuid} PRIMARY KEY REFERENCES product (id),
    seq bigint NOT NULL,
    listed_seq bigint NOT NULL,
    slug text NOT NULL,
    is_public boolean NOT NULL,
    card_vi text NOT NULL,
    card_en text NOT NULL,
    page_vi text NOT NULL,
    page_en text NOT NULL,
    search_entry text NOT NULL,
    next_change_on {day},
    rendered_at {instant} NOT NULL
);
CREATE UNIQUE INDEX product_document_seq ON product_document (seq);
CREATE INDEX product_document_listed_seq ON product_document (listed_seq);
CREATE INDEX product_document_slug ON product_document (slug);
CREATE INDEX product_document_next_change ON product_document (next_change_on);

-- One row: numbers are handed out under its lock, so they become visible in order.
CREATE TABLE document_clock (
    id integer PRIMARY KEY CHECK (id = 1),
    seq bigint NOT NULL
);
INSERT INTO document_clock (id, seq) VALUES (1, 0);

-- The weights of the ranking: one row, and none before staff change them.
CREATE TABLE search_weights (
    id integer PRIMARY KEY CHECK (id = 1),
    in_stock integer NOT NULL CHECK (in_stock BETWEEN 0 AND 10000),
    star integer NOT NULL CHECK (star BETWEEN 0 AND 10000),
    promotion integer NOT NULL CHECK (promotion BETWEEN 0 AND 39),
    rating integer NOT NULL CHECK (rating BETWEEN 0 AND 10000),
    freshness integer NOT NULL CHECK (freshness BETWEEN 0 AND 10000),
    fresh_days integer NOT NULL CHECK (fresh_days BETWEEN 1 AND 3650),
    changed_at {instant} NOT NULL
);
