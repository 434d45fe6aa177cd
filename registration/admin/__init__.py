"""Admin of the registrar: calendar and policy to edit, registrations and the ledger to read."""

from . import calendar, ledger, policy, unmet

__all__ = ["calendar", "ledger", "policy", "unmet"]
