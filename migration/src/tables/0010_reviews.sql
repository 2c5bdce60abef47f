-- What buyers say of products that reached them: one review a purchase and product. It is shown
-- while `hidden_reason` is empty. `author` is a short name; who bought is known by the purchase.
CREATE TABLE review (
    id {uuid} PRIMARY KEY,
    product_id {uuid} NOT NULL REFERENCES product (id),
    seller_id {uuid} NOT NULL REFERENCES seller (id),
    purchase_id {uuid} NOT NULL REFERENCES purchase (id),
    stars integer NOT NULL CHECK (stars BETWEEN 1 AND 5),
    body text,
    author text NOT NULL,
    hidden_reason text,
    reply text,
    replied_at {instant},
    created_at {instant} NOT NULL,
    UNIQUE (purchase_id, product_id),
    CHECK ((reply IS NULL) = (replied_at IS NULL))
);
CREATE INDEX review_product ON review (product_id, id);
CREATE INDEX review_seller ON review (seller_id, id);

-- The sums over the reviews that are shown, moved in the transaction of each of them.
CREATE TABLE product_rating (
    product_id {uuid} PRIMARY KEY REFERENCES product (id),
    reviews bigint NOT NULL CHECK (reviews >= 0),
    stars bigint NOT NULL CHECK (stars BETWEEN reviews AND 5 * reviews)
);
