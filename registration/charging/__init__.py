"""What registration tells fees: which policy, which courses by distance, what became of a term; and when to charge anew.

Lock order: registrations, accounts, seat counters.
"""

from .charge import charge, charge_list, charge_term
from .told import tell

__all__ = ["charge", "charge_list", "charge_term", "tell"]
