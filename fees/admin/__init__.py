"""What the fee office keeps in the admin."""

from . import accounts, bank, grounds, tariffs  # noqa: F401
