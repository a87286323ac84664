"""Channels: their bots, settings, allowances and prices."""
