-- The one clock of the portal. clock_timestamp(), since now() and statement_timestamp() lie before a lock wait.
-- Only the test database replaces this function.
CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()';
