"""Who is told of a step of the renewal, and how the notice is called; written in the transaction in which it happens.

Jobs that close a period tell of their own steps, many at once. A figure that people read in their own language is a dict
by language.
"""

from __future__ import annotations

from django.urls import reverse

from people.notices import tell
from people.selectors import acting_advisors

from .query import fetch
from .rules.facts import Facts

STUDENT, ADVISORS = "student", "advisors"
# event of transitions.TABLE → who is told, under which kind of people/notice_texts.py
TOLD: dict[str, tuple[str, str]] = {
    "send": (ADVISORS, "submitted"),
    "auto_submit": (ADVISORS, "submitted"),
    "approve": (STUDENT, "approved"),
    "return": (STUDENT, "returned"),
    "remove_approval": (STUDENT, "approval_removed"),
    "finalise": (STUDENT, "finalised"),
    "cancel": (STUDENT, "cancelled"),
}


def tell_of(event: str, facts: Facts, *, state: str, note: str, actor_id: int) -> None:
    """The notice of an event that was carried out; nothing for those that nobody is told of here: what a petition brought
    about is told with the decision.

    `who` is who acted, to the advisors the student.
    """
    if event not in TOLD:
        return
    to, kind = TOLD[event]
    if kind == "approved" and state != "final":
        kind = "approved_not_final"
    term, term_en, student_user, student, who = fetch(
        "SELECT t.name, COALESCE(NULLIF(t.name_en, ''), t.name), s.user_id, s.first_name || ' ' || s.last_name, "
        "trim(COALESCE(f.title, '') || ' ' || u.first_name || ' ' || u.last_name) "
        "FROM registration_termregistration r JOIN curriculum_term t ON t.id = r.term_id "
        "JOIN people_student s ON s.id = r.student_id "
        "LEFT JOIN people_user u ON u.id = %s LEFT JOIN people_staff f ON f.user_id = u.id WHERE r.id = %s",
        actor_id,
        facts.registration_id,
    )[0]
    figures = {"term": {"tr": term, "en": term_en}, "who": student if to == ADVISORS else who, "note": note}
    if to == STUDENT:
        tell([student_user], kind, figures, link=reverse("term"))
    else:
        link = reverse("advisee", args=[facts.student_id])
        tell(acting_advisors(facts.student_id, facts.at.date()), kind, figures, link=link)
