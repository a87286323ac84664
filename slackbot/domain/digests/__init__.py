"""Digests: a question that a channel asks on a schedule, its plan, and what it tells."""
