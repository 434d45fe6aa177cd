"""Admin of the registrar: calendar and policy to edit, drafts to try, registrations, jobs and the ledger to read."""

from . import calendar, jobs, ledger, policy, unmet, what_if

__all__ = ["calendar", "jobs", "ledger", "policy", "unmet", "what_if"]
