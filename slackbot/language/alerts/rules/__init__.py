"""Puts the clauses of a rule together, and refuses those that do not go together."""
