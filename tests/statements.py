"""What was sent to the database."""

from __future__ import annotations

from django.test.utils import CaptureQueriesContext

WORDS = (
    "portal_facts",
    "portal_commit",
    "INSERT INTO registration_attempt",
    "UPDATE registration_termregistration",
    "INSERT INTO registration_transition",
    "REPEATABLE READ",
    "registration_plannedcourse",
)


def steps(queries: CaptureQueriesContext) -> list[str]:
    """Each statement by the word that tells it, BEGIN and COMMIT among them; the catalogue's own reads are one step."""
    sent = [next((word for word in WORDS if word in q["sql"]), q["sql"]) for q in queries]
    named = ["catalogue" if " FROM curriculum_" in s or " FROM registration_" in s else s for s in sent]
    return [step for n, step in enumerate(named) if n == 0 or step != "catalogue" or named[n - 1] != step]
