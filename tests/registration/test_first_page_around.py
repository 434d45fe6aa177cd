"""Around the steps of the first page: passwords, the advisor, announcements, offices, the menu, and whose page it is."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from curriculum.models import Announcement
from fees.models import FeeStanding
from people.models import Advisorship
from tests.visitor import Visitor, attributes, text_of
from tests.world import World, at

from .ask import METU, turn
from .first import PAGE, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def u4(world: World):
    student = world.student()
    world.spoke(student)
    return student


# passwords


@pytest.mark.row("METU-53")
@pytest.mark.parametrize(
    ("moment", "minutes"),
    [
        ("2026-02-10 10:00:00", 30),
        ("2026-02-10 10:20:00", 10),
        ("2026-02-10 10:29:59", 1),
        ("2026-02-10 10:30:00", None),
    ],
)
def test_after_a_change_of_password_the_minutes_left_are_told(world: World, u4, moment: str, minutes: int | None):
    u4.user.password_changed_at = "2026-02-10 10:00+03:00"
    u4.user.save()
    at(moment)
    student = Visitor(u4.user)

    notes = [student.get(path).all(data_code="PASSWORD_COOLDOWN") for path in (PAGE, "/registration/")]

    assert [len(found) for found in notes] == ([1, 1] if minutes else [0, 0])
    for [note] in filter(None, notes):
        assert f"registration opens again in {minutes} minutes." in text_of(note)


# announcements, advisor, offices


@pytest.mark.row("METU-37")
def test_the_advisor_is_to_be_spoken_with_first(world: World):
    u4, visitor = (student := world.student()), Visitor(student.user)
    world.advisor.user.email = "a1@example.edu.tr"
    world.advisor.user.save()

    for path in (PAGE, "/registration/"):
        banner = visitor.get(path).one(data_code="CONTACT_ADVISOR")
        assert "Speak with your advisor about your courses before you register." in text_of(banner)
        assert "a1@example.edu.tr" in text_of(banner)
    assert world.change(u4, add=[world.x2]).accepted  # said, and not asked for

    turn("CONTACT_ADVISOR", "off", profile=METU)
    assert [visitor.get(path).all(data_code="CONTACT_ADVISOR") for path in (PAGE, "/registration/")] == [[], []]
    turn("CONTACT_ADVISOR", "warn", profile=METU, since="2026-02-10")
    world.spoke(u4)
    assert visitor.get(PAGE).all(data_code="CONTACT_ADVISOR") == []


@pytest.mark.row("METU-39")
@pytest.mark.row("METU-13")
def test_announcements_of_the_term_and_of_the_own_department_stand_there(world: World, u4):
    Announcement.objects.create(term=world.term, title="Etkileşimli kayıt", link="https://oidb.example.edu.tr/")
    Announcement.objects.create(department=world.ceng, title="Bölüm duyurusu")
    Announcement.objects.create(department=world.ee, title="Başka bölüm")

    page = seen(u4)

    [notices] = page.all("section", class_="notices")
    assert [text_of(p) for p in page.all("strong", notices)] == ["CENG: Bölüm duyurusu", "Etkileşimli kayıt"]
    assert [attributes(a)["href"] for a in page.all("a", notices)] == ["https://oidb.example.edu.tr/"]


@pytest.mark.row("METU-52")
@pytest.mark.row("METU-54")
@pytest.mark.row("METU-63")
def test_the_right_office_stands_beside_the_step_it_concerns(world: World, u4):
    call_command("load_contacts", "metu", stdout=StringIO())
    FeeStanding.objects.create(student=u4, term=world.term, charged=Decimal(500))

    page = seen(u4)

    [fee, courses, _] = page.all("li", class_="step")
    assert "Student Contribution Office, Çatı Kafe Üstü Endüstri Mühendisliğinin Yanı" in text_of(fee)
    help_ = page.text("section", aria_labelledby="help-title")
    assert "Questions and problems about registration: Registrar's Office · register@metu.edu.tr" in help_
    assert "Student password: Computer Center · https://useraccount.metu.edu.tr/" in help_
    assert "Whom to ask" not in text_of(courses)  # not its turn yet
    FeeStanding.objects.update(charged=0)
    assert "Electives:" in text_of(seen(u4).all("li", class_="step")[1])


@pytest.mark.row("OMU-24")
def test_omus_advice_unit_is_named_with_its_place_and_telephone(world: World, u4):
    call_command("load_contacts", "omu", stdout=StringIO())

    for page in (seen(u4, language="tr"), Visitor(language="tr").get("/help/contacts/")):
        assert "Kongre Merkezi karşısı" in page.text("main")
        assert [text_of(a) for a in page.all("a") if "tel:" in attributes(a)["href"]] == ["(0362) 312 19 40"]


@pytest.mark.row("OMU-34")
def test_the_menu_leads_to_the_selection_of_courses(world: World, u4):
    student = Visitor(u4.user)
    [link] = [a for a in student.get(PAGE).all("a") if text_of(a) == "Registration renewal (course selection)"]
    assert (attributes(link)["href"], student.get(attributes(link)["href"]).status) == ("/registration/", 200)


@pytest.mark.row("OMU-37")
def test_the_registration_page_names_advisor_term_class_average_and_the_most_that_may_be_taken(db):
    world = World("omu")
    o1 = world.student(class_year=2, semester=3, cgpa="2.40")
    world.change(o1, add=[world.x2])

    page = Visitor(o1.user).get("/registration/")

    assert page.text("dl", class_="figures") == (
        "Advisor Dr. Ada Danisman Term 2025-2026 Spring Class – semester 2 – 3 CGPA 2.40 Most ECTS that may be taken 36"
    )
    assert "1 · 3 credits · 5 ECTS" in page.text("h2", id="list-title")


def test_without_an_advisor_the_page_says_whom_to_ask(world: World, u4):
    Advisorship.objects.all().delete()
    assert "You have no advisor yet; ask the secretary of your department." in seen(u4).text("ol", class_="steps")


@pytest.mark.row("METU-20")
@pytest.mark.row("KOU-80")
def test_nobody_else_has_such_a_page_or_takes_a_step(world: World, u4):
    world.change(u4, add=[world.x2])
    advisor = Visitor(world.advisor.user)
    sent = [advisor.post(f"/term/{event}/", version="1").status for event in ("send", "take_back", "finalise")]
    assert (advisor.get(PAGE).status, sent, advisor.post("/registration/change/").status) == (403, [403] * 3, 403)
    assert world.registration_of(u4).state == "draft"
