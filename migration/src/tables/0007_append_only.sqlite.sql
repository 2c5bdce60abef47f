-- Postings are history: nobody changes or removes them.
CREATE TRIGGER ledger_journal_no_update BEFORE UPDATE ON ledger_journal
BEGIN SELECT RAISE(ABORT, 'ledger_journal is append-only'); END;
CREATE TRIGGER ledger_journal_no_delete BEFORE DELETE ON ledger_journal
BEGIN SELECT RAISE(ABORT, 'ledger_journal is append-only'); END;
CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END;
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END;
CREATE TRIGGER stock_movement_no_update BEFORE UPDATE ON stock_movement
BEGIN SELECT RAISE(ABORT, 'stock_movement is append-only'); END;
CREATE TRIGGER stock_movement_no_delete BEFORE DELETE ON stock_movement
BEGIN SELECT RAISE(ABORT, 'stock_movement is append-only'); END;

-- The version of a cart counts its changes, whichever statement makes them.
CREATE TRIGGER cart_line_counts_insert AFTER INSERT ON cart_line
BEGIN UPDATE cart SET version = version + 1 WHERE id = NEW.cart_id; END;
CREATE TRIGGER cart_line_counts_update AFTER UPDATE ON cart_line
BEGIN UPDATE cart SET version = version + 1 WHERE id = NEW.cart_id; END;
CREATE TRIGGER cart_line_counts_delete AFTER DELETE ON cart_line
BEGIN UPDATE cart SET version = version + 1 WHERE id = OLD.cart_id; END;
CREATE TRIGGER cart_delivery_counts_insert AFTER INSERT ON cart_delivery
BEGIN UPDATE cart SET version = version + 1 WHERE id = NEW.cart_id; END;
CREATE TRIGGER cart_delivery_counts_update AFTER UPDATE ON cart_delivery
BEGIN UPDATE cart SET version = version + 1 WHERE id = NEW.cart_id; END;
