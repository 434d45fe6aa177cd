-- Take and release seats: all counters of a change at once, last in the transaction, so that a hot row is held for the
-- length of one commit. Either every counter moves or none does. A CHECK alone gives spurious errors and a plain
-- NOT EXISTS oversells under contention; locking in id order and judging the locked rows does neither.
CREATE OR REPLACE FUNCTION portal_take_seats(p_ids bigint[], p_deltas int[])
RETURNS TABLE (id bigint, delta int, capacity int, taken int, open boolean, ok boolean, now_moves bigint)
LANGUAGE sql VOLATILE SET enable_seqscan = off SET jit = off AS $$
    WITH want AS (
        SELECT w.id, sum(w.d)::int AS d FROM unnest(p_ids, p_deltas) AS w(id, d) GROUP BY 1 HAVING sum(w.d) <> 0),
    locked AS MATERIALIZED (
        SELECT c.id, c.capacity, c.taken, c.open, c.moves FROM curriculum_seatcounter c
        WHERE c.id = ANY (p_ids) ORDER BY c.id FOR NO KEY UPDATE),
    judged AS MATERIALIZED (
        SELECT w.id, w.d, l.capacity, l.taken, l.open, l.moves,
               w.d < 0 OR (l.id IS NOT NULL AND l.open AND l.taken + w.d <= l.capacity) AS ok
        FROM want w LEFT JOIN locked l USING (id)),
    moved AS (
        UPDATE curriculum_seatcounter s SET taken = j.taken + j.d, moves = j.moves + 1
        FROM judged j WHERE s.id = j.id AND (SELECT bool_and(judged.ok) FROM judged)
        RETURNING s.id, s.moves)
    SELECT judged.id, judged.d, judged.capacity, judged.taken, judged.open, judged.ok, moved.moves
    FROM judged LEFT JOIN moved USING (id) ORDER BY 1
$$;

-- The same for a caller who would take others instead: if a counter could not move, the locks of all of them are given back
-- at once, since those that are asked for next may stand before them in the order.
CREATE OR REPLACE FUNCTION portal_take_or_yield(p_ids bigint[], p_deltas int[]) RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    seats jsonb;
BEGIN
    BEGIN
        SELECT COALESCE(jsonb_agg(to_jsonb(s)), '[]') INTO seats FROM portal_take_seats(p_ids, p_deltas) s;
        IF jsonb_path_exists(seats, '$[*] ? (@.ok == false)') THEN
            RAISE EXCEPTION USING ERRCODE = 'PT001';
        END IF;
    EXCEPTION WHEN SQLSTATE 'PT001' THEN
        NULL;  -- the block is rolled back, and with it its locks; what was read stays
    END;
    RETURN seats;
END $$;

-- The whole accepted change: seats, enrolments, ledger and the list's new version, in one call. If a seat is gone, nothing
-- is written and the rows say which. p_add holds arrays of section, course, quota, programme, status,
-- source, category, and whether it counts to the load of the degree.
-- A change within a course is an UPDATE of its enrolment, so the seat statement comes first and the unique constraint of
-- student, course and term is never in the way.
CREATE OR REPLACE FUNCTION portal_commit(
    p_registration bigint, p_key uuid, p_hash text, p_actor bigint, p_at timestamptz, p_revision bigint,
    p_change jsonb, p_findings jsonb, p_ids bigint[], p_deltas int[], p_drop bigint[], p_add jsonb,
    p_note text DEFAULT '', p_reopen boolean DEFAULT false, p_yield boolean DEFAULT false
) RETURNS TABLE (id bigint, capacity int, taken int, open boolean, ok boolean, attempt_id bigint, version int)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    seats jsonb;
    new_attempt bigint;
    new_version int;
    old_state text;
    written int;
