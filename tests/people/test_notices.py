"""Notices: written with what they tell of, worded in the reader's language, read on a page of their own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from people.models import Notice, User
from people.notice_rendering import neutral, placeholders, word, words_of
from people.notice_texts import MAIL, PLAIN, TEXTS, WORDS
from people.notices import mark_all_read, mark_read, tell
from tests.visitor import Visitor, attributes, text_of
from tests.world import World, at, local

PAGE = "/notices/"
TERM = {"tr": "2025-2026 Bahar", "en": "2025-2026 Spring"}
APPROVED = {"term": TERM, "who": "Ada Işık"}


@pytest.fixture
def ada(db) -> User:
    at("2026-02-10 10:00")
    return User.objects.create_user("e250123", first_name="Ada", last_name="Işık", email="ada@example.edu.tr")


# the words


def both(text) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A Text's subject and body, or a Word's one text, in Turkish and in English."""
    return tuple((side,) if isinstance(side, str) else side for side in (text.tr, text.en))


@pytest.mark.parametrize("texts", [TEXTS, WORDS, {"mail": MAIL}], ids=["texts", "words", "mail"])
def test_every_kind_is_worded_in_both_languages_with_the_same_placeholders(texts):
    for name, text in texts.items():
        turkish, english = both(text)
        assert (name, [bool(t.strip()) for t in turkish + english]) == (name, [True] * 2 * len(turkish))
        assert (name, placeholders(*turkish)) == (name, placeholders(*english))


def test_what_may_be_plain_text_is_said_to_be_a_name_a_code_or_typed():
    assert set(PLAIN.values()) <= {"a name", "a code", "typed by a person"}


@pytest.mark.parametrize(
    ("language", "subject", "body"),
    [
        ("tr", "Ders kaydınız onaylandı", "2025-2026 Bahar ders kaydınızı danışmanınız Ada Işık onayladı."),
        (
            "en",
            "Your registration was approved",
            "Your advisor Ada Işık approved your registration for 2025-2026 Spring.",
        ),
    ],
)
def test_a_notice_is_worded_in_the_language_asked_for(language: str, subject: str, body: str):
    said = words_of("approved", APPROVED, language)

    assert (said.subject, said.body) == (subject, body)


@pytest.mark.parametrize(
    ("value", "kept", "tr", "en"),
    [
        ("CENG213", "CENG213", "CENG213", "CENG213"),
        (3, 3, "3", "3"),
        (Decimal("25.48"), {"number": "25.48"}, "25,48", "25.48"),
        (TERM, TERM, "2025-2026 Bahar", "2025-2026 Spring"),
        (word("fee"), {"word": "fee"}, "harç", "fee"),
        (local("2026-02-10 09:00"), {"at": "2026-02-10T09:00:00+03:00"}, "10.02.2026 09:00", "10.02.2026 09:00"),
        (date(2026, 2, 10), {"on": "2026-02-10"}, "10.02.2026", "10.02.2026"),
        (
            [word("fee"), word("advisor")],
            [{"word": "fee"}, {"word": "advisor"}],
            "harç, danışman onayı",
            "fee, advisor's approval",
        ),
        (("CENG213", "MATH120"), ["CENG213", "MATH120"], "CENG213, MATH120", "CENG213, MATH120"),
    ],
)
def test_a_figure_belongs_to_no_language(value, kept, tr: str, en: str):
    figures = neutral({"courses": value})

    assert figures == {"courses": kept}
    assert words_of("not_opened", figures, "tr").body.startswith(f"{tr} yeterli")
    assert words_of("not_opened", figures, "en").body.startswith(f"{en}: too few")


def test_a_moment_is_shown_in_istanbul():
    utc = {"at": "2026-02-10T21:30:00+00:00"}

    assert words_of("not_opened", {"courses": utc}, "en").body.startswith("11.02.2026 00:30:")


def test_what_a_person_typed_is_no_template_and_breaks_no_subject():
    note = "{term} %s {0.__class__}\nİkinci satır"

    said = words_of("returned", {"term": TERM, "who": "A\nB", "note": note}, "tr")

    assert said.body.endswith(f"iade etti: {note}")
    assert "\n" not in said.subject


# telling


def test_a_term_is_told_by_its_row(world: World):
    user = world.student().user

    tell([user.id], "approved", {"term": world.term, "who": "Ada Işık"})

    assert Notice.objects.get().figures == APPROVED


