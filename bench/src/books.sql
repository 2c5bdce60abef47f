-- A ledger of many orders, delivered and released and not yet paid out, with everything that
-- the audit holds against it: purchases, payments, orders, lines and stock. Every journal is
-- what the posting rules write for such an order: rules 1, 5, 6 and 9, eleven postings.
--
-- One order: goods 200,000 đồng, delivery 30,000, commission 8 %, VAT on it 10 %.

CREATE FUNCTION pg_temp.id(sort integer, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT ('01930000-' || lpad(to_hex(sort), 4, '0') || '-7000-8000-'
           || lpad(to_hex(number), 12, '0'))::uuid $$;

BEGIN;
CREATE TEMPORARY TABLE made ON COMMIT DROP AS
SELECT n, pg_temp.id(1, n % :sellers) AS seller_id, pg_temp.id(2, n) AS purchase_id,
       pg_temp.id(3, n) AS order_id, pg_temp.id(4, n) AS payment_id,
       now() - interval '20 days' - n * interval '1 second' AS at
FROM generate_series(1, :orders) AS n;

INSERT INTO seller (id, slug, name, kind, state, tax_kind, bank_bin, bank_account,
                    bank_account_name, created_at, updated_at)
SELECT pg_temp.id(1, n), 'htx-' || n, 'HTX ' || n, 'cooperative', 'open', 'cooperative', '970436',
       lpad(n::text, 10, '0'), 'HTX ' || n, now(), now()
FROM generate_series(0, :sellers - 1) AS n;
INSERT INTO product (id, seller_id, slug, state, return_class, created_at, updated_at)
SELECT id, id, slug, 'published', 'standard', now(), now() FROM seller WHERE slug LIKE 'htx-%';
INSERT INTO variant (id, product_id, name, price, position)
SELECT id, id, 'Túi', 200000, 1 FROM product WHERE slug LIKE 'htx-%';
INSERT INTO stock (variant_id, on_hand) SELECT id, 1000 FROM product WHERE slug LIKE 'htx-%';

INSERT INTO cart (id, token_hash, state, created_at)
SELECT purchase_id, 'books-' || n, 'completed', at FROM made;
INSERT INTO purchase (id, number, token_hash, cart_id, state, contact, address, goods, delivery,
                      total, placed_at, created_at, updated_at)
SELECT purchase_id, 'B' || n, 'books-' || n, purchase_id, 'completed', '{}', '{}', 200000, 30000,
       230000, at, at, at FROM made;
INSERT INTO payment (id, purchase_id, reference, method, state, next_action, amount, captured,
                     created_at, updated_at)
SELECT payment_id, purchase_id, 'B' || n, 'sandbox', 'paid', '{"type":"none"}', 230000, 230000, at,
       at
FROM made;
INSERT INTO seller_order (id, number, purchase_id, seller_id, state, goods, delivery, total,
                          delivery_option_id, delivery_name, commission_vat_bp, commission,
                          commission_vat, tax_kind, delivered_at, release_at, released_at,
                          created_at, updated_at)
SELECT order_id, 'B' || n || '-1', purchase_id, seller_id, 'completed', 200000, 30000, 230000,
       (SELECT id FROM delivery_option ORDER BY id LIMIT 1), '', 1000, 16000, 1600, 'cooperative',
       at, at + interval '7 days', at + interval '7 days', at, at FROM made;
INSERT INTO order_line (id, order_id, position, variant_id, product_id, product_slug, name,
                        variant_name, quantity, unit_price, line_total, sample, commission_bp,
                        commission, commission_vat)
SELECT order_id, order_id, 1, seller_id, seller_id, '', '', '', 1, 200000, 200000, false, 800,
       16000, 1600 FROM made;
INSERT INTO stock_movement (id, variant_id, delta, reason, reference_id, actor, created_at)
SELECT order_id, seller_id, -1, 'sale', order_id, 'bench', at FROM made;
INSERT INTO stock_movement (id, variant_id, delta, reason, actor, created_at)
SELECT pg_temp.id(5, row_number() OVER ()), seller_id, 1000 + count(*), 'import', 'bench', now()
FROM made GROUP BY seller_id;
INSERT INTO stock_movement (id, variant_id, delta, reason, actor, created_at)
SELECT pg_temp.id(6, row_number() OVER ()), p.id, 1000, 'import', 'bench', now()
FROM product p WHERE p.slug LIKE 'htx-%' AND NOT EXISTS
    (SELECT 1 FROM stock_movement m WHERE m.variant_id = p.id);

-- The postings: which journal, which account, how much.
CREATE TEMPORARY TABLE posted ON COMMIT DROP AS
SELECT made.n, made.seller_id, made.order_id, made.at, rule.journal, rule.line_no, rule.amount,
       rule.of_order,
       CASE rule.account
           WHEN 'orders' THEN 'orders:' || made.purchase_id
           WHEN 'held' THEN 'held:' || made.order_id
           WHEN 'available' THEN 'available:' || made.seller_id
           ELSE rule.account END AS code
FROM made CROSS JOIN (VALUES
    (1, 1, 'psp:sandbox', 230000, false), (1, 2, 'orders', -230000, false),
    (2, 1, 'orders', 230000, true), (2, 5, 'held', -200000, true),
    (2, 7, 'shipping_clearing', -30000, true),
    (3, 1, 'held', 16000, true), (3, 2, 'held', 1600, true),
    (3, 5, 'income:commission', -16000, true), (3, 6, 'vat_output', -1600, true),
    (4, 1, 'held', 182400, true), (4, 2, 'available', -182400, true)
) AS rule (journal, line_no, account, amount, of_order);

INSERT INTO ledger_account (id, code, kind, seller_id, min_balance, max_balance, balance)
SELECT pg_temp.id(7, row_number() OVER ()), code,
       CASE WHEN code LIKE 'psp:%' THEN 'asset' WHEN code LIKE 'income:%' THEN 'income'
            WHEN code = 'shipping_clearing' THEN 'clearing' ELSE 'liability' END,
       CASE WHEN code LIKE 'held:%' OR code LIKE 'available:%'
            THEN (min(seller_id::text))::uuid END,
       CASE WHEN code LIKE 'psp:%' THEN 0 END,
       CASE WHEN code LIKE 'orders:%' OR code LIKE 'held:%' OR code = 'vat_output' THEN 0 END,
       sum(amount)
FROM posted GROUP BY code;

-- The hash of a journal is that of its words, as `ledger::journal` writes them.
INSERT INTO ledger_journal (id, kind, idempotency_key, content_hash, source_type, source_id,
                            actor, occurred_at, posted_at)
SELECT pg_temp.id(8, n * 4 + journal), kind, key,
       encode(sha256(convert_to(kind || ' ' || source_type || ' ' || source_id || words, 'UTF8')),
              'hex'),
       source_type, source_id, 'bench', at, at
FROM (SELECT p.n, p.journal, m.at,
             (ARRAY['captured', 'delivered', 'fees_charged', 'released'])[p.journal] AS kind,
             (ARRAY['capture:', 'deliver:', 'fee:', 'release:'])[p.journal]
                 || CASE p.journal WHEN 1 THEN m.payment_id ELSE m.order_id END AS key,
             CASE p.journal WHEN 1 THEN 'payment' ELSE 'order' END AS source_type,
             CASE p.journal WHEN 1 THEN m.payment_id ELSE m.order_id END AS source_id,
             p.words
      FROM (SELECT n, journal, string_agg(E'\n' || code || ' ' || amount || ' '
                       || CASE WHEN of_order THEN order_id::text ELSE '-' END, ''
                       ORDER BY line_no) AS words
            FROM posted GROUP BY n, journal) p
      JOIN made m ON m.n = p.n) journals;
INSERT INTO ledger_entry (id, journal_id, line_no, account_id, amount, order_id)
SELECT pg_temp.id(9, p.n * 64 + p.journal * 8 + p.line_no),
       pg_temp.id(8, p.n * 4 + p.journal), p.line_no, a.id, p.amount,
       CASE WHEN p.of_order THEN p.order_id END
FROM posted p JOIN ledger_account a ON a.code = p.code;
COMMIT;
ANALYZE;
