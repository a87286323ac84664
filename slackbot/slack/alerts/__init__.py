"""Draws and sends the messages about alerts: notices, lists and trials."""
