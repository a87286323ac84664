"""Connections to Kore.ai: which one covers a bot, how often it may be called, and its habits."""
