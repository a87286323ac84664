"""Draws and sends what people read of alerts: notices, lists and trials."""
