"""Admin of the registrar: calendar, policy and waivers to edit, registrations and the ledger to read."""

from . import calendar, jobs, ledger, loading, policy, unmet, waivers

__all__ = ["calendar", "jobs", "ledger", "loading", "policy", "unmet", "waivers"]
