-- Every enrolled student with the programmes as portal_facts() gives them, a row each: what criteria ask of everybody.
SELECT s.id, s.surname_key, (SELECT portal_now()),
    sp.id, sp.programme_id, p.department_id, d.faculty_id, p.campus, p.level, p.education_type,
    sp.curriculum_id, sp.semester, sp.class_year, sp.cgpa, sp.on_probation, sp.is_primary,
    sp.entry_year, p.normal_semesters, sp.kind
FROM people_student s
JOIN people_studentprogramme sp ON sp.student_id = s.id
JOIN curriculum_programme p ON p.id = sp.programme_id
JOIN curriculum_department d ON d.id = p.department_id
WHERE s.status = 'enrolled'
ORDER BY s.id, sp.is_primary DESC, sp.id