BEGIN
    IF p_yield THEN
        seats := portal_take_or_yield(p_ids, p_deltas);
    ELSE
        SELECT COALESCE(jsonb_agg(to_jsonb(s)), '[]') INTO seats FROM portal_take_seats(p_ids, p_deltas) s;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM jsonb_to_recordset(seats) AS s(ok boolean) WHERE NOT s.ok) THEN
        DELETE FROM registration_enrolment e USING registration_termregistration r
        WHERE r.id = p_registration AND e.student_id = r.student_id AND e.term_id = r.term_id
          AND e.section_id = ANY (p_drop)
          AND e.course_id NOT IN (SELECT (a ->> 1)::bigint FROM jsonb_array_elements(p_add) a);
        INSERT INTO registration_enrolment
            (registration_id, student_id, term_id, section_id, course_id, quota_id, programme_id, status, category,
             counts_to_degree_load, source, created_at)
        SELECT r.id, r.student_id, r.term_id, (a ->> 0)::bigint, (a ->> 1)::bigint, (a ->> 2)::bigint,
               (a ->> 3)::bigint, a ->> 4, a ->> 6, (a ->> 7)::boolean, a ->> 5, p_at
        FROM registration_termregistration r, jsonb_array_elements(p_add) a WHERE r.id = p_registration
        ON CONFLICT (student_id, term_id, course_id) DO UPDATE
        SET section_id = EXCLUDED.section_id, quota_id = EXCLUDED.quota_id, programme_id = EXCLUDED.programme_id,
            status = EXCLUDED.status, category = EXCLUDED.category,
            counts_to_degree_load = EXCLUDED.counts_to_degree_load
        WHERE registration_enrolment.section_id = ANY (p_drop);
        GET DIAGNOSTICS written = ROW_COUNT;
        IF written <> jsonb_array_length(p_add) THEN  -- judged wrongly: no seat without an enrolment
            RAISE EXCEPTION 'registration % adds % courses, of which % can be written',
                p_registration, jsonb_array_length(p_add), written;
        END IF;
        SELECT r.state INTO old_state FROM registration_termregistration r WHERE r.id = p_registration;
        UPDATE registration_termregistration r SET version = r.version + 1
        WHERE r.id = p_registration RETURNING r.version INTO new_version;
        IF old_state IN ('not_started', 'fee_pending') OR (p_reopen AND old_state IN ('approved', 'final')) THEN
            UPDATE registration_termregistration r SET state = 'draft' WHERE r.id = p_registration;
            INSERT INTO registration_transition
                (registration_id, event, from_state, to_state, actor_id, note, version, at, accepted, findings)
            VALUES (p_registration, CASE WHEN old_state IN ('approved', 'final') THEN 'reopen' ELSE 'begin' END,
                    old_state, 'draft', p_actor, '', new_version, p_at, true, '[]');
        ELSIF old_state IN ('approved', 'final') THEN  -- what staff did to an approved list is part of what is approved
            UPDATE registration_termregistration r SET approved_snapshot = (
                SELECT COALESCE(jsonb_agg(jsonb_build_array(
                    e.section_id, e.course_id, e.quota_id, e.status, e.source, e.category, e.counts_to_degree_load,
                    e.programme_id) ORDER BY e.id), '[]')
                FROM registration_enrolment e WHERE e.student_id = r.student_id AND e.term_id = r.term_id)
            WHERE r.id = p_registration;
        END IF;
        INSERT INTO registration_attempt
            (registration_id, key, body_hash, actor_id, at, change, accepted, findings, note, version, revision)
        VALUES (p_registration, p_key, p_hash, p_actor, p_at, p_change, true, p_findings, p_note, new_version, p_revision)
        RETURNING registration_attempt.id INTO new_attempt;
        INSERT INTO registration_seatmove (counter_id, seq, delta, attempt_id)
        SELECT s.id, s.now_moves, s.delta, new_attempt
        FROM jsonb_to_recordset(seats) AS s(id bigint, now_moves bigint, delta smallint)
        WHERE s.now_moves IS NOT NULL;  -- a counter that was deleted is no reason to keep a student in its section
    END IF;
    RETURN QUERY SELECT s.id, s.capacity, s.taken, s.open, s.ok, new_attempt, new_version
    FROM jsonb_to_recordset(seats) AS s(id bigint, capacity int, taken int, open boolean, ok boolean)
    UNION ALL SELECT NULL, NULL, NULL, NULL, true, new_attempt, new_version WHERE seats = '[]';
END $$;

