"""Alerts: set up and managed by people, checked by the clock, told, and answered."""
