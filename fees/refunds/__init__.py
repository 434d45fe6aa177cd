"""What is too much on an account goes back: proposed by the system, approved by the officer, handed over for payment."""

from .proposing import follow_balances

__all__ = ["follow_balances"]
