-- What the closing jobs do to the lists of a batch, behind the locks of their registrations: states, seats, enrolments, ledger
-- and record in one call. Python has judged every seat behind the locks of these counters (portal_move_seats says more).
-- p_lists: registration, event, state, note, hash, change, findings, missing (null: as it is), moves as pairs of
-- counter and delta, and the section ids of drop, add, amend and left. Lines of add, amend and left are those of the
-- approved list.
CREATE OR REPLACE FUNCTION portal_close(
    p_key uuid, p_actor bigint, p_at timestamptz, p_revision bigint, p_lists jsonb
) RETURNS TABLE (registration_id bigint, version int)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    steps jsonb;
BEGIN
    WITH wanted AS MATERIALIZED (
        SELECT x ->> 'registration' AS list, (m ->> 0)::bigint AS id, (m ->> 1)::int AS delta,
               row_number() OVER (ORDER BY n, k) AS n
        FROM jsonb_array_elements(p_lists) WITH ORDINALITY AS a(x, n)
        CROSS JOIN jsonb_array_elements(x -> 'moves') WITH ORDINALITY AS s(m, k))
    SELECT COALESCE(jsonb_agg(jsonb_build_array(w.list, s.id, s.delta, s.seq) ORDER BY s.id, s.seq), '[]') INTO steps
    FROM portal_move_seats(ARRAY(SELECT id FROM wanted ORDER BY n), ARRAY(SELECT delta FROM wanted ORDER BY n)) s
    JOIN wanted w USING (n);
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT (x ->> 'registration')::bigint AS id, n, x, x ->> 'event' AS event, x ->> 'state' AS state,
               x -> 'drop' <> '[]' OR x -> 'add' <> '[]' OR x -> 'amend' <> '[]' AS changes
        FROM jsonb_array_elements(p_lists) WITH ORDINALITY AS a(x, n)),
    gone AS MATERIALIZED (  -- as it stands before this statement
        SELECT a.id, jsonb_agg(jsonb_build_array(e.section_id, e.course_id, e.quota_id, e.status, e.source, e.category,
                                                 e.counts_to_degree_load, e.programme_id) ORDER BY e.id) AS lines
        FROM asked a JOIN registration_termregistration r USING (id)
        JOIN registration_enrolment e ON e.student_id = r.student_id AND e.term_id = r.term_id
        WHERE a.event = 'close' AND a.x -> 'drop' @> to_jsonb(e.section_id) GROUP BY 1),
    unseated AS MATERIALIZED (
        SELECT a.id, jsonb_agg(l ORDER BY k) AS lines
        FROM asked a JOIN registration_termregistration r USING (id)
        CROSS JOIN jsonb_array_elements(COALESCE(r.approved_snapshot, '[]')) WITH ORDINALITY AS s(l, k)
        WHERE a.x -> 'left' @> (l -> 0) GROUP BY 1),
    risen AS (
        UPDATE registration_termregistration r
        SET state = a.state, version = r.version + a.changes::int,
            missing_steps = COALESCE(NULLIF(a.x -> 'missing', 'null'), r.missing_steps),
            left_over = CASE WHEN a.event IN ('close', 'restore') THEN COALESCE(g.lines, u.lines) ELSE r.left_over END,
            approved_snapshot = CASE WHEN a.event = 'skip' THEN '[]' ELSE r.approved_snapshot END,
            approved_at = CASE WHEN a.event = 'skip' THEN p_at ELSE r.approved_at END
        FROM asked a LEFT JOIN gone g USING (id) LEFT JOIN unseated u USING (id),
             registration_termregistration old
        WHERE r.id = a.id AND old.id = a.id
        RETURNING r.id, r.version, old.state AS was),
    noted AS (
        INSERT INTO registration_transition
            (registration_id, event, from_state, to_state, actor_id, note, version, at, accepted, findings)
        SELECT r.id, a.event, r.was, a.state, p_actor, a.x ->> 'note', r.version, p_at, true, a.x -> 'findings'
        FROM risen r JOIN asked a USING (id) ORDER BY a.n),
    tried AS (
        INSERT INTO registration_attempt
            (registration_id, key, body_hash, actor_id, at, change, accepted, findings, note, version, revision)
        SELECT a.id, p_key, a.x ->> 'hash', p_actor, p_at, a.x -> 'change', true, a.x -> 'findings', a.event, r.version,
               p_revision
        FROM asked a JOIN risen r USING (id) WHERE a.changes ORDER BY a.n
        RETURNING id AS attempt_id, registration_id),
    kept AS (
        INSERT INTO registration_seatmove (counter_id, seq, delta, attempt_id)
        SELECT (s ->> 1)::bigint, (s ->> 3)::bigint, (s ->> 2)::smallint, t.attempt_id
        FROM jsonb_array_elements(steps) s JOIN tried t ON t.registration_id = (s ->> 0)::bigint ORDER BY 1, 2)
    SELECT a.id, r.version FROM asked a JOIN risen r USING (id) ORDER BY a.n;

    DELETE FROM registration_enrolment e
    USING jsonb_array_elements(p_lists) x, registration_termregistration r
    WHERE r.id = (x ->> 'registration')::bigint AND e.student_id = r.student_id AND e.term_id = r.term_id
      AND x -> 'drop' @> to_jsonb(e.section_id);
    UPDATE registration_enrolment e
    SET status = l ->> 3, category = l ->> 5, counts_to_degree_load = (l ->> 6)::boolean
    FROM jsonb_array_elements(p_lists) x, registration_termregistration r,
         jsonb_array_elements(COALESCE(r.approved_snapshot, '[]')) l
    WHERE r.id = (x ->> 'registration')::bigint AND e.student_id = r.student_id AND e.term_id = r.term_id
      AND x -> 'amend' @> (l -> 0) AND e.section_id = (l ->> 0)::bigint;
    INSERT INTO registration_enrolment
        (registration_id, student_id, term_id, section_id, course_id, quota_id, programme_id, status, category,
         counts_to_degree_load, source, created_at)
    SELECT r.id, r.student_id, r.term_id, (l ->> 0)::bigint, (l ->> 1)::bigint, q.id, p.id, l ->> 3, l ->> 5,
           (l ->> 6)::boolean, l ->> 4, p_at
    FROM jsonb_array_elements(p_lists) WITH ORDINALITY AS a(x, n)
    JOIN registration_termregistration r ON r.id = (x ->> 'registration')::bigint
    CROSS JOIN jsonb_array_elements(COALESCE(r.approved_snapshot, '[]')) WITH ORDINALITY AS s(l, k)
    LEFT JOIN curriculum_seatcounter q ON q.id = (l ->> 2)::bigint
    LEFT JOIN people_studentprogramme p ON p.id = (l ->> 7)::bigint
    WHERE x -> 'add' @> (l -> 0) ORDER BY n, k;
