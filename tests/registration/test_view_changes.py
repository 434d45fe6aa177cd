"""Add, drop and change of section from the page: what is asked, what is answered, and what would be accepted instead."""

from __future__ import annotations

import pytest

from curriculum.models import SeatCounter
from fees.models import FeeStanding
from registration.models import Attempt
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, at

pytestmark = pytest.mark.django_db
PAGE, CHANGE = "/registration/", "/registration/change/"


@pytest.fixture
def u4(world: World) -> Visitor:
    return Visitor(world.student().user, htmx=True)


def add(visitor: Visitor, code: str, section: str) -> Shown:
    return visitor.press(visitor.get(PAGE), "Add", code=code, section=section)


def told(shown: Shown) -> list[str]:
    """The findings of the answer in full: text, fix and article."""
    return [text_of(item) for item in shown.all("li", within=shown.one(id="answer"))]


def offered(shown: Shown) -> list[str]:
    return [text_of(button) for button in shown.all("button", within=shown.one(id="answer"))]


def fill(world: World, *sections) -> None:
    SeatCounter.objects.filter(section__in=sections).update(capacity=0)


@pytest.mark.row("METU-14")
@pytest.mark.parametrize("section", ["2", "02", " 2 "])
def test_a_course_is_added_by_numeric_code_and_section(world: World, u4: Visitor, section: str):
    answer = add(u4, " 5710213 ", section)

    assert (answer.courses, answer.findings) == (["CENG213/2"], [])
    assert answer.text("strong", within=answer.one(id="answer")) == "Done. Your list is up to date."
    assert world.taken(world.x2) == 1


@pytest.mark.row("METU-14")
@pytest.mark.parametrize(
    ("code", "section", "finding"),
    [
        (
            "5719999",
            "1",
            "Refused: There is no course with the code 5719999. Check the 7-digit numeric code, or search the courses.",
        ),
        (
            "CENG213",
            "1",
            "Refused: There is no course with the code CENG213. Check the 7-digit numeric code, or search the courses.",
        ),
        (
            "",
            "1",
            "Refused: There is no course with the code –. Check the 7-digit numeric code, or search the courses.",
        ),
        (
            "5710213",
            "7",
            "Refused: There is no section CENG213/7. You can search the course's sections below.",
        ),
        ("5710213", "", "Refused: There is no section CENG213/. You can search the course's sections below."),
        ("5710213", "0", "Refused: There is no section CENG213/0. You can search the course's sections below."),
    ],
)
def test_an_unknown_course_or_section_is_said_and_what_was_typed_is_kept(
    world: World, u4: Visitor, code: str, section: str, finding: str
):
    answer = add(u4, code, section)

    assert (told(answer), answer.courses) == ([finding], [])
    typed = answer.fields(answer.one(id="add-form"))
    assert (typed["code"], typed["section"]) == ([code], [section])
    assert Attempt.objects.count() == 0


def test_without_scripts_a_form_filled_in_wrongly_comes_back_as_a_page(world: World):
    u4 = Visitor(world.student().user)

    answer = add(u4, "5710213", "7")

    assert (answer.status, answer.findings, answer.root.name) == (409, ["SECTION_NOT_FOUND"], "html")
    assert answer.fields(answer.one(id="add-form"))["section"] == ["7"]


def test_what_is_typed_comes_back_as_text_and_never_as_markup(world: World, u4: Visitor):
    answer = add(u4, '"><b>x', "1")

    assert answer.fields(answer.one(id="add-form"))["code"] == ['"><b>x']
    assert (answer.status, answer.findings) == (200, ["COURSE_NOT_FOUND"])


@pytest.mark.row("METU-15")
def test_ticked_courses_are_dropped(world: World):
    student = world.student()
    world.change(student, add=[world.x2, world.y1, world.section(world.course("5710111"), 1)])
    u4 = Visitor(student.user, htmx=True)

    answer = u4.press(u4.get(PAGE), "Drop ticked", tick=[str(world.x2.id), str(world.y1.id)])

    assert (answer.courses, answer.findings) == (["CENG111/1"], ["FEW_COURSES"])
    assert (world.taken(world.x2), world.taken(world.y1)) == (0, 0)


