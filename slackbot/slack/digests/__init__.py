"""Draws and sends what people read of digests."""
