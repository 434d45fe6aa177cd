"""What the fee office keeps in the admin."""

from . import accounts, tariffs  # noqa: F401
