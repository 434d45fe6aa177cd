"""Admin of the registrar: calendar, policy and waivers to edit, drafts to try, registrations, jobs and the ledger to read."""

from . import calendar, jobs, ledger, loading, policy, unmet, waivers, what_if

__all__ = ["calendar", "jobs", "ledger", "loading", "policy", "unmet", "waivers", "what_if"]
