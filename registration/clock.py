"""The clock of the portal, which stands in people/: rules are chosen and windows open by it."""

from people.clock import now, today

__all__ = ["now", "today"]
