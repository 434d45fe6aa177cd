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

-- A form saves the whole row of a term; the revision it read before may be old by then and must not come back.
CREATE OR REPLACE FUNCTION portal_keep_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := GREATEST(OLD.revision, NEW.revision);
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS keep_revision ON curriculum_term;
CREATE TRIGGER keep_revision BEFORE UPDATE ON curriculum_term
FOR EACH ROW EXECUTE FUNCTION portal_keep_revision();

-- Watch a table for the events that change what the catalogue holds.
CREATE OR REPLACE FUNCTION portal_watch(watched regclass, events text DEFAULT 'INSERT OR UPDATE OR DELETE')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS raise_revision ON %s', watched);
    EXECUTE format(
        'CREATE CONSTRAINT TRIGGER raise_revision AFTER %s ON %s '
        'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_raise_revision()', events, watched);
END $$;
