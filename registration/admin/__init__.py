"""Admin of the registrar: calendar and policy to edit, registrations and the ledger to read."""

from . import calendar, jobs, ledger, loading, policy, unmet

__all__ = ["calendar", "jobs", "ledger", "loading", "policy", "unmet"]
