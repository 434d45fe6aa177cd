"""Admin of the registrar: calendar and policy to edit, pages that check, registrations and the ledger to read."""

from . import calendar, checks, ledger, policy

__all__ = ["calendar", "checks", "ledger", "policy"]
