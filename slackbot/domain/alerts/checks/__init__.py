"""Checks of alerts: the figures they need, the measurements, and the replay of the past."""
