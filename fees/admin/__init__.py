"""What the fee office keeps in the admin."""

from . import accounts, bank, tariffs  # noqa: F401
