"""Draws and sends the messages of digests."""
