"""Draws forms as Slack's modals, and reads what people fill in."""