END $$;

-- A registration in the term for each of these students who has none, and how many of which kind were made. Who has one: the
-- enrolled, and who is on leave, by status or for this term (METU-19). Not those whose last registration was cancelled.
-- Indexes are used whatever the statistics say: the table grows while it is filled.
CREATE OR REPLACE FUNCTION portal_open_term(p_term bigint, p_students bigint[])
RETURNS TABLE (not_started bigint, on_leave bigint, returning_ bigint)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT s.id, t.code, s.status = 'on_leave' OR EXISTS (
                   SELECT 1 FROM people_leaveterm l WHERE l.student_id = s.id AND l.term_code = t.code) AS away,
               (SELECT r.state FROM registration_termregistration r JOIN curriculum_term b ON b.id = r.term_id
                WHERE r.student_id = s.id AND b.code < t.code ORDER BY b.code DESC LIMIT 1) AS was
        FROM people_student s JOIN curriculum_term t ON t.id = p_term
        WHERE s.id = ANY (p_students) AND s.status IN ('enrolled', 'on_leave')),
    made AS (
        INSERT INTO registration_termregistration
            (student_id, term_id, state, version, coming_back, missing_steps, created_at)
        SELECT a.id, p_term, CASE WHEN a.away THEN 'on_leave' ELSE 'not_started' END, 0,
               CASE WHEN a.was = 'unregistered' THEN 'needed' ELSE '' END, '[]', portal_now()
        FROM asked a WHERE a.was IS DISTINCT FROM 'cancelled' ORDER BY a.id
        ON CONFLICT (student_id, term_id) DO NOTHING
        RETURNING state, coming_back)
    SELECT count(*) FILTER (WHERE state = 'not_started'), count(*) FILTER (WHERE state = 'on_leave'),
           count(*) FILTER (WHERE coming_back = 'needed') FROM made;
END $$;
