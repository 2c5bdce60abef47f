-- Postings are history: nobody changes or removes them.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER ledger_journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_journal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stock_movement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movement
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A journal that does not sum to zero cannot be committed.
CREATE FUNCTION refuse_unbalanced_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(amount) FROM ledger_entry WHERE journal_id = NEW.journal_id) <> 0 THEN
        RAISE EXCEPTION 'journal % does not balance', NEW.journal_id;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_entry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced_journal();

-- The version of a cart counts its changes, whichever statement makes them.
CREATE FUNCTION count_cart_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cart SET version = version + 1 WHERE id = coalesce(NEW.cart_id, OLD.cart_id);
    RETURN NULL;
END $$;
CREATE TRIGGER cart_line_counts AFTER INSERT OR UPDATE OR DELETE ON cart_line
FOR EACH ROW EXECUTE FUNCTION count_cart_change();
CREATE TRIGGER cart_delivery_counts AFTER INSERT OR UPDATE ON cart_delivery
FOR EACH ROW EXECUTE FUNCTION count_cart_change();
