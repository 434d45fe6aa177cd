-- Who is to be charged anew, whoever makes the change: a page, an import, a job, or somebody at a prompt. Rows are only ever
-- added here, so that nobody waits for anybody; who charges takes those away that it saw before it read the accounts.

-- The student whose id stands in the column named.
CREATE OR REPLACE FUNCTION portal_charge_student() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO registration_tocharge (student_id)
    VALUES ((to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END) ->> TG_ARGV[0])::bigint);
    RETURN NULL;
END $$;

-- Grades can leave a student in the last semester with nothing but an internship (OMU-65, OMU-123).
CREATE OR REPLACE FUNCTION portal_charge_finishing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO registration_tocharge (student_id)
    SELECT NEW.student_id FROM curriculum_programme p
    WHERE p.id = NEW.programme_id AND NEW.semester >= p.normal_semesters;
    RETURN NULL;
END $$;

-- Everybody of a programme.
CREATE OR REPLACE FUNCTION portal_charge_programme() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO registration_tocharge (student_id)
    SELECT sp.student_id FROM people_studentprogramme sp WHERE sp.programme_id = NEW.id AND sp.is_primary;
    RETURN NULL;
END $$;

-- Everybody who has the course on the list: what it costs depends on how it is given, and on how else it is given.
CREATE OR REPLACE FUNCTION portal_charge_course() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    given curriculum_section := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    INSERT INTO registration_tocharge (student_id)
    SELECT e.student_id FROM curriculum_section s JOIN registration_enrolment e ON e.section_id = s.id
    WHERE s.term_id = given.term_id AND s.course_id = given.course_id;
    RETURN NULL;
END $$;

-- As well where the course itself costs otherwise.
CREATE OR REPLACE FUNCTION portal_charge_credits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO registration_tocharge (student_id)
    SELECT e.student_id FROM registration_enrolment e JOIN curriculum_term t ON t.id = e.term_id
    WHERE e.course_id = NEW.id AND t.is_current;
    RETURN NULL;
END $$;

-- Everybody: too many to be charged by who waits at a screen, so that a job does it.
CREATE OR REPLACE FUNCTION portal_charge_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO registration_tocharge (student_id) VALUES (NULL);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER charge_new AFTER INSERT ON people_studentprogramme
    FOR EACH ROW EXECUTE FUNCTION portal_charge_student('student_id');
CREATE OR REPLACE TRIGGER charge_changed AFTER UPDATE OF programme_id, semester, is_primary, kind, entry_term, entry_year
    ON people_studentprogramme FOR EACH ROW
    WHEN ((OLD.programme_id, OLD.semester, OLD.is_primary, OLD.kind, OLD.entry_term, OLD.entry_year)
        IS DISTINCT FROM (NEW.programme_id, NEW.semester, NEW.is_primary, NEW.kind, NEW.entry_term, NEW.entry_year))
    EXECUTE FUNCTION portal_charge_student('student_id');
CREATE OR REPLACE TRIGGER charge_graded AFTER UPDATE OF cgpa, curriculum_id ON people_studentprogramme FOR EACH ROW
    WHEN ((OLD.cgpa, OLD.curriculum_id) IS DISTINCT FROM (NEW.cgpa, NEW.curriculum_id))
    EXECUTE FUNCTION portal_charge_finishing();
CREATE OR REPLACE TRIGGER charge_changed AFTER UPDATE OF admission, status ON people_student FOR EACH ROW
    WHEN ((OLD.admission, OLD.status) IS DISTINCT FROM (NEW.admission, NEW.status))
    EXECUTE FUNCTION portal_charge_student('id');
CREATE OR REPLACE TRIGGER charge_changed AFTER INSERT OR UPDATE OR DELETE ON people_leaveterm
    FOR EACH ROW EXECUTE FUNCTION portal_charge_student('student_id');

CREATE OR REPLACE TRIGGER charge_new AFTER INSERT ON fees_claim FOR EACH ROW
    WHEN (NEW.state = 'approved') EXECUTE FUNCTION portal_charge_student('student_id');
