"""Alerts: rules of a channel, their episodes, and the state machine behind their notices."""
