-- Whether a student must petition before the term is open to them: the last term that they were registered for at all
-- ended unregistered (METU-30 to METU-32, METU-33).
CREATE OR REPLACE FUNCTION portal_returning(p_student bigint, p_term text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT COALESCE((
        SELECT CASE WHEN r.state = 'unregistered' THEN 'needed' ELSE '' END
        FROM registration_termregistration r JOIN curriculum_term t ON t.id = r.term_id
        WHERE r.student_id = p_student AND t.code < p_term ORDER BY t.code DESC LIMIT 1), '')
$$;

-- The state in which a term begins for a student: on leave where a board granted it for the term (KOU-74).
CREATE OR REPLACE FUNCTION portal_first_state(p_student bigint, p_term text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN EXISTS (
        SELECT 1 FROM people_leaveterm l WHERE l.student_id = p_student AND l.term_code = p_term)
    THEN 'on_leave' ELSE 'not_started' END
$$;

-- Everything the rules may read about students in one term, as one JSON document each.
--
-- VOLATILE PL/pgSQL on purpose: with p_lock the registrations are locked first and the facts are read by a statement of
-- their own, whose snapshot is taken after the wait. In one statement, subselects would still show what was before it.
-- Plans are kept: planning anew costs three times the reading. And they use indexes whatever the statistics say: a plan
-- made on empty tables at 08:59 must still be right a minute after nine.
-- With p_key, the attempt id of a change, the registration is made if there is none yet: no row, no lock.
-- p_sections are the sections asked about; the seats of all sections of their courses come along, for the fixes.
-- With p_held those of the courses on the list do as well, for the page that shows it.
CREATE OR REPLACE FUNCTION portal_facts(
    p_term bigint, p_students bigint[], p_sections bigint[], p_lock boolean, p_key uuid DEFAULT NULL,
    p_held boolean DEFAULT false
) RETURNS TABLE (student_id bigint, facts json) LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    locked bigint[];
    today date;
BEGIN
    IF p_key IS NOT NULL THEN
        INSERT INTO registration_termregistration
            (student_id, term_id, state, version, coming_back, missing_steps, created_at)
        SELECT s.id, t.id, portal_first_state(s.id, t.code), 0, portal_returning(s.id, t.code), '[]', portal_now()
        FROM people_student s JOIN curriculum_term t ON t.id = p_term
        WHERE s.id = ANY (p_students) AND NOT EXISTS (
            SELECT 1 FROM registration_termregistration r WHERE r.student_id = s.id AND r.term_id = p_term)
        ORDER BY s.id  -- two batches make theirs in one order
        ON CONFLICT (student_id, term_id) DO NOTHING;
    END IF;
    IF p_lock THEN
        SELECT array_agg(held.id) INTO locked FROM (
            SELECT r.id FROM registration_termregistration r
            WHERE r.term_id = p_term AND r.student_id = ANY (p_students) ORDER BY r.id FOR NO KEY UPDATE) held;
    END IF;
    today := (portal_now() AT TIME ZONE 'Europe/Istanbul')::date;  -- after the wait, like everything else
    RETURN QUERY
    SELECT s.id, json_build_object(
        'registration_id', r.id,
        'state', COALESCE(r.state, (SELECT portal_first_state(s.id, t.code) FROM curriculum_term t WHERE t.id = p_term)),
        'version', COALESCE(r.version, 0),
        'planned', (
            SELECT count(*) FROM registration_plannedcourse p WHERE p.student_id = s.id AND p.term_id = p_term),
        'approved', r.approved_snapshot,
        'approved_at', r.approved_at,
        'coming_back', COALESCE(
            r.coming_back, (SELECT portal_returning(s.id, t.code) FROM curriculum_term t WHERE t.id = p_term)),
        'personal_from', r.personal_from,
        'personal_until', r.personal_until,
        'excuse_rejected', COALESCE(r.state = 'unregistered', false) AND EXISTS (
            SELECT 1 FROM registration_transition m
            WHERE m.registration_id = r.id AND m.event = 'excuse_rejected' AND m.accepted),
        'contacted', r.contacted_at IS NOT NULL,
        'status', s.status,
        'password_changed_at', (SELECT u.password_changed_at FROM people_user u WHERE u.id = s.user_id),
        'surname_key', s.surname_key,
        'at', portal_now(),
        'revision', (SELECT v.number FROM curriculum_revision v JOIN curriculum_term t ON t.id = p_term),
        'programmes', (
            SELECT json_agg(json_build_array(
                sp.id, sp.programme_id, p.department_id, d.faculty_id, p.campus, p.level, p.education_type,
                sp.curriculum_id, sp.semester, sp.class_year, sp.cgpa::text, sp.on_probation, sp.is_primary,
                sp.entry_year, p.normal_semesters, sp.kind, sp.adaptation
            ) ORDER BY sp.is_primary DESC, sp.id)
            FROM people_studentprogramme sp
            JOIN curriculum_programme p ON p.id = sp.programme_id
            JOIN curriculum_department d ON d.id = p.department_id
            WHERE sp.student_id = s.id),
        'enrolled', (
            SELECT json_agg(json_build_array(
                e.section_id, e.course_id, e.quota_id, e.status, e.source, e.category, e.counts_to_degree_load
            ) ORDER BY e.id)
            FROM registration_enrolment e WHERE e.student_id = s.id AND e.term_id = p_term),
        'taken', (
            SELECT json_agg(json_build_array(
                x.course_id, x.term_code, g.letter, x.not_included, x.attendance_met, x.outcome, x.counts_to_degree_load,
                g.is_pass
            ) ORDER BY x.term_code, x.id)
            FROM people_transcriptentry x JOIN curriculum_grade g ON g.id = x.grade_id
            WHERE x.student_id = s.id),
        'earlier', (
            SELECT json_agg(c.code) FROM people_earliercourse c WHERE c.student_id = s.id AND c.level = 'bachelor'),
        'pins', (
            SELECT json_agg(json_build_array(n.programme_id, n.course_id, n.item_id, n.replaces_id) ORDER BY n.id)
            FROM people_studentprogramme sp JOIN people_coursecounting n ON n.programme_id = sp.id
            WHERE sp.student_id = s.id),
        'thesis_advisor_since', (
            SELECT min(a.date_from) FROM people_thesisadvisorship a WHERE a.student_id = s.id  -- whoever it was first
            HAVING bool_or(a.date_from <= today AND (a.date_to IS NULL OR a.date_to >= today))),
        'unloaded', (
            SELECT json_agg(json_build_array(n.course_id, n.reason) ORDER BY n.id)
            FROM registration_notloaded n WHERE n.student_id = s.id AND n.term_id = p_term),
        'waivers', (
            SELECT json_agg(json_build_array(
                w.code, w.course_id, w.reason, CASE WHEN w.by_head THEN 'head' ELSE 'registrar' END) ORDER BY w.id)
            FROM registration_waiver w WHERE w.student_id = s.id AND w.ended_at IS NULL AND w.until >= today),
        'holds', (
            SELECT json_agg(h.kind) FROM people_hold h WHERE h.student_id = s.id AND h.lifted_at IS NULL),
        'fee', (  -- what is paid counts for the term first, then for courses
            SELECT json_build_array(GREATEST(f.charged - f.charged_courses - f.paid, 0)::text,
                LEAST(GREATEST(f.charged - f.paid, 0), f.charged_courses)::text, f.missing <> '[]',
                f.charged > f.paid AND EXISTS (  -- money that lies on the worklist, since it came another way (OMU-60)
                    SELECT 1 FROM fees_payment m
                    WHERE m.student_id = s.id AND m.state = 'unmatched' AND m.problem = 'channel'))
            FROM fees_feestanding f WHERE f.student_id = s.id AND f.term_id = p_term),
        'seats', (
            SELECT json_agg(json_build_array(c.id, c.capacity, c.taken, c.open))
            FROM (
                SELECT DISTINCT sibling.id FROM curriculum_section asked
                JOIN curriculum_section sibling ON sibling.course_id = asked.course_id AND sibling.term_id = p_term
                WHERE asked.id = ANY (p_sections || CASE WHEN p_held THEN ARRAY(
                    SELECT e.section_id FROM registration_enrolment e
                    WHERE e.student_id = s.id AND e.term_id = p_term) END)) x
            CROSS JOIN LATERAL (
                SELECT o.id, o.capacity, o.taken, o.open FROM curriculum_seatcounter o WHERE o.section_id = x.id
                UNION ALL
                SELECT q.id, q.capacity, q.taken, q.open FROM curriculum_sectioncriterion k
                JOIN curriculum_seatcounter q ON q.criterion_id = k.id WHERE k.section_id = x.id) c),
        'attempt', (
            SELECT json_build_object('id', a.id, 'body_hash', a.body_hash, 'accepted', a.accepted,
                                     'change', a.change, 'findings', a.findings, 'version', a.version, 'at', a.at)
            FROM registration_attempt a WHERE a.registration_id = r.id AND a.key = p_key)
    )
    FROM people_student s
    LEFT JOIN registration_termregistration r ON r.student_id = s.id AND r.term_id = p_term
        AND (NOT p_lock OR r.id = ANY (locked))  -- one that was made during the wait is not locked, so it is not there yet
    WHERE s.id = ANY (p_students);
END $$;
