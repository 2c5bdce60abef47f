-- What a new market starts with. Staff change it as data.

INSERT INTO delivery_option (id, code, name_vi, name_en, rates, position, active) VALUES
    ({id:01930000-0000-7000-8000-000000000001}, 'standard', 'Giao tiêu chuẩn', 'Standard delivery',
     '{"kind":"flat","price":30000,"days_min":2,"days_max":5}', 1, true),
    ({id:01930000-0000-7000-8000-000000000002}, 'by_weight', 'Giao theo khối lượng', 'Delivery by weight',
     '{"kind":"weight_zone","step_g":500,"zones":{"province":{"first":16000,"next":2500,"days_min":1,"days_max":2},"region":{"first":22000,"next":4000,"days_min":2,"days_max":3},"country":{"first":28000,"next":6500,"days_min":3,"days_max":5}}}', 2, true);

INSERT INTO fee_plan (id, components, base_vat_bp, valid_from, announced_at, source) VALUES
    ({id:01930000-0000-7000-8000-000000000101}, '[]', 0, '2025-01-01', '2025-01-01T00:00:00Z',
     'Starting plan: no commission until the operator sets one');

INSERT INTO service_vat_rate (id, vat_bp, valid_from, source) VALUES
    ({id:01930000-0000-7000-8000-000000000111}, 1000, '2025-01-01',
     'Standard rate, Law 48/2024/QH15'),
    ({id:01930000-0000-7000-8000-000000000112}, 800, '2025-07-01',
     'Reduced until 2026-12-31 for most services, Resolution 204/2025/QH15; an accountant confirms that the commission is among them'),
    ({id:01930000-0000-7000-8000-000000000113}, 1000, '2027-01-01',
     'Standard rate again once Resolution 204/2025/QH15 ends, unless it is prolonged');

