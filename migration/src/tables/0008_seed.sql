-- What a new market starts with. Staff change it as data.

INSERT INTO delivery_option (id, code, name_vi, name_en, rates, position, active) VALUES
    ({id:01930000-0000-7000-8000-000000000001}, 'standard', 'Giao tiêu chuẩn', 'Standard delivery',
     '{"kind":"flat","price":30000,"days_min":2,"days_max":5}', 1, true),
    ({id:01930000-0000-7000-8000-000000000002}, 'by_weight', 'Giao theo khối lượng', 'Delivery by weight',
     '{"kind":"weight_zone","step_g":500,"zones":{"province":{"first":16000,"next":2500,"days_min":1,"days_max":2},"region":{"first":22000,"next":4000,"days_min":2,"days_max":3},"country":{"first":28000,"next":6500,"days_min":3,"days_max":5}}}', 2, true);

-- Limits and terms are those of the operator's contracts: no carrier is held to a figure that
-- is only hearsay (payments.md, part 3.1, open question 6).
INSERT INTO carrier (code, name_vi, name_en, aliases, cod_limit, remit_days, terms, active) VALUES
    ('ghn', 'Giao Hàng Nhanh', 'GHN Express', 'ghn,giao hang nhanh ghn', NULL, 3,
     'Said to pay on working days, fees netted, and to collect up to 10 million đồng a parcel', true),
    ('ghtk', 'Giao Hàng Tiết Kiệm', 'GHTK', 'ghtk,giao hang tiet kiem ghtk', NULL, 7,
     'As agreed with the carrier', true),
    ('viettelpost', 'Viettel Post', 'Viettel Post', 'viettel,vtp,viettel post', NULL, 7,
     'Fixed days of the week', true),
    ('vnpost', 'Bưu điện Việt Nam', 'VNPost', 'buu dien,vnpost,vietnam post,vn post,ems', NULL, 7,
     'Fixed days of the week', true),
    ('other', 'Đơn vị khác', 'Another carrier', '', NULL, 14, 'As agreed with the carrier', true);

INSERT INTO fee_plan (id, commission_bp, commission_vat_bp, valid_from, source) VALUES
    ({id:01930000-0000-7000-8000-000000000101}, 0, 0, '2025-01-01',
     'Starting plan: no commission until the operator sets one');

INSERT INTO category (slug, parent_slug, name_vi, name_en, position) VALUES
    ('thuc-pham', NULL, 'Thực phẩm', 'Food', 1),
    ('hai-san-kho', 'thuc-pham', 'Hải sản khô', 'Dried seafood', 2),
    ('mam-nuoc-mam', 'thuc-pham', 'Mắm, nước mắm', 'Fermented fish and fish sauce', 3),
    ('banh-keo-mut', 'thuc-pham', 'Bánh, kẹo, mứt', 'Cakes, sweets and preserves', 4),
    ('gao-ngu-coc', 'thuc-pham', 'Gạo, ngũ cốc', 'Rice and cereals', 5),
    ('rau-cu-qua', 'thuc-pham', 'Rau, củ, quả', 'Vegetables and fruit', 6),
    ('mat-ong', 'thuc-pham', 'Mật ong', 'Honey', 7),
    ('tra-ca-phe', 'thuc-pham', 'Trà, cà phê', 'Tea and coffee', 8),
    ('do-uong', NULL, 'Đồ uống', 'Beverages', 9),
    ('suc-khoe-lam-dep', NULL, 'Sức khỏe, làm đẹp', 'Health and beauty', 10),
    ('thu-cong-my-nghe', NULL, 'Thủ công mỹ nghệ', 'Handicrafts', 11),
    ('hoa-cay-canh', NULL, 'Hoa, cây cảnh', 'Flowers and plants', 12),
    ('du-lich', NULL, 'Du lịch', 'Tourism', 13);
