"""Alerts: the rule of a channel, the episodes of its notices, and how these go on."""
