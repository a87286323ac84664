"""Stores what only a Home tab shows."""
