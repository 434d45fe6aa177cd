"""Sessions: whose they are, what ends them, and the one statement that reads them."""

from __future__ import annotations

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from people.models import Session, Student, User
from people.sessions import SessionStore, user_of
from tests.load.people import signed_in
from tests.visitor import Visitor
from tests.world import PASSWORD, World, at

pytestmark = pytest.mark.django_db
PAGE = "/registration/"


@pytest.fixture
def u4(world: World) -> User:
    return world.student().user


def opened(key: str | None) -> SessionStore:
    """A store as the middleware makes it of a cookie."""
    return SessionStore(key)


def request_with(session: SessionStore):
    request = RequestFactory().get("/")
    request.session = session
    return request


def test_session_user_and_student_come_in_one_statement(u4: User, django_assert_num_queries):
    signed_in(u4, "k" * 32).save()

    with django_assert_num_queries(1):
        user = user_of(request_with(opened("k" * 32)))
        assert (user, user.username, user.student.number) == (u4, "e250123", "2501231")
        assert user.student.user is user


def test_every_column_is_read_as_the_models_read_it(u4: User):
    signed_in(u4, "k" * 32).save()

    user = user_of(request_with(opened("k" * 32)))

    for seen, own in ((user, User.objects.get(id=u4.id)), (user.student, Student.objects.get(user=u4))):
        fields = [field.attname for field in own._meta.concrete_fields]
        assert [getattr(seen, name) for name in fields] == [getattr(own, name) for name in fields]


def test_a_user_without_a_student_is_known_to_have_none(world: World, django_assert_num_queries):
    signed_in(world.advisor.user, "k" * 32).save()

    with django_assert_num_queries(1):
        user = user_of(request_with(opened("k" * 32)))
        assert (user.username, getattr(user, "student", None), hasattr(user, "student")) == ("danisman", None, False)


def test_a_session_of_nobody_is_anonymous(world: World, django_assert_num_queries):
    nobody = SessionStore()
    nobody["basket"] = 1
    nobody.create()

    with django_assert_num_queries(1):
        session = opened(nobody.session_key)
        assert (user_of(request_with(session)), session["basket"]) == (AnonymousUser(), 1)
    assert Session.objects.get(session_key=nobody.session_key).user_id is None


@pytest.mark.parametrize("key", [None, "", "short", "k" * 32, "x' OR '1'='1"])
def test_an_unknown_key_is_anonymous(world: World, key):
    assert user_of(request_with(opened(key))) == AnonymousUser()


def test_an_expired_session_is_anonymous(u4: User):
    session = signed_in(u4, "k" * 32)
    session.expire_date = u4.date_joined
    session.save()

    assert user_of(request_with(opened("k" * 32))) == AnonymousUser()


def test_a_session_that_claims_another_user_than_its_rows_is_not_believed_by_halves(world: World, u4: User):
    """The data names the user, as in Django's own store; the column only says whose row it is."""
    row = signed_in(u4, "k" * 32)
    row.user = world.advisor.user
    row.save()

    assert user_of(request_with(opened("k" * 32))) == u4


def test_a_session_that_names_one_user_with_the_hash_of_another_is_nobodys(world: World, u4: User):
    row = signed_in(world.advisor.user, "k" * 32)
    row.session_data = SessionStore().encode(row.get_decoded() | {SESSION_KEY: str(u4.pk)})
    row.save()

    assert user_of(request_with(opened("k" * 32))) == AnonymousUser()


def test_a_session_row_names_its_user_and_ends_with_the_account(world: World, u4: User):
    guest = User.objects.create_user("konuk")
    Visitor(guest)
    Visitor(u4)

    assert sorted(Session.objects.values_list("user__username", flat=True)) == ["e250123", "konuk"]
    guest.delete()
    assert list(Session.objects.values_list("user__username", flat=True)) == ["e250123"]


def test_the_key_changes_at_sign_in_and_the_old_one_is_worth_nothing(world: World, u4: User):
    u4.set_password(PASSWORD)
    u4.save()
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted

    client.post("/sign-in/", {"username": u4.username, "password": PASSWORD})

    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()
    assert client.get(PAGE).status_code == 200


def test_a_closed_account_is_out_at_the_next_request(u4: User):
    browser = Visitor(u4)
    assert browser.get(PAGE).status == 200

    User.objects.filter(id=u4.id).update(is_active=False)

    assert browser.get(PAGE).leads_to == "/sign-in/?next=/registration/"


def test_a_new_password_ends_every_session(u4: User):
    here, there = Visitor(u4), Visitor(u4)

    u4.set_password("baska-bir-sifre")
    u4.save()

    assert [browser.get(PAGE).status for browser in (here, there)] == [302, 302]
    assert Session.objects.filter(user=u4).count() == 0


def test_all_sessions_of_a_person_end_by_one_delete(u4: User):
    here, there = Visitor(u4), Visitor(u4)

    Session.objects.filter(user=u4).delete()

    assert [browser.get(PAGE).status for browser in (here, there)] == [302, 302]


def test_a_role_taken_away_is_gone_at_the_next_request(world: World):
    student = world.student()
    advisor = Visitor(world.advisor.user)
    assert advisor.get(f"/advising/{student.id}/").status == 200

    student.advisorships.all().delete()

    assert advisor.get(f"/advising/{student.id}/").status == 403


def test_a_student_who_is_one_no_more_has_no_page(world: World):
    student = world.student()
    browser = Visitor(student.user)
    assert browser.get(PAGE).status == 200

    Student.objects.filter(id=student.id).update(user=User.objects.create_user("bosta"))

    assert browser.get(PAGE).status == 403


def test_the_clock_of_the_database_does_not_end_sessions(u4: User):
    """portal_now() decides windows; sessions go by the server's own clock, as cookies do."""
    browser = Visitor(u4)
    at("2027-01-01 00:00")

    assert browser.get(PAGE).status == 200


def test_a_session_key_in_the_data_alone_signs_nobody_in(world: World, u4: User):
    forged = SessionStore()
    forged[SESSION_KEY] = str(u4.pk)
    forged.create()

    assert user_of(request_with(opened(forged.session_key))) == AnonymousUser()
