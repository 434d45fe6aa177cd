"""The first password: who one is, a temporary password of five minutes, and one's own before anything else."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache

from people.identity import digest_of, is_well_formed
from people.models import AccountEvent, Student, TemporaryPassword, User
from people.passwords import reset_password
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.registration.ask import METU, turn
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import PASSWORD, World, at, local

pytestmark = pytest.mark.django_db
IDENTITY, BORN = "10000000146", "2004-05-31"
FORM, SIGN_IN, CHOOSE = "/first-password/", "/sign-in/", "/password/choose/"
CHOSEN = "mavi-dolap-1453"


@pytest.fixture(autouse=True)
def _no_tries_yet():
    cache.clear()


@pytest.fixture
def o1(world: World) -> Student:
    """A student without a password, whose identity data were imported."""
    student = world.student()
    User.objects.filter(pk=student.user_id).update(password="!")
    Student.objects.filter(pk=student.pk).update(identity_digest=digest_of(IDENTITY), birth_date=date(2004, 5, 31))
    return student


def ask(number: str = "2501231", identity: str = IDENTITY, born: str = BORN, **options) -> Shown:
    browser = Visitor(**options)
    return browser.press(browser.get(FORM), "Create a password", number=number, identity=identity, birth_date=born)


def temporary(shown: Shown) -> str:
    return attributes(shown.one("input", id="temporary"))["value"]


def sign_in(password: str, username: str = "e250123") -> tuple[Visitor, Shown]:
    browser = Visitor()
    return browser, browser.press(browser.get(SIGN_IN), "Sign in", username=username, password=password)


def refusals(shown: Shown) -> list[str]:
    return [attributes(p)["data-code"] for p in shown.all("p", within=shown.one(id="answer"))]


def errors(shown: Shown) -> dict[str, list[str]]:
    """The texts at each field of a form that was refused."""
    marked = {attributes(e).get("id") or "": shown.all("p", within=e) for e in shown.all("div")}
    names = {id_: id_.removeprefix("id_").removesuffix("_error") for id_ in marked if id_.endswith("_error")}
    return {name: [text_of(p) for p in marked[id_]] for id_, name in names.items()}


# who one is


@pytest.mark.row("OMU-26")
def test_the_sign_in_page_leads_to_the_form(db):
    for language, text in (("tr", "İlk şifremi oluşturmak istiyorum"), ("en", "I want to create my first password")):
        page = Visitor(language=language).get(SIGN_IN)
        [link] = [a for a in page.all("a") if attributes(a).get("href") == FORM]
        assert text_of(link) == text

    form = Visitor().get(FORM)
    assert set(form.fields(form.form_of("Create a password"))) == {
        "csrfmiddlewaretoken",
        "number",
        "identity",
        "birth_date",
    }


@pytest.mark.row("METU-06", "METU-51", "OMU-27")
def test_right_data_give_a_temporary_password(o1: Student):
    shown = ask()

    made = TemporaryPassword.objects.get()
    assert (made.user, made.used_at, made.expires_at.isoformat()) == (o1.user, None, "2026-02-10T07:05:00+00:00")
    assert temporary(shown) not in made.hash
    assert "until 10:05:00 , for one sign-in, with the user code e250123" in text_of(shown.one("main"))
    assert shown.response.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


@pytest.mark.row("OMU-27")
@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "2501232"},
        {"identity": "10000000147"},
        {"born": "2004-05-30"},
        {"number": "9999999", "identity": "1", "born": "1990-01-01"},
    ],
)
def test_wrong_data_are_one_refusal_that_tells_nothing(o1: Student, wrong: dict[str, str]):
    shown, other = ask(**wrong), ask(identity="29999999990")

    assert (refusals(shown), shown.text(id="answer")) == (["IDENTITY_MISMATCH"], other.text(id="answer"))
    assert TemporaryPassword.objects.count() == 0


def test_what_was_typed_stands_in_the_form_again(o1: Student):
    shown = ask(identity="10000000147")

    kept = shown.fields(shown.form_of("Create a password"))
    assert (kept["number"], kept["identity"], kept["birth_date"]) == (["2501231"], ["10000000147"], ["2004-05-31"])


def test_a_student_without_identity_data_is_nobody_here(world: World):
    world.student()

    assert refusals(ask()) == ["IDENTITY_MISMATCH"]
    assert errors(ask(identity=" ")) == {"identity": ["This field is required."]}


@pytest.mark.row("METU-06")
def test_a_candidate_gets_none_until_enrolled(o1: Student):
    Student.objects.update(status="candidate")
    assert refusals(ask()) == ["NOT_ENROLLED"]

    Student.objects.update(status="enrolled")
    assert temporary(ask())


def test_a_closed_account_gets_none(o1: Student):
    User.objects.filter(pk=o1.user_id).update(is_active=False)

    assert refusals(ask()) == ["NOT_ENROLLED"]


def test_who_has_a_password_is_told_to_have_it_reset(o1: Student):
    o1.user.set_password(PASSWORD)
    o1.user.save()

    assert (refusals(ask()), TemporaryPassword.objects.count()) == (["HAS_PASSWORD"], 0)
    assert refusals(ask(born="2004-05-30")) == ["IDENTITY_MISMATCH"]  # only its owner is told


def test_tries_are_slowed_down(o1: Student):
    assert [refusals(ask(born="2004-05-30")) for _ in range(6)] == [["IDENTITY_MISMATCH"]] * 5 + [["THROTTLED"]]
    assert refusals(ask()) == ["THROTTLED"]
    assert temporary(ask(REMOTE_ADDR="10.0.0.9"))


def test_neither_number_nor_password_is_kept_anywhere(o1: Student):
    password = temporary(ask())
    ask(number="2501232")

    assert Student.objects.get().identity_digest == digest_of(IDENTITY)
    for model in (Student, User, TemporaryPassword, AccountEvent):
        kept = str(list(model.objects.values()))
        assert (model, IDENTITY in kept, password in kept) == (model, False, False)


def test_a_digest_needs_the_key(settings):
    first = digest_of(IDENTITY)
    settings.IDENTITY_KEY = "another"

    assert (len(first), digest_of(IDENTITY) == first) == (64, False)


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("10000000146", True),
        ("10000000145", False),
        ("10000000156", False),
        ("00000000000", False),
        ("1000000014", False),
        ("100000001460", False),
        ("1000000014x", False),
        ("", False),
    ],
)
def test_an_identity_number_has_check_digits(number: str, good: bool):
    assert is_well_formed(number) is good


# the temporary password


@pytest.mark.row("OMU-27", "OMU-29")
@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("2026-02-10 10:04:59", f"→ {CHOOSE}"),
        ("2026-02-10 10:05:00", "TEMP_PASSWORD_EXPIRED"),
        ("2026-02-10 10:05:01", "TEMP_PASSWORD_EXPIRED"),
    ],
)
def test_it_is_good_for_five_minutes(o1: Student, moment: str, answer: str):
    password = temporary(ask())
    at(moment)

    browser, shown = sign_in(password)

    if shown.status == 200:
        assert refusals(shown) == [answer]
    else:
        assert f"→ {browser.follow(shown).leads_to}" == answer


@pytest.mark.row("OMU-27")
def test_the_policy_says_for_how_long(o1: Student):
    turn("ACCOUNTS", "", profile=METU, params={"username": "e_and_all_but_last", "temporary_minutes": 15})
    password = temporary(ask())
    at("2026-02-10 10:14:59")

    assert sign_in(password)[1].leads_to == "/"


@pytest.mark.row("OMU-29")
def test_where_the_user_code_is_the_student_number(o1: Student):
    User.objects.filter(pk=o1.user_id).update(username="2501231")

    assert sign_in(temporary(ask()), "2501231")[1].leads_to == "/"


def test_it_is_good_once(o1: Student):
    password = temporary(ask())

    assert [sign_in(password)[1].leads_to, refusals(sign_in(password)[1])] == ["/", ["TEMP_PASSWORD_EXPIRED"]]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_in_with_it_at_once_one_is_in(o1: Student):
    password = temporary(ask())
    with threads(2) as start:
        with transaction_elsewhere() as other:  # both judge it right, and then wait for its row
            run(other, "SELECT id FROM people_temporarypassword FOR UPDATE")
            tries = [start(sign_in, password) for _ in range(2)]
            until_waiting(2)
        shown = [each.result(timeout=10)[1] for each in tries]
    assert sorted(each.leads_to or refusals(each)[0] for each in shown) == ["/", "TEMP_PASSWORD_EXPIRED"]


def test_a_new_one_takes_the_place_of_the_last(o1: Student):
    first, second = temporary(ask()), temporary(ask())

    assert first != second
    assert refusals(sign_in(first)[1]) == ["LOGIN_FAILED"]
    assert sign_in(second)[1].leads_to == "/"


def test_of_one_that_is_expired_a_wrong_guess_learns_nothing(o1: Student):
    ask()
    at("2026-02-10 11:00")

    assert refusals(sign_in("aaaa-bbbb-cccc")[1]) == ["LOGIN_FAILED"]


@pytest.mark.row("OMU-31")
def test_it_is_copied_by_a_button_or_by_hand_and_pasted_anywhere(o1: Student):
    shown = ask()

    field, button = attributes(shown.one(id="temporary")), attributes(shown.one("button", data_copy="temporary"))
    assert ("readonly" in field, "disabled" in field, button["type"], "hidden" in button) == (
        True,
        False,
        "button",
        True,
    )
    assert [attributes(s)["src"] for s in shown.all("script")] == ["/static/portal/copy.js"]
    assert "onpaste" not in Visitor().get(SIGN_IN).html


# one's own password


@pytest.fixture
def inside(o1: Student) -> Visitor:
    """Signed in by the temporary password."""
    return sign_in(temporary(ask()))[0]


def save(browser: Visitor, **typed: str) -> Shown:
    filled = {
        "new_password1": CHOSEN,
        "new_password2": CHOSEN,
        "email": "deniz@ornek.edu.tr",
        "phone": "0532 123 45 67",
    } | typed
    return browser.press(browser.get(CHOOSE), "Save", **filled)


@pytest.mark.row("OMU-28")
@pytest.mark.parametrize(
    "page", ["/", "/registration/", "/registration/degree/", "/catalog/", "/password/", "/first-password/", "/e-ders/"]
)
def test_every_other_page_leads_to_the_form_until_it_is_saved(inside: Visitor, page: str):
    assert inside.get(page).leads_to == CHOOSE
    assert inside.post("/registration/change/", action="add", code="5710213", section="1").leads_to == CHOOSE


@pytest.mark.row("OMU-28", "OMU-30")
def test_what_is_saved(inside: Visitor, o1: Student):
    at("2026-02-08 10:00")

    assert save(inside).leads_to == "/"

    user = User.objects.get(pk=o1.user_id)
    assert (user.email, user.phone, user.must_choose_password) == ("deniz@ornek.edu.tr", "+905321234567", False)
    assert (user.check_password(CHOSEN), user.password_changed_at) == (True, None)
    assert inside.get("/registration/").status == 200
    assert sign_in(CHOSEN)[1].leads_to == "/"
    assert inside.get(CHOOSE).leads_to == "/password/"


@pytest.mark.row("OMU-30")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": ""}, {"email": ["This field is required."]}),
        ({"email": "deniz"}, {"email": ["Enter a valid email address."]}),
        ({"phone": ""}, {"phone": ["This field is required."]}),
        ({"phone": "312 210 20 00"}, {"phone": ["Give a mobile phone number such as 0532 123 45 67."]}),
        ({"new_password2": "x"}, {"new_password2": ["The two password fields didn’t match."]}),
        (
            {"new_password1": "12345678", "new_password2": "12345678"},
            {"new_password2": ["This password is too common.", "This password is entirely numeric."]},
        ),
        (
            {"new_password1": IDENTITY, "new_password2": IDENTITY},
            {"new_password2": ["This password is entirely numeric."]},
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(inside: Visitor, o1: Student, typed, said):
    shown = save(inside, **typed)

    assert errors(shown) == said
    kept = {name: values[0] for name, values in shown.fields(shown.form_of("Save")).items()}
    expected = {"email": "deniz@ornek.edu.tr", "phone": "0532 123 45 67"} | typed
    assert (kept["email"], kept["phone"]) == (expected["email"], expected["phone"])
    assert (kept["new_password1"], kept["new_password2"]) == ("", "")
    user = User.objects.get(pk=o1.user_id)
    assert (user.email, user.phone, user.has_usable_password()) == ("", "", False)
    assert inside.get("/registration/").leads_to == CHOOSE


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("05321234567", "+905321234567"),
        ("+90 (532) 123-45-67", "+905321234567"),
        ("5321234567", "+905321234567"),
        ("0049 151 23456789", "+4915123456789"),
    ],
)
def test_a_phone_number_is_kept_in_one_shape(inside: Visitor, o1: Student, typed: str, kept: str):
    save(inside, phone=typed)

    assert User.objects.get(pk=o1.user_id).phone == kept


def test_who_closed_the_browser_before_saving_begins_again(inside: Visitor):
    assert temporary(ask())


@pytest.mark.row("OMU-32")
def test_after_a_reset_the_old_password_is_dead_and_the_first_password_page_is_open(o1: Student, world: World, rf):
    browser = sign_in(temporary(ask()))[0]
    save(browser)
    assert refusals(ask()) == ["HAS_PASSWORD"]

    reset_password(user=User.objects.get(pk=o1.user_id), actor=world.advisor.user, request=rf.post("/"))

    assert browser.get("/registration/").leads_to == "/sign-in/?next=/registration/"
    assert refusals(sign_in(CHOSEN)[1]) == ["LOGIN_FAILED"]
    again = sign_in(temporary(ask()))[0]
    assert again.get("/registration/").leads_to == CHOOSE
    at("2026-02-10 10:20")
    save(again, new_password1="yeni-dolap-1453", new_password2="yeni-dolap-1453")
    assert again.get("/").leads_to == "/term/"
    assert User.objects.get(pk=o1.user_id).password_changed_at == local("2026-02-10 10:20")  # the second is a change


def test_a_reset_kills_a_temporary_password_as_well(o1: Student, world: World, rf):
    password = temporary(ask())

    reset_password(user=o1.user, actor=world.advisor.user, request=rf.post("/"))
    assert refusals(sign_in(password)[1]) == ["LOGIN_FAILED"]
    o1.user.refresh_from_db()
    assert (o1.user.must_choose_password, o1.user.password_changed_at) == (True, None)


def test_what_happened_is_in_the_history_of_the_account(inside: Visitor, o1: Student):
    ask(born="2000-01-01")
    save(inside)
    inside.post("/sign-out/")
    kinds = AccountEvent.objects.filter(user=o1.user).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["temporary", "signed_in", "activation_refused", "changed", "signed_out"]
