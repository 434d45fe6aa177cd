-- A session with its user, how much the user has not read (a hundred is as good as more) and, if the user is one, the
-- student: every request's first statement. A function, since its plan is kept; planned anew each time, the tables cost
-- more than twice as much as reading them.
CREATE OR REPLACE FUNCTION portal_session(p_key text, p_at timestamptz)
RETURNS TABLE (session_data text, owner people_user, student people_student, unread bigint) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    RETURN QUERY SELECT s.session_data, u, t,
        (SELECT count(*) FROM (SELECT FROM people_notice n WHERE n.user_id = u.id AND n.read_at IS NULL LIMIT 100) c)
    FROM people_session s
    LEFT JOIN people_user u ON u.id = s.user_id LEFT JOIN people_student t ON t.user_id = u.id
    WHERE s.session_key = p_key AND s.expire_date > p_at;
END $$;