-- What the loader adds to the lists of a batch, behind the locks of their registrations. The counters of the whole batch are
-- locked in id order in one go, so that batches and students never wait for each other in a circle; a statement of its own
-- then judges and writes all lists at once, in the order of service. A list of which a seat is gone gets no version:
-- nothing of it was written, and it is to be decided anew. Whoever stands behind it for the same seat is, to be safe, too.
-- p_lists: registration, hash, change, findings, counters, and add as portal_commit takes it. Nothing is ever dropped.
CREATE OR REPLACE FUNCTION portal_load(
    p_key uuid, p_actor bigint, p_at timestamptz, p_revision bigint, p_lists jsonb
) RETURNS TABLE (registration_id bigint, version int)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    PERFORM c.id FROM curriculum_seatcounter c
    WHERE c.id = ANY (ARRAY(SELECT DISTINCT s.id::bigint FROM jsonb_array_elements(p_lists) x,
                            jsonb_array_elements_text(x -> 'counters') s(id)))
    ORDER BY c.id FOR NO KEY UPDATE;
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT (x ->> 'registration')::bigint AS id, n, x ->> 'hash' AS hash, x -> 'change' AS change,
               x -> 'findings' AS findings, x -> 'counters' AS counters, x -> 'add' AS add
        FROM jsonb_array_elements(p_lists) WITH ORDINALITY AS a(x, n)),
    judged AS MATERIALIZED (
        SELECT a.id, a.n, s.id::bigint AS counter, c.moves,
               c.open AND c.taken + count(*) OVER (PARTITION BY s.id ORDER BY a.n) <= c.capacity AS ok
        FROM asked a CROSS JOIN jsonb_array_elements_text(a.counters) s(id)
        LEFT JOIN curriculum_seatcounter c ON c.id = s.id::bigint),
    good AS MATERIALIZED (SELECT j.id FROM judged j GROUP BY j.id HAVING bool_and(j.ok IS TRUE)),
    steps AS MATERIALIZED (
        SELECT j.id, j.counter, j.moves + row_number() OVER (PARTITION BY j.counter ORDER BY j.n) AS seq
        FROM judged j JOIN good USING (id)),
    moved AS (
        UPDATE curriculum_seatcounter c SET taken = c.taken + s.steps, moves = c.moves + s.steps
        FROM (SELECT counter, count(*)::int AS steps FROM steps GROUP BY 1) s WHERE c.id = s.counter),
    risen AS (
        UPDATE registration_termregistration r
        SET version = r.version + 1, state = CASE WHEN r.state = 'not_started' THEN 'draft' ELSE r.state END
        FROM good JOIN registration_termregistration old USING (id) WHERE r.id = good.id
        RETURNING r.id, r.student_id, r.term_id, r.version, old.state AS was),
    begun AS (
        INSERT INTO registration_transition
            (registration_id, event, from_state, to_state, actor_id, note, version, at, accepted, findings)
        SELECT r.id, 'begin', r.was, 'draft', p_actor, '', r.version, p_at, true, '[]'
        FROM risen r WHERE r.was = 'not_started' ORDER BY r.id),
    enrolled AS (
        INSERT INTO registration_enrolment
            (registration_id, student_id, term_id, section_id, course_id, quota_id, programme_id, status, category,
             counts_to_degree_load, source, created_at)
        SELECT r.id, r.student_id, r.term_id, (e ->> 0)::bigint, (e ->> 1)::bigint, (e ->> 2)::bigint,
               (e ->> 3)::bigint, e ->> 4, e ->> 6, (e ->> 7)::boolean, e ->> 5, p_at
        FROM risen r JOIN asked a USING (id) CROSS JOIN jsonb_array_elements(a.add) e),
    tried AS (
        INSERT INTO registration_attempt
            (registration_id, key, body_hash, actor_id, at, change, accepted, findings, note, version, revision)
        SELECT a.id, p_key, a.hash, p_actor, p_at, a.change, true, a.findings, '', r.version, p_revision
        FROM asked a JOIN risen r USING (id) ORDER BY a.n
        RETURNING id AS attempt_id, registration_id),
    noted AS (
        INSERT INTO registration_seatmove (counter_id, seq, delta, attempt_id)
        SELECT s.counter, s.seq, 1, t.attempt_id FROM steps s JOIN tried t ON t.registration_id = s.id
        ORDER BY s.counter, s.seq)
    SELECT a.id, r.version FROM asked a LEFT JOIN risen r USING (id) ORDER BY a.n;
END $$;

-- Moves that were judged already, behind the locks of these counters: what a closing job releases and gives back. The locks
-- are taken here once more, in id order, which costs nothing and keeps the function right by itself. `n` is the place of a
-- move among those asked for, `seq` its number on its counter; a counter that was deleted moves no more.
CREATE OR REPLACE FUNCTION portal_move_seats(p_ids bigint[], p_deltas int[])
RETURNS TABLE (n bigint, id bigint, delta int, seq bigint)
LANGUAGE sql VOLATILE SET enable_seqscan = off SET jit = off AS $$
    WITH locked AS MATERIALIZED (
        SELECT c.id, c.moves FROM curriculum_seatcounter c WHERE c.id = ANY (p_ids) ORDER BY c.id FOR NO KEY UPDATE),
    steps AS MATERIALIZED (
        SELECT w.n, l.id, w.d, l.moves + row_number() OVER (PARTITION BY l.id ORDER BY w.n) AS seq
        FROM unnest(p_ids, p_deltas) WITH ORDINALITY AS w(id, d, n) JOIN locked l ON l.id = w.id),
    moved AS (
        UPDATE curriculum_seatcounter s SET taken = s.taken + m.d, moves = s.moves + m.steps
        FROM (SELECT steps.id, sum(steps.d)::int AS d, count(*) AS steps FROM steps GROUP BY 1) m WHERE s.id = m.id)
    SELECT steps.n, steps.id, steps.d, steps.seq FROM steps ORDER BY 1
$$;

-- The ledger is append-only.
CREATE OR REPLACE FUNCTION portal_append_only(ledger regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM PUBLIC, %I', ledger, current_user);
END $$;