CREATE OR REPLACE TRIGGER charge_changed AFTER UPDATE ON fees_claim FOR EACH ROW
    WHEN ('approved' IN (OLD.state, NEW.state) AND OLD IS DISTINCT FROM NEW)
    EXECUTE FUNCTION portal_charge_student('student_id');
CREATE OR REPLACE TRIGGER charge_gone AFTER DELETE ON fees_claim FOR EACH ROW
    WHEN (OLD.state = 'approved') EXECUTE FUNCTION portal_charge_student('student_id');
CREATE OR REPLACE TRIGGER charge_changed AFTER UPDATE OF effect, counts, "order" ON fees_ground FOR EACH ROW
    WHEN ((OLD.effect, OLD.counts, OLD."order") IS DISTINCT FROM (NEW.effect, NEW.counts, NEW."order"))
    EXECUTE FUNCTION portal_charge_all();
CREATE OR REPLACE TRIGGER charge_changed AFTER INSERT OR UPDATE OR DELETE ON fees_topten
    FOR EACH ROW EXECUTE FUNCTION portal_charge_student('student_id');
CREATE OR REPLACE TRIGGER charge_changed AFTER INSERT OR UPDATE OR DELETE ON fees_singlecourseexam
    FOR EACH ROW EXECUTE FUNCTION portal_charge_student('student_id');
CREATE OR REPLACE TRIGGER charge_changed AFTER INSERT OR UPDATE OR DELETE ON fees_tariff
    FOR EACH STATEMENT EXECUTE FUNCTION portal_charge_all();

CREATE OR REPLACE TRIGGER charge_changed AFTER UPDATE OF education_type, language, normal_semesters, level, department_id
    ON curriculum_programme FOR EACH ROW
    WHEN ((OLD.education_type, OLD.language, OLD.normal_semesters, OLD.level, OLD.department_id)
        IS DISTINCT FROM (NEW.education_type, NEW.language, NEW.normal_semesters, NEW.level, NEW.department_id))
    EXECUTE FUNCTION portal_charge_programme();
CREATE OR REPLACE TRIGGER charge_new AFTER INSERT OR DELETE ON curriculum_section
    FOR EACH ROW EXECUTE FUNCTION portal_charge_course();
CREATE OR REPLACE TRIGGER charge_changed AFTER UPDATE OF delivery, not_opened, cancelled ON curriculum_section FOR EACH ROW
    WHEN ((OLD.delivery, OLD.not_opened, OLD.cancelled) IS DISTINCT FROM (NEW.delivery, NEW.not_opened, NEW.cancelled))
    EXECUTE FUNCTION portal_charge_course();
CREATE OR REPLACE TRIGGER charge_changed AFTER UPDATE OF ects, is_five_i ON curriculum_course FOR EACH ROW
    WHEN ((OLD.ects, OLD.is_five_i) IS DISTINCT FROM (NEW.ects, NEW.is_five_i))
    EXECUTE FUNCTION portal_charge_credits();

-- of the settings of policy, those that a fee is computed by
CREATE OR REPLACE TRIGGER charge_changed AFTER INSERT OR UPDATE ON registration_policyrule FOR EACH ROW
    WHEN (NEW.code IN ('FEES', 'MODE', 'PETITIONS')) EXECUTE FUNCTION portal_charge_all();
CREATE OR REPLACE TRIGGER charge_gone AFTER DELETE ON registration_policyrule FOR EACH ROW
    WHEN (OLD.code IN ('FEES', 'MODE', 'PETITIONS')) EXECUTE FUNCTION portal_charge_all();
CREATE OR REPLACE TRIGGER charge_changed AFTER UPDATE OF state ON registration_termregistration FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state AND (
        OLD.state IN ('unregistered', 'excuse_pending', 'on_leave', 'cancelled')
        OR NEW.state IN ('unregistered', 'excuse_pending', 'on_leave', 'cancelled')))
    EXECUTE FUNCTION portal_charge_student('student_id');
