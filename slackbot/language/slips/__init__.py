"""Mends slips of the finger, and offers texts in the place of a refused one."""