@pytest.mark.parametrize(
    ("kind", "figures", "error"),
    [
        ("no_such_kind", {}, KeyError),
        ("approved", {"who": "Ada Işık"}, KeyError),
        ("approved", {"who": "Ada Işık", "term": "2025-2026 Bahar"}, TypeError),
        ("approved", {"who": "Ada Işık", "term": ["2025-2026 Bahar"]}, TypeError),
        ("approved", {"who": "Ada Işık", "term": object()}, TypeError),
        ("approved", {"who": "Ada Işık", "term": word("no such word")}, KeyError),
    ],
)
def test_a_notice_that_could_not_be_read_in_both_languages_is_not_written(ada: User, kind: str, figures, error):
    with pytest.raises(error):
        tell([ada.id], kind, figures)
    assert not Notice.objects.exists()


def test_a_crowd_is_told_in_one_statement(ada: User, django_assert_num_queries):
    others = [User.objects.create_user(f"e{n}").id for n in range(30)]

    with django_assert_num_queries(1):
        tell([ada.id, ada.id, *others], "approved", APPROVED)

    assert Notice.objects.count() == 31


def test_what_was_told_under_a_name_is_not_told_again(ada: User):
    for _ in range(2):
        tell([ada.id], "approved", APPROVED, once="approved:20252")
    tell([ada.id], "approved", APPROVED)
    tell([ada.id], "approved", APPROVED)

    assert Notice.objects.count() == 3


def test_what_is_said_in_the_portal_alone_has_no_mail_to_wait_for(ada: User):
    tell([ada.id], "submitted", APPROVED)

    notice = Notice.objects.get()
    assert (notice.at, notice.mailed_at) == (local("2026-02-10 10:00"), local("2026-02-10 10:00"))


@pytest.mark.django_db(transaction=True)
def test_a_notice_of_what_did_not_happen_is_not_there(transactional_db):
    user = User.objects.create_user("e1")
    with transaction.atomic():
        tell([user.id], "approved", APPROVED)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


# reading


def test_a_reader_marks_one_and_no_other_and_nobody_elses(ada: User):
    other = User.objects.create_user("e250124")
    for _ in range(2):
        tell([ada.id, other.id], "approved", APPROVED)
    mine = Notice.objects.filter(user=ada).first()
    assert mine

    assert mark_read(user=other, notice_id=mine.id) is None
    assert mark_read(user=ada, notice_id=mine.id) == mine
    assert list(Notice.objects.exclude(read_at=None)) == [mine]


def test_a_mark_keeps_its_first_time(ada: User):
    tell([ada.id], "approved", APPROVED)
    notice = Notice.objects.get()
    for hour in ("11:00", "12:00"):
        at(f"2026-02-10 {hour}")
        mark_read(user=ada, notice_id=notice.id)

    notice.refresh_from_db()
    assert notice.read_at == local("2026-02-10 11:00")


def test_one_that_came_after_the_page_was_shown_stays_unread(ada: User):
    other = User.objects.create_user("e250124")
    tell([ada.id, other.id], "approved", APPROVED)
    seen = Notice.objects.filter(user=ada).latest("id").id
    tell([ada.id], "submitted", APPROVED)

    assert mark_all_read(user=ada, up_to=seen) == 1
    assert sorted(Notice.objects.filter(read_at=None).values_list("user__username", "kind")) == [
        ("e250123", "submitted"),
        ("e250124", "approved"),
    ]


# the page


def link(visitor: Visitor, page: str = "/catalog/") -> str:
    """What the site's own navigation says of notices."""
    [found] = [e for e in visitor.get(page).all("a", href=PAGE) if attributes(e)["href"] == PAGE]
    return text_of(found)


@pytest.mark.parametrize(
    ("many", "said"), [(0, "Notices"), (1, "Notices (1)"), (99, "Notices (99)"), (120, "Notices (99+)")]
)
def test_every_page_says_how_many_are_unread(ada: User, many: int, said: str):
    for _ in range(many):
        tell([ada.id], "submitted", APPROVED)

    assert link(Visitor(ada)) == said


def test_nobody_has_no_notices(db):
    assert Visitor().get("/catalog/").all("a", href=PAGE) == []


def test_the_count_comes_with_the_session(ada: User):
    tell([ada.id], "submitted", APPROVED)
    visitor = Visitor(ada)

    with CaptureQueriesContext(connection) as sent:
        visitor.get(PAGE)

    assert [("portal_session" in q["sql"], "people_notice" in q["sql"]) for q in sent] == [(True, False), (False, True)]


def test_a_user_from_elsewhere_counts_alike(ada: User):
    tell([ada.id], "submitted", APPROVED)

    assert User.objects.get(pk=ada.pk).unread_notices == 1


