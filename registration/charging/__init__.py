"""What registration tells fees: which policy, which courses by distance, what became of a term; and when to charge anew.

Lock order: registrations, accounts, seat counters.
"""

from .charge import COUNTED, charge, charge_list, charge_moved, charge_term, charge_waiting, costs, waiting_at
from .ranking import rank_top_ten
from .told import tell

__all__ = [
    "COUNTED",
    "charge",
    "charge_list",
    "charge_moved",
    "charge_term",
    "charge_waiting",
    "costs",
    "rank_top_ten",
    "tell",
    "waiting_at",
]