@pytest.mark.row("METU-15")
@pytest.mark.parametrize("button", ["Drop ticked", "Change section of ticked"])
def test_nothing_ticked_is_said(world: World, button: str):
    student = world.student()
    world.change(student, add=[world.x2])
    u4 = Visitor(student.user, htmx=True)

    answer = u4.press(u4.get(PAGE), button)

    assert told(answer) == ["Refused: Nothing is ticked. Tick the box in front of the course first."]
    assert answer.courses == ["CENG213/2"]


@pytest.mark.row("METU-15")
def test_a_course_that_is_not_on_the_list_cannot_be_dropped(world: World, u4: Visitor):
    answer = u4.post(CHANGE, action="drop", tick=str(world.x2.id))

    assert answer.findings == ["NOT_REGISTERED", "FEW_COURSES"]
    assert told(answer)[0] == (
        "Refused: CENG213 is not on your list. It may have changed on another screen; the list below is current. "
        "ODTÜ etkileşimli kayıt duyurusu, ders bırakma (METU-15)"
    )


@pytest.mark.row("METU-16")
def test_a_ticked_course_changes_to_the_section_typed_in_its_row(world: World):
    student = world.student()
    world.change(student, add=[world.x2, world.y1])
    u4 = Visitor(student.user, htmx=True)

    typed = {f"to_{world.x2.id}": "1", f"to_{world.y1.id}": "9"}  # Y is not ticked, so its number does not count
    answer = u4.press(u4.get(PAGE), "Change section of ticked", tick=str(world.x2.id), **typed)

    assert (answer.courses, answer.findings) == (["CENG213/1", "CENG331/1"], ["TIME_CONFLICT"])
    assert (world.taken(world.x1), world.taken(world.x2)) == (1, 0)


@pytest.mark.row("METU-16")
def test_several_changes_are_made_together_or_not_at_all(world: World):
    student, y2 = world.student(), world.section(world.y, 2)
    world.change(student, add=[world.x2, world.y1])
    fill(world, y2)
    u4 = Visitor(student.user, htmx=True)
    both = {"tick": [str(world.x2.id), str(world.y1.id)], f"to_{world.x2.id}": "1", f"to_{world.y1.id}": "2"}

    answer = u4.press(u4.get(PAGE), "Change section of ticked", **both)

    assert (answer.courses, answer.findings) == (["CENG213/2", "CENG331/1"], ["CAPACITY_FULL"])
    assert (world.taken(world.x1), world.taken(world.x2)) == (0, 1)

    SeatCounter.objects.filter(section=y2).update(capacity=1)
    answer = u4.press(answer, "Change section of ticked", **both)

    assert (answer.courses, answer.findings) == (["CENG213/1", "CENG331/2"], [])


@pytest.mark.row("METU-16")
def test_a_wrong_number_in_one_row_keeps_the_ticks_and_the_choices_of_the_others(world: World):
    student = world.student()
    world.change(student, add=[world.x2, world.y1])
    u4 = Visitor(student.user, htmx=True)
    both = {"tick": [str(world.x2.id), str(world.y1.id)], f"to_{world.x2.id}": "1", f"to_{world.y1.id}": "7"}

    answer = u4.press(u4.get(PAGE), "Change section of ticked", **both)

    assert told(answer) == [
        "Refused: CENG331/1 There is no section CENG331/7. You can search the course's sections below."
    ]
    kept = answer.fields(answer.one(id="change-form"))
    assert {name: kept[name] for name in ("tick", f"to_{world.x2.id}")} == {
        "tick": [str(world.x2.id), str(world.y1.id)],
        f"to_{world.x2.id}": ["1"],
    }


def test_sections_ticked_in_a_search_are_added_together_or_not_at_all(world: World, u4: Visitor):
    both = [str(world.x2.id), str(world.y1.id)]
    fill(world, world.y1)

    assert u4.post(CHANGE, action="add", pick=both).courses == []

    SeatCounter.objects.filter(section=world.y1).update(capacity=1)
    assert u4.post(CHANGE, action="add", pick=both).courses == ["CENG213/2", "CENG331/1"]


