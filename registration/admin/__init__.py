"""Admin of the registrar: calendar, policy and waivers to edit, drafts to try, checks, registrations, jobs, the ledger."""

from . import (
    calendar,
    checks,
    departures,
    documents,
    jobs,
    ledger,
    loading,
    policy,
    sections,
    students,
    unmet,
    waivers,
    what_if,
)

__all__ = [
    "calendar",
    "checks",
    "departures",
    "documents",
    "jobs",
    "ledger",
    "loading",
    "policy",
    "sections",
    "students",
    "unmet",
    "waivers",
    "what_if",
]
