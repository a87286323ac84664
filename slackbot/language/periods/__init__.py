"""Reads the period of a question: one date, what is made of dates, and what counts from now."""