@pytest.mark.row("METU-93")
def test_all_findings_are_shown_with_text_fix_and_article(world: World):
    math = world.course("5710119")
    world.prerequisite(world.x, math, min_grade="CC")
    world.criterion(world.x1, surname_from="A", surname_to="K")
    world.criterion(world.x2, surname_from="A", surname_to="K")
    fill(world, world.x1)
    student = world.student(surname="Şahin")
    world.passed(student, math, "DD")
    world.change(student, add=[world.y1])
    FeeStanding.objects.create(student=student, term=world.term, charged="1500.50", paid="500")

    answer = add(Visitor(student.user, htmx=True), "5710213", "1")

    assert told(answer) == [
        "Refused: Your contribution or tuition fee is not paid (1000.50 TL due). Registration opens once it is paid. "
        "My fees ODTÜ etkileşimli kayıt duyurusu, ödeme koşulu (METU-85)",
        "Refused: CENG213/1 is not open to your surname; it admits A–K. Choose the section for your surname. "
        "ODTÜ etkileşimli kayıt duyurusu, kayıt kriterleri (METU-58)",
        "Refused: CENG213/1 is full (0/0). Choose a section with seats. "
        "ODTÜ etkileşimli kayıt duyurusu, kapasite (METU-16, METU-58)",
        "Refused: A prerequisite of CENG213 is missing: CENG119 ≥ CC (your grade DD). "
        "You need to pass the prerequisite first. ODTÜ etkileşimli kayıt duyurusu, ön koşul (METU-88, METU-89)",
        "Warning: CENG213/1 clashes with CENG331/1: Monday 10:40–11:30. You can change one of the sections. "
        "ODTÜ etkileşimli kayıt duyurusu, ders programı çakışması (METU-71)",
    ]
    assert (answer.courses, offered(answer)) == (["CENG331/1"], [])


def test_the_same_findings_in_turkish(world: World):
    student = world.student(surname="Şahin")
    world.criterion(world.x1, surname_from="A", surname_to="K", cgpa_min="2.50")
    FeeStanding.objects.create(student=student, term=world.term, charged="1500.50", paid="500")
    u4 = Visitor(student.user, language="tr", htmx=True)

    answer = u4.post(CHANGE, action="add", code="5710213", section="1")

    told = answer.one(id="answer")
    texts = [text_of(answer.all("li", told, data_code=code)[0]) for code in answer.findings]
    assert [text.partition(": ")[2] for text in texts] == [
        "Katkı payı/öğrenim ücreti ödenmemiştir (kalan 1000,50 TL). Ödeme yapıldığında kaydınız açılır. "
        "Ücretlerim ODTÜ etkileşimli kayıt duyurusu, ödeme koşulu (METU-85)",
        "CENG213/1 soyadı aralığınıza açık değildir; aldığı aralık: A–K. Soyadınıza uyan grubu seçiniz. "
        "ODTÜ etkileşimli kayıt duyurusu, kayıt kriterleri (METU-58)",
        "CENG213/1 not ortalamanıza (2,20) açık değildir; istenen: 2,50–. Başka bir grup deneyiniz. "
        "ODTÜ etkileşimli kayıt duyurusu, kayıt kriterleri (METU-58)",
    ]


@pytest.mark.parametrize("htmx", [True, False])
def test_another_section_is_offered_with_its_hours_and_seats_and_taken_by_one_press(world: World, htmx: bool):
    fill(world, world.x1)
    u4 = Visitor(world.student().user, htmx=htmx)
    refused = add(u4, "5710213", "1")
    refused = refused if htmx else u4.follow(refused)

    assert offered(refused) == ["CENG213/2 instead of CENG213/1: Tue 09:40–12:30, 30 seats"]
    answer = u4.press(refused, "CENG213/2 instead of CENG213/1: Tue 09:40–12:30, 30 seats")
    answer = answer if htmx else u4.follow(answer)

    assert (answer.findings, answer.courses) == ([], ["CENG213/2"])


