-- Raise every term's revision when anything the catalogue holds has changed, whoever changed it. Deferred to the commit
-- and done once a transaction: an immediate trigger would hold the term's row through a whole import and deadlock it
-- with a secretary's edit.
CREATE OR REPLACE FUNCTION portal_raise_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    this_transaction text := pg_current_xact_id()::text;
BEGIN
    IF current_setting('portal.raised_in', true) IS DISTINCT FROM this_transaction THEN
        PERFORM set_config('portal.raised_in', this_transaction, true);
        PERFORM 1 FROM curriculum_term ORDER BY id FOR NO KEY UPDATE;
        UPDATE curriculum_term SET revision = revision + 1;
    END IF;
    RETURN NULL;
END $$;

-- Watch a table; the condition, if any, keeps out changes that the catalogue does not hold.
CREATE OR REPLACE FUNCTION portal_watch(watched regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS raise_revision ON %s', watched);
    EXECUTE format(
        'CREATE CONSTRAINT TRIGGER raise_revision AFTER INSERT OR UPDATE OR DELETE ON %s '
        'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_raise_revision()', watched);
END $$;
