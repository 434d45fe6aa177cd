-- The revision: one number for everything the catalogue holds, in a row of its own. In the rows of the terms, whoever saves
-- a term before something else would hold the number through the whole transaction, and deadlock with a secretary's edit.
CREATE TABLE IF NOT EXISTS curriculum_revision (
    id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1), number bigint NOT NULL);
INSERT INTO curriculum_revision (number) VALUES (1) ON CONFLICT DO NOTHING;

-- Raise it when anything the catalogue holds has changed, whoever changed it. Deferred to the commit and done once a
-- transaction: an immediate trigger would hold the row through a whole import. The mark is local to the transaction and,
-- like the number, taken back by a rollback to a savepoint.
CREATE OR REPLACE FUNCTION portal_raise_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    this_transaction text := pg_current_xact_id()::text;
BEGIN
    IF current_setting('portal.raised_in', true) IS DISTINCT FROM this_transaction THEN
        PERFORM set_config('portal.raised_in', this_transaction, true);
        UPDATE curriculum_revision SET number = number + 1;
    END IF;
    RETURN NULL;
END $$;

-- Watch a table for the events that change what the catalogue holds.
CREATE OR REPLACE FUNCTION portal_watch(watched regclass, events text DEFAULT 'INSERT OR UPDATE OR DELETE')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS raise_revision ON %s', watched);
    EXECUTE format(
        'CREATE CONSTRAINT TRIGGER raise_revision AFTER %s ON %s '
        'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_raise_revision()', events, watched);
END $$;
