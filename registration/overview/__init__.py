"""The state of a term in numbers: what the first page of the admin shows, each part to whom it is open."""

from .asked import PERIODS, Asked
from .page import Overview, overview_of
from .waiting import SOURCES, Waiting

__all__ = ["PERIODS", "SOURCES", "Asked", "Overview", "Waiting", "overview_of"]
