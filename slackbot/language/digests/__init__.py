"""Reads a digest: its schedule is cut out of the sentence, and what is left is its question."""
