"""Finding people by name, number or user code, where ISPARTA, Isparta, ısparta and isparta are one word."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from curriculum.admin.base import Folded
from curriculum.turkish import search_key

from .models import Student, StudentProgramme, User
from .permissions import Reach

SHOWN, LETTERS = 25, 2


def accounts_within(reach: Reach, actor: User) -> QuerySet[User]:
    """The accounts that a reach covers: of all, or of the students of some departments; a superuser's is a superuser's."""
    accounts = User.objects.select_related("student")
    if reach.everywhere:
        return accounts if actor.is_almighty else accounts.filter(is_superuser=False)
    theirs = StudentProgramme.objects.filter(programme__department__in=reach.units)
    return accounts.filter(student__in=theirs.values("student"), is_superuser=False)


def account_for(actor: User, user_id: int) -> User:
    """The account whose password `actor` may reset; asked anew at every request. Raises Http404 and PermissionDenied."""
    found = accounts_within(actor.reach("people.reset_user"), actor).filter(pk=user_id).first()
    if found is None and actor.reach("people.reset_user").everywhere and not User.objects.filter(pk=user_id).exists():
        raise Http404
    if found is None:
        raise PermissionDenied
    return found


def find_accounts(accounts: QuerySet[User], query: str) -> list[User]:
    """The first 25 by user code whose user code, student number and names hold every word."""
    words = search_key(query).split()
    if len("".join(words)) < LETTERS:
        return []
    accounts = accounts.alias(folded=Folded("username", "first_name", "last_name", "student__number"))
    for word in words:
        accounts = accounts.filter(folded__contains=word)
    return list(accounts.order_by("username")[:SHOWN])


def find_students(query: str) -> list[Student]:
    """The first 25 by number whose number and names hold every word."""
    words = search_key(query).split()
    if len("".join(words)) < LETTERS:
        return []
    return list(holding(Student.objects.all(), words).order_by("number")[:SHOWN])


def holding(rows: QuerySet, words: list[str]) -> QuerySet:
    """Those whose stored key holds every word, of students or courses."""
    for word in words:
        rows = rows.filter(search_key__contains=word)
    return rows