-- Rates after 2026-07-01 for non-residents are those of the decree before, until somebody
-- competent has read the annex.
INSERT INTO withholding_rule (id, tax_kind, residency, supply, vat_bp, pit_bp, valid_from, valid_to, legal_basis) VALUES
    ({id:01930000-0000-7000-8000-000000000201}, 'household', 'resident', 'goods', 100, 50, '2025-07-01', '2026-06-30',
     'Nghị định 117/2025/NĐ-CP (Decree 117/2025)'),
    ({id:01930000-0000-7000-8000-000000000202}, 'household', 'resident', 'services', 500, 200, '2025-07-01', '2026-06-30',
     'Nghị định 117/2025/NĐ-CP (Decree 117/2025)'),
    ({id:01930000-0000-7000-8000-000000000203}, 'household', 'resident', 'unknown', 500, 200, '2025-07-01', '2026-06-30',
     'Nghị định 117/2025/NĐ-CP (Decree 117/2025); không rõ loại: mức cao nhất (kind unknown: the highest rate)'),
    ({id:01930000-0000-7000-8000-000000000204}, 'household', 'non_resident', 'goods', 100, 100, '2025-07-01', '2026-06-30',
     'Nghị định 117/2025/NĐ-CP (Decree 117/2025)'),
    ({id:01930000-0000-7000-8000-000000000205}, 'household', 'non_resident', 'services', 500, 500, '2025-07-01', '2026-06-30',
     'Nghị định 117/2025/NĐ-CP (Decree 117/2025)'),
    ({id:01930000-0000-7000-8000-000000000206}, 'household', 'non_resident', 'unknown', 500, 500, '2025-07-01', '2026-06-30',
     'Nghị định 117/2025/NĐ-CP (Decree 117/2025); không rõ loại: mức cao nhất (kind unknown: the highest rate)'),
    ({id:01930000-0000-7000-8000-000000000207}, 'household', 'resident', 'goods', 100, 50, '2026-07-01', NULL,
     'Nghị định 252/2026/NĐ-CP, Điều 43–46 (Decree 252/2026); Luật Thuế GTGT 48/2024/QH15; Nghị định 253/2026/NĐ-CP, phụ lục'),
    ({id:01930000-0000-7000-8000-000000000208}, 'household', 'resident', 'services', 500, 200, '2026-07-01', NULL,
     'Nghị định 252/2026/NĐ-CP, Điều 43–46 (Decree 252/2026); Luật Thuế GTGT 48/2024/QH15; Nghị định 253/2026/NĐ-CP, phụ lục'),
    ({id:01930000-0000-7000-8000-000000000209}, 'household', 'resident', 'unknown', 500, 200, '2026-07-01', NULL,
     'Nghị định 252/2026/NĐ-CP, Điều 43–46 (Decree 252/2026); Luật Thuế GTGT 48/2024/QH15; Nghị định 253/2026/NĐ-CP, phụ lục; không rõ loại: mức cao nhất (kind unknown: the highest rate)'),
    ({id:01930000-0000-7000-8000-00000000020a}, 'household', 'non_resident', 'goods', 100, 100, '2026-07-01', NULL,
     'Nghị định 252/2026/NĐ-CP, Điều 43–46 (Decree 252/2026); Luật Thuế GTGT 48/2024/QH15; Nghị định 253/2026/NĐ-CP, phụ lục'),
    ({id:01930000-0000-7000-8000-00000000020b}, 'household', 'non_resident', 'services', 500, 500, '2026-07-01', NULL,
     'Nghị định 252/2026/NĐ-CP, Điều 43–46 (Decree 252/2026); Luật Thuế GTGT 48/2024/QH15; Nghị định 253/2026/NĐ-CP, phụ lục'),
    ({id:01930000-0000-7000-8000-00000000020c}, 'household', 'non_resident', 'unknown', 500, 500, '2026-07-01', NULL,
     'Nghị định 252/2026/NĐ-CP, Điều 43–46 (Decree 252/2026); Luật Thuế GTGT 48/2024/QH15; Nghị định 253/2026/NĐ-CP, phụ lục; không rõ loại: mức cao nhất (kind unknown: the highest rate)'),
    ({id:01930000-0000-7000-8000-00000000020d}, 'individual', 'resident', 'goods', 100, 50, '2025-07-01', '2026-06-30',
     'Nghị định 117/2025/NĐ-CP (Decree 117/2025)'),
    ({id:01930000-0000-7000-8000-00000000020e}, 'individual', 'resident', 'services', 500, 200, '2025-07-01', '2026-06-30',
     'Nghị định 117/2025/NĐ-CP (Decree 117/2025)'),
    ({id:01930000-0000-7000-8000-00000000020f}, 'individual', 'resident', 'unknown', 500, 200, '2025-07-01', '2026-06-30',
     'Nghị định 117/2025/NĐ-CP (Decree 117/2025); không rõ loại: mức cao nhất (kind unknown: the highest rate)'),
    ({id:01930000-0000-7000-8000-000000000210}, 'individual', 'non_resident', 'goods', 100, 100, '2025-07-01', '2026-06-30',
     'Nghị định 117/2025/NĐ-CP (Decree 117/2025)'),
    ({id:01930000-0000-7000-8000-000000000211}, 'individual', 'non_resident', 'services', 500, 500, '2025-07-01', '2026-06-30',
     'Nghị định 117/2025/NĐ-CP (Decree 117/2025)'),
    ({id:01930000-0000-7000-8000-000000000212}, 'individual', 'non_resident', 'unknown', 500, 500, '2025-07-01', '2026-06-30',
     'Nghị định 117/2025/NĐ-CP (Decree 117/2025); không rõ loại: mức cao nhất (kind unknown: the highest rate)'),
    ({id:01930000-0000-7000-8000-000000000213}, 'individual', 'resident', 'goods', 100, 50, '2026-07-01', NULL,
     'Nghị định 252/2026/NĐ-CP, Điều 43–46 (Decree 252/2026); Luật Thuế GTGT 48/2024/QH15; Nghị định 253/2026/NĐ-CP, phụ lục'),
    ({id:01930000-0000-7000-8000-000000000214}, 'individual', 'resident', 'services', 500, 200, '2026-07-01', NULL,
     'Nghị định 252/2026/NĐ-CP, Điều 43–46 (Decree 252/2026); Luật Thuế GTGT 48/2024/QH15; Nghị định 253/2026/NĐ-CP, phụ lục'),
    ({id:01930000-0000-7000-8000-000000000215}, 'individual', 'resident', 'unknown', 500, 200, '2026-07-01', NULL,
     'Nghị định 252/2026/NĐ-CP, Điều 43–46 (Decree 252/2026); Luật Thuế GTGT 48/2024/QH15; Nghị định 253/2026/NĐ-CP, phụ lục; không rõ loại: mức cao nhất (kind unknown: the highest rate)'),
    ({id:01930000-0000-7000-8000-000000000216}, 'individual', 'non_resident', 'goods', 100, 100, '2026-07-01', NULL,
     'Nghị định 252/2026/NĐ-CP, Điều 43–46 (Decree 252/2026); Luật Thuế GTGT 48/2024/QH15; Nghị định 253/2026/NĐ-CP, phụ lục'),
    ({id:01930000-0000-7000-8000-000000000217}, 'individual', 'non_resident', 'services', 500, 500, '2026-07-01', NULL,
     'Nghị định 252/2026/NĐ-CP, Điều 43–46 (Decree 252/2026); Luật Thuế GTGT 48/2024/QH15; Nghị định 253/2026/NĐ-CP, phụ lục'),
    ({id:01930000-0000-7000-8000-000000000218}, 'individual', 'non_resident', 'unknown', 500, 500, '2026-07-01', NULL,
     'Nghị định 252/2026/NĐ-CP, Điều 43–46 (Decree 252/2026); Luật Thuế GTGT 48/2024/QH15; Nghị định 253/2026/NĐ-CP, phụ lục; không rõ loại: mức cao nhất (kind unknown: the highest rate)');

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
