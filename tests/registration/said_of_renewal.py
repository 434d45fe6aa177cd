"""What test_messages.py expects to read of the steps of a term's renewal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.rules.build import WINDOWS, local, policy, student, term


def asked(facts, catalogue=None, **change: Any):
    return facts, {"catalogue": catalogue or term(), "add": [11], **change}


def paused(kind: str):
    return term(windows=tuple(replace(w, paused=w.kind == kind) for w in WINDOWS))


def unregistered(state: str):
    return asked(student(state=state))


RULES_SAY = {
    "NOT_ENROLLED": (asked(student(status="graduated")), ("Kayıtlı öğrenci",), ("not an enrolled student",)),
    "PREP_NO_COURSES": (asked(student(mine={"level": "prep"})), ("Hazırlık",), ("English preparation",)),
    "RETURN_NOT_OPENED": (
        asked(student(coming_back="needed")),
        ("henüz açılmadı", "dilekçe"),
        ("not open to you yet", "Petition"),
    ),
    "NOT_REGISTERED_IN_PERIOD": (
        asked(student(at="2026-02-24 10:00", approved=None)),
        ("ekle-bırak döneminde", "mazeretiniz"),
        ("in the registration period", "excuse"),
    ),
    "PASSWORD_COOLDOWN": (
        asked(student(password_changed_at=local("2026-02-10 09:48:30"))),
        ("19 dakika", "10.02.2026 10:18"),
        ("19 minutes", "10.02.2026 10:18"),
    ),
    "SUBMITTED_LOCKED": (
        asked(student(state="submitted"), term(rows=policy(of="omu"))),
        ("danışman onayında",),
        ("with your advisor",),
    ),
    "CONTACT_ADVISOR": (
        asked(student(contacted=False), add=(), kind="open"),
        ("danışmanınızla görüşünüz",),
        ("Speak with your advisor",),
    ),
}

OTHER_WORDS = {
    ("WINDOW_CLOSED", "paused"): (
        asked(student(), paused("registration")),
        "Kayıt geçici olarak durduruldu.",
        "Registration is paused.",
    ),
    ("APPROVAL_CLOSED", "paused"): (
        asked(student(11, 21, 31), paused("approval"), add=()),
        "Onaylar geçici olarak durduruldu.",
        "Approvals are paused.",
    ),
    ("NOT_ENROLLED", "on_leave"): (
        unregistered("on_leave"),
        "Bu dönem izinlisiniz; ders kaydı yapılamaz.",
        "You are on leave this term, so you cannot register.",
    ),
    ("RETURN_NOT_OPENED", "refused"): (
        asked(student(coming_back="refused")),
        "Dönüş dilekçeniz kabul edilmedi; kayıt yapılamaz.",
        "Your petition to return was refused, so you cannot register.",
    ),
    ("NOT_REGISTERED_IN_PERIOD", "excuse_pending"): (
        unregistered("excuse_pending"),
        "Mazeretiniz incelemede; sonuçlanmadan kayıt yapılamaz.",
        "Your excuse is under review; nothing can be registered before.",
    ),
    ("NOT_REGISTERED_IN_PERIOD", "cancelled"): (
        unregistered("cancelled"),
        "Bu dönemki kaydınız silinmiştir.",
        "Your registration of this term was cancelled.",
    ),
}

OTHERS_SAY: dict[str, tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]] = {
    "ACKNOWLEDGE": ({}, ("Sorumluluk bildirimi",), ("statement of responsibility",)),
    "RETURN_CLOSED": ({}, ("iade edilemez",), ("cannot be returned",)),
}
