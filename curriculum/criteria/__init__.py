"""Criteria as they are edited: rows in words, what a change would do to sections, writing it, taking it back."""
