"""A proposed prerequisite that the registrar commits: the row it asks for, with the board's decision (METU-59, METU-60)."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Course, Prerequisite, PrerequisiteProposal

ADD, REMOVE = PrerequisiteProposal.Action.ADD, PrerequisiteProposal.Action.REMOVE
THERE, MISSING, ITSELF, CIRCLE = "THERE", "MISSING", "ITSELF", "CIRCLE"


def obstacle(*, action: str, course: Course, set_no: int, required: Course) -> str | None:
    """Why a change cannot be made as the prerequisites are now."""
    if course == required:
        return ITSELF
    there = rows(course=course, set_no=set_no, required=required).exists()
    if action == REMOVE:
        return None if there else MISSING
    if there:
        return THERE
    return CIRCLE if Prerequisite.objects.filter(course=required, required=course).exists() else None


def commit(proposal: PrerequisiteProposal) -> None:
    """Make the change, once if two commit at once; the caller has asked for obstacles and for the decision."""
    asked = {"course": proposal.course, "set_no": proposal.set_no, "required": proposal.required}
    if proposal.action == REMOVE:
        rows(**asked).delete()
        return
    decided = {name: getattr(proposal, name) for name in ("decision_no", "decision_date", "effective_term")}
    Prerequisite.objects.get_or_create(**asked, defaults={"min_grade": proposal.min_grade, **decided})


def rows(*, course: Course, set_no: int, required: Course) -> QuerySet[Prerequisite]:
    return Prerequisite.objects.filter(course=course, set_no=set_no, required=required)