@pytest.mark.parametrize("many", [1, 12])
def test_the_page_takes_two_statements_however_many(ada: User, many: int, django_assert_num_queries):
    for _ in range(many):
        tell([ada.id], "returned", APPROVED | {"note": "MATH120 eksik"})
    visitor = Visitor(ada)

    with django_assert_num_queries(2):  # session; notices
        assert len(visitor.get(PAGE).all("h2")) == many


@pytest.mark.parametrize(
    ("language", "subject"), [("tr", "Ders kaydınız onaylandı"), ("en", "Your registration was approved")]
)
def test_the_page_words_them_in_its_own_language(ada: User, language: str, subject: str):
    tell([ada.id], "approved", APPROVED)
    mark_read(user=ada, notice_id=Notice.objects.get().id)

    assert Visitor(ada, language=language).get(PAGE).text("h2") == subject


def test_a_note_is_shown_as_it_was_typed(ada: User):
    tell([ada.id], "returned", APPROVED | {"note": "<b>MATH120</b>\neksik"})

    shown = Visitor(ada).get(PAGE)

    assert "&lt;b&gt;MATH120&lt;/b&gt;\neksik" in shown.html


def test_going_where_it_leads_reads_it(ada: User):
    tell([ada.id], "approved", APPROVED, link="/catalog/")
    visitor = Visitor(ada)

    assert visitor.press(visitor.get(PAGE), "Go to it").leads_to == "/catalog/"
    assert link(visitor) == "Notices"


def test_one_that_leads_nowhere_is_marked_where_it_stands(ada: User):
    tell([ada.id], "approved", APPROVED)
    visitor = Visitor(ada)
    page = visitor.get(PAGE)
    assert len(page.all("button", class_="btn-primary")) == 0

    assert visitor.press(page, "Mark as read").leads_to == PAGE
    assert visitor.get(PAGE).all("form", class_="buttons") == []


def test_a_link_leads_to_a_page_of_ours_alone(ada: User):
    tell([ada.id], "approved", APPROVED, link="https://evil.example/")
    visitor = Visitor(ada)

    assert visitor.press(visitor.get(PAGE), "Go to it").leads_to == PAGE


def test_all_are_read_by_one_press(ada: User):
    for _ in range(25):
        tell([ada.id], "approved", APPROVED)
    visitor = Visitor(ada)

    assert visitor.press(visitor.get(PAGE), "Mark all as read").leads_to == PAGE
    assert Notice.objects.filter(read_at=None).count() == 0
    assert visitor.get(PAGE).all("form", class_="buttons") == []


def test_older_ones_stand_on_pages_of_their_own(ada: User):
    for n in range(45):
        tell([ada.id], "returned", APPROVED | {"note": f"Not {n}"})
    visitor, seen, address = Visitor(ada), [], PAGE
    while address:
        shown = visitor.get(address)
        seen.append([text_of(e).rpartition(" ")[2] for e in shown.all("p", class_="body")])
        older = [a for a in shown.all("a") if text_of(a) == "Older notices"]
        address = attributes(older[0])["href"] if older else ""

    assert [len(page) for page in seen] == [20, 20, 5]
    assert [note for page in seen for note in page] == [str(n) for n in reversed(range(45))]


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "١"])
def test_an_address_that_is_none_shows_the_newest(ada: User, before: str):
    tell([ada.id], "approved", APPROVED)

    shown = Visitor(ada).get(PAGE, before=before)

    assert (shown.status, len(shown.all("h2"))) == (200, 1)


@pytest.mark.parametrize("newest", ["", "x", "9" * 30])
def test_a_mark_without_a_notice_marks_nothing(ada: User, newest: str):
    tell([ada.id], "approved", APPROVED)

    assert Visitor(ada).post(f"{PAGE}read/", newest=newest).leads_to == PAGE
    assert Notice.objects.filter(read_at=None).count() == 1


def test_another_persons_notice_is_not_there(ada: User):
    tell([ada.id], "approved", APPROVED)
    other = Visitor(User.objects.create_user("e250124"))

    assert other.get(PAGE).all("h2") == []
    assert other.post(f"{PAGE}{Notice.objects.get().id}/").status == 404
    assert Notice.objects.filter(read_at=None).count() == 1


def test_a_kind_of_a_newer_node_waits_for_this_one(ada: User):
    Notice.objects.create(user=ada, kind="of_tomorrow", at=local("2026-02-10 10:00"))

    assert Visitor(ada).get(PAGE).status == 200
