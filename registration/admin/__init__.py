"""Admin of the registrar: calendar, policy and waivers to edit, registrations and the ledger to read."""

from . import calendar, ledger, policy, waivers

__all__ = ["calendar", "ledger", "policy", "waivers"]
