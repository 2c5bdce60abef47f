-- What promotion staff put before shoppers.

CREATE TABLE collection (
    id {uuid} PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name_vi text NOT NULL,
    name_en text,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    version integer NOT NULL DEFAULT 1
);

CREATE TABLE collection_item (
    collection_id {uuid} NOT NULL REFERENCES collection (id),
    product_id {uuid} NOT NULL REFERENCES product (id),
    position integer NOT NULL,
    PRIMARY KEY (collection_id, product_id)
);

CREATE TABLE slot (
    id {uuid} PRIMARY KEY,
    placement text NOT NULL,
    position integer NOT NULL,
    label_vi text NOT NULL,
    label_en text,
    ocop_only boolean NOT NULL,
    sponsored boolean NOT NULL,
    product_id {uuid} REFERENCES product (id),
    collection_id {uuid} REFERENCES collection (id),
    starts_at {instant} NOT NULL,
    ends_at {instant},
    created_by {uuid} NOT NULL REFERENCES account (id),
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CHECK ((product_id IS NULL) <> (collection_id IS NULL)),
    CHECK (ends_at IS NULL OR ends_at > starts_at)
);
CREATE INDEX slot_placement ON slot (placement, starts_at);

-- Products that staff raise in lists for some days. `step` counts steps of promotion, whose
-- weight is in `search_weights`; shoppers read the label.
CREATE TABLE product_promotion (
    product_id {uuid} PRIMARY KEY REFERENCES product (id),
    step integer NOT NULL CHECK (step BETWEEN 0 AND 5),
    starts_on {day} NOT NULL,
    ends_on {day} NOT NULL,
    label_vi text,
    label_en text,
    reason text NOT NULL,
    set_by {uuid} NOT NULL REFERENCES account (id),
    set_at {instant} NOT NULL,
    CHECK (ends_on >= starts_on)
);
