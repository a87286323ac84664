"""Digests: set up and managed by people, started by the clock, sent, and tried again."""
