"""Reads a question into a `UsageQuery`, or refuses it; and the follow-ups in its thread."""
