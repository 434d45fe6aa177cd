"""The jobs that open and close a term's renewal (RULES.md §9): what is due, what becomes of it, and who is told."""
