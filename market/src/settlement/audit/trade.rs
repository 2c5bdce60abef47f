//! Promises about purchases, payments and stock.

use super::Invariant;

pub(super) const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "order_totals_add_up_to_purchases",
        rows: "SELECT p.number AS subject, 0 AS expected,
                      ABS(p.goods - COALESCE(SUM(o.goods), 0))
                      + ABS(p.seller_discount - COALESCE(SUM(o.seller_discount), 0))
                      + ABS(p.platform_discount - COALESCE(SUM(o.platform_discount), 0))
                      + ABS(p.delivery - COALESCE(SUM(o.delivery), 0))
                      + ABS(p.delivery_subsidy - COALESCE(SUM(o.delivery_subsidy), 0))
                      + ABS(p.total - COALESCE(SUM(o.total), 0)) AS found
               FROM purchase p LEFT JOIN seller_order o ON o.purchase_id = p.id
               GROUP BY p.number, p.goods, p.seller_discount, p.platform_discount, p.delivery,
                        p.delivery_subsidy, p.total",
    },
    Invariant {
        name: "order_lines_add_up_to_goods",
        rows: "SELECT o.number AS subject, o.goods AS expected,
                      COALESCE(SUM(l.line_total), 0) AS found
               FROM seller_order o LEFT JOIN order_line l ON l.order_id = o.id
               GROUP BY o.number, o.goods",
    },
    Invariant {
        name: "order_lines_add_up_to_discounts_and_charges",
        rows: "SELECT o.number AS subject, 0 AS expected,
                      ABS(o.seller_discount - COALESCE(SUM(l.seller_discount), 0))
                      + ABS(o.platform_discount - COALESCE(SUM(l.platform_discount), 0))
                      + ABS(o.budget_discount - COALESCE(SUM(l.budget_discount), 0))
                      + ABS(o.commission - COALESCE(SUM(l.commission), 0))
                      + ABS(o.commission_vat - COALESCE(SUM(l.commission_vat), 0))
                      + ABS(o.withheld_vat - COALESCE(SUM(l.withheld_vat), 0))
                      + ABS(o.withheld_pit - COALESCE(SUM(l.withheld_pit), 0)) AS found
               FROM seller_order o LEFT JOIN order_line l ON l.order_id = o.id
               GROUP BY o.number, o.seller_discount, o.platform_discount, o.budget_discount,
                        o.commission, o.commission_vat, o.withheld_vat, o.withheld_pit",
    },
    Invariant {
        name: "vouchers_took_what_purchases_were_spared",
        rows: "SELECT p.number AS subject, SUM(u.amount) AS found,
                      p.seller_discount + p.platform_discount + p.delivery_subsidy AS expected
               FROM voucher_use u JOIN purchase p ON p.id = u.purchase_id
               GROUP BY p.number, p.seller_discount, p.platform_discount, p.delivery_subsidy",
    },
    Invariant {
        name: "voucher_uses_are_counted",
        rows: "SELECT v.code AS subject, v.uses AS found, COUNT(u.voucher_id) AS expected
               FROM voucher v
               LEFT JOIN voucher_use u ON u.voucher_id = v.id AND u.returned_at IS NULL
               GROUP BY v.code, v.uses",
    },
    Invariant {
        name: "budgets_are_what_orders_took",
        rows: "SELECT b.name AS subject, b.reserved AS found,
                      COALESCE(SUM(o.budget_discount), 0) AS expected
               FROM promotion_budget b
               LEFT JOIN seller_order o ON o.budget_id = b.id AND o.state <> 'cancelled'
               GROUP BY b.id, b.name, b.reserved",
    },
    Invariant {
        name: "payments_stay_within_their_amounts",
        rows: "SELECT 'payment ' || {text:id} AS subject, 0 AS expected,
                      CASE WHEN captured > amount THEN captured - amount
                           WHEN refunded > captured THEN refunded - captured
                           WHEN refunded < 0 OR captured < 0 THEN -1
                           ELSE 0 END AS found
               FROM payment",
    },
    Invariant {
        name: "refunds_stay_within_captures",
        rows: "SELECT 'payment ' || {text:y.id} AS subject, 0 AS expected,
                      CASE WHEN COALESCE(SUM(r.amount), 0) > y.captured
                           THEN SUM(r.amount) - y.captured ELSE 0 END AS found
               FROM payment y LEFT JOIN refund r ON r.payment_id = y.id
                   AND r.state NOT IN ('requested', 'rejected')
               GROUP BY y.id, y.captured",
    },
    Invariant {
        name: "purchases_have_one_live_payment_at_most",
        rows: "SELECT p.number AS subject, COUNT(y.id) AS found,
                      CASE WHEN COUNT(y.id) > 1 THEN 1 ELSE COUNT(y.id) END AS expected
               FROM purchase p
               LEFT JOIN payment y ON y.purchase_id = p.id
                   AND y.state IN ('created', 'pending', 'authorized', 'capturing',
                                   'partially_paid', 'paid', 'cod_due', 'collected', 'remitted',
                                   'short_remitted')
               GROUP BY p.number",
    },
    Invariant {
        name: "stock_is_the_sum_of_its_movements",
        rows: "SELECT {text:v.id} AS subject, COALESCE(s.on_hand, 0) AS found,
                      COALESCE(m.units, 0) AS expected
               FROM variant v
               LEFT JOIN stock s ON s.variant_id = v.id
               LEFT JOIN (SELECT variant_id, SUM(delta) AS units FROM stock_movement
                          GROUP BY variant_id) m ON m.variant_id = v.id",
    },
    Invariant {
        name: "ratings_count_the_reviews_shown",
        rows: "SELECT 'product ' || {text:p.product_id} AS subject,
                      COALESCE(r.reviews, 0) AS found, COUNT(v.id) AS expected
               FROM (SELECT product_id FROM product_rating
                     UNION SELECT product_id FROM review) p
               LEFT JOIN product_rating r ON r.product_id = p.product_id
               LEFT JOIN review v ON v.product_id = p.product_id AND v.hidden_reason IS NULL
               GROUP BY p.product_id, r.reviews",
    },
    Invariant {
        name: "ratings_are_the_stars_shown",
        rows: "SELECT 'product ' || {text:p.product_id} AS subject,
                      COALESCE(r.stars, 0) AS found, COALESCE(SUM(v.stars), 0) AS expected
               FROM (SELECT product_id FROM product_rating
                     UNION SELECT product_id FROM review) p
               LEFT JOIN product_rating r ON r.product_id = p.product_id
               LEFT JOIN review v ON v.product_id = p.product_id AND v.hidden_reason IS NULL
               GROUP BY p.product_id, r.stars",
    },
    Invariant {
        name: "stock_is_never_below_zero",
        rows: "SELECT {text:variant_id} AS subject, on_hand AS found,
                      CASE WHEN on_hand < 0 THEN 0 ELSE on_hand END AS expected
               FROM stock",
    },
    Invariant {
        name: "sold_units_left_the_stock",
        rows: "SELECT {text:v.id} AS subject, COALESCE(sold.units, 0) AS expected,
                      COALESCE(moved.units, 0) AS found
               FROM variant v
               LEFT JOIN (SELECT l.variant_id, SUM(l.quantity) AS units FROM order_line l
                          JOIN seller_order o ON o.id = l.order_id
                          JOIN purchase p ON p.id = o.purchase_id
                          WHERE p.placed_at IS NOT NULL
                          GROUP BY l.variant_id) sold ON sold.variant_id = v.id
               LEFT JOIN (SELECT variant_id, -SUM(delta) AS units FROM stock_movement
                          WHERE reason = 'sale'
                          GROUP BY variant_id) moved ON moved.variant_id = v.id",
    },
    Invariant {
        name: "cancelled_units_returned_to_stock",
        rows: "SELECT {text:v.id} AS subject, COALESCE(ended.units, 0) AS expected,
                      COALESCE(moved.units, 0) AS found
               FROM variant v
               LEFT JOIN (SELECT l.variant_id,
                                 SUM(CASE WHEN o.state = 'cancelled' THEN l.quantity
                                     ELSE COALESCE((SELECT SUM(b.quantity) FROM line_reversal b
                                          WHERE b.order_line_id = l.id
                                            AND b.cause = 'cancellation'), 0) END) AS units
                          FROM order_line l
                          JOIN seller_order o ON o.id = l.order_id
                          JOIN purchase p ON p.id = o.purchase_id
                          WHERE p.placed_at IS NOT NULL
                          GROUP BY l.variant_id) ended ON ended.variant_id = v.id
               LEFT JOIN (SELECT variant_id, SUM(delta) AS units FROM stock_movement
                          WHERE reason = 'cancellation'
                          GROUP BY variant_id) moved ON moved.variant_id = v.id",
    },
];
