"""Reads what all texts are made of: tokens, numbers, bots, zones, and mentions of people."""
