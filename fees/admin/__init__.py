"""What the fee office keeps in the admin."""

from . import accounts  # noqa: F401