@pytest.mark.row("METU-86")
def test_a_drop_that_makes_room_is_offered_and_done_by_one_press(world: World):
    student = world.student(cgpa="1.90")
    held = [world.section(world.course(f"571011{n}"), 1) for n in range(1, 6)]
    world.change(student, add=held)
    u4 = Visitor(student.user, htmx=True)

    refused = add(u4, "5710213", "2")

    assert told(refused) == [
        "Refused: Your load is exceeded (6 > 5 courses; CGPA 1.90). Drop a course from your list. "
        "ODTÜ KKK lisans yönetmeliği md. 18; ODTÜ etkileşimli kayıt duyurusu (METU-86)"
    ]
    assert offered(refused) == [f"Drop CENG11{n}/1 and it fits" for n in (1, 2, 3)]
    answer = u4.press(refused, "Drop CENG112/1 and it fits")
    assert answer.courses == ["CENG111/1", "CENG113/1", "CENG114/1", "CENG115/1", "CENG213/2"]


@pytest.mark.row("METU-45")
def test_the_hour_from_which_the_request_is_accepted_is_named(world: World):
    at("2026-02-09 09:00")
    u3 = Visitor(world.student(class_year=3).user, htmx=True)

    answer = u3.post(CHANGE, action="add", code="5710213", section="2")

    assert answer.text("div", class_="fixes") == ("This would be accepted: The same opens for you on 09.02.2026 10:00.")


def test_a_fix_that_was_taken_meanwhile_is_refused_with_the_next_one(world: World):
    x3 = world.section(world.x, 3)
    fill(world, world.x1)
    u4 = Visitor(world.student().user, htmx=True)
    refused = add(u4, "5710213", "1")
    fill(world, world.x2)

    answer = u4.press(refused, "CENG213/2 instead of CENG213/1: Tue 09:40–12:30, 30 seats")

    assert (answer.findings, offered(answer)) == (["CAPACITY_FULL"], ["CENG213/3 instead of CENG213/2: –, 30 seats"])
    assert u4.press(answer, "CENG213/3 instead of CENG213/2: –, 30 seats").courses == [str(x3)]


def test_a_section_of_no_offering_is_refused_and_recorded(world: World, u4: Visitor):
    answer = u4.post(CHANGE, action="add", pick="987654321")

    assert told(answer) == ["Refused: There is no section 987654321. You can search the course's sections below."]
    assert Attempt.objects.get().accepted is False


@pytest.mark.parametrize("number", ["²", "-1", "1e3", "", "9" * 30, "9" * 5000])
@pytest.mark.parametrize(("action", "name"), [("add", "pick"), ("add", "leave"), ("drop", "tick"), ("change", "tick")])
def test_what_no_form_of_ours_sends_is_as_nothing(world: World, u4: Visitor, action: str, name: str, number: str):
    answer = u4.post(CHANGE, **{"action": action, name: number, "version": number, "attempt": number})

    assert (answer.status, answer.findings) == (200, ["NOTHING_SELECTED"])


def test_every_field_has_a_name_that_is_spoken(world: World):
    student = world.student()
    world.change(student, add=[world.x2])
    page = Visitor(student.user).get(PAGE)

    labelled = {attributes(label)["for"] for label in page.all("label")}
    fields = [attributes(e) for e in page.all("input") if attributes(e).get("type") != "hidden"]
    assert [f["name"] for f in fields if f.get("id") not in labelled and "aria-label" not in f] == []


def test_a_student_of_no_programme_can_read_and_change_nothing(world: World):
    student = world.student()
    student.programmes.all().delete()
    visitor = Visitor(student.user, htmx=True)

    assert (visitor.get(PAGE).status, visitor.get("/registration/search/", q="ceng").status) == (200, 200)
    answer = visitor.post(CHANGE, action="add", code="5710213", section="2")

    assert told(answer) == [
        "Refused: The records name no programme of yours; nothing can be changed. Ask the Registrar's Office."
    ]
