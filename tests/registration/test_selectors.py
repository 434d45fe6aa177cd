"""What the registration page is made of."""

from registration.selectors import page_of


def test_the_week_marks_the_meetings_that_clash_and_no_others(world):
    two_days = world.section(world.y, 2, (0, "10:40", "11:30"), (2, "13:40", "15:30"))
    student = world.student()
    world.change(student, add=[world.x1, two_days])
    week = page_of(student.id, world.term.id, "tr").week
    assert [(day, [(e.label, e.start, e.clash) for e in entries]) for day, entries in week.by_day] == [
        ("Pazartesi", [("CENG213/1", "09:40", True), ("CENG331/2", "10:40", True)]),
        ("Çarşamba", [("CENG331/2", "13:40", False)]),
    ]
