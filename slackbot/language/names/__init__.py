"""Reads names in a text: bots, people and groups, zones, public holidays; and names given there."""
