"""A sample university in a database of its own, and for each kind of request as many students as it needs."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as StockStore
from django.core.management import call_command
from django.utils import timezone
from django.utils.timezone import timedelta

from curriculum.models import SeatCounter, Term
from people.models import Session, Student
from registration import rules
from registration.catalogue import catalogue_of
from registration.rules.facts import Catalogue, Change, Facts, Line
from registration.snapshot import load_facts
from tests.load.people import BACKEND, signed_in


@dataclass(frozen=True)
class Cast:
    """(session key, section id) of adds that will be accepted and of adds that will be refused; keys for the rest."""

    accepted: list[tuple[str, int]]
    refused: list[tuple[str, int]]
    pages: list[str]
    catalogue: Catalogue
    facts: Facts


def prepare(students: int = 2000, seed: int = 7, acting: int | None = None) -> Cast:
    """`acting` of the students are signed in and have adds, all of them unless told."""
    call_command("sample_university", students=students, seed=seed, verbosity=0)
    SeatCounter.objects.filter(section__isnull=False).update(capacity=5000, open=True)
    SeatCounter.objects.filter(criterion__isnull=False).update(capacity=5000)
    term = Term.objects.get(is_current=True)
    people = list(Student.objects.select_related("user").order_by("id")[:acting])
    keys = {student.id: f"bench{student.id:027}" for student in people}
    Session.objects.bulk_create(signed_in(student.user, keys[student.id]) for student in people)
    _stock_sessions([s.user for s in people], [keys[s.id] for s in people])
    catalogue = catalogue_of(term.id)
    everyone = {id_: s.facts for id_, s in load_facts(term.id, keys).items()}
    accepted, refused = _adds(catalogue, everyone, keys)
    return Cast(accepted, refused, list(keys.values()), catalogue, next(iter(everyone.values())))


def _stock_sessions(users, keys) -> None:
    rows = []
    for user, key in zip(users, keys, strict=True):
        hash_ = user.get_session_auth_hash()
        data = {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: hash_}
        until = timezone.now() + timedelta(hours=1)
        rows.append(
            StockStore.get_model_class()(session_key=key, session_data=StockStore().encode(data), expire_date=until)
        )
    StockStore.get_model_class().objects.bulk_create(rows)


def _adds(catalogue: Catalogue, everyone: dict[int, Facts], keys: dict[int, str]):
    """For each student one section that the rules accept and one that they refuse, found by asking them."""
    rng = random.Random(7)
    accepted, refused = [], []
    sections = sorted(catalogue.sections)
    for id_, facts in everyone.items():
        wanted = {True: accepted, False: refused}
        for section in rng.sample(sections, 60):
            asked = [catalogue.sections[section].counter]
            known = {c: rules.facts.Seat(5000, 0) for c in asked}
            known |= {c.quota: rules.facts.Seat(5000, 0) for c in catalogue.sections[section].criteria if c.quota}
            one = replace(facts, seats=known)
            verdict = rules.evaluate(catalogue, one, Change(frozenset({Line(section)})))
            if verdict.accepted in wanted:
                wanted.pop(verdict.accepted).append((keys[id_], section))
            if not wanted:
                break
    return accepted, refused
